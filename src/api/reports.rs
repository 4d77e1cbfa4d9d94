//! Reports: sums and timelines.

use super::common::Envelope;
use crate::schema::{
    Anything, Confidence, Describe, Listing, Method, Operation, Resource, Rule, WorkspaceId,
};
use webwork_sdk_macros::model;

/// A state of attendance.
#[model]
pub enum AttendanceStatus {
    /// `late`
    #[serde(rename = "late")]
    Late,
    /// `left_early`
    #[serde(rename = "left_early")]
    LeftEarly,
    /// `tracked_less`
    #[serde(rename = "tracked_less")]
    TrackedLess,
    /// `absent`
    #[serde(rename = "absent")]
    Absent,
    /// `on_leave`
    #[serde(rename = "on_leave")]
    OnLeave,
}

/// Tracked time by day, member and project. Documented in prose only: days by date, each with a
/// list of users, their rows by member, project and contract, with minutes, and amounts by currency
/// where the caller sees rates.
#[model(open)]
pub struct TrackedHoursReport {
    /// `tracked_hours`.
    pub report_type: String,
    /// First day, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub start_date: String,
    /// Last day, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub end_date: String,
    /// Totals; their shape is not documented.
    pub total: Option<Anything>,
}

/// The timeline of one member on one day. Documented in prose only: entries with start and end,
/// project, task, activity, method and activity level.
#[model(open)]
pub struct DailyTimelineRow {}

/// The activity of one member by day, in percent. Documented in prose only.
#[model(open)]
pub struct ActivityLevelRow {}

/// The time of one member by task, in all and by day. Documented in prose only.
#[model(open)]
pub struct TaskReportRow {}

/// The attendance of one member on one day. Documented in prose only: states, times in whole
/// minutes, breaks as text such as `14:30 - 15:25`.
#[model(open)]
pub struct DailyAttendanceRow {}

/// What to report.
#[model(params)]
pub struct TrackedHoursReportParams {
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// One member; the range may then span 31 days at most.
    pub user_id: Option<i64>,
    /// First day, `YYYY-MM-DD`. Default: the start of this week.
    #[field(format = "date")]
    pub start_date: Option<String>,
    /// Last day, `YYYY-MM-DD`. Default: the end of this week.
    #[field(format = "date")]
    pub end_date: Option<String>,
    /// Only these members.
    pub users: Option<Vec<i64>>,
    /// Only these projects.
    pub projects: Option<Vec<i64>>,
    /// Only these teams.
    pub teams: Option<Vec<i64>>,
    /// Only these job titles.
    pub titles: Option<Vec<i64>>,
    /// Only these currencies, by code; for callers who see rates.
    pub currencies: Option<Vec<String>>,
}

/// What to report.
#[model(params)]
pub struct DailyTimelineReportParams {
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// The day, `YYYY-MM-DD`, at most a year back or ahead.
    #[field(format = "date")]
    pub date: String,
    /// Only these members.
    pub user_ids: Option<Vec<i64>>,
    /// Page, from 1. Default: 1.
    #[field(min = 1, default = "1")]
    pub page: Option<i64>,
    /// Records per page, 1 to 100. Default: 30.
    #[field(min = 1, max = 100, default = "30")]
    pub per_page: Option<i64>,
}

/// What to report.
#[model(params)]
pub struct ActivityLevelReportParams {
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// First day, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub start_date: String,
    /// Last day, `YYYY-MM-DD`; 31 days at most.
    #[field(format = "date")]
    pub end_date: String,
    /// The member's contract on a project.
    pub contract_id: Option<i64>,
    /// Only these members.
    pub user_ids: Option<Vec<i64>>,
    /// Page, from 1. Default: 1.
    #[field(min = 1, default = "1")]
    pub page: Option<i64>,
    /// Records per page, 1 to 100. Default: 30.
    #[field(min = 1, max = 100, default = "30")]
    pub per_page: Option<i64>,
}

/// What to report.
#[model(params)]
pub struct TaskReportParams {
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// First day, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub start_date: String,
    /// Last day, `YYYY-MM-DD`; 31 days at most.
    #[field(format = "date")]
    pub end_date: String,
    /// Only these members.
    pub users: Option<Vec<i64>>,
    /// Only these projects.
    pub project_id: Option<Vec<i64>>,
    /// Only these tasks.
    pub task_id: Option<Vec<i64>>,
    /// `false` leaves out time without a task. Default: true.
    #[field(default = "true")]
    pub include_no_task: Option<bool>,
    /// Page, from 1. Default: 1.
    #[field(min = 1, default = "1")]
    pub page: Option<i64>,
    /// Records per page, 1 to 100. Default: 30.
    #[field(min = 1, max = 100, default = "30")]
    pub per_page: Option<i64>,
}

/// What to report.
#[model(params)]
pub struct DailyAttendanceReportParams {
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// The day, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub date: String,
    /// Only these members.
    pub users: Option<Vec<i64>>,
    /// Only members in one of these states.
    pub status: Option<Vec<AttendanceStatus>>,
    /// Page, from 1. Default: 1.
    #[field(min = 1, default = "1")]
    pub page: Option<i64>,
    /// Records per page, 1 to 100. Default: 30.
    #[field(min = 1, max = 100, default = "30")]
    pub per_page: Option<i64>,
}

/// The resource and its operations.
pub const RESOURCE: Resource = Resource {
    name: "reports",
    interface: "Reports",
    doc: "Reports: hours, timeline, activity, tasks, attendance. For owners and executive managers.",
    operations: &[
        Operation {
            verb: "trackedHours",
            id: "getTrackedHoursReport",
            method: Method::Get,
            path: "/reports/tracked-hours",
            params: TrackedHoursReportParams::KIND,
            answer: <Envelope<TrackedHoursReport>>::KIND,
            paged: false,
            rules: &[
                Rule::NotAfter("start_date", "end_date"),
                Rule::Days31With("start_date", "end_date", "user_id"),
            ],
            doc: "Reports tracked minutes by day, member and project. For owners and executive managers.",
            confidence: Confidence::Medium,
            evidence: "Docs: older, middle. Also a third party. Not documented: most of the response; status codes.",
        },
        Operation {
            verb: "dailyTimeline",
            id: "getDailyTimelineReport",
            method: Method::Get,
            path: "/reports/daily-timeline",
            params: DailyTimelineReportParams::KIND,
            answer: <Envelope<Listing<DailyTimelineRow>>>::KIND,
            paged: true,
            rules: &[],
            doc: "Reports the timeline of one day by member; pages count members. For owners and executive managers.",
            confidence: Confidence::Medium,
            evidence: "Docs: middle. Not documented: response fields; status codes.",
        },
        Operation {
            verb: "activityLevel",
            id: "getActivityLevelReport",
            method: Method::Get,
            path: "/reports/activity-level",
            params: ActivityLevelReportParams::KIND,
            answer: <Envelope<Listing<ActivityLevelRow>>>::KIND,
            paged: true,
            rules: &[
                Rule::NotAfter("start_date", "end_date"),
                Rule::Days31("start_date", "end_date"),
            ],
            doc: "Reports activity in percent by member and day; pages count members (the docs' prose says days). For owners and\nexecutive managers.",
            confidence: Confidence::Medium,
            evidence: "Docs: middle. Not documented: response fields; status codes.",
        },
        Operation {
            verb: "tasks",
            id: "getTaskReport",
            method: Method::Get,
            path: "/reports/task-report",
            params: TaskReportParams::KIND,
            answer: <Envelope<Listing<TaskReportRow>>>::KIND,
            paged: true,
            rules: &[
                Rule::NotAfter("start_date", "end_date"),
                Rule::Days31("start_date", "end_date"),
            ],
            doc: "Reports the time by task and member; pages count members. For owners and executive managers.",
            confidence: Confidence::Medium,
            evidence: "Docs: middle. Not documented: response fields; status codes; names of the paging parameters.",
        },
        Operation {
            verb: "dailyAttendance",
            id: "getDailyAttendanceReport",
            method: Method::Get,
            path: "/reports/daily-attendance",
            params: DailyAttendanceReportParams::KIND,
            answer: <Envelope<Listing<DailyAttendanceRow>>>::KIND,
            paged: true,
            rules: &[],
            doc: "Reports the attendance of one day by member; pages count members. For owners and executive managers.",
            confidence: Confidence::Medium,
            evidence: "Docs: middle. Not documented: response fields; status codes; names of the paging parameters.",
        },
    ],
};
