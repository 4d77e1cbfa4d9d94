//! Dates, times of day and instants, as the API and HTTP write them.
//!
//! Everything is read from text into a number that can be compared; nothing here knows the current
//! time or a time zone. Years have four digits, days are those of the proleptic Gregorian calendar.

mod date;
mod http_date;
mod instant;
mod time_of_day;

pub use date::{day_number, days_since_1970, is_date};
pub use http_date::http_date;
pub use instant::instant;
pub use time_of_day::minutes;

/// The value of a run of exactly `count` ASCII digits.
fn digits(text: &str, count: usize) -> Option<u32> {
    (text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| {
        text.bytes()
            .fold(0, |value, byte| value * 10 + u32::from(byte - b'0'))
    })
}
