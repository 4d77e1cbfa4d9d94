//! What a sandbox is made with.

use serde::Deserialize;
use tsify::Tsify;

/// What a sandbox is made with.
#[derive(Clone, Debug, Deserialize, Tsify)]
#[serde(default, rename_all = "camelCase")]
pub struct SandboxOptions {
    /// The access token it takes. Default: one of its own.
    #[tsify(type = "string | undefined")]
    pub token: String,
    /// Its clock, in milliseconds since 1970, which then stands still. Default: the real time.
    #[tsify(type = "number | undefined")]
    pub now: Option<f64>,
    /// Requests it takes in any `per` milliseconds; `false`: any number. Default: 60 in 60,000.
    #[tsify(type = "{ requests: number; per: number } | false | undefined")]
    pub rate_limit: RateLimit,
}

/// The permitted rate.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum RateLimit {
    /// `false`.
    Off(bool),
    /// So many in any so many milliseconds.
    Window {
        /// How many.
        requests: u32,
        /// Milliseconds.
        per: f64,
    },
}

impl Default for SandboxOptions {
    fn default() -> Self {
        Self {
            token: "sandbox-token".to_owned(),
            now: None,
            rate_limit: RateLimit::Window {
                requests: 60,
                per: 60_000.0,
            },
        }
    }
}

/// The TypeScript declaration of the options.
#[must_use]
pub const fn typescript() -> &'static str {
    SandboxOptions::DECL
}
