//! Calls through the exports, as the driver makes them.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod body;
mod bulk;
mod text;

use super::Numbers;
use crate::boundary::js::Step;
use crate::boundary::{ActionKind, PageVerdict, TransportFailure, ValidationMode};
use crate::error::{Code, Outcome};
use crate::tables;
use js_sys::{Array, Function, JSON, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// An array for numbers, and what is in it.
fn numbers() -> Numbers {
    Array::new().unchecked_into()
}

fn read(numbers: &Numbers) -> Vec<f64> {
    let array: &Array = numbers.unchecked_ref();
    array.iter().filter_map(|number| number.as_f64()).collect()
}

const LIST_ENTRIES: i32 = tables::index_of("getTimeEntries") as i32;
const CREATE_ENTRY: i32 = tables::index_of("createTimeEntry") as i32;
const RAW: i32 = -1;
const LIST: &str = r#"{"user_id":100,"date":"2026-01-29"}"#;
const CREATE: &str =
    r#"{"user_id":100,"date":"2026-01-29","start_time":"09:00","end_time":"10:00"}"#;

fn eval(script: &str) -> JsValue {
    let script = format!("return ({script})");
    Function::new_no_args(&script)
        .call0(&JsValue::UNDEFINED)
        .unwrap()
}

/// One call, with a `Step` as in `boundary.ts`.
struct Driver {
    step: Step,
    call: u32,
}

impl Driver {
    /// Starts a call, and returns its first action.
    fn start(client: u32, operation: i32, target: &str, extras: Option<&str>) -> (Self, u8) {
        let step: Step = eval(
            "{
                call: -1,
                setPagination(total, per_page, current_page, last_page, from, to) {
                    Object.assign(this, { total, per_page, current_page, last_page, from, to });
                },
                addIssue(parameter, expected, received) {
                    (this.issues ??= []).push([parameter, expected, received].join());
                },
                addDrift(pointer, expected, found) {
                    (this.drifts ??= []).push([pointer, expected, found].join());
                },
            }",
        )
        .unchecked_into();
        let action = super::start(
            &step,
            client,
            operation,
            target,
            extras.unwrap_or_default(),
            30_000.0,
            f64::INFINITY,
            2,
            false,
            0.0,
        );
        let mut driver = Self { step, call: 0 };
        driver.call = driver.number("call").unwrap_or(-1.0) as u32;
        (driver, action)
    }

    /// Starts a call that is sent at once.
    fn send(client: u32, operation: i32, target: &str) -> Self {
        let (driver, action) = Self::start(client, operation, target, None);
        assert_eq!(action, ActionKind::Send as u8);
        assert_eq!(driver.number("ms"), Some(30_000.0));
        driver
    }

    fn get(&self, name: &str) -> JsValue {
        Reflect::get(self.step.as_ref(), &name.into()).unwrap()
    }

    fn number(&self, name: &str) -> Option<f64> {
        self.get(name).as_f64()
    }

    fn string(&self, name: &str) -> Option<String> {
        self.get(name).as_string()
    }

    /// An array of the step, as a string; empty where there is none.
    fn array(&self, name: &str) -> String {
        let array: Option<Array> = self.get(name).dyn_into().ok();
        array.map_or_else(String::new, |array| array.join(" | ").into())
    }

    fn head(&self, status: u16, headers: Option<&str>) -> u8 {
        super::response(
            &self.step,
            self.call,
            status,
            false,
            headers.unwrap_or_default(),
            1.0,
        )
    }

    /// Reports a body: its text, and what `JSON.parse` makes of it.
    fn body(&self, text: &str) -> u8 {
        let value = JSON::parse(text).unwrap_or(JsValue::UNDEFINED);
        super::body(&self.step, self.call, &text.into(), &value, 1.0)
    }

    /// Reports a whole response.
    fn response(&self, status: u16, text: &str) -> u8 {
        assert_eq!(self.head(status, None), ActionKind::Read as u8);
        self.body(text)
    }

    fn assert_failed(&self, action: u8, code: Code, outcome: Outcome) {
        assert_eq!(action, ActionKind::Fail as u8);
        assert_eq!(self.number("code"), Some(f64::from(code as u8)));
        assert_eq!(self.number("outcome"), Some(f64::from(outcome as u8)));
    }
}

fn client_with(validation: ValidationMode, has_token_function: bool, requests: u32) -> u32 {
    super::open_client(
        "https://h",
        "",
        requests,
        60_000.0,
        1.0,
        validation as u8,
        true,
        has_token_function,
        0.0,
    )
}

fn client() -> u32 {
    client_with(ValidationMode::Off, false, 60)
}

#[wasm_bindgen_test]
fn a_call_goes_from_parameters_to_its_result() {
    let client = client_with(ValidationMode::Report, false, 60);
    let driver = Driver::send(client, LIST_ENTRIES, LIST);
    assert_eq!(driver.string("method").unwrap(), "GET");
    assert!(driver.get("body").is_undefined());
    assert_eq!(
        driver.string("url").unwrap(),
        "https://h/time-entries?workspace_id=1&user_id=100&date=2026-01-29"
    );
    let headers = "x-ratelimit-remaining:12\nx-ratelimit-limit:60\n";
    assert_eq!(driver.head(200, Some(headers)), ActionKind::Read as u8);
    let text =
        r#"{"success":true,"data":[],"meta":{"pagination":{"current_page":1,"last_page":3}}}"#;
    assert_eq!(driver.body(text), ActionKind::Done as u8);
    assert_eq!(driver.number("nextPage"), Some(2.0));
    assert_eq!(driver.get("repeatIsEnd"), JsValue::FALSE);
    assert!(driver.get("acknowledged").is_undefined());
    assert!(driver.get("drifts").is_undefined());
    let rate = numbers();
    super::rate_limit(client, 1.0, &rate);
    assert_eq!(read(&rate)[..2], [60.0, 12.0]);
    super::close_client(client);
    let none = numbers();
    super::rate_limit(client, 1.0, &none);
    assert!(read(&none).is_empty());
}

#[wasm_bindgen_test]
fn a_lost_write_is_not_sent_again() {
    let driver = Driver::send(client(), CREATE_ENTRY, CREATE);
    assert_eq!(driver.string("method").unwrap(), "POST");
    assert!(driver.string("body").unwrap().contains("09:00"));
    let lost = TransportFailure::Lost as u8;
    let action = super::failed(&driver.step, driver.call, lost, "socket hang up", 1.0);
    driver.assert_failed(action, Code::Connection, Outcome::Unknown);
    assert_eq!(
        driver.string("message").unwrap(),
        "no response: socket hang up"
    );
    assert_eq!(driver.get("retryable"), JsValue::FALSE);
    assert_eq!(driver.number("attempts"), Some(1.0));
}

#[wasm_bindgen_test]
fn a_read_is_repeated_after_a_back_off_with_its_reason() {
    let driver = Driver::send(client(), LIST_ENTRIES, LIST);
    assert_eq!(
        driver.head(503, Some("retry-after:2\n")),
        ActionKind::Wait as u8
    );
    assert_eq!(driver.number("ms"), Some(2_000.0));
    assert_eq!(driver.number("queued"), Some(0.0));
    assert_eq!(driver.string("reason").unwrap(), "503");
    let action = super::time_up(&driver.step, driver.call, 2_001.0);
    assert_eq!(action, ActionKind::Send as u8);
    let action = super::time_up(&driver.step, driver.call, 32_001.0);
    assert_eq!(action, ActionKind::Wait as u8);
    assert_eq!(driver.string("reason").unwrap(), "timeout");
    super::abandon(&driver.step, driver.call, 2, 32_002.0);
    assert_eq!(driver.number("attempts"), Some(2.0));
    assert_eq!(
        driver.number("outcome"),
        Some(f64::from(Outcome::Unknown as u8))
    );
}

#[wasm_bindgen_test]
fn a_call_waits_for_a_permit_and_for_its_token() {
    let client = client_with(ValidationMode::Off, true, 1);
    let (first, action) = Driver::start(client, LIST_ENTRIES, LIST, None);
    assert_eq!(action, ActionKind::GetToken as u8);
    assert_eq!(first.get("refused"), JsValue::FALSE);
    assert_eq!(first.number("ms"), Some(f64::INFINITY));
    let action = super::token(&first.step, first.call, "a", 0.0);
    assert_eq!(action, ActionKind::Send as u8);
    assert_eq!(first.string("token").unwrap(), "a");
    let (second, action) = Driver::start(client, LIST_ENTRIES, LIST, None);
    assert_eq!(action, ActionKind::Queue as u8);
    assert_eq!(second.number("queued"), Some(1.0));
    assert_eq!(super::next_ready(1.0), -1);
    assert_eq!(
        first.response(200, r#"{"success":true}"#),
        ActionKind::Done as u8
    );
    let wake = 1.0 + super::wake_in(1.0).ceil();
    assert_eq!(super::next_ready(wake), second.call as i32);
    let action = super::resumed(&second.step, second.call, wake);
    assert_eq!(action, ActionKind::GetToken as u8);
    let action = super::token_failed(
        &second.step,
        second.call,
        "the token function failed",
        false,
        wake,
    );
    second.assert_failed(action, Code::Authentication, Outcome::NotSent);
    assert_eq!(super::wake_in(wake), f64::INFINITY);
}

#[wasm_bindgen_test]
fn a_refused_token_is_asked_for_again() {
    let driver = Driver::start(
        client_with(ValidationMode::Off, true, 60),
        CREATE_ENTRY,
        CREATE,
        None,
    )
    .0;
    super::token(&driver.step, driver.call, "a", 0.0);
    assert_eq!(driver.response(401, "{}"), ActionKind::GetToken as u8);
    assert_eq!(driver.get("refused"), JsValue::TRUE);
    assert_eq!(driver.string("reason").unwrap(), "401");
    let action = super::token(&driver.step, driver.call, "a", 2.0);
    driver.assert_failed(action, Code::Authentication, Outcome::Rejected);
}

#[wasm_bindgen_test]
fn invalid_parameters_are_reported_with_all_issues() {
    let (driver, action) = Driver::start(client(), LIST_ENTRIES, "{}", None);
    driver.assert_failed(action, Code::InvalidArgument, Outcome::NotSent);
    assert_eq!(driver.number("call"), Some(-1.0));
    let issues = driver.array("issues");
    assert!(
        issues.contains("user_id,") && issues.contains(" | date,"),
        "{issues}"
    );
}

#[wasm_bindgen_test]
fn a_raw_request_is_built_with_its_extras() {
    let target = r#"{"method":"PUT","path":"/x","body":{"a":1}}"#;
    let extras = r#"{"query":{"q":"1"}}"#;
    let (driver, action) = Driver::start(client(), RAW, target, Some(extras));
    assert_eq!(action, ActionKind::Send as u8);
    assert_eq!(driver.string("url").unwrap(), "https://h/x?q=1");
    assert_eq!(driver.string("body").unwrap(), r#"{"a":1}"#);
    assert_eq!(driver.response(200, "[1]"), ActionKind::Done as u8);
    assert!(driver.get("nextPage").is_undefined());
}

#[wasm_bindgen_test]
fn drifts_are_reported_once() {
    let client = client_with(ValidationMode::Report, false, 60);
    let drifts = || {
        let driver = Driver::send(client, LIST_ENTRIES, LIST);
        assert_eq!(
            driver.response(200, r#"{"data":"é"}"#),
            ActionKind::Done as u8
        );
        driver.array("drifts")
    };
    let mut first: Vec<String> = drifts().split(" | ").map(str::to_owned).collect();
    first.sort();
    assert_eq!(first, ["/data,array,string", "/success,boolean,nothing"]);
    assert_eq!(drifts(), "");
}

#[wasm_bindgen_test]
fn strict_validation_names_the_place_and_asks_for_an_excerpt() {
    let driver = Driver::send(
        client_with(ValidationMode::Strict, false, 60),
        LIST_ENTRIES,
        LIST,
    );
    let action = driver.response(200, r#"{"success":true,"data":5}"#);
    driver.assert_failed(action, Code::Decode, Outcome::Unknown);
    assert_eq!(driver.string("pointer").unwrap(), "/data");
    assert_eq!(driver.get("hasExcerpt"), JsValue::TRUE);
}

#[wasm_bindgen_test]
fn an_unknown_handle_is_an_internal_error() {
    let driver = Driver::send(client(), LIST_ENTRIES, LIST);
    let action = super::resumed(&driver.step, 4_000_000, 0.0);
    driver.assert_failed(action, Code::Internal, Outcome::NotSent);
    super::abandon(&driver.step, driver.call, 1, 0.0);
}

#[wasm_bindgen_test]
fn rows_of_a_list_come_once() {
    let rows = super::open_rows();
    let page = |json: &str, repeat_is_end: bool| {
        let repeated = numbers();
        let verdict = super::rows(rows, json, repeat_is_end, &repeated);
        (verdict, read(&repeated))
    };
    assert_eq!(page("[1,2]", false), (PageVerdict::Rows as u8, vec![]));
    assert_eq!(page("[2,3]", false), (PageVerdict::Rows as u8, vec![0.0]));
    assert_eq!(page("[3]", true), (PageVerdict::End as u8, vec![]));
    super::close_rows(rows);
    assert_eq!(page("[4]", false), (PageVerdict::End as u8, vec![]));
}
