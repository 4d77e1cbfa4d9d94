//! A WebWork API in memory: state, rules and answers as the documentation shows them, to try the
//! SDK and to test against, without an account and without a network.
//!
//! [`server::Server`] is pure: a request and a time in, an answer out. The wasm binding makes a
//! `fetch` of it. A resource is one file: its part of the state, its handlers, its routes.
//!
//! Where the documentation is silent, the sandbox decides as follows:
//! - Time added by hand is saved only where the member has no other time added by hand on that day;
//!   what a tracker recorded is kept apart from it. So the documented `create` saves all its 8 hours
//!   on a day for which the documented `list` shows tracked time.
//! - Of what is left, only as much is saved as the contract's weekly limit allows (Monday to Sunday).
//! - Where nothing is left, the answer is 422.
//! - Times of day are taken as UTC.

pub mod options;
pub mod server;

mod data;
mod error;
mod pacing;
mod seed;
mod time;
mod time_entries;
mod validate;

#[cfg(target_arch = "wasm32")]
mod bindings;

#[cfg(target_arch = "wasm32")]
pub use bindings::Sandbox;
