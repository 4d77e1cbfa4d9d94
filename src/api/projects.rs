//! Projects.

use super::common::{Envelope, NullDataResponse};
use crate::schema::{Describe, Method, Nullable, Operation, Resource, Rule, WorkspaceId};
use webwork_sdk_macros::model;

/// A tag of a project.
#[model]
pub struct ProjectTag {
    /// Id of the tag.
    pub id: i64,
    /// Name of the tag.
    pub name: String,
    /// Color, such as `#FF5733`.
    pub color: Option<Nullable<String>>,
}

/// A project.
#[model]
pub struct Project {
    /// Id of the project: the `project_id` of other operations.
    pub id: i64,
    /// Name.
    pub name: String,
    /// User id of the workspace owner.
    pub owner_id: i64,
    /// First day, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub start_date: Option<Nullable<String>>,
    /// Last day, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub deadline: Option<Nullable<String>>,
    /// Estimated hours.
    pub estimation: Option<Nullable<f64>>,
    /// Budget; called `budget` in requests.
    pub budget_estimation: Option<Nullable<f64>>,
    /// Notes.
    pub notes: Option<Nullable<String>>,
    /// Icon.
    pub icon: Option<Nullable<String>>,
    /// Whether it is billable.
    pub is_billable: bool,
    /// Hourly rate; only for callers who may view rates.
    pub rate: Option<Nullable<f64>>,
    /// Hours per week that may be tracked.
    pub weekly_hours_limit: Option<Nullable<i64>>,
    /// How much screenshots show, such as `blur`. The values differ from those of contracts.
    pub screenshots: Option<Nullable<String>>,
    /// Tags.
    pub tags: Option<Vec<ProjectTag>>,
    /// Number of members who are currently assigned.
    pub contracts_count: Option<i64>,
    /// Status as a code. The meaning of the codes is not documented.
    pub status: Option<i64>,
    /// Time of creation.
    pub created_at: Option<Nullable<String>>,
    /// Time of the last change. Not documented by the vendor.
    pub updated_at: Option<Nullable<String>>,
    /// Time of archiving. Not documented by the vendor.
    pub deleted_at: Option<Nullable<String>>,
}

/// Parameters of `projects.list`.
#[model(params)]
pub struct ListProjectsParams {
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// Only projects whose name contains this string, case-insensitive.
    pub name: Option<String>,
    /// Page number, from 1. Defaults to 1.
    #[field(min = 1, default = "1")]
    pub page: Option<i64>,
    /// Items per page, 1 to 100. Defaults to 20.
    #[field(min = 1, max = 100, default = "20")]
    pub per_page: Option<i64>,
}

/// Parameters of `projects.create`.
#[model(params)]
pub struct CreateProjectParams {
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    #[field(location = "query")]
    pub workspace_id: WorkspaceId,
    /// Name.
    pub name: String,
    /// First day, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub start_date: Option<String>,
    /// Last day, `YYYY-MM-DD`. Must not be before `start_date`.
    #[field(format = "date")]
    pub deadline: Option<String>,
    /// Estimated hours.
    pub estimation: Option<f64>,
    /// Budget; called `budget_estimation` in responses.
    pub budget: Option<f64>,
    /// Notes.
    pub notes: Option<String>,
    /// Icon.
    pub icon: Option<String>,
}

/// Parameters of `projects.get`.
#[model(params)]
pub struct GetProjectParams {
    /// Id of the project.
    pub project_id: i64,
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
}

/// Parameters of `projects.update`. Omitted parameters keep their value.
#[model(params)]
pub struct UpdateProjectParams {
    /// Id of the project.
    pub project_id: i64,
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    #[field(location = "query")]
    pub workspace_id: WorkspaceId,
    /// Name.
    pub name: Option<String>,
    /// First day, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub start_date: Option<String>,
    /// Last day, `YYYY-MM-DD`. Must not be before `start_date`.
    #[field(format = "date")]
    pub deadline: Option<String>,
    /// Estimated hours.
    pub estimation: Option<f64>,
    /// Budget; called `budget_estimation` in responses.
    pub budget: Option<f64>,
    /// Notes.
    pub notes: Option<String>,
    /// Icon.
    pub icon: Option<String>,
}

/// Parameters of `projects.archive`.
#[model(params)]
pub struct ArchiveProjectParams {
    /// Id of the project.
    pub project_id: i64,
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    #[field(location = "query")]
    pub workspace_id: WorkspaceId,
}

/// The resource with its operations.
pub const RESOURCE: Resource = Resource {
    name: "projects",
    interface: "Projects",
    doc: "The projects of a workspace.",
    operations: &[
        Operation {
            name: "list",
            id: "getProjects",
            method: Method::Get,
            path: "/projects",
            params: ListProjectsParams::KIND,
            response: <Envelope<Vec<Project>>>::KIND,
            paginated: true,
            rules: &[],
            doc: "Lists projects. Owners and executive managers see all of them; project managers and\n\
                  project viewers those they manage or view; team managers those of their teams;\n\
                  others those they are assigned to.",
        },
        Operation {
            name: "create",
            id: "createProject",
            method: Method::Post,
            path: "/projects",
            params: CreateProjectParams::KIND,
            response: <Envelope<Project>>::KIND,
            paginated: false,
            rules: &[Rule::NotAfter("start_date", "deadline")],
            doc: "Creates a project. For owners and executive managers.",
        },
        Operation {
            name: "get",
            id: "getProject",
            method: Method::Get,
            path: "/projects/{project_id}",
            params: GetProjectParams::KIND,
            response: <Envelope<Project>>::KIND,
            paginated: false,
            rules: &[],
            doc: "Returns one project.",
        },
        Operation {
            name: "update",
            id: "updateProject",
            method: Method::Put,
            path: "/projects/{project_id}",
            params: UpdateProjectParams::KIND,
            response: <Envelope<Project>>::KIND,
            paginated: false,
            rules: &[Rule::NotAfter("start_date", "deadline")],
            doc: "Updates a project. Omitted parameters keep their value.",
        },
        Operation {
            name: "archive",
            id: "deleteProject",
            method: Method::Delete,
            path: "/projects/{project_id}",
            params: ArchiveProjectParams::KIND,
            response: NullDataResponse::KIND,
            paginated: false,
            rules: &[],
            doc: "Archives a project.",
        },
    ],
};
