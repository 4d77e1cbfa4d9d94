//! The facts of bodies, read from JavaScript values.

use super::{CREATE, CREATE_ENTRY, Driver, LIST, LIST_ENTRIES, client};
use crate::boundary::ActionKind;
use crate::error::{Code, Outcome};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn the_page_object_is_found_beside_meta_or_in_it_with_numbers_as_strings() {
    for text in [
        r#"{"data":[1],"pagination":{"total":"45","per_page":20,"current_page":"1","last_page":3,"from":1,"to":null}}"#,
        r#"{"data":[1],"meta":{"pagination":{"total":45,"per_page":"20","current_page":1,"last_page":"3","from":"1"}}}"#,
        r#"{"data":[1],"pagination":{"total":45,"per_page":20,"current_page":1,"last_page":3,"from":1},"meta":{"pagination":{"last_page":1}}}"#,
    ] {
        let driver = Driver::send(client(), LIST_ENTRIES, LIST);
        assert_eq!(driver.response(200, text), ActionKind::Done as u8);
        let members = [
            "total",
            "per_page",
            "current_page",
            "last_page",
            "from",
            "to",
        ];
        let numbers = members.map(|name| driver.number(name));
        assert_eq!(
            numbers,
            [
                Some(45.0),
                Some(20.0),
                Some(1.0),
                Some(3.0),
                Some(1.0),
                None
            ],
            "{text}"
        );
        assert_eq!(driver.number("nextPage"), Some(2.0));
    }
}

#[wasm_bindgen_test]
fn what_is_no_page_object_is_none() {
    for page in [
        "null",
        "[]",
        "5",
        "{}",
        r#"{"total":-1,"last_page":"many"}"#,
        r#"{"total":true}"#,
    ] {
        let driver = Driver::send(client(), LIST_ENTRIES, LIST);
        let text = format!(r#"{{"success":true,"data":[],"pagination":{page},"meta":null}}"#);
        assert_eq!(
            driver.response(200, &text),
            ActionKind::Done as u8,
            "{page}"
        );
        assert!(driver.get("total").is_undefined(), "{page}");
        assert!(driver.get("last_page").is_undefined(), "{page}");
    }
}

#[wasm_bindgen_test]
fn items_are_counted_also_where_the_array_is_an_object() {
    for (data, next) in [
        ("[1,2]", Some(2.0)),
        (r#"{"1":{},"2":{}}"#, Some(2.0)),
        ("[]", None),
        ("{}", None),
        ("null", None),
        ("\"ab\"", None),
    ] {
        let driver = Driver::send(client(), LIST_ENTRIES, LIST);
        let text = format!(r#"{{"success":true,"data":{data}}}"#);
        assert_eq!(
            driver.response(200, &text),
            ActionKind::Done as u8,
            "{data}"
        );
        assert_eq!(driver.number("nextPage"), next, "{data}");
        // A short page without a page object; it matters only where another page follows.
        assert_eq!(driver.get("repeatIsEnd") == JsValue::TRUE, next.is_some());
    }
}

#[wasm_bindgen_test]
fn success_is_true_or_missing_or_an_error() {
    for (text, is_done) in [
        (r#"{"success":true}"#, true),
        ("{}", true),
        (r#"{"success":false}"#, false),
        (r#"{"success":null}"#, false),
        (r#"{"success":"true"}"#, false),
        (r#"{"success":1}"#, false),
        (r#"{"error":"no"}"#, false),
        (r#"{"error":" "}"#, true),
        (r#"{"error":5}"#, true),
    ] {
        let driver = Driver::send(client(), LIST_ENTRIES, LIST);
        let action = driver.response(200, text);
        assert_eq!(action == ActionKind::Done as u8, is_done, "{text}");
    }
}

#[wasm_bindgen_test]
fn a_body_is_told_from_none_and_from_what_is_not_json() {
    for (text, says) in [
        ("", "has no body"),
        (" \n\u{FEFF}", "has no body"),
        ("<html>", "is not JSON"),
        ("[]", "is not a JSON object"),
        ("null", "is not a JSON object"),
        ("false", "is not a JSON object"),
    ] {
        let driver = Driver::send(client(), LIST_ENTRIES, LIST);
        let action = driver.response(200, text);
        driver.assert_failed(action, Code::Decode, Outcome::Unknown);
        let message = driver.string("message").unwrap();
        assert!(message.ends_with(says), "{text}: {message}");
    }
    let driver = Driver::send(client(), CREATE_ENTRY, CREATE);
    assert_eq!(driver.response(204, ""), ActionKind::Done as u8);
    assert_eq!(driver.get("acknowledged"), JsValue::TRUE);
}

#[wasm_bindgen_test]
fn an_error_carries_what_the_server_says() {
    for (text, says) in [
        (r#"{"message":"one","error":"two"}"#, "422 one"),
        (r#"{"message":"","error":"two"}"#, "422 two"),
        (
            r#"{"message":{"a":1}}"#,
            "422 (the response has no message)",
        ),
        ("[]", "422 (the response has no message)"),
    ] {
        let driver = Driver::send(client(), CREATE_ENTRY, CREATE);
        let action = driver.response(422, text);
        driver.assert_failed(action, Code::Validation, Outcome::Rejected);
        assert!(driver.string("message").unwrap().ends_with(says), "{text}");
    }
}
