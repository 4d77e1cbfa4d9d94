//! What is known about a rate limit: by the server, and by users.

/// What the server reported about its limit. Missing facts are `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Reported {
    /// Requests per window.
    pub limit: Option<f64>,
    /// Requests left in the current window.
    pub remaining: Option<f64>,
    /// Milliseconds until the window ends.
    pub reset: Option<f64>,
    /// Length of a window in milliseconds.
    pub window: Option<f64>,
}

impl Reported {
    /// Whether it has no fact at all.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        let Self {
            limit,
            remaining,
            reset,
            window,
        } = self;
        limit.is_none() && remaining.is_none() && reset.is_none() && window.is_none()
    }
}

/// The state of a limiter, for users. Whole numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// Requests per window.
    pub limit: Option<f64>,
    /// Requests that may leave now.
    pub remaining: Option<f64>,
    /// Milliseconds until `remaining` grows.
    pub reset: Option<f64>,
}
