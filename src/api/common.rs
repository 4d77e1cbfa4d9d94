//! What the answers of all resources share.

use super::schema::Nullable;
use webwork_sdk_macros::model;

/// What every answer says of itself.
#[model]
pub struct Meta {
    /// Version of the API, such as `2.0.0`.
    pub api_version: Option<String>,
    /// Time of the server, ISO 8601 in UTC, with or without fractions of a second.
    pub timestamp: Option<String>,
    /// Position in a paged list, where the server puts it here.
    pub pagination: Option<Pagination>,
}

/// Position in a paged list.
#[model]
#[derive(Default)]
pub struct Pagination {
    /// Number of records in all.
    pub total: Option<i64>,
    /// Records per page.
    pub per_page: Option<i64>,
    /// This page, from 1.
    pub current_page: Option<i64>,
    /// The last page, from 1.
    pub last_page: Option<i64>,
    /// Number of the page's first record, from 1.
    pub from: Option<i64>,
    /// Number of the page's last record.
    pub to: Option<i64>,
}

/// An answer with data.
#[model]
pub struct Envelope<T> {
    /// `true`; an answer that says `false` is thrown as an error.
    pub success: bool,
    /// What was done, in words.
    pub message: Option<String>,
    /// What was asked for.
    pub data: T,
    /// What the answer says of itself.
    pub meta: Meta,
}

/// An answer that only acknowledges.
#[model]
pub struct MessageResponse {
    /// `true`; an answer that says `false` is thrown as an error.
    pub success: bool,
    /// What was done, in words.
    pub message: Option<String>,
    /// What the answer says of itself. Missing from an answer without a body.
    pub meta: Option<Meta>,
}

/// The body of an answer that is an error.
#[model]
pub struct ErrorResponse {
    /// `false`.
    pub success: bool,
    /// What went wrong, in words.
    pub message: String,
    /// More on it.
    pub error: Option<Nullable<String>>,
    /// What the answer says of itself.
    pub meta: Meta,
}
