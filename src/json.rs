//! JSON, read and written piece by piece.

use std::borrow::Cow;
use webwork_validator::Path;
pub use webwork_validator::{JsonType, Malformed, Scanner};

/// Bytes as UTF-8, which those of a JavaScript string always are; the empty string if they are not.
#[must_use]
pub fn utf8(bytes: &[u8]) -> &str {
    // `from_utf8` is half a kilobyte larger.
    match bytes.utf8_chunks().next() {
        // A chunk ends where bytes are invalid, or with the last one.
        Some(chunk) if chunk.invalid().is_empty() => chunk.valid(),
        _ => "",
    }
}

/// The parts, one after another. The standard library's `concat` is generic and several times the size.
#[must_use]
pub fn joined(parts: &[&str]) -> String {
    let mut text = String::new();
    for part in parts {
        text.push_str(part);
    }
    text
}

/// The parts of a string between separators, which are ASCII. What `str::split` does, but one copy of it
/// for all kinds of separators.
#[must_use]
pub const fn parts<'t>(text: &'t str, separators: &'static [u8]) -> Parts<'t> {
    Parts {
        rest: Some(text),
        separators,
    }
}

/// What [`parts`] returns.
#[derive(Clone, Debug)]
pub struct Parts<'t> {
    rest: Option<&'t str>,
    separators: &'static [u8],
}

impl<'t> Iterator for Parts<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        let text = self.rest.take()?;
        let mut bytes = text.bytes();
        let Some(end) = bytes.position(|byte| has_byte(self.separators, byte)) else {
            return Some(text);
        };
        self.rest = text.get(end + 1..);
        text.get(..end)
    }
}

/// What is before and after the first separator, which is ASCII.
#[must_use]
pub fn split_at_first<'t>(text: &'t str, separator: &'static [u8]) -> Option<(&'t str, &'t str)> {
    let mut parts = parts(text, separator);
    Some((parts.next()?, parts.rest?))
}

/// Whether a byte is among others. `contains` is made for long slices, which weighs 300 bytes.
#[must_use]
#[allow(clippy::manual_contains, reason = "size, as above")]
pub fn has_byte(bytes: &[u8], byte: u8) -> bool {
    bytes.iter().any(|other| *other == byte)
}

/// The number of Unicode code points.
#[must_use]
pub fn count_characters(text: &str) -> usize {
    character_starts(text).count()
}

/// At most so many characters, with an ellipsis where some are missing.
#[must_use]
pub fn bounded(text: &str, most: usize) -> String {
    match character_starts(text).nth(most) {
        Some(end) => joined(&[text.get(..end).unwrap_or_default(), "…"]),
        None => text.to_owned(),
    }
}

/// Where the code points begin. `str::char_indices` also decodes them, which is several times the size.
fn character_starts(text: &str) -> impl Iterator<Item = usize> {
    (0..text.len()).filter(|index| text.is_char_boundary(*index))
}

/// What is between the quotes of a JSON string, still escaped; `None` for any other JSON.
#[must_use]
pub fn string_contents(json: &[u8]) -> Option<&[u8]> {
    json.strip_prefix(b"\"")?.strip_suffix(b"\"")
}

/// The value of a JSON string, given without its quotes. A lone surrogate becomes U+FFFD.
#[must_use]
pub fn unescape(raw: &[u8]) -> Cow<'_, str> {
    let mut rest = utf8(raw);
    let mut text = String::new();
    while let Some((plain, escape)) = split_at_first(rest, b"\\") {
        let (letter, length) = unescape_one(escape.as_bytes());
        text.push_str(plain);
        text.push(letter);
        rest = escape.get(length..).unwrap_or_default();
    }
    if text.is_empty() {
        return Cow::Borrowed(rest);
    }
    text.push_str(rest);
    Cow::Owned(text)
}

/// What an escape stands for, and its length; both without the backslash.
fn unescape_one(escape: &[u8]) -> (char, usize) {
    let letter = match escape {
        [b'b', ..] => '\u{8}',
        [b'f', ..] => '\u{C}',
        [b'n', ..] => '\n',
        [b'r', ..] => '\r',
        [b't', ..] => '\t',
        [b'u', rest @ ..] => {
            let code = hex(rest);
            if let 0xD800..0xDC00 = code
                && let Some([b'\\', b'u', rest @ ..]) = rest.get(4..)
                && let low @ 0xDC00..0xE000 = hex(rest)
            {
                return (
                    character(0x1_0000 + ((code - 0xD800) << 10) + (low - 0xDC00)),
                    11,
                );
            }
            return (character(code), 5);
        }
        [other, ..] => char::from(*other),
        [] => char::REPLACEMENT_CHARACTER,
    };
    (letter, 1)
}

fn character(code: u32) -> char {
    char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// Four hexadecimal digits.
fn hex(digits: &[u8]) -> u32 {
    digits.iter().take(4).fold(0, |value, digit| {
        value * 16 + char::from(*digit).to_digit(16).unwrap_or_default()
    })
}

/// Appends a byte as two hexadecimal digits.
pub fn push_hex(byte: u8, to: &mut String) {
    for digit in [byte >> 4, byte & 15] {
        to.push(char::from(if digit < 10 {
            b'0' + digit
        } else {
            b'A' + digit - 10
        }));
    }
}

/// The value of decimal digits; `None` if there is none, or something else.
#[must_use]
pub fn digits(text: &[u8]) -> Option<f64> {
    let mut value = 0.0;
    for byte in text {
        if !byte.is_ascii_digit() {
            return None;
        }
        value = value * 10.0 + f64::from(byte - b'0');
    }
    (!text.is_empty()).then_some(value)
}

/// Appends an integer. The formatting machinery of the standard library would cost kilobytes.
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

/// How a path is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathStyle {
    /// As in code: `assignees[0]`, `body.from`.
    Code,
    /// As a JSON pointer (RFC 6901): `/data/0/id`.
    Pointer,
}

/// A path as text.
#[must_use]
pub fn path_text(path: &Path<'_>, style: PathStyle) -> String {
    let mut text = String::new();
    push_path(path, style, &mut text);
    text
}

fn push_path(path: &Path<'_>, style: PathStyle, to: &mut String) {
    let is_pointer = style == PathStyle::Pointer;
    match path {
        Path::Root => {}
        Path::Member(outer, name) => {
            push_path(outer, style, to);
            if is_pointer {
                to.push('/');
            } else if !to.is_empty() {
                to.push('.');
            }
            let name = unescape(name);
            if is_pointer {
                push_escaped(&name, to);
            } else {
                to.push_str(&name);
            }
        }
        Path::Element(outer, index) => {
            push_path(outer, style, to);
            if is_pointer {
                to.push('/');
                push_number(*index as i64, to);
            } else {
                push_index(*index, to);
            }
        }
    }
}

/// Appends a name as a JSON pointer has it: `~` as `~0`, `/` as `~1`.
fn push_escaped(name: &str, to: &mut String) {
    let mut rest = name;
    while let Some((before, after)) = split_at_first(rest, b"~/") {
        let is_tilde = rest.as_bytes().get(before.len()) == Some(&b'~');
        to.push_str(before);
        to.push_str(if is_tilde { "~0" } else { "~1" });
        rest = after;
    }
    to.push_str(rest);
}

/// Appends `[0]`.
pub fn push_index(index: usize, to: &mut String) {
    to.push('[');
    push_number(index as i64, to);
    to.push(']');
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_json() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(Into::into),
            any::<i64>().prop_map(Into::into),
            any::<f64>().prop_map(Into::into),
            any::<String>().prop_map(Into::into),
        ];
        leaf.prop_recursive(5, 64, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
                prop::collection::btree_map(any::<String>(), inner, 0..6)
                    .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn skip_steps_over_exactly_one_value(value in any_json(), pretty in any::<bool>()) {
            let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
            let text = text.unwrap_or_default();
            let followed = format!("{text} , 1");
            let skipped = Scanner::new(followed.as_bytes()).skip();
            prop_assert_eq!(skipped, Ok(text.as_bytes()));
        }

        #[test]
        fn any_bytes_end_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..256)) {
            let mut scanner = Scanner::new(&bytes);
            while scanner.skip().is_ok() {}
            let _ = unescape(&bytes);
        }

        #[test]
        fn unescape_undoes_escapes(text in any::<String>()) {
            let quoted = serde_json::to_string(&text).unwrap_or_default();
            let raw = &quoted.as_bytes()[1..quoted.len() - 1];
            prop_assert_eq!(unescape(raw), text);
        }
    }

    #[test]
    fn escapes_of_both_halves_make_one_letter_and_a_lone_half_a_replacement() {
        assert_eq!(unescape(br"\ud83d\ude00!"), "\u{1F600}!");
        assert_eq!(unescape(br"\ud83d!"), "\u{FFFD}!");
    }

    #[test]
    fn nesting_of_any_depth_is_skipped_without_stack() {
        let text = "[".repeat(1_000_000) + &"]".repeat(1_000_000);
        assert_eq!(Scanner::new(text.as_bytes()).skip(), Ok(text.as_bytes()));
    }
}
