//! `webwork.request()`: the caller's own method, path, query and body.

use super::issue::{Issues, add_placeholders};
use super::overrides::{self, set_query};
use super::url::{Query, push_percent};
use super::{Base, Request, each_member};
use crate::error::Failure;
use crate::json::{string_contents, unescape, utf8};
use crate::schema::Method;

const MEMBERS: [&str; 4] = ["method", "path", "query", "body"];
const METHODS: [Method; 4] = [Method::Get, Method::Post, Method::Put, Method::Delete];

/// Builds the request of `webwork.request()`. `spec` is the JSON of `{ method, path, query?, body? }`,
/// `overrides` that of `{ query?, body? }` of the call's options.
///
/// # Errors
/// [`crate::error::Code::InvalidArgument`] with everything that is wrong.
pub fn build_raw(
    base: Base<'_>,
    spec: &[u8],
    overrides: Option<&[u8]>,
) -> Result<Request, Box<Failure>> {
    let mut issues = Issues::default();
    let mut given: [Option<&[u8]>; 4] = [None; 4];
    each_member(spec, &mut |name, value| {
        let name = unescape(name);
        let index = MEMBERS.iter().position(|member| *member == name);
        match index.and_then(|index| given.get_mut(index)) {
            Some(slot) => *slot = Some(value),
            None => issues.add_unknown(&name, &MEMBERS, value),
        }
    });
    let [method_json, path, query_json, body_json] = given;

    let named = method_json.and_then(string_contents);
    let method = METHODS
        .into_iter()
        .find(|method| named == Some(method.name().as_bytes()));
    if method.is_none() {
        let expected = "one of \"GET\", \"POST\", \"PUT\", \"DELETE\"";
        issues.add_value("method", expected, method_json);
    }
    let method = method.unwrap_or(Method::Post);

    let mut url = String::from(base.url);
    push_raw_path(path, &mut url, &mut issues);

    let mut query = Query::default();
    if let Some(members) = query_json {
        set_query("query", members, &mut query, &mut issues);
    }
    let mut body = None;
    if let Some(json) = body_json {
        if method == Method::Get {
            issues.add_value("body", "left out, as a GET has no body", Some(json));
        }
        // JSON within JSON is never meant.
        if string_contents(json).is_some_and(|raw| matches!(raw.first(), Some(b'{' | b'['))) {
            issues.add_value("body", "the value itself, not its JSON", Some(json));
        }
        add_placeholders(json, "body", &mut issues);
        body = Some(utf8(json).to_owned());
    }
    overrides::apply(overrides, method, &mut query, &mut body, &mut issues);
    if !issues.is_empty() {
        return Err(issues.into_failure());
    }
    url.push_str(&query.text);
    Ok(Request {
        method,
        url,
        body,
        page: 0,
        per_page: 0,
    })
}

fn push_raw_path(path: Option<&[u8]>, url: &mut String, issues: &mut Issues) {
    let text = path.and_then(string_contents).map(unescape);
    let text = text.as_deref().unwrap_or_default();
    if !stays_below_base(text) {
        let expected = "a string that begins with one \"/\" and has no dot segments (also percent-encoded), spaces, \"?\", \"#\" or \"\\\"; the query goes into query";
        issues.add_value("path", expected, path);
    }
    for byte in text.bytes() {
        if byte.is_ascii() {
            url.push(char::from(byte));
        } else {
            push_percent(byte, url);
        }
    }
}

/// Whether a path that is appended to the base URL stays below it once a URL parser (WHATWG) has read
/// it. Otherwise the token would go to places that the base URL does not name. Parsers take `\` for
/// `/`, drop tabs and line breaks, and resolve `.` and `..`, which may be written `%2e`. Encoded
/// slashes are looked at too, for proxies that decode them.
fn stays_below_base(path: &str) -> bool {
    let is_refused = |byte: u8| byte <= b' ' || matches!(byte, b'\\' | b'?' | b'#' | 0x7F);
    if !path.starts_with('/') || path.starts_with("//") || path.bytes().any(is_refused) {
        return false;
    }
    // Dots of the segment so far; more than two where it is no dot segment.
    let mut dots = 0;
    let mut rest = path.as_bytes();
    loop {
        let (byte, length) = match rest {
            [] => return !matches!(dots, 1 | 2),
            [b'%', b'2', b'e' | b'E', ..] => (b'.', 3),
            [b'%', b'2', b'f' | b'F', ..] | [b'%', b'5', b'c' | b'C', ..] => (b'/', 3),
            [byte, ..] => (*byte, 1),
        };
        rest = rest.get(length..).unwrap_or_default();
        match byte {
            b'/' if matches!(dots, 1 | 2) => return false,
            b'/' => dots = 0,
            b'.' => dots = if dots < 3 { dots + 1 } else { 3 },
            _ => dots = 3,
        }
    }
}
