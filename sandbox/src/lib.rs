//! A WebWork in memory: state, rules and responses as the documentation shows them, to try the SDK
//! and to test against, without an account and without a network.
//!
//! [`machine::Machine`] is pure: a request and a time in, a response and effects out. See
//! `README.md` in this folder for the design.

pub mod faults;
pub mod http;
pub mod log;
pub mod machine;
pub mod oauth;
pub mod options;
pub mod router;
pub mod seed;
pub mod state;
pub mod time;
pub mod world;

mod call;
mod control;
mod decode;
mod rate_limit;
mod resources;
mod sdk;

#[cfg(target_arch = "wasm32")]
mod bindings;

#[cfg(target_arch = "wasm32")]
pub use bindings::Machine;
