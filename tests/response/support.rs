//! Judges a text as the body of a response.

use crate::body::summary;
use serde_json::{Value, json};
use webwork_sdk::error::Failure;
use webwork_sdk::response::body::{Context, Validation, Verdict, judge};
use webwork_sdk::schema::Method;
use webwork_sdk::tables;

pub fn context(method: Method, validation: Validation) -> Context<'static> {
    let operation = if method == Method::Get {
        tables::index_of("getTimeEntries")
    } else {
        tables::index_of("createTimeEntry")
    };
    Context {
        operation: "timeEntries.list",
        method,
        contract: Some(tables::kind(tables::operation(operation).unwrap().response)),
        validation,
        maybe_applied: false,
    }
}

/// The verdict, and each violation as `pointer expected found`.
pub fn judged_in(
    context: Context<'_>,
    status: u16,
    text: &str,
) -> (Result<Verdict, Box<Failure>>, Vec<String>) {
    let mut drifts = Vec::new();
    let verdict = judge(
        context,
        status,
        &summary(text),
        text.as_bytes(),
        &mut |pointer, expected, found| drifts.push(format!("{pointer} {expected} {found}")),
    );
    (verdict, drifts)
}

pub fn judged(
    method: Method,
    validation: Validation,
    status: u16,
    text: &str,
) -> (Result<Verdict, Box<Failure>>, Vec<String>) {
    judged_in(context(method, validation), status, text)
}

/// A time entry as it should be.
pub fn entry() -> Value {
    json!({ "id": "a", "user_id": 1, "method": "m", "date": "2026-01-29", "start_time": "t", "duration_minutes": 1 })
}
