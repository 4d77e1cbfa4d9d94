//! When a request may leave.

pub mod limiter;
pub mod queue;
