//! Leave: requests, balances, policies.

use super::common::{Envelope, MessageResponse, RequestStatus};
use crate::schema::{
    Any, Describe, Method, Nullable, Open, Operation, Resource, Rule, WorkspaceId,
};
use webwork_sdk_macros::model;

/// `yes` or `no`, as a string.
#[model]
pub enum YesOrNo {
    /// `yes`
    #[serde(rename = "yes")]
    Yes,
    /// `no`
    #[serde(rename = "no")]
    No,
}

/// The length of a leave.
#[model]
pub struct LeaveTotal {
    /// Length in days. Its type is not documented.
    pub days: Option<Any>,
    /// Length in hours. Its type is not documented.
    pub hours: Option<Any>,
}

/// A leave request.
#[model]
pub struct Leave {
    /// Opaque id.
    pub id: String,
    /// User id of the member.
    pub user_id: Option<Nullable<i64>>,
    /// Status.
    pub status: Open<RequestStatus>,
    /// Note.
    pub note: Option<Nullable<String>>,
    /// Whether the leave is paid.
    pub is_paid: Open<YesOrNo>,
    /// User id of the person who created it.
    pub created_by: Option<Nullable<i64>>,
    /// User id of the person who approved it.
    pub approved_by: Option<Nullable<i64>>,
    /// User id of the person who rejected it.
    pub rejected_by: Option<Nullable<i64>>,
    /// Reason for the rejection.
    pub reject_reason: Option<Nullable<String>>,
    /// First day, `YYYY-MM-DD`.
    pub start_date: Option<Nullable<String>>,
    /// Last day. Not documented by the vendor.
    pub end_date: Option<Nullable<String>>,
    /// Time of creation. Not documented by the vendor.
    pub created_on: Option<Nullable<String>>,
    /// Length of the leave. Not documented by the vendor.
    pub total: Option<Nullable<LeaveTotal>>,
}

/// How much leave of one type a member has left.
#[model]
pub struct LeaveBalanceItem {
    /// Name of the type of leave.
    pub leave_type: String,
    /// Amount with its unit, such as `10 days`.
    pub balance: String,
}

/// How much leave a member has left.
#[model]
pub struct LeaveBalance {
    /// User id of the member.
    pub user_id: i64,
    /// Full name of the member.
    pub user_name: String,
    /// The balance of each type of leave.
    pub leave_information: Vec<LeaveBalanceItem>,
    /// Amount with its unit, such as `15 days`. Present only if the workspace keeps one balance for
    /// all types of leave.
    pub total_balance: Option<Nullable<String>>,
}

/// Parameters of `leaves.list`.
#[model(params)]
pub struct ListLeavesParams {
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// Only the leave request with this id.
    pub id: Option<String>,
    /// Only leave of the member with this user id.
    pub user_id: Option<i64>,
    /// Only leave under the policy with this id.
    pub policy_id: Option<i64>,
    /// Only paid (`yes`) or only unpaid (`no`) leave.
    pub is_paid: Option<YesOrNo>,
    /// First day, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub date_from: Option<String>,
    /// Last day, `YYYY-MM-DD`. Must not be before `date_from`.
    #[field(format = "date")]
    pub date_to: Option<String>,
    /// Only leave requests with this status.
    pub status: Option<RequestStatus>,
    /// Page number, from 1. Defaults to 1.
    #[field(min = 1, default = "1")]
    pub page: Option<i64>,
    /// Items per page, 1 to 100. Defaults to 20.
    #[field(min = 1, max = 100, default = "20")]
    pub per_page: Option<i64>,
}

/// Parameters of `leaves.create`.
#[model(params)]
pub struct CreateLeaveParams {
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// Id of the leave policy.
    pub policy_id: i64,
    /// First day, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub start: String,
    /// Last day, `YYYY-MM-DD`. Must not be before `start`.
    #[field(format = "date")]
    pub end: String,
    /// User id of the member who takes the leave.
    pub user_id: i64,
    /// Start, `HH:mm`, 00:00 to 23:59. Wall-clock time; the vendor documents no time zone. Required
    /// by policies that count in hours.
    #[field(format = "time")]
    pub start_time: Option<String>,
    /// End, `HH:mm`, 00:00 to 23:59. Wall-clock time; the vendor documents no time zone. Must be
    /// after `start_time`. Required by policies that count in hours.
    #[field(format = "time")]
    pub end_time: Option<String>,
    /// Hours per day. Required by policies that count in hours.
    pub hours_per_day: Option<f64>,
    /// Part of the day: 0 the whole day, 1 the first half, 2 the second half.
    #[field(only = [0, 1, 2])]
    pub leave_period: Option<i64>,
    /// Reason. Some policies require it.
    pub reason: Option<String>,
}

/// Parameters of `leaves.listBalances`.
#[model(params)]
pub struct ListLeaveBalancesParams {
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// Only the member with this user id. Not in the vendor's current documentation.
    pub user_id: Option<i64>,
    /// First day, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub date_from: String,
    /// Last day, `YYYY-MM-DD`. Must not be before `date_from`.
    #[field(format = "date")]
    pub date_to: String,
    /// Page number, from 1. Not in the vendor's current documentation.
    pub page: Option<i64>,
}

/// Parameters of `leaves.listPolicies`.
#[model(params)]
pub struct ListLeavePoliciesParams {
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
}

/// The resource with its operations.
pub const RESOURCE: Resource = Resource {
    name: "leaves",
    interface: "Leaves",
    doc: "Leave: requests, balances, policies.",
    operations: &[
        Operation {
            name: "list",
            id: "getLeaves",
            method: Method::Get,
            path: "/leaves",
            params: ListLeavesParams::KIND,
            response: <Envelope<Vec<Leave>>>::KIND,
            paginated: true,
            rules: &[Rule::NotAfter("date_from", "date_to")],
            doc: "Lists leave requests.",
        },
        Operation {
            name: "create",
            id: "createLeaveRequest",
            method: Method::Post,
            path: "/leaves",
            params: CreateLeaveParams::KIND,
            response: MessageResponse::KIND,
            paginated: false,
            rules: &[
                Rule::NotAfter("start", "end"),
                Rule::Before("start_time", "end_time"),
            ],
            doc: "Requests leave. Policies that count in hours require `start_time`, `end_time` and\n\
                  `hours_per_day`.",
        },
        Operation {
            name: "listBalances",
            id: "getLeaveBalances",
            method: Method::Get,
            path: "/leaves/balances",
            params: ListLeaveBalancesParams::KIND,
            response: <Envelope<Vec<LeaveBalance>>>::KIND,
            paginated: true,
            rules: &[Rule::NotAfter("date_from", "date_to")],
            doc: "Lists how much leave members have left in a range of days.",
        },
        Operation {
            name: "listPolicies",
            id: "getLeavePolicies",
            method: Method::Get,
            path: "/leaves/policies",
            params: ListLeavePoliciesParams::KIND,
            response: <Envelope<Any>>::KIND,
            paginated: false,
            rules: &[],
            doc: "Lists the leave policies. The path and the response are not documented.",
        },
    ],
};
