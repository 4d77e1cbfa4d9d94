//! Time Requests: manual time that awaits approval.

use super::common::{Envelope, Meta, NullDataResponse, RequestStatus};
use crate::schema::{
    Confidence, Describe, Listing, Method, Nullable, Open, Operation, Resource, Rule, WorkspaceId,
};
use webwork_sdk_macros::model;

/// A request for manual time.
#[model]
pub struct TimeRequest {
    /// Opaque id.
    pub id: String,
    /// Whose time it is.
    pub user_id: Option<Nullable<i64>>,
    /// The member's contract on a project.
    pub contract_id: Option<Nullable<i64>>,
    /// The project.
    pub project_id: Option<Nullable<i64>>,
    /// The task.
    pub task_id: Option<Nullable<i64>>,
    /// Start, ISO 8601.
    pub start: Option<Nullable<String>>,
    /// End, ISO 8601.
    pub end: Option<Nullable<String>>,
    /// Where it stands.
    pub status: Option<Open<RequestStatus>>,
    /// What was done. Newer docs call it `activity_description`.
    pub notes: Option<Nullable<String>>,
    /// Why it was rejected.
    pub comment: Option<Nullable<String>>,
    /// User id of who decided.
    pub updated_by: Option<Nullable<i64>>,
    /// When it was made.
    pub created_at: Option<Nullable<String>>,
    /// When it was last changed.
    pub updated_at: Option<Nullable<String>>,
    /// What was done. Older docs call it `notes`.
    pub activity_description: Option<Nullable<String>>,
}

/// What became of a request for time.
#[model]
pub struct TimeRequestCreated {
    /// Opaque id.
    pub id: String,
    /// `approved` at once where requests are approved automatically.
    pub status: Open<RequestStatus>,
}

/// The answer to `timeRequests.create`.
#[model]
pub struct CreateTimeRequestResponse {
    /// `true`; an answer that says `false` is thrown as an error.
    pub success: bool,
    /// What was done, in words.
    pub message: String,
    /// What became of the request.
    pub data: TimeRequestCreated,
    /// What the answer says of itself.
    pub meta: Meta,
}

/// What to list.
#[model(params)]
pub struct ListTimeRequestsParams {
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// Only records in this state.
    pub status: Option<RequestStatus>,
    /// Only those of this member.
    pub user_id: Option<i64>,
    /// Only those of this project.
    pub project_id: Option<i64>,
    /// First day, `YYYY-MM-DD`, not after `date_to`.
    #[field(format = "date")]
    pub date_from: String,
    /// Last day, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub date_to: String,
    /// Only the request with this id.
    pub id: Option<String>,
    /// Page, from 1. Default: 1.
    #[field(default = "1")]
    pub page: Option<i64>,
    /// Records per page, at most 100. The default is not documented; a third party says 20.
    #[field(max = 100)]
    pub per_page: Option<i64>,
}

/// What to add.
#[model(params)]
pub struct CreateTimeRequestParams {
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// Whose time it is.
    pub user_id: i64,
    /// The member's contract on a project. `null`: none.
    pub contract_id: Option<Nullable<i64>>,
    /// Start, ISO 8601 with offset, such as `2025-12-05T09:00:00+00:00`.
    #[field(format = "date-time")]
    pub start: String,
    /// End, ISO 8601 with offset, after `start`.
    #[field(format = "date-time")]
    pub end: String,
    /// What was done. Older docs call it `notes`.
    pub activity_description: Option<Nullable<String>>,
    /// The task. `null`: none.
    pub task_id: Option<Nullable<i64>>,
}

/// What to approve.
#[model(params)]
pub struct ApproveTimeRequestParams {
    /// Encrypted time request id.
    pub time_request_id: String,
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
}

/// What to reject.
#[model(params)]
pub struct RejectTimeRequestParams {
    /// Encrypted time request id.
    pub time_request_id: String,
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// Why.
    pub comment: String,
}

/// The resource and its operations.
pub const RESOURCE: Resource = Resource {
    name: "timeRequests",
    interface: "TimeRequests",
    doc: "Manual time that awaits approval.",
    operations: &[
        Operation {
            verb: "list",
            id: "getTimeRequests",
            method: Method::Get,
            path: "/time-requests",
            params: ListTimeRequestsParams::KIND,
            answer: <Envelope<Listing<TimeRequest>>>::KIND,
            paged: true,
            rules: &[Rule::NotAfter("date_from", "date_to")],
            doc: "Lists time requests.",
            confidence: Confidence::Medium,
            evidence: "Docs: older, middle, newest. Also a third party. Not documented: type of data and items; place of the page object.",
        },
        Operation {
            verb: "create",
            id: "createTimeRequest",
            method: Method::Post,
            path: "/time-requests",
            params: CreateTimeRequestParams::KIND,
            answer: CreateTimeRequestResponse::KIND,
            paged: false,
            rules: &[Rule::Before("start", "end")],
            doc: "Asks for manual time. It is added at once or left pending, as the caller's rights and the workspace have it.",
            confidence: Confidence::High,
            evidence: "Docs: older, middle, newest. Also a third party.",
        },
        Operation {
            verb: "approve",
            id: "approveTimeRequest",
            method: Method::Post,
            path: "/time-requests/{time_request_id}/approve",
            params: ApproveTimeRequestParams::KIND,
            answer: NullDataResponse::KIND,
            paged: false,
            rules: &[],
            doc: "Approves a pending request.",
            confidence: Confidence::Medium,
            evidence: "Docs: middle. Also a third party. Not documented: response; status codes (body from third party).",
        },
        Operation {
            verb: "reject",
            id: "rejectTimeRequest",
            method: Method::Post,
            path: "/time-requests/{time_request_id}/reject",
            params: RejectTimeRequestParams::KIND,
            answer: NullDataResponse::KIND,
            paged: false,
            rules: &[],
            doc: "Rejects a pending request.",
            confidence: Confidence::Medium,
            evidence: "Docs: middle. Also a third party. Not documented: response; status codes (body from third party, need of a comment from docs).",
        },
    ],
};
