//! `options.query` and `options.body` of a call, merged into what is sent.

use super::issue::{Issues, add_placeholders, is_placeholder};
use super::url::Query;
use super::{each_item, each_member, is_object};
use crate::json::{has_byte, joined, push_index, string_contents, unescape, utf8};
use crate::schema::Method;

/// Merges `{ query?, body? }`, the JSON of the call's options, into what is sent. Their members replace
/// those of the same name.
pub fn apply(
    overrides: Option<&[u8]>,
    method: Method,
    query: &mut Query,
    body: &mut Option<String>,
    issues: &mut Issues,
) {
    each_member(
        overrides.unwrap_or_default(),
        &mut |name, value| match name {
            b"query" => set_query("options.query", value, query, issues),
            _ => set_body(value, method, body, issues),
        },
    );
}

/// Sets the parameters of a query from the JSON of an object.
pub fn set_query(parameter: &str, object: &[u8], query: &mut Query, issues: &mut Issues) {
    if !is_object(object) || is_placeholder(object) {
        return issues.add_value(parameter, "an object", Some(object));
    }
    each_member(object, &mut |name, value| {
        let name = unescape(name);
        let before = issues.len();
        check_query_value(&joined(&[parameter, ".", &name]), value, issues);
        if issues.len() == before {
            query.set(&name, value);
        }
    });
}

fn check_query_value(parameter: &str, value: &[u8], issues: &mut Issues) {
    if value.first() != Some(&b'[') {
        if !is_scalar(value) {
            let expected = "a string, a number, a boolean or a non-empty array of these";
            issues.add_value(parameter, expected, Some(value));
        }
        return;
    }
    let mut count = 0;
    each_item(value, &mut |item| {
        let has_comma = string_contents(item).is_some_and(|raw| has_byte(raw, b','));
        if !is_scalar(item) || has_comma {
            let mut place = parameter.to_owned();
            push_index(count, &mut place);
            let expected = "a string without a comma, a number or a boolean";
            issues.add_value(&place, expected, Some(item));
        }
        count += 1;
    });
    if count == 0 {
        // `users=` might mean all of them, or none.
        issues.add_value(parameter, "a non-empty array, or left out", Some(value));
    }
}

fn is_scalar(value: &[u8]) -> bool {
    !matches!(value.first(), None | Some(b'{' | b'[' | b'n'))
}

fn set_body(object: &[u8], method: Method, body: &mut Option<String>, issues: &mut Issues) {
    const NAME: &str = "options.body";
    if method == Method::Get {
        return issues.add_value(NAME, "left out, as a GET has no body", Some(object));
    }
    if !is_object(object) || is_placeholder(object) {
        return issues.add_value(NAME, "an object", Some(object));
    }
    add_placeholders(object, NAME, issues);
    let before = body.take().unwrap_or_else(|| "{}".to_owned());
    if !is_object(before.as_bytes()) {
        let expected = "left out, as the body of the request is not an object";
        return issues.add_value(NAME, expected, Some(object));
    }
    *body = Some(merged(before.as_bytes(), object));
}

/// Two JSON objects as one; of the same name, the second's member stays.
fn merged(first: &[u8], second: &[u8]) -> String {
    let mut text = String::from("{");
    let mut push = |name: &[u8], value: &[u8]| {
        if text.len() > 1 {
            text.push(',');
        }
        text.push('"');
        text.push_str(utf8(name));
        text.push_str("\":");
        text.push_str(utf8(value));
    };
    each_member(first, &mut |name, value| {
        let mut is_replaced = false;
        each_member(second, &mut |other, _| is_replaced |= other == name);
        if !is_replaced {
            push(name, value);
        }
    });
    each_member(second, &mut push);
    text.push('}');
    text
}
