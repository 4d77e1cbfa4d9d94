//! The life of a call, without I/O: no clock, no randomness and no JavaScript in here.
//!
//! [`Calls`] holds one state machine per call. The driver reports an event and gets exactly one
//! [`Action`] back; time comes in as `now` (monotonic milliseconds), randomness as a number in 0..1.
//! Which action follows which event in which state is listed in ARCHITECTURE.md, and
//! `tests/call/table.rs` walks every edge of that list.
//!
//! Handles are indices. A handle that is unknown, or an event that does not fit the state, is a bug of
//! the driver: it gets a failure with [`Code::Internal`](crate::error::Code::Internal), never a panic.

mod action;
mod calls;
mod ending;
mod permits;
mod renewal;
mod responses;
pub mod retry;
mod sharing;
mod slab;
mod tokens;

pub use action::{Action, Drift, Ended, Started, State, Success};
pub use calls::{CallLimits, Calls, ClientConfig, Target};
pub use responses::{Body, TransportError};
pub use slab::Slab;
