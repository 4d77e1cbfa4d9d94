//! Tasks of projects, and their assignees.

use super::common::{Envelope, NullDataResponse, SortOrder};
use crate::schema::{
    Describe, Method, Nullable, Operation, Resource, Rule, StringOrInteger, WorkspaceId,
};
use webwork_sdk_macros::model;

/// A member who is assigned to a task.
#[model]
pub struct TaskAssignee {
    /// User id.
    pub id: i64,
    /// First name.
    pub firstname: Option<Nullable<String>>,
    /// Last name.
    pub lastname: Option<Nullable<String>>,
    /// Email address. Not documented by the vendor.
    pub email: Option<Nullable<String>>,
}

/// A task of a project.
#[model]
pub struct Task {
    /// Id of the task: the `task_id` of other operations.
    pub id: i64,
    /// Title.
    pub title: String,
    /// Description.
    pub description: Option<Nullable<String>>,
    /// Id of the project.
    pub project_id: i64,
    /// User id of the workspace owner.
    pub owner_id: i64,
    /// User id of the creator.
    pub creator_id: i64,
    /// Status: 0 open, 10 in progress, 20 done, 30 closed. Workspaces may define other codes, such
    /// as 1, 2, 11 or 21.
    #[field(known = [0, 10, 20, 30])]
    pub status: i64,
    /// Name of the status.
    pub status_name: Option<Nullable<String>>,
    /// Color of the status.
    pub status_color: Option<Nullable<String>>,
    /// Priority: 10 urgent, 20 high, 30 normal, 40 low.
    #[field(known = [10, 20, 30, 40])]
    pub priority: Option<Nullable<i64>>,
    /// Name of the priority.
    pub priority_name: Option<Nullable<String>>,
    /// Id of the parent task.
    pub parent_id: Option<Nullable<i64>>,
    /// First day, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub start_date: Option<Nullable<String>>,
    /// Last day, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub end_date: Option<Nullable<String>>,
    /// Time of completion.
    pub completed_at: Option<Nullable<String>>,
    /// Members who are assigned to the task.
    pub assignees: Vec<TaskAssignee>,
    /// Time of creation. Not documented by the vendor.
    pub created_at: Option<Nullable<String>>,
    /// Time of the last change. Not documented by the vendor.
    pub updated_at: Option<Nullable<String>>,
    /// Time of archiving. Not documented by the vendor.
    pub deleted_at: Option<Nullable<String>>,
}

/// The assignment of a member to a task.
#[model]
pub struct TaskAssignment {
    /// Id of the assignment. Not documented by the vendor.
    pub id: Option<i64>,
    /// Id of the task. Not documented by the vendor, and seen as a string too.
    pub task_id: Option<StringOrInteger>,
    /// User id of the member. Not documented by the vendor, and seen as a string too.
    pub user_id: Option<StringOrInteger>,
}

/// Parameters of `tasks.list`.
#[model(params)]
pub struct ListTasksParams {
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// Id of the project. Required unless `contract_id` is given.
    pub project_id: Option<i64>,
    /// Id of a contract on the project. Required unless `project_id` is given.
    pub contract_id: Option<i64>,
    /// Only tasks with this status: 0 open, 10 in progress, 20 done, 30 closed, or another code
    /// that the workspace defines.
    #[field(known = [0, 10, 20, 30])]
    pub status: Option<i64>,
    /// Only tasks with this priority: 10 urgent, 20 high, 30 normal, 40 low.
    #[field(only = [10, 20, 30, 40])]
    pub priority: Option<i64>,
    /// Page number, from 1. Defaults to 1.
    #[field(default = "1")]
    pub page: Option<i64>,
    /// Items per page. Defaults to 20. More than 100 may be refused.
    #[field(default = "20")]
    pub per_page: Option<i64>,
    /// Sort order, by task id.
    pub order_by: Option<SortOrder>,
    /// Only subtasks of the task with this id. Not documented by the vendor.
    pub parent_id: Option<String>,
}

/// Parameters of `tasks.create`.
#[model(params)]
pub struct CreateTaskParams {
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// Id of the project.
    pub project_id: i64,
    /// Title.
    pub title: String,
    /// Description.
    pub description: Option<String>,
    /// Status: 0 open, 10 in progress, 20 done, 30 closed. Codes that the workspace defines are not
    /// accepted here.
    #[field(only = [0, 10, 20, 30])]
    pub status: Option<i64>,
    /// Priority: 10 urgent, 20 high, 30 normal, 40 low. The default is not clear: none, or 30.
    #[field(only = [10, 20, 30, 40])]
    pub priority: Option<i64>,
    /// First day, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub start_date: Option<String>,
    /// Last day, `YYYY-MM-DD`. Must not be before `start_date`.
    #[field(format = "date")]
    pub end_date: Option<String>,
    /// Id of the parent task. Not documented by the vendor.
    pub parent_id: Option<i64>,
    /// User ids of the members to assign. Not in the vendor's current documentation.
    pub assignees: Option<Vec<i64>>,
}

/// Parameters of `tasks.get`.
#[model(params)]
pub struct GetTaskParams {
    /// Id of the task.
    pub task_id: i64,
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// Id of the project.
    pub project_id: i64,
}

/// Parameters of `tasks.update`. Omitted parameters keep their value.
#[model(params)]
pub struct UpdateTaskParams {
    /// Id of the task.
    pub task_id: i64,
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// Id of the project.
    pub project_id: i64,
    /// Title.
    pub title: Option<String>,
    /// Description; `null` clears it.
    pub description: Option<Nullable<String>>,
    /// Status: 0 open, 10 in progress, 20 done, 30 closed, or another code that the workspace
    /// defines.
    #[field(known = [0, 10, 20, 30])]
    pub status: Option<i64>,
    /// Priority: 10 urgent, 20 high, 30 normal, 40 low.
    #[field(only = [10, 20, 30, 40])]
    pub priority: Option<i64>,
    /// First day, `YYYY-MM-DD`; `null` clears it.
    #[field(format = "date")]
    pub start_date: Option<Nullable<String>>,
    /// Last day, `YYYY-MM-DD`; `null` clears it. Must not be before `start_date`.
    #[field(format = "date")]
    pub end_date: Option<Nullable<String>>,
    /// Id of the parent task. Not documented by the vendor.
    pub parent_id: Option<i64>,
}

/// Parameters of `tasks.delete`.
#[model(params)]
pub struct DeleteTaskParams {
    /// Id of the task.
    pub task_id: i64,
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// Id of the project.
    pub project_id: i64,
}

/// Parameters of `tasks.listAssignees`.
#[model(params)]
pub struct ListTaskAssigneesParams {
    /// Id of the task.
    pub task_id: i64,
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// Id of the project.
    pub project_id: i64,
}

/// Parameters of `tasks.assign`.
#[model(params)]
pub struct AssignTaskParams {
    /// Id of the task.
    pub task_id: i64,
    /// User id of the member to assign.
    pub user_id: i64,
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// Id of the project.
    pub project_id: i64,
}

/// Parameters of `tasks.unassign`.
#[model(params)]
pub struct UnassignTaskParams {
    /// Id of the task.
    pub task_id: i64,
    /// User id of the member to unassign.
    pub user_id: i64,
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// Id of the project.
    pub project_id: i64,
}

/// The resource with its operations.
pub const RESOURCE: Resource = Resource {
    name: "tasks",
    interface: "Tasks",
    doc: "The tasks of projects, and their assignees.",
    operations: &[
        Operation {
            name: "list",
            id: "getTasks",
            method: Method::Get,
            path: "/tasks",
            params: ListTasksParams::KIND,
            response: <Envelope<Vec<Task>>>::KIND,
            paginated: true,
            rules: &[Rule::AtLeastOne("project_id", "contract_id")],
            doc: "Lists the tasks of a project.",
        },
        Operation {
            name: "create",
            id: "createTask",
            method: Method::Post,
            path: "/tasks",
            params: CreateTaskParams::KIND,
            response: <Envelope<Task>>::KIND,
            paginated: false,
            rules: &[Rule::NotAfter("start_date", "end_date")],
            doc: "Creates a task. For owners, executive managers, project managers and team managers.",
        },
        Operation {
            name: "get",
            id: "getTask",
            method: Method::Get,
            path: "/tasks/{task_id}",
            params: GetTaskParams::KIND,
            response: <Envelope<Task>>::KIND,
            paginated: false,
            rules: &[],
            doc: "Returns one task.",
        },
        Operation {
            name: "update",
            id: "updateTask",
            method: Method::Put,
            path: "/tasks/{task_id}",
            params: UpdateTaskParams::KIND,
            response: <Envelope<Task>>::KIND,
            paginated: false,
            rules: &[Rule::NotAfter("start_date", "end_date")],
            doc: "Updates a task. Omitted parameters keep their value. For owners, executive managers,\n\
                  project managers and team managers.",
        },
        Operation {
            name: "delete",
            id: "deleteTask",
            method: Method::Delete,
            path: "/tasks/{task_id}",
            params: DeleteTaskParams::KIND,
            response: NullDataResponse::KIND,
            paginated: false,
            rules: &[],
            doc: "Deletes a task.",
        },
        Operation {
            name: "listAssignees",
            id: "getTaskAssignees",
            method: Method::Get,
            path: "/tasks/{task_id}/assignees",
            params: ListTaskAssigneesParams::KIND,
            response: <Envelope<Vec<TaskAssignee>>>::KIND,
            paginated: false,
            rules: &[],
            doc: "Lists the members who are assigned to a task.",
        },
        Operation {
            name: "assign",
            id: "assignTask",
            method: Method::Post,
            path: "/tasks/{task_id}/assign/{user_id}",
            params: AssignTaskParams::KIND,
            response: <Envelope<TaskAssignment>>::KIND,
            paginated: false,
            rules: &[],
            doc: "Assigns a member to a task.",
        },
        Operation {
            name: "unassign",
            id: "unassignTask",
            method: Method::Delete,
            path: "/tasks/{task_id}/unassign/{user_id}",
            params: UnassignTaskParams::KIND,
            response: NullDataResponse::KIND,
            paginated: false,
            rules: &[],
            doc: "Unassigns a member from a task. For owners, executive managers, project managers and\n\
                  team managers.",
        },
    ],
};
