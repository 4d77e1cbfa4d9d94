//! Models that several resources share.

use crate::schema::{Any, Map, Nullable};
use webwork_sdk_macros::model;

/// Metadata of a response.
#[model]
pub struct Meta {
    /// Version of the API, such as `2.0.0`.
    pub api_version: Option<String>,
    /// Time on the server: ISO 8601 in UTC, with or without fractions of a second.
    pub timestamp: Option<String>,
    /// Position in a paginated list, if the server sends it here.
    pub pagination: Option<Pagination>,
}

/// Position in a paginated list.
#[model]
#[derive(Default)]
pub struct Pagination {
    /// Number of items on all pages.
    pub total: Option<i64>,
    /// Items per page.
    pub per_page: Option<i64>,
    /// Number of this page, from 1.
    pub current_page: Option<i64>,
    /// Number of the last page, from 1.
    pub last_page: Option<i64>,
    /// Position of this page's first item among all items, from 1.
    pub from: Option<i64>,
    /// Position of this page's last item among all items.
    pub to: Option<i64>,
}

/// A response with data.
#[model]
pub struct Envelope<T> {
    /// Always `true`: a response with any other value is thrown as an error.
    pub success: bool,
    /// Message for humans. Do not parse it.
    pub message: Option<String>,
    /// The data.
    pub data: T,
    /// Metadata of the response: API version, server time, pagination.
    pub meta: Option<Meta>,
}

/// A response with data that has the pagination beside `meta`, not in it.
#[model]
pub struct EnvelopeWithPagination<T> {
    /// Always `true`: a response with any other value is thrown as an error.
    pub success: bool,
    /// Message for humans. Do not parse it.
    pub message: Option<String>,
    /// The data.
    pub data: T,
    /// Metadata of the response: API version, server time, pagination.
    pub meta: Option<Meta>,
    /// Position in the list.
    pub pagination: Option<Pagination>,
}

/// A response that acknowledges and returns no data.
#[model]
pub struct MessageResponse {
    /// Always `true`: a response with any other value is thrown as an error.
    pub success: bool,
    /// Message for humans. Do not parse it.
    pub message: Option<String>,
    /// Metadata of the response: API version, server time, pagination. Missing if the response has
    /// no body.
    pub meta: Option<Meta>,
}

/// A response that acknowledges and returns no useful data: `data` is usually `null`.
#[model]
pub struct NullDataResponse {
    /// Always `true`: a response with any other value is thrown as an error.
    pub success: bool,
    /// Message for humans. Do not parse it.
    pub message: Option<String>,
    /// Usually `null`; may be an object, of which nothing is documented. Missing if the response
    /// has no body.
    pub data: Option<Nullable<Map<Any>>>,
    /// Metadata of the response: API version, server time, pagination. Missing if the response has
    /// no body.
    pub meta: Option<Meta>,
}

/// The body of an error response.
#[model]
pub struct ErrorResponse {
    /// Always `false`.
    pub success: bool,
    /// What went wrong.
    pub message: String,
    /// More detail.
    pub error: Option<Nullable<String>>,
    /// What is wrong with which parameter, on 422: parameter names (dotted for nested ones) and their
    /// messages. Not documented by the vendor.
    pub errors: Option<Map<Vec<String>>>,
    /// Metadata of the response: API version, server time.
    pub meta: Meta,
}

/// The role of a member in a workspace.
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

/// The status of a member in a workspace.
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

/// The status of a request that needs approval.
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

/// Sort order: ascending or descending.
#[model]
pub enum SortOrder {
    /// `asc`
    #[serde(rename = "asc")]
    Asc,
    /// `desc`
    #[serde(rename = "desc")]
    Desc,
}
