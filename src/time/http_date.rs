//! HTTP dates (RFC 9110, section 5.6.7), in all three formats that a recipient has to accept.

use super::days_since_1970;
use super::reader::Reader;
use crate::json::{digits, parts};

/// An HTTP date as milliseconds since 1970: IMF-fixdate, RFC 850 or asctime.
///
/// `now` is the current time in milliseconds since 1970; the two-digit years of RFC 850 depend on it.
#[must_use]
pub fn http_date(text: &str, now: f64) -> Option<f64> {
    let mut day = None;
    let mut month = None;
    let mut year = None;
    let mut time = None;
    for word in parts(text, b" ,-") {
        let Some(value) = digits(word.as_bytes()) else {
            time = time.or_else(|| clock(word));
            month = month.or_else(|| month_of(word));
            continue;
        };
        match word.len() {
            // asctime has a one-digit day, RFC 850 a two-digit year after the day.
            1 | 2 if day.is_none() => day = Some(value),
            2 => year = Some(century(value, now)),
            4 => year = Some(value),
            _ => return None,
        }
    }
    let (day, month, year, time) = (day?, month?, year?, time?);
    if !(1.0..=31.0).contains(&day) {
        return None;
    }
    Some((days_since_1970(year, month, day) * 86_400.0 + time) * 1_000.0)
}

/// `08:49:37` as seconds since midnight.
fn clock(word: &str) -> Option<f64> {
    let mut reader = Reader::new(word);
    let minutes = reader.minutes()?;
    reader.one_of(b":")?;
    let seconds = reader.seconds()?;
    reader.end().map(|()| minutes * 60.0 + seconds)
}

/// RFC 9110: a two-digit year that seems to be more than 50 years ahead is in the past.
fn century(year: f64, now: f64) -> f64 {
    let this_year = 1970.0 + now / 31_556_952_000.0;
    let guess = (this_year / 100.0).floor() * 100.0 + year;
    if guess > this_year + 50.0 {
        guess - 100.0
    } else {
        guess
    }
}

fn month_of(word: &str) -> Option<f64> {
    const MONTHS: &[u8] = b"JanFebMarAprMayJunJulAugSepOctNovDec";
    let mut months = MONTHS.chunks(3);
    let index = months.position(|month| month == word.as_bytes())?;
    Some(index as f64 + 1.0)
}
