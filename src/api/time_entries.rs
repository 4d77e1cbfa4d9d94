//! Time Entries: the time that members tracked or that was added by hand.

use super::common::{Envelope, MessageResponse, Meta};
use crate::schema::{
    Confidence, Describe, Method, Nullable, Operation, Resource, Rule, WorkspaceId,
};
use webwork_sdk_macros::model;

/// A stretch of time of one member on one day.
///
/// Source: `getTimeEntries`. Members that the contract does not know stay on the object.
#[model]
pub struct TimeEntry {
    /// Opaque id (the docs call it an encrypted UUID): `time_entry_id` of `update` and `delete`.
    pub id: String,
    /// The member.
    pub user_id: i64,
    /// The member's contract on the project.
    pub contract_id: Option<Nullable<i64>>,
    /// The project.
    pub project_id: Option<Nullable<i64>>,
    /// Name of the project.
    pub project_name: Option<Nullable<String>>,
    /// The task.
    pub task_id: Option<Nullable<i64>>,
    /// Title of the task.
    pub task_title: Option<Nullable<String>>,
    /// What was done; sent as `notes`.
    pub activity_description: Option<Nullable<String>>,
    /// How it was tracked, in words. Documented: Desktop tracker, Mobile tracker, Manually added
    /// time, Extension tracker, Web tracker, Idle time, Paid leave, Break, Paid holiday; others may
    /// come.
    pub method: String,
    /// Day, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub date: String,
    /// Start, ISO 8601 such as `2026-01-29T09:00:00Z`.
    #[field(format = "date-time")]
    pub start_time: String,
    /// End, ISO 8601; `null` while it runs.
    #[field(format = "date-time")]
    pub end_time: Option<Nullable<String>>,
    /// Length in minutes.
    pub duration_minutes: i64,
}

/// A time entry as `create` answers it: the documented answer has no `id`.
///
/// Source: `createTimeEntry`.
#[model]
pub struct TimeEntryCreated {
    /// The member.
    pub user_id: i64,
    /// The member's contract on the project.
    pub contract_id: Option<Nullable<i64>>,
    /// The project.
    pub project_id: Option<Nullable<i64>>,
    /// Name of the project.
    pub project_name: Option<Nullable<String>>,
    /// The task.
    pub task_id: Option<Nullable<i64>>,
    /// Title of the task.
    pub task_title: Option<Nullable<String>>,
    /// What was done; the `notes` of the request.
    pub activity_description: Option<Nullable<String>>,
    /// How it was tracked, in words: `Manually added time`.
    pub method: String,
    /// Day, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub date: String,
    /// Start, ISO 8601 such as `2026-01-29T09:00:00Z`.
    #[field(format = "date-time")]
    pub start_time: String,
    /// End, ISO 8601.
    #[field(format = "date-time")]
    pub end_time: Option<Nullable<String>>,
    /// Length in minutes.
    pub duration_minutes: i64,
}

/// The answer to `timeEntries.create`.
#[model]
pub struct CreateTimeEntryResponse {
    /// `true`; an answer that says `false` is thrown as an error.
    pub success: bool,
    /// What was saved, in words, such as `8 hr successfully added for John Doe.`
    pub message: String,
    /// Minutes really saved: fewer than asked where limits or overlaps cut in.
    pub saved_minutes: i64,
    /// What was saved.
    pub data: TimeEntryCreated,
    /// What the answer says of itself.
    pub meta: Meta,
}

/// What to list.
#[model(params)]
pub struct ListTimeEntriesParams {
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// The member.
    pub user_id: i64,
    /// The day, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub date: String,
    /// Only entries of this project.
    pub project_id: Option<i64>,
    /// Only entries of this task.
    pub task_id: Option<i64>,
    /// Page, from 1. Default: 1.
    #[field(min = 1, default = "1")]
    pub page: Option<i64>,
    /// Entries per page, 1 to 100. Default: 20. More than 50 is sent as 50: the docs name both
    /// limits.
    #[field(min = 1, max = 100, default = "20")]
    pub per_page: Option<i64>,
}

/// What to add.
#[model(params)]
pub struct CreateTimeEntryParams {
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// The member who worked.
    pub user_id: i64,
    /// The member's contract on a project.
    pub contract_id: Option<Nullable<i64>>,
    /// The task.
    pub task_id: Option<Nullable<i64>>,
    /// What was done, at most 500 characters. Comes back as `activity_description`.
    #[field(max_length = 500)]
    pub notes: Option<Nullable<String>>,
    /// The day, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub date: String,
    /// Start, `HH:mm`.
    #[field(format = "time")]
    pub start_time: String,
    /// End, `HH:mm`, after `start_time`.
    #[field(format = "time")]
    pub end_time: String,
}

/// What to change: members left out keep their value, `null` clears.
#[model(params)]
pub struct UpdateTimeEntryParams {
    /// The `id` of the entry.
    pub time_entry_id: String,
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// The project; `null` clears it.
    pub project_id: Option<Nullable<i64>>,
    /// The task; `null` clears it.
    pub task_id: Option<Nullable<i64>>,
    /// What was done, at most 500 characters; `null` clears it.
    #[field(max_length = 500)]
    pub notes: Option<Nullable<String>>,
    /// The day, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub date: Option<String>,
    /// Start, `HH:mm`. Left out, the entry keeps its start.
    #[field(format = "time")]
    pub start_time: Option<String>,
    /// End, `HH:mm`, after `start_time`. Left out, the entry keeps its end.
    #[field(format = "time")]
    pub end_time: Option<String>,
}

/// What to remove.
#[model(params)]
pub struct DeleteTimeEntryParams {
    /// The `id` of the entry.
    pub time_entry_id: String,
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
}

/// The resource and its operations.
pub const RESOURCE: Resource = Resource {
    name: "timeEntries",
    interface: "TimeEntries",
    doc: "Time entries: list, add, change, remove. For owners and executive managers.",
    operations: &[
        Operation {
            verb: "list",
            id: "getTimeEntries",
            method: Method::Get,
            path: "/time-entries",
            params: ListTimeEntriesParams::KIND,
            answer: <Envelope<Vec<TimeEntry>>>::KIND,
            paged: true,
            rules: &[Rule::Cap("per_page", 50)],
            doc: "Lists a member's time entries of one day, page by page.",
            confidence: Confidence::High,
            evidence: "Docs: newest. Also a third party. Not documented: fields of meta.pagination on this operation (shown as {}); error statuses.",
        },
        Operation {
            verb: "create",
            id: "createTimeEntry",
            method: Method::Post,
            path: "/time-entries",
            params: CreateTimeEntryParams::KIND,
            answer: CreateTimeEntryResponse::KIND,
            paged: false,
            rules: &[Rule::Before("start_time", "end_time")],
            doc: "Adds a time entry by hand. The server checks it against the limits of the member and\n\
                  of the contract; where it overlaps other time, only part is saved: compare\n\
                  `saved_minutes` with what was asked.\n\n\
                  Never sent a second time once it may have been applied.",
            confidence: Confidence::High,
            evidence: "Docs: newest. Not documented: no id in the example response; error statuses (the page shows success only; 201 from other docs pages).",
        },
        Operation {
            verb: "update",
            id: "updateTimeEntry",
            method: Method::Put,
            path: "/time-entries/{time_entry_id}",
            params: UpdateTimeEntryParams::KIND,
            answer: MessageResponse::KIND,
            paged: false,
            rules: &[Rule::Before("start_time", "end_time")],
            doc: "Changes a time entry. Members left out keep their value, `null` clears.",
            confidence: Confidence::High,
            evidence: "Docs: newest. Not documented: error statuses after 401 (source cut off).",
        },
        Operation {
            verb: "delete",
            id: "deleteTimeEntry",
            method: Method::Delete,
            path: "/time-entries/{time_entry_id}",
            params: DeleteTimeEntryParams::KIND,
            answer: MessageResponse::KIND,
            paged: false,
            rules: &[],
            doc: "Removes a time entry for good.",
            confidence: Confidence::High,
            evidence: "Docs: newest. Not documented: error statuses after 403 (source cut off).",
        },
    ],
};
