//! Times of day, `HH:mm`.

use super::reader::Reader;

/// A time of day, `HH:mm` from 00:00 to 23:59, as minutes since midnight.
#[must_use]
pub fn minutes(text: &str) -> Option<u32> {
    let mut reader = Reader::new(text);
    let minutes = reader.minutes()?;
    reader.end().map(|()| minutes as u32)
}
