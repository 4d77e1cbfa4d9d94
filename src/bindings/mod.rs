//! What the wasm exports: thin functions over [`Calls`], with handles instead of classes.
//!
//! Failures are thrown as plain objects with a `code`. Whatever else leaves one of these functions
//! as an exception is a bug, and the facade replaces the instance.

#[cfg(test)]
mod tests;

use crate::call::calls::{Ask, Calls, ClientConfig, Limits};
use crate::call::head::number as number_in;
use crate::call::paging::PageObject;
use crate::call::response::{Body, Validation, Verdict};
use crate::call::retry::Trouble;
use crate::error::Failure;
use crate::host::names::name;
use crate::host::{self, fetch, text};
use js_sys::{Function, JsString, Object, Reflect};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

thread_local! {
    static CALLS: &'static RefCell<Calls> = Box::leak(Box::default());
    static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// The one [`Calls`] of the instance, which lives as long as it does. Not generic over what is done
/// with it: each export would bring its own copy of the access.
fn state() -> &'static RefCell<Calls> {
    CALLS.with(|calls| *calls)
}

fn calls<R>(work: impl FnOnce(&mut Calls) -> R) -> R {
    work(&mut state().borrow_mut())
}

fn thrown(failure: Failure) -> JsValue {
    let object = Object::new();
    let set = |name: &str, value: JsValue| {
        // Setting a member of a fresh object cannot fail.
        let _ = Reflect::set(&object, &name.into(), &value);
    };
    set("code", failure.code.name().into());
    set("message", failure.message.into());
    if let Some(wait) = failure.retry_after {
        set("retryAfter", wait.into());
    }
    if let Some(excerpt) = failure.excerpt {
        set("excerpt", excerpt.into());
    }
    if let Some(pointer) = failure.pointer {
        set("pointer", pointer.into());
    }
    object.into()
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

/// Asks for a slot: `true` to send now, `false` when parked until `pump` names the call.
///
/// # Errors
/// The deadline does not allow to wait.
#[wasm_bindgen]
pub fn admit(call: usize, now: f64) -> Result<bool, JsValue> {
    calls(|calls| calls.admit(call, now)).map_err(thrown)
}

/// The parked calls that are to ask again.
#[wasm_bindgen]
pub fn pump(now: f64) -> Vec<u32> {
    calls(|calls| calls.pump(now))
        .into_iter()
        .map(|id| id as u32)
        .collect()
}

/// Milliseconds until `pump` has something to do.
#[wasm_bindgen]
pub fn wake(now: f64) -> f64 {
    calls(|calls| calls.wake(now))
}

/// Milliseconds that the attempt may take.
#[wasm_bindgen]
pub fn budget(call: usize, now: f64) -> f64 {
    calls(|calls| calls.budget(call, now))
}

/// HTTP method of a call.
#[wasm_bindgen]
pub fn method(call: usize) -> String {
    calls(|calls| calls.request(call).method.name().to_owned())
}

/// URL of a call.
#[wasm_bindgen]
pub fn url(call: usize) -> String {
    calls(|calls| calls.request(call).url.clone())
}

/// Attempts made so far.
#[wasm_bindgen]
pub fn attempts(call: usize) -> u32 {
    calls(|calls| calls.attempts(call))
}

/// Calls `fetch(url, init)`. `authorization` is the whole header; `headers` are extra ones or undefined.
///
/// # Errors
/// What `fetch` throws, or the extra headers are none.
#[wasm_bindgen]
pub fn send(
    call: usize,
    fetch: &Function,
    authorization: &JsValue,
    headers: &JsValue,
    signal: &AbortSignal,
) -> Result<JsValue, JsValue> {
    // `fetch` is the user's and may call into the SDK: nothing may be borrowed while it runs.
    let request = calls(|calls| {
        calls.sent(call);
        calls.request(call).clone()
    });
    fetch::send(&request, fetch, authorization, headers, signal)
}

/// The head of an answer is here: `true` to read its body, `false` to ask for a slot again.
///
/// # Errors
/// A redirect, or a wait that is too long.
#[wasm_bindgen]
pub fn answered(call: usize, response: &JsValue, now: f64) -> Result<bool, JsValue> {
    let head = fetch::head(response);
    calls(|calls| calls.answered(call, head, host::chance(), now)).map_err(thrown)
}

/// The body of an answer is here. `true`: the body is the result. `false`: there is none, and
/// `{ success: true }` is. `body` is what `JSON.parse` made of `text`, or undefined.
///
/// # Errors
/// What is wrong with the answer.
#[wasm_bindgen]
pub fn judge(
    call: usize,
    source: &JsString,
    body: &JsValue,
    on_drift: Option<Function>,
) -> Result<bool, JsValue> {
    let plainly_good =
        calls(|calls| (200..300).contains(&calls.status(call)) && !calls.validates(call))
            && body.is_object()
            && Reflect::get(body, &name("success")).is_ok_and(|success| success.is_truthy());
    if plainly_good && !body.is_array() {
        return Ok(true);
    }
    // Taken out of its cell: `on_drift` is the user's and may call into the SDK.
    let mut buffer = BUFFER.take();
    let length = text::encode(source, &mut buffer);
    let mut drifts = Vec::new();
    let mut drift = |pointer: &str, expected: &str, found: &str| {
        drifts.push([pointer.to_owned(), expected.to_owned(), found.to_owned()]);
    };
    let answer = Body {
        text: buffer.get(..length).unwrap_or_default(),
        json: !body.is_undefined(),
    };
    let verdict = calls(|calls| calls.judge(call, answer, &mut drift));
    BUFFER.set(buffer);
    if let Some(on_drift) = on_drift {
        for [pointer, expected, found] in drifts {
            on_drift.call3(
                &JsValue::UNDEFINED,
                &pointer.into(),
                &expected.into(),
                &found.into(),
            )?;
        }
    }
    verdict
        .map(|verdict| verdict == Verdict::Body)
        .map_err(thrown)
}

/// The attempt failed: 0 no answer, 1 its time ran out, 2 its body broke off. Returns where the call
/// is to ask for a slot again.
///
/// # Errors
/// It is not.
#[wasm_bindgen]
pub fn failed(call: usize, kind: u8, detail: &str, now: f64) -> Result<(), JsValue> {
    let trouble = match kind {
        0 => Trouble::Connection,
        1 => Trouble::Timeout,
        _ => Trouble::CutOff,
    };
    calls(|calls| calls.failed(call, trouble, detail, host::chance(), now)).map_err(thrown)
}

/// Whether a write may have happened: `not_sent`, `rejected`, `unknown`.
#[wasm_bindgen]
pub fn outcome(call: usize) -> String {
    calls(|calls| calls.outcome(call).name().to_owned())
}

/// Why the call is tried again: `connection`, `timeout`, `cut_off`, or the status.
#[wasm_bindgen(js_name = retryReason)]
pub fn retry_reason(call: usize) -> String {
    match calls(|calls| calls.retry(call)) {
        None => String::new(),
        Some((Trouble::Connection, _)) => "connection".to_owned(),
        Some((Trouble::Timeout, _)) => "timeout".to_owned(),
        Some((Trouble::CutOff, _)) => "cut_off".to_owned(),
        Some((Trouble::Status(status), _)) => {
            let mut text = String::new();
            crate::call::check::push_number(i64::from(status), &mut text);
            text
        }
    }
}

/// After how many milliseconds the call is tried again.
#[wasm_bindgen(js_name = retryDelay)]
pub fn retry_delay(call: usize) -> f64 {
    calls(|calls| calls.retry(call)).map_or(0.0, |(_, delay)| delay)
}

/// The page object of a body, beside `meta` or in it, and the next page: total, per_page,
/// current_page, last_page, from, to, next; NaN for what is missing. `items` is the length of `data`.
#[wasm_bindgen]
pub fn page(call: usize, body: &JsValue, items: usize) -> Vec<f64> {
    let member = |of: &JsValue, text: &'static str| {
        let value = if of.is_object() {
            Reflect::get(of, &name(text))
        } else {
            Ok(JsValue::UNDEFINED)
        };
        value.unwrap_or(JsValue::UNDEFINED)
    };
    let mut object = member(body, "pagination");
    if !object.is_object() {
        object = member(&member(body, "meta"), "pagination");
    }
    let number = |text: &'static str| {
        let value = member(&object, text);
        // PHP may write numbers as strings; null and "" are not 0.
        value
            .as_f64()
            .filter(|number| number.is_finite())
            .or_else(|| number_in(&value.as_string()?))
    };
    let known = PageObject {
        total: number("total"),
        per_page: number("per_page"),
        current_page: number("current_page"),
        last_page: number("last_page"),
    };
    let next = calls(|calls| calls.next_page(call, known, items));
    [
        known.total,
        known.per_page,
        known.current_page,
        known.last_page,
        number("from"),
        number("to"),
        next,
    ]
    .map(|number| number.unwrap_or(f64::NAN))
    .to_vec()
}

/// Frees a call.
#[wasm_bindgen]
pub fn end(call: usize, now: f64) {
    calls(|calls| calls.end(call, now));
}

/// The state of a client's pacing: limit, remaining, reset in milliseconds; NaN for what is unknown.
#[wasm_bindgen]
pub fn rate(client: usize, now: f64) -> Vec<f64> {
    let rate = calls(|calls| calls.rate(client, now));
    [rate.limit, rate.remaining, rate.reset]
        .map(|number| number.unwrap_or(f64::NAN))
        .to_vec()
}

#[cfg(test)]
fn thrown_code(failure: &JsValue) -> String {
    Reflect::get(failure, &"code".into())
        .ok()
        .and_then(|code| code.as_string())
        .unwrap_or_default()
}
