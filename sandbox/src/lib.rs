//! A WebWork in memory: state, rules and responses as the documentation shows them, to try the SDK
//! and to test against, without an account and without a network.
//!
//! [`machine::Machine`] is pure: a request and a time in, a response and effects out. See
//! `README.md` in this folder for the design.

pub mod http;
pub mod machine;
pub mod options;

mod call;
mod control;
mod decode;
mod faults;
mod gather;
mod log;
mod oauth;
mod rate_limit;
mod read;
mod resources;
mod router;
mod sdk;
mod seed;
mod state;
mod time;
mod world;

#[cfg(target_arch = "wasm32")]
mod bindings;

#[cfg(target_arch = "wasm32")]
pub use bindings::Machine;
