//! The machine's `fetch` in real engines.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]
#![cfg(target_arch = "wasm32")]

use gloo_net::http::Response;
use js_sys::{JSON, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{AbortController, Request, RequestInit};
use webwork_sandbox::Machine;

const URL: &str = "https://api.webwork-tracker.com/api/v2/time-entries";
const ENTRY: &str = "a1b2c3d4-e5f6-7890-abcd-ef1234567890";
const NOON: f64 = 1_769_688_000_000.0;

fn machine(options: &str) -> Machine {
    Machine::new(JSON::parse(options).unwrap(), "sandbox", NOON).unwrap()
}

fn init(method: &str, body: Option<&str>) -> RequestInit {
    let init = RequestInit::new();
    init.set_method(method);
    if let Some(body) = body {
        init.set_body(&body.into());
    }
    init
}

fn request(url: &str, init: &RequestInit) -> Request {
    let request = Request::new_with_str_and_init(url, init).unwrap();
    let headers = request.headers();
    headers
        .set("authorization", "Bearer sandbox-owner")
        .unwrap();
    headers.set("content-type", "application/json").unwrap();
    request
}

async fn exchange(machine: &Machine, request: Request) -> Result<JsValue, JsValue> {
    JsFuture::from(machine.fetch(request)).await
}

async fn fetch(machine: &Machine, method: &str, url: &str, body: Option<&str>) -> Response {
    let exchange = exchange(machine, request(url, &init(method, body)))
        .await
        .unwrap();
    let response = Reflect::get(&exchange, &"response".into()).unwrap();
    Response::from(response.unchecked_into::<web_sys::Response>())
}

#[wasm_bindgen_test]
async fn a_request_gets_a_real_response() {
    let machine = machine("{}");
    let url = format!("{URL}?workspace_id=1&user_id=100&date=2026-01-28");
    let response = fetch(&machine, "GET", &url, None).await;
    assert_eq!(response.status(), 200);
    let left = response.headers().get("x-ratelimit-remaining");
    assert_eq!(left.as_deref(), Some("59"));
    assert!(response.text().await.unwrap().contains(ENTRY));
}

#[wasm_bindgen_test]
async fn a_deletion_carries_its_body() {
    let machine = machine("{}");
    let url = format!("{URL}/{ENTRY}");
    assert_eq!(fetch(&machine, "DELETE", &url, None).await.status(), 400);
    let body = Some("{\"workspace_id\":1}");
    assert_eq!(fetch(&machine, "DELETE", &url, body).await.status(), 200);
}

#[wasm_bindgen_test]
async fn an_aborted_request_rejects_with_the_reason_of_its_signal() {
    let machine = machine("{}");
    let controller = AbortController::new().unwrap();
    let init = init("GET", None);
    init.set_signal(Some(&controller.signal()));
    let request = request(URL, &init);
    controller.abort_with_reason(&"gone".into());
    assert_eq!(exchange(&machine, request).await, Err("gone".into()));
}

#[wasm_bindgen_test]
async fn options_snapshots_and_the_log_are_plain_objects() {
    let machine = machine("{\"now\":0,\"rateLimit\":{\"requests\":1,\"per\":1000}}");
    assert_eq!(fetch(&machine, "GET", URL, None).await.status(), 422);
    assert_eq!(fetch(&machine, "GET", URL, None).await.status(), 429);
    let snapshot = machine.snapshot("", NOON).unwrap();
    let copy = JSON::parse(&String::from(JSON::stringify(&snapshot).unwrap())).unwrap();
    assert!(machine.restore("", copy, NOON).is_ok());
    let log = String::from(JSON::stringify(&machine.requests().unwrap()).unwrap());
    assert!(
        log.contains("\"status\":429") && !log.contains("sandbox-owner"),
        "{log}"
    );
}

#[wasm_bindgen_test]
fn what_is_wrong_with_options_and_rules_is_told() {
    let refused = Machine::new(JSON::parse("{\"nwo\":1}").unwrap(), "sandbox", NOON);
    let message = refused
        .err()
        .map(|error| format!("{error:?}"))
        .unwrap_or_default();
    assert!(message.contains("unknown field `nwo`"), "{message}");
    let rule = JSON::parse("{\"effect\":\"explode\"}").unwrap();
    assert!(machine("{}").add_fault(rule).is_err());
}

#[wasm_bindgen_test]
async fn requests_at_the_same_time_do_not_hold_each_other_up() {
    let machine = machine("{\"now\":0}");
    let promises = js_sys::Array::new();
    for _ in 0..20 {
        promises.push(&machine.fetch(request(URL, &init("GET", None))));
    }
    drop(machine);
    let all = JsFuture::from(js_sys::Promise::all(&promises))
        .await
        .unwrap();
    assert_eq!(js_sys::Array::from(&all).length(), 20);
}
