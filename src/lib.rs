//! The WebWork Time Tracker API V2 in Rust, for WebAssembly.
//!
//! | module | what is in it | touches JavaScript |
//! |---|---|---|
//! | [`api`] | the contract: one file per resource, models and operations as data | no |
//! | [`call`] | the life of one call: request, pacing, retry, answer | no |
//! | [`auth`] | which token a call carries after a refusal | no |
//! | `host` | headers, strings, clock, chance | yes |
//! | `bindings` | what the wasm exports | yes |
//! | [`error`] | what goes wrong | no |
//!
//! `api` knows nothing of `call`, `call` nothing of `host`; `bindings` sees all. The walk over JSON text, for which speed
//! counts, is a crate of its own: `webwork_validator`.

pub mod api;
pub mod auth;
pub mod call;
pub mod error;
pub mod json;
pub mod rate_limit;
pub mod request;
pub mod response;
pub mod schema;
pub mod tables;

#[cfg(all(target_arch = "wasm32", feature = "bindings"))]
mod bindings;
#[cfg(all(target_arch = "wasm32", feature = "bindings"))]
mod host;

#[cfg(all(target_arch = "wasm32", feature = "bindings"))]
#[global_allocator]
// std's own takes 7 KB more, a tenth of the whole.
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();
