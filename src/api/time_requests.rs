//! Time requests: time added by hand that needs approval.

use super::common::{Envelope, Meta, NullDataResponse, RequestStatus};
use crate::schema::{
    ArrayOrObject, Describe, Method, Nullable, Open, Operation, Resource, Rule, WorkspaceId,
};
use webwork_sdk_macros::model;

/// A request to add time by hand.
#[model]
pub struct TimeRequest {
    /// Opaque id: the `time_request_id` of other operations.
    pub id: String,
    /// User id of the member whose time it is.
    pub user_id: Option<Nullable<i64>>,
    /// Id of the member's contract on a project.
    pub contract_id: Option<Nullable<i64>>,
    /// Id of the project.
    pub project_id: Option<Nullable<i64>>,
    /// Id of the task.
    pub task_id: Option<Nullable<i64>>,
    /// Start, ISO 8601.
    pub start: Option<Nullable<String>>,
    /// End, ISO 8601.
    pub end: Option<Nullable<String>>,
    /// Status.
    pub status: Option<Open<RequestStatus>>,
    /// What was done. The server may send `activity_description` instead.
    pub notes: Option<Nullable<String>>,
    /// Reason for the rejection.
    pub comment: Option<Nullable<String>>,
    /// User id of the person who decided.
    pub updated_by: Option<Nullable<i64>>,
    /// Time of creation.
    pub created_at: Option<Nullable<String>>,
    /// Time of the last change.
    pub updated_at: Option<Nullable<String>>,
    /// What was done. The server may send `notes` instead.
    pub activity_description: Option<Nullable<String>>,
}

/// A time request that was created.
#[model]
pub struct TimeRequestCreated {
    /// Opaque id.
    pub id: String,
    /// Status: `approved` if the workspace approves requests automatically.
    pub status: Open<RequestStatus>,
}

/// Response of `timeRequests.create`.
#[model]
pub struct CreateTimeRequestResponse {
    /// Always `true`: a response with any other value is thrown as an error.
    pub success: bool,
    /// Message for humans. Do not parse it.
    pub message: String,
    /// The time request.
    pub data: TimeRequestCreated,
    /// Metadata of the response: API version, server time, pagination.
    pub meta: Meta,
}

/// Parameters of `timeRequests.list`.
#[model(params)]
pub struct ListTimeRequestsParams {
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// Only time requests with this status.
    pub status: Option<RequestStatus>,
    /// Only time requests of the member with this user id.
    pub user_id: Option<i64>,
    /// Only time requests on the project with this id.
    pub project_id: Option<i64>,
    /// First day, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub date_from: String,
    /// Last day, `YYYY-MM-DD`. Must not be before `date_from`.
    #[field(format = "date")]
    pub date_to: String,
    /// Only the time request with this id.
    pub id: Option<String>,
    /// Page number, from 1. Defaults to 1.
    #[field(default = "1")]
    pub page: Option<i64>,
    /// Items per page, at most 100. The default is not documented; it is probably 20.
    #[field(max = 100)]
    pub per_page: Option<i64>,
}

/// Parameters of `timeRequests.create`.
#[model(params)]
pub struct CreateTimeRequestParams {
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// User id of the member whose time it is.
    pub user_id: i64,
    /// Id of the member's contract on a project, or `null` for no project.
    pub contract_id: Option<Nullable<i64>>,
    /// Start: ISO 8601 with offset, such as `2025-12-05T09:00:00+00:00`.
    #[field(format = "date-time")]
    pub start: String,
    /// End: ISO 8601 with offset. Must be after `start`.
    #[field(format = "date-time")]
    pub end: String,
    /// What was done.
    pub activity_description: Option<Nullable<String>>,
    /// Id of the task, or `null` for no task.
    pub task_id: Option<Nullable<i64>>,
}

/// Parameters of `timeRequests.approve`.
#[model(params)]
pub struct ApproveTimeRequestParams {
    /// `id` of the time request.
    pub time_request_id: String,
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
}

/// Parameters of `timeRequests.reject`.
#[model(params)]
pub struct RejectTimeRequestParams {
    /// `id` of the time request.
    pub time_request_id: String,
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// Reason for the rejection.
    pub comment: String,
}

/// The resource with its operations.
pub const RESOURCE: Resource = Resource {
    name: "timeRequests",
    interface: "TimeRequests",
    doc: "Requests to add time by hand, which need approval.",
    operations: &[
        Operation {
            name: "list",
            id: "getTimeRequests",
            method: Method::Get,
            path: "/time-requests",
            params: ListTimeRequestsParams::KIND,
            response: <Envelope<ArrayOrObject<TimeRequest>>>::KIND,
            paginated: true,
            rules: &[Rule::NotAfter("date_from", "date_to")],
            doc: "Lists time requests.",
        },
        Operation {
            name: "create",
            id: "createTimeRequest",
            method: Method::Post,
            path: "/time-requests",
            params: CreateTimeRequestParams::KIND,
            response: CreateTimeRequestResponse::KIND,
            paginated: false,
            rules: &[Rule::Before("start", "end")],
            doc: "Requests time to be added by hand. Depending on the caller's rights and the\n\
                  workspace, it is added at once or waits for approval. Refused if the time overlaps\n\
                  tracked time.",
        },
        Operation {
            name: "approve",
            id: "approveTimeRequest",
            method: Method::Post,
            path: "/time-requests/{time_request_id}/approve",
            params: ApproveTimeRequestParams::KIND,
            response: NullDataResponse::KIND,
            paginated: false,
            rules: &[],
            doc: "Approves a pending time request.",
        },
        Operation {
            name: "reject",
            id: "rejectTimeRequest",
            method: Method::Post,
            path: "/time-requests/{time_request_id}/reject",
            params: RejectTimeRequestParams::KIND,
            response: NullDataResponse::KIND,
            paginated: false,
            rules: &[],
            doc: "Rejects a pending time request.",
        },
    ],
};
