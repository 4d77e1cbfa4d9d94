//! How calls end before they have a response, and what they leave behind.

use super::action::{Action, Ended, State};
use super::calls::{Call, Calls};
use super::retry::is_retryable;
use crate::error::{Code, Failure, Outcome};
use crate::json::{joined, push_number};

impl Calls {
    /// Says how many requests of a call have left: the one that it was to send may not have.
    pub fn sent(&mut self, id: usize, requests: u32) {
        if let Some(call) = self.calls.get_mut(id)
            && call.state == State::Sending
            && call.attempts > requests
        {
            call.attempts = requests;
            call.state = State::Queued;
        }
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
        let mut failure = Failure::new(Code::RateLimited, message);
        failure.retry_after = retry_after;
        self.end(id, failure, now)
    }

    pub(super) fn fail(&mut self, id: usize, code: Code, what: &str, now: f64) -> Action {
        self.end_renewal(id, false);
        self.end(id, Failure::new(code, what.to_owned()), now)
    }

    pub(super) fn end(&mut self, id: usize, failure: Box<Failure>, now: f64) -> Action {
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
    pub(super) fn remove(&mut self, id: usize, now: f64) -> Option<Box<Call>> {
        let call = self.calls.remove(id)?;
        if let Some(index) = self.ready.iter().position(|ready| *ready == id) {
            self.ready.remove(index);
        }
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

pub(super) const TOO_LATE: &str = "totalTimeout ended before the request was sent";

pub(super) fn unknown_handle() -> Box<Failure> {
    Failure::new(Code::Internal, "there is no such call".to_owned())
}

/// `… 90 s`
pub(super) fn wait_message(what: &str, milliseconds: f64) -> String {
    let mut message = joined(&[what]);
    push_number((milliseconds / 1_000.0).ceil() as i64, &mut message);
    message.push_str(" s");
    message
}
