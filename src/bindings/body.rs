//! What the core needs to know of a parsed body. The body itself stays in JavaScript.

use super::text;
use crate::call::{Action, Body, Calls};
use crate::response::body::{BodyKind, Summary};
use crate::response::headers::number;
use crate::response::paging::PageObject;
use js_sys::{Array, JsString, Object};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// An object of a body.
    type Json;

    #[wasm_bindgen(method, getter)]
    fn success(this: &Json) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn message(this: &Json) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn error(this: &Json) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn data(this: &Json) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn meta(this: &Json) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn pagination(this: &Json) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn total(this: &Json) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn per_page(this: &Json) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn current_page(this: &Json) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn last_page(this: &Json) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn from(this: &Json) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn to(this: &Json) -> JsValue;
}

thread_local! {
    static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Calls `work` with the body of a response.
pub fn with(
    calls: &mut Calls,
    call: usize,
    source: &JsString,
    value: &JsValue,
    work: impl FnOnce(&mut Calls, &Body<'_>) -> Action,
) -> Action {
    let mut body = Body {
        summary: summary(source, value, calls.is_success(call)),
        ..Body::default()
    };
    if calls.is_paged(call)
        && let Some(object) = object(value)
    {
        body.page = page(object);
        body.items = items(&object.data());
    }
    let mut buffer = BUFFER.take();
    if calls.needs_text(call) {
        let length = text::encode(source, &mut buffer);
        body.text = buffer.get(..length).unwrap_or_default();
    }
    let action = work(calls, &body);
    BUFFER.set(buffer);
    action
}

/// The value as an object, unless it is something else.
fn object(value: &JsValue) -> Option<&Json> {
    (value.is_object() && !Array::is_array(value)).then(|| value.unchecked_ref())
}

/// What the server says matters only where it does not say yes.
fn summary(source: &JsString, value: &JsValue, is_success: bool) -> Summary {
    let Some(object) = object(value) else {
        let kind = if !value.is_undefined() {
            BodyKind::OtherJson
        } else if source.trim().length() == 0 {
            BodyKind::Empty
        } else {
            BodyKind::NotJson
        };
        return Summary {
            kind,
            ..Summary::default()
        };
    };
    let success = object.success();
    let is_true = success == JsValue::TRUE;
    let mut summary = Summary {
        kind: BodyKind::Object,
        success: (!success.is_undefined()).then_some(is_true),
        ..Summary::default()
    };
    if !is_true || !is_success {
        summary.message = words(&object.message());
        summary.error = words(&object.error());
    }
    summary
}

/// A string with something in it.
fn words(value: &JsValue) -> Option<String> {
    let words = value.as_string()?;
    (!words.trim_ascii().is_empty()).then_some(words)
}

/// The page object: beside `meta` or in it.
fn page(object: &Json) -> PageObject {
    let beside = object.pagination();
    let meta = object.meta();
    let within = if meta.is_object() {
        meta.unchecked_ref::<Json>().pagination()
    } else {
        JsValue::UNDEFINED
    };
    let found = if beside.is_object() { beside } else { within };
    if !found.is_object() {
        return PageObject::default();
    }
    let found: &Json = found.unchecked_ref();
    PageObject {
        total: numeric(&found.total()),
        per_page: numeric(&found.per_page()),
        current_page: numeric(&found.current_page()),
        last_page: numeric(&found.last_page()),
        from: numeric(&found.from()),
        to: numeric(&found.to()),
    }
}

/// A number that is not negative. PHP may write it as a string.
fn numeric(value: &JsValue) -> Option<f64> {
    value
        .as_f64()
        .filter(|value| (0.0..f64::INFINITY).contains(value))
        .or_else(|| number(&value.as_string()?))
}

/// The number of items; PHP may write an array as an object.
fn items(data: &JsValue) -> usize {
    if Array::is_array(data) {
        data.unchecked_ref::<Array>().length() as usize
    } else if data.is_object() {
        Object::keys(data.unchecked_ref::<Object>()).length() as usize
    } else {
        0
    }
}
