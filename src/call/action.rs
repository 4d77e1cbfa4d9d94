//! What a call is doing, and what its driver does next.

use super::retry::Reason;
use crate::error::{Failure, Outcome};
use crate::json::push_number;
use crate::request::Request;
use crate::response::paging::PageObject;

/// What a call waits for. It is always in one of these states until it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// For a permit.
    Queued,
    /// For the end of a back-off.
    BackingOff,
    /// For the token function.
    Authorizing,
    /// For the token function that another call with the same refused token has called.
    Renewing,
    /// For the head of a response.
    Sending,
    /// For the body of a response.
    Reading,
}

/// What the driver does next. Times are milliseconds from now.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Wait until the scheduler resumes the call; report `time_up` after `within`.
    Queue {
        /// What is left of the total timeout.
        within: f64,
        /// How long the wait is expected to be.
        delay: f64,
        /// Calls that wait for a permit, this one included.
        queued: usize,
    },
    /// Report `time_up` after `delay`.
    Wait {
        /// The wait.
        delay: f64,
        /// Calls that wait for a permit, this one included; 0: the wait is a back-off.
        queued: usize,
    },
    /// Call the token function and report `token` or `token_failed`; report `time_up` after `within`.
    GetToken {
        /// What is left of the total timeout.
        within: f64,
        /// The last token was refused.
        refused: bool,
    },
    /// Send the request and report `response` or `failed`; report `time_up` after `within`, also while
    /// the body is read.
    Send {
        /// What one attempt may take.
        within: f64,
        /// The token, where it comes from the renewal of another call.
        token: Option<String>,
    },
    /// Read the body and report `body` or `failed`.
    Read,
    /// The call has succeeded, and its handle is gone.
    Done(Box<Success>),
    /// The call has failed, and its handle is gone.
    Fail(Box<Ended>),
}

/// A successful call.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Success {
    /// The result is `{ success: true }`, not the body.
    pub acknowledged: bool,
    /// What the server says instead, where a repeated request finds everything done.
    pub message: Option<String>,
    /// The page object of a list, if the response has one.
    pub page: Option<PageObject>,
    /// Number of the page that follows.
    pub next_page: Option<f64>,
    /// If the page repeats earlier ones, it is the last one.
    pub repeat_is_end: bool,
    /// What differs from the contract.
    pub drifts: Vec<Drift>,
}

/// A failed call.
#[derive(Clone, Debug, PartialEq)]
pub struct Ended {
    /// What went wrong.
    pub failure: Box<Failure>,
    /// Whether a write may have happened.
    pub outcome: Outcome,
    /// Requests sent.
    pub attempts: u32,
    /// The caller may try again without doing anything twice.
    pub retryable: bool,
    /// What differs from the contract.
    pub drifts: Vec<Drift>,
}

/// A difference between a response and the contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drift {
    /// JSON pointer to the value.
    pub pointer: String,
    /// What the contract says.
    pub expected: String,
    /// What is there.
    pub found: String,
}

/// A call that was started.
#[derive(Debug)]
pub struct Started {
    /// Its handle; none if it failed at once.
    pub call: Option<usize>,
    /// The request, which the driver keeps.
    pub request: Option<Request>,
    /// What to do next.
    pub action: Action,
}

impl Action {
    /// The end of a call that did not get as far as being one.
    #[must_use]
    pub fn refuse(failure: Box<Failure>) -> Self {
        Self::Fail(Box::new(Ended {
            failure,
            outcome: Outcome::NotSent,
            attempts: 0,
            retryable: false,
            drifts: Vec::new(),
        }))
    }
}

impl Reason {
    /// What `onRetry` is told: the status, or a word.
    #[must_use]
    pub fn describe(self) -> String {
        let mut description = String::new();
        match self {
            Self::Status(status) => push_number(i64::from(status), &mut description),
            Self::Timeout => description.push_str("timeout"),
            Self::CutOff => description.push_str("cut_off"),
            Self::Connection | Self::NotConnected | Self::Certificate => {
                description.push_str("connection");
            }
        }
        description
    }
}
