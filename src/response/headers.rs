//! What the head of a response says beyond its status: when to try again, and how many requests are
//! left.

use crate::json::{digits, parts, split_at_first};
use crate::rate_limit::Reported;
use crate::time::http_date;

/// The headers that are read, in lower case. JavaScript passes no others.
pub const NAMES: &[&str] = &[
    "ratelimit",
    "ratelimit-policy",
    "ratelimit-limit",
    "ratelimit-remaining",
    "ratelimit-reset",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
    "retry-after-ms",
    "retry-after",
    "date",
];

/// Looks a header up by its lower-case name.
pub type Lookup<'l> = &'l dyn Fn(&'static str) -> Option<&'l str>;

/// What the head of a response says.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Head {
    /// HTTP status.
    pub status: u16,
    /// The server redirects.
    pub redirect: bool,
    /// Milliseconds to wait before the next attempt.
    pub retry_after: Option<f64>,
    /// The state of the rate limit.
    pub reported: Reported,
}

/// Reads the head of a response. Waits are only read where one may follow. `wall` is the local time in
/// milliseconds since 1970.
#[must_use]
pub fn read(status: u16, opaque_redirect: bool, header: Lookup<'_>, wall: f64) -> Head {
    Head {
        status,
        redirect: opaque_redirect || (300..400).contains(&status),
        retry_after: if status >= 400 {
            retry_after(header, wall)
        } else {
            None
        },
        reported: reported(header, wall),
    }
}

/// Milliseconds to wait, from `retry-after-ms` or `Retry-After`: seconds, or a date in any of the
/// three forms of RFC 9110. A date is compared with the server's own `Date`, because clocks disagree.
#[must_use]
pub fn retry_after(header: Lookup<'_>, wall: f64) -> Option<f64> {
    if let Some(wait) = header("retry-after-ms").and_then(longest) {
        return Some(wait);
    }
    let value = header("retry-after")?;
    if let Some(seconds) = longest(value) {
        return Some(from_now(seconds, header, wall));
    }
    let until = http_date(value, wall)?;
    Some((until - server_time(header, wall)).max(0.0))
}

/// The largest of the numbers in a header that a proxy may have merged: `5` of `5, 5`. `None` if
/// anything else is in it.
fn longest(value: &str) -> Option<f64> {
    let mut longest = 0.0_f64;
    for part in parts(value, b",") {
        longest = longest.max(number(part)?);
    }
    Some(longest)
}

fn server_time(header: Lookup<'_>, wall: f64) -> f64 {
    header("date")
        .and_then(|date| http_date(date, wall))
        .unwrap_or(wall)
}

/// What the server reports about its rate limit: `RateLimit` (both drafts), `RateLimit-*`,
/// `X-RateLimit-*`.
#[must_use]
pub fn reported(header: Lookup<'_>, wall: f64) -> Reported {
    let policy = header("ratelimit-policy").unwrap_or_default();
    if let Some(value) = header("ratelimit") {
        return structured(value, policy);
    }
    const SPELLINGS: [[&str; 3]; 2] = [
        [
            "x-ratelimit-remaining",
            "x-ratelimit-limit",
            "x-ratelimit-reset",
        ],
        ["ratelimit-remaining", "ratelimit-limit", "ratelimit-reset"],
    ];
    for [remaining, limit, reset] in SPELLINGS {
        let part = |name: &'static str| header(name).and_then(first_number);
        if let Some(remaining) = part(remaining) {
            return Reported {
                limit: part(limit),
                remaining: Some(remaining),
                reset: part(reset).map(|reset| from_now(reset, header, wall)),
                window: member(policy, "w").map(in_ms),
            };
        }
    }
    Reported::default()
}

/// `limit=60, remaining=12, reset=30`, or `"name";r=12;t=30` with the same name in the policy. Of
/// several limits the one with the least left counts.
fn structured(value: &str, policy: &str) -> Reported {
    let mut limit = member(value, "limit");
    let mut remaining = member(value, "remaining");
    let mut reset = member(value, "reset");
    let mut policy = policy;
    if remaining.is_none() {
        let mut least = "";
        for item in parts(value, b",") {
            let left = member(item, "r");
            if remaining.is_none() || left.is_some() && left < remaining {
                remaining = left;
                least = item;
            }
        }
        let mut policies = parts(policy, b",");
        let of_least = policies.find(|policy| name_of(policy) == name_of(least));
        policy = of_least.unwrap_or_default();
        limit = member(policy, "q");
        reset = member(least, "t");
    }
    Reported {
        limit,
        remaining,
        reset: reset.map(in_ms),
        window: member(policy, "w").map(in_ms),
    }
}

fn name_of(item: &str) -> &str {
    parts(item, b",;").next().unwrap_or_default().trim_ascii()
}

fn in_ms(seconds: f64) -> f64 {
    seconds * 1_000.0
}

/// The number that a value begins with: `60` of `60, 60;w=60`.
fn first_number(value: &str) -> Option<f64> {
    number(parts(value, b",;").next()?)
}

/// Milliseconds from now, of seconds from now, or of seconds or milliseconds since 1970.
fn from_now(value: f64, header: Lookup<'_>, wall: f64) -> f64 {
    const SECONDS_SINCE_1970: f64 = 1e9;
    const MILLISECONDS_SINCE_1970: f64 = 1e12;
    if value < SECONDS_SINCE_1970 {
        return value * 1_000.0;
    }
    let at = if value < MILLISECONDS_SINCE_1970 {
        value * 1_000.0
    } else {
        value
    };
    (at - server_time(header, wall)).max(0.0)
}

/// A number that is not negative, such as `2` or `0.5`.
#[must_use]
pub fn number(text: &str) -> Option<f64> {
    let text = text.trim_ascii();
    let (whole, fraction) = split_at_first(text, b".").unwrap_or((text, ""));
    if text.len() > 15 {
        return None;
    }
    let mut value = digits(whole.as_bytes())?;
    if !fraction.is_empty() {
        let mut scale = 1.0;
        for _ in 0..fraction.len() {
            scale *= 10.0;
        }
        value += digits(fraction.as_bytes())? / scale;
    }
    Some(value)
}

/// The number of `key=…` in a structured field.
fn member(text: &str, key: &str) -> Option<f64> {
    parts(text, b",;").find_map(|part| {
        let (name, value) = split_at_first(part, b"=")?;
        (name.trim_ascii() == key).then(|| number(value)).flatten()
    })
}
