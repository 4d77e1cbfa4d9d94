//! The request as `fetch` takes it, and the head of what it answers.

use super::names::name;
use crate::call::head::{self, Head};
use crate::call::request::Request;
use gloo_net::http::Headers;
use js_sys::{Function, JsString, Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{AbortSignal, Response, ResponseType};

#[wasm_bindgen]
extern "C" {
    /// What stands for headers in an answer; `get` may be anything.
    type Lookup;

    #[wasm_bindgen(method, catch)]
    fn get(this: &Lookup, name: &JsString) -> Result<JsValue, JsValue>;
}

const JSON: &str = "application/json";

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
    let init = Object::new();
    let headers = headers(request.body.is_some(), authorization, extra)?;
    Reflect::set(&init, &name("method"), &name(request.method.name()))?;
    Reflect::set(&init, &name("headers"), &headers)?;
    Reflect::set(&init, &name("redirect"), &name("manual"))?;
    Reflect::set(&init, &name("signal"), signal)?;
    if let Some(body) = &request.body {
        Reflect::set(&init, &name("body"), &JsValue::from_str(body))?;
    }
    fetch.call2(&JsValue::UNDEFINED, &JsValue::from_str(&request.url), &init)
}

/// A plain object, for it costs a tenth of a `Headers`; with headers of the caller's own a
/// `Headers`, which knows that names have no case.
fn headers(body: bool, authorization: &JsValue, extra: &JsValue) -> Result<JsValue, JsValue> {
    if extra.is_undefined() {
        let record = Object::new();
        Reflect::set(&record, &name("authorization"), authorization)?;
        Reflect::set(&record, &name("accept"), &name(JSON))?;
        if body {
            Reflect::set(&record, &name("content-type"), &name(JSON))?;
        }
        return Ok(record.into());
    }
    let headers = Headers::from_raw(web_sys::Headers::new_with_headers(extra.unchecked_ref())?);
    for (header, value) in [
        ("accept", Some(JSON)),
        ("content-type", body.then_some(JSON)),
    ] {
        if let (Some(value), false) = (value, headers.has(header)) {
            headers.set(header, value);
        }
    }
    // Last, so that no extra header can take the token's place.
    headers.set(
        "authorization",
        &authorization.as_string().unwrap_or_default(),
    );
    Ok(headers.into_raw().into())
}

/// The head of an answer, which may be a duck: only `status`, `type` and `headers.get` are looked
/// at, and each may be missing.
pub fn head(response: &JsValue) -> Head {
    let response: &Response = response.unchecked_ref();
    let headers: JsValue = response.headers().into();
    let readable = headers.is_object()
        && Reflect::get(&headers, &name("get")).is_ok_and(|get| get.is_function());
    let lookup = |header: &'static str| {
        if !readable {
            return None;
        }
        let value = headers.unchecked_ref::<Lookup>().get(&name(header));
        value.ok()?.as_string()
    };
    let redirect = response.type_() == ResponseType::Opaqueredirect;
    head::read(response.status(), redirect, &lookup, super::wall())
}
