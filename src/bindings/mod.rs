//! What the wasm exports: plain synchronous functions over handles. Each reports an event and returns
//! the number of an `ActionKind`; what belongs to the action is set on the driver's `Step`.
//!
//! No function throws. Whatever leaves one as an exception is a trap, and the instance is replaced.

mod body;
mod bulk;
mod step;
mod text;

#[cfg(test)]
mod tests;

use crate::boundary::js::Step;
use crate::boundary::{PageVerdict, TransportFailure, ValidationMode};
use crate::call::{Action, CallLimits, Calls, ClientConfig, Target, TransportError};
use crate::json::parts;
use crate::rate_limit::{Granted, Limit};
use crate::response::body::Validation;
use crate::response::headers;
use crate::response::rows::{Page, RowFilter};
use js_sys::JsString;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// An array of numbers.
    #[wasm_bindgen(typescript_type = "number[]")]
    pub type Numbers;

    #[wasm_bindgen(method)]
    fn push(this: &Numbers, number: f64);

    #[wasm_bindgen(method, getter)]
    fn length(this: &Numbers) -> u32;

    #[wasm_bindgen(method, indexing_getter)]
    fn at(this: &Numbers, index: u32) -> f64;
}

thread_local! {
    // Const, as what is made at first use brings code for that to every export.
    static CALLS: RefCell<Calls> = const { RefCell::new(Calls::new(false)) };
}

fn calls<R>(work: impl FnOnce(&mut Calls) -> R) -> R {
    CALLS.with_borrow_mut(work)
}

/// Sets what belongs to the action and returns its number.
fn report(step: &Step, action: Action) -> ActionNumber {
    step::fill(step, action)
}

/// The number of an `ActionKind`.
type ActionNumber = u8;

/// Says that no call can resume another one, so that each of them polls. Before anything else.
#[wasm_bindgen(js_name = isolateCalls)]
pub fn isolate_calls() {
    calls(Calls::isolate);
}

/// Makes a client and returns its handle. Clients with the same `rate_limit_key` share a rate limit; an
/// empty key shares with nobody. `requests` is 0 without pacing, `workspace_id` NaN without a default.
#[wasm_bindgen(js_name = openClient)]
#[allow(
    clippy::too_many_arguments,
    reason = "an object would cost more to cross than the call"
)]
pub fn open_client(
    base_url: &str,
    rate_limit_key: &str,
    requests: u32,
    per: f64,
    workspace_id: f64,
    validation: u8,
    reports_drift: bool,
    has_token_function: bool,
    now: f64,
) -> u32 {
    let modes = ValidationMode::VARIANTS;
    let config = ClientConfig {
        base_url: base_url.to_owned(),
        workspace_id: workspace_id.is_finite().then_some(workspace_id as i64),
        rate_limit_key: rate_limit_key.to_owned(),
        limit: (requests > 0).then_some(Limit {
            requests: requests as usize,
            per,
        }),
        validation: match modes.get(usize::from(validation)) {
            Some(ValidationMode::Off) => Validation::Off,
            Some(ValidationMode::Report) => Validation::Report,
            _ => Validation::Strict,
        },
        reports_drift,
        has_token_function,
    };
    calls(|calls| calls.open(config, now)) as u32
}

/// Frees a client. Its calls go on.
#[wasm_bindgen(js_name = closeClient)]
pub fn close_client(client: u32) {
    calls(|calls| calls.close(client as usize));
}

/// Starts a call. `target` is JSON: the parameters of an operation or, where `operation` is negative, the
/// caller's own `{ method, path, query?, body? }`. `extras` is JSON of `{ query?, body? }`,
/// or empty.
#[wasm_bindgen]
#[allow(
    clippy::too_many_arguments,
    reason = "an object would cost more to cross than the call"
)]
pub fn start(
    step: &Step,
    client: u32,
    operation: i32,
    target: &str,
    extras: &str,
    timeout: f64,
    total_timeout: f64,
    max_retries: u32,
    bulk: bool,
    now: f64,
) -> ActionNumber {
    let limits = CallLimits {
        timeout,
        total_timeout,
        max_retries,
        bulk,
    };
    let target = match u16::try_from(operation) {
        Ok(operation) => Target::Operation(operation, target.as_bytes()),
        Err(_) => Target::Raw(target.as_bytes()),
    };
    let extras = (!extras.is_empty()).then_some(extras.as_bytes());
    let started = calls(|calls| calls.start(client as usize, target, extras, limits, now));
    if let Some(call) = started.call {
        step.call(call as u32);
    }
    if let Some(request) = started.request {
        step.method(request.method.name());
        step.url(&request.url);
        if request.body.is_some() {
            step.body(request.body.as_deref());
        }
    }
    report(step, started.action)
}

/// The scheduler has resumed the call.
#[wasm_bindgen]
pub fn resumed(step: &Step, call: u32, now: f64) -> ActionNumber {
    report(step, calls(|calls| calls.resumed(call as usize, now)))
}

/// The time of the last step is up.
#[wasm_bindgen(js_name = timeUp)]
pub fn time_up(step: &Step, call: u32, now: f64) -> ActionNumber {
    let action = calls(|calls| calls.time_up(call as usize, random(), now));
    report_attempt(step, call, action)
}

/// The token function has returned.
#[wasm_bindgen]
pub fn token(step: &Step, call: u32, token: &str, now: f64) -> ActionNumber {
    report(step, calls(|calls| calls.token(call as usize, token, now)))
}

/// The token function has failed, maybe not for good, or returned no token; `message` says so.
#[wasm_bindgen(js_name = tokenFailed)]
pub fn token_failed(
    step: &Step,
    call: u32,
    message: &str,
    transient: bool,
    now: f64,
) -> ActionNumber {
    let action = calls(|calls| calls.token_failed(call as usize, message, transient, now));
    report(step, action)
}

/// The head of a response has arrived. `headers` has a line `name:value` for each of `HEADERS` that is
/// there.
#[wasm_bindgen]
pub fn response(
    step: &Step,
    call: u32,
    status: u16,
    redirect: bool,
    headers: &str,
    now: f64,
) -> ActionNumber {
    let lookup = |name: &'static str| {
        let mut lines = parts(headers, b"\n");
        lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))
    };
    let head = headers::read(status, redirect, &lookup, js_sys::Date::now());
    let action = calls(|calls| calls.response(call as usize, head, random(), now));
    report_attempt(step, call, action)
}

/// The body of a response has arrived. `value` is what `JSON.parse` makes of it; `undefined` where it is
/// not JSON.
#[wasm_bindgen]
pub fn body(
    step: &Step,
    call: u32,
    text: &JsString,
    #[wasm_bindgen(unchecked_param_type = "unknown")] value: &JsValue,
    now: f64,
) -> ActionNumber {
    let action = calls(|calls| body::report(calls, call as usize, text, value, now));
    report_attempt(step, call, action)
}

/// The request failed without a response, or its body did not arrive. `detail` is what the runtime says.
#[wasm_bindgen]
pub fn failed(step: &Step, call: u32, failure: u8, detail: &str, now: f64) -> ActionNumber {
    let error = match TransportFailure::VARIANTS.get(usize::from(failure)) {
        Some(TransportFailure::NotConnected) => TransportError::NotConnected,
        Some(TransportFailure::Certificate) => TransportError::Certificate,
        _ => TransportError::Lost,
    };
    let action = calls(|calls| calls.failed(call as usize, error, detail, random(), now));
    report_attempt(step, call, action)
}

/// Nobody awaits the call any more, for which so many requests were sent. Sets its outcome and attempts, and
/// frees it.
#[wasm_bindgen]
pub fn abandon(step: &Step, call: u32, sent: u32, now: f64) {
    let (outcome, attempts) = calls(|calls| {
        calls.sent(call as usize, sent);
        calls.abandon(call as usize, now)
    });
    step.outcome(outcome as u8);
    step.attempts(attempts);
}

/// The next call to resume, or -1.
#[wasm_bindgen(js_name = nextReady)]
pub fn next_ready(now: f64) -> i32 {
    calls(|calls| calls.next_ready(now)).map_or(-1, |call| call as i32)
}

/// Milliseconds until `nextReady` has something to do.
#[wasm_bindgen(js_name = wakeIn)]
pub fn wake_in(now: f64) -> f64 {
    calls(|calls| calls.wake_in(now))
}

/// Appends the state of the rate limit with this key to `numbers`. Unless `always`, appends nothing if it
/// has not changed since it was last exported or imported.
#[wasm_bindgen(js_name = exportRateLimit)]
pub fn export_rate_limit(key: &str, always: bool, numbers: &Numbers) {
    calls(|calls| calls.export_rate_limit(key, always, &mut |number| numbers.push(number)));
}

/// Takes over the state of the rate limit with this key from another instance.
#[wasm_bindgen(js_name = importRateLimit)]
pub fn import_rate_limit(
    key: &str,
    #[wasm_bindgen(unchecked_param_type = "readonly number[]")] state: &Numbers,
) {
    let mut numbers = Vec::new();
    for index in 0..state.length() {
        numbers.push(state.at(index));
    }
    calls(|calls| calls.import_rate_limit(key, &numbers));
}

/// Appends what the store of the rate limit with this key has to know to `numbers`, as `Limiter::report`
/// says. From the first time on, its permits come from the store.
#[wasm_bindgen(js_name = reportRateLimit)]
pub fn report_rate_limit(key: &str, numbers: &Numbers) {
    calls(|calls| calls.report_rate_limit(key, &mut |number| numbers.push(number)));
}

/// Takes what the store of the rate limit with this key has granted: see `Granted`.
#[wasm_bindgen(js_name = grantRateLimit)]
#[allow(
    clippy::too_many_arguments,
    reason = "an object would cost more to cross than the call"
)]
pub fn grant_rate_limit(
    key: &str,
    first: f64,
    count: u32,
    lease_end: f64,
    next_at: f64,
    free: f64,
    reset_at: f64,
    paused_until: f64,
) {
    let granted = Granted {
        first,
        count,
        lease_end,
        next_at,
        free,
        reset_at,
        paused_until,
    };
    calls(|calls| calls.grant_rate_limit(key, granted));
}

/// A number that grows with every change to the rate limit of a client.
#[wasm_bindgen(js_name = rateLimitChanges)]
pub fn rate_limit_changes(client: u32) -> u32 {
    calls(|calls| calls.rate_limit_changes(client as usize))
}

/// Appends the rate limit of a client to `numbers`: limit, remaining and milliseconds until that grows;
/// NaN where unknown.
#[wasm_bindgen(js_name = rateLimit)]
pub fn rate_limit(client: u32, now: f64, numbers: &Numbers) {
    if let Some(rate) = calls(|calls| calls.rate(client as usize, now)) {
        for value in [rate.limit, rate.remaining, rate.reset] {
            numbers.push(value.unwrap_or(f64::NAN));
        }
    }
}

/// Begins to read a list. Returns a handle for `rows`.
#[wasm_bindgen(js_name = openRows)]
pub fn open_rows() -> u32 {
    calls(|calls| calls.rows.insert(RowFilter::default())) as u32
}

/// Takes a page of a list in: the JSON of its rows, and whether it is the last one if it repeats earlier
/// ones. Appends the indices of rows that were on an earlier page to `repeated`, and returns the number of
/// a `PageVerdict`.
#[wasm_bindgen]
pub fn rows(handle: u32, json: &str, repeat_is_end: bool, repeated: &Numbers) -> u8 {
    let page = calls(|calls| {
        let filter = calls.rows.get_mut(handle as usize);
        filter.map_or(Page::End, |filter| {
            filter.page(json.as_bytes(), repeat_is_end)
        })
    });
    let verdict = match page {
        Page::Rows(indices) => {
            for index in indices {
                repeated.push(f64::from(index));
            }
            PageVerdict::Rows
        }
        Page::End => PageVerdict::End,
        Page::Endless => PageVerdict::Endless,
    };
    verdict as u8
}

/// The list has been read, or nobody goes on reading it.
#[wasm_bindgen(js_name = closeRows)]
pub fn close_rows(handle: u32) {
    calls(|calls| calls.rows.remove(handle as usize));
}

/// Reports an action that may repeat an attempt, and sets why it does.
fn report_attempt(step: &Step, call: u32, action: Action) -> ActionNumber {
    let reason = calls(|calls| calls.take_retry_reason(call as usize));
    if let Some(reason) = reason {
        step.reason(&reason.describe());
    }
    report(step, action)
}

fn random() -> f64 {
    js_sys::Math::random()
}
