//! Events of a call that wait for a token: its first one, and another one after a 401.

use super::action::{Action, State};
use super::calls::{Calls, Client};
use super::ending::{TOO_LATE, unknown_handle};
use super::renewal::Step;
use crate::error::{Code, Failure};
use std::rc::Rc;

impl Calls {
    /// The call has a permit: gets a token, unless it has one that was not sent yet.
    pub(super) fn authorize(&mut self, id: usize, now: f64) -> Action {
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
        let refused = call.refusal.as_ref().and(call.token.take());
        call.token = Some(token.to_owned());
        if refused.as_deref() == Some(token) {
            return self.renewal_failed(id, now);
        }
        call.has_fresh_token = true;
        call.refusal = None;
        if let Some(refused) = refused {
            let client = Rc::clone(&call.client);
            client.renewals.borrow_mut().replaced(&refused, token);
            self.resume_renewing(&client, &refused, false);
        }
        self.queue(id, now)
    }

    /// The token function has failed, maybe not for good. The driver knows the reason and makes the error.
    pub fn token_failed(&mut self, id: usize, message: &str, transient: bool, now: f64) -> Action {
        let state = self.state(id);
        if state != Some(State::Authorizing) {
            return self.unexpected(id, state, now);
        }
        self.end_renewal(id, true);
        let mut failure = Failure::new(Code::Authentication, message.to_owned());
        failure.transient = transient;
        self.end(id, failure, now)
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
    pub(super) fn renewal_failed(&mut self, id: usize, now: f64) -> Action {
        self.end_renewal(id, true);
        let refusal = self.calls.get_mut(id).and_then(|call| call.refusal.take());
        self.end(id, refusal.unwrap_or_else(unknown_handle), now)
    }

    /// The call no longer asks for a token on behalf of others. Unless the renewal has `failed`, one of
    /// them asks next.
    pub(super) fn end_renewal(&mut self, id: usize, failed: bool) {
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

    pub(super) fn resume_renewing(&mut self, client: &Rc<Client>, refused: &str, failed: bool) {
        for (id, call) in self.calls.iter_mut() {
            let waits = call.state == State::Renewing
                && Rc::ptr_eq(&call.client, client)
                && call.token.as_deref() == Some(refused);
            if waits {
                call.renewal_failed = failed;
                if self.ready.iter().all(|ready| *ready != id) {
                    self.ready.push(id);
                }
            }
        }
    }
}
