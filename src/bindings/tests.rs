//! A call through the exports, as the facade makes it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::{
    admit, answered, begin, body, close, drifts, end, failed, headers, judge, method, next_page,
    open, outcome, rate, sent, url,
};
use crate::tables;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Headers;

const LIST_ENTRIES: i32 = tables::index_of("getTimeEntries") as i32;
const CREATE_ENTRY: i32 = tables::index_of("createTimeEntry") as i32;
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
    assert_eq!((method(call), body(call)), (0, None));
    assert_eq!(
        url(call),
        "https://h/time-entries?workspace_id=1&user_id=100&date=2026-01-29"
    );
    let lines = "x-ratelimit-remaining:12\nx-ratelimit-limit:60\n".to_owned();
    assert_eq!(answered(call, 200, false, Some(lines), 1.0).unwrap(), -1.0);
    let text = r#"{"success":true,"data":[],"meta":{}}"#;
    assert_eq!(judge(call, &text.into(), true).unwrap(), 1);
    assert_eq!(next_page(call, f64::NAN, f64::NAN, 1.0, 3.0, 0), 2.0);
    assert!(next_page(call, f64::NAN, f64::NAN, 3.0, 3.0, 0).is_nan());
    assert_eq!((rate(client, 0, 1.0), rate(client, 1, 1.0)), (60.0, 12.0));
    end(call, 1.0);
    close(client);
}

#[wasm_bindgen_test]
fn extra_headers_come_along_but_not_in_place_of_the_token() {
    let extra = Headers::new().unwrap();
    for (name, value) in [
        ("X-Trace", "1"),
        ("Accept", "text/plain"),
        ("Authorization", "Bearer evil"),
    ] {
        extra.set(name, value).unwrap();
    }
    for has_body in [true, false] {
        let merged: Headers = headers(&extra, "Bearer t", has_body)
            .unwrap()
            .unchecked_into();
        let read = |name: &str| merged.get(name).unwrap();
        assert_eq!(read("x-trace").unwrap(), "1");
        assert_eq!(read("accept").unwrap(), "text/plain");
        assert_eq!(read("authorization").unwrap(), "Bearer t");
        assert_eq!(read("content-type").is_some(), has_body);
    }
}

#[wasm_bindgen_test]
fn a_lost_write_is_not_sent_again() {
    let call = start(client(1), CREATE_ENTRY, CREATE);
    assert!(body(call).unwrap().contains("09:00"));
    let failure = failed(call, 0, "a text", 1.0).unwrap_err();
    let failure = failure.as_string().unwrap();
    assert_eq!(
        failure,
        "connection\0timeEntries.create: no answer: a text\0\0\0\0"
    );
    assert_eq!(outcome(call), 2);
}

#[wasm_bindgen_test]
fn what_the_contract_refuses_is_thrown_as_a_text() {
    let failure = begin(client(1), LIST_ENTRIES, "{}", None, 1.0, 1.0, 0, false, 0.0).unwrap_err();
    let failure = failure.as_string().unwrap();
    assert!(
        failure.starts_with("invalid_argument\0timeEntries.list: user_id is required"),
        "{failure}"
    );
}

#[wasm_bindgen_test]
fn drifts_are_told_once() {
    let client = client(1);
    let call = start(client, LIST_ENTRIES, LIST);
    assert_eq!(answered(call, 200, false, None, 1.0).unwrap(), -1.0);
    assert_eq!(judge(call, &"{}".into(), true).unwrap(), 3);
    assert!(drifts().starts_with("/success\0boolean\0nothing\0/data\0"));
    assert_eq!(drifts(), "");
}
