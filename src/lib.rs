//! The WebWork Time Tracker API V2 in Rust, for WebAssembly.
//!
//! | module | what is in it |
//! |---|---|
//! | [`api`] | the WebWork API: one file per resource, models and operations as data |
//! | [`schema`] | the vocabulary for describing an API, and its packed form |
//! | [`tables`] | the packed description of the WebWork API |
//! | [`request`] | parameters → request, or everything that is wrong with them |
//! | [`response`] | headers, bodies and pages |
//! | [`rate_limit`] | permits, and the queue of those who wait for one |
//! | [`call`] | the state machine of one call, and the scheduler of all |
//! | [`bulk`] | policies for work that takes many calls |
//! | [`time`] | dates, times of day, instants, HTTP dates |
//! | [`json`], [`hash`], [`error`] | small things that the others share |
//! | [`boundary`] | what crosses between Rust and TypeScript |
//! | `bindings` | what the wasm exports; all that touches JavaScript |
//!
//! Dependencies point one way: `api` knows `schema`; `request`, `response` and `rate_limit` know
//! `tables`; `call` knows those; `bulk` knows no requests; `bindings` sees all. JSON text is validated in a crate of its own,
//! `webwork_validator`, which is compiled for speed.

pub mod api;
pub mod boundary;
pub mod bulk;
pub mod call;
pub mod error;
pub mod hash;
pub mod json;
pub mod rate_limit;
pub mod request;
pub mod response;
pub mod schema;
pub mod tables;
pub mod time;

#[cfg(all(target_arch = "wasm32", feature = "bindings"))]
mod bindings;

#[cfg(all(target_arch = "wasm32", feature = "bindings"))]
#[global_allocator]
// std's own takes 7 KB more, a tenth of the whole.
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();
