//! What the wasm exports: thin functions over [`Calls`], with handles instead of classes.
//!
//! Failures are thrown as texts. Whatever else leaves one of these functions as an exception is a
//! bug, and the facade replaces the instance.

#[cfg(test)]
mod tests;

use crate::call::calls::{Ask, Calls, ClientConfig, Limits, Next};
use crate::call::retry::Trouble;
use crate::error::Failure;
use crate::host::{self, text};
use crate::request::check::push_number;
use crate::response::headers;
use crate::response::judge::{Body, Validation, Verdict};
use crate::response::paging::PageObject;
use js_sys::JsString;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

thread_local! {
    static CALLS: &'static RefCell<Calls> = Box::leak(Box::default());
    static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static DRIFTS: RefCell<String> = const { RefCell::new(String::new()) };
}

/// The one [`Calls`] of the instance, which lives as long as it does. Not generic over what is done
/// with it: each export would bring its own copy of the access.
fn state() -> &'static RefCell<Calls> {
    CALLS.with(|calls| *calls)
}

fn calls<R>(work: impl FnOnce(&mut Calls) -> R) -> R {
    work(&mut state().borrow_mut())
}

/// Texts as one, with a NUL after each: one string is cheaper to cross with than an object.
fn packed(texts: &[&str]) -> String {
    let mut packed = String::new();
    for text in texts {
        packed.extend(text.chars().filter(|letter| *letter != '\0'));
        packed.push('\0');
    }
    packed
}

/// A failure as it is thrown: code, message, milliseconds to wait, excerpt, pointer.
fn thrown(failure: Failure) -> JsValue {
    let mut wait = String::new();
    if let Some(milliseconds) = failure.retry_after {
        push_number(milliseconds.ceil() as i64, &mut wait);
    }
    packed(&[
        failure.code.name(),
        &failure.message,
        &wait,
        failure.excerpt.as_deref().unwrap_or_default(),
        failure.pointer.as_deref().unwrap_or_default(),
    ])
    .into()
}

/// Makes a client; clients with the same `limiter` share their pacing. `workspace_id` is NaN where
/// the client has none.
#[wasm_bindgen]
pub fn open(
    base_url: String,
    limiter: String,
    requests: u32,
    per: f64,
    workspace_id: f64,
    validation: u8,
    now: f64,
) -> usize {
    let config = ClientConfig {
        base_url,
        workspace_id: workspace_id.is_finite().then_some(workspace_id as i64),
        limiter,
        requests: requests as usize,
        per,
        validation: match validation {
            0 => Validation::Off,
            1 => Validation::Report,
            _ => Validation::Strict,
        },
    };
    calls(|calls| calls.open(config, now))
}

/// Frees a client.
#[wasm_bindgen]
pub fn close(client: usize) {
    calls(|calls| calls.close(client));
}

/// Opens a call. `ask` is JSON text: the parameters of an operation, or, where `operation` is
/// negative, the user's own `{ method, path, query?, body? }`. `extras` is JSON text of
/// `{ query?, body? }`.
///
/// # Errors
/// The parameters break the contract.
#[wasm_bindgen]
#[allow(
    clippy::too_many_arguments,
    reason = "an object would cost more to cross than the call itself"
)]
pub fn begin(
    client: usize,
    operation: i32,
    ask: &str,
    extras: Option<String>,
    timeout: f64,
    deadline: f64,
    max_retries: u32,
    bulk: bool,
    now: f64,
) -> Result<usize, JsValue> {
    let limits = Limits {
        timeout,
        deadline,
        max_retries,
        bulk,
    };
    let ask = match u16::try_from(operation) {
        Ok(operation) => Ask::Operation(operation, ask.as_bytes()),
        Err(_) => Ask::Raw(ask.as_bytes()),
    };
    calls(|calls| {
        calls.begin(
            client,
            ask,
            extras.as_deref().map(str::as_bytes),
            limits,
            now,
        )
    })
    .map_err(thrown)
}

/// Asks for a slot: 0 to send now, else the milliseconds after which to ask again; infinite when
/// parked until `pump` names the call. `alone`: never parked.
///
/// # Errors
/// The deadline does not allow to wait.
#[wasm_bindgen]
pub fn admit(call: usize, alone: bool, now: f64) -> Result<f64, JsValue> {
    calls(|calls| calls.admit(call, alone, now)).map_err(thrown)
}

/// Gives a parked call a slot, if one is free: its handle, or -1. Until then, ask again.
#[wasm_bindgen]
pub fn pump(now: f64) -> i32 {
    calls(|calls| calls.pump(now)).map_or(-1, |id| id as i32)
}

/// Milliseconds until `pump` has something to do.
#[wasm_bindgen]
pub fn wake(now: f64) -> f64 {
    calls(|calls| calls.wake(now))
}

/// HTTP method of a call: 0 GET, 1 POST, 2 PUT, 3 DELETE.
#[wasm_bindgen]
pub fn method(call: usize) -> u8 {
    calls(|calls| calls.request(call).method as u8)
}

/// URL of a call.
#[wasm_bindgen]
pub fn url(call: usize) -> String {
    calls(|calls| calls.request(call).url.clone())
}

/// Body of a call, if it has one.
#[wasm_bindgen]
pub fn body(call: usize) -> Option<String> {
    calls(|calls| calls.request(call).body.clone())
}

/// The headers of a request to which the caller adds some: `extra`, a `Headers`.
///
/// # Errors
/// They are none.
#[wasm_bindgen]
pub fn headers(extra: &JsValue, authorization: &str, body: bool) -> Result<JsValue, JsValue> {
    host::headers::merged(extra, authorization, body)
}

/// An attempt leaves now; returns the milliseconds that it may take.
#[wasm_bindgen]
pub fn sent(call: usize, now: f64) -> f64 {
    calls(|calls| calls.sent(call, now))
}

/// The head of an answer is here: -1 to read its body, else the milliseconds after which another
/// attempt follows.
/// `headers` are those that [`headers`] looks at, a line each; undefined where there is none.
///
/// # Errors
/// A redirect, or a wait that is too long.
#[wasm_bindgen]
pub fn answered(
    call: usize,
    status: u16,
    redirect: bool,
    headers: Option<String>,
    now: f64,
) -> Result<f64, JsValue> {
    let headers = headers.unwrap_or_default();
    let lookup = |name: &'static str| {
        let mut lines = headers.split('\n');
        let found = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        found.map(str::to_owned)
    };
    let head = headers::read(status, redirect, &lookup, host::wall());
    calls(|calls| calls.answered(call, head, host::chance(), now))
        .map(|next| match next {
            Next::Read => -1.0,
            Next::Retry(delay) => delay,
        })
        .map_err(thrown)
}

/// The body of an answer is here. 1: it is the result. 3: it is, and [`drifts`] tells what of it is
/// not as the contract says. 0: it is not, but what was asked for is done, and `{ success: true }` is
/// the result. `json`: `JSON.parse` took the text.
///
/// # Errors
/// What is wrong with the answer.
#[wasm_bindgen]
pub fn judge(call: usize, source: &JsString, json: bool) -> Result<u8, JsValue> {
    let mut buffer = BUFFER.take();
    let length = text::encode(source, &mut buffer);
    let mut drifts = String::new();
    let mut drift = |pointer: &str, expected: &str, found: &str| {
        drifts.push_str(&packed(&[pointer, expected, found]));
    };
    let answer = Body {
        text: buffer.get(..length).unwrap_or_default(),
        json,
    };
    let verdict = calls(|calls| calls.judge(call, answer, &mut drift));
    BUFFER.set(buffer);
    let drifted = !drifts.is_empty();
    DRIFTS.set(drifts);
    verdict
        .map(|verdict| u8::from(verdict == Verdict::Body) | (u8::from(drifted) << 1))
        .map_err(thrown)
}

/// What the last judgement found that is not as the contract says: pointer, expected and found of
/// each, a NUL after each text.
#[wasm_bindgen]
pub fn drifts() -> String {
    DRIFTS.take()
}

/// The attempt failed: 0 no answer, 1 its time ran out, 2 its body broke off, 3 no connection came
/// about. Returns the milliseconds after which another attempt follows.
///
/// # Errors
/// It is not.
#[wasm_bindgen]
pub fn failed(call: usize, kind: u8, detail: &str, now: f64) -> Result<f64, JsValue> {
    let trouble = match kind {
        0 => Trouble::Connection,
        1 => Trouble::Timeout,
        2 => Trouble::CutOff,
        _ => Trouble::Refused,
    };
    calls(|calls| calls.failed(call, trouble, detail, host::chance(), now)).map_err(thrown)
}

/// Whether a write may have happened: 0 not sent, 1 rejected, 2 unknown.
#[wasm_bindgen]
pub fn outcome(call: usize) -> u8 {
    calls(|calls| calls.outcome(call) as u8)
}

/// Why the call is tried again: 0 no answer, 1 its time ran out, 2 its body broke off, else the
/// status.
#[wasm_bindgen(js_name = retryReason)]
pub fn retry_reason(call: usize) -> u16 {
    match calls(|calls| calls.trouble(call)) {
        Some(Trouble::Status(status)) => status,
        Some(Trouble::Timeout) => 1,
        Some(Trouble::CutOff) => 2,
        _ => 0,
    }
}

/// A 401 came: 0 a newer token is there, 1 one is being asked for, 2 this call is to ask for one.
#[wasm_bindgen]
pub fn refused(call: usize) -> u8 {
    calls(|calls| calls.refused(call) as u8)
}

/// The source of a client's tokens answered; `fresh`: with another token than before.
#[wasm_bindgen]
pub fn renewed(client: usize, fresh: bool) {
    calls(|calls| calls.renewed(client, fresh));
}

/// The call is repeated with another token.
#[wasm_bindgen]
pub fn repeat(call: usize) {
    calls(|calls| calls.repeat(call));
}

/// The page that follows, of the server's page object (NaN for what is missing) and the number of
/// items; NaN where there is none.
#[wasm_bindgen(js_name = nextPage)]
pub fn next_page(
    call: usize,
    total: f64,
    per_page: f64,
    current_page: f64,
    last_page: f64,
    items: usize,
) -> f64 {
    let known = |number: f64| (!number.is_nan()).then_some(number);
    let page = PageObject {
        total: known(total),
        per_page: known(per_page),
        current_page: known(current_page),
        last_page: known(last_page),
    };
    calls(|calls| calls.next_page(call, page, items)).unwrap_or(f64::NAN)
}

/// Frees a call.
#[wasm_bindgen]
pub fn end(call: usize, now: f64) {
    calls(|calls| calls.end(call, now));
}

/// The state of a client's pacing: 0 limit, 1 remaining, 2 milliseconds until that grows; NaN for
/// what is unknown.
#[wasm_bindgen]
pub fn rate(client: usize, which: u8, now: f64) -> f64 {
    let rate = calls(|calls| calls.rate(client, now));
    let number = match which {
        0 => rate.limit,
        1 => rate.remaining,
        _ => rate.reset,
    };
    number.unwrap_or(f64::NAN)
}
