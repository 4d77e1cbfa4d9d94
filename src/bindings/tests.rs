//! A call through the exports, as the facade makes it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::{
    admit, answered, begin, body, close, end, failed, headers, judge, method, next_page, open,
    outcome, rate, sent, thrown_code, url,
};
use crate::api::pack;
use js_sys::{Function, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Headers;

const LIST_ENTRIES: i32 = pack::index_of("getTimeEntries") as i32;
const CREATE_ENTRY: i32 = pack::index_of("createTimeEntry") as i32;
const LIST: &str = r#"{"user_id":100,"date":"2026-01-29"}"#;
const CREATE: &str =
    r#"{"user_id":100,"date":"2026-01-29","start_time":"09:00","end_time":"10:00"}"#;

fn client(validation: u8) -> usize {
    open(
        "https://h".to_owned(),
        String::new(),
        60,
        60_000.0,
        1.0,
        validation,
        0.0,
    )
}

fn start(client: usize, operation: i32, params: &str) -> usize {
    let call = begin(
        client,
        operation,
        params,
        None,
        30_000.0,
        f64::INFINITY,
        2,
        false,
        0.0,
    )
    .unwrap();
    assert_eq!(admit(call, false, 0.0).unwrap(), 0.0);
    assert_eq!(sent(call, 0.0), 30_000.0);
    call
}

#[wasm_bindgen_test]
fn a_call_goes_from_parameters_to_its_body() {
    let client = client(1);
    let call = start(client, LIST_ENTRIES, LIST);
    let text =
        r#"{"success":true,"data":[],"meta":{"pagination":{"current_page":"1","last_page":3}}}"#;
    let response = fetched(call, &format!("Promise.resolve(new Response('{text}'))"))
        .await
        .unwrap();
    assert!(answered(call, &response, 1.0).unwrap());
    let body = parse(text);
    assert!(judge(call, &text.into(), &body, None).unwrap());
    let numbers = page(call, &body, 0);
    assert_eq!((numbers[2], numbers[3], numbers[6]), (1.0, 3.0, 2.0));
    assert!(numbers[0].is_nan());
    assert_eq!((attempts(call), rate(client, 1.0)[1]), (1, 59.0));
    end(call, 1.0);
    close(client);
}

#[wasm_bindgen_test]
async fn a_fetch_that_rejects_with_a_text_is_told_and_settled() {
    let call = start(client(1), CREATE_ENTRY, CREATE);
    let rejected = fetched(call, "Promise.reject('a text')").await.unwrap_err();
    assert_eq!(rejected.as_string().unwrap(), "a text");
    let failure = failed(call, 0, "a text", 1.0).unwrap_err();
    assert_eq!(thrown_code(&failure), "connection");
    assert_eq!(outcome(call), "unknown");
}

#[wasm_bindgen_test]
fn what_the_contract_refuses_is_thrown_as_a_plain_object() {
    let failure = begin(client(1), LIST_ENTRIES, "{}", None, 1.0, 1.0, 0, false, 0.0).unwrap_err();
    assert_eq!(thrown_code(&failure), "invalid_argument");
    let message = Reflect::get(&failure, &"message".into())
        .unwrap()
        .as_string()
        .unwrap();
    assert!(
        message.starts_with("timeEntries.list: user_id is required"),
        "{message}"
    );
}

#[wasm_bindgen_test]
fn drift_is_told_after_the_core_is_free_again() {
    let client = client(1);
    let call = start(client, LIST_ENTRIES, LIST);
    let response = fetched(call, "Promise.resolve(new Response('{}'))")
        .await
        .unwrap();
    assert!(answered(call, &response, 1.0).unwrap());
    let told = js_sys::Array::new();
    let listener = told.clone();
    // Calls into the core while it reports: a borrow that is still held would panic.
    let on_drift =
        Closure::<dyn FnMut(JsValue, JsValue, JsValue)>::new(move |pointer: JsValue, _, _| {
            assert_eq!(rate(client, 1.0).len(), 3);
            listener.push(&pointer);
        });
    let function: Function = on_drift.as_ref().unchecked_ref::<Function>().clone();
    assert!(judge(call, &"{}".into(), &parse("{}"), Some(function)).unwrap());
    assert_eq!(told.join(" "), "/success /data");
}
