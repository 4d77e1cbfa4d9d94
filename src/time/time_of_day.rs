//! Times of day, `HH:mm`.

use super::digits;

/// A time of day, `HH:mm` from 00:00 to 23:59, as minutes since midnight.
#[must_use]
pub fn minutes(text: &str) -> Option<u32> {
    let [_, _, b':', ..] = text.as_bytes() else {
        return None;
    };
    let (hours, minutes) = (digits(text.get(..2)?, 2)?, digits(text.get(3..)?, 2)?);
    (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
}
