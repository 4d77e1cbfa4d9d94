//! Packs descriptions of an API into arrays of small numbers.
//!
//! As statics full of pointers the descriptions would add tens of kilobytes to the wasm. Packing
//! stores each string once and replaces every reference by an index. It happens at compile time
//! (all `const fn`); what does not fit is a compile error. The packed tables of the
//! WebWork API are in [`crate::tables`].

#![allow(
    clippy::panic,
    reason = "all of this runs at compile time, where a panic is a compile error"
)]

mod const_fns;
pub mod operations;
pub mod packer;
pub mod rows;

pub use const_fns::{prefix, same};
pub use operations::pack;
pub use packer::Packer;
pub use rows::{ALWAYS, CLIENT_DEFAULT, IN_PATH, IN_QUERY, PackedOperation, PackedRule, RuleTag};
pub use webwork_validator::tables::{
    Field as PackedField, Kind as PackedKind, Limits, NO_MAX, NO_MIN, NULLABLE, OPTIONAL, Tables,
    Tag,
};
