//! What a value is.

use super::Field;

/// What a value is.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Not documented: any JSON value.
    Any,
    /// `true` or `false`.
    Boolean,
    /// An integer within ±(2⁵³ − 1), so that JavaScript can represent it exactly.
    Integer,
    /// A number.
    Number,
    /// A string.
    String,
    /// A string or an integer; the sources disagree.
    StringOrInteger,
    /// One of the documented strings. A response may hold any other string.
    Enum(&'static Enumeration),
    /// One of the documented strings, or any other.
    OpenEnum(&'static Enumeration),
    /// An array.
    Array(&'static Kind),
    /// An array, or an object instead of it; the sources disagree.
    ArrayOrObject(&'static Kind),
    /// An object whose keys are data, such as dates. All its values are of one kind.
    Map(&'static Kind),
    /// An object with known members.
    Model(&'static Model),
}

impl Kind {
    /// The same kind, but open to other strings than the documented ones.
    #[must_use]
    pub const fn opened(self) -> Self {
        match self {
            Self::Enum(enumeration) => Self::OpenEnum(enumeration),
            other => other,
        }
    }
}

/// An object with known members. In a response it may hold unknown ones too.
#[derive(Debug)]
pub struct Model {
    /// Its name in Rust and in TypeScript.
    pub name: &'static str,
    /// Its documentation.
    pub doc: &'static str,
    /// Its TypeScript declaration.
    pub declaration: &'static str,
    /// The type arguments of a generic model.
    pub arguments: &'static [Kind],
    /// Its members, in the order of the contract.
    pub fields: &'static [Field],
    /// The vendor's documentation leaves members out, so the TypeScript type has an index signature.
    pub open: bool,
    /// Deserializes a value into the Rust type and serializes it again.
    #[cfg(not(target_arch = "wasm32"))]
    pub rewrite: fn(serde_json::Value) -> serde_json::Result<serde_json::Value>,
}

/// A set of documented strings.
#[derive(Debug)]
pub struct Enumeration {
    /// Its name in Rust and in TypeScript.
    pub name: &'static str,
    /// Its TypeScript declaration.
    pub declaration: &'static str,
    /// The strings, as on the wire.
    pub values: &'static [&'static str],
}
