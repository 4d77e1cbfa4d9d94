//! How bodies are compared with the contract.

use crate::support::{entry, judged};
use serde_json::json;
use webwork_sdk::error::Code;
use webwork_sdk::response::body::{Validation, Verdict};
use webwork_sdk::schema::Method;

#[test]
fn a_violation_is_reported_with_pointer_expected_and_found() {
    let mut bad = entry();
    bad["user_id"] = json!("1");
    bad["end_time"] = json!(5);
    bad.as_object_mut().unwrap().remove("method");
    let text = json!({ "success": true, "data": [entry(), bad], "meta": { "pagination": [] } });
    let (verdict, mut drifts) = judged(Method::Get, Validation::Report, 200, &text.to_string());
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
fn strict_fails_with_the_first_violation_and_off_does_not_look() {
    let text = r#"{"success":true,"data":5,"meta":{}}"#;
    let failure = judged(Method::Get, Validation::Strict, 200, text)
        .0
        .unwrap_err();
    assert_eq!(
        (failure.code, failure.pointer.as_deref()),
        (Code::Decode, Some("/data"))
    );
    assert!(failure.has_excerpt);
    assert_eq!(
        failure.message,
        "the response (200) violates the contract at /data: expected array, found number"
    );
    let unseen = judged(Method::Get, Validation::Off, 200, text);
    assert_eq!(unseen, (Ok(Verdict::Body), Vec::new()));
}

#[test]
fn errors_are_not_compared() {
    for status in [404, 500] {
        assert_eq!(
            judged(Method::Get, Validation::Strict, status, r#"{"data":5}"#).1,
            [""; 0]
        );
    }
    assert_eq!(
        judged(Method::Get, Validation::Strict, 200, r#"{"success":false}"#).1,
        [""; 0]
    );
}

#[test]
fn unknown_members_floats_without_fraction_and_any_order_are_no_violation() {
    let text = json!({ "meta": { "x": 1 }, "extra": [{}], "data": [entry()], "success": true })
        .to_string()
        .replace(
            "\"duration_minutes\":1",
            "\"duration_minutes\":1.00,\"new\":[{\"a\":\"}\"}]",
        );
    let judged = judged(Method::Get, Validation::Strict, 200, &text);
    assert_eq!(judged, (Ok(Verdict::Body), Vec::new()));
}
