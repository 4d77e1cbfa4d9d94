//! When a request may leave: the permits of one rate limit, and the calls that wait for one.

mod limiter;
mod queue;
mod reported;
mod shared;
mod sharing;
mod sorted;
mod state;
mod store;

pub use limiter::{Availability, Limit, Limiter, Permit};
pub use queue::Queue;
pub use reported::{Rate, Reported};
pub use shared::{Granted, Shared};
pub use store::{Reply, Request, Store};
