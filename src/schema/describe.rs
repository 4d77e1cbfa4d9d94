//! How a Rust type describes its form on the wire.
//!
//! Models implement [`Describe`] through `#[model]`. The types of [`super::values`] and a few types of the
//! standard library implement it by hand.

use super::Kind;

/// A Rust type that describes its form on the wire.
pub trait Describe {
    /// What its value is.
    const KIND: Kind;
    /// It may be missing.
    const OPTIONAL: bool = false;
    /// It may be `null`.
    const NULLABLE: bool = false;
    /// The client has a value for it if it is missing.
    const CLIENT_DEFAULT: bool = false;
}

impl Describe for bool {
    const KIND: Kind = Kind::Boolean;
}

impl Describe for i64 {
    const KIND: Kind = Kind::Integer;
}

impl Describe for f64 {
    const KIND: Kind = Kind::Number;
}

impl Describe for String {
    const KIND: Kind = Kind::String;
}

impl<T: Describe + 'static> Describe for Vec<T> {
    const KIND: Kind = Kind::Array(&T::KIND);
}

impl<T: Describe> Describe for Option<T> {
    const KIND: Kind = T::KIND;
    const OPTIONAL: bool = true;
    const NULLABLE: bool = T::NULLABLE;
}
