//! What parameters have to be beyond their type, and how breaches of the contract are told.

use crate::json::{count_characters, joined, unescape};
use crate::response::headers::{days_since_1970, number};
use crate::schema::Format;
use crate::tables::{self, NO_MAX, NO_MIN, PackedKind, TABLES, Tag};
use webwork_validator::Path;
use webwork_validator::tables::Limits;

/// A place in the text as a JSON pointer (RFC 6901).
#[must_use]
pub fn pointer(path: &Path<'_>) -> String {
    let mut text = String::new();
    write_pointer(path, &mut text);
    text
}

fn write_pointer(path: &Path<'_>, to: &mut String) {
    match path {
        Path::Root => {}
        Path::Member(outer, name) => {
            write_pointer(outer, to);
            to.push('/');
            for letter in unescape(name).chars() {
                match letter {
                    '~' => to.push_str("~0"),
                    '/' => to.push_str("~1"),
                    other => to.push(other),
                }
            }
        }
        Path::Element(outer, index) => {
            write_pointer(outer, to);
            to.push('/');
            push_number(*index as i64, to);
        }
    }
}

/// How exactly a value was looked at, for messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rigour {
    /// Types, nullability and required members: what an answer is held to.
    Answer,
    /// Also ranges, formats, lengths and closed lists: what parameters are held to.
    Request,
}

/// What parameters have to be beyond their type: ranges, formats, lengths, closed lists.
#[must_use]
pub fn exactly(found: &[u8], kind: PackedKind, items: usize) -> bool {
    let limits = TABLES.limits(kind);
    match kind.tag {
        Tag::Integer | Tag::StringOrInteger => safe_integer(found).is_some_and(|value| {
            let codes = tables::codes(kind);
            (limits.min == NO_MIN || value >= i64::from(limits.min))
                && (limits.max == NO_MAX || value <= i64::from(limits.max))
                && (codes.is_empty() || codes.iter().any(|code| i64::from(*code) == value))
        }),
        Tag::Array => items as i64 >= i64::from(limits.min),
        _ => good_text(found.get(1..found.len() - 1).unwrap_or_default(), kind),
    }
}

/// A whole number that JavaScript holds exactly.
#[must_use]
pub fn safe_integer(word: &[u8]) -> Option<i64> {
    const MAX_SAFE: i64 = (1 << 53) - 1;
    let (negative, digits) = match word.split_first()? {
        (b'-', digits) => (true, digits),
        _ => (false, word),
    };
    if digits.is_empty() || digits.len() > 16 {
        return None;
    }
    let mut value = 0_i64;
    for digit in digits {
        value = value * 10 + i64::from(digit.checked_sub(b'0').filter(|digit| *digit < 10)?);
    }
    (value <= MAX_SAFE).then_some(if negative { -value } else { value })
}

fn good_text(raw: &[u8], kind: PackedKind) -> bool {
    let text = unescape(raw);
    if kind.tag == Tag::Enum && !values(kind).any(|value| value == text) {
        return false;
    }
    let limits = TABLES.limits(kind);
    let length = count_characters(&text) as i64;
    if length < i64::from(limits.min) || length > i64::from(limits.max) {
        return false;
    }
    match kind.format {
        Format::None => true,
        Format::Date => is_date(&text),
        Format::Time => minutes(&text).is_some(),
        Format::DateTime => instant(&text).is_some(),
        Format::Email => is_email(&text),
        Format::Uri => is_uri(&text),
    }
}

/// The texts of an enumeration.
pub fn values(kind: PackedKind) -> impl Iterator<Item = &'static str> {
    (kind.first..kind.first + u16::from(kind.count)).map(tables::string)
}

/// The value of so many digits.
fn digits(text: &str, count: usize) -> Option<u32> {
    (text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| {
        text.bytes()
            .fold(0, |value, byte| value * 10 + u32::from(byte - b'0'))
    })
}

/// A day that exists, `YYYY-MM-DD`.
#[must_use]
pub fn is_date(text: &str) -> bool {
    day_number(text).is_some()
}

/// A day that exists, `YYYY-MM-DD`, counted from 1970.
#[must_use]
pub fn day_number(text: &str) -> Option<i64> {
    let [_, _, _, _, b'-', _, _, b'-', ..] = text.as_bytes() else {
        return None;
    };
    let year = digits(text.get(..4)?, 4)?;
    let month = digits(text.get(5..7)?, 2)?;
    let day = digits(text.get(8..)?, 2)?;
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return None,
    };
    (1..=days)
        .contains(&day)
        .then(|| days_since_1970(f64::from(year), f64::from(month), f64::from(day)) as i64)
}

/// `HH:mm`, as minutes since midnight.
#[must_use]
pub fn minutes(text: &str) -> Option<u32> {
    let [_, _, b':', ..] = text.as_bytes() else {
        return None;
    };
    let (hours, minutes) = (digits(text.get(..2)?, 2)?, digits(text.get(3..)?, 2)?);
    (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
}

/// `YYYY-MM-DDTHH:mm:ss`, a fraction if any, and `Z` or an offset: seconds since 1970.
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
    let (seconds, fraction) = match time.get(5..)?.strip_prefix(':') {
        None => (0, if time.len() == 5 { 0.0 } else { return None }),
        Some(seconds) => {
            let fraction = seconds.get(2..)?.strip_prefix('.');
            let (seconds, fraction) = match fraction {
                Some(fraction) => (seconds.get(..2)?, fraction),
                None => (seconds, "0"),
            };
            let part = fraction.get(..9).unwrap_or(fraction);
            if part.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
                return None;
            }
            (
                digits(seconds, 2).filter(|value| *value < 61)?,
                number(&joined(&["0.", part]))?,
            )
        }
    };
    let offset = match (zone.get(..1)?, zone.get(1..)?) {
        ("Z" | "z", "") => 0.0,
        (sign, offset) => {
            let plain = digits(offset, 4);
            let offset = minutes(offset).or(plain.map(|value| value / 100 * 60 + value % 100))?;
            f64::from(offset) * if sign == "-" { -60.0 } else { 60.0 }
        }
    };
    Some(day as f64 * 86_400.0 + f64::from(minute * 60 + seconds) + fraction - offset)
}

/// Something on both sides of the last `@`, no space: the server knows better than any pattern.
fn is_email(text: &str) -> bool {
    text.rsplit_once('@')
        .is_some_and(|(name, domain)| !name.is_empty() && !domain.is_empty())
        && !text.bytes().any(|byte| byte <= b' ' || byte == 0x7F)
}

/// An absolute http or https URL with a host.
fn is_uri(text: &str) -> bool {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.starts_with(['/', '?', '#']) && !rest.is_empty())
        && !text.bytes().any(|byte| byte <= b' ' || byte == 0x7F)
}

/// What the contract says of a value, in words for a message.
#[must_use]
pub fn expected(kind: PackedKind, nullable: bool, rigour: Rigour) -> String {
    let mut text = String::new();
    if rigour == Rigour::Answer {
        text.push_str(match kind.tag {
            Tag::Any => "any value",
            Tag::Boolean => "boolean",
            Tag::Integer => "integer",
            Tag::Number => "number",
            Tag::String | Tag::Enum | Tag::OpenEnum => "string",
            Tag::StringOrInteger => "string or integer",
            Tag::Array => "array",
            Tag::ArrayOrObject => "array or object",
            Tag::Map | Tag::Model => "object",
        });
        if nullable {
            text.push_str(" or null");
        }
        return text;
    }
    let Limits { min, max } = TABLES.limits(kind);
    let number = |text: &mut String| match (min, max) {
        (NO_MIN, NO_MAX) => {}
        (min, NO_MAX) => {
            text.push_str(" from ");
            push_number(i64::from(min), text);
        }
        (NO_MIN, max) => {
            text.push_str(" up to ");
            push_number(i64::from(max), text);
        }
        (min, max) => {
            text.push_str(" from ");
            push_number(i64::from(min), text);
            text.push_str(" to ");
            push_number(i64::from(max), text);
        }
    };
    match (kind.tag, kind.format) {
        (Tag::Any, _) => text.push_str("any value"),
        (Tag::Boolean, _) => text.push_str("true or false"),
        (Tag::Integer, _) if kind.count > 0 => {
            text.push_str("one of");
            for (place, code) in tables::codes(kind).iter().enumerate() {
                text.push_str(if place == 0 { " " } else { ", " });
                push_number(i64::from(*code), &mut text);
            }
        }
        (Tag::Integer, _) => {
            text.push_str("a whole number");
            number(&mut text);
            if min == NO_MIN {
                text.push_str(" (a safe integer)");
            }
        }
        (Tag::Number, _) => {
            text.push_str("a number");
            number(&mut text);
        }
        (Tag::Enum, _) => {
            text.push_str("one of");
            for (place, value) in values(kind).enumerate() {
                text.push_str(if place == 0 { " \"" } else { ", \"" });
                text.push_str(value);
                text.push('"');
            }
        }
        (_, Format::Date) => text.push_str("a day that exists, as YYYY-MM-DD"),
        (_, Format::Time) => text.push_str("a time of day as HH:mm, 00:00 to 23:59"),
        (_, Format::DateTime) => {
            text.push_str("a time with offset in ISO 8601, such as 2026-01-29T09:00:00Z")
        }
        (_, Format::Email) => text.push_str("an e-mail address"),
        (_, Format::Uri) => text.push_str("an absolute http or https URL"),
        (Tag::String | Tag::OpenEnum, _) => {
            text.push_str("a text");
            if max != NO_MAX {
                text.push_str(" of at most ");
                push_number(i64::from(max), &mut text);
                text.push_str(" characters");
            } else if min != NO_MIN {
                text.push_str(" that is not empty");
            }
        }
        (Tag::StringOrInteger, _) => text.push_str("a text or a whole number (a safe integer)"),
        (Tag::Array | Tag::ArrayOrObject, _) => {
            text.push_str(if min > 0 {
                "a list, not empty, each "
            } else {
                "a list, each "
            });
            text.push_str(&expected(tables::kind(kind.first), false, rigour));
        }
        (Tag::Map | Tag::Model, _) => text.push_str("an object"),
    }
    if nullable {
        text.push_str(", or null");
    }
    text
}

/// Appends a number; the fmt machinery would cost kilobytes.
pub fn push_number(value: i64, to: &mut String) {
    if value < 0 {
        to.push('-');
    }
    let mut rest = value.unsigned_abs();
    let mut digits = [0_u8; 20];
    let mut count = 0;
    loop {
        if let Some(digit) = digits.get_mut(count) {
            *digit = b'0' + (rest % 10) as u8;
        }
        count += 1;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    for digit in digits.iter().take(count).rev() {
        to.push(char::from(*digit));
    }
}
