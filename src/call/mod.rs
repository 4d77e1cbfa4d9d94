//! The life of one call, without I/O: no clock, no randomness, no JavaScript in here.

pub mod calls;
pub mod check;
pub mod head;
pub mod json;
pub mod pacing;
pub mod paging;
pub mod queue;
pub mod request;
pub mod response;
pub mod retry;
