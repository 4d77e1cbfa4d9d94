//! The request as `fetch` takes it, and the head of what it answers.

use crate::call::head::{self, Head};
use crate::call::request::Request;
use gloo_net::http::Headers;
use js_sys::{Function, Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{AbortSignal, RequestInit, RequestRedirect, Response, ResponseType};

/// Calls `fetch(url, init)` and returns what it returns, a promise as a rule.
///
/// `fetch` is called as a plain function rather than through gloo-net's `send`, which panics where
/// an injected `fetch` rejects with something other than an Error.
///
/// # Errors
/// What `fetch` throws.
pub fn send(
    request: &Request,
    fetch: &Function,
    authorization: &JsValue,
    extra: &JsValue,
    signal: &AbortSignal,
) -> Result<JsValue, JsValue> {
    let init = RequestInit::new();
    init.set_method(request.method.name());
    init.set_headers(&headers(request.body.is_some(), authorization, extra)?);
    init.set_redirect(RequestRedirect::Manual);
    init.set_signal(Some(signal));
    if let Some(body) = &request.body {
        init.set_body(&JsValue::from_str(body));
    }
    fetch.call2(&JsValue::UNDEFINED, &JsValue::from_str(&request.url), &init)
}

/// A plain object, for it costs a tenth of a `Headers`; with headers of the caller's own a
/// `Headers`, which knows that names have no case.
fn headers(body: bool, authorization: &JsValue, extra: &JsValue) -> Result<JsValue, JsValue> {
    const JSON: &str = "application/json";
    if extra.is_undefined() {
        let record = Object::new();
        Reflect::set(&record, &"authorization".into(), authorization)?;
        Reflect::set(&record, &"accept".into(), &JSON.into())?;
        if body {
            Reflect::set(&record, &"content-type".into(), &JSON.into())?;
        }
        return Ok(record.into());
    }
    let headers = Headers::from_raw(web_sys::Headers::new_with_headers(extra.unchecked_ref())?);
    for (name, value) in [
        ("accept", Some(JSON)),
        ("content-type", body.then_some(JSON)),
    ] {
        if let (Some(value), false) = (value, headers.has(name)) {
            headers.set(name, value);
        }
    }
    let headers: web_sys::Headers = headers.into_raw();
    // Last, so that no extra header can take the token's place.
    headers.set(
        "authorization",
        &authorization.as_string().unwrap_or_default(),
    )?;
    Ok(headers.into())
}

/// The head of an answer, which may be a duck: only `status`, `type` and `headers.get` are looked
/// at, and each may be missing.
pub fn head(response: &JsValue) -> Head {
    let response: &Response = response.unchecked_ref();
    let headers: JsValue = response.headers().into();
    let readable = headers.is_object()
        && Reflect::get(&headers, &"get".into()).is_ok_and(|get| get.is_function());
    let headers = readable.then(|| Headers::from_raw(headers.unchecked_into()));
    let lookup = |name: &str| headers.as_ref().and_then(|headers| headers.get(name));
    head::read(
        response.status(),
        response.type_() == ResponseType::Opaqueredirect,
        &lookup,
        super::wall(),
    )
}
