//! Time tracking: running trackers.

use super::common::Envelope;
use crate::schema::{Describe, Method, Nullable, Operation, Resource, Rule, WorkspaceId};
use webwork_sdk_macros::model;

/// A tracker that was started.
#[model]
pub struct TimeTrackingStarted {
    /// Message for humans, if the server puts it here. Do not parse it.
    pub message: Option<String>,
    /// Start: ISO 8601 with offset.
    #[field(format = "date-time")]
    pub start_time: String,
    /// User id of the member.
    pub user_id: i64,
    /// Full name of the member.
    pub user_name: String,
    /// Email address of the member.
    pub user_email: String,
    /// Id of the member's contract on a project.
    pub contract_id: Option<Nullable<i64>>,
    /// Id of the project.
    pub project_id: Option<Nullable<i64>>,
    /// Name of the project.
    pub project_name: Option<Nullable<String>>,
    /// Id of the task.
    pub task_id: Option<Nullable<i64>>,
    /// What the member is working on.
    pub activity_description: Option<Nullable<String>>,
}

/// A tracker that was stopped.
#[model]
pub struct TimeTrackingStopped {
    /// Message for humans, if the server puts it here. Do not parse it.
    pub message: String,
    /// End: ISO 8601 with offset.
    #[field(format = "date-time")]
    pub stopped_at: String,
}

/// The time on a running tracker.
#[model]
pub struct CurrentTracker {
    /// Id of the member's contract on a project.
    pub contract_id: Option<Nullable<i64>>,
    /// User id of the member.
    pub user_id: i64,
    /// What the member is working on.
    pub activity_description: Option<Nullable<String>>,
    /// Id of the task.
    pub task_id: Option<Nullable<i64>>,
    /// Title of the task.
    pub task_title: Option<Nullable<String>>,
    /// Seconds on top of `total_minutes`.
    pub total_seconds: i64,
    /// Tracked minutes of the day, including the running tracker.
    pub total_minutes: i64,
    /// The day, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub date: String,
}

/// Parameters of `timeTracking.start`.
#[model(params)]
pub struct StartTimeTrackingParams {
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// User id of the member, who must have no running tracker.
    pub user_id: i64,
    /// Id of the member's contract on the project to track. Without it, time is tracked on no
    /// project.
    pub contract_id: Option<Nullable<i64>>,
    /// Id of a task of that project. Requires `contract_id`.
    pub task_id: Option<Nullable<i64>>,
    /// What the member is working on.
    pub activity_description: Option<Nullable<String>>,
}

/// Parameters of `timeTracking.stop`.
#[model(params)]
pub struct StopTimeTrackingParams {
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// User id of the member, who must have a running tracker.
    pub user_id: i64,
}

/// Parameters of `timeTracking.current`.
#[model(params)]
pub struct GetCurrentTrackerParams {
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// User id of the member.
    pub user_id: i64,
}

/// The resource with its operations.
pub const RESOURCE: Resource = Resource {
    name: "timeTracking",
    interface: "TimeTracking",
    doc: "Trackers: start, stop, watch.",
    operations: &[
        Operation {
            name: "start",
            id: "startTimeTracking",
            method: Method::Post,
            path: "/time-tracking/start",
            params: StartTimeTrackingParams::KIND,
            response: <Envelope<TimeTrackingStarted>>::KIND,
            paginated: false,
            rules: &[Rule::Requires("task_id", "contract_id")],
            doc: "Starts a tracker for a member. Refused if one is already running. For owners and\n\
                  executive managers.",
        },
        Operation {
            name: "stop",
            id: "stopTimeTracking",
            method: Method::Post,
            path: "/time-tracking/stop",
            params: StopTimeTrackingParams::KIND,
            response: <Envelope<TimeTrackingStopped>>::KIND,
            paginated: false,
            rules: &[],
            doc: "Stops the running tracker of a member. For owners and executive managers.",
        },
        Operation {
            name: "current",
            id: "getCurrentTrackerData",
            method: Method::Get,
            path: "/time-tracking/current-data",
            params: GetCurrentTrackerParams::KIND,
            response: <Envelope<CurrentTracker>>::KIND,
            paginated: false,
            rules: &[],
            doc: "Returns the time on a member's running tracker. For owners and executive managers.\n\
                  Covers only trackers that were started through the API or in the browser. What the\n\
                  server returns if none is running is not documented.",
        },
    ],
};
