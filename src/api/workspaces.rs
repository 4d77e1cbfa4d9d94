//! Workspaces: the ids that all other operations need.

use super::common::{Envelope, MemberRole, MemberStatus};
use crate::schema::{Describe, Method, Open, Operation, Resource};
use webwork_sdk_macros::model;

/// A workspace that the caller belongs to.
#[model]
pub struct Workspace {
    /// Id of the workspace: the `workspace_id` of other operations.
    pub id: i64,
    /// User id of the owner.
    pub owner_id: i64,
    /// User id of the caller in this workspace.
    pub user_id: i64,
    /// Name of the workspace.
    pub workspace_name: String,
    /// Role of the caller in the workspace.
    pub role: Open<MemberRole>,
    /// Status of the caller in the workspace.
    pub status: Open<MemberStatus>,
    /// Time of creation: ISO 8601 with fractions of a second.
    pub created_at: String,
    /// Time of activation: date and time without time zone, such as `2025-02-19 19:24:55`.
    pub activated_at: String,
}

/// Parameters of `workspaces.list`.
#[model(params)]
pub struct ListWorkspacesParams {
    /// Page number, from 1. Defaults to 1.
    #[field(min = 1, default = "1")]
    pub page: Option<i64>,
    /// Items per page, 1 to 100. Defaults to 20.
    #[field(min = 1, max = 100, default = "20")]
    pub per_page: Option<i64>,
}

/// The resource with its operations.
pub const RESOURCE: Resource = Resource {
    name: "workspaces",
    interface: "Workspaces",
    doc: "The workspaces that the caller belongs to. Their ids are needed by every other operation.",
    operations: &[Operation {
        name: "list",
        id: "getWorkspaces",
        method: Method::Get,
        path: "/workspaces",
        params: ListWorkspacesParams::KIND,
        response: <Envelope<Vec<Workspace>>>::KIND,
        paginated: true,
        rules: &[],
        doc: "Lists the workspaces that the caller belongs to, except those that have blocked or\n\
              deleted the caller.",
    }],
};
