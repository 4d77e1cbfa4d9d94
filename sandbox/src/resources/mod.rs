//! The operations: one file per resource.

use crate::call::{Call, Reply};

/// Carries out an operation.
pub type Handler = fn(&mut Call<'_>) -> Reply;

/// The handler of an operation, by its operationId.
pub fn handler(_id: &str) -> Option<Handler> {
    None
}
