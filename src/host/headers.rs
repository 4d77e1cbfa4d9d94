//! The headers of a request, where the caller adds some.

use gloo_net::http::Headers;
use wasm_bindgen::prelude::*;

const JSON: &str = "application/json";

/// The caller's headers with those of the SDK. A `Headers`, which knows that names have no case.
///
/// # Errors
/// `extra` are no headers.
pub fn merged(extra: &JsValue, authorization: &str, body: bool) -> Result<JsValue, JsValue> {
    let headers = Headers::from_raw(web_sys::Headers::new_with_headers(extra.unchecked_ref())?);
    for (header, wanted) in [("accept", true), ("content-type", body)] {
        if wanted && !headers.has(header) {
            headers.set(header, JSON);
        }
    }
    // Last, so that no extra header can take the token's place.
    headers.set("authorization", authorization);
    Ok(headers.into_raw().into())
}
