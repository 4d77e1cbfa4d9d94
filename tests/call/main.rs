//! The state machine of calls, with a clock, a server and a network of the tests' own.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "../support/body.rs"]
mod body;
mod drift;
mod edges;
mod outcomes;
mod queue;
mod reach;
mod shared;
mod simulation;
mod support;
mod table;
mod time;
mod tokens;
