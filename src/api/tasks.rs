//! Tasks: the parts of projects.

use super::common::{Envelope, NullDataResponse, SortOrder};
use crate::schema::{
    Confidence, Describe, Method, Nullable, Operation, Resource, Rule, TextOrInteger, WorkspaceId,
};
use webwork_sdk_macros::model;

/// Who works on a task.
#[model]
pub struct TaskAssignee {
    /// User id.
    pub id: i64,
    /// First name.
    pub firstname: Option<Nullable<String>>,
    /// Last name.
    pub lastname: Option<Nullable<String>>,
    /// E-mail address. Inferred from a third party's listing.
    pub email: Option<Nullable<String>>,
}

/// A task of a project.
#[model]
pub struct Task {
    /// Number of the task: `task_id` elsewhere.
    pub id: i64,
    /// Title.
    pub title: String,
    /// Description.
    pub description: Option<Nullable<String>>,
    /// The project.
    pub project_id: i64,
    /// User id of the workspace owner.
    pub owner_id: i64,
    /// User id of who made it.
    pub creator_id: i64,
    /// 0 open, 10 in progress, 20 done, 30 closed; workspaces may define further codes, such as 1,
    /// 2, 11, 21. Older docs name them incomplete, doing, done, completed.
    #[field(known = [0, 10, 20, 30])]
    pub status: i64,
    /// The status in words.
    pub status_name: Option<Nullable<String>>,
    /// Color of the status.
    pub status_color: Option<Nullable<String>>,
    /// 10 urgent, 20 high, 30 normal, 40 low.
    #[field(known = [10, 20, 30, 40])]
    pub priority: Option<Nullable<i64>>,
    /// The priority in words.
    pub priority_name: Option<Nullable<String>>,
    /// The parent task.
    pub parent_id: Option<Nullable<i64>>,
    /// First day, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub start_date: Option<Nullable<String>>,
    /// Last day, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub end_date: Option<Nullable<String>>,
    /// When it was done.
    pub completed_at: Option<Nullable<String>>,
    /// Who works on it. Only older docs show it.
    pub assignees: Vec<TaskAssignee>,
    /// When it was made. Inferred from a third party's listing.
    pub created_at: Option<Nullable<String>>,
    /// When it was last changed. Inferred from a third party's listing.
    pub updated_at: Option<Nullable<String>>,
    /// When it was archived. Inferred from a third party's listing.
    pub deleted_at: Option<Nullable<String>>,
}

/// A member's place on a task.
#[model]
pub struct TaskAssignment {
    /// Number of the assignment. Inferred from a third party's listing.
    pub id: Option<i64>,
    /// The task; a third party types it as a text. Inferred.
    pub task_id: Option<TextOrInteger>,
    /// The member; as `task_id`. Inferred.
    pub user_id: Option<TextOrInteger>,
}

/// What to list.
#[model(params)]
pub struct ListTasksParams {
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// The project. Required unless `contract_id` is sent.
    pub project_id: Option<i64>,
    /// Names the project through a contract.
    pub contract_id: Option<i64>,
    /// 0 open, 10 in progress, 20 done, 30 closed, or a custom code of the workspace, such as 1, 2,
    /// 11, 21. Older docs name them incomplete, doing, done, completed.
    #[field(known = [0, 10, 20, 30])]
    pub status: Option<i64>,
    /// 10 urgent, 20 high, 30 normal, 40 low.
    #[field(only = [10, 20, 30, 40])]
    pub priority: Option<i64>,
    /// Page, from 1. Default: 1.
    #[field(default = "1")]
    pub page: Option<i64>,
    /// Records per page. Default: 20. Older docs: 1 to 100.
    #[field(default = "20")]
    pub per_page: Option<i64>,
    /// By task id.
    pub order_by: Option<SortOrder>,
    /// Only subtasks of this task. A third party alone shows it, as a text.
    pub parent_id: Option<String>,
}

/// What to add.
#[model(params)]
pub struct CreateTaskParams {
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// The project.
    pub project_id: i64,
    /// Title.
    pub title: String,
    /// Description.
    pub description: Option<String>,
    /// 0 open, 10 in progress, 20 done, 30 closed; custom codes are not taken here. Older docs: 0
    /// if not sent.
    #[field(only = [0, 10, 20, 30])]
    pub status: Option<i64>,
    /// 10 urgent, 20 high, 30 normal, 40 low. Not sent: none (newest docs), or 30 (older).
    #[field(only = [10, 20, 30, 40])]
    pub priority: Option<i64>,
    /// First day, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub start_date: Option<String>,
    /// Last day, `YYYY-MM-DD`, not before `start_date`.
    #[field(format = "date")]
    pub end_date: Option<String>,
    /// The parent task. A third party alone shows it.
    pub parent_id: Option<i64>,
    /// User ids of who works on it. Only older docs show it.
    pub assignees: Option<Vec<i64>>,
}

/// What to get.
#[model(params)]
pub struct GetTaskParams {
    /// Task id.
    pub task_id: i64,
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// Project id.
    pub project_id: i64,
}

/// What to change: members left out keep their value.
#[model(params)]
pub struct UpdateTaskParams {
    /// Task id.
    pub task_id: i64,
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// The project.
    pub project_id: i64,
    /// Title.
    pub title: Option<String>,
    /// Description; `null` clears it.
    pub description: Option<Nullable<String>>,
    /// 0 open, 10 in progress, 20 done, 30 closed, or a custom code of the workspace.
    #[field(known = [0, 10, 20, 30])]
    pub status: Option<i64>,
    /// 10 urgent, 20 high, 30 normal, 40 low.
    #[field(only = [10, 20, 30, 40])]
    pub priority: Option<i64>,
    /// First day, `YYYY-MM-DD`; `null` clears it.
    #[field(format = "date")]
    pub start_date: Option<Nullable<String>>,
    /// Last day, `YYYY-MM-DD`, not before `start_date`; `null` clears it.
    #[field(format = "date")]
    pub end_date: Option<Nullable<String>>,
    /// The parent task. A third party alone shows it.
    pub parent_id: Option<i64>,
}

/// What to remove.
#[model(params)]
pub struct DeleteTaskParams {
    /// Task id.
    pub task_id: i64,
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// The project.
    pub project_id: i64,
}

/// What to look at.
#[model(params)]
pub struct ListTaskAssigneesParams {
    /// Task id.
    pub task_id: i64,
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// Project id.
    pub project_id: i64,
}

/// Whom to put on which task.
#[model(params)]
pub struct AssignTaskParams {
    /// Task id.
    pub task_id: i64,
    /// The member to put on it.
    pub user_id: i64,
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// The project.
    pub project_id: i64,
}

/// Whom to take off which task.
#[model(params)]
pub struct UnassignTaskParams {
    /// Task id.
    pub task_id: i64,
    /// The member to take off it.
    pub user_id: i64,
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// The project.
    pub project_id: i64,
}

/// The resource and its operations.
pub const RESOURCE: Resource = Resource {
    name: "tasks",
    interface: "Tasks",
    doc: "The tasks of projects, and who works on them.",
    operations: &[
        Operation {
            verb: "list",
            id: "getTasks",
            method: Method::Get,
            path: "/tasks",
            params: ListTasksParams::KIND,
            answer: <Envelope<Vec<Task>>>::KIND,
            paged: true,
            rules: &[Rule::Either("project_id", "contract_id")],
            doc: "Lists the tasks of a project.",
            confidence: Confidence::Medium,
            evidence: "Docs: older, newest. Also a third party. Not documented: page object is not in the example; newest item fields.",
        },
        Operation {
            verb: "create",
            id: "createTask",
            method: Method::Post,
            path: "/tasks",
            params: CreateTaskParams::KIND,
            answer: <Envelope<Task>>::KIND,
            paged: false,
            rules: &[Rule::NotAfter("start_date", "end_date")],
            doc: "Makes a task. For owners, executive, project and team managers.",
            confidence: Confidence::Medium,
            evidence: "Docs: older, newest. Also a third party. Not documented: status code; newest body after start_date; error statuses.",
        },
        Operation {
            verb: "get",
            id: "getTask",
            method: Method::Get,
            path: "/tasks/{task_id}",
            params: GetTaskParams::KIND,
            answer: <Envelope<Task>>::KIND,
            paged: false,
            rules: &[],
            doc: "Gets one task.",
            confidence: Confidence::Low,
            evidence: "Docs: older. Also a third party. Not documented: docs part on this operation not visible.",
        },
        Operation {
            verb: "update",
            id: "updateTask",
            method: Method::Put,
            path: "/tasks/{task_id}",
            params: UpdateTaskParams::KIND,
            answer: <Envelope<Task>>::KIND,
            paged: false,
            rules: &[Rule::NotAfter("start_date", "end_date")],
            doc: "Changes a task. What is left out keeps its value. For owners, executive, project and team managers.",
            confidence: Confidence::Medium,
            evidence: "Docs: older. Also a third party. Not documented: newest listing (custom status codes on update?); error statuses.",
        },
        Operation {
            verb: "delete",
            id: "deleteTask",
            method: Method::Delete,
            path: "/tasks/{task_id}",
            params: DeleteTaskParams::KIND,
            answer: NullDataResponse::KIND,
            paged: false,
            rules: &[],
            doc: "Deletes a task.",
            confidence: Confidence::Low,
            evidence: "Docs: not seen. Also a third party. Not documented: docs part not visible; response body.",
        },
        Operation {
            verb: "listAssignees",
            id: "getTaskAssignees",
            method: Method::Get,
            path: "/tasks/{task_id}/assignees",
            params: ListTaskAssigneesParams::KIND,
            answer: <Envelope<Vec<TaskAssignee>>>::KIND,
            paged: false,
            rules: &[],
            doc: "Lists who works on a task.",
            confidence: Confidence::Low,
            evidence: "Docs: not seen. Also a third party. Not documented: docs part not visible.",
        },
        Operation {
            verb: "assign",
            id: "assignTask",
            method: Method::Post,
            path: "/tasks/{task_id}/assign/{user_id}",
            params: AssignTaskParams::KIND,
            answer: <Envelope<TaskAssignment>>::KIND,
            paged: false,
            rules: &[],
            doc: "Puts a member on a task.",
            confidence: Confidence::Low,
            evidence: "Docs: not seen. Also a third party. Not documented: docs part not visible; wire names of the response.",
        },
        Operation {
            verb: "unassign",
            id: "unassignTask",
            method: Method::Delete,
            path: "/tasks/{task_id}/unassign/{user_id}",
            params: UnassignTaskParams::KIND,
            answer: NullDataResponse::KIND,
            paged: false,
            rules: &[],
            doc: "Takes a member off a task. For owners, executive, project and team managers.",
            confidence: Confidence::Medium,
            evidence: "Docs: older. Also a third party. Not documented: newest listing.",
        },
    ],
};
