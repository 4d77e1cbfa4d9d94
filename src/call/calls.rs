//! All calls of the process: each a small state machine, told of what happens and asked what to do.
//!
//! Time comes in as `now` (monotonic milliseconds), chance as a number in 0..1. Handles are indices;
//! an unknown one panics, for it is a bug of the host that nothing good can come of.

use super::check::push_number;
use super::head::Head;
use super::json::joined;
use super::pacing::{Limiter, Rate, Told};
use super::paging::{self, PageObject};
use super::request::{self, Base, Request};
use super::response::{self, Body, Question, Validation, Verdict};
use super::retry::{LONGEST_WAIT, Trouble, backoff, may_retry};
use crate::api::pack::{self, PackedOperation};
use crate::error::{Code, Failure, Outcome};

/// What a client is made with.
#[derive(Clone, Debug)]
pub struct ClientConfig {
    /// Base URL without a slash at its end.
    pub base_url: String,
    /// Stands in for a missing `workspace_id`.
    pub workspace_id: Option<i64>,
    /// Clients with the same name share a limiter.
    pub limiter: String,
    /// Requests per window; 0: no pacing.
    pub requests: usize,
    /// Length of the window in milliseconds.
    pub per: f64,
    /// How answers are held against the contract.
    pub validation: Validation,
}

/// What a call may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Milliseconds for one attempt, body included.
    pub timeout: f64,
    /// Milliseconds for all attempts and waits.
    pub deadline: f64,
    /// Attempts beyond the first.
    pub max_retries: u32,
    /// Goes behind interactive calls.
    pub bulk: bool,
}

/// What a call asks for.
#[derive(Clone, Copy, Debug)]
pub enum Ask<'a> {
    /// An operation of the contract, by index, with its parameters as JSON.
    Operation(u16, &'a [u8]),
    /// A request of the caller's own, as JSON.
    Raw(&'a [u8]),
}

struct Client {
    config: ClientConfig,
    limiter: usize,
}

struct Bucket {
    name: String,
    limiter: Limiter,
    parked: Vec<usize>,
    /// Clients and calls that hold on to it.
    users: usize,
    /// Interactive grants since the last bulk one.
    interactive_grants: u32,
}

struct Call {
    client: usize,
    limiter: usize,
    operation: Option<&'static PackedOperation>,
    name: String,
    request: Request,
    limits: Limits,
    /// Orders calls of the same priority.
    number: u64,
    deadline_at: f64,
    not_before: f64,
    slot: Option<usize>,
    parked: bool,
    attempts: u32,
    status: u16,
    /// An attempt ended without word on whether it was applied.
    maybe_applied: bool,
    /// The last answer said that it was not applied.
    rejected: bool,
    under_way: bool,
    retry: Option<(Trouble, f64)>,
}

/// Bulk calls get at least one grant in so many.
const BULK_SHARE: u32 = 8;

/// All clients, limiters and calls.
#[derive(Default)]
pub struct Calls {
    clients: Slab<Client>,
    buckets: Slab<Bucket>,
    calls: Slab<Call>,
    numbers: u64,
}

impl Calls {
    /// Makes a client.
    pub fn open(&mut self, config: ClientConfig, now: f64) -> usize {
        // A limiter outlives its users for as long as it holds anyone back: closing and opening a
        // client must not reset the count.
        self.buckets
            .drop_if(|bucket| bucket.users == 0 && bucket.limiter.is_idle(now));
        let known = self
            .buckets
            .position(|bucket| !config.limiter.is_empty() && bucket.name == config.limiter);
        let limiter = known.unwrap_or_else(|| {
            self.buckets.insert(Bucket {
                name: config.limiter.clone(),
                limiter: Limiter::new(config.requests, config.per),
                parked: Vec::new(),
                users: 0,
                interactive_grants: 0,
            })
        });
        self.buckets.get_mut(limiter).users += 1;
        self.clients.insert(Client { config, limiter })
    }

    /// Forgets a client. Its calls go on.
    pub fn close(&mut self, client: usize) {
        let limiter = self.clients.remove(client).limiter;
        self.buckets.get_mut(limiter).users -= 1;
    }

    /// Opens a call.
    ///
    /// # Errors
    /// The parameters break the contract.
    pub fn begin(
        &mut self,
        client: usize,
        ask: Ask<'_>,
        extras: Option<&[u8]>,
        limits: Limits,
        now: f64,
    ) -> Result<usize, Failure> {
        let owner = self.clients.get(client);
        let base = Base {
            url: &owner.config.base_url,
            workspace_id: owner.config.workspace_id,
        };
        let (operation, name, request) = match ask {
            Ask::Operation(index, params) => {
                let Some(operation) = pack::operation(index) else {
                    return Err(Failure::new(
                        Code::InvalidArgument,
                        "there is no such operation".to_owned(),
                    ));
                };
                (
                    Some(operation),
                    request::name(operation),
                    request::build(operation, base, params, extras)?,
                )
            }
            Ask::Raw(spec) => (
                None,
                "request".to_owned(),
                request::build_raw(base, spec, extras)?,
            ),
        };
        let limiter = owner.limiter;
        self.numbers += 1;
        self.buckets.get_mut(limiter).users += 1;
        Ok(self.calls.insert(Call {
            client,
            limiter,
            operation,
            name,
            request,
            limits,
            number: self.numbers,
            deadline_at: now + limits.deadline,
            not_before: now,
            slot: None,
            parked: false,
            attempts: 0,
            status: 0,
            maybe_applied: false,
            rejected: false,
            under_way: false,
            retry: None,
        }))
    }

    /// Asks for a slot. `true`: send now. `false`: parked, ask again when [`Self::pump`] says so.
    ///
    /// # Errors
    /// The deadline passed, or will before a slot is free.
    pub fn admit(&mut self, id: usize, now: f64) -> Result<bool, Failure> {
        let call = self.calls.get_mut(id);
        if call.slot.is_some() {
            return Ok(true);
        }
        let bucket = self.buckets.get_mut(call.limiter);
        if call.parked {
            bucket.parked.retain(|parked| *parked != id);
            call.parked = false;
        }
        if now >= call.deadline_at {
            return Err(late(call, "a slot of the rate limit", None));
        }
        let free_at = bucket.limiter.free_at().max(call.not_before);
        // Infinite while all slots are under way: then their answers may free one in time.
        if free_at.is_finite() && free_at >= call.deadline_at {
            return Err(late(call, "a slot of the rate limit", Some(free_at - now)));
        }
        if bucket.parked.is_empty() && free_at <= now {
            call.slot = bucket.limiter.take(now);
            if call.slot.is_some() {
                return Ok(true);
            }
        }
        call.parked = true;
        bucket.parked.push(id);
        Ok(false)
    }

    /// Grants what can be granted and names the parked calls that are to ask again.
    pub fn pump(&mut self, now: f64) -> Vec<usize> {
        let mut woken = Vec::new();
        for bucket in self.buckets.iter_mut() {
            let calls = &mut self.calls;
            bucket.parked.retain(|id| {
                let late = now >= calls.get(*id).deadline_at;
                if late {
                    calls.get_mut(*id).parked = false;
                    woken.push(*id);
                }
                !late
            });
            while bucket.limiter.free_at() <= now {
                let bulk_turn = bucket.interactive_grants >= BULK_SHARE;
                let next = bucket
                    .parked
                    .iter()
                    .copied()
                    .filter(|id| calls.get(*id).not_before <= now)
                    .min_by_key(|id| {
                        let call = calls.get(*id);
                        (call.limits.bulk != bulk_turn, call.number)
                    });
                let Some(id) = next else { break };
                let call = calls.get_mut(id);
                call.slot = bucket.limiter.take(now);
                call.parked = false;
                bucket.interactive_grants = if call.limits.bulk {
                    0
                } else {
                    bucket.interactive_grants.saturating_add(1)
                };
                bucket.parked.retain(|parked| *parked != id);
                woken.push(id);
            }
        }
        woken
    }

    /// Milliseconds until [`Self::pump`] has something to do; infinite when nobody waits.
    #[must_use]
    pub fn wake(&self, now: f64) -> f64 {
        let mut at = f64::INFINITY;
        for bucket in self.buckets.iter() {
            let free_at = bucket.limiter.free_at();
            for id in &bucket.parked {
                let call = self.calls.get(*id);
                at = at.min(free_at.max(call.not_before).min(call.deadline_at));
            }
        }
        (at - now).max(0.0)
    }

    /// Milliseconds that the attempt may take.
    #[must_use]
    pub fn budget(&self, id: usize, now: f64) -> f64 {
        let call = self.calls.get(id);
        call.limits.timeout.min(call.deadline_at - now).max(0.0)
    }

    /// The request of a call.
    #[must_use]
    pub fn request(&self, id: usize) -> &Request {
        &self.calls.get(id).request
    }

    /// Attempts made so far.
    #[must_use]
    pub fn attempts(&self, id: usize) -> u32 {
        self.calls.get(id).attempts
    }

    /// An attempt leaves now.
    pub fn sent(&mut self, id: usize) {
        let call = self.calls.get_mut(id);
        call.attempts += 1;
        call.under_way = true;
        call.rejected = false;
        call.status = 0;
        call.retry = None;
    }

    /// The head of an answer is here. `true`: read the body. `false`: try again.
    ///
    /// # Errors
    /// A redirect, or an answer that may not be waited out.
    pub fn answered(
        &mut self,
        id: usize,
        head: Head,
        chance: f64,
        now: f64,
    ) -> Result<bool, Failure> {
        let status = head.status;
        let call = self.calls.get_mut(id);
        let bucket = self.buckets.get_mut(call.limiter);
        if let Some(slot) = call.slot.take() {
            bucket.limiter.answered(slot, head.told, now);
        }
        call.under_way = false;
        call.status = status;
        call.rejected = (400..500).contains(&status) && status != 408;
        if head.redirect {
            call.maybe_applied = true;
            let message = joined(&[
                &call.name,
                ": the server redirects, which is refused: the token must not reach another address",
            ]);
            return Err(Failure::new(Code::Connection, message));
        }
        let trouble = Trouble::Status(status);
        if !may_retry(call.request.method, trouble) {
            if status >= 500 {
                call.maybe_applied = true;
            }
            return Ok(true);
        }
        if status != 429 {
            call.maybe_applied = true;
        }
        let asked = head
            .retry_after
            .or(if status == 429 { head.told.reset } else { None });
        if let (429, Some(wait)) = (status, asked) {
            bucket.limiter.pause(now + wait);
        }
        let retries_left = call.attempts <= call.limits.max_retries;
        let delay = asked.unwrap_or_else(|| backoff(call.attempts, chance));
        let most = if call.deadline_at.is_finite() {
            call.deadline_at - now
        } else {
            LONGEST_WAIT
        };
        if delay > most && retries_left && status == 429 {
            let mut message = said(&call.name, "429: the rate limit asks for a wait of ");
            push_number((delay / 1_000.0) as i64, &mut message);
            message.push_str(" s, longer than the call may take");
            return Err(Failure {
                retry_after: Some(delay),
                ..Failure::new(Code::RateLimited, message)
            });
        }
        if !retries_left || delay > most {
            call.retry = asked.map(|wait| (trouble, wait));
            return Ok(true);
        }
        call.retry = Some((trouble, delay));
        call.not_before = now + delay;
        Ok(false)
    }

    /// No answer came, or its body broke off. Returns normally when the call is to be tried again.
    ///
    /// # Errors
    /// It is not.
    pub fn failed(
        &mut self,
        id: usize,
        trouble: Trouble,
        detail: &str,
        chance: f64,
        now: f64,
    ) -> Result<(), Failure> {
        let call = self.calls.get_mut(id);
        let bucket = self.buckets.get_mut(call.limiter);
        if let Some(slot) = call.slot.take() {
            bucket.limiter.answered(slot, Told::default(), now);
        }
        call.under_way = false;
        call.maybe_applied = true;
        let delay = backoff(call.attempts, chance);
        let may =
            may_retry(call.request.method, trouble) && call.attempts <= call.limits.max_retries;
        if may && now + delay < call.deadline_at {
            call.retry = Some((trouble, delay));
            call.not_before = now + delay;
            return Ok(());
        }
        let (code, what) = match trouble {
            Trouble::Timeout if now >= call.deadline_at => (Code::Timeout, "the deadline passed"),
            Trouble::Timeout => (Code::Timeout, "no answer in time"),
            Trouble::CutOff => (Code::Decode, "the answer broke off"),
            Trouble::Connection | Trouble::Status(_) => (Code::Connection, "no answer"),
        };
        let mut message = said(&call.name, what);
        if !detail.is_empty() {
            message.push_str(": ");
            message.push_str(detail);
        }
        Err(Failure::new(code, message))
    }

    /// Judges the body of an answer.
    ///
    /// # Errors
    /// See [`response::judge`].
    pub fn judge(
        &mut self,
        id: usize,
        body: Body<'_>,
        drift: &mut dyn FnMut(&str, &str, &str),
    ) -> Result<Verdict, Failure> {
        let call = self.calls.get_mut(id);
        let question = Question {
            name: &call.name,
            method: call.request.method,
            answer: call.operation.map(|operation| pack::kind(operation.answer)),
            validation: self
                .clients
                .find(call.client)
                .map_or(Validation::Report, |client| client.config.validation),
            maybe_applied: call.maybe_applied,
        };
        let verdict = response::judge(question, call.status, body, drift);
        match verdict {
            Err(failure) => {
                match failure.code {
                    Code::Decode => call.maybe_applied = true,
                    Code::Api if call.status < 300 => call.rejected = true,
                    _ => {}
                }
                Err(Failure {
                    retry_after: call.retry.map(|(_, wait)| wait),
                    ..failure
                })
            }
            Ok(verdict) => Ok(verdict),
        }
    }

    /// Whether answers to this call are held against the contract.
    #[must_use]
    pub fn validates(&self, id: usize) -> bool {
        let call = self.calls.get(id);
        self.clients
            .find(call.client)
            .is_none_or(|client| client.config.validation != Validation::Off)
    }

    /// The status of the last answer.
    #[must_use]
    pub fn status(&self, id: usize) -> u16 {
        self.calls.get(id).status
    }

    /// Whether a write may have happened, as far as is known now.
    #[must_use]
    pub fn outcome(&self, id: usize) -> Outcome {
        let call = self.calls.get(id);
        if call.maybe_applied || call.under_way {
            Outcome::Unknown
        } else if call.rejected {
            Outcome::Rejected
        } else if call.attempts == 0 {
            Outcome::NotSent
        } else {
            Outcome::Unknown
        }
    }

    /// Why the call is tried again, and after how many milliseconds.
    #[must_use]
    pub fn retry(&self, id: usize) -> Option<(Trouble, f64)> {
        self.calls.get(id).retry
    }

    /// The page that follows a page of a list, `None` where this is the last one.
    #[must_use]
    pub fn next_page(&self, id: usize, page: PageObject, items: usize) -> Option<f64> {
        let call = self.calls.get(id);
        let sent = |name: &str| paging::sent_number(&call.request.url, name);
        let page_size = call.operation.map_or(0, |operation| operation.page_size);
        paging::next(
            page,
            sent("page").unwrap_or(1.0),
            sent("per_page").unwrap_or(f64::from(page_size)),
            items,
        )
    }

    /// Forgets a call.
    pub fn end(&mut self, id: usize, now: f64) {
        let call = self.calls.remove(id);
        let bucket = self.buckets.get_mut(call.limiter);
        bucket.users -= 1;
        if call.parked {
            bucket.parked.retain(|parked| *parked != id);
        }
        if let Some(slot) = call.slot {
            if call.under_way {
                bucket.limiter.answered(slot, Told::default(), now);
            } else {
                bucket.limiter.give_back(slot);
            }
        }
    }

    /// The state of a client's limiter.
    #[must_use]
    pub fn rate(&self, client: usize, now: f64) -> Rate {
        self.buckets
            .get(self.clients.get(client).limiter)
            .limiter
            .rate(now)
    }
}

fn said(name: &str, what: &str) -> String {
    joined(&[name, ": ", what])
}

fn late(call: &Call, what: &str, wait: Option<f64>) -> Failure {
    let message = joined(&[
        &call.name,
        ": the deadline does not allow to wait for ",
        what,
    ]);
    Failure {
        retry_after: wait.filter(|wait| wait.is_finite()),
        ..Failure::new(Code::RateLimited, message)
    }
}

/// A list with holes: handles stay valid until they are freed.
struct Slab<T> {
    entries: Vec<Option<T>>,
    free: Vec<usize>,
}

impl<T> Default for Slab<T> {
    fn default() -> Self {
        Self {
            entries: Vec::new(),
            free: Vec::new(),
        }
    }
}

#[allow(
    clippy::panic,
    reason = "a wrong handle is a bug of the host; the facade heals itself"
)]
impl<T> Slab<T> {
    fn insert(&mut self, entry: T) -> usize {
        match self.free.pop() {
            Some(index) => {
                self.entries[index] = Some(entry);
                index
            }
            None => {
                self.entries.push(Some(entry));
                self.entries.len() - 1
            }
        }
    }

    fn find(&self, index: usize) -> Option<&T> {
        self.entries.get(index).and_then(Option::as_ref)
    }

    fn get(&self, index: usize) -> &T {
        match self.find(index) {
            Some(entry) => entry,
            None => panic!("no such handle"),
        }
    }

    fn get_mut(&mut self, index: usize) -> &mut T {
        match self.entries.get_mut(index).and_then(Option::as_mut) {
            Some(entry) => entry,
            None => panic!("no such handle"),
        }
    }

    fn remove(&mut self, index: usize) -> T {
        match self.entries.get_mut(index).and_then(Option::take) {
            Some(entry) => {
                self.free.push(index);
                entry
            }
            None => panic!("no such handle"),
        }
    }

    fn drop_if(&mut self, is_it: impl Fn(&T) -> bool) {
        for (index, entry) in self.entries.iter_mut().enumerate() {
            if entry.as_ref().is_some_and(&is_it) {
                *entry = None;
                self.free.push(index);
            }
        }
    }

    fn position(&self, is_it: impl Fn(&T) -> bool) -> Option<usize> {
        self.entries
            .iter()
            .position(|entry| entry.as_ref().is_some_and(&is_it))
    }

    fn iter(&self) -> impl Iterator<Item = &T> {
        self.entries.iter().flatten()
    }

    fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.entries.iter_mut().flatten()
    }
}
