//! A machine with one client, and short names for its events.

use crate::body::summary;
use webwork_sdk::call::{
    Action, Body, CallLimits, Calls, ClientConfig, Ended, Started, State, Success, Target,
    TransportError,
};
use webwork_sdk::rate_limit::Limit;
use webwork_sdk::response::body::Validation;
use webwork_sdk::response::headers::Head;
use webwork_sdk::tables;

pub const LIST: Target<'static> = Target::Operation(
    tables::index_of("getTimeEntries"),
    br#"{"user_id":1,"date":"2026-01-29"}"#,
);
pub const CREATE: Target<'static> = Target::Operation(
    tables::index_of("createTimeEntry"),
    br#"{"user_id":1,"date":"2026-01-29","start_time":"09:00","end_time":"10:00"}"#,
);
pub const DELETE: Target<'static> = Target::Operation(
    tables::index_of("deleteTimeEntry"),
    br#"{"time_entry_id":"a"}"#,
);

pub const LIMITS: CallLimits = CallLimits {
    timeout: 30_000.0,
    total_timeout: f64::INFINITY,
    max_retries: 2,
    bulk: false,
};

/// One window of the limiter: a minute, and what it adds because clocks differ.
pub const WINDOW: f64 = 60_300.0;

pub fn config(requests: usize) -> ClientConfig {
    ClientConfig {
        base_url: "https://h".to_owned(),
        workspace_id: Some(1),
        rate_limit_key: "key".to_owned(),
        limit: (requests > 0).then_some(Limit {
            requests,
            per: 60_000.0,
        }),
        validation: Validation::Off,
        reports_drift: false,
        has_token_function: false,
    }
}

/// A machine and one client of it.
pub struct Machine {
    pub calls: Calls,
    pub client: usize,
    pub now: f64,
}

impl Machine {
    pub fn with(config: ClientConfig) -> Self {
        Self::with_calls(Calls::new(false), config)
    }

    pub fn with_calls(mut calls: Calls, config: ClientConfig) -> Self {
        let client = calls.open(config, 0.0);
        Self {
            calls,
            client,
            now: 0.0,
        }
    }

    /// A client that sends at most so many requests a minute.
    pub fn new(requests: usize) -> Self {
        Self::with(config(requests))
    }

    /// The same, with a token function.
    pub fn with_token_function(requests: usize) -> Self {
        Self::with(ClientConfig {
            has_token_function: true,
            ..config(requests)
        })
    }

    pub fn start_limited(&mut self, target: Target<'_>, limits: CallLimits) -> (usize, Action) {
        let Started { call, action, .. } =
            self.calls
                .start(self.client, target, None, limits, self.now);
        (call.unwrap_or(usize::MAX), action)
    }

    pub fn start(&mut self, target: Target<'_>) -> (usize, Action) {
        self.start_limited(target, LIMITS)
    }

    /// Starts a call that is sent at once.
    pub fn send(&mut self, target: Target<'_>) -> usize {
        self.send_limited(target, LIMITS)
    }

    pub fn send_limited(&mut self, target: Target<'_>, limits: CallLimits) -> usize {
        let (call, action) = self.start_limited(target, limits);
        assert!(matches!(action, Action::Send { .. }), "{action:?}");
        call
    }

    /// Starts a call that is sent with the token.
    pub fn send_with_token(&mut self, target: Target<'_>, token: &str) -> usize {
        self.send_with_token_limited(target, token, LIMITS)
    }

    pub fn send_with_token_limited(
        &mut self,
        target: Target<'_>,
        token: &str,
        limits: CallLimits,
    ) -> usize {
        let (call, action) = self.start_limited(target, limits);
        assert!(matches!(action, Action::GetToken { .. }), "{action:?}");
        assert_eq!(sent_with(&self.token(call, token)), Some(token.to_owned()));
        call
    }

    /// Starts a call that has to wait for a permit.
    pub fn wait_in_queue(&mut self, target: Target<'_>, limits: CallLimits) -> usize {
        let (call, action) = self.start_limited(target, limits);
        assert!(matches!(action, Action::Queue { .. }), "{action:?}");
        call
    }

    pub fn token(&mut self, call: usize, token: &str) -> Action {
        self.calls.token(call, token, self.now)
    }

    pub fn resumed(&mut self, call: usize) -> Action {
        self.calls.resumed(call, self.now)
    }

    pub fn time_up(&mut self, call: usize) -> Action {
        self.calls.time_up(call, 0.0, self.now)
    }

    pub fn failed(&mut self, call: usize, error: TransportError) -> Action {
        self.calls.failed(call, error, "", 0.0, self.now)
    }

    pub fn head(&mut self, call: usize, head: Head) -> Action {
        self.calls.response(call, head, 0.0, self.now)
    }

    /// The head of a response of which only the status matters.
    pub fn status(&mut self, call: usize, status: u16) -> Action {
        self.head(call, head(status))
    }

    pub fn body(&mut self, call: usize, text: &str) -> Action {
        let body = Body {
            summary: summary(text),
            text: text.as_bytes(),
            ..Body::default()
        };
        self.calls.body(call, &body, self.now)
    }

    /// A whole response.
    pub fn response(&mut self, call: usize, status: u16, text: &str) -> Action {
        assert_eq!(self.status(call, status), Action::Read);
        self.body(call, text)
    }

    pub fn good_response(&mut self, call: usize) {
        done(self.response(call, 200, r#"{"success":true,"data":[]}"#));
    }

    pub fn next_ready(&mut self) -> Option<usize> {
        self.calls.next_ready(self.now)
    }

    pub fn state(&self, call: usize) -> Option<State> {
        self.calls.state(call)
    }

    /// Nothing is left: no call, nobody to wake, and after a window every permit.
    pub fn is_clean(&mut self, requests: usize) -> bool {
        let later = self.now + 200_000.0;
        let rate = self.calls.rate(self.client, later).unwrap();
        self.calls.is_empty()
            && self.calls.wake_in(later) == f64::INFINITY
            && self.calls.next_ready(later).is_none()
            && rate.remaining == Some(requests as f64)
    }
}

pub fn head(status: u16) -> Head {
    Head {
        status,
        redirect: (300..400).contains(&status),
        ..Head::default()
    }
}

/// A response that says how long to wait, in milliseconds.
pub fn head_with_wait(status: u16, wait: f64) -> Head {
    Head {
        retry_after: Some(wait),
        ..head(status)
    }
}

pub fn done(action: Action) -> Success {
    match action {
        Action::Done(success) => *success,
        other => panic!("not done: {other:?}"),
    }
}

pub fn failure(action: Action) -> Ended {
    match action {
        Action::Fail(ended) => *ended,
        other => panic!("not failed: {other:?}"),
    }
}

pub fn sent_with(action: &Action) -> Option<String> {
    match action {
        Action::Send { token, .. } => token.as_deref().map(str::to_owned),
        other => panic!("not sent: {other:?}"),
    }
}
