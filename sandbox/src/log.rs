//! The log of requests, with secrets redacted.

use crate::gather::gather;
use crate::http::Request;
use crate::time::{self, Ms};
use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::VecDeque;
use tsify::Tsify;

/// How many requests are kept.
const KEPT: usize = 1_000;
/// What stands in for a secret.
pub const REDACTED: &str = "[redacted]";
const SECRETS: [&str; 9] = [
    "access_token",
    "authorization",
    "client_secret",
    "code",
    "code_verifier",
    "password",
    "refresh_token",
    "secret",
    "token",
];

/// A request in the log.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// Counts from 1; `X-Request-Id` is `sandbox-` and this number.
    #[tsify(type = "number")]
    pub number: u64,
    /// When, by the sandbox's clock, ISO 8601.
    pub at: String,
    /// HTTP method.
    pub method: String,
    /// Path and query; secrets are redacted.
    pub path: String,
    /// The operationId.
    #[tsify(type = "string | null")]
    pub operation: Option<String>,
    /// Who sent it, such as `owner` or `ns:a:member`.
    #[tsify(type = "string | null")]
    pub caller: Option<String>,
    /// The body as parsed; secrets are redacted.
    #[tsify(type = "unknown")]
    pub body: Value,
    /// Status of the response; null where none was sent.
    #[tsify(type = "number | null")]
    pub status: Option<u16>,
    /// Ids of the fault rules that were applied.
    #[tsify(type = "number[]")]
    pub faults: Vec<u64>,
}

/// The last requests.
#[derive(Clone, Debug, Default)]
pub struct Log {
    entries: VecDeque<Entry>,
    count: u64,
}

impl Log {
    /// The number of the next request.
    pub const fn next_number(&mut self) -> u64 {
        self.count += 1;
        self.count
    }

    /// Keeps a request.
    pub fn push(&mut self, entry: Entry) {
        if self.entries.len() == KEPT {
            self.entries.pop_front();
        }
        self.entries.push_back(entry);
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// The requests, the oldest first.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }
}

/// A request as the log shows it.
pub fn entry(number: u64, now: Ms, request: &Request<'_>) -> Entry {
    let (path, query) = request.target();
    Entry {
        number,
        at: time::precise(now),
        method: request.method.to_owned(),
        path: target(path, query),
        body: body(request),
        ..Entry::default()
    }
}

fn is_secret(name: &str) -> bool {
    SECRETS.contains(&name.to_ascii_lowercase().as_str())
}

fn target(path: &str, query: &str) -> String {
    if query.is_empty() {
        return path.to_owned();
    }
    let parts = query.split('&').map(|part| match part.split_once('=') {
        Some((name, _)) if is_secret(&percent_decode_str(name).decode_utf8_lossy()) => {
            format!("{name}={REDACTED}")
        }
        _ => part.to_owned(),
    });
    format!("{path}?{}", parts.collect::<Vec<_>>().join("&"))
}

fn body(request: &Request<'_>) -> Value {
    const MOST: usize = 16_384;
    if request.body.is_empty() {
        return Value::Null;
    }
    if request.body.len() > MOST {
        return Value::String(format!("[{} bytes]", request.body.len()));
    }
    let text = std::str::from_utf8(request.body).unwrap_or_default();
    if let Ok(value) = serde_json::from_str(text) {
        return redacted(value);
    }
    let content_type = request.header("content-type").unwrap_or_default();
    if content_type.starts_with("application/x-www-form-urlencoded") {
        let members = form_urlencoded::parse(request.body)
            .map(|(name, value)| (name.into_owned(), Value::String(value.into_owned())));
        return redacted(Value::Object(gather(members)));
    }
    // What it is is not known, so neither is what of it is secret.
    Value::String(format!("[{} bytes that are not JSON]", request.body.len()))
}

fn redacted(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let members = members.into_iter().map(|(name, value)| {
                let value = if is_secret(&name) {
                    REDACTED.into()
                } else {
                    redacted(value)
                };
                (name, value)
            });
            Value::Object(gather(members))
        }
        Value::Array(items) => items.into_iter().map(redacted).collect(),
        other => other,
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn no_secret_is_in_the_log() {
        let form = "application/x-www-form-urlencoded";
        let bodies: [(&str, &[u8]); 3] = [
            (
                "application/json",
                b"{\"refresh_token\":\"s3cret\",\"deep\":[{\"Token\":\"s3cret\"}]}",
            ),
            (form, b"client_secret=s3cret&code=s3cret"),
            ("application/json", b"{ s3cret"),
        ];
        for (content_type, body) in bodies {
            let headers = [("content-type".to_owned(), content_type.to_owned())];
            let request = Request {
                method: "POST",
                url: "http://h/oauth/token?%63ode=s3cret&access_token=s3cret",
                headers: &headers,
                body,
            };
            let shown = serde_json::to_string(&entry(1, 0, &request)).unwrap_or_default();
            assert!(!shown.contains("s3cret"), "{shown}");
        }
    }
}
