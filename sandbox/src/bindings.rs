//! The sandbox as JavaScript sees it: an object with a `fetch`.

use crate::options::SandboxOptions;
use crate::server::{Request, Server};
use gloo_net::http::{Request as WebRequest, ResponseBuilder};
use js_sys::Promise;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

/// A WebWork in memory.
#[wasm_bindgen]
pub struct Sandbox {
    server: Rc<RefCell<Server>>,
}

#[wasm_bindgen]
impl Sandbox {
    /// Makes one, with the seed.
    ///
    /// # Errors
    /// An option is not what it may be. The facade has looked for unknown ones.
    #[wasm_bindgen(constructor)]
    pub fn new(options: JsValue) -> Result<Self, JsValue> {
        let options = if options.is_undefined() {
            SandboxOptions::default()
        } else {
            serde_wasm_bindgen::from_value(options)?
        };
        Ok(Self {
            server: Rc::new(RefCell::new(Server::new(options))),
        })
    }

    /// Answers a request. Not an async method: one would borrow the sandbox for as long as it takes.
    #[wasm_bindgen]
    pub fn fetch(&self, request: web_sys::Request) -> Promise {
        future_to_promise(answer(Rc::clone(&self.server), request))
    }
}

async fn answer(
    server: Rc<RefCell<Server>>,
    request: web_sys::Request,
) -> Result<JsValue, JsValue> {
    let signal = request.signal();
    let request = WebRequest::from(request);
    let body = request
        .text()
        .await
        .map_err(|error| JsError::new(&error.to_string()))?;
    if signal.aborted() {
        return Err(signal.reason());
    }
    let authorization = request.headers().get("authorization");
    let answer = server.borrow_mut().answer(
        &Request {
            method: request.method().as_ref(),
            url: &request.url(),
            authorization: authorization.as_deref(),
            body: body.as_bytes(),
        },
        js_sys::Date::now(),
    );
    let mut response = ResponseBuilder::new().status(answer.status);
    for (name, value) in &answer.headers {
        response = response.header(name, value);
    }
    let response = response
        .body(Some(answer.body.as_str()))
        .map_err(|error| JsError::new(&error.to_string()))?;
    Ok(web_sys::Response::from(response).into())
}
