//! Requests, responses and errors as they go over the wire.

use crate::call::meta;
use crate::sdk::common::ErrorResponse;
use crate::sdk::{Map, Nullable};
use crate::time::Ms;
use serde::Serialize;

/// A request.
#[derive(Clone, Copy, Debug, Default)]
pub struct Request<'r> {
    /// HTTP method.
    pub method: &'r str,
    /// URL, or its path and query.
    pub url: &'r str,
    /// Headers, names in any case.
    pub headers: &'r [(String, String)],
    /// Body.
    pub body: &'r [u8],
}

impl<'r> Request<'r> {
    /// The value of a header; `name` in lower case.
    pub fn header(&self, name: &str) -> Option<&'r str> {
        let found = self
            .headers
            .iter()
            .find(|(other, _)| other.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// Path and query, without scheme, host and fragment.
    pub fn target(&self) -> (&'r str, &'r str) {
        let url = self.url.split('#').next().unwrap_or_default();
        let (path, query) = url.split_once('?').unwrap_or((url, ""));
        let path = match path.split_once("://") {
            Some((_, rest)) => rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/"),
            None => path,
        };
        (path, query)
    }
}

/// A response.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// Headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Body, in UTF-8.
    pub body: String,
}

impl Response {
    /// A response with a body of JSON.
    pub fn json(status: u16, body: String) -> Self {
        Self {
            status,
            headers: vec![("content-type".to_owned(), "application/json".to_owned())],
            body,
        }
    }

    /// Sets a header, in place of one of that name.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.headers.retain(|(other, _)| other != name);
        self.headers.push((name.to_owned(), value.into()));
    }
}

/// A request that is refused: the documented body of errors.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// HTTP status.
    pub status: u16,
    /// `message` of the body.
    pub message: String,
    /// `errors` of the body: messages by parameter.
    pub errors: Vec<(String, Vec<String>)>,
    /// Whether the body has the member `error`: the documented 400 of a deletion has none.
    pub detailed: bool,
    /// Further headers.
    pub headers: Vec<(&'static str, String)>,
}

impl Refusal {
    /// With the usual body.
    pub fn new(status: u16, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
            errors: Vec::new(),
            detailed: true,
            headers: Vec::new(),
        }
    }

    /// 403.
    pub fn forbidden() -> Self {
        Self::new(403, "You do not have permission to perform this action.")
    }

    /// 404 of a record.
    pub fn not_found(what: &str) -> Self {
        Self::new(404, format!("{what} not found"))
    }

    /// 422 about one parameter.
    pub fn invalid(parameter: &str, message: impl Into<String>) -> Self {
        Self::violations(vec![(parameter.to_owned(), vec![message.into()])])
    }

    /// 422 about several parameters.
    pub fn violations(errors: Vec<(String, Vec<String>)>) -> Self {
        let count: usize = errors.iter().map(|(_, messages)| messages.len()).sum();
        let first = errors.iter().flat_map(|(_, messages)| messages).next();
        let mut message = first.cloned().unwrap_or_default();
        if count > 1 {
            let more = count - 1;
            let noun = if more == 1 { "error" } else { "errors" };
            message = format!("{message} (and {more} more {noun})");
        }
        Self {
            errors,
            ..Self::new(422, message)
        }
    }

    /// The usual words for the status.
    const fn reason(&self) -> &'static str {
        match self.status {
            400 => "Bad Request",
            401 => "Unauthorized",
            403 => "Forbidden",
            404 => "Not Found",
            405 => "Method Not Allowed",
            409 => "Conflict",
            413 => "Payload Too Large",
            415 => "Unsupported Media Type",
            422 => "Unprocessable Entity",
            429 => "Too Many Requests",
            500 => "Internal Server Error",
            502 => "Bad Gateway",
            503 => "Service Unavailable",
            504 => "Gateway Timeout",
            _ => "Error",
        }
    }

    /// As a response to a request at a time.
    pub fn response(self, now: Ms) -> Response {
        let errors: Map<Vec<String>> = self.errors.iter().cloned().collect();
        let body = ErrorResponse {
            success: false,
            error: self
                .detailed
                .then(|| Nullable(Some(self.reason().to_owned()))),
            message: self.message,
            errors: (!errors.is_empty()).then_some(errors),
            meta: meta(now, None),
        };
        let text = serde_json::to_string(&body).unwrap_or_default();
        let mut response = Response::json(self.status, text);
        for (name, value) in self.headers {
            response.set(name, value);
        }
        response
    }
}
