//! Whether a failed attempt is repeated, and when.
//!
//! | failure | GET, PUT, DELETE | POST |
//! |---|---|---|
//! | no connection was made | repeat | fail: `not_sent` |
//! | the connection was lost, the time ran out, the body was cut off | repeat | fail: `unknown` |
//! | 408, 500, 502, 503, 504 | repeat | fail: `unknown` |
//! | 429 | repeat | repeat: it was not applied |
//! | a refused certificate, any other status | fail | fail |

use crate::error::{Code, Outcome};
use crate::schema::Method;

/// Why an attempt failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// No response arrived.
    Connection,
    /// No connection was made, so nothing was sent.
    NotConnected,
    /// The server's certificate was refused, so nothing was sent.
    Certificate,
    /// The time of the attempt ran out.
    Timeout,
    /// The body of the response was cut off.
    CutOff,
    /// A response with this status.
    Status(u16),
}

/// The longest wait that a server may ask for, in milliseconds.
pub const LONGEST_SERVER_WAIT: f64 = 65_000.0;

const FIRST_BACKOFF: f64 = 500.0;
const LONGEST_BACKOFF: f64 = 8_000.0;

/// Whether repeating the request is safe and may help.
#[must_use]
pub const fn may_repeat(method: Method, reason: Reason) -> bool {
    match reason {
        Reason::Status(429) => true,
        _ => is_transient(reason) && !matches!(method, Method::Post),
    }
}

/// Whether the same request may succeed later.
#[must_use]
pub const fn is_transient(reason: Reason) -> bool {
    match reason {
        Reason::Certificate => false,
        Reason::Status(status) => is_transient_status(status),
        Reason::Connection | Reason::NotConnected | Reason::Timeout | Reason::CutOff => true,
    }
}

const fn is_transient_status(status: u16) -> bool {
    matches!(status, 408 | 429 | 500 | 502 | 503 | 504)
}

/// Whether the caller may repeat a failed call without doing anything twice: what `error.retryable`
/// says.
#[must_use]
pub fn is_retryable(transient: bool, code: Code, method: Method, outcome: Outcome) -> bool {
    let harmless = method != Method::Post || outcome != Outcome::Unknown;
    code == Code::RateLimited || (transient && harmless)
}

/// Equal jitter: half of a doubling delay is certain, the other half random, so that clients that
/// failed together do not return together. `failed` counts attempts from 1; `random` is in 0..1.
#[must_use]
pub fn backoff(failed: u32, random: f64) -> f64 {
    let mut delay = FIRST_BACKOFF;
    for _ in 1..failed.min(8) {
        delay = (delay * 2.0).min(LONGEST_BACKOFF);
    }
    delay / 2.0 + delay / 2.0 * random
}
