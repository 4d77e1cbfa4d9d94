//! What fault rules do to responses and connections.

use super::Outcome;
use crate::faults::{self, Effect};
use crate::http::{Refusal, Response};
use crate::time::Ms;
use serde::Serialize;
use serde_json::{Value, json};

/// What is done to the connection.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Transport {
    /// It fails before the response.
    Reset,
    /// No response ever comes.
    Stall,
    /// It fails after so many bytes of the body.
    CutBody {
        /// Bytes of the body that are sent.
        at: u32,
    },
    /// The body is spread over some time.
    SlowBody {
        /// Milliseconds.
        ms: f64,
    },
}

/// Carries out the effect of a fault rule on a response.
pub fn carry_out(effect: &Effect, outcome: &mut Outcome, now: Ms, skew: &mut Ms) {
    match effect {
        Effect::Status {
            status,
            body,
            headers,
            ..
        } => {
            let refusal = Refusal::new(*status, "The sandbox was told to respond so.");
            let mut response = match body {
                None if *status < 300 => {
                    Response::json(*status, json!({ "success": true }).to_string())
                }
                None => refusal.response(now),
                Some(Value::String(text)) => Response::json(*status, text.clone()),
                Some(body) => Response::json(*status, body.to_string()),
            };
            for (name, value) in headers {
                let value = value
                    .as_str()
                    .map_or_else(|| value.to_string(), str::to_owned);
                response.set(&name.to_ascii_lowercase(), value);
            }
            outcome.response = response;
        }
        Effect::Html502 => {
            outcome.response = Response {
                status: 502,
                headers: vec![("content-type".to_owned(), "text/html".to_owned())],
                body: "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>".to_owned(),
            };
        }
        Effect::Reset { .. } => outcome.transport = Some(Transport::Reset),
        Effect::Stall => outcome.transport = Some(Transport::Stall),
        Effect::CutBody(at) => outcome.transport = Some(Transport::CutBody { at: *at }),
        Effect::SlowBody(ms) => outcome.transport = Some(Transport::SlowBody { ms: *ms }),
        Effect::ClockSkew(ms) => *skew += ms,
        Effect::Latency(ms) => outcome.latency += ms,
        Effect::Drop(_) | Effect::Retype(_) | Effect::DuplicateItem => {
            faults::alter(&mut outcome.response, effect);
        }
    }
}
