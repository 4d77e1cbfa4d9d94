//! The contract as Rust: one file per resource, with its models and its operations as data.

pub mod common;
pub mod pack;
pub mod schema;
pub mod time_entries;
#[cfg(not(target_arch = "wasm32"))]
pub mod typescript;

use schema::Resource;

/// Every resource, in the order of the contract. The index of an operation counts through all.
pub const RESOURCES: &[Resource] = &[time_entries::RESOURCE];
