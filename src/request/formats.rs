//! What a parameter has to be beyond its type: ranges, lengths, formats, allowed values.

use crate::json::{count_characters, digits, unescape};
use crate::schema::Format;
use crate::tables::{self, NO_MAX, NO_MIN, PackedKind, TABLES, Tag};
use crate::time::{instant, is_date, minutes};

/// Whether a value of the right type is also within the contract's limits. `found` is JSON; `items`
/// is the number of items of an array.
#[must_use]
pub fn is_allowed(found: &[u8], kind: PackedKind, items: usize) -> bool {
    let limits = TABLES.limits(kind);
    match kind.tag {
        Tag::Integer | Tag::StringOrInteger => safe_integer(found).is_some_and(|value| {
            let codes = tables::codes(kind);
            (limits.min == NO_MIN || value >= i64::from(limits.min))
                && (limits.max == NO_MAX || value <= i64::from(limits.max))
                && (codes.is_empty() || codes.iter().any(|code| i64::from(*code) == value))
        }),
        Tag::Array => items as i64 >= i64::from(limits.min),
        _ => is_allowed_string(found.get(1..found.len() - 1).unwrap_or_default(), kind),
    }
}

fn is_allowed_string(raw: &[u8], kind: PackedKind) -> bool {
    let text = unescape(raw);
    if kind.tag == Tag::Enum && !tables::values(kind).any(|value| value == text) {
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

/// An integer that JavaScript holds exactly.
#[must_use]
pub fn safe_integer(word: &[u8]) -> Option<i64> {
    const MAX_SAFE: f64 = 9_007_199_254_740_991.0;
    let positive = word.strip_prefix(b"-");
    let value = digits(positive.unwrap_or(word))?;
    let signed = if positive.is_some() { -value } else { value };
    (value <= MAX_SAFE).then_some(signed as i64)
}

/// Something on both sides of the last `@`, and no white space: the server knows better than any
/// pattern.
fn is_email(text: &str) -> bool {
    let at = text.bytes().rposition(|byte| byte == b'@');
    at.is_some_and(|at| at > 0 && at + 1 < text.len()) && !has_space(text)
}

/// An absolute http or https URL with a host.
fn is_uri(text: &str) -> bool {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    let first = rest.and_then(|rest| rest.bytes().next());
    !matches!(first, None | Some(b'/' | b'?' | b'#')) && !has_space(text)
}

/// Whether there is a space or a control character in it.
fn has_space(text: &str) -> bool {
    text.bytes().any(|byte| byte <= b' ' || byte == 0x7F)
}
