//! All calls of the process: each a small state machine, told of what happens and asked what to do.
//!
//! Time comes in as `now` (monotonic milliseconds), chance as a number in 0..1. Handles are indices;
//! an unknown one panics, for it is a bug of the host that nothing good can come of.

use super::retry::{LONGEST_WAIT, Trouble, backoff, may_retry};
use crate::auth::{Renewal, Step};
use crate::error::{Code, Failure, Outcome};
use crate::json::joined;
use crate::rate_limit::limiter::{Limiter, Rate, Slot, Told};
use crate::rate_limit::queue::Queue;
use crate::request::check::push_number;
use crate::request::{self, Base, Request};
use crate::response::headers::Head;
use crate::response::judge;
use crate::response::judge::{Body, Question, Validation, Verdict};
use crate::response::paging::{self, PageObject};
use crate::tables::{self, PackedOperation};
use std::borrow::Cow;
use std::cell::Cell;
use std::rc::Rc;

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
    renewal: Cell<Renewal>,
}

struct Bucket {
    name: String,
    limiter: Limiter,
    queue: Queue,
    /// Clients and calls that hold on to it.
    users: usize,
}

struct Call {
    /// Not a handle: calls outlive their client, and handles are used again.
    client: Rc<Client>,
    operation: Option<&'static PackedOperation>,
    request: Request,
    limits: Limits,
    /// Orders calls of the same priority.
    number: u64,
    deadline_at: f64,
    slot: Option<Slot>,
    parked: bool,
    attempts: u32,
    /// Attempts that do not count as retries: those with another token after a 401.
    renewed: u32,
    token: u32,
    status: u16,
    /// An attempt ended without word on whether it was applied.
    maybe_applied: bool,
    /// The last answer said that it was not applied.
    rejected: bool,
    under_way: bool,
    /// When the attempt under way is over at the latest, as far as the host can still tell.
    lost_at: f64,
    trouble: Option<Trouble>,
    /// How long the server wants to be left alone.
    retry_after: Option<f64>,
}

impl Call {
    fn name(&self) -> Cow<'static, str> {
        match self.operation {
            Some(operation) => request::name(operation).into(),
            None => "request".into(),
        }
    }

    fn ticket(&self, id: usize) -> (u64, usize) {
        (self.number, id)
    }
}

/// What follows from the head of an answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Next {
    /// The body is to be read.
    Read,
    /// Another attempt follows, after so many milliseconds.
    Retry(f64),
}

/// All clients, limiters and calls.
#[derive(Default)]
pub struct Calls {
    clients: Slab<Rc<Client>>,
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
                queue: Queue::default(),
                users: 0,
            })
        });
        self.buckets.get_mut(limiter).users += 1;
        self.clients.insert(Rc::new(Client {
            config,
            limiter,
            renewal: Cell::default(),
        }))
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
        let client = Rc::clone(self.clients.get(client));
        let base = Base {
            url: &client.config.base_url,
            workspace_id: client.config.workspace_id,
        };
        let (operation, request) = match ask {
            Ask::Operation(index, params) => {
                let Some(operation) = tables::operation(index) else {
                    return Err(Failure::new(
                        Code::InvalidArgument,
                        "there is no such operation".to_owned(),
                    ));
                };
                let request = request::build(operation, base, params, extras)?;
                (Some(operation), request)
            }
            Ask::Raw(spec) => (None, request::build_raw(base, spec, extras)?),
        };
        self.numbers += 1;
        self.buckets.get_mut(client.limiter).users += 1;
        Ok(self.calls.insert(Call {
            client,
            operation,
            request,
            limits,
            number: self.numbers,
            deadline_at: now + limits.deadline,
            slot: None,
            parked: false,
            attempts: 0,
            renewed: 0,
            token: 0,
            status: 0,
            maybe_applied: false,
            rejected: false,
            under_way: false,
            lost_at: f64::INFINITY,
            trouble: None,
            retry_after: None,
        }))
    }

    /// Asks for a slot. 0: send now. More: ask again after so many milliseconds; infinite where the
    /// call is parked and [`Self::pump`] will name it. `alone`: the host cannot be told, so the call
    /// is not parked but comes back by itself.
    ///
    /// # Errors
    /// The deadline passed, or will before a slot is free.
    pub fn admit(&mut self, id: usize, alone: bool, now: f64) -> Result<f64, Failure> {
        self.unpark(id);
        if alone {
            self.recover(self.calls.get(id).client.limiter, now);
        }
        let call = self.calls.get_mut(id);
        if call.slot.is_some() {
            return Ok(0.0);
        }
        let bucket = self.buckets.get_mut(call.client.limiter);
        let free_at = bucket.limiter.free_at();
        // Infinite while all slots are under way: then their answers may free one in time.
        if now >= call.deadline_at || (free_at.is_finite() && free_at >= call.deadline_at) {
            return Err(late(call, free_at - now));
        }
        if bucket.queue.is_empty() {
            call.slot = bucket.limiter.take(now);
            if call.slot.is_some() {
                return Ok(0.0);
            }
        }
        if alone {
            // A slot that is held now is free a window later at the earliest.
            return Ok((free_at - now).min(bucket.limiter.window()).max(1.0));
        }
        call.parked = true;
        bucket.queue.push(call.limits.bulk, call.ticket(id));
        Ok(f64::INFINITY)
    }

    fn unpark(&mut self, id: usize) {
        let call = self.calls.get_mut(id);
        if call.parked {
            call.parked = false;
            let bucket = self.buckets.get_mut(call.client.limiter);
            bucket.queue.remove(call.limits.bulk, call.ticket(id));
        }
    }

    /// Takes back the slots of attempts that should be over since long: where each call lives in a
    /// context of its own, one may be gone without a word.
    fn recover(&mut self, limiter: usize, now: f64) {
        let bucket = self.buckets.get_mut(limiter);
        if bucket.limiter.free_at().is_finite() {
            return;
        }
        for call in self.calls.iter_mut() {
            if call.client.limiter == limiter
                && now >= call.lost_at
                && let Some(slot) = call.slot.take()
            {
                bucket.limiter.given_up(slot, now);
            }
        }
    }

    /// Gives a free slot to a parked call and names it. To be asked until it names none.
    pub fn pump(&mut self, now: f64) -> Option<usize> {
        for bucket in self.buckets.iter_mut() {
            if bucket.limiter.free_at() <= now
                && let Some(id) = bucket.queue.pop()
            {
                let call = self.calls.get_mut(id);
                call.parked = false;
                call.slot = bucket.limiter.take(now);
                return Some(id);
            }
        }
        None
    }

    /// Milliseconds until [`Self::pump`] has something to do; infinite when nobody waits, or only an
    /// answer can free a slot.
    #[must_use]
    pub fn wake(&self, now: f64) -> f64 {
        let at = self
            .buckets
            .iter()
            .filter(|bucket| !bucket.queue.is_empty())
            .map(|bucket| bucket.limiter.free_at())
            .fold(f64::INFINITY, f64::min);
        (at - now).max(0.0)
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

    /// An attempt leaves now. Returns the milliseconds it may take.
    pub fn sent(&mut self, id: usize, now: f64) -> f64 {
        let call = self.calls.get_mut(id);
        call.attempts += 1;
        call.under_way = true;
        call.rejected = false;
        call.status = 0;
        call.retry_after = None;
        call.token = call.client.renewal.get().newest();
        let budget = call.limits.timeout.min(call.deadline_at - now).max(0.0);
        call.lost_at = now + budget + 1_000.0;
        budget
    }

    /// The head of an answer is here.
    ///
    /// # Errors
    /// A redirect, or an answer that may not be waited out.
    pub fn answered(
        &mut self,
        id: usize,
        head: Head,
        chance: f64,
        now: f64,
    ) -> Result<Next, Failure> {
        let status = head.status;
        self.landed(id, Some(head.told), now);
        let call = self.calls.get_mut(id);
        call.status = status;
        call.rejected = (400..500).contains(&status) && status != 408;
        if head.redirect {
            call.maybe_applied = true;
            let message = said(
                call,
                "the server redirects, which is refused: the token must not reach another address",
            );
            return Err(Failure::new(Code::Connection, message));
        }
        if status >= 500 || status == 408 {
            call.maybe_applied = true;
        }
        let trouble = Trouble::Status(status);
        if !may_retry(call.request.method, trouble) {
            return Ok(Next::Read);
        }
        let limited = status == 429;
        let asked = head
            .retry_after
            .or(if limited { head.told.reset } else { None });
        let delay = asked.unwrap_or_else(|| backoff(call.attempts, chance));
        let bucket = self.buckets.get_mut(call.client.limiter);
        if limited {
            bucket.limiter.pause(now + delay);
        }
        let retries_left = call.attempts - call.renewed <= call.limits.max_retries;
        let too_long = if call.deadline_at.is_finite() {
            now + delay >= call.deadline_at
        } else {
            delay > LONGEST_WAIT
        };
        if limited && retries_left && too_long {
            let mut message = said(call, "429: the rate limit asks for a wait of ");
            push_number((delay / 1_000.0) as i64, &mut message);
            message.push_str(" s, longer than the call may take");
            return Err(Failure {
                retry_after: Some(delay),
                ..Failure::new(Code::RateLimited, message)
            });
        }
        if !retries_left || too_long || !in_time(call, &bucket.limiter) {
            call.retry_after = asked;
            return Ok(Next::Read);
        }
        call.trouble = Some(trouble);
        Ok(Next::Retry(delay))
    }

    /// No answer came, or its body broke off. Returns after how many milliseconds the call is to be
    /// tried again.
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
    ) -> Result<f64, Failure> {
        // Its time ran out for the caller, but perhaps not for the server.
        let told = (trouble != Trouble::Timeout).then(Told::default);
        self.landed(id, told, now);
        let call = self.calls.get_mut(id);
        let delay = backoff(call.attempts, chance);
        if trouble != Trouble::Refused {
            call.maybe_applied = true;
        }
        let may = may_retry(call.request.method, trouble)
            && call.attempts - call.renewed <= call.limits.max_retries
            && now + delay < call.deadline_at
            && in_time(call, &self.buckets.get(call.client.limiter).limiter);
        if may {
            call.trouble = Some(trouble);
            return Ok(delay);
        }
        let (code, what) = match trouble {
            Trouble::Timeout if now >= call.deadline_at => (Code::Timeout, "the deadline passed"),
            Trouble::Timeout => (Code::Timeout, "no answer in time"),
            Trouble::CutOff => (Code::Decode, "the answer broke off"),
            Trouble::Connection | Trouble::Refused | Trouble::Status(_) => {
                (Code::Connection, "no answer")
            }
        };
        let mut message = said(call, what);
        if !detail.is_empty() {
            message.push_str(": ");
            message.push_str(detail);
        }
        Err(Failure::new(code, message))
    }

    /// An attempt is over: its slot is the limiter's again. `told`: `None` where it was given up.
    fn landed(&mut self, id: usize, told: Option<Told>, now: f64) {
        let call = self.calls.get_mut(id);
        call.under_way = false;
        if let Some(slot) = call.slot.take() {
            let limiter = &mut self.buckets.get_mut(call.client.limiter).limiter;
            match told {
                Some(told) => limiter.answered(slot, told, now),
                None => limiter.given_up(slot, now),
            }
        }
    }

    /// Judges the body of an answer.
    ///
    /// # Errors
    /// See [`judge::judge`].
    pub fn judge(
        &mut self,
        id: usize,
        body: Body<'_>,
        drift: &mut dyn FnMut(&str, &str, &str),
    ) -> Result<Verdict, Failure> {
        let call = self.calls.get_mut(id);
        let question = Question {
            name: &call.name(),
            method: call.request.method,
            answer: call
                .operation
                .map(|operation| tables::kind(operation.response)),
            validation: call.client.config.validation,
            maybe_applied: call.maybe_applied,
        };
        judge::judge(question, call.status, body, drift).map_err(|failure| {
            match failure.code {
                Code::Decode => call.maybe_applied = true,
                Code::Api if call.status < 300 => call.rejected = true,
                _ => {}
            }
            Failure {
                retry_after: call.retry_after,
                ..failure
            }
        })
    }

    /// A 401 came: what to do about the token.
    pub fn refused(&mut self, id: usize) -> Step {
        let call = self.calls.get(id);
        let mut renewal = call.client.renewal.get();
        let step = renewal.refused(call.token);
        call.client.renewal.set(renewal);
        step
    }

    /// The source of a client's tokens answered; `fresh`: with another token than before.
    pub fn renewed(&mut self, client: usize, fresh: bool) {
        let client = self.clients.get(client);
        let mut renewal = client.renewal.get();
        renewal.told(fresh);
        client.renewal.set(renewal);
    }

    /// The call is repeated with another token: a 401 says that it was not applied.
    pub fn repeat(&mut self, id: usize) {
        self.calls.get_mut(id).renewed += 1;
    }

    /// The status of the last answer; 0 without one.
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
        } else if call.status == 0 {
            Outcome::NotSent
        } else {
            Outcome::Unknown
        }
    }

    /// Why the call is tried again.
    #[must_use]
    pub fn trouble(&self, id: usize) -> Option<Trouble> {
        self.calls.get(id).trouble
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
        self.unpark(id);
        let call = self.calls.remove(id);
        let bucket = self.buckets.get_mut(call.client.limiter);
        bucket.users -= 1;
        if let Some(slot) = call.slot {
            if call.under_way {
                bucket.limiter.given_up(slot, now);
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

/// Whether a slot can be had before the deadline, as far as is known.
fn in_time(call: &Call, limiter: &Limiter) -> bool {
    let free_at = limiter.free_at();
    free_at == f64::INFINITY || free_at < call.deadline_at
}

fn said(call: &Call, what: &str) -> String {
    joined(&[&call.name(), ": ", what])
}

fn late(call: &Call, wait: f64) -> Failure {
    let what = "the deadline does not allow to wait for a slot of the rate limit";
    Failure {
        retry_after: (wait.is_finite() && wait > 0.0).then_some(wait),
        ..Failure::new(Code::RateLimited, said(call, what))
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
