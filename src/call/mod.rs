//! The life of one call, without I/O: no clock, no randomness and no JavaScript in here.

pub mod calls;
pub mod retry;
