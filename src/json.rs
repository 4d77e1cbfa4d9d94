//! JSON text, read and written by the piece.

use std::borrow::Cow;
pub use webwork_validator::{JsonType, Malformed, Scanner};

/// Bytes of a JavaScript string, which are UTF-8; should they not be, nothing.
#[must_use]
pub fn utf8(bytes: &[u8]) -> &str {
    core::str::from_utf8(bytes).unwrap_or_default()
}

/// Texts one after another; std's `concat` is generic, and several times the size.
#[must_use]
pub fn joined(parts: &[&str]) -> String {
    let mut text = String::new();
    for part in parts {
        text.push_str(part);
    }
    text
}

/// Unicode code points of a text.
#[must_use]
pub fn count_characters(text: &str) -> usize {
    let continues = |byte: u8| byte & 0xC0 == 0x80;
    text.bytes().filter(|byte| !continues(*byte)).count()
}

/// The text that a raw JSON text stands for. A lone surrogate becomes U+FFFD.
#[must_use]
pub fn unescape(raw: &[u8]) -> Cow<'_, str> {
    if !raw.contains(&b'\\') {
        return Cow::Borrowed(utf8(raw));
    }
    let mut bytes = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((&first, tail)) = rest.split_first() {
        rest = tail;
        if first != b'\\' {
            bytes.push(first);
            continue;
        }
        let Some((&escape, tail)) = rest.split_first() else {
            break;
        };
        rest = tail;
        match escape {
            b'b' => bytes.push(8),
            b'f' => bytes.push(12),
            b'n' => bytes.push(b'\n'),
            b'r' => bytes.push(b'\r'),
            b't' => bytes.push(b'\t'),
            b'u' => {
                let mut code = hex(rest);
                rest = rest.get(4..).unwrap_or_default();
                if (0xD800..0xDC00).contains(&code)
                    && let Some(tail) = rest.strip_prefix(b"\\u")
                    && let low @ 0xDC00..0xE000 = hex(tail)
                {
                    code = 0x1_0000 + ((code - 0xD800) << 10) + (low - 0xDC00);
                    rest = tail.get(4..).unwrap_or_default();
                }
                let letter = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
                bytes.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
            }
            other => bytes.push(other),
        }
    }
    Cow::Owned(String::from_utf8(bytes).unwrap_or_default())
}

/// Four hexadecimal digits.
fn hex(digits: &[u8]) -> u32 {
    digits.iter().take(4).fold(0, |value, digit| {
        value * 16 + char::from(*digit).to_digit(16).unwrap_or_default()
    })
}

/// Appends a text as JSON, quotes included.
pub fn quote(text: &str, to: &mut String) {
    to.push('"');
    for letter in text.chars() {
        match letter {
            '"' => to.push_str("\\\""),
            '\\' => to.push_str("\\\\"),
            control if control < ' ' => {
                to.push_str("\\u00");
                push_hex(control as u8, to);
            }
            other => to.push(other),
        }
    }
    to.push('"');
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

        #[test]
        fn quote_makes_json(text in any::<String>()) {
            let mut quoted = String::new();
            quote(&text, &mut quoted);
            prop_assert_eq!(serde_json::from_str::<String>(&quoted).ok(), Some(text));
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
