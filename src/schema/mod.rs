//! The vocabulary for describing an API: resources, operations, models, fields and kinds of values.
//!
//! [`crate::api`] describes the WebWork API in these terms, as constant data. The descriptions are
//! used in two forms:
//!
//! - As they are, in native code: to generate TypeScript ([`typescript`]), to compare them with the
//!   contract in tests, and in the sandbox.
//! - Packed into arrays of small numbers ([`packed`]), in the wasm.
//!
//! | module | what is in it |
//! |---|---|
//! | [`kind`] | what a value is: string, integer, array, model … |
//! | [`field`] | a member of a model, with its constraints |
//! | [`operation`] | operations and resources |
//! | [`describe`] | how a Rust type describes itself |
//! | [`values`] | Rust types for what plain serde types cannot express: `null`, open enumerations … |

pub mod describe;
pub mod field;
pub mod kind;
pub mod operation;
pub mod packed;
#[cfg(not(target_arch = "wasm32"))]
pub mod typescript;
pub mod values;

pub use describe::Describe;
pub use field::{Field, Location};
pub use kind::{Enumeration, Kind, Model};
pub use operation::{Method, Operation, Resource, Rule};
pub use values::{Any, ArrayOrObject, Map, Nullable, Open, StringOrInteger, WorkspaceId};
pub use webwork_validator::tables::Format;
