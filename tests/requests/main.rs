//! What becomes of the parameters of a call.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod issues;
mod overrides;
mod params;
mod raw;
mod rules;
mod support;
mod url;
