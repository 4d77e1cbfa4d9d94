//! Workspaces: where everything else belongs.

use super::common::{Envelope, MemberRole, MemberStatus};
use crate::schema::{Confidence, Describe, Method, Open, Operation, Resource};
use webwork_sdk_macros::model;

/// A workspace of the caller.
#[model]
pub struct Workspace {
    /// Number of the workspace: `workspace_id` elsewhere.
    pub id: i64,
    /// User id of the owner.
    pub owner_id: i64,
    /// User id of the caller in this workspace.
    pub user_id: i64,
    /// Name of the workspace.
    pub workspace_name: String,
    /// Role of the caller.
    pub role: Open<MemberRole>,
    /// Where the caller stands in the workspace.
    pub status: Open<MemberStatus>,
    /// When it was made, ISO 8601 with fractions of a second.
    pub created_at: String,
    /// When it was activated: date and time without zone, such as `2025-02-19 19:24:55`.
    pub activated_at: String,
}

/// What to list.
#[model(params)]
pub struct ListWorkspacesParams {
    /// Page, from 1. Default: 1.
    #[field(min = 1, default = "1")]
    pub page: Option<i64>,
    /// Records per page, 1 to 100. Default: 20.
    #[field(min = 1, max = 100, default = "20")]
    pub per_page: Option<i64>,
}

/// The resource and its operations.
pub const RESOURCE: Resource = Resource {
    name: "workspaces",
    interface: "Workspaces",
    doc: "The workspaces of the caller; their ids scope every other call.",
    operations: &[Operation {
        verb: "list",
        id: "getWorkspaces",
        method: Method::Get,
        path: "/workspaces",
        params: ListWorkspacesParams::KIND,
        answer: <Envelope<Vec<Workspace>>>::KIND,
        paged: true,
        rules: &[],
        doc: "Lists the workspaces in which the caller is neither blocked nor deleted.",
        confidence: Confidence::High,
        evidence: "Docs: older, middle. Also a third party.",
    }],
};
