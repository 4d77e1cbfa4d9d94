//! When a request may leave: the permits of one rate limit, and the calls that wait for one.

mod limiter;
mod queue;
mod sharing;
mod state;

pub use limiter::{Availability, Limit, Limiter, Permit, Rate, Reported};
pub use queue::Queue;
