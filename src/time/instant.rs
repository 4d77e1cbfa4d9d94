//! Instants in ISO 8601, such as `2026-01-29T09:00:00Z`.

use super::{day_number, digits, minutes};

/// An instant as seconds since 1970: `YYYY-MM-DDTHH:mm`, then seconds and a fraction of a second if
/// any, then `Z` or an offset (`+02:00` or `+0200`).
#[must_use]
pub fn instant(text: &str) -> Option<f64> {
    let day = day_number(text.get(..10)?)?;
    let [b'T' | b't' | b' ', rest @ ..] = text.as_bytes().get(10..)? else {
        return None;
    };
    let starts_zone = |byte: &u8| matches!(byte, b'Z' | b'z' | b'+' | b'-');
    let zone = 11 + rest.iter().position(starts_zone)?;
    let (time, zone) = (text.get(11..zone)?, text.get(zone..)?);
    let minute = minutes(time.get(..5)?)?;
    let seconds = match time.get(5..)? {
        "" => 0.0,
        seconds => seconds_of(seconds.strip_prefix(':')?)?,
    };
    Some(day as f64 * 86_400.0 + f64::from(minute) * 60.0 + seconds - offset(zone)?)
}

/// `07` or `07.25`. 60 is a leap second.
fn seconds_of(text: &str) -> Option<f64> {
    let whole = digits(text.get(..2)?, 2).filter(|seconds| *seconds < 61)?;
    let fraction = match text.get(2..)? {
        "" => return Some(f64::from(whole)),
        fraction => fraction.strip_prefix('.')?,
    };
    let mut value = 0.0;
    let mut scale = 1.0;
    for byte in fraction.bytes() {
        if !byte.is_ascii_digit() {
            return None;
        }
        scale /= 10.0;
        value += f64::from(byte - b'0') * scale;
    }
    (!fraction.is_empty()).then_some(f64::from(whole) + value)
}

/// `Z`, `+02:00` or `+0200`, in seconds.
fn offset(zone: &str) -> Option<f64> {
    let (sign, offset) = (zone.get(..1)?, zone.get(1..)?);
    if matches!(sign, "Z" | "z") {
        return offset.is_empty().then_some(0.0);
    }
    let plain = digits(offset, 4).map(|value| value / 100 * 60 + value % 100);
    let offset = minutes(offset).or(plain.filter(|minutes| *minutes < 24 * 60))?;
    Some(f64::from(offset) * if sign == "-" { -60.0 } else { 60.0 })
}
