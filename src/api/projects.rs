//! Projects: what is worked on.

use super::common::{Envelope, NullDataResponse};
use crate::schema::{
    Confidence, Describe, Method, Nullable, Operation, Resource, Rule, WorkspaceId,
};
use webwork_sdk_macros::model;

/// A tag of a project.
#[model]
pub struct ProjectTag {
    /// Number of the tag.
    pub id: i64,
    /// Name of the tag.
    pub name: String,
    /// Color, such as `#FF5733`.
    pub color: Option<Nullable<String>>,
}

/// A project.
#[model]
pub struct Project {
    /// Number of the project: `project_id` elsewhere.
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
    /// Estimate in hours.
    pub estimation: Option<Nullable<f64>>,
    /// Budget; sent as `budget`.
    pub budget_estimation: Option<Nullable<f64>>,
    /// Notes.
    pub notes: Option<Nullable<String>>,
    /// Icon.
    pub icon: Option<Nullable<String>>,
    /// Whether it is billed.
    pub is_billable: bool,
    /// Hourly rate; only for callers who may view rates.
    pub rate: Option<Nullable<f64>>,
    /// Hours a week that may be tracked.
    pub weekly_hours_limit: Option<Nullable<i64>>,
    /// What screenshots show, such as `blur`: other texts than those of contracts.
    pub screenshots: Option<Nullable<String>>,
    /// Its tags.
    pub tags: Option<Vec<ProjectTag>>,
    /// Members assigned now.
    pub contracts_count: Option<i64>,
    /// State as a code; the meaning of the codes is not documented.
    pub status: Option<i64>,
    /// When it was made.
    pub created_at: Option<Nullable<String>>,
    /// When it was last changed. Inferred from a third party's listing.
    pub updated_at: Option<Nullable<String>>,
    /// When it was archived. Inferred from a third party's listing.
    pub deleted_at: Option<Nullable<String>>,
}

/// What to list.
#[model(params)]
pub struct ListProjectsParams {
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// Part of the name, in any case.
    pub name: Option<String>,
    /// Page, from 1. Default: 1.
    #[field(min = 1, default = "1")]
    pub page: Option<i64>,
    /// Records per page, 1 to 100. Default: 20.
    #[field(min = 1, max = 100, default = "20")]
    pub per_page: Option<i64>,
}

/// What to add.
#[model(params)]
pub struct CreateProjectParams {
    /// The workspace. Default: the client's `workspaceId`.
    #[field(place = "query")]
    pub workspace_id: WorkspaceId,
    /// Name.
    pub name: String,
    /// First day, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub start_date: Option<String>,
    /// Last day, `YYYY-MM-DD`, not before `start_date`.
    #[field(format = "date")]
    pub deadline: Option<String>,
    /// Estimate in hours.
    pub estimation: Option<f64>,
    /// Budget. Comes back as `budget_estimation`.
    pub budget: Option<f64>,
    /// Notes.
    pub notes: Option<String>,
    /// Icon.
    pub icon: Option<String>,
}

/// What to get.
#[model(params)]
pub struct GetProjectParams {
    /// Project id.
    pub project_id: i64,
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
}

/// What to change: members left out keep their value.
#[model(params)]
pub struct UpdateProjectParams {
    /// Project id.
    pub project_id: i64,
    /// The workspace. Default: the client's `workspaceId`.
    #[field(place = "query")]
    pub workspace_id: WorkspaceId,
    /// Name.
    pub name: Option<String>,
    /// First day, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub start_date: Option<String>,
    /// Last day, `YYYY-MM-DD`, not before `start_date`.
    #[field(format = "date")]
    pub deadline: Option<String>,
    /// Estimate in hours.
    pub estimation: Option<f64>,
    /// Budget. Comes back as `budget_estimation`.
    pub budget: Option<f64>,
    /// Notes.
    pub notes: Option<String>,
    /// Icon.
    pub icon: Option<String>,
}

/// What to archive.
#[model(params)]
pub struct ArchiveProjectParams {
    /// Project id.
    pub project_id: i64,
    /// The workspace. Default: the client's `workspaceId`.
    #[field(place = "query")]
    pub workspace_id: WorkspaceId,
}

/// The resource and its operations.
pub const RESOURCE: Resource = Resource {
    name: "projects",
    interface: "Projects",
    doc: "The projects of a workspace.",
    operations: &[
        Operation {
            verb: "list",
            id: "getProjects",
            method: Method::Get,
            path: "/projects",
            params: ListProjectsParams::KIND,
            answer: <Envelope<Vec<Project>>>::KIND,
            paged: true,
            rules: &[],
            doc: "Lists the projects. Owners and executive managers see all, project managers and viewers those they manage, team\nmanagers those of their teams, others those they are assigned to.",
            confidence: Confidence::Medium,
            evidence: "Docs: older, middle, newest. Also a third party. Not documented: page object is not in the example; project status codes; error statuses.",
        },
        Operation {
            verb: "create",
            id: "createProject",
            method: Method::Post,
            path: "/projects",
            params: CreateProjectParams::KIND,
            answer: <Envelope<Project>>::KIND,
            paged: false,
            rules: &[Rule::NotAfter("start_date", "deadline")],
            doc: "Makes a project. For owners and executive managers.",
            confidence: Confidence::Medium,
            evidence: "Docs: older, middle, newest. Also a third party. Not documented: 201 is from the older revision; tail of the response.",
        },
        Operation {
            verb: "get",
            id: "getProject",
            method: Method::Get,
            path: "/projects/{project_id}",
            params: GetProjectParams::KIND,
            answer: <Envelope<Project>>::KIND,
            paged: false,
            rules: &[],
            doc: "Gets one project.",
            confidence: Confidence::Low,
            evidence: "Docs: not seen. Also a third party. Not documented: docs page not seen.",
        },
        Operation {
            verb: "update",
            id: "updateProject",
            method: Method::Put,
            path: "/projects/{project_id}",
            params: UpdateProjectParams::KIND,
            answer: <Envelope<Project>>::KIND,
            paged: false,
            rules: &[Rule::NotAfter("start_date", "deadline")],
            doc: "Changes a project. What is left out keeps its value.",
            confidence: Confidence::Low,
            evidence: "Docs: middle. Also a third party. Not documented: docs page exists but its part on this operation was not visible.",
        },
        Operation {
            verb: "archive",
            id: "deleteProject",
            method: Method::Delete,
            path: "/projects/{project_id}",
            params: ArchiveProjectParams::KIND,
            answer: NullDataResponse::KIND,
            paged: false,
            rules: &[],
            doc: "Archives a project.",
            confidence: Confidence::Low,
            evidence: "Docs: newest. Also a third party. Not documented: response body, status codes; body vs query for workspace_id.",
        },
    ],
};
