//! Rust types for values that plain serde types cannot express.

use super::{Describe, Kind};
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;

/// A value that may be `null`. `Option<Nullable<T>>` may also be missing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Nullable<T>(pub Option<T>);

impl<T: Describe> Describe for Nullable<T> {
    const KIND: Kind = T::KIND;
    const NULLABLE: bool = true;
}

/// One of the documented strings, or any other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Open<T> {
    /// A documented string.
    Known(T),
    /// Any other string.
    Other(String),
}

impl<T: Describe> Describe for Open<T> {
    const KIND: Kind = T::KIND.opened();
}

/// A string or an integer: the sources disagree, so both are accepted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum StringOrInteger {
    /// An integer.
    Integer(i64),
    /// A string.
    String(String),
}

impl Describe for StringOrInteger {
    const KIND: Kind = Kind::StringOrInteger;
}

/// An array, or an object instead of it: PHP writes an array with gaps in its keys as an object.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ArrayOrObject<T> {
    /// An array.
    Array(Vec<T>),
    /// An object.
    Object(Map<Any>),
}

impl<T: Describe + 'static> Describe for ArrayOrObject<T> {
    const KIND: Kind = Kind::ArrayOrObject(&T::KIND);
}

/// An object whose keys are data, such as dates.
pub type Map<T> = BTreeMap<String, T>;

impl<T: Describe + 'static> Describe for Map<T> {
    const KIND: Kind = Kind::Map(&T::KIND);
}

/// Any JSON value: nothing is documented about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Any(pub serde_json::Value);

impl Describe for Any {
    const KIND: Kind = Kind::Any;
}

/// The `workspace_id` of a request. The client's own `workspaceId` is used where it is missing.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WorkspaceId(pub i64);

impl Describe for WorkspaceId {
    const KIND: Kind = Kind::Integer;
    const CLIENT_DEFAULT: bool = true;
}

/// Deserializes an `Option` that is present: without this, serde reads `null` as a missing member.
///
/// # Errors
/// Those of `T`.
pub fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}
