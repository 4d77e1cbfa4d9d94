//! All clients, rate limits and calls of the process, and whose turn it is.

use super::action::{Drift, State};
use super::renewal::Renewals;
use super::retry::{LONGEST_SERVER_WAIT, Reason};
use super::slab::Slab;
use crate::bulk::day::Day;
use crate::error::{Failure, Outcome};
use crate::hash::hash;
use crate::json::{joined, parts};
use crate::rate_limit::{Limit, Limiter, Permit, Queue, Rate};
use crate::request;
use crate::response::body::Validation;
use crate::response::rows::RowFilter;
use crate::schema::Method;
use crate::tables::PackedOperation;
use std::cell::RefCell;
use std::rc::Rc;

/// Drift is reported once per place; so many places are remembered per client.
const PLACES_REMEMBERED: usize = 500;

/// The permit of a request is released by itself so long after its attempt should have ended.
const LEASE_MARGIN: f64 = 1_000.0;

/// What a client is made with.
#[derive(Clone, Debug)]
pub struct ClientConfig {
    /// Base URL without a slash at its end.
    pub base_url: String,
    /// Stands in for a missing `workspace_id`.
    pub workspace_id: Option<i64>,
    /// Clients with the same key share a rate limit. Empty: it shares with nobody.
    pub rate_limit_key: String,
    /// `None`: no pacing.
    pub limit: Option<Limit>,
    /// How responses are compared with the contract.
    pub validation: Validation,
    /// Somebody listens to reports of drift.
    pub reports_drift: bool,
    /// The token comes from a function, which is called for each request.
    pub has_token_function: bool,
}

/// What one call may take.
#[derive(Clone, Copy, Debug)]
pub struct CallLimits {
    /// Milliseconds for one attempt, body included.
    pub timeout: f64,
    /// Milliseconds for all attempts and waits together.
    pub total_timeout: f64,
    /// Attempts beyond the first.
    pub max_retries: u32,
    /// Goes behind interactive calls.
    pub bulk: bool,
}

/// What a call is for.
#[derive(Clone, Copy, Debug)]
pub enum Target<'a> {
    /// An operation of the contract, by index, with its parameters as JSON.
    Operation(u16, &'a [u8]),
    /// A request of the caller's own, as JSON.
    Raw(&'a [u8]),
}

pub(super) struct Client {
    pub(super) config: ClientConfig,
    pub(super) rate_limit: usize,
    pub(super) renewals: RefCell<Renewals>,
    /// Hashes of the places whose drift was reported.
    drifts: RefCell<Vec<u64>>,
}

impl Client {
    /// Comparing is pointless where nobody would hear of a difference.
    pub(super) fn validation(&self) -> Validation {
        match self.config.validation {
            Validation::Report if !self.config.reports_drift => Validation::Off,
            validation => validation,
        }
    }

    /// Whether drift at this place is reported for the first time. Indices do not make a place: what
    /// one row of a list lacks, all of them do.
    pub(super) fn is_news(&self, operation: &str, drift: &Drift) -> bool {
        let mut place = joined(&[operation, " ", &drift.expected, " ", &drift.found]);
        for part in parts(&drift.pointer, b"/") {
            place.push('/');
            let is_index = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            place.push_str(if is_index { "0" } else { part });
        }
        let mut known = self.drifts.borrow_mut();
        let place = hash(place.as_bytes());
        let is_news = known.len() < PLACES_REMEMBERED && known.iter().all(|other| *other != place);
        if is_news {
            known.push(place);
        }
        is_news
    }
}

pub(super) struct RateLimit {
    pub(super) key: String,
    pub(super) limiter: Limiter,
    pub(super) queue: Queue,
    /// Clients and calls that use it.
    pub(super) users: usize,
    /// The limiter's number of changes when it was last exported or imported.
    pub(super) shared_at: Option<u32>,
}

pub(super) struct Call {
    /// Not a handle: calls outlive their client, and handles are used again.
    pub(super) client: Rc<Client>,
    pub(super) operation: Option<&'static PackedOperation>,
    pub(super) method: Method,
    /// The page that was requested.
    pub(super) page: f64,
    /// The items per page that were requested.
    pub(super) per_page: f64,
    pub(super) limits: CallLimits,
    /// Orders calls of the same priority.
    pub(super) number: u64,
    /// When the total timeout ends.
    pub(super) ends_at: f64,
    pub(super) state: State,
    pub(super) permit: Option<Permit>,
    pub(super) attempts: u32,
    /// Attempts that are no retries, because the one before was refused with a 401.
    pub(super) renewed: u32,
    /// What the token function returned last.
    pub(super) token: Option<String>,
    /// The token was not sent yet.
    pub(super) has_fresh_token: bool,
    /// What a 401 said; the call fails with it where no other token is to be had.
    pub(super) refusal: Option<Box<Failure>>,
    /// The call that asked for another token, also for this one, got none.
    pub(super) renewal_failed: bool,
    pub(super) status: u16,
    /// An attempt ended without word on whether it was applied.
    pub(super) maybe_applied: bool,
    /// The last response says that its request was not applied.
    pub(super) rejected: bool,
    /// How long the server wants to be left alone.
    pub(super) retry_after: Option<f64>,
    /// Why the last attempt is repeated.
    pub(super) retry: Option<Reason>,
}

impl Call {
    pub(super) fn name(&self) -> String {
        match self.operation {
            Some(operation) => request::name(operation),
            None => "request".to_owned(),
        }
    }

    pub(super) fn entry(&self, id: usize) -> (u64, usize) {
        (self.number, id)
    }

    pub(super) fn left(&self, now: f64) -> f64 {
        (self.ends_at - now).max(0.0)
    }

    /// When the permit of an attempt that begins now is released by itself.
    pub(super) fn lease_end(&self, now: f64) -> f64 {
        now + self.limits.timeout.min(self.left(now)) + LEASE_MARGIN
    }

    pub(super) fn is_in_flight(&self) -> bool {
        matches!(self.state, State::Sending | State::Reading)
    }

    pub(super) fn outcome(&self) -> Outcome {
        if self.maybe_applied || self.state == State::Sending {
            Outcome::Unknown
        } else if self.rejected {
            Outcome::Rejected
        } else if self.attempts == 0 || self.status == 0 {
            Outcome::NotSent
        } else {
            Outcome::Unknown
        }
    }
}

/// All clients, rate limits and calls.
pub struct Calls {
    pub(super) clients: Slab<Rc<Client>>,
    pub(super) rate_limits: Slab<RateLimit>,
    pub(super) calls: Slab<Call>,
    pub(super) numbers: u64,
    /// Calls to be resumed for another reason than a free permit.
    pub(super) ready: Vec<usize>,
    /// Lists that are being read.
    pub rows: Slab<RowFilter>,
    /// Days that time entries are created on.
    pub days: Slab<Day>,
    /// Calls cannot resume each other: each lives in a context of its own, as in workerd.
    pub(super) isolated: bool,
}

impl Calls {
    /// `isolated`: no call can resume another one, so each of them polls.
    #[must_use]
    pub const fn new(isolated: bool) -> Self {
        Self {
            clients: Slab::new(),
            rate_limits: Slab::new(),
            calls: Slab::new(),
            numbers: 0,
            ready: Vec::new(),
            rows: Slab::new(),
            days: Slab::new(),
            isolated,
        }
    }

    /// From now on no call can resume another one.
    pub fn isolate(&mut self) {
        self.isolated = true;
    }

    /// Makes a client.
    pub fn open(&mut self, config: ClientConfig, now: f64) -> usize {
        // A rate limit outlives its users for as long as it holds anyone back: closing and opening a
        // client must not reset the count.
        self.rate_limits
            .remove_where(|one| one.users == 0 && one.limiter.is_idle(now));
        let key = &config.rate_limit_key;
        let known = self
            .rate_limits
            .find(|one| !key.is_empty() && one.key == *key);
        let rate_limit = known.unwrap_or_else(|| {
            self.rate_limits.insert(RateLimit {
                key: key.clone(),
                limiter: Limiter::default(),
                queue: Queue::default(),
                users: 0,
                shared_at: None,
            })
        });
        if let Some(one) = self.rate_limits.get_mut(rate_limit) {
            one.users += 1;
            if let Some(limit) = config.limit {
                one.limiter.restrict(limit);
            }
        }
        self.clients.insert(Rc::new(Client {
            config,
            rate_limit,
            renewals: RefCell::default(),
            drifts: RefCell::default(),
        }))
    }

    /// Forgets a client. Its calls go on.
    pub fn close(&mut self, client: usize) {
        if let Some(client) = self.clients.remove(client)
            && let Some(one) = self.rate_limits.get_mut(client.rate_limit)
        {
            one.users -= 1;
        }
    }

    /// The next call to resume; to be asked until there is none. The driver reports `resumed`.
    pub fn next_ready(&mut self, now: f64) -> Option<usize> {
        if let Some(id) = self.next_without_permit() {
            return Some(id);
        }
        for (_, one) in self.rate_limits.iter_mut() {
            if one.queue.is_empty() {
                continue;
            }
            let next = one.limiter.availability();
            if next.by_server && next.at - now > LONGEST_SERVER_WAIT {
                // None of them may wait that long; each fails when it is resumed.
                while let Some(id) = one.queue.pop() {
                    self.ready.push(id);
                }
                break;
            }
            if next.at > now || !one.limiter.may_acquire() {
                continue;
            }
            if let Some(id) = one.queue.pop() {
                if let Some(call) = self.calls.get_mut(id) {
                    call.permit = one.limiter.acquire(call.lease_end(now), now);
                }
                return Some(id);
            }
        }
        self.next_without_permit()
    }

    fn next_without_permit(&mut self) -> Option<usize> {
        (!self.ready.is_empty()).then(|| self.ready.remove(0))
    }

    /// Milliseconds until [`Self::next_ready`] has something to do; infinite if nobody waits.
    #[must_use]
    pub fn wake_in(&self, now: f64) -> f64 {
        if !self.ready.is_empty() {
            return 0.0;
        }
        let at = self
            .rate_limits
            .iter()
            .filter(|one| !one.queue.is_empty() && one.limiter.may_acquire())
            .map(|one| one.limiter.availability().at)
            .fold(f64::INFINITY, f64::min);
        (at - now).max(0.0)
    }

    /// The state of a client's rate limit.
    #[must_use]
    pub fn rate(&self, client: usize, now: f64) -> Option<Rate> {
        self.limiter(client).map(|limiter| limiter.rate(now))
    }

    /// A number that grows with every change to a client's rate limit.
    #[must_use]
    pub fn rate_limit_changes(&self, client: usize) -> u32 {
        self.limiter(client).map_or(0, Limiter::changes)
    }

    /// Milliseconds until the last of so many further calls of a client may be sent.
    #[must_use]
    pub fn schedule(&self, client: usize, calls: usize, now: f64) -> f64 {
        self.limiter(client)
            .map_or(0.0, |limiter| limiter.schedule(calls, now) - now)
    }

    fn limiter(&self, client: usize) -> Option<&Limiter> {
        let client = self.clients.get(client)?;
        let one = self.rate_limits.get(client.rate_limit)?;
        Some(&one.limiter)
    }

    /// What a call waits for; `None` if it has ended.
    #[must_use]
    pub fn state(&self, id: usize) -> Option<State> {
        self.calls.get(id).map(|call| call.state)
    }

    /// How many calls there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.calls.iter().count()
    }

    /// Whether there is no call.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
