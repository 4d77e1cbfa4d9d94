//! What the answers of all resources share.

use crate::schema::{Anything, Map, Nullable};
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
    pub meta: Option<Meta>,
}

/// An answer with data, and the position in the list beside `meta`.
#[model]
pub struct ListedEnvelope<T> {
    /// `true`; an answer that says `false` is thrown as an error.
    pub success: bool,
    /// What was done, in words.
    pub message: Option<String>,
    /// What was asked for.
    pub data: T,
    /// What the answer says of itself.
    pub meta: Option<Meta>,
    /// Position in the list.
    pub pagination: Option<Pagination>,
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

/// An answer that acknowledges, with `data` that says nothing more: `null` as a rule.
#[model]
pub struct NullDataResponse {
    /// `true`; an answer that says `false` is thrown as an error.
    pub success: bool,
    /// What was done, in words.
    pub message: Option<String>,
    /// `null`, or an object of which nothing is documented. Missing from an answer without a body.
    pub data: Option<Nullable<Map<Anything>>>,
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

/// A role in a workspace.
#[model]
pub enum MemberRole {
    /// `Owner`
    #[serde(rename = "Owner")]
    Owner,
    /// `Project viewer`
    #[serde(rename = "Project viewer")]
    ProjectViewer,
    /// `Executive manager`
    #[serde(rename = "Executive manager")]
    ExecutiveManager,
    /// `Team manager`
    #[serde(rename = "Team manager")]
    TeamManager,
    /// `Project manager`
    #[serde(rename = "Project manager")]
    ProjectManager,
    /// `Regular User`
    #[serde(rename = "Regular User")]
    RegularUser,
}

/// Where a member stands.
#[model]
pub enum MemberStatus {
    /// `active`
    #[serde(rename = "active")]
    Active,
    /// `inactive`
    #[serde(rename = "inactive")]
    Inactive,
    /// `left`
    #[serde(rename = "left")]
    Left,
    /// `unknown`
    #[serde(rename = "unknown")]
    Unknown,
}

/// Where a request stands.
#[model]
pub enum RequestStatus {
    /// `pending`
    #[serde(rename = "pending")]
    Pending,
    /// `approved`
    #[serde(rename = "approved")]
    Approved,
    /// `rejected`
    #[serde(rename = "rejected")]
    Rejected,
}

/// Rising or falling.
#[model]
pub enum SortOrder {
    /// `asc`
    #[serde(rename = "asc")]
    Asc,
    /// `desc`
    #[serde(rename = "desc")]
    Desc,
}
