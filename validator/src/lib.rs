//! Walks over JSON text, and holds it against packed tables.
//!
//! A crate of its own, because the whole SDK is compiled for size, but this for speed: every byte of
//! every checked answer passes here.

pub mod check;
pub mod scan;
pub mod tables;

pub use check::{Breach, Checker, Path};
pub use scan::{Malformed, Scanner, Shape};
