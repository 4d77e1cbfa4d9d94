//! Instants in ISO 8601, such as `2026-01-29T09:00:00Z`.

use super::reader::Reader;

/// An instant as seconds since 1970: `YYYY-MM-DDTHH:mm`, then seconds and a fraction of a second if
/// any, then `Z` or an offset (`+02:00` or `+0200`).
#[must_use]
pub fn instant(text: &str) -> Option<f64> {
    let mut reader = Reader::new(text);
    let day = reader.date()?;
    reader.one_of(b"Tt ")?;
    let minutes = reader.minutes()?;
    let mut seconds = 0.0;
    if reader.one_of(b":").is_some() {
        seconds = reader.seconds()?;
        if reader.one_of(b".").is_some() {
            seconds += fraction(&mut reader)?;
        }
    }
    let offset = offset(&mut reader)?;
    reader.end()?;
    Some(day * 86_400.0 + (minutes - offset) * 60.0 + seconds)
}

/// The digits behind a point.
fn fraction(reader: &mut Reader<'_>) -> Option<f64> {
    let mut scale = 0.1;
    let mut value = reader.digits(1)? * scale;
    while let Some(digit) = reader.digits(1) {
        scale /= 10.0;
        value += digit * scale;
    }
    Some(value)
}

/// `Z`, `+02:00` or `+0200`, in minutes.
fn offset(reader: &mut Reader<'_>) -> Option<f64> {
    let sign = match reader.one_of(b"Zz+-")? {
        b'+' => 1.0,
        b'-' => -1.0,
        _ => return Some(0.0),
    };
    let hours = reader.digits(2)?;
    reader.one_of(b":");
    let minutes = reader.digits(2)?;
    (hours < 24.0 && minutes < 60.0).then_some(sign * (hours * 60.0 + minutes))
}
