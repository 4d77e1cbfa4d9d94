//! Events of a call from the moment when its request has left: response head, body, transport error.

use super::action::{Action, Drift, Success};
use super::calls::Calls;
use super::ending::wait_message;
use super::retry::{LONGEST_SERVER_WAIT, Reason, is_transient, may_repeat};
use super::{State, retry};
use crate::error::{Code, Failure};
use crate::json::{joined, push_number};
use crate::rate_limit::Reported;
use crate::response::body::{Context, Summary, Verdict, is_validated, judge};
use crate::response::headers::Head;
use crate::response::paging::{self, PageObject};
use crate::tables;

/// How a request failed without a response, or its body did not arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransportError {
    /// `fetch` rejected, or the body was cut off.
    Lost,
    /// No connection was made, so nothing was sent.
    NotConnected,
    /// The server's certificate was refused, so nothing was sent.
    Certificate,
    /// The time ran out.
    Timeout,
}

/// The body of a response.
#[derive(Clone, Debug, Default)]
pub struct Body<'b> {
    /// What it is.
    pub summary: Summary,
    /// Its text, where [`Calls::needs_text`].
    pub text: &'b [u8],
    /// The page object of a list.
    pub page: PageObject,
    /// The number of items of a list.
    pub items: usize,
}

impl Calls {
    /// The head of a response has arrived.
    pub fn response(&mut self, id: usize, head: Head, random: f64, now: f64) -> Action {
        if self.state(id) != Some(State::Sending) {
            return self.unexpected(id, self.state(id), now);
        }
        self.release(id, Some(head.reported), now);
        let status = head.status;
        let Some(call) = self.calls.get_mut(id) else {
            return self.unexpected(id, None, now);
        };
        call.state = State::Reading;
        call.status = status;
        call.rejected = (400..500).contains(&status) && status != 408;
        if head.redirect || !(200..500).contains(&status) || status == 408 {
            call.maybe_applied = true;
        }
        if head.redirect {
            let what =
                "the server redirects, which is refused so that the token reaches no other address";
            return self.fail(id, Code::Connection, what, now);
        }
        let reason = Reason::Status(status);
        if !may_repeat(call.method, reason) {
            return Action::Read;
        }
        if status == 429 {
            return self.limited(id, head, random, now);
        }
        call.retry_after = head.retry_after;
        let delay = head
            .retry_after
            .unwrap_or_else(|| retry::backoff(call.attempts, random));
        let is_short = delay <= LONGEST_SERVER_WAIT;
        if is_short && self.may_retry(id) && self.in_time(id, now + delay) {
            self.back_off(id, reason, delay)
        } else {
            Action::Read
        }
    }

    /// A 429: nothing leaves before its wait is over, this call included.
    fn limited(&mut self, id: usize, head: Head, random: f64, now: f64) -> Action {
        let may_retry = self.may_retry(id);
        let Some(call) = self.calls.get_mut(id) else {
            return self.unexpected(id, None, now);
        };
        let asked = head.retry_after.or(head.reported.reset);
        let delay = asked.unwrap_or_else(|| retry::backoff(call.attempts, random));
        if let Some(one) = self.rate_limits.get_mut(call.client.rate_limit) {
            one.limiter.pause(now + delay);
        }
        if !may_retry {
            call.retry_after = asked;
            return Action::Read;
        }
        let in_time = now + delay < call.ends_at;
        if delay > LONGEST_SERVER_WAIT || !in_time {
            let mut message = wait_message("429: the server asks for a wait of ", delay);
            message.push_str(if in_time {
                ", more than a call waits"
            } else {
                ", more than totalTimeout leaves"
            });
            return self.end_rate_limited(id, message, Some(delay), now);
        }
        call.retry = Some(Reason::Status(429));
        self.queue(id, now)
    }

    /// No response arrived, or its body did not. `detail` is what the runtime says.
    pub fn failed(
        &mut self,
        id: usize,
        error: TransportError,
        detail: &str,
        random: f64,
        now: f64,
    ) -> Action {
        let state = self.state(id);
        let reason = match (state, error) {
            (Some(State::Sending), TransportError::Lost) => Reason::Connection,
            (Some(State::Reading), TransportError::Lost) => Reason::CutOff,
            (Some(State::Sending), TransportError::NotConnected) => Reason::NotConnected,
            (Some(State::Sending), TransportError::Certificate) => Reason::Certificate,
            (Some(State::Sending | State::Reading), TransportError::Timeout) => Reason::Timeout,
            _ => return self.unexpected(id, state, now),
        };
        // An attempt that timed out may still reach the server.
        let reported = (reason != Reason::Timeout).then(Reported::default);
        self.release(id, reported, now);
        let Some(call) = self.calls.get_mut(id) else {
            return self.unexpected(id, None, now);
        };
        // The status of an error says enough without its body.
        if state == Some(State::Reading) && call.status >= 400 {
            return self.body(id, &Body::default(), now);
        }
        // The attempt is over.
        call.state = State::BackingOff;
        if !matches!(reason, Reason::NotConnected | Reason::Certificate) {
            call.maybe_applied = true;
        }
        if may_repeat(call.method, reason)
            && let Some(delay) = self.backoff_of(id, random, now)
        {
            return self.back_off(id, reason, delay);
        }
        self.lost(id, reason, detail, now)
    }

    /// Ends a call that got no response.
    fn lost(&mut self, id: usize, reason: Reason, detail: &str, now: f64) -> Action {
        let Some(call) = self.calls.get_mut(id) else {
            return self.unexpected(id, None, now);
        };
        let (code, what) = match reason {
            Reason::Timeout if now >= call.ends_at => (Code::Timeout, "totalTimeout ended"),
            Reason::Timeout => (Code::Timeout, "no complete response within the timeout of "),
            Reason::CutOff => (Code::Decode, "the response was cut off"),
            Reason::NotConnected => (Code::Connection, "no connection"),
            Reason::Certificate => (Code::Connection, "the server's certificate was refused"),
            Reason::Connection | Reason::Status(_) => (Code::Connection, "no response"),
        };
        let mut message = what.to_owned();
        if what.ends_with(' ') {
            push_number(call.limits.timeout as i64, &mut message);
            message.push_str(" ms");
        }
        if !detail.is_empty() {
            message = joined(&[&message, ": ", detail]);
        }
        let mut failure = Failure::new(code, message);
        failure.transient = is_transient(reason);
        self.end(id, failure, now)
    }

    /// Whether the text of the body is needed, and not only what it is at the top.
    #[must_use]
    pub fn needs_text(&self, id: usize) -> bool {
        let call = self.calls.get(id);
        call.is_some_and(|call| is_validated(call.context(""), call.status))
    }

    /// Whether the status of the response is one of success.
    #[must_use]
    pub fn is_success(&self, id: usize) -> bool {
        let status = self.calls.get(id).map(|call| call.status);
        status.is_some_and(|status| (200..300).contains(&status))
    }

    /// Whether the response is one page of a list.
    #[must_use]
    pub fn is_paged(&self, id: usize) -> bool {
        self.calls.get(id).is_some_and(super::calls::Call::is_paged)
    }

    /// The body of a response has arrived.
    pub fn body(&mut self, id: usize, body: &Body<'_>, now: f64) -> Action {
        let Some(call) = self
            .calls
            .get_mut(id)
            .filter(|call| call.state == State::Reading)
        else {
            return self.unexpected(id, self.state(id), now);
        };
        let name = call.name();
        let mut drifts = Vec::new();
        let client = &call.client;
        let mut drift = |pointer: &str, expected: &str, found: &str| {
            let drift = Drift {
                pointer: pointer.to_owned(),
                expected: expected.to_owned(),
                found: found.to_owned(),
            };
            if client.config.reports_drift && client.is_news(&name, &drift) {
                drifts.push(drift);
            }
        };
        let context = call.context(&name);
        let verdict = judge(context, call.status, &body.summary, body.text, &mut drift);
        match verdict {
            Ok(verdict) => {
                let (page, per_page) = (call.page, call.per_page);
                let is_list = call.is_paged();
                let status = call.status;
                self.remove(id, now);
                Action::Done(Box::new(Success {
                    acknowledged: verdict == Verdict::Acknowledged,
                    message: body.summary.message.clone().filter(|_| status != 404),
                    page: (is_list && !body.page.is_empty()).then_some(body.page),
                    next_page: is_list
                        .then(|| paging::next(body.page, page, body.items))
                        .flatten(),
                    repeat_is_end: is_list
                        && paging::repeat_is_end(body.page, per_page, body.items),
                    drifts,
                }))
            }
            Err(failure) => self.refused(id, failure, drifts, now),
        }
    }

    /// The response is an error.
    fn refused(
        &mut self,
        id: usize,
        mut failure: Box<Failure>,
        drifts: Vec<Drift>,
        now: f64,
    ) -> Action {
        let Some(call) = self.calls.get_mut(id) else {
            return self.unexpected(id, None, now);
        };
        match failure.code {
            Code::Decode => call.maybe_applied = true,
            Code::Api if call.status < 300 => call.rejected = true,
            _ => {}
        }
        failure.retry_after = call.retry_after;
        failure.transient = is_transient(Reason::Status(call.status));
        // A 401 means that the request was not applied, so a POST is sent again too.
        let may_renew = call.renewed == 0 && call.client.config.has_token_function;
        if call.status == 401 && may_renew && now < call.ends_at {
            call.renewed = 1;
            call.retry = Some(Reason::Status(401));
            call.refusal = Some(failure);
            return self.renew(id, now);
        }
        match self.end(id, failure, now) {
            Action::Fail(mut ended) => {
                ended.drifts = drifts;
                Action::Fail(ended)
            }
            other => other,
        }
    }

    /// The attempt is over: its permit goes back. `reported`: `None` where nobody awaited the response.
    fn release(&mut self, id: usize, reported: Option<Reported>, now: f64) {
        if let Some(call) = self.calls.get_mut(id)
            && let Some(permit) = call.permit.take()
            && let Some(one) = self.rate_limits.get_mut(call.client.rate_limit)
        {
            match reported {
                Some(reported) => one.limiter.release(permit, reported, now),
                None => one.limiter.abandon(permit, now),
            }
        }
    }
}

impl super::calls::Call {
    fn is_paged(&self) -> bool {
        let operation = self.operation;
        operation.is_some_and(|operation| operation.page_size > 0)
    }

    fn context<'c>(&self, operation: &'c str) -> Context<'c> {
        Context {
            operation,
            method: self.method,
            contract: self
                .operation
                .map(|operation| tables::kind(operation.response)),
            validation: self.client.validation(),
            maybe_applied: self.maybe_applied,
        }
    }
}
