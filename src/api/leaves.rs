//! Leaves: requests, balances, policies.

use super::common::{Envelope, MessageResponse, RequestStatus};
use crate::schema::{
    Anything, Confidence, Describe, Method, Nullable, Open, Operation, Resource, Rule, WorkspaceId,
};
use webwork_sdk_macros::model;

/// Yes or no, as a text.
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
    /// In days; the type is not documented.
    pub days: Option<Anything>,
    /// In hours; the type is not documented.
    pub hours: Option<Anything>,
}

/// A request for leave.
#[model]
pub struct Leave {
    /// Opaque id.
    pub id: String,
    /// The member.
    pub user_id: Option<Nullable<i64>>,
    /// Where it stands.
    pub status: Open<RequestStatus>,
    /// Note.
    pub note: Option<Nullable<String>>,
    /// Whether it is paid.
    pub is_paid: Open<YesOrNo>,
    /// User id of who made it.
    pub created_by: Option<Nullable<i64>>,
    /// User id of who approved it.
    pub approved_by: Option<Nullable<i64>>,
    /// User id of who rejected it.
    pub rejected_by: Option<Nullable<i64>>,
    /// Why it was rejected.
    pub reject_reason: Option<Nullable<String>>,
    /// First day.
    pub start_date: Option<Nullable<String>>,
    /// Last day. Inferred from V1.
    pub end_date: Option<Nullable<String>>,
    /// When it was made. Inferred from V1.
    pub created_on: Option<Nullable<String>>,
    /// How long it is. Inferred from V1.
    pub total: Option<Nullable<LeaveTotal>>,
}

/// What a member has of one kind of leave.
#[model]
pub struct LeaveBalanceItem {
    /// Name of the kind of leave.
    pub leave_type: String,
    /// Amount with unit, such as `10 days`.
    pub balance: String,
}

/// What leave a member has.
#[model]
pub struct LeaveBalance {
    /// The member.
    pub user_id: i64,
    /// Full name of the member.
    pub user_name: String,
    /// The balance of each kind of leave.
    pub leave_information: Vec<LeaveBalanceItem>,
    /// Amount with unit, such as `15 days`; only where balances are kept as one total.
    pub total_balance: Option<Nullable<String>>,
}

/// What to list.
#[model(params)]
pub struct ListLeavesParams {
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// Only the request with this id.
    pub id: Option<String>,
    /// Only those of this member.
    pub user_id: Option<i64>,
    /// Only leave of this policy.
    pub policy_id: Option<i64>,
    /// Only paid or only unpaid leave.
    pub is_paid: Option<YesOrNo>,
    /// Y-m-d, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub date_from: Option<String>,
    /// Last day, `YYYY-MM-DD`, not before `date_from`.
    #[field(format = "date")]
    pub date_to: Option<String>,
    /// Only requests in this state. The list is from older docs.
    pub status: Option<RequestStatus>,
    /// Page, from 1. Default: 1.
    #[field(min = 1, default = "1")]
    pub page: Option<i64>,
    /// Records per page, 1 to 100. Default: 20.
    #[field(min = 1, max = 100, default = "20")]
    pub per_page: Option<i64>,
}

/// What to add.
#[model(params)]
pub struct CreateLeaveParams {
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// The leave policy.
    pub policy_id: i64,
    /// First day, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub start: String,
    /// Last day, `YYYY-MM-DD`, not before `start`.
    #[field(format = "date")]
    pub end: String,
    /// Who takes it.
    pub user_id: i64,
    /// Start, `HH:mm`; needed for hour-based policies.
    #[field(format = "time")]
    pub start_time: Option<String>,
    /// End, `HH:mm`; needed for hour-based policies.
    #[field(format = "time")]
    pub end_time: Option<String>,
    /// Hours a day; needed for hour-based policies.
    pub hours_per_day: Option<f64>,
    /// 0 whole day, 1 first half, 2 second half.
    #[field(only = [0, 1, 2])]
    pub leave_period: Option<i64>,
    /// Why.
    pub reason: Option<String>,
}

/// What to list.
#[model(params)]
pub struct ListLeaveBalancesParams {
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// Only this member. Only older docs show it.
    pub user_id: Option<i64>,
    /// First day, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub date_from: String,
    /// Last day, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub date_to: String,
    /// Page, from 1. Only older docs show it.
    pub page: Option<i64>,
}

/// What to list.
#[model(params)]
pub struct ListLeavePoliciesParams {
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
}

/// The resource and its operations.
pub const RESOURCE: Resource = Resource {
    name: "leaves",
    interface: "Leaves",
    doc: "Leave: requests, balances, policies.",
    operations: &[
        Operation {
            verb: "list",
            id: "getLeaves",
            method: Method::Get,
            path: "/leaves",
            params: ListLeavesParams::KIND,
            answer: <Envelope<Vec<Leave>>>::KIND,
            paged: true,
            rules: &[Rule::NotAfter("date_from", "date_to")],
            doc: "Lists requests for leave.",
            confidence: Confidence::Medium,
            evidence: "Docs: older, newest. Also a third party. Not documented: typed items of the newest revision; page object; paging parameters of the newest revision.",
        },
        Operation {
            verb: "create",
            id: "createLeaveRequest",
            method: Method::Post,
            path: "/leaves",
            params: CreateLeaveParams::KIND,
            answer: MessageResponse::KIND,
            paged: false,
            rules: &[
                Rule::NotAfter("start", "end"),
                Rule::Before("start_time", "end_time"),
            ],
            doc: "Asks for leave. Hour-based policies need `start_time`, `end_time` and `hours_per_day`.",
            confidence: Confidence::High,
            evidence: "Docs: newest.",
        },
        Operation {
            verb: "listBalances",
            id: "getLeaveBalances",
            method: Method::Get,
            path: "/leaves/balances",
            params: ListLeaveBalancesParams::KIND,
            answer: <Envelope<Vec<LeaveBalance>>>::KIND,
            paged: true,
            rules: &[Rule::NotAfter("date_from", "date_to")],
            doc: "Lists what leave members have in a range of days.",
            confidence: Confidence::Medium,
            evidence: "Docs: older. Also a third party. Not documented: newest listing; third party found both dates enforced at run time.",
        },
        Operation {
            verb: "listPolicies",
            id: "getLeavePolicies",
            method: Method::Get,
            path: "/leaves/policies",
            params: ListLeavePoliciesParams::KIND,
            answer: <Envelope<Anything>>::KIND,
            paged: false,
            rules: &[],
            doc: "Lists the leave policies. Path and answer are not documented.",
            confidence: Confidence::Low,
            evidence: "Docs: newest. Not documented: method, path, parameters and response. Inferred: only the operation id and title were visible; path assumed from GET /leaves/balances, workspace_id from the siblings.",
        },
    ],
};
