//! A member of a model, with everything that constrains it.

use super::{Describe, Format, Kind};

/// A member of a model.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name on the wire.
    pub name: &'static str,
    /// Its documentation.
    pub doc: &'static str,
    /// What its value is.
    pub kind: Kind,
    /// It may be missing.
    pub optional: bool,
    /// It may be `null`.
    pub nullable: bool,
    /// It is required, but the client's own `workspaceId` is used where it is missing.
    pub client_default: bool,
    /// The format of a string. Requests are validated against it, responses are not.
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
    /// The value that the server assumes when it is missing, as JSON.
    pub default: &'static str,
    /// The documented codes of an integer.
    pub codes: &'static [i64],
    /// A request may hold no other codes than the documented ones.
    pub closed: bool,
    /// Where a parameter is sent.
    pub location: Location,
}

impl Field {
    /// A field with what its Rust type says, and no further constraints.
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
            location: Location::Default,
        }
    }
}

/// Where a parameter is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    /// In the path if the path has a placeholder of that name; otherwise in the query of a GET, or in
    /// the JSON body of any other method.
    Default,
    /// In the query.
    Query,
}
