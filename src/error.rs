//! How a call can fail. The TypeScript side makes error objects of it.

/// Why a call failed.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// The kind of failure.
    pub code: Code,
    /// What happened, for the user, without the name of the operation. Empty for
    /// [`Code::InvalidArgument`]: the TypeScript side makes the message out of the issues, as it does for
    /// options, which it checks itself.
    pub message: String,
    /// Everything that is wrong with the arguments, up to a bound; empty for any other code than
    /// [`Code::InvalidArgument`].
    pub issues: Vec<Issue>,
    /// Milliseconds to wait before the next attempt, where known.
    pub retry_after: Option<f64>,
    /// The start of the response belongs to the error.
    pub has_excerpt: bool,
    /// The same call may succeed later.
    pub transient: bool,
    /// JSON pointer to the violation of the contract, under strict validation.
    pub pointer: Option<String>,
}

impl Failure {
    /// A failure with no more to tell than its message. Boxed: moving it about as a whole is code that
    /// every user downloads.
    #[must_use]
    pub fn new(code: Code, message: String) -> Box<Self> {
        Box::new(Self {
            code,
            message,
            issues: Vec::new(),
            retry_after: None,
            has_excerpt: false,
            transient: false,
            pointer: None,
        })
    }
}

/// One thing that is wrong with the arguments of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// Where, as users write it: `user_id`, `assignees[0]`, `body.from`, `options.query.x`.
    pub parameter: String,
    /// What is allowed: `an integer from 1 to 100`. Begins with `nothing` where there is no such
    /// parameter.
    pub expected: String,
    /// What was given: `"1"`, `NaN`, `a Date`; `nothing` where the parameter is missing.
    pub received: String,
}

/// The kinds of failure; `name` is what users read in `error.code`. They cross to JavaScript as indices
/// of [`Code::ALL`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Code {
    /// Parameters refused before sending.
    InvalidArgument,
    /// 401.
    Authentication,
    /// 403.
    Permission,
    /// 404.
    NotFound,
    /// 422.
    Validation,
    /// 400.
    BadRequest,
    /// 409.
    Conflict,
    /// Any other 4xx, or a 2xx whose `success` is not `true`.
    Api,
    /// 429, and the wait is too long.
    RateLimited,
    /// 5xx.
    Server,
    /// A response that cannot be read, or is not as it should be.
    Decode,
    /// No response.
    Connection,
    /// `timeout` or `totalTimeout` ran out.
    Timeout,
    /// A bug in the SDK.
    Internal,
    /// The caller's signal.
    Aborted,
    /// The client was closed.
    Closed,
}

impl Code {
    /// All of them, in order.
    pub const ALL: [Self; 16] = [
        Self::InvalidArgument,
        Self::Authentication,
        Self::Permission,
        Self::NotFound,
        Self::Validation,
        Self::BadRequest,
        Self::Conflict,
        Self::Api,
        Self::RateLimited,
        Self::Server,
        Self::Decode,
        Self::Connection,
        Self::Timeout,
        Self::Internal,
        Self::Aborted,
        Self::Closed,
    ];

    /// The stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::InvalidArgument => "invalid_argument",
            Self::Authentication => "authentication",
            Self::Permission => "permission",
            Self::NotFound => "not_found",
            Self::Validation => "validation",
            Self::BadRequest => "bad_request",
            Self::Conflict => "conflict",
            Self::Api => "api",
            Self::RateLimited => "rate_limited",
            Self::Server => "server",
            Self::Decode => "decode",
            Self::Connection => "connection",
            Self::Timeout => "timeout",
            Self::Internal => "internal",
            Self::Aborted => "aborted",
            Self::Closed => "closed",
        }
    }

    /// The code of an error status.
    #[must_use]
    pub const fn of_status(status: u16) -> Self {
        match status {
            400 => Self::BadRequest,
            401 => Self::Authentication,
            403 => Self::Permission,
            404 => Self::NotFound,
            409 => Self::Conflict,
            422 => Self::Validation,
            429 => Self::RateLimited,
            500..=599 => Self::Server,
            _ => Self::Api,
        }
    }
}

/// Whether a write may have happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Outcome {
    /// No request was sent.
    NotSent,
    /// The server said that it did not do it.
    Rejected,
    /// It may or may not have been done.
    Unknown,
}

impl Outcome {
    /// All of them, in order.
    pub const ALL: [Self; 3] = [Self::NotSent, Self::Rejected, Self::Unknown];

    /// What users read in `error.outcome`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotSent => "not_sent",
            Self::Rejected => "rejected",
            Self::Unknown => "unknown",
        }
    }
}
