//! The host layer in real engines.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::fetch::{head, send};
use super::text::encode;
use crate::api::schema::Method;
use crate::call::request::Request;
use js_sys::{Array, Function, JsString, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{AbortController, Headers};

fn eval(script: &str) -> JsValue {
    Function::new_no_args(&format!("return ({script})"))
        .call0(&JsValue::UNDEFINED)
        .unwrap()
}

fn get(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &name.into()).unwrap()
}

/// What a `fetch` is called with, as `[this, url, init]`.
fn sent(request: &Request, extra: &JsValue) -> Array {
    let spy: Function = eval("function (...args) { return [this, ...args] }").unchecked_into();
    let signal = AbortController::new().unwrap().signal();
    send(request, &spy, &"Bearer t".into(), extra, &signal)
        .unwrap()
        .unchecked_into()
}

fn request(method: Method, body: Option<&str>) -> Request {
    Request {
        method,
        url: "https://h/p?ü=%20".to_owned(),
        body: body.map(str::to_owned),
    }
}

#[wasm_bindgen_test]
fn fetch_gets_url_and_init_and_nothing_that_breaks_cors() {
    let args = sent(
        &request(Method::Delete, Some("{\"a\":\"é\"}")),
        &JsValue::UNDEFINED,
    );
    assert_eq!(args.length(), 3);
    assert_eq!(args.get(1).as_string().unwrap(), "https://h/p?ü=%20");
    let init = args.get(2);
    assert_eq!(get(&init, "method").as_string().unwrap(), "DELETE");
    assert_eq!(get(&init, "redirect").as_string().unwrap(), "manual");
    assert_eq!(get(&init, "body").as_string().unwrap(), "{\"a\":\"é\"}");
    assert!(get(&init, "signal").is_object());
    let names =
        js_sys::Object::keys(get(&init, "headers").unchecked_ref::<js_sys::Object>()).join(",");
    assert_eq!(names, "authorization,accept,content-type");
}

#[wasm_bindgen_test]
fn a_read_has_neither_body_nor_content_type() {
    let init = sent(&request(Method::Get, None), &JsValue::UNDEFINED).get(2);
    assert!(get(&init, "body").is_undefined());
    assert!(get(&get(&init, "headers"), "content-type").is_undefined());
}

#[wasm_bindgen_test]
fn extra_headers_come_along_but_not_in_place_of_the_token() {
    let extra =
        eval("new Headers({ 'X-Trace': '1', Accept: 'text/plain', Authorization: 'Bearer evil' })");
    let init = sent(&request(Method::Get, None), &extra).get(2);
    let headers: Headers = get(&init, "headers").unchecked_into();
    let read = |name: &str| headers.get(name).unwrap();
    assert_eq!(
        (
            read("x-trace").unwrap(),
            read("accept").unwrap(),
            read("authorization").unwrap()
        ),
        (
            "1".to_owned(),
            "text/plain".to_owned(),
            "Bearer t".to_owned()
        )
    );
}

#[wasm_bindgen_test]
fn what_fetch_throws_comes_out_as_it_is() {
    let thrower: Function = eval("function () { throw 'a text' }").unchecked_into();
    let signal = AbortController::new().unwrap().signal();
    let thrown = send(
        &request(Method::Get, None),
        &thrower,
        &"".into(),
        &JsValue::UNDEFINED,
        &signal,
    )
    .unwrap_err();
    assert_eq!(thrown.as_string().unwrap(), "a text");
}

#[wasm_bindgen_test]
fn the_head_of_a_real_response_is_read() {
    let response = eval(
        "new Response('', { status: 429, headers: { 'Retry-After': '2', 'X-RateLimit-Remaining': '0' } })",
    );
    let head = head(&response);
    assert_eq!(
        (
            head.status,
            head.redirect,
            head.retry_after,
            head.told.remaining
        ),
        (429, false, Some(2_000.0), Some(0.0))
    );
}

#[wasm_bindgen_test]
fn the_head_of_a_duck_is_read_as_far_as_it_goes() {
    for duck in [
        "({ status: 200 })",
        "({ status: 200, headers: null })",
        "({ status: 200, headers: {} })",
        "({ status: 200, headers: new Map() })",
        "({ status: 200, type: 'odd' })",
    ] {
        let head = head(&eval(duck));
        assert_eq!((head.status, head.redirect), (200, false), "{duck}");
    }
    assert!(head(&eval("({ status: 0, type: 'opaqueredirect' })")).redirect);
}

#[wasm_bindgen_test]
fn texts_of_all_kinds_are_encoded_as_utf8() {
    let mut buffer = Vec::new();
    for text in [
        "",
        "ascii",
        "é",
        "漢字😀",
        &"a".repeat(70_000),
        &"😀é".repeat(30_000),
    ] {
        let length = encode(&JsString::from(text), &mut buffer);
        assert_eq!(&buffer[..length], text.as_bytes());
    }
    let length = encode(&eval("'\\ud83d'").unchecked_into(), &mut buffer);
    assert_eq!(&buffer[..length], "\u{FFFD}".as_bytes());
}
