//! Whether a failed attempt is made again, and when.

use crate::schema::Method;

/// Why an attempt failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// No answer came.
    Connection,
    /// No connection came about, so nothing was sent.
    Refused,
    /// The attempt's time ran out.
    Timeout,
    /// The answer's body broke off.
    CutOff,
    /// An answer with this status.
    Status(u16),
}

/// The longest wait that a server may ask for when the caller set no deadline, in milliseconds.
pub const LONGEST_WAIT: f64 = 65_000.0;

const FIRST_BACKOFF: f64 = 500.0;
const LONGEST_BACKOFF: f64 = 8_000.0;

/// Whether sending again is safe and worth it. A POST is never sent again once it may have been
/// applied; a 429 says that it was not.
#[must_use]
pub const fn may_retry(method: Method, trouble: Trouble) -> bool {
    let repeatable = !matches!(method, Method::Post);
    match trouble {
        Trouble::Status(429) => true,
        Trouble::Status(408 | 500 | 502 | 503 | 504)
        | Trouble::Connection
        | Trouble::Refused
        | Trouble::Timeout
        | Trouble::CutOff => repeatable,
        Trouble::Status(_) => false,
    }
}

/// Equal jitter: half of a doubling delay for sure, the other half by chance, so that clients that
/// failed together do not come back together. `failed` counts attempts, from 1; `chance` is in 0..1.
#[must_use]
pub fn backoff(failed: u32, chance: f64) -> f64 {
    let mut delay = FIRST_BACKOFF;
    for _ in 1..failed.min(8) {
        delay = (delay * 2.0).min(LONGEST_BACKOFF);
    }
    delay / 2.0 + delay / 2.0 * chance
}
