//! Operations and resources.

use super::Kind;

/// An HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Method {
    /// Reads.
    Get,
    /// Creates. Never repeated once the server may have applied it.
    Post,
    /// Updates. May be repeated.
    Put,
    /// Deletes. May be repeated.
    Delete,
}

impl Method {
    /// Its name in HTTP.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

/// A constraint that involves several parameters, or that the contract states in prose only.
#[derive(Clone, Copy, Debug)]
pub enum Rule {
    /// The first parameter (a time of day or a date-time) must be before the second.
    Before(&'static str, &'static str),
    /// The first parameter (a date) must not be after the second.
    NotAfter(&'static str, &'static str),
    /// From the first parameter to the second there may be at most 31 days, both included.
    AtMost31Days(&'static str, &'static str),
    /// As [`Self::AtMost31Days`], but only if the third parameter is sent.
    AtMost31DaysWith(&'static str, &'static str, &'static str),
    /// At least one of the two parameters must be sent.
    AtLeastOne(&'static str, &'static str),
    /// The first parameter may be sent only together with the second.
    Requires(&'static str, &'static str),
    /// A value of the parameter above this one is sent as this one.
    Clamp(&'static str, i64),
}

/// One operation of the API.
#[derive(Debug)]
pub struct Operation {
    /// The name of its method on the resource, such as `list`.
    pub name: &'static str,
    /// Its `operationId` in the contract.
    pub id: &'static str,
    /// HTTP method.
    pub method: Method,
    /// Path below the base URL. `{name}` is a placeholder for the parameter of that name.
    pub path: &'static str,
    /// The parameters; always a model.
    pub params: Kind,
    /// The whole response body, envelope included.
    pub response: Kind,
    /// The response is one page of a list.
    pub paginated: bool,
    /// Constraints beyond those of single fields.
    pub rules: &'static [Rule],
    /// Its documentation: what it does, who may call it, what it returns, which errors to expect.
    pub doc: &'static str,
}

/// The operations of one resource.
#[derive(Debug)]
pub struct Resource {
    /// The name of its property on the client.
    pub name: &'static str,
    /// The name of its TypeScript interface.
    pub interface: &'static str,
    /// Its documentation.
    pub doc: &'static str,
    /// Its operations, in the order of the contract.
    pub operations: &'static [Operation],
}
