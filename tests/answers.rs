//! What becomes of answers.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use proptest::prelude::*;
use serde_json::json;
use webwork_sdk::error::{Code, Failure};
use webwork_sdk::rate_limit::limiter::Told;
use webwork_sdk::response::headers::{Head, http_date, read};
use webwork_sdk::response::judge::{Body, Question, Validation, Verdict, judge};
use webwork_sdk::schema::Method;
use webwork_sdk::tables;

fn question(method: Method, validation: Validation) -> Question<'static> {
    let operation = if method == Method::Get {
        tables::index_of("getTimeEntries")
    } else {
        tables::index_of("createTimeEntry")
    };
    Question {
        name: "timeEntries.list",
        method,
        answer: Some(tables::kind(tables::operation(operation).unwrap().response)),
        validation,
        maybe_applied: false,
    }
}

fn judged(
    method: Method,
    validation: Validation,
    status: u16,
    text: &str,
) -> (Result<Verdict, Failure>, Vec<String>) {
    let mut drifts = Vec::new();
    let json = serde_json::from_str::<serde_json::Value>(text).is_ok();
    let verdict = judge(
        question(method, validation),
        status,
        Body {
            text: text.as_bytes(),
            json,
        },
        &mut |pointer, expected, found| {
            drifts.push(format!("{pointer} {expected} {found}"));
        },
    );
    (verdict, drifts)
}

fn entry() -> serde_json::Value {
    json!({ "id": "a", "user_id": 1, "method": "m", "date": "2026-01-29", "start_time": "t", "duration_minutes": 1 })
}

#[test]
fn each_status_has_its_code_and_the_servers_message() {
    for (status, code) in [
        (400, Code::BadRequest),
        (401, Code::Authentication),
        (403, Code::Permission),
        (404, Code::NotFound),
        (409, Code::Conflict),
        (418, Code::Api),
        (422, Code::Validation),
        (429, Code::RateLimited),
        (500, Code::Server),
        (599, Code::Server),
    ] {
        let failure = judged(
            Method::Get,
            Validation::Report,
            status,
            r#"{"success":false,"message":"it \"broke\""}"#,
        )
        .0
        .unwrap_err();
        assert_eq!(
            (failure.code, failure.message),
            (code, format!("timeEntries.list: {status} it \"broke\""))
        );
    }
}

#[test]
fn success_false_under_200_is_an_error() {
    let failure = judged(
        Method::Get,
        Validation::Off,
        200,
        r#"{"message":"no","success":false}"#,
    )
    .0
    .unwrap_err();
    assert_eq!(
        (failure.code, failure.message.as_str()),
        (Code::Api, "timeEntries.list: 200 no")
    );
}

#[test]
fn what_is_not_an_envelope_is_not_taken_for_one() {
    for text in [
        "<html>log in</html>",
        "[]",
        "1",
        "null",
        "\"text\"",
        "{\"success\":true,\"data\":[",
        "",
    ] {
        let failure = judged(Method::Get, Validation::Off, 200, text)
            .0
            .unwrap_err();
        assert_eq!(failure.code, Code::Decode, "{text}");
        assert_eq!(failure.excerpt.as_deref(), Some(text));
    }
}

#[test]
fn an_excerpt_is_short() {
    let failure = judged(Method::Get, Validation::Off, 200, &"<é>".repeat(1_000))
        .0
        .unwrap_err();
    assert_eq!(failure.excerpt.unwrap().chars().count(), 200);
}

#[test]
fn an_empty_answer_acknowledges_a_write_but_not_a_read() {
    assert_eq!(
        judged(Method::Post, Validation::Strict, 204, "").0,
        Ok(Verdict::Acknowledged)
    );
    assert_eq!(
        judged(Method::Get, Validation::Strict, 204, "")
            .0
            .unwrap_err()
            .code,
        Code::Decode
    );
}

#[test]
fn a_removal_that_was_lost_and_repeated_is_done() {
    let body = Body {
        text: br#"{"success":false,"message":"Not found"}"#,
        json: true,
    };
    let mut again = Question {
        maybe_applied: true,
        ..question(Method::Delete, Validation::Report)
    };
    assert_eq!(
        judge(again, 404, body, &mut |_, _, _| {}),
        Ok(Verdict::Acknowledged)
    );
    again.maybe_applied = false;
    assert_eq!(
        judge(again, 404, body, &mut |_, _, _| {}).unwrap_err().code,
        Code::NotFound
    );
}

#[test]
fn drift_is_reported_with_pointer_expected_and_found() {
    let mut bad = entry();
    bad["user_id"] = json!("1");
    bad["end_time"] = json!(5);
    bad.as_object_mut().unwrap().remove("method");
    let text = json!({ "success": true, "data": [entry(), bad], "meta": { "pagination": [] } })
        .to_string();
    let (verdict, mut drifts) = judged(Method::Get, Validation::Report, 200, &text);
    drifts.sort();
    assert_eq!(verdict, Ok(Verdict::Body));
    assert_eq!(
        drifts,
        [
            "/data/1/end_time string or null number",
            "/data/1/method string nothing",
            "/data/1/user_id integer string",
            "/meta/pagination object array"
        ]
    );
}

#[test]
fn strict_throws_on_the_first_drift_and_off_does_not_look() {
    let text = r#"{"success":true,"data":5,"meta":{}}"#;
    let failure = judged(Method::Get, Validation::Strict, 200, text)
        .0
        .unwrap_err();
    assert_eq!(
        (failure.code, failure.pointer.as_deref()),
        (Code::Decode, Some("/data"))
    );
    assert_eq!(
        judged(Method::Get, Validation::Off, 200, text),
        (Ok(Verdict::Body), Vec::new())
    );
}

#[test]
fn unknown_members_floats_without_fraction_and_any_order_are_no_drift() {
    let text = json!({ "meta": { "x": 1 }, "extra": [{}], "data": [entry()], "success": true })
        .to_string()
        .replace(
            "\"duration_minutes\":1",
            "\"duration_minutes\":1.00,\"new\":[{\"a\":\"}\"}]",
        );
    assert_eq!(
        judged(Method::Get, Validation::Strict, 200, &text),
        (Ok(Verdict::Body), Vec::new())
    );
}

proptest! {
    #[test]
    fn any_text_is_judged_without_a_panic(text in any::<String>(), json: bool, status in 100_u16..600) {
        let mut sink = |_: &str, _: &str, _: &str| {};
        for method in [Method::Get, Method::Post] {
            let _ = judge(question(method, Validation::Strict), status, Body { text: text.as_bytes(), json }, &mut sink);
        }
    }

    #[test]
    fn a_good_answer_with_one_byte_changed_is_judged_without_a_panic(at in 0_usize..200, byte: u8) {
        let mut text = json!({ "success": true, "data": [entry()], "meta": {} }).to_string().into_bytes();
        let at = at % text.len();
        text[at] = byte;
        let _ = judge(question(Method::Get, Validation::Report), 200, Body { text: &text, json: true }, &mut |_, _, _| {});
    }
}

/// 2026-11-24T12:00:00Z
const NOON: f64 = 1_795_521_600_000.0;

fn head(headers: &[(&str, &str)]) -> Head {
    let lookup = |name: &'static str| {
        let found = headers.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| (*value).to_owned())
    };
    read(429, false, &lookup, NOON)
}

fn told(headers: &[(&str, &str)]) -> Told {
    head(headers).told
}

fn wait(headers: &[(&str, &str)]) -> Option<f64> {
    head(headers).retry_after
}

#[test]
fn http_dates_are_read_in_all_three_forms() {
    for text in [
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
    ] {
        assert_eq!(http_date(text, NOON), Some(784_111_777_000.0), "{text}");
    }
    for text in [
        "",
        "soon",
        "Sun, 06 Nov 1994",
        "Sun, 32 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 25:49:37 GMT",
    ] {
        assert_eq!(http_date(text, NOON), None, "{text}");
    }
}

#[test]
fn waits_are_read_as_seconds_milliseconds_or_date() {
    assert_eq!(wait(&[("retry-after", "2")]), Some(2_000.0));
    assert_eq!(wait(&[("retry-after", "0.5")]), Some(500.0));
    assert_eq!(
        wait(&[("retry-after", "9"), ("retry-after-ms", "150")]),
        Some(150.0)
    );
    assert_eq!(
        wait(&[("retry-after", "Tue, 24 Nov 2026 12:00:30 GMT")]),
        Some(30_000.0)
    );
    assert_eq!(wait(&[("retry-after", "-1")]), None);
    assert_eq!(wait(&[]), None);
}

#[test]
fn a_date_to_wait_for_is_read_against_the_servers_own_clock() {
    let slow = [
        ("retry-after", "Tue, 24 Nov 2026 11:00:30 GMT"),
        ("date", "Tue, 24 Nov 2026 11:00:00 GMT"),
    ];
    assert_eq!(wait(&slow), Some(30_000.0));
    let past = [
        ("retry-after", "Tue, 24 Nov 2026 11:00:00 GMT"),
        ("date", "Tue, 24 Nov 2026 12:00:00 GMT"),
    ];
    assert_eq!(wait(&past), Some(0.0));
}

#[test]
fn the_rate_limit_is_read_in_each_of_its_spellings() {
    let expected = Told {
        limit: Some(60.0),
        remaining: Some(12.0),
        reset: Some(30_000.0),
        window: None,
    };
    assert_eq!(
        told(&[("ratelimit", "limit=60, remaining=12, reset=30")]),
        expected
    );
    assert_eq!(
        told(&[
            ("ratelimit", "\"default\";r=12;t=30"),
            ("ratelimit-policy", "\"default\";q=60;w=60")
        ]),
        Told {
            window: Some(60_000.0),
            ..expected
        }
    );
    assert_eq!(
        told(&[
            ("ratelimit-limit", "60, 60;w=60"),
            ("ratelimit-remaining", "12"),
            ("ratelimit-reset", "30")
        ]),
        expected
    );
    assert_eq!(
        told(&[
            ("ratelimit-limit", "60"),
            ("ratelimit-remaining", "12"),
            ("ratelimit-reset", "30")
        ]),
        expected
    );
    assert_eq!(
        told(&[
            ("x-ratelimit-limit", "60"),
            ("x-ratelimit-remaining", "12"),
            ("x-ratelimit-reset", "30")
        ]),
        expected
    );
    assert_eq!(
        told(&[
            ("x-ratelimit-limit", "60"),
            ("x-ratelimit-remaining", "12"),
            ("x-ratelimit-reset", "1795521630")
        ]),
        expected
    );
    assert_eq!(told(&[]), Told::default());
}

#[test]
fn of_several_limits_the_one_that_leaves_least_counts() {
    let expected = Told {
        limit: Some(10.0),
        remaining: Some(3.0),
        reset: Some(4_000.0),
        window: Some(10_000.0),
    };
    for text in [
        "\"day\";r=900;t=3000, \"burst\";r=3;t=4",
        "\"burst\";r=3;t=4, \"day\";r=900;t=3000",
    ] {
        let policy = "\"day\";q=1000;w=86400, \"burst\";q=10;w=10";
        assert_eq!(
            told(&[("ratelimit", text), ("ratelimit-policy", policy)]),
            expected
        );
    }
}

#[test]
fn a_repeat_that_finds_everything_done_is_done_where_the_first_answer_was_lost() {
    let judged = |name: &'static str, status: u16, message: &str, maybe_applied: bool| {
        let text = json!({ "success": false, "message": message }).to_string();
        let body = Body {
            text: text.as_bytes(),
            json: true,
        };
        let question = Question {
            name,
            maybe_applied,
            ..question(Method::Put, Validation::Strict)
        };
        judge(question, status, body, &mut |_, _, _| {})
    };
    let approve = "timesheets.approve";
    let done = "The timesheet is Already Approved";
    for status in [400, 409, 422] {
        assert_eq!(
            judged(approve, status, done, true),
            Ok(Verdict::Acknowledged)
        );
        assert!(judged(approve, status, done, false).is_err());
        assert!(judged("timesheets.reject", status, done, true).is_err());
        assert!(judged("contracts.update", status, "already updated", true).is_err());
        assert!(judged("request", status, done, true).is_err());
        assert!(judged(approve, status, "Not approved", true).is_err());
    }
    assert!(judged(approve, 403, done, true).is_err());
}
