//! Time entries: time that was tracked or added by hand.

use super::common::{Envelope, MessageResponse, Meta};
use crate::schema::{Describe, Method, Nullable, Operation, Resource, Rule, WorkspaceId};
use webwork_sdk_macros::model;

/// Time that a member tracked, or that was added by hand, on one day.
///
/// Members that the SDK does not know stay on the object.
#[model]
pub struct TimeEntry {
    /// Opaque id: the `time_entry_id` of `update` and `delete`.
    pub id: String,
    /// User id of the member.
    pub user_id: i64,
    /// Id of the member's contract on the project.
    pub contract_id: Option<Nullable<i64>>,
    /// Id of the project.
    pub project_id: Option<Nullable<i64>>,
    /// Name of the project.
    pub project_name: Option<Nullable<String>>,
    /// Id of the task.
    pub task_id: Option<Nullable<i64>>,
    /// Title of the task.
    pub task_title: Option<Nullable<String>>,
    /// What was done; called `notes` in requests.
    pub activity_description: Option<Nullable<String>>,
    /// How the time was recorded, as text. Known values: `Desktop tracker`, `Mobile tracker`,
    /// `Manually added time`, `Extension tracker`, `Web tracker`, `Idle time`, `Paid leave`,
    /// `Break`, `Paid holiday`. There may be others.
    pub method: String,
    /// The day, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub date: String,
    /// Start: ISO 8601, such as `2026-01-29T09:00:00Z`. Wall-clock time; the vendor documents no
    /// time zone. `Z` may not mean UTC.
    #[field(format = "date-time")]
    pub start_time: String,
    /// End: ISO 8601; `null` while the tracker is running. Wall-clock time; the vendor documents no
    /// time zone. `Z` may not mean UTC.
    #[field(format = "date-time")]
    pub end_time: Option<Nullable<String>>,
    /// Duration in minutes.
    pub duration_minutes: i64,
}

/// A time entry as `timeEntries.create` returns it: without an `id`.
#[model]
pub struct TimeEntryCreated {
    /// User id of the member.
    pub user_id: i64,
    /// Id of the member's contract on the project.
    pub contract_id: Option<Nullable<i64>>,
    /// Id of the project.
    pub project_id: Option<Nullable<i64>>,
    /// Name of the project.
    pub project_name: Option<Nullable<String>>,
    /// Id of the task.
    pub task_id: Option<Nullable<i64>>,
    /// Title of the task.
    pub task_title: Option<Nullable<String>>,
    /// What was done; the `notes` of the request.
    pub activity_description: Option<Nullable<String>>,
    /// How the time was recorded, as text: `Manually added time`.
    pub method: String,
    /// The day, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub date: String,
    /// Start: ISO 8601, such as `2026-01-29T09:00:00Z`. Wall-clock time; the vendor documents no
    /// time zone. `Z` may not mean UTC.
    #[field(format = "date-time")]
    pub start_time: String,
    /// End: ISO 8601. Wall-clock time; the vendor documents no time zone. `Z` may not mean UTC.
    #[field(format = "date-time")]
    pub end_time: Option<Nullable<String>>,
    /// Duration in minutes.
    pub duration_minutes: i64,
}

/// Response of `timeEntries.create`.
#[model]
pub struct CreateTimeEntryResponse {
    /// Always `true`: a response with any other value is thrown as an error.
    pub success: bool,
    /// Message for humans, such as `8 hr successfully added for John Doe.` Do not parse it.
    pub message: String,
    /// Minutes that were saved: fewer than asked for if a limit applies or if the entry overlaps
    /// other time.
    pub saved_minutes: i64,
    /// What was saved.
    pub data: TimeEntryCreated,
    /// Metadata of the response: API version, server time, pagination.
    pub meta: Meta,
}

/// Parameters of `timeEntries.list`.
#[model(params)]
pub struct ListTimeEntriesParams {
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// User id of the member.
    pub user_id: i64,
    /// The day, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub date: String,
    /// Only time entries on the project with this id.
    pub project_id: Option<i64>,
    /// Only time entries on the task with this id.
    pub task_id: Option<i64>,
    /// Page number, from 1. Defaults to 1.
    #[field(min = 1, default = "1")]
    pub page: Option<i64>,
    /// Items per page, 1 to 100. Defaults to 20. The vendor's limits contradict each other, so more
    /// than 50 is sent as 50.
    #[field(min = 1, max = 100, default = "20")]
    pub per_page: Option<i64>,
}

/// Parameters of `timeEntries.create`.
#[model(params)]
pub struct CreateTimeEntryParams {
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// User id of the member who worked.
    pub user_id: i64,
    /// Id of the member's contract on a project.
    pub contract_id: Option<Nullable<i64>>,
    /// Id of the task.
    pub task_id: Option<Nullable<i64>>,
    /// What was done, at most 500 characters; called `activity_description` in responses.
    #[field(max_length = 500)]
    pub notes: Option<Nullable<String>>,
    /// The day, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub date: String,
    /// Start, `HH:mm`, 00:00 to 23:59. Wall-clock time; the vendor documents no time zone.
    #[field(format = "time")]
    pub start_time: String,
    /// End, `HH:mm`, 00:00 to 23:59. Wall-clock time; the vendor documents no time zone. Must be
    /// after `start_time`.
    #[field(format = "time")]
    pub end_time: String,
}

/// Parameters of `timeEntries.update`. Omitted parameters keep their value, `null` clears.
#[model(params)]
pub struct UpdateTimeEntryParams {
    /// `id` of the time entry.
    pub time_entry_id: String,
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// Id of the project; `null` clears it.
    pub project_id: Option<Nullable<i64>>,
    /// Id of the task; `null` clears it.
    pub task_id: Option<Nullable<i64>>,
    /// What was done, at most 500 characters; `null` clears it.
    #[field(max_length = 500)]
    pub notes: Option<Nullable<String>>,
    /// The day, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub date: Option<String>,
    /// Start, `HH:mm`, 00:00 to 23:59. Wall-clock time; the vendor documents no time zone.
    #[field(format = "time")]
    pub start_time: Option<String>,
    /// End, `HH:mm`, 00:00 to 23:59. Wall-clock time; the vendor documents no time zone. Must be
    /// after `start_time`.
    #[field(format = "time")]
    pub end_time: Option<String>,
}

/// Parameters of `timeEntries.delete`.
#[model(params)]
pub struct DeleteTimeEntryParams {
    /// `id` of the time entry.
    pub time_entry_id: String,
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
}

/// The resource with its operations.
pub const RESOURCE: Resource = Resource {
    name: "timeEntries",
    interface: "TimeEntries",
    doc: "Time entries: list, create, update, delete. For owners and executive managers.",
    operations: &[
        Operation {
            name: "list",
            id: "getTimeEntries",
            method: Method::Get,
            path: "/time-entries",
            params: ListTimeEntriesParams::KIND,
            response: <Envelope<Vec<TimeEntry>>>::KIND,
            paginated: true,
            rules: &[Rule::Clamp("per_page", 50)],
            doc: "Lists the time entries of one member on one day.",
        },
        Operation {
            name: "create",
            id: "createTimeEntry",
            method: Method::Post,
            path: "/time-entries",
            params: CreateTimeEntryParams::KIND,
            response: CreateTimeEntryResponse::KIND,
            paginated: false,
            rules: &[Rule::Before("start_time", "end_time")],
            doc: "Adds a time entry by hand. The server checks the limits of the member and of the\n\
                  contract. If the entry overlaps other time, only the free part is saved: compare\n\
                  `saved_minutes` with what you asked for.\n\
                  \n\
                  Never sent again once the server may have applied it.",
        },
        Operation {
            name: "update",
            id: "updateTimeEntry",
            method: Method::Put,
            path: "/time-entries/{time_entry_id}",
            params: UpdateTimeEntryParams::KIND,
            response: MessageResponse::KIND,
            paginated: false,
            rules: &[Rule::Before("start_time", "end_time")],
            doc: "Updates a time entry. Omitted parameters keep their value, `null` clears.",
        },
        Operation {
            name: "delete",
            id: "deleteTimeEntry",
            method: Method::Delete,
            path: "/time-entries/{time_entry_id}",
            params: DeleteTimeEntryParams::KIND,
            response: MessageResponse::KIND,
            paginated: false,
            rules: &[],
            doc: "Deletes a time entry permanently.",
        },
    ],
};
