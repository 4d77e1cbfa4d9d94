//! The rows of the packed tables that the validator does not know: operations, rules and the flags
//! of parameters.

use crate::schema::Method;

/// Flag of a field: the client's `workspaceId` is used where it is missing.
pub const CLIENT_DEFAULT: u8 = 4;
/// Flag of a field: it is sent in the path.
pub const IN_PATH: u8 = 8;
/// Flag of a field: it is sent in the query.
pub const IN_QUERY: u8 = 16;

/// A rule about the parameters of one operation. Fields are given by their position in the model.
#[derive(Clone, Copy, Debug)]
pub struct PackedRule {
    /// Which rule.
    pub rule: RuleTag,
    /// The first field.
    pub field: u8,
    /// The second field, or the greatest value of [`RuleTag::Clamp`].
    pub operand: u8,
    /// The rule applies only if this field is sent; [`ALWAYS`] if there is no such condition.
    pub only_with: u8,
}

/// No condition, see [`PackedRule::only_with`].
pub const ALWAYS: u8 = u8::MAX;

/// Which rule a [`PackedRule`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum RuleTag {
    /// See [`Rule::Before`](crate::schema::Rule::Before).
    Before,
    /// See [`Rule::NotAfter`](crate::schema::Rule::NotAfter).
    NotAfter,
    /// See [`Rule::AtMost31Days`](crate::schema::Rule::AtMost31Days).
    AtMost31Days,
    /// See [`Rule::AtLeastOne`](crate::schema::Rule::AtLeastOne).
    AtLeastOne,
    /// See [`Rule::Requires`](crate::schema::Rule::Requires).
    Requires,
    /// See [`Rule::Clamp`](crate::schema::Rule::Clamp).
    Clamp,
}

/// An operation.
#[derive(Clone, Copy, Debug)]
pub struct PackedOperation {
    /// Where the name of the resource is among the strings.
    pub resource: u16,
    /// Where the name of the method on the resource is.
    pub name: u16,
    /// Where the path is.
    pub path: u16,
    /// Index of the field that is the first parameter.
    pub first_param: u16,
    /// Index of the kind of the response body.
    pub response: u16,
    /// Number of parameters.
    pub params: u8,
    /// HTTP method.
    pub method: Method,
    /// Items per page if the caller does not say; 0 if the response is not a page.
    pub page_size: u8,
    /// Index of the first rule.
    pub first_rule: u8,
    /// Number of rules.
    pub rules: u8,
}
