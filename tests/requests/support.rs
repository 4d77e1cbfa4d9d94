//! Builds requests of the operations on time entries.

use serde_json::{Value, json};
use webwork_sdk::error::{Code, Failure};
use webwork_sdk::request::{Base, Request, build, build_raw};
use webwork_sdk::tables;

pub const LIST: u16 = tables::index_of("getTimeEntries");
pub const CREATE: u16 = tables::index_of("createTimeEntry");
pub const UPDATE: u16 = tables::index_of("updateTimeEntry");
pub const DELETE: u16 = tables::index_of("deleteTimeEntry");

pub const BASE: Base<'static> = Base {
    url: "https://h/api",
    workspace_id: Some(7),
};

pub fn make(operation: u16, params: &Value) -> Result<Request, Box<Failure>> {
    make_with(operation, params, None)
}

pub fn make_with(
    operation: u16,
    params: &Value,
    overrides: Option<&Value>,
) -> Result<Request, Box<Failure>> {
    let overrides = overrides.map(Value::to_string);
    build(
        tables::operation(operation).unwrap(),
        BASE,
        params.to_string().as_bytes(),
        overrides.as_deref().map(str::as_bytes),
    )
}

pub fn refusal(operation: u16, params: &Value) -> String {
    message(&make(operation, params).unwrap_err())
}

/// The issues as sentences, as the TypeScript side writes them into the message.
pub fn message(failure: &Failure) -> String {
    assert_eq!(failure.code, Code::InvalidArgument);
    assert_eq!(failure.message, "");
    let sentences: Vec<String> = failure
        .issues
        .iter()
        .map(|issue| {
            let (name, expected) = (&issue.parameter, &issue.expected);
            match (expected.strip_prefix("nothing"), issue.received.as_str()) {
                (Some(hint), _) => format!("{name} is unknown{hint}"),
                (None, "nothing") => format!("{name} is required: {expected}"),
                (None, received) => format!("{name} must be {expected}, got {received}"),
            }
        })
        .collect();
    sentences.join("; ")
}

pub fn entry() -> Value {
    json!({ "user_id": 1, "date": "2026-01-29", "start_time": "09:00", "end_time": "17:00" })
}

pub fn with(name: &str, value: Value) -> Value {
    let mut params = entry();
    params[name] = value;
    params
}

/// Parameter, expected and received of each issue.
pub fn issues(failure: &Failure) -> Vec<[&str; 3]> {
    let mut triples = Vec::new();
    for issue in &failure.issues {
        triples.push([issue.parameter.as_str(), &issue.expected, &issue.received]);
    }
    triples
}

pub fn raw(spec: &Value) -> Result<Request, Box<Failure>> {
    build_raw(BASE, spec.to_string().as_bytes(), None)
}

pub fn decode(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let hex: Vec<u8> = rest.by_ref().take(2).collect();
            bytes.push(u8::from_str_radix(std::str::from_utf8(&hex).unwrap(), 16).unwrap());
        } else {
            bytes.push(byte);
        }
    }
    bytes
}
