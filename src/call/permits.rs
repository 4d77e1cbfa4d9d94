//! Events of a call up to the moment when its request leaves: start, and its turn.

use super::action::{Action, Started, State};
use super::calls::{Call, CallLimits, Calls, Client, Target};
use super::ending::{TOO_LATE, unknown_handle, wait_message};
use super::responses::TransportError;
use super::retry::{LONGEST_SERVER_WAIT, Reason, backoff};
use crate::error::{Code, Failure};
use crate::request::{self, Base};
use crate::tables;
use std::rc::Rc;

/// Where calls poll, they look again so often: an early response to another call may free a permit.
const POLL: f64 = 1_000.0;
/// How often they look whether a store has granted one.
const STORE_POLL: f64 = 10.0;
/// Bulk calls look a little later than interactive ones.
const BULK_DELAY: f64 = 50.0;

/// Who makes a request, for which operation, and the request.
type Built = (
    Rc<Client>,
    Option<&'static tables::PackedOperation>,
    request::Request,
);

impl Calls {
    /// Starts a call. `extras` is JSON of `{ query?, body? }`, which is merged into the request.
    pub fn start(
        &mut self,
        client: usize,
        target: Target<'_>,
        extras: Option<&[u8]>,
        limits: CallLimits,
        now: f64,
    ) -> Started {
        let built = self.build(client, target, extras);
        let (client, operation, request) = match built {
            Ok(built) => built,
            Err(failure) => {
                return Started {
                    call: None,
                    request: None,
                    action: Action::refuse(failure),
                };
            }
        };
        self.numbers += 1;
        if let Some(one) = self.rate_limits.get_mut(client.rate_limit) {
            one.users += 1;
        }
        let call = self.calls.insert(Call {
            client,
            operation,
            method: request.method,
            page: f64::from(request.page),
            per_page: f64::from(request.per_page),
            limits,
            number: self.numbers,
            ends_at: now + limits.total_timeout,
            state: State::Queued,
            permit: None,
            attempts: 0,
            renewed: 0,
            token: None,
            has_fresh_token: false,
            refusal: None,
            renewal_failed: false,
            status: 0,
            maybe_applied: false,
            rejected: false,
            retry_after: None,
            retry: None,
        });
        // Loading the wasm may have taken all of the time.
        let action = if limits.total_timeout > 0.0 {
            self.queue(call, now)
        } else {
            self.fail(call, Code::Timeout, TOO_LATE, now)
        };
        Started {
            call: self.state(call).map(|_| call),
            request: Some(request),
            action,
        }
    }

    /// Validates the parameters of an operation without sending anything.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub fn check(&self, client: usize, operation: u16, params: &[u8]) -> Result<(), Box<Failure>> {
        let target = Target::Operation(operation, params);
        self.build(client, target, None).map(|_| ())
    }

    pub(super) fn build(
        &self,
        client: usize,
        target: Target<'_>,
        extras: Option<&[u8]>,
    ) -> Result<Built, Box<Failure>> {
        let Some(client) = self.clients.get(client) else {
            return Err(unknown_handle());
        };
        let client = Rc::clone(client);
        let base = Base {
            url: &client.config.base_url,
            workspace_id: client.config.workspace_id,
        };
        let (operation, request) = match target {
            Target::Operation(index, params) => {
                let Some(operation) = tables::operation(index) else {
                    return Err(unknown_handle());
                };
                let request = request::build(operation, base, params, extras)?;
                (Some(operation), request)
            }
            Target::Raw(spec) => (None, request::build_raw(base, spec, extras)?),
        };
        Ok((client, operation, request))
    }

    /// The scheduler has resumed the call.
    pub fn resumed(&mut self, id: usize, now: f64) -> Action {
        match self.state(id) {
            Some(State::Queued) => self.queue(id, now),
            Some(State::Renewing) => {
                let failed = self.calls.get(id).is_some_and(|call| call.renewal_failed);
                if failed {
                    self.renewal_failed(id, now)
                } else {
                    self.renew(id, now)
                }
            }
            state => self.unexpected(id, state, now),
        }
    }

    /// The time that the last action gave has passed.
    pub fn time_up(&mut self, id: usize, random: f64, now: f64) -> Action {
        match self.state(id) {
            Some(State::Queued | State::BackingOff) => self.queue(id, now),
            Some(State::Authorizing | State::Renewing) => self.fail(
                id,
                Code::Timeout,
                "totalTimeout ended before there was a token",
                now,
            ),
            Some(State::Sending | State::Reading) => {
                self.failed(id, TransportError::Timeout, "", random, now)
            }
            None => self.unexpected(id, None, now),
        }
    }

    /// Gets a permit for the call, or lets it wait for one.
    pub(super) fn queue(&mut self, id: usize, now: f64) -> Action {
        let isolated = self.isolated;
        let Some(call) = self.calls.get_mut(id) else {
            return self.unexpected(id, None, now);
        };
        if now >= call.ends_at && call.state != State::Queued {
            return self.fail(id, Code::Timeout, TOO_LATE, now);
        }
        call.state = State::Queued;
        let Some(one) = self.rate_limits.get_mut(call.client.rate_limit) else {
            return self.unexpected(id, Some(State::Queued), now);
        };
        one.queue.remove(call.limits.bulk, call.entry(id));
        if call.permit.is_none() && now < call.ends_at && one.queue.is_empty() {
            call.permit = one.limiter.acquire(call.lease_end(now), now);
        }
        if call.permit.is_some() {
            return self.authorize(id, now);
        }
        one.limiter.want(call.lease_end(now) - now);
        let next = one.limiter.availability();
        let mut delay = (next.at - now).max(0.0);
        if next.estimate {
            // At the latest. A response is more likely to arrive soon, and frees a permit a window later.
            delay = delay.min(one.limiter.window());
        }
        let too_long = next.by_server && delay > LONGEST_SERVER_WAIT;
        // While all permits are in flight a response may free one sooner.
        let too_late = now >= call.ends_at || (!next.estimate && next.at >= call.ends_at);
        if too_long || too_late {
            let what = if too_long {
                "the server accepts no request for another "
            } else {
                "totalTimeout ends before the rate limit allows the request, in "
            };
            let message = wait_message(what, delay);
            return self.end_rate_limited(id, message, (delay > 0.0).then_some(delay), now);
        }
        let queued = one.queue.ahead_of(call.limits.bulk) + 1;
        if isolated {
            // A permit that is in flight now is free a window later at the earliest.
            let window = one.limiter.window();
            let longest = if window > 0.0 { window.min(POLL) } else { POLL };
            let least = if one.limiter.may_acquire() {
                1.0
            } else {
                STORE_POLL
            };
            let delay =
                delay.min(longest).max(least) + if call.limits.bulk { BULK_DELAY } else { 0.0 };
            return Action::Wait {
                delay: delay.min(call.left(now)),
                queued,
            };
        }
        one.queue.push(call.limits.bulk, call.entry(id));
        Action::Queue {
            within: call.left(now),
            delay,
            queued,
        }
    }

    pub(super) fn send(&mut self, id: usize, now: f64) -> Action {
        let Some(call) = self.calls.get_mut(id) else {
            return self.unexpected(id, None, now);
        };
        let within = call.limits.timeout.min(call.left(now));
        let lease_end = call.lease_end(now);
        let limiter = self.rate_limits.get_mut(call.client.rate_limit);
        let permit = call.permit.take().zip(limiter);
        call.permit = permit.and_then(|(permit, one)| one.limiter.extend(permit, lease_end, now));
        if call.permit.is_none() {
            // The token function took so long that the permit is somebody else's by now.
            return self.queue(id, now);
        }
        call.state = State::Sending;
        call.has_fresh_token = false;
        call.attempts += 1;
        call.status = 0;
        call.retry_after = None;
        Action::Send {
            within,
            token: call.token.clone(),
        }
    }

    /// Repeats the attempt after a back-off, or ends the call with `failure`.
    pub(super) fn back_off(&mut self, id: usize, reason: Reason, delay: f64) -> Action {
        if let Some(call) = self.calls.get_mut(id) {
            call.state = State::BackingOff;
            call.retry = Some(reason);
        }
        Action::Wait { delay, queued: 0 }
    }

    /// The delay before another attempt, if there may be one.
    pub(super) fn backoff_of(&self, id: usize, random: f64, now: f64) -> Option<f64> {
        let call = self.calls.get(id)?;
        let delay = backoff(call.attempts, random);
        (self.may_retry(id) && self.in_time(id, now + delay)).then_some(delay)
    }

    pub(super) fn may_retry(&self, id: usize) -> bool {
        let call = self.calls.get(id);
        call.is_some_and(|call| call.attempts - call.renewed <= call.limits.max_retries)
    }

    /// Whether the total timeout leaves time for another attempt at `at`, as far as is known.
    pub(super) fn in_time(&self, id: usize, at: f64) -> bool {
        let Some(call) = self.calls.get(id) else {
            return false;
        };
        let next = self
            .rate_limits
            .get(call.client.rate_limit)
            .map(|one| one.limiter.availability());
        let permit_in_time = next.is_none_or(|next| next.estimate || next.at < call.ends_at);
        at < call.ends_at && permit_in_time
    }

    /// Why the last attempt is repeated, once.
    pub fn take_retry_reason(&mut self, id: usize) -> Option<Reason> {
        self.calls.get_mut(id)?.retry.take()
    }
}
