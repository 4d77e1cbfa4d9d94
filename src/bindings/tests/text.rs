//! JavaScript strings as UTF-8.

use super::eval;
use crate::bindings::text::encode;
use js_sys::JsString;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn strings_of_all_kinds_are_encoded_as_utf8() {
    let mut buffer = Vec::new();
    for string in [
        "",
        "ascii",
        "é",
        "漢字😀",
        &"a".repeat(70_000),
        &"😀é".repeat(30_000),
    ] {
        let length = encode(&JsString::from(string), &mut buffer);
        assert_eq!(&buffer[..length], string.as_bytes());
    }
    let lone_surrogate: JsString = eval("'\\ud83d'").unchecked_into();
    let length = encode(&lone_surrogate, &mut buffer);
    assert_eq!(&buffer[..length], "\u{FFFD}".as_bytes());
}

#[wasm_bindgen_test]
fn the_buffer_of_a_huge_string_is_not_kept() {
    let mut buffer = Vec::new();
    encode(&JsString::from("a".repeat(2 << 20)), &mut buffer);
    assert!(buffer.len() >= 2 << 20);
    encode(&JsString::from("a"), &mut buffer);
    assert!(buffer.capacity() < 1 << 20);
}
