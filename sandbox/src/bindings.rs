//! The machine as JavaScript sees it: objects in, objects out.

use crate::http::{Request, Response};
use crate::machine::{self, Delivery, Due, Outcome, Transport};
use crate::options::Options;
use gloo_net::http::{Method, RequestBuilder, ResponseBuilder};
use js_sys::{Promise, Reflect, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

/// A WebWork in memory.
#[wasm_bindgen]
pub struct Machine {
    inner: Rc<RefCell<machine::Machine>>,
    journal: Journal,
}

/// What changed and was not taken yet, in the order of the changes. One for all methods: a request is
/// responded to some time after its change, and a later change must not overtake it.
type Journal = Rc<RefCell<Vec<String>>>;

/// What is to be done about a request, beside its response.
#[derive(Serialize)]
struct Effects {
    transport: Option<Transport>,
    latency: f64,
    deliveries: Vec<Delivery>,
    advance: Option<f64>,
}

/// As [`Due`], without the journal.
#[derive(Serialize)]
struct DueEffects {
    left: f64,
    done: bool,
    deliveries: Vec<Delivery>,
}

fn keep(journal: &Journal, changes: &[Value]) {
    let lines = changes.iter().map(Value::to_string);
    journal.borrow_mut().extend(lines);
}

/// A value as plain objects and arrays. By way of a JSON value, as all that is read: so the code for
/// JavaScript's values is there once, and unknown members are not passed over.
fn to_js<T: Serialize>(value: &T) -> Result<JsValue, JsValue> {
    let value = serde_json::to_value(value).map_err(|problem| error(problem.to_string()))?;
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    Ok(value.serialize(&serializer)?)
}

fn from_js<T: DeserializeOwned>(value: JsValue) -> Result<T, JsValue> {
    let value: Value = serde_wasm_bindgen::from_value(value)?;
    crate::read::from_value(value).map_err(|problem| error(problem.to_string()))
}

fn error(message: impl AsRef<str>) -> JsValue {
    JsError::new(message.as_ref()).into()
}

#[wasm_bindgen]
impl Machine {
    /// Makes one, with the seed. Its tokens are `<prefix>-<role>`.
    ///
    /// # Errors
    /// What is wrong with the options.
    #[wasm_bindgen(constructor)]
    pub fn new(options: JsValue, prefix: &str, wall: f64) -> Result<Self, JsValue> {
        let options: Options = if options.is_undefined() {
            Options::default()
        } else {
            from_js(options)?
        };
        let inner = machine::Machine::new(options, prefix, wall).map_err(error)?;
        Ok(Self {
            inner: Rc::new(RefCell::new(inner)),
            journal: Journal::default(),
        })
    }

    /// What changed since the last call, for `replay`.
    #[wasm_bindgen(js_name = takeJournal)]
    pub fn take_journal(&self) -> Vec<String> {
        self.journal.take()
    }

    /// Responds to a request: an exchange. Not an async method: one would borrow the machine for as
    /// long as it takes.
    #[wasm_bindgen]
    pub fn fetch(&self, request: web_sys::Request) -> Promise {
        future_to_promise(exchange(
            Rc::clone(&self.inner),
            Rc::clone(&self.journal),
            request,
        ))
    }

    /// See `machine::Machine::advance`.
    ///
    /// # Errors
    /// None.
    #[wasm_bindgen]
    pub fn advance(&self, ms: f64, wall: f64) -> Result<JsValue, JsValue> {
        self.due_effects(self.inner.borrow_mut().advance(ms, wall))
    }

    /// See `machine::Machine::due`.
    ///
    /// # Errors
    /// None.
    #[wasm_bindgen]
    pub fn due(&self, wall: f64) -> Result<JsValue, JsValue> {
        self.due_effects(self.inner.borrow_mut().due(wall))
    }

    /// When something is due next, in ms by the sandbox's clock.
    #[wasm_bindgen(js_name = nextDue)]
    pub fn next_due(&self) -> Option<f64> {
        self.inner.borrow().next_due()
    }

    /// The sandbox's time, in ms since 1970.
    #[wasm_bindgen]
    pub fn now(&self, wall: f64) -> f64 {
        self.inner.borrow().now(wall) as f64
    }

    /// See `machine::Machine::settle`.
    ///
    /// # Errors
    /// The delivery is not one.
    #[wasm_bindgen]
    pub fn settle(&self, delivery: JsValue, status: Option<u16>, wall: f64) -> Result<(), JsValue> {
        let delivery: Delivery = from_js(delivery)?;
        let changes = self.inner.borrow_mut().settle(&delivery, status, wall);
        keep(&self.journal, &changes);
        Ok(())
    }

    /// Sends a delivery over HTTP, to loopback addresses only. Resolves to the status, 0 for another
    /// address, and rejects where no response came.
    #[wasm_bindgen]
    pub fn deliver(
        &self,
        delivery: JsValue,
        signal: Option<web_sys::AbortSignal>,
    ) -> Result<Promise, JsValue> {
        let delivery: Delivery = from_js(delivery)?;
        Ok(future_to_promise(send(delivery, signal)))
    }

    /// A snapshot of a namespace.
    ///
    /// # Errors
    /// None.
    #[wasm_bindgen]
    pub fn snapshot(&self, namespace: &str, wall: f64) -> Result<JsValue, JsValue> {
        to_js(&self.inner.borrow().snapshot(namespace, wall))
    }

    /// See `machine::Machine::restore`.
    ///
    /// # Errors
    /// It is no snapshot.
    #[wasm_bindgen]
    pub fn restore(&self, namespace: &str, snapshot: JsValue, wall: f64) -> Result<(), JsValue> {
        let snapshot: Value = from_js(snapshot)?;
        let restored = self.inner.borrow_mut().restore(namespace, snapshot, wall);
        keep(&self.journal, &restored.map_err(error)?);
        Ok(())
    }

    /// See `machine::Machine::reset`.
    #[wasm_bindgen]
    pub fn reset(&self, namespace: Option<String>, wall: f64) {
        let changes = self.inner.borrow_mut().reset(namespace.as_deref(), wall);
        keep(&self.journal, &changes);
    }

    /// Adds a fault rule; returns its id.
    ///
    /// # Errors
    /// What is wrong with the rule.
    #[wasm_bindgen(js_name = addFault)]
    pub fn add_fault(&self, rule: JsValue) -> Result<f64, JsValue> {
        let rule: Value = from_js(rule)?;
        let id = self.inner.borrow_mut().add_fault(rule);
        id.map(|id| id as f64).map_err(error)
    }

    /// Removes a fault rule; whether it was there.
    #[wasm_bindgen(js_name = removeFault)]
    pub fn remove_fault(&self, id: f64) -> bool {
        self.inner.borrow_mut().remove_fault(id as u64)
    }

    /// How many requests a fault rule was applied to.
    #[wasm_bindgen(js_name = faultHits)]
    pub fn fault_hits(&self, id: f64) -> Option<f64> {
        let hits = self.inner.borrow().fault_hits(id as u64);
        hits.map(|hits| hits as f64)
    }

    /// The log of requests.
    ///
    /// # Errors
    /// None.
    #[wasm_bindgen]
    pub fn requests(&self) -> Result<JsValue, JsValue> {
        to_js(&self.inner.borrow().requests())
    }

    /// Everything durable, as JSON.
    #[wasm_bindgen]
    pub fn dump(&self) -> String {
        self.inner.borrow().dump().to_string()
    }

    /// Takes a dump back.
    ///
    /// # Errors
    /// It is no dump of this version.
    #[wasm_bindgen]
    pub fn load(&self, dump: &str) -> Result<(), JsValue> {
        let dump = serde_json::from_str(dump).map_err(|problem| error(problem.to_string()))?;
        self.inner.borrow_mut().load(dump).map_err(error)
    }

    /// Makes a change of the journal again.
    ///
    /// # Errors
    /// It is no change, or was refused.
    #[wasm_bindgen]
    pub fn replay(&self, change: &str) -> Result<(), JsValue> {
        let change = serde_json::from_str(change).map_err(|problem| error(problem.to_string()))?;
        self.inner.borrow_mut().replay(change).map_err(error)
    }

    /// After the last `replay`: deliveries that were under way are due again.
    #[wasm_bindgen]
    pub fn resume(&self, wall: f64) {
        self.inner.borrow_mut().resume(wall);
    }
}

impl Machine {
    fn due_effects(&self, due: Due) -> Result<JsValue, JsValue> {
        keep(&self.journal, &due.journal);
        to_js(&DueEffects {
            left: due.left,
            done: due.done,
            deliveries: due.deliveries,
        })
    }
}

async fn exchange(
    machine: Rc<RefCell<machine::Machine>>,
    kept: Journal,
    request: web_sys::Request,
) -> Result<JsValue, JsValue> {
    let signal = request.signal();
    let body = JsFuture::from(request.array_buffer()?).await?;
    if signal.aborted() {
        return Err(signal.reason());
    }
    let body = Uint8Array::new(&body).to_vec();
    let method = request.method();
    let url = request.url();
    let headers: Vec<(String, String)> = gloo_net::http::Headers::from_raw(request.headers())
        .entries()
        .collect();
    let outcome = machine.borrow_mut().handle(
        &Request {
            method: &method,
            url: &url,
            headers: &headers,
            body: &body,
        },
        js_sys::Date::now(),
    );
    let Outcome {
        response,
        transport,
        latency,
        deliveries,
        advance,
        journal,
    } = outcome;
    keep(&kept, &journal);
    let exchange = to_js(&Effects {
        transport,
        latency,
        deliveries,
        advance,
    })?;
    // A response that is never sent has no status.
    let response = match transport {
        Some(Transport::Reset | Transport::Stall) => JsValue::NULL,
        _ => build(&response)?,
    };
    Reflect::set(&exchange, &"response".into(), &response)?;
    Ok(exchange)
}

fn build(response: &Response) -> Result<JsValue, JsValue> {
    let mut builder = ResponseBuilder::new().status(response.status);
    for (name, value) in &response.headers {
        builder = builder.header(name, value);
    }
    let has_body = !matches!(response.status, 204 | 205 | 304);
    let body = has_body.then_some(response.body.as_str());
    let response = builder
        .body(body)
        .map_err(|problem| error(problem.to_string()))?;
    Ok(web_sys::Response::from(response).into())
}

async fn send(
    delivery: Delivery,
    signal: Option<web_sys::AbortSignal>,
) -> Result<JsValue, JsValue> {
    if !is_loopback(&delivery.url) {
        return Ok(0.into());
    }
    let mut request = RequestBuilder::new(&delivery.url)
        .method(Method::POST)
        .redirect(web_sys::RequestRedirect::Manual)
        .abort_signal(signal.as_ref());
    for (name, value) in &delivery.headers {
        request = request.header(name, value);
    }
    let request = request
        .body(delivery.body)
        .map_err(|problem| error(problem.to_string()))?;
    let response = request
        .send()
        .await
        .map_err(|problem| error(problem.to_string()))?;
    Ok(response.status().into())
}

/// Whether a URL leads to this machine.
fn is_loopback(url: &str) -> bool {
    let rest = url.strip_prefix("http://").or(url.strip_prefix("https://"));
    let authority = rest.map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default());
    let Some(authority) = authority.filter(|authority| !authority.contains('@')) else {
        return false;
    };
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    };
    let is_127 = host
        .parse::<std::net::Ipv4Addr>()
        .is_ok_and(|address| address.is_loopback());
    is_127 || host == "localhost" || host == "[::1]"
}
