//! The sandbox's `fetch` in real engines.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![cfg(target_arch = "wasm32")]

use gloo_net::http::Response;
use js_sys::Reflect;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{AbortController, Request, RequestInit};
use webwork_sandbox::Sandbox;

const URL: &str = "https://api.webwork-tracker.com/api/v2/time-entries";

fn request(method: &str, url: &str, body: Option<&str>) -> Request {
    let init = RequestInit::new();
    init.set_method(method);
    if let Some(body) = body {
        init.set_body(&body.into());
    }
    let request = Request::new_with_str_and_init(url, &init).unwrap();
    request
        .headers()
        .set("authorization", "Bearer sandbox-token")
        .unwrap();
    request
}

async fn fetch(sandbox: &Sandbox, request: Request) -> Result<Response, JsValue> {
    let response = JsFuture::from(sandbox.fetch(request)).await?;
    Ok(Response::from(
        response.unchecked_into::<web_sys::Response>(),
    ))
}

#[wasm_bindgen_test]
async fn a_request_is_answered_with_a_real_response() {
    let sandbox = Sandbox::new(JsValue::UNDEFINED).unwrap();
    let response = fetch(
        &sandbox,
        request(
            "GET",
            &format!("{URL}?workspace_id=1&user_id=100&date=2026-01-29"),
            None,
        ),
    )
    .await
    .unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(
        response.headers().get("x-ratelimit-remaining").unwrap(),
        "59"
    );
    assert!(
        response
            .text()
            .await
            .unwrap()
            .contains("a1b2c3d4-e5f6-7890-abcd-ef1234567890")
    );
}

#[wasm_bindgen_test]
async fn a_deletion_carries_its_body() {
    let sandbox = Sandbox::new(JsValue::UNDEFINED).unwrap();
    let url = format!("{URL}/a1b2c3d4-e5f6-7890-abcd-ef1234567890");
    assert_eq!(
        fetch(&sandbox, request("DELETE", &url, None))
            .await
            .unwrap()
            .status(),
        400
    );
    assert_eq!(
        fetch(
            &sandbox,
            request("DELETE", &url, Some("{\"workspace_id\":1}"))
        )
        .await
        .unwrap()
        .status(),
        200
    );
    assert_eq!(
        fetch(
            &sandbox,
            request("DELETE", &url, Some("{\"workspace_id\":1}"))
        )
        .await
        .unwrap()
        .status(),
        404
    );
}

#[wasm_bindgen_test]
async fn an_aborted_request_rejects_with_the_reason() {
    let sandbox = Sandbox::new(JsValue::UNDEFINED).unwrap();
    let controller = AbortController::new().unwrap();
    let init = RequestInit::new();
    init.set_signal(Some(&controller.signal()));
    let request = Request::new_with_str_and_init(URL, &init).unwrap();
    controller.abort_with_reason(&"enough".into());
    assert!(fetch(&sandbox, request).await.is_err());
}

#[wasm_bindgen_test]
async fn requests_at_the_same_time_do_not_hold_each_other_up() {
    let sandbox = Sandbox::new(JsValue::UNDEFINED).unwrap();
    let promises = js_sys::Array::new();
    for _ in 0..20 {
        promises.push(&sandbox.fetch(request("GET", URL, None)));
    }
    drop(sandbox);
    let all = JsFuture::from(js_sys::Promise::all(&promises))
        .await
        .unwrap();
    assert_eq!(js_sys::Array::from(&all).length(), 20);
}

#[wasm_bindgen_test]
fn an_option_of_the_wrong_type_is_refused() {
    let options = js_sys::Object::new();
    Reflect::set(&options, &"now".into(), &"noon".into()).unwrap();
    assert!(Sandbox::new(options.into()).is_err());
}
