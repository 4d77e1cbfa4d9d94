//! Timesheets: submission and approval.

use super::common::{Envelope, NullDataResponse, SortOrder};
use crate::schema::{
    Any, Describe, Map, Method, Nullable, Open, Operation, Resource, Rule, WorkspaceId,
};
use webwork_sdk_macros::model;

/// The status of a timesheet.
#[model]
pub enum TimesheetStatus {
    /// `pending`
    #[serde(rename = "pending")]
    Pending,
    /// `submitted`
    #[serde(rename = "submitted")]
    Submitted,
    /// `approved`
    #[serde(rename = "approved")]
    Approved,
    /// `rejected`
    #[serde(rename = "rejected")]
    Rejected,
}

/// A project on one day of a timesheet.
#[model]
pub struct TimesheetDayProject {
    /// Id of the project.
    pub project_id: Option<Nullable<i64>>,
    /// Name of the project.
    pub project_name: Option<Nullable<String>>,
    /// Id of the member's contract on a project.
    pub contract_id: Option<Nullable<i64>>,
    /// Tracked minutes.
    pub total_minutes: Option<f64>,
    /// Amount; only for callers who may view rates. Its type is not documented.
    pub total_amount: Option<Any>,
}

/// A timesheet.
#[model]
pub struct Timesheet {
    /// Opaque id: the `timesheet_id` of other operations.
    pub id: String,
    /// User id of the member.
    pub user_id: Option<Nullable<i64>>,
    /// The member. Its type is not documented: a name or an object.
    pub member: Option<Any>,
    /// First day, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub date_from: Option<Nullable<String>>,
    /// Last day, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub date_to: Option<Nullable<String>>,
    /// Tracked minutes. The server may send `total_hours` instead.
    pub total_minutes: Option<Nullable<f64>>,
    /// Amount; only for callers who may view rates. Its type is not documented.
    pub total_amount: Option<Any>,
    /// Status. The server may also send `open`, which means `pending`.
    pub status: Open<TimesheetStatus>,
    /// The projects of each day. Keys are days, `YYYY-MM-DD`.
    pub daily_breakdown: Option<Map<Vec<TimesheetDayProject>>>,
    /// Time of submission, ISO 8601.
    pub submitted_on: Option<Nullable<String>>,
    /// Reason for the rejection. Not in the vendor's current documentation.
    pub reject_reason: Option<Nullable<String>>,
    /// Tracked hours. Not in the vendor's current documentation.
    pub total_hours: Option<Nullable<f64>>,
}

/// Parameters of `timesheets.list`.
#[model(params)]
pub struct ListTimesheetsParams {
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// Only the timesheet with this id.
    pub id: Option<String>,
    /// Only timesheets with this status.
    pub status: Option<TimesheetStatus>,
    /// First day, `YYYY-MM-DD`, included.
    #[field(format = "date")]
    pub date_from: Option<String>,
    /// Last day, `YYYY-MM-DD`, included. Must not be before `date_from`.
    #[field(format = "date")]
    pub date_to: Option<String>,
    /// Only timesheets of the member with this user id.
    pub user_id: Option<i64>,
    /// Sort order, by time of creation.
    pub order_by: Option<SortOrder>,
    /// Page number, from 1. Defaults to 1.
    #[field(min = 1, default = "1")]
    pub page: Option<i64>,
    /// Items per page, 1 to 100. Defaults to 20.
    #[field(min = 1, max = 100, default = "20")]
    pub per_page: Option<i64>,
}

/// Parameters of `timesheets.approve`.
#[model(params)]
pub struct ApproveTimesheetParams {
    /// `id` of the timesheet.
    pub timesheet_id: String,
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
}

/// Parameters of `timesheets.submit`.
#[model(params)]
pub struct SubmitTimesheetParams {
    /// `id` of the timesheet.
    pub timesheet_id: String,
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
}

/// Parameters of `timesheets.unsubmit`.
#[model(params)]
pub struct UnsubmitTimesheetParams {
    /// `id` of the timesheet.
    pub timesheet_id: String,
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
}

/// Parameters of `timesheets.reject`.
#[model(params)]
pub struct RejectTimesheetParams {
    /// `id` of the timesheet.
    pub timesheet_id: String,
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// Reason for the rejection. The member sees it.
    pub reason: String,
}

/// The resource with its operations.
pub const RESOURCE: Resource = Resource {
    name: "timesheets",
    interface: "Timesheets",
    doc: "Timesheets: submission and approval.",
    operations: &[
        Operation {
            name: "list",
            id: "getTimesheets",
            method: Method::Get,
            path: "/timesheets",
            params: ListTimesheetsParams::KIND,
            response: <Envelope<Vec<Timesheet>>>::KIND,
            paginated: true,
            rules: &[Rule::NotAfter("date_from", "date_to")],
            doc: "Lists timesheets.",
        },
        Operation {
            name: "approve",
            id: "approveTimesheet",
            method: Method::Put,
            path: "/timesheets/{timesheet_id}/approve",
            params: ApproveTimesheetParams::KIND,
            response: NullDataResponse::KIND,
            paginated: false,
            rules: &[],
            doc: "Approves a submitted timesheet. For owners and executive managers.",
        },
        Operation {
            name: "submit",
            id: "submitTimesheet",
            method: Method::Put,
            path: "/timesheets/{timesheet_id}/submit",
            params: SubmitTimesheetParams::KIND,
            response: NullDataResponse::KIND,
            paginated: false,
            rules: &[],
            doc: "Submits a timesheet for approval.",
        },
        Operation {
            name: "unsubmit",
            id: "unsubmitTimesheet",
            method: Method::Put,
            path: "/timesheets/{timesheet_id}/unsubmit",
            params: UnsubmitTimesheetParams::KIND,
            response: NullDataResponse::KIND,
            paginated: false,
            rules: &[],
            doc: "Withdraws a submitted timesheet: its status is `pending` again.",
        },
        Operation {
            name: "reject",
            id: "rejectTimesheet",
            method: Method::Put,
            path: "/timesheets/{timesheet_id}/reject",
            params: RejectTimesheetParams::KIND,
            response: NullDataResponse::KIND,
            paginated: false,
            rules: &[],
            doc: "Rejects a submitted timesheet. For owners and executive managers.",
        },
    ],
};
