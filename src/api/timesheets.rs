//! Timesheets: submission and approval.

use super::common::{Envelope, NullDataResponse, SortOrder};
use crate::schema::{
    Anything, Confidence, Describe, Map, Method, Nullable, Open, Operation, Resource, Rule,
    WorkspaceId,
};
use webwork_sdk_macros::model;

/// Where a timesheet stands. Older docs say `open` for `pending`.
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
    /// The project.
    pub project_id: Option<Nullable<i64>>,
    /// Name of the project.
    pub project_name: Option<Nullable<String>>,
    /// The member's contract on a project.
    pub contract_id: Option<Nullable<i64>>,
    /// Minutes in all.
    pub total_minutes: Option<f64>,
    /// Only for callers who may see rates; type not documented.
    pub total_amount: Option<Anything>,
}

/// A timesheet.
#[model]
pub struct Timesheet {
    /// Opaque id. Inferred from the filter and the path.
    pub id: String,
    /// The member.
    pub user_id: Option<Nullable<i64>>,
    /// The member; the type is not documented (a name or an object).
    pub member: Option<Anything>,
    /// First day, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub date_from: Option<Nullable<String>>,
    /// Last day, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub date_to: Option<Nullable<String>>,
    /// Minutes in all. Older docs have `total_hours` instead.
    pub total_minutes: Option<Nullable<f64>>,
    /// Only for callers who may see rates; type not documented.
    pub total_amount: Option<Anything>,
    /// `pending`, `submitted`, `approved` or `rejected`; older docs say `open` for `pending`.
    pub status: Open<TimesheetStatus>,
    /// The projects of each day, by day (`YYYY-MM-DD`).
    pub daily_breakdown: Option<Map<Vec<TimesheetDayProject>>>,
    /// When it was submitted, ISO 8601. The name is from older docs.
    pub submitted_on: Option<Nullable<String>>,
    /// Why it was rejected. Only older docs show it.
    pub reject_reason: Option<Nullable<String>>,
    /// Hours in all. Newer docs have `total_minutes` instead.
    pub total_hours: Option<Nullable<f64>>,
}

/// What to list.
#[model(params)]
pub struct ListTimesheetsParams {
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// Only the timesheet with this id.
    pub id: Option<String>,
    /// Only timesheets in this state.
    pub status: Option<TimesheetStatus>,
    /// Inclusive, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub date_from: Option<String>,
    /// Inclusive, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub date_to: Option<String>,
    /// Only those of this member.
    pub user_id: Option<i64>,
    /// Order by creation time.
    pub order_by: Option<SortOrder>,
    /// Page, from 1. Default: 1.
    #[field(min = 1, default = "1")]
    pub page: Option<i64>,
    /// Records per page, 1 to 100. Default: 20.
    #[field(min = 1, max = 100, default = "20")]
    pub per_page: Option<i64>,
}

/// What to approve.
#[model(params)]
pub struct ApproveTimesheetParams {
    /// Encrypted timesheet id.
    pub timesheet_id: String,
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
}

/// What to submit.
#[model(params)]
pub struct SubmitTimesheetParams {
    /// Encrypted timesheet id.
    pub timesheet_id: String,
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
}

/// What to take back.
#[model(params)]
pub struct UnsubmitTimesheetParams {
    /// Encrypted timesheet id.
    pub timesheet_id: String,
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
}

/// What to reject.
#[model(params)]
pub struct RejectTimesheetParams {
    /// Encrypted timesheet id.
    pub timesheet_id: String,
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// Why. Shown to the member.
    pub reason: String,
}

/// The resource and its operations.
pub const RESOURCE: Resource = Resource {
    name: "timesheets",
    interface: "Timesheets",
    doc: "Timesheets: submission and approval.",
    operations: &[
        Operation {
            verb: "list",
            id: "getTimesheets",
            method: Method::Get,
            path: "/timesheets",
            params: ListTimesheetsParams::KIND,
            answer: <Envelope<Vec<Timesheet>>>::KIND,
            paged: true,
            rules: &[Rule::NotAfter("date_from", "date_to")],
            doc: "Lists timesheets.",
            confidence: Confidence::Medium,
            evidence: "Docs: older, middle, newest. Also a third party. Not documented: typed fields of the newer revision; place of the page object.",
        },
        Operation {
            verb: "approve",
            id: "approveTimesheet",
            method: Method::Put,
            path: "/timesheets/{timesheet_id}/approve",
            params: ApproveTimesheetParams::KIND,
            answer: NullDataResponse::KIND,
            paged: false,
            rules: &[],
            doc: "Approves a submitted timesheet. For owners and executive managers.",
            confidence: Confidence::Medium,
            evidence: "Docs: older. Not documented: newest listing.",
        },
        Operation {
            verb: "submit",
            id: "submitTimesheet",
            method: Method::Put,
            path: "/timesheets/{timesheet_id}/submit",
            params: SubmitTimesheetParams::KIND,
            answer: NullDataResponse::KIND,
            paged: false,
            rules: &[],
            doc: "Submits a timesheet.",
            confidence: Confidence::Medium,
            evidence: "Docs: middle. Not documented: body and response not visible; taken as the siblings.",
        },
        Operation {
            verb: "unsubmit",
            id: "unsubmitTimesheet",
            method: Method::Put,
            path: "/timesheets/{timesheet_id}/unsubmit",
            params: UnsubmitTimesheetParams::KIND,
            answer: NullDataResponse::KIND,
            paged: false,
            rules: &[],
            doc: "Takes a submission back: the timesheet is `pending` again.",
            confidence: Confidence::High,
            evidence: "Docs: middle.",
        },
        Operation {
            verb: "reject",
            id: "rejectTimesheet",
            method: Method::Put,
            path: "/timesheets/{timesheet_id}/reject",
            params: RejectTimesheetParams::KIND,
            answer: NullDataResponse::KIND,
            paged: false,
            rules: &[],
            doc: "Rejects a submitted timesheet. For owners and executive managers.",
            confidence: Confidence::High,
            evidence: "Docs: older, middle.",
        },
    ],
};
