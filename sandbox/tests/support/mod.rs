//! A machine to ask, and its answers as JSON.

#![allow(dead_code, reason = "each test uses its own part")]

use serde_json::{Value, json};
use webwork_sandbox::http::Request;
use webwork_sandbox::machine::{Machine, Outcome};
use webwork_sandbox::options::Options;

/// 2026-01-29 12:00 UTC, the time of the documented responses on time entries.
pub const NOW: f64 = 1_769_688_000_000.0;
pub const BASE: &str = "https://api.webwork-tracker.com/api/v2";

pub fn options(value: Value) -> Options {
    serde_json::from_value(value).unwrap()
}

/// A machine with these options, whose tokens begin with `sandbox-`.
pub fn machine(value: Value) -> Machine {
    Machine::new(options(value), "sandbox", NOW).unwrap()
}

/// A machine whose clock stands still at [`NOW`].
pub fn fresh() -> Machine {
    machine(json!({ "now": NOW }))
}

/// Path and query of the request of an example.
pub fn target(request: &Value) -> String {
    let query = request["query"].as_object().into_iter().flatten();
    let query: Vec<String> = query
        .map(|(name, value)| {
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            format!("{name}={text}")
        })
        .collect();
    format!("{}?{}", request["path"].as_str().unwrap(), query.join("&"))
}

/// A request of a role.
pub struct Ask<'a> {
    pub role: &'a str,
    pub method: &'a str,
    pub path: &'a str,
    pub body: Option<Value>,
}

impl<'a> Ask<'a> {
    pub fn get(path: &'a str) -> Self {
        Self {
            role: "owner",
            method: "GET",
            path,
            body: None,
        }
    }

    pub fn send(method: &'a str, path: &'a str, body: Value) -> Self {
        Self {
            role: "owner",
            method,
            path,
            body: Some(body),
        }
    }

    pub fn by(self, role: &'a str) -> Self {
        Self { role, ..self }
    }
}

/// The outcome of a request at a real time.
pub fn outcome_at(machine: &mut Machine, ask: &Ask<'_>, wall: f64) -> Outcome {
    let token = if ask.role.contains(':') {
        ask.role.to_owned()
    } else {
        machine.token(ask.role)
    };
    let headers = [
        ("Authorization".to_owned(), format!("Bearer {token}")),
        ("Content-Type".to_owned(), "application/json".to_owned()),
    ];
    let body = ask.body.as_ref().map(Value::to_string).unwrap_or_default();
    let url = if ask.path.starts_with("/__") {
        ask.path.to_owned()
    } else {
        format!("{BASE}{}", ask.path)
    };
    machine.handle(
        &Request {
            method: ask.method,
            url: &url,
            headers: &headers,
            body: body.as_bytes(),
        },
        wall,
    )
}

/// Status and body of the response to a request.
pub fn ask(machine: &mut Machine, ask: &Ask<'_>) -> (u16, Value) {
    let outcome = outcome_at(machine, ask, NOW);
    let response = outcome.response;
    let body = serde_json::from_str(&response.body);
    (
        response.status,
        body.unwrap_or_else(|_| panic!("not JSON: {}", response.body)),
    )
}

/// The body of a response that must be good.
pub fn good(machine: &mut Machine, request: &Ask<'_>) -> Value {
    let (status, body) = ask(machine, request);
    assert!(
        (200..300).contains(&status),
        "{} {} → {status} {body}",
        request.method,
        request.path
    );
    body
}

/// The status of a response that must be a refusal, with its message.
pub fn refused(machine: &mut Machine, request: &Ask<'_>) -> (u16, String) {
    let before = machine.dump();
    let (status, body) = ask(machine, request);
    assert!(
        status >= 400,
        "{} {} → {status} {body}",
        request.method,
        request.path
    );
    assert_eq!(body["success"], false);
    assert_eq!(machine.dump(), before, "a refused request changes nothing");
    (
        status,
        body["message"].as_str().unwrap_or_default().to_owned(),
    )
}

pub fn header<'o>(outcome: &'o Outcome, name: &str) -> Option<&'o str> {
    let mut headers = outcome.response.headers.iter();
    headers
        .find(|(other, _)| other == name)
        .map(|(_, value)| value.as_str())
}
