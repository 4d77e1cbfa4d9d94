//! What responses mean: their bodies, their headers and their pages.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../support/body.rs"]
mod body;
mod contract;
mod headers;
mod judge;
mod paging;
mod support;
mod transitions;
