//! What the head of an answer says beyond its status: when to come back, and how much is left.

use crate::rate_limit::limiter::Told;

/// Looks a header up by its lower-case name.
pub type Lookup<'l> = &'l dyn Fn(&'static str) -> Option<String>;

/// What the head of an answer says, in all.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Head {
    /// HTTP status.
    pub status: u16,
    /// The server sends elsewhere.
    pub redirect: bool,
    /// Milliseconds to wait before the next try.
    pub retry_after: Option<f64>,
    /// The state of the rate limit.
    pub told: Told,
}

/// Reads the head of an answer. Waits are looked for only where one may follow.
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
        told: told(header, wall),
    }
}

/// Milliseconds to wait, from `retry-after-ms` or `Retry-After` (seconds, or a date in any of the
/// three forms of RFC 9110, read against the server's own `Date`, for clocks disagree).
/// `wall` is the local time in milliseconds since 1970, used where the server told none.
#[must_use]
pub fn retry_after(header: Lookup<'_>, wall: f64) -> Option<f64> {
    if let Some(wait) = header("retry-after-ms").as_deref().and_then(number) {
        return Some(wait);
    }
    let text = header("retry-after")?;
    if let Some(seconds) = number(&text) {
        return Some(seconds * 1_000.0);
    }
    let until = http_date(&text, wall)?;
    let server = header("date")
        .and_then(|date| http_date(&date, wall))
        .unwrap_or(wall);
    Some((until - server).max(0.0))
}

/// What the server tells of its rate limit: `RateLimit` (both drafts), `RateLimit-*`,
/// `X-RateLimit-*`.
#[must_use]
pub fn told(header: Lookup<'_>, wall: f64) -> Told {
    let policy = header("ratelimit-policy").unwrap_or_default();
    if let Some(text) = header("ratelimit") {
        return structured(&text, &policy);
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
        let part = |name: &'static str| header(name).as_deref().and_then(first_number);
        if let Some(remaining) = part(remaining) {
            return Told {
                limit: part(limit),
                remaining: Some(remaining),
                reset: part(reset).map(|reset| from_now(reset, header, wall)),
                window: member(&policy, "w").map(in_ms),
            };
        }
    }
    Told::default()
}

/// `limit=60, remaining=12, reset=30`, or `"name";r=12;t=30` with the same name in the policy. Of
/// several limits the one that leaves least counts.
fn structured(text: &str, policy: &str) -> Told {
    if let Some(remaining) = member(text, "remaining") {
        return Told {
            limit: member(text, "limit"),
            remaining: Some(remaining),
            reset: member(text, "reset").map(in_ms),
            window: member(policy, "w").map(in_ms),
        };
    }
    let mut told = Told::default();
    for item in text.split(',') {
        let remaining = member(item, "r");
        if told.remaining.is_some() && (remaining.is_none() || remaining >= told.remaining) {
            continue;
        }
        let name = name_of(item);
        let policy = policy.split(',').find(|policy| name_of(policy) == name);
        let policy = policy.unwrap_or_default();
        told = Told {
            limit: member(policy, "q"),
            remaining,
            reset: member(item, "t").map(in_ms),
            window: member(policy, "w").map(in_ms),
        };
    }
    told
}

fn name_of(item: &str) -> &str {
    item.split([',', ';'])
        .next()
        .unwrap_or_default()
        .trim_ascii()
}

fn in_ms(seconds: f64) -> f64 {
    seconds * 1_000.0
}

/// The number that a list begins with: `60` of `60, 60;w=60`.
fn first_number(text: &str) -> Option<f64> {
    number(text.split([',', ';']).next()?)
}

/// A reset is told as seconds from now, or as seconds or milliseconds since 1970.
fn from_now(reset: f64, header: Lookup<'_>, wall: f64) -> f64 {
    const LONG_AGO_SECONDS: f64 = 1e9;
    const LONG_AGO_MILLISECONDS: f64 = 1e12;
    if reset < LONG_AGO_SECONDS {
        return reset * 1_000.0;
    }
    let at = if reset < LONG_AGO_MILLISECONDS {
        reset * 1_000.0
    } else {
        reset
    };
    let server = header("date")
        .and_then(|date| http_date(&date, wall))
        .unwrap_or(wall);
    (at - server).max(0.0)
}

/// A number that is not negative, such as `2` or `0.5`.
#[must_use]
pub fn number(text: &str) -> Option<f64> {
    let text = text.trim_ascii();
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if whole.is_empty() || text.len() > 15 {
        return None;
    }
    let mut value = digits(whole)?;
    if !fraction.is_empty() {
        let mut scale = 1.0;
        for _ in 0..fraction.len() {
            scale *= 10.0;
        }
        value += digits(fraction)? / scale;
    }
    Some(value)
}

fn digits(text: &str) -> Option<f64> {
    text.bytes().try_fold(0.0, |value, byte| {
        byte.is_ascii_digit()
            .then(|| value * 10.0 + f64::from(byte - b'0'))
    })
}

/// The number of `key=…` in a structured field.
fn member(text: &str, key: &str) -> Option<f64> {
    text.split([',', ';']).find_map(|part| {
        let (name, value) = part.split_once('=')?;
        (name.trim_ascii() == key).then(|| number(value)).flatten()
    })
}

/// An HTTP date in milliseconds since 1970: IMF-fixdate, RFC 850 or asctime.
#[must_use]
pub fn http_date(text: &str, wall: f64) -> Option<f64> {
    let mut day = None;
    let mut month = None;
    let mut year = None;
    let mut time = None;
    for word in text.split([' ', ',', '-']).filter(|word| !word.is_empty()) {
        if word.contains(':') {
            time = clock(word);
        } else if let Some(value) = digits(word) {
            match word.len() {
                // asctime has a one-digit day, RFC 850 a two-digit year after the day.
                1 | 2 if day.is_none() => day = Some(value),
                2 => year = Some(century(value, wall)),
                4 => year = Some(value),
                _ => return None,
            }
        } else {
            month = month.or_else(|| month_of(word));
        }
    }
    let (day, month, year, time) = (day?, month?, year?, time?);
    if !(1.0..=31.0).contains(&day) {
        return None;
    }
    Some((days_since_1970(year, month, day) * 86_400.0 + time) * 1_000.0)
}

fn clock(word: &str) -> Option<f64> {
    let mut parts = word
        .split(':')
        .map(|part| if part.len() == 2 { digits(part) } else { None });
    let (hours, minutes, seconds) = (parts.next()??, parts.next()??, parts.next()??);
    (hours < 24.0 && minutes < 60.0 && seconds < 61.0)
        .then_some(hours * 3_600.0 + minutes * 60.0 + seconds)
}

/// RFC 9110: a two-digit year that seems more than 50 years ahead is in the past.
fn century(year: f64, wall: f64) -> f64 {
    let this_year = 1970.0 + wall / 31_556_952_000.0;
    let guess = (this_year / 100.0).floor() * 100.0 + year;
    if guess > this_year + 50.0 {
        guess - 100.0
    } else {
        guess
    }
}

fn month_of(word: &str) -> Option<f64> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    MONTHS
        .iter()
        .position(|month| *month == word)
        .map(|index| index as f64 + 1.0)
}

/// Days of the proleptic Gregorian calendar, counted from March so that leap days come last.
pub fn days_since_1970(year: f64, month: f64, day: f64) -> f64 {
    let year = if month <= 2.0 { year - 1.0 } else { year };
    let era = (year / 400.0).floor();
    let year_of_era = year - era * 400.0;
    let shifted = if month > 2.0 {
        month - 3.0
    } else {
        month + 9.0
    };
    let day_of_year = ((153.0 * shifted + 2.0) / 5.0).floor() + day - 1.0;
    let day_of_era = year_of_era * 365.0 + (year_of_era / 4.0).floor()
        - (year_of_era / 100.0).floor()
        + day_of_year;
    era * 146_097.0 + day_of_era - 719_468.0
}
