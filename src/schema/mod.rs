//! The vocabulary in which the contract is written down: operations, models, fields, kinds.
//!
//! Everything here is constant data. The rich form serves the native side (TypeScript, the
//! contract test, the sandbox); the wasm carries the packed form that [`super::pack`] makes of it
//! at compile time.

pub mod pack;
#[cfg(not(target_arch = "wasm32"))]
pub mod typescript;

use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;
pub use webwork_validator::tables::Format;

/// What a value is.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Not documented: anything goes.
    Any,
    /// `true` or `false`.
    Bool,
    /// A whole number that JavaScript holds exactly.
    Integer,
    /// A number.
    Number,
    /// A text.
    Text,
    /// A text or a whole number: sources disagree.
    TextOrInteger,
    /// One of the documented texts; an answer may hold others.
    Enum(&'static Enumeration),
    /// One of the documented texts, or another one.
    OpenEnum(&'static Enumeration),
    /// A list.
    List(&'static Kind),
    /// A list that may also come as an object: sources disagree.
    Listing(&'static Kind),
    /// An object with members of one kind under names that are data.
    Map(&'static Kind),
    /// An object.
    Model(&'static Model),
}

impl Kind {
    /// The same, but other texts than the listed ones may come.
    #[must_use]
    pub const fn opened(self) -> Self {
        match self {
            Self::Enum(list) => Self::OpenEnum(list),
            other => other,
        }
    }
}

/// An object with named members. Answers may hold further ones.
#[derive(Debug)]
pub struct Model {
    /// Its name, in Rust and in TypeScript.
    pub name: &'static str,
    /// What it is, from the doc comment.
    pub doc: &'static str,
    /// Its TypeScript declaration.
    pub declaration: &'static str,
    /// The kinds that a generic model was made with.
    pub arguments: &'static [Kind],
    /// Its members, in the order of the contract.
    pub fields: &'static [Field],
    /// The docs leave members out: its type has a remainder.
    pub open: bool,
}

/// A list of documented texts.
#[derive(Debug)]
pub struct Enumeration {
    /// Its name, in Rust and in TypeScript.
    pub name: &'static str,
    /// Its TypeScript declaration.
    pub declaration: &'static str,
    /// The texts, as on the wire.
    pub values: &'static [&'static str],
}

/// A member of a model.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name on the wire.
    pub name: &'static str,
    /// What it is, from the doc comment.
    pub doc: &'static str,
    /// What its value is.
    pub kind: Kind,
    /// It may be missing.
    pub optional: bool,
    /// It may be `null`.
    pub nullable: bool,
    /// It is required, but the client's own `workspaceId` stands in for it.
    pub client_default: bool,
    /// The form of a text; checked in requests.
    pub format: Format,
    /// Least value of a number.
    pub min: Option<i64>,
    /// Greatest value of a number.
    pub max: Option<i64>,
    /// Least number of characters (Unicode code points).
    pub min_length: Option<i64>,
    /// Greatest number of characters (Unicode code points).
    pub max_length: Option<i64>,
    /// Least number of items.
    pub min_items: Option<i64>,
    /// What the server takes when it is not sent, as JSON.
    pub default: &'static str,
    /// Documented codes of an integer.
    pub codes: &'static [i64],
    /// Only the documented codes may be sent.
    pub closed: bool,
    /// Where a parameter goes, if not where the method says.
    pub place: Place,
}

impl Field {
    /// The facts that follow from a Rust type alone.
    pub const fn of<T: Describe>(name: &'static str, doc: &'static str) -> Self {
        Self {
            name,
            doc,
            kind: T::KIND,
            optional: T::OPTIONAL,
            nullable: T::NULLABLE,
            client_default: T::CLIENT_DEFAULT,
            format: Format::None,
            min: None,
            max: None,
            min_length: None,
            max_length: None,
            min_items: None,
            default: "",
            codes: &[],
            closed: false,
            place: Place::ByMethod,
        }
    }
}

/// Where a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Place {
    /// Into the path where the path names it, else the query of a GET or the JSON body.
    ByMethod,
    /// Into the query.
    Query,
}

/// HTTP methods of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Method {
    /// Reads.
    Get,
    /// Makes something: never sent twice once it may have been applied.
    Post,
    /// Changes something; may be repeated.
    Put,
    /// Removes something; may be repeated.
    Delete,
}

impl Method {
    /// As HTTP writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

/// How sure the contract is of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confidence {
    /// The vendor's docs show it in full.
    High,
    /// The docs show part of it, or only an older revision does.
    Medium,
    /// A third party alone shows it, or part is inferred.
    Low,
}

impl Confidence {
    /// As the contract writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }
}

/// A rule between parameters, or one that the contract's prose adds to its schema.
#[derive(Clone, Copy, Debug)]
pub enum Rule {
    /// The first parameter, a time of day or a point in time, lies before the second.
    Before(&'static str, &'static str),
    /// The first parameter, a day, is not after the second.
    NotAfter(&'static str, &'static str),
    /// The days from the first parameter to the second, both counted, are 31 at most.
    Days31(&'static str, &'static str),
    /// As [`Self::Days31`], but only where the third parameter is sent.
    Days31With(&'static str, &'static str, &'static str),
    /// One of the two parameters is sent at least.
    Either(&'static str, &'static str),
    /// The first parameter is sent only together with the second.
    Needs(&'static str, &'static str),
    /// A greater value of the parameter is sent as this one.
    Cap(&'static str, i64),
}

/// One operation of the API.
#[derive(Debug)]
pub struct Operation {
    /// The name of its method on the resource.
    pub verb: &'static str,
    /// The contract's operationId.
    pub id: &'static str,
    /// HTTP method.
    pub method: Method,
    /// Path below the base URL; `{name}` stands for the parameter of that name.
    pub path: &'static str,
    /// The parameters, always a model.
    pub params: Kind,
    /// The whole answer, envelope included.
    pub answer: Kind,
    /// The answer is one page of a list.
    pub paged: bool,
    /// Rules beyond the fields' own.
    pub rules: &'static [Rule],
    /// What it does, who may call it, what it answers.
    pub doc: &'static str,
    /// How sure the contract is.
    pub confidence: Confidence,
    /// Which sources show it, and what they leave out.
    pub evidence: &'static str,
}

/// The operations of one resource.
#[derive(Debug)]
pub struct Resource {
    /// Its property on the client.
    pub name: &'static str,
    /// The name of its TypeScript interface.
    pub interface: &'static str,
    /// What it is.
    pub doc: &'static str,
    /// Its operations, in the order of the contract.
    pub operations: &'static [Operation],
}

/// A Rust type that knows what it is on the wire.
pub trait Describe {
    /// What its value is.
    const KIND: Kind;
    /// It may be missing.
    const OPTIONAL: bool = false;
    /// It may be `null`.
    const NULLABLE: bool = false;
    /// The client may stand in for it.
    const CLIENT_DEFAULT: bool = false;
}

impl Describe for bool {
    const KIND: Kind = Kind::Bool;
}

impl Describe for i64 {
    const KIND: Kind = Kind::Integer;
}

impl Describe for f64 {
    const KIND: Kind = Kind::Number;
}

impl Describe for String {
    const KIND: Kind = Kind::Text;
}

impl<T: Describe + 'static> Describe for Vec<T> {
    const KIND: Kind = Kind::List(&T::KIND);
}

impl<T: Describe> Describe for Option<T> {
    const KIND: Kind = T::KIND;
    const OPTIONAL: bool = true;
    const NULLABLE: bool = T::NULLABLE;
}

/// A value that may be `null`; `Option<Nullable<T>>` may also be missing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Nullable<T>(pub Option<T>);

impl<T: Describe> Describe for Nullable<T> {
    const KIND: Kind = T::KIND;
    const NULLABLE: bool = true;
}

/// One of the documented texts, or another one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Open<T> {
    /// A documented one.
    Known(T),
    /// Another one.
    Other(String),
}

impl<T: Describe> Describe for Open<T> {
    const KIND: Kind = T::KIND.opened();
}

/// A text or a whole number: sources disagree, both are taken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum TextOrInteger {
    /// As a number.
    Integer(i64),
    /// As a text.
    Text(String),
}

impl Describe for TextOrInteger {
    const KIND: Kind = Kind::TextOrInteger;
}

/// A list that may also come as an object, as PHP writes lists with gaps and empty ones.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Listing<T> {
    /// As a list.
    List(Vec<T>),
    /// As an object.
    Object(Map<Anything>),
}

impl<T: Describe + 'static> Describe for Listing<T> {
    const KIND: Kind = Kind::Listing(&T::KIND);
}

/// An object whose names are data.
pub type Map<T> = BTreeMap<String, T>;

impl<T: Describe + 'static> Describe for Map<T> {
    const KIND: Kind = Kind::Map(&T::KIND);
}

/// A value of which nothing is documented.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Anything(pub serde_json::Value);

impl Describe for Anything {
    const KIND: Kind = Kind::Any;
}

/// The `workspace_id` of a request.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WorkspaceId(pub i64);

impl Describe for WorkspaceId {
    const KIND: Kind = Kind::Integer;
    const CLIENT_DEFAULT: bool = true;
}

/// Reads a member that is there, so that `null` is not taken for missing.
///
/// # Errors
/// Those of `T`.
pub fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}
