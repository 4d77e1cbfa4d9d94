//! Paths, queries and percent-encoding.

use super::formats::safe_integer;
use super::issue::Issues;
use super::params::Params;
use crate::json::{parts, push_hex, split_at_first, string_contents, unescape, utf8};
use crate::tables::{self, PackedOperation};

/// Appends the path of an operation with its ids, each as one segment.
pub fn push_path(
    operation: &PackedOperation,
    params: &Params<'_>,
    url: &mut String,
    issues: &mut Issues,
) {
    let mut rest = tables::string(operation.path);
    while let Some((before, after)) = split_at_first(rest, b"{") {
        url.push_str(before);
        let Some((placeholder, after)) = split_at_first(after, b"}") else {
            break;
        };
        rest = after;
        let mut indices = 0..params.fields.len();
        let Some(index) = indices.find(|index| params.name(*index) == placeholder) else {
            continue;
        };
        let value = params.get(index).unwrap_or_default();
        match string_contents(value) {
            None => url.push_str(utf8(value)),
            Some(raw) => {
                let id = unescape(raw);
                if matches!(&*id, "" | "." | "..") {
                    let expected = "an id, which is never empty, \".\" or \"..\"";
                    issues.add_value(placeholder, expected, Some(value));
                }
                push_encoded(&id, url);
            }
        }
    }
    url.push_str(rest);
}

/// A query as it is sent, and the numbers of the page in it.
#[derive(Debug, Default)]
pub struct Query {
    /// Empty, or from its `?`.
    pub text: String,
    /// `page`; 0 where it is not sent.
    pub page: u32,
    /// `per_page`; 0 where it is not sent.
    pub per_page: u32,
}

impl Query {
    /// Adds a parameter; `value` is the JSON of a string, a number, a boolean or an array of these.
    pub fn push(&mut self, name: &str, value: &[u8]) {
        self.text.push(if self.text.is_empty() { '?' } else { '&' });
        push_encoded(name, &mut self.text);
        self.text.push('=');
        push_value(value, &mut self.text);
        match name {
            "page" => self.page = number(value),
            "per_page" => self.per_page = number(value),
            _ => {}
        }
    }

    /// Adds a parameter in place of the one of the same name.
    pub fn set(&mut self, name: &str, value: &[u8]) {
        let mut start = String::new();
        push_encoded(name, &mut start);
        start.push('=');
        let before = core::mem::take(&mut self.text);
        let pairs = parts(&before, b"?&");
        for pair in pairs.filter(|pair| !pair.is_empty() && !pair.starts_with(start.as_str())) {
            self.text.push(if self.text.is_empty() { '?' } else { '&' });
            self.text.push_str(pair);
        }
        self.push(name, value);
    }
}

/// A positive integer, also as a string; 0 for anything else.
fn number(value: &[u8]) -> u32 {
    safe_integer(string_contents(value).unwrap_or(value))
        .map_or(0, |number| u32::try_from(number).unwrap_or_default())
}

/// Appends a value: booleans as `1` and `0`, which PHP reads everywhere, arrays with commas.
fn push_value(value: &[u8], to: &mut String) {
    if value.first() == Some(&b'[') {
        let mut is_first = true;
        return super::each_item(value, &mut |item| {
            if !is_first {
                to.push(',');
            }
            is_first = false;
            push_value(item, to);
        });
    }
    match (value, string_contents(value)) {
        (b"true", _) => to.push('1'),
        (b"false", _) => to.push('0'),
        (_, Some(raw)) => push_encoded(&unescape(raw), to),
        (_, None) => to.push_str(utf8(value)),
    }
}

/// Appends text, percent-encoded but for what RFC 3986 leaves unreserved.
fn push_encoded(text: &str, to: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            to.push(char::from(byte));
        } else {
            push_percent(byte, to);
        }
    }
}

/// Appends a byte as `%2F`.
pub fn push_percent(byte: u8, to: &mut String) {
    to.push('%');
    push_hex(byte, to);
}
