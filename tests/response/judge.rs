//! Whether a body is a result or an error.

use crate::body::summary;
use crate::support::{context, entry, judged, judged_in};
use proptest::prelude::*;
use serde_json::json;
use webwork_sdk::error::Code;
use webwork_sdk::response::body::{
    BodyKind, Context, Summary, Validation, Verdict, is_validated, judge,
};
use webwork_sdk::schema::Method;

#[test]
fn each_status_has_its_code_and_the_message_of_the_server() {
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
        let text = r#"{"success":false,"message":"it \"broke\""}"#;
        let failure = judged(Method::Get, Validation::Report, status, text)
            .0
            .unwrap_err();
        let message = format!("{status} it \"broke\"");
        assert_eq!((failure.code, failure.message), (code, message));
    }
}

#[test]
fn the_message_of_an_error_is_what_the_server_says_in_message_or_error() {
    for (text, said) in [
        (r#"{"message":"one","error":"two"}"#, "one"),
        (r#"{"message":"  ","error":"two"}"#, "two"),
        (r#"{"message":5,"error":"two"}"#, "two"),
        (r#"{"error":{"code":1}}"#, "(the response has no message)"),
        ("<html>", "(the response has no message)"),
        ("", "(the response has no message)"),
    ] {
        let failure = judged(Method::Get, Validation::Off, 500, text)
            .0
            .unwrap_err();
        assert_eq!(failure.message, format!("500 {said}"), "{text}");
    }
}

#[test]
fn a_success_that_is_present_and_not_true_is_an_error() {
    for success in ["false", "\"false\"", "\"true\"", "null", "0", "1", "{}"] {
        for method in [Method::Get, Method::Post] {
            let text = format!(r#"{{"message":"no","success":{success},"data":[]}}"#);
            let failure = judged(method, Validation::Off, 200, &text).0.unwrap_err();
            assert_eq!(failure.code, Code::Api, "{success}");
            assert_eq!(failure.message, "200 no");
        }
    }
}

#[test]
fn a_success_that_is_true_or_missing_is_no_error() {
    for text in [
        r#"{"success":true}"#,
        r#"{"data":[]}"#,
        "{}",
        r#"{"message":"hi"}"#,
    ] {
        assert_eq!(
            judged(Method::Get, Validation::Off, 200, text).0,
            Ok(Verdict::Body),
            "{text}"
        );
    }
    let said = r#"{"success":true,"error":"a warning"}"#;
    assert_eq!(
        judged(Method::Post, Validation::Off, 200, said).0,
        Ok(Verdict::Body)
    );
}

#[test]
fn an_error_without_success_is_an_error_except_in_a_raw_get() {
    let text = r#"{"error":"no such table"}"#;
    let raw = |method| Context {
        operation: "request",
        contract: None,
        ..context(method, Validation::Strict)
    };
    for context in [
        context(Method::Get, Validation::Off),
        context(Method::Post, Validation::Off),
        raw(Method::Post),
    ] {
        let failure = judged_in(context, 200, text).0.unwrap_err();
        assert_eq!(failure.code, Code::Api);
        assert_eq!(failure.message, "200 no such table");
    }
    assert_eq!(judged_in(raw(Method::Get), 200, text).0, Ok(Verdict::Body));
    let record = r#"{"error":null,"id":1}"#;
    assert_eq!(
        judged_in(raw(Method::Post), 200, record).0,
        Ok(Verdict::Body)
    );
}

#[test]
fn what_is_not_an_envelope_is_not_taken_for_one() {
    for (text, says) in [
        ("<html>log in</html>", "is not JSON"),
        ("{\"success\":true,\"data\":[", "is not JSON"),
        ("[]", "is not a JSON object"),
        ("1", "is not a JSON object"),
        ("null", "is not a JSON object"),
        ("\"a string\"", "is not a JSON object"),
        ("", "has no body"),
        (" \r\n", "has no body"),
    ] {
        let failure = judged(Method::Get, Validation::Off, 200, text)
            .0
            .unwrap_err();
        assert_eq!(failure.code, Code::Decode, "{text}");
        assert!(failure.has_excerpt, "{text}");
        assert_eq!(failure.message, format!("the response (200) {says}"));
    }
}

#[test]
fn a_raw_request_may_return_any_json_but_nothing_else() {
    let raw = Context {
        operation: "request",
        contract: None,
        ..context(Method::Get, Validation::Strict)
    };
    for text in ["[]", "1", "null", "{}"] {
        assert_eq!(judged_in(raw, 200, text).0, Ok(Verdict::Body), "{text}");
    }
    for text in ["", "<html>"] {
        assert_eq!(
            judged_in(raw, 200, text).0.unwrap_err().code,
            Code::Decode,
            "{text}"
        );
    }
}

#[test]
fn an_empty_response_acknowledges_a_write_but_not_a_read() {
    for status in [200, 201, 204] {
        for method in [Method::Post, Method::Put, Method::Delete] {
            let verdict = judged(method, Validation::Strict, status, "").0;
            assert_eq!(verdict, Ok(Verdict::Acknowledged));
        }
        let failure = judged(Method::Get, Validation::Strict, status, "")
            .0
            .unwrap_err();
        assert_eq!(failure.code, Code::Decode);
    }
}

#[test]
fn only_2xx_is_a_success() {
    for status in [0, 100, 199, 300, 304, 600, 999] {
        let text = r#"{"success":true,"data":[]}"#;
        let failure = judged(Method::Get, Validation::Off, status, text)
            .0
            .unwrap_err();
        assert_eq!(failure.code, Code::Api, "{status}");
    }
}

#[test]
fn the_text_is_needed_only_where_it_is_validated() {
    let report = context(Method::Get, Validation::Report);
    assert!(is_validated(report, 200) && !is_validated(report, 422));
    assert!(!is_validated(context(Method::Get, Validation::Off), 200));
    assert!(!is_validated(
        Context {
            contract: None,
            ..report
        },
        200
    ));
}

proptest! {
    #[test]
    fn any_body_is_judged_without_a_panic(text in any::<String>(), status in 0_u16..1_000) {
        let mut sink = |_: &str, _: &str, _: &str| {};
        let object = Summary { kind: BodyKind::Object, ..Summary::default() };
        for method in [Method::Get, Method::Post] {
            for body in [summary(&text), object.clone()] {
                let _ = judge(context(method, Validation::Strict), status, &body, text.as_bytes(), &mut sink);
            }
        }
    }

    #[test]
    fn a_good_response_with_one_byte_changed_is_judged_without_a_panic(at in 0_usize..200, byte: u8) {
        let mut text = json!({ "success": true, "data": [entry()], "meta": {} }).to_string().into_bytes();
        let body = summary(&String::from_utf8_lossy(&text));
        let at = at % text.len();
        text[at] = byte;
        let _ = judge(context(Method::Get, Validation::Report), 200, &body, &text, &mut |_, _, _| {});
    }
}
