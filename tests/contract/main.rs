//! Compares the descriptions in `src/api` with the contract, `contract/openapi.yaml`, and with the
//! documented examples.
//!
//! | module | what is in it |
//! |---|---|
//! | `openapi` | reads the contract |
//! | `examples` | reads the examples |
//! | `source` | finds the Rust source of a model, and writes the field that is missing |
//! | `differences` | collects what differs, with what to do about it |
//! | `values` | compares one value: type, null, enumeration, limits |
//! | `models` | compares the members of a model |
//! | `operations` | tests: operations, methods, paths |
//! | `members` | tests: parameters and responses, member by member |
//! | `documented` | tests: the examples as requests, as responses and as Rust values |
//! | `messages` | tests: what a failing comparison says |

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "../support/body.rs"]
mod body_support;
mod differences;
mod documented;
mod examples;
mod members;
mod messages;
mod models;
mod openapi;
mod operations;
mod source;
mod values;

use webwork_sdk::api::RESOURCES;
use webwork_sdk::schema::{Kind, Model, Operation, Resource};

/// Every operation with its resource. The position is the index of the operation in the tables.
fn each_operation() -> impl Iterator<Item = (&'static Resource, &'static Operation)> {
    RESOURCES.iter().flat_map(|resource| {
        let operations = resource.operations.iter();
        operations.map(move |operation| (resource, operation))
    })
}

/// The model of a kind that must be one.
fn model(kind: Kind) -> &'static Model {
    match kind {
        Kind::Model(model) => model,
        other => panic!("{other:?} is not a model"),
    }
}
