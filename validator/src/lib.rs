//! Validates JSON text against packed tables, without building a value.
//!
//! - [`scanner`] steps through JSON text.
//! - [`tables`] holds the types, models and limits that the text is validated against.
//! - [`validate`] walks both together and reports every violation.
//!
//! This is a crate of its own because it is compiled for speed while the rest of the SDK is
//! compiled for size: every byte of every validated response passes through here.

pub mod scanner;
pub mod tables;
pub mod validate;

pub use scanner::{JsonType, Malformed, Scanner};
pub use validate::{Path, Validator, Violation};
