//! The host layer in real engines.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::text::encode;
use js_sys::{Function, JsString};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

fn eval(script: &str) -> JsValue {
    Function::new_no_args(&format!("return ({script})"))
        .call0(&JsValue::UNDEFINED)
        .unwrap()
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
