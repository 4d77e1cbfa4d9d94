//! Events of a call up to the moment when its request leaves: start, permit, token; and its early end.

use super::action::{Action, Ended, Started, State};
use super::calls::{Call, CallLimits, Calls, Client, Target};
use super::renewal::Step;
use super::responses::TransportError;
use super::retry::{LONGEST_SERVER_WAIT, Reason, backoff, is_retryable};
use crate::error::{Code, Failure, Outcome};
use crate::json::{joined, push_number};
use crate::request::{self, Base};
use crate::tables;
use std::rc::Rc;

/// Where calls poll, they look again so often: an early response to another call may free a permit.
const POLL: f64 = 1_000.0;
/// Bulk calls look a little later than interactive ones.
const BULK_DELAY: f64 = 50.0;

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
    pub fn check(&self, client: usize, operation: u16, params: &[u8]) -> Result<(), Failure> {
        let target = Target::Operation(operation, params);
        self.build(client, target, None).map(|_| ())
    }

    fn build(
        &self,
        client: usize,
        target: Target<'_>,
        extras: Option<&[u8]>,
    ) -> Result<
        (
            Rc<Client>,
            Option<&'static tables::PackedOperation>,
            request::Request,
        ),
        Failure,
    > {
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
        if call.permit.is_some() {
            return self.authorize(id, now);
        }
        let Some(one) = self.rate_limits.get_mut(call.client.rate_limit) else {
            return self.unexpected(id, Some(State::Queued), now);
        };
        one.queue.remove(call.limits.bulk, call.entry(id));
        if now < call.ends_at && one.queue.is_empty() {
            call.permit = one.limiter.acquire(call.lease_end(now), now);
            if call.permit.is_some() {
                return self.authorize(id, now);
            }
        }
        let next = one.limiter.availability();
        let delay = (next.at - now).max(0.0);
        if next.by_server && delay > LONGEST_SERVER_WAIT {
            let message = call.says(&wait_message(
                "the server accepts no request for another ",
                delay,
            ));
            return self.end_rate_limited(id, message, Some(delay), now);
        }
        // While all permits are in flight a response may free one sooner.
        if now >= call.ends_at || (!next.estimate && next.at >= call.ends_at) {
            let message = call.says(&wait_message(
                "totalTimeout ends before the rate limit allows the request, in ",
                delay,
            ));
            return self.end_rate_limited(id, message, (delay > 0.0).then_some(delay), now);
        }
        let queued = one.queue.ahead_of(call.limits.bulk) + 1;
        if isolated {
            let delay = delay.clamp(1.0, POLL) + if call.limits.bulk { BULK_DELAY } else { 0.0 };
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

    /// The call has a permit: gets a token, unless it has one that was not sent yet.
    fn authorize(&mut self, id: usize, now: f64) -> Action {
        let Some(call) = self.calls.get_mut(id) else {
            return self.unexpected(id, None, now);
        };
        if now >= call.ends_at {
            return self.fail(id, Code::Timeout, TOO_LATE, now);
        }
        if call.has_fresh_token || !call.client.config.has_token_function {
            return self.send(id, now);
        }
        call.state = State::Authorizing;
        Action::GetToken {
            within: call.left(now),
            refused: false,
        }
    }

    /// The token function has returned.
    pub fn token(&mut self, id: usize, token: &str, now: f64) -> Action {
        let Some(call) = self
            .calls
            .get_mut(id)
            .filter(|call| call.state == State::Authorizing)
        else {
            return self.unexpected(id, self.state(id), now);
        };
        let token: Rc<str> = token.into();
        let refused = call.refusal.as_ref().and(call.token.take());
        call.token = Some(Rc::clone(&token));
        if refused.as_ref() == Some(&token) {
            return self.renewal_failed(id, now);
        }
        call.has_fresh_token = true;
        call.refusal = None;
        if let Some(refused) = refused {
            let client = Rc::clone(&call.client);
            client.renewals.borrow_mut().replaced(&refused, &token);
            self.resume_renewing(&client, &refused, false);
        }
        self.queue(id, now)
    }

    /// The token function has failed. The driver knows the reason and makes the error.
    pub fn token_failed(&mut self, id: usize, message: &str, now: f64) -> Action {
        let Some(call) = self
            .calls
            .get_mut(id)
            .filter(|call| call.state == State::Authorizing)
        else {
            return self.unexpected(id, self.state(id), now);
        };
        let message = call.says(message);
        self.end_renewal(id, true);
        self.end(id, Failure::new(Code::Authentication, message), now)
    }

    /// The token was refused with a 401, and the token function may give another one.
    pub(super) fn renew(&mut self, id: usize, now: f64) -> Action {
        let Some(call) = self.calls.get_mut(id) else {
            return self.unexpected(id, None, now);
        };
        let Some(token) = call.token.clone() else {
            let state = call.state;
            return self.unexpected(id, Some(state), now);
        };
        let step = if self.isolated {
            Step::Ask
        } else {
            call.client.renewals.borrow_mut().refused(&token)
        };
        match step {
            Step::Ask => {
                call.state = State::Authorizing;
                Action::GetToken {
                    within: call.left(now),
                    refused: true,
                }
            }
            Step::Wait => {
                call.state = State::Renewing;
                Action::Queue {
                    within: call.left(now),
                    delay: 0.0,
                    queued: 0,
                }
            }
            Step::Use(replacement) => {
                call.token = Some(replacement);
                call.has_fresh_token = true;
                call.refusal = None;
                self.queue(id, now)
            }
        }
    }

    /// No other token is to be had: the call ends with what the server said, and so do those that
    /// waited for it.
    fn renewal_failed(&mut self, id: usize, now: f64) -> Action {
        self.end_renewal(id, true);
        let refusal = self.calls.get_mut(id).and_then(|call| call.refusal.take());
        self.end(id, refusal.unwrap_or_else(unknown_handle), now)
    }

    /// The call no longer asks for a token on behalf of others. Unless the renewal has `failed`, one of
    /// them asks next.
    fn end_renewal(&mut self, id: usize, failed: bool) {
        let Some(call) = self.calls.get(id) else {
            return;
        };
        if call.state != State::Authorizing || call.refusal.is_none() {
            return;
        }
        if let Some(refused) = call.token.clone() {
            let client = Rc::clone(&call.client);
            client.renewals.borrow_mut().failed(&refused);
            self.resume_renewing(&client, &refused, failed);
        }
    }

    fn resume_renewing(&mut self, client: &Rc<Client>, refused: &str, failed: bool) {
        for (id, call) in self.calls.iter_mut() {
            let waits = call.state == State::Renewing
                && Rc::ptr_eq(&call.client, client)
                && call.token.as_deref() == Some(refused);
            if waits {
                call.renewal_failed = failed;
                if !self.ready.contains(&id) {
                    self.ready.push_back(id);
                }
            }
        }
    }

    fn send(&mut self, id: usize, now: f64) -> Action {
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

    /// Ends a call that nobody awaits any more. Returns whether a write may have happened, and how many
    /// requests were sent.
    pub fn abandon(&mut self, id: usize, now: f64) -> (Outcome, u32) {
        self.end_renewal(id, false);
        let Some(call) = self.remove(id, now) else {
            return (Outcome::NotSent, 0);
        };
        (call.outcome(), call.attempts)
    }

    pub(super) fn end_rate_limited(
        &mut self,
        id: usize,
        message: String,
        retry_after: Option<f64>,
        now: f64,
    ) -> Action {
        let failure = Failure {
            retry_after,
            ..Failure::new(Code::RateLimited, message)
        };
        self.end(id, failure, now)
    }

    pub(super) fn fail(&mut self, id: usize, code: Code, what: &str, now: f64) -> Action {
        let message = self
            .calls
            .get(id)
            .map_or_else(String::new, |call| call.says(what));
        self.end_renewal(id, false);
        self.end(id, Failure::new(code, message), now)
    }

    pub(super) fn end(&mut self, id: usize, failure: Failure, now: f64) -> Action {
        let Some(call) = self.remove(id, now) else {
            return Action::refuse(failure);
        };
        let outcome = call.outcome();
        let retryable = is_retryable(failure.transient, failure.code, call.method, outcome);
        Action::Fail(Box::new(Ended {
            failure,
            outcome,
            attempts: call.attempts,
            retryable,
            drifts: Vec::new(),
        }))
    }

    /// Removes a call from everything that knows it.
    pub(super) fn remove(&mut self, id: usize, now: f64) -> Option<Call> {
        let call = self.calls.remove(id)?;
        self.ready.retain(|ready| *ready != id);
        if let Some(one) = self.rate_limits.get_mut(call.client.rate_limit) {
            one.users -= 1;
            one.queue.remove(call.limits.bulk, call.entry(id));
            match call.permit {
                Some(permit) if call.is_in_flight() => one.limiter.abandon(permit, now),
                Some(permit) => one.limiter.give_back(permit),
                None => {}
            }
        }
        Some(call)
    }

    /// An event that does not fit.
    pub(super) fn unexpected(&mut self, id: usize, state: Option<State>, now: f64) -> Action {
        match state {
            Some(_) => self.fail(
                id,
                Code::Internal,
                "an event does not fit the state of the call",
                now,
            ),
            None => Action::refuse(unknown_handle()),
        }
    }
}

const TOO_LATE: &str = "totalTimeout ended before the request was sent";

fn unknown_handle() -> Failure {
    Failure::new(Code::Internal, "there is no such call".to_owned())
}

/// `… 90 s`
fn wait_message(what: &str, milliseconds: f64) -> String {
    let mut message = joined(&[what]);
    push_number((milliseconds / 1_000.0).ceil() as i64, &mut message);
    message.push_str(" s");
    message
}
