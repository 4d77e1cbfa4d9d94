//! Webhooks: subscriptions to events.

use super::common::{Envelope, MessageResponse, Meta};
use crate::schema::{Confidence, Describe, Method, Open, Operation, Resource, WorkspaceId};
use webwork_sdk_macros::model;

/// What a webhook is told of. An open list: the docs announce more.
#[model]
pub enum WebhookEvent {
    /// `tracker.started`
    #[serde(rename = "tracker.started")]
    TrackerStarted,
    /// `tracker.stopped`
    #[serde(rename = "tracker.stopped")]
    TrackerStopped,
    /// `member.invited`
    #[serde(rename = "member.invited")]
    MemberInvited,
    /// `member.updated`
    #[serde(rename = "member.updated")]
    MemberUpdated,
    /// `member.deleted`
    #[serde(rename = "member.deleted")]
    MemberDeleted,
    /// `member.activated`
    #[serde(rename = "member.activated")]
    MemberActivated,
    /// `member.archived`
    #[serde(rename = "member.archived")]
    MemberArchived,
    /// `project.created`
    #[serde(rename = "project.created")]
    ProjectCreated,
    /// `project.updated`
    #[serde(rename = "project.updated")]
    ProjectUpdated,
    /// `project.deleted`
    #[serde(rename = "project.deleted")]
    ProjectDeleted,
}

/// A subscription to events.
#[model]
pub struct Webhook {
    /// Opaque id: `webhook_id` of `update` and `delete`.
    pub id: String,
    /// Where deliveries go.
    #[field(format = "uri")]
    pub url: String,
    /// What it is told of.
    pub events: Vec<Open<WebhookEvent>>,
    /// Secret for checking deliveries; how it is sent is not documented.
    pub token: String,
}

/// The answer to `webhooks.delete`, of which nothing is documented.
#[model(open)]
pub struct DeleteWebhookResponse {
    /// `true`; an answer that says `false` is thrown as an error.
    pub success: Option<bool>,
    /// What was done, in words.
    pub message: Option<String>,
    /// What the answer says of itself.
    pub meta: Option<Meta>,
}

/// What to list.
#[model(params)]
pub struct ListWebhooksParams {
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// Page, from 1. Inferred from V1; older docs have 50 rows a page.
    #[field(min = 1, default = "1")]
    pub page: Option<i64>,
}

/// What to add.
#[model(params)]
pub struct CreateWebhookParams {
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// Where deliveries go: an absolute URL.
    #[field(format = "uri")]
    pub url: String,
    /// What to be told of.
    #[field(min_items = 1)]
    pub events: Vec<Open<WebhookEvent>>,
}

/// What to change: members left out keep their value.
#[model(params)]
pub struct UpdateWebhookParams {
    /// Encoded webhook id.
    pub webhook_id: String,
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// Where deliveries go: an absolute URL.
    #[field(format = "uri")]
    pub url: String,
    /// What to be told of.
    pub events: Option<Vec<Open<WebhookEvent>>>,
}

/// What to remove.
#[model(params)]
pub struct DeleteWebhookParams {
    /// Encoded webhook id.
    pub webhook_id: String,
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
}

/// The resource and its operations.
pub const RESOURCE: Resource = Resource {
    name: "webhooks",
    interface: "Webhooks",
    doc: "Subscriptions to events.",
    operations: &[
        Operation {
            verb: "list",
            id: "getWebhooks",
            method: Method::Get,
            path: "/webhooks",
            params: ListWebhooksParams::KIND,
            answer: <Envelope<Vec<Webhook>>>::KIND,
            paged: true,
            rules: &[],
            doc: "Lists webhooks.",
            confidence: Confidence::Medium,
            evidence: "Docs: older, middle. Not documented: operationId; paging parameters; status codes. Inferred: operationId (not visible; formed as for the other lists).",
        },
        Operation {
            verb: "create",
            id: "createWebhook",
            method: Method::Post,
            path: "/webhooks",
            params: CreateWebhookParams::KIND,
            answer: <Envelope<Webhook>>::KIND,
            paged: false,
            rules: &[],
            doc: "Subscribes a URL to events.",
            confidence: Confidence::Medium,
            evidence: "Docs: older, middle. Not documented: newest page not seen; 200 is from the older revision.",
        },
        Operation {
            verb: "update",
            id: "updateWebhook",
            method: Method::Put,
            path: "/webhooks/{webhook_id}",
            params: UpdateWebhookParams::KIND,
            answer: MessageResponse::KIND,
            paged: false,
            rules: &[],
            doc: "Changes a webhook.",
            confidence: Confidence::Medium,
            evidence: "Docs: older. Not documented: newest listing.",
        },
        Operation {
            verb: "delete",
            id: "deleteWebhook",
            method: Method::Delete,
            path: "/webhooks/{webhook_id}",
            params: DeleteWebhookParams::KIND,
            answer: DeleteWebhookResponse::KIND,
            paged: false,
            rules: &[],
            doc: "Removes a webhook. Inferred: the docs show only its name.",
            confidence: Confidence::Low,
            evidence: "Docs: older. Not documented: everything but the operation id. Inferred: method, path and body; only the operation id was visible.",
        },
    ],
};
