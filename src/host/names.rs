//! Texts that every call passes to JavaScript, as strings of its own: decoding one from the wasm's
//! memory costs more than the call it is for.

use js_sys::JsString;
use std::cell::RefCell;

thread_local! {
    static TEXTS: RefCell<Vec<(&'static str, JsString)>> = const { RefCell::new(Vec::new()) };
}

/// The JavaScript string of a constant.
pub fn name(text: &'static str) -> JsString {
    let known = TEXTS.with_borrow(|texts| {
        let found = texts.iter().find(|(known, _)| *known == text);
        found.map(|(_, string)| string.clone())
    });
    known.unwrap_or_else(|| {
        let string = JsString::from(text);
        TEXTS.with_borrow_mut(|texts| texts.push((text, string.clone())));
        string
    })
}
