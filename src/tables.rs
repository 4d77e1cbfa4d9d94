//! The packed tables of the WebWork API: all that the wasm knows about it.
//!
//! What refers to something else does so by index, so reading the tables means looking things up with
//! the functions here. An index that is out of range gives an empty result, never a panic.

#![allow(
    clippy::panic,
    reason = "everything that panics runs at compile time, where a panic is a compile error"
)]

use crate::api::RESOURCES;
use crate::json::utf8;
pub use crate::schema::packed::*;

const PACKED: Packer = pack(RESOURCES);

static STRINGS: [u8; PACKED.strings_len] = prefix(&PACKED.strings);
static KINDS: [PackedKind; PACKED.kinds_len] = prefix(&PACKED.kinds);
static LIMITS: [Limits; PACKED.limits_len] = prefix(&PACKED.limits);
static FIELDS: [PackedField; PACKED.fields_len] = prefix(&PACKED.fields);
static OPERATIONS: [PackedOperation; PACKED.operations_len] = prefix(&PACKED.operations);
static CODES: [i32; PACKED.codes_len] = prefix(&PACKED.codes);
static RULES: [PackedRule; PACKED.rules_len] = prefix(&PACKED.rules);

/// What responses and parameters are validated against.
pub static TABLES: Tables = Tables {
    strings: &STRINGS,
    kinds: &KINDS,
    limits: &LIMITS,
    fields: &FIELDS,
};

/// The string at `at`.
#[must_use]
pub fn string(at: u16) -> &'static str {
    utf8(bytes(at))
}

/// The bytes of a string.
#[must_use]
pub fn bytes(at: u16) -> &'static [u8] {
    TABLES.bytes(at)
}

/// A kind.
#[must_use]
pub fn kind(index: u16) -> PackedKind {
    TABLES.kind(index)
}

/// The kind of a field.
#[must_use]
pub fn kind_of(field: &PackedField) -> PackedKind {
    TABLES.kind(u16::from(field.kind))
}

/// The values of an enumeration.
pub fn values(enumeration: PackedKind) -> impl Iterator<Item = &'static str> {
    let mut at = enumeration.first;
    (0..enumeration.count).map(move |_| {
        let value = string(at);
        at += value.len() as u16 + 1;
        value
    })
}

/// The codes of a closed integer.
#[must_use]
pub fn codes(kind: PackedKind) -> &'static [i32] {
    part(&CODES, kind.first, kind.count)
}

/// An operation. Operations are numbered through all resources, in the order of [`RESOURCES`].
#[must_use]
pub fn operation(index: u16) -> Option<&'static PackedOperation> {
    OPERATIONS.get(usize::from(index))
}

/// The parameters of an operation.
#[must_use]
pub fn params(operation: &PackedOperation) -> &'static [PackedField] {
    part(&FIELDS, operation.first_param, operation.params)
}

/// The rules of an operation.
#[must_use]
pub fn rules(operation: &PackedOperation) -> &'static [PackedRule] {
    part(&RULES, operation.first_rule, operation.rules)
}

fn part<T>(table: &[T], first: impl Into<usize>, count: impl Into<usize>) -> &[T] {
    let first = first.into();
    table.get(first..first + count.into()).unwrap_or_default()
}

/// The index of an operation, by its `operationId` in the contract. For use in constants.
///
/// # Panics
/// There is no such operation.
#[must_use]
pub const fn index_of(id: &str) -> u16 {
    let mut index = 0;
    let mut i = 0;
    while i < RESOURCES.len() {
        let operations = RESOURCES[i].operations;
        let mut j = 0;
        while j < operations.len() {
            let other = operations[j].id.as_bytes();
            if same(id.as_bytes(), other, 0, other.len()) {
                return index;
            }
            index += 1;
            j += 1;
        }
        i += 1;
    }
    panic!("no operation has this operationId")
}

/// How many bytes each resource adds to the tables of the resources before it.
#[cfg(not(target_arch = "wasm32"))]
#[must_use]
pub fn bytes_by_resource() -> Vec<(&'static str, usize)> {
    let mut packer = Box::new(Packer::empty());
    let mut before = 0;
    let rows = RESOURCES.iter().map(|resource| {
        packer.resource(resource);
        let bytes = packer.bytes();
        let added = bytes - before;
        before = bytes;
        (resource.name, added)
    });
    rows.collect()
}
