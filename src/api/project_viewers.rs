//! Project Viewers: outsiders who may look at projects.

use super::common::{Envelope, NullDataResponse};
use crate::schema::{
    Confidence, Describe, Listing, Method, Nullable, Open, Operation, Resource, TextOrInteger,
    WorkspaceId,
};
use webwork_sdk_macros::model;

/// Where a project viewer stands.
#[model]
pub enum ProjectViewerStatus {
    /// `active`
    #[serde(rename = "active")]
    Active,
    /// `inactive`
    #[serde(rename = "inactive")]
    Inactive,
    /// `left`
    #[serde(rename = "left")]
    Left,
}

/// A project that a viewer may see.
#[model]
pub struct ProjectViewerItem {
    /// The project.
    pub project_id: i64,
    /// Name of the project.
    pub project_name: String,
}

/// An outsider who may look at chosen projects.
#[model]
pub struct ProjectViewer {
    /// User id of the viewer.
    pub id: i64,
    /// E-mail address.
    pub email: String,
    /// First name.
    pub firstname: String,
    /// Last name.
    pub lastname: String,
    /// Where the viewer stands.
    pub status: Option<Nullable<Open<ProjectViewerStatus>>>,
    /// Since when, ISO 8601.
    pub member_since: Option<Nullable<String>>,
    /// What the viewer may see.
    pub projects: Vec<ProjectViewerItem>,
}

/// What to list.
#[model(params)]
pub struct ListProjectViewersParams {
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// Exact match. Only older docs show it.
    #[field(format = "email")]
    pub email: Option<String>,
    /// Page, from 1. Default: 1.
    #[field(min = 1, default = "1")]
    pub page: Option<i64>,
    /// Records per page, 1 to 100. Default: 20.
    #[field(min = 1, max = 100, default = "20")]
    pub per_page: Option<i64>,
}

/// What to add.
#[model(params)]
pub struct CreateProjectViewerParams {
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// E-mail address. Older docs require it.
    #[field(format = "email")]
    pub email: Option<String>,
    /// First name. Older docs require it.
    pub firstname: Option<String>,
    /// Last name. Older docs require it.
    pub lastname: Option<String>,
}

/// What to get.
#[model(params)]
pub struct GetProjectViewerParams {
    /// Viewer's user id. Newer revision types it string, older integer.
    pub viewer_id: TextOrInteger,
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
}

/// What to remove.
#[model(params)]
pub struct DeleteProjectViewerParams {
    /// Viewer's user id. Newer revision types it string, older integer.
    pub viewer_id: TextOrInteger,
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
}

/// What to bring back.
#[model(params)]
pub struct RestoreProjectViewerParams {
    /// Viewer's user id. Newer revision types it string, older integer.
    pub viewer_id: TextOrInteger,
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
}

/// What to show to whom.
#[model(params)]
pub struct AssignProjectToViewerParams {
    /// Viewer's user id. Newer revision types it string, older integer.
    pub viewer_id: TextOrInteger,
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// The project.
    pub project_id: i64,
}

/// What to take from whom.
#[model(params)]
pub struct UnassignProjectFromViewerParams {
    /// Viewer's user id. Newer revision types it string, older integer.
    pub viewer_id: TextOrInteger,
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// The project.
    pub project_id: i64,
}

/// The resource and its operations.
pub const RESOURCE: Resource = Resource {
    name: "projectViewers",
    interface: "ProjectViewers",
    doc: "Outsiders who may look at chosen projects.",
    operations: &[
        Operation {
            verb: "list",
            id: "getProjectViewers",
            method: Method::Get,
            path: "/project-viewers",
            params: ListProjectViewersParams::KIND,
            answer: <Envelope<Listing<ProjectViewer>>>::KIND,
            paged: true,
            rules: &[],
            doc: "Lists the project viewers. Newer docs show neither the filter nor pages.",
            confidence: Confidence::Medium,
            evidence: "Docs: older, middle, newest. Not documented: newest typing of data; whether email and paging still apply.",
        },
        Operation {
            verb: "create",
            id: "createProjectViewer",
            method: Method::Post,
            path: "/project-viewers",
            params: CreateProjectViewerParams::KIND,
            answer: <Envelope<ProjectViewer>>::KIND,
            paged: false,
            rules: &[],
            doc: "Makes and invites a project viewer. For owners and executive managers. Send all parameters: older docs require them.",
            confidence: Confidence::Medium,
            evidence: "Docs: older, middle, newest. Not documented: 201 and typed response are from the older revision.",
        },
        Operation {
            verb: "get",
            id: "getProjectViewer",
            method: Method::Get,
            path: "/project-viewers/{viewer_id}",
            params: GetProjectViewerParams::KIND,
            answer: <Envelope<ProjectViewer>>::KIND,
            paged: false,
            rules: &[],
            doc: "Gets one project viewer.",
            confidence: Confidence::Medium,
            evidence: "Docs: older, middle, newest. Not documented: newest typing of data.",
        },
        Operation {
            verb: "delete",
            id: "deleteProjectViewer",
            method: Method::Delete,
            path: "/project-viewers/{viewer_id}",
            params: DeleteProjectViewerParams::KIND,
            answer: NullDataResponse::KIND,
            paged: false,
            rules: &[],
            doc: "Archives a project viewer; `restore` brings it back.",
            confidence: Confidence::Medium,
            evidence: "Docs: older, middle. Not documented: request body and response. Inferred: placement of workspace_id.",
        },
        Operation {
            verb: "restore",
            id: "restoreProjectViewer",
            method: Method::Post,
            path: "/project-viewers/{viewer_id}/restore",
            params: RestoreProjectViewerParams::KIND,
            answer: NullDataResponse::KIND,
            paged: false,
            rules: &[],
            doc: "Brings an archived viewer back. Newer docs do not show it.",
            confidence: Confidence::Medium,
            evidence: "Docs: older. Not documented: not seen in the newer revisions.",
        },
        Operation {
            verb: "assignProject",
            id: "assignProjectToViewer",
            method: Method::Post,
            path: "/project-viewers/{viewer_id}/assign-project",
            params: AssignProjectToViewerParams::KIND,
            answer: NullDataResponse::KIND,
            paged: false,
            rules: &[],
            doc: "Lets a viewer see a project.",
            confidence: Confidence::Medium,
            evidence: "Docs: older. Not documented: newest listing (page exists, part not visible).",
        },
        Operation {
            verb: "unassignProject",
            id: "unassignProjectFromViewer",
            method: Method::Delete,
            path: "/project-viewers/{viewer_id}/unassign-project",
            params: UnassignProjectFromViewerParams::KIND,
            answer: NullDataResponse::KIND,
            paged: false,
            rules: &[],
            doc: "Takes a project from a viewer.",
            confidence: Confidence::High,
            evidence: "Docs: older, middle.",
        },
    ],
};
