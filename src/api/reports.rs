//! Reports: hours, timeline, activity, tasks, attendance.

use super::common::Envelope;
use crate::schema::{Any, ArrayOrObject, Describe, Method, Operation, Resource, Rule, WorkspaceId};
use webwork_sdk_macros::model;

/// An attendance status.
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

/// Tracked time by day, member and project.
///
/// The vendor describes it in prose only: an object with a member for each day, which lists users
/// with rows by member, project and contract: minutes, and amounts by currency if the caller may
/// view rates.
#[model(open)]
pub struct TrackedHoursReport {
    /// Always `tracked_hours`.
    pub report_type: String,
    /// First day, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub start_date: String,
    /// Last day, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub end_date: String,
    /// Totals. Their shape is not documented.
    pub total: Option<Any>,
}

/// The timeline of one member on one day.
///
/// The vendor describes it in prose only: entries with start, end, project, task, activity, method
/// and activity level. Times are in the time zone of the workspace owner.
#[model(open)]
pub struct DailyTimelineRow {}

/// The activity of one member by day, in percent. The vendor describes it in prose only.
#[model(open)]
pub struct ActivityLevelRow {}

/// The time of one member by task, in total and by day. The vendor describes it in prose only.
#[model(open)]
pub struct TaskReportRow {}

/// The attendance of one member on one day.
///
/// The vendor describes it in prose only: statuses, times in whole minutes, breaks as text such as
/// `14:30 - 15:25`.
#[model(open)]
pub struct DailyAttendanceRow {}

/// Parameters of `reports.trackedHours`.
#[model(params)]
pub struct TrackedHoursReportParams {
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// User id of one member. The range may then span at most 31 days.
    pub user_id: Option<i64>,
    /// First day, `YYYY-MM-DD`. Defaults to the first day of the current week.
    #[field(format = "date")]
    pub start_date: Option<String>,
    /// Last day, `YYYY-MM-DD`. Defaults to the last day of the current week. Must not be before
    /// `start_date`; with `user_id` the range may span at most 31 days, first and last included.
    #[field(format = "date")]
    pub end_date: Option<String>,
    /// Only the members with these user ids.
    pub users: Option<Vec<i64>>,
    /// Only the projects with these ids.
    pub projects: Option<Vec<i64>>,
    /// Only the teams with these ids.
    pub teams: Option<Vec<i64>>,
    /// Only the job titles with these ids.
    pub titles: Option<Vec<i64>>,
    /// Only these currency codes. For callers who may view rates.
    pub currencies: Option<Vec<String>>,
}

/// Parameters of `reports.dailyTimeline`.
#[model(params)]
pub struct DailyTimelineReportParams {
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// The day, `YYYY-MM-DD`: at most one year in the past or in the future.
    #[field(format = "date")]
    pub date: String,
    /// Only the members with these user ids.
    pub user_ids: Option<Vec<i64>>,
    /// Page number, from 1. Defaults to 1.
    #[field(min = 1, default = "1")]
    pub page: Option<i64>,
    /// Members per page, 1 to 100. Defaults to 30.
    #[field(min = 1, max = 100, default = "30")]
    pub per_page: Option<i64>,
}

/// Parameters of `reports.activityLevel`.
#[model(params)]
pub struct ActivityLevelReportParams {
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// First day, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub start_date: String,
    /// Last day, `YYYY-MM-DD`. Must not be before `start_date`; the range may span at most 31 days,
    /// first and last included.
    #[field(format = "date")]
    pub end_date: String,
    /// Only the contract with this id.
    pub contract_id: Option<i64>,
    /// Only the members with these user ids.
    pub user_ids: Option<Vec<i64>>,
    /// Page number, from 1. Defaults to 1.
    #[field(min = 1, default = "1")]
    pub page: Option<i64>,
    /// Members per page, 1 to 100. Defaults to 30.
    #[field(min = 1, max = 100, default = "30")]
    pub per_page: Option<i64>,
}

/// Parameters of `reports.tasks`.
#[model(params)]
pub struct TaskReportParams {
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// First day, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub start_date: String,
    /// Last day, `YYYY-MM-DD`. Must not be before `start_date`; the range may span at most 31 days,
    /// first and last included.
    #[field(format = "date")]
    pub end_date: String,
    /// Only the members with these user ids.
    pub users: Option<Vec<i64>>,
    /// Only the projects with these ids.
    pub project_id: Option<Vec<i64>>,
    /// Only the tasks with these ids.
    pub task_id: Option<Vec<i64>>,
    /// Whether to include time without a task. Defaults to `true`.
    #[field(default = "true")]
    pub include_no_task: Option<bool>,
    /// Page number, from 1. Defaults to 1.
    #[field(min = 1, default = "1")]
    pub page: Option<i64>,
    /// Members per page, 1 to 100. Defaults to 30.
    #[field(min = 1, max = 100, default = "30")]
    pub per_page: Option<i64>,
}

/// Parameters of `reports.dailyAttendance`.
#[model(params)]
pub struct DailyAttendanceReportParams {
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// The day, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub date: String,
    /// Only the members with these user ids.
    pub users: Option<Vec<i64>>,
    /// Only members with one of these statuses.
    pub status: Option<Vec<AttendanceStatus>>,
    /// Page number, from 1. Defaults to 1.
    #[field(min = 1, default = "1")]
    pub page: Option<i64>,
    /// Members per page, 1 to 100. Defaults to 30.
    #[field(min = 1, max = 100, default = "30")]
    pub per_page: Option<i64>,
}

/// The resource with its operations.
pub const RESOURCE: Resource = Resource {
    name: "reports",
    interface: "Reports",
    doc: "Reports: hours, timeline, activity, tasks, attendance. For owners and executive managers.",
    operations: &[
        Operation {
            name: "trackedHours",
            id: "getTrackedHoursReport",
            method: Method::Get,
            path: "/reports/tracked-hours",
            params: TrackedHoursReportParams::KIND,
            response: <Envelope<TrackedHoursReport>>::KIND,
            paginated: false,
            rules: &[
                Rule::NotAfter("start_date", "end_date"),
                Rule::AtMost31DaysWith("start_date", "end_date", "user_id"),
            ],
            doc: "Reports tracked minutes by day, member and project. For owners and executive\n\
                  managers.",
        },
        Operation {
            name: "dailyTimeline",
            id: "getDailyTimelineReport",
            method: Method::Get,
            path: "/reports/daily-timeline",
            params: DailyTimelineReportParams::KIND,
            response: <Envelope<ArrayOrObject<DailyTimelineRow>>>::KIND,
            paginated: true,
            rules: &[],
            doc: "Reports the timeline of one day by member. A page is a number of members. For owners\n\
                  and executive managers.",
        },
        Operation {
            name: "activityLevel",
            id: "getActivityLevelReport",
            method: Method::Get,
            path: "/reports/activity-level",
            params: ActivityLevelReportParams::KIND,
            response: <Envelope<ArrayOrObject<ActivityLevelRow>>>::KIND,
            paginated: true,
            rules: &[
                Rule::NotAfter("start_date", "end_date"),
                Rule::AtMost31Days("start_date", "end_date"),
            ],
            doc: "Reports activity in percent by member and day. A page is a number of members. For\n\
                  owners and executive managers.",
        },
        Operation {
            name: "tasks",
            id: "getTaskReport",
            method: Method::Get,
            path: "/reports/task-report",
            params: TaskReportParams::KIND,
            response: <Envelope<ArrayOrObject<TaskReportRow>>>::KIND,
            paginated: true,
            rules: &[
                Rule::NotAfter("start_date", "end_date"),
                Rule::AtMost31Days("start_date", "end_date"),
            ],
            doc: "Reports time by task and member. A page is a number of members. For owners and\n\
                  executive managers.",
        },
        Operation {
            name: "dailyAttendance",
            id: "getDailyAttendanceReport",
            method: Method::Get,
            path: "/reports/daily-attendance",
            params: DailyAttendanceReportParams::KIND,
            response: <Envelope<ArrayOrObject<DailyAttendanceRow>>>::KIND,
            paginated: true,
            rules: &[],
            doc: "Reports the attendance of one day by member. A page is a number of members. For\n\
                  owners and executive managers.\n\
                  \n\
                  The report is empty unless the workspace has work schedules.",
        },
    ],
};
