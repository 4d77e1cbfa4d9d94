//! Project viewers: people outside of the workspace with read access to chosen projects.

use super::common::{Envelope, NullDataResponse};
use crate::schema::{
    ArrayOrObject, Describe, Method, Nullable, Open, Operation, Resource, StringOrInteger,
    WorkspaceId,
};
use webwork_sdk_macros::model;

/// The status of a project viewer.
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

/// A project that a project viewer may see.
#[model]
pub struct ProjectViewerItem {
    /// Id of the project.
    pub project_id: i64,
    /// Name of the project.
    pub project_name: String,
}

/// A person outside of the workspace who has read access to chosen projects.
#[model]
pub struct ProjectViewer {
    /// User id of the project viewer.
    pub id: i64,
    /// Email address.
    pub email: String,
    /// First name.
    pub firstname: String,
    /// Last name.
    pub lastname: String,
    /// Status.
    pub status: Option<Nullable<Open<ProjectViewerStatus>>>,
    /// Time since when the person is a project viewer, ISO 8601.
    pub member_since: Option<Nullable<String>>,
    /// The projects that the viewer may see.
    pub projects: Vec<ProjectViewerItem>,
}

/// Parameters of `projectViewers.list`.
#[model(params)]
pub struct ListProjectViewersParams {
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// Only the project viewer with exactly this email address. Not in the vendor's current
    /// documentation.
    #[field(format = "email")]
    pub email: Option<String>,
    /// Page number, from 1. Defaults to 1.
    #[field(min = 1, default = "1")]
    pub page: Option<i64>,
    /// Items per page, 1 to 100. Defaults to 20.
    #[field(min = 1, max = 100, default = "20")]
    pub per_page: Option<i64>,
}

/// Parameters of `projectViewers.create`. Give all of them: the server may require them.
#[model(params)]
pub struct CreateProjectViewerParams {
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// Email address. The server may require it.
    #[field(format = "email")]
    pub email: Option<String>,
    /// First name. The server may require it.
    pub firstname: Option<String>,
    /// Last name. The server may require it.
    pub lastname: Option<String>,
}

/// Parameters of `projectViewers.get`.
#[model(params)]
pub struct GetProjectViewerParams {
    /// User id of the project viewer. The sources disagree on its type, so both are accepted.
    pub viewer_id: StringOrInteger,
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
}

/// Parameters of `projectViewers.delete`.
#[model(params)]
pub struct DeleteProjectViewerParams {
    /// User id of the project viewer. The sources disagree on its type, so both are accepted.
    pub viewer_id: StringOrInteger,
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
}

/// Parameters of `projectViewers.restore`.
#[model(params)]
pub struct RestoreProjectViewerParams {
    /// User id of the project viewer. The sources disagree on its type, so both are accepted.
    pub viewer_id: StringOrInteger,
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
}

/// Parameters of `projectViewers.assignProject`.
#[model(params)]
pub struct AssignProjectToViewerParams {
    /// User id of the project viewer. The sources disagree on its type, so both are accepted.
    pub viewer_id: StringOrInteger,
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// Id of the project.
    pub project_id: i64,
}

/// Parameters of `projectViewers.unassignProject`.
#[model(params)]
pub struct UnassignProjectFromViewerParams {
    /// User id of the project viewer. The sources disagree on its type, so both are accepted.
    pub viewer_id: StringOrInteger,
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// Id of the project.
    pub project_id: i64,
}

/// The resource with its operations.
pub const RESOURCE: Resource = Resource {
    name: "projectViewers",
    interface: "ProjectViewers",
    doc: "People outside of the workspace who have read access to chosen projects.",
    operations: &[
        Operation {
            name: "list",
            id: "getProjectViewers",
            method: Method::Get,
            path: "/project-viewers",
            params: ListProjectViewersParams::KIND,
            response: <Envelope<ArrayOrObject<ProjectViewer>>>::KIND,
            paginated: true,
            rules: &[],
            doc: "Lists the project viewers of a workspace.",
        },
        Operation {
            name: "create",
            id: "createProjectViewer",
            method: Method::Post,
            path: "/project-viewers",
            params: CreateProjectViewerParams::KIND,
            response: <Envelope<ProjectViewer>>::KIND,
            paginated: false,
            rules: &[],
            doc: "Creates a project viewer and sends an invitation. For owners and executive managers.\n\
                  Give all parameters: the server may require them.",
        },
        Operation {
            name: "get",
            id: "getProjectViewer",
            method: Method::Get,
            path: "/project-viewers/{viewer_id}",
            params: GetProjectViewerParams::KIND,
            response: <Envelope<ProjectViewer>>::KIND,
            paginated: false,
            rules: &[],
            doc: "Returns one project viewer.",
        },
        Operation {
            name: "delete",
            id: "deleteProjectViewer",
            method: Method::Delete,
            path: "/project-viewers/{viewer_id}",
            params: DeleteProjectViewerParams::KIND,
            response: NullDataResponse::KIND,
            paginated: false,
            rules: &[],
            doc: "Archives a project viewer. `restore` reverses it.",
        },
        Operation {
            name: "restore",
            id: "restoreProjectViewer",
            method: Method::Post,
            path: "/project-viewers/{viewer_id}/restore",
            params: RestoreProjectViewerParams::KIND,
            response: NullDataResponse::KIND,
            paginated: false,
            rules: &[],
            doc: "Restores an archived project viewer.",
        },
        Operation {
            name: "assignProject",
            id: "assignProjectToViewer",
            method: Method::Post,
            path: "/project-viewers/{viewer_id}/assign-project",
            params: AssignProjectToViewerParams::KIND,
            response: NullDataResponse::KIND,
            paginated: false,
            rules: &[],
            doc: "Gives a project viewer access to a project.",
        },
        Operation {
            name: "unassignProject",
            id: "unassignProjectFromViewer",
            method: Method::Delete,
            path: "/project-viewers/{viewer_id}/unassign-project",
            params: UnassignProjectFromViewerParams::KIND,
            response: NullDataResponse::KIND,
            paginated: false,
            rules: &[],
            doc: "Takes a project viewer's access to a project away.",
        },
    ],
};
