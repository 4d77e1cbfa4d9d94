//! Time Tracking: running trackers.

use super::common::Envelope;
use crate::schema::{
    Confidence, Describe, Method, Nullable, Operation, Resource, Rule, WorkspaceId,
};
use webwork_sdk_macros::model;

/// A tracker that was started.
#[model]
pub struct TimeTrackingStarted {
    /// What was done, in words, where the server puts it here.
    pub message: Option<String>,
    /// Start, ISO 8601 with offset.
    #[field(format = "date-time")]
    pub start_time: String,
    /// The member.
    pub user_id: i64,
    /// Full name of the member.
    pub user_name: String,
    /// E-mail address of the member.
    pub user_email: String,
    /// The member's contract on a project.
    pub contract_id: Option<Nullable<i64>>,
    /// The project.
    pub project_id: Option<Nullable<i64>>,
    /// Newest example begins "Website R" and is then cut off.
    pub project_name: Option<Nullable<String>>,
    /// The task.
    pub task_id: Option<Nullable<i64>>,
    /// What is done.
    pub activity_description: Option<Nullable<String>>,
}

/// A tracker that was stopped.
#[model]
pub struct TimeTrackingStopped {
    /// What was done, in words, where the server puts it here.
    pub message: String,
    /// End, ISO 8601 with offset.
    #[field(format = "date-time")]
    pub stopped_at: String,
}

/// The time on a running tracker.
#[model]
pub struct CurrentTracker {
    /// The member's contract on a project.
    pub contract_id: Option<Nullable<i64>>,
    /// The member.
    pub user_id: i64,
    /// What is done.
    pub activity_description: Option<Nullable<String>>,
    /// The task.
    pub task_id: Option<Nullable<i64>>,
    /// Title of the task.
    pub task_title: Option<Nullable<String>>,
    /// Seconds beyond whole minutes.
    pub total_seconds: i64,
    /// Minutes of that day, those of the running tracker included.
    pub total_minutes: i64,
    /// The day, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub date: String,
}

/// What to start.
#[model(params)]
pub struct StartTimeTrackingParams {
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// The member, who must have no running tracker.
    pub user_id: i64,
    /// Tracks on the project of this contract; none: on no project.
    pub contract_id: Option<Nullable<i64>>,
    /// A task of that project; only together with `contract_id`.
    pub task_id: Option<Nullable<i64>>,
    /// What is done. `null`: none.
    pub activity_description: Option<Nullable<String>>,
}

/// What to stop.
#[model(params)]
pub struct StopTimeTrackingParams {
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// The member, who must have a running tracker.
    pub user_id: i64,
}

/// What to look at.
#[model(params)]
pub struct GetCurrentTrackerParams {
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// A member of the workspace.
    pub user_id: i64,
}

/// The resource and its operations.
pub const RESOURCE: Resource = Resource {
    name: "timeTracking",
    interface: "TimeTracking",
    doc: "Trackers: start, stop, watch.",
    operations: &[
        Operation {
            verb: "start",
            id: "startTimeTracking",
            method: Method::Post,
            path: "/time-tracking/start",
            params: StartTimeTrackingParams::KIND,
            answer: <Envelope<TimeTrackingStarted>>::KIND,
            paged: false,
            rules: &[Rule::Needs("task_id", "contract_id")],
            doc: "Starts a tracker for a member; refused while one runs. For owners and executive managers.",
            confidence: Confidence::Medium,
            evidence: "Docs: older, middle, newest. Also a third party. Not documented: tail of the newest response.",
        },
        Operation {
            verb: "stop",
            id: "stopTimeTracking",
            method: Method::Post,
            path: "/time-tracking/stop",
            params: StopTimeTrackingParams::KIND,
            answer: <Envelope<TimeTrackingStopped>>::KIND,
            paged: false,
            rules: &[],
            doc: "Stops a member's tracker. For owners and executive managers.",
            confidence: Confidence::Medium,
            evidence: "Docs: older, middle. Also a third party. Not documented: newest response (start changed there, so stop may have too).",
        },
        Operation {
            verb: "current",
            id: "getCurrentTrackerData",
            method: Method::Get,
            path: "/time-tracking/current-data",
            params: GetCurrentTrackerParams::KIND,
            answer: <Envelope<CurrentTracker>>::KIND,
            paged: false,
            rules: &[],
            doc: "Tells the time on a member's running tracker. For owners and executive managers. Knows only trackers that were\nstarted by the API or in the browser; what comes when none runs is not documented.",
            confidence: Confidence::High,
            evidence: "Docs: middle. Not documented: answer when no tracker runs; error statuses.",
        },
    ],
};
