//! Webhooks: subscriptions to events.

use super::common::{Envelope, MessageResponse, Meta};
use crate::schema::{Describe, Method, Open, Operation, Resource, WorkspaceId};
use webwork_sdk_macros::model;

/// An event that a webhook can subscribe to. The vendor announces more, so any other string is
/// accepted too.
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
    /// Opaque id: the `webhook_id` of `update` and `delete`.
    pub id: String,
    /// URL that receives the deliveries.
    #[field(format = "uri")]
    pub url: String,
    /// The events that are delivered.
    pub events: Vec<Open<WebhookEvent>>,
    /// Secret for checking the sender of a delivery. How it is presented is not documented.
    pub token: String,
}

/// Response of `webhooks.delete`. The vendor documents nothing about it.
#[model(open)]
pub struct DeleteWebhookResponse {
    /// Always `true`: a response with any other value is thrown as an error.
    pub success: Option<bool>,
    /// Message for humans. Do not parse it.
    pub message: Option<String>,
    /// Metadata of the response: API version, server time, pagination.
    pub meta: Option<Meta>,
}

/// Parameters of `webhooks.list`.
#[model(params)]
pub struct ListWebhooksParams {
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// Page number, from 1. Defaults to 1. A page probably has 50 items.
    #[field(min = 1, default = "1")]
    pub page: Option<i64>,
}

/// Parameters of `webhooks.create`.
#[model(params)]
pub struct CreateWebhookParams {
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// URL that receives the deliveries: absolute, http or https.
    #[field(format = "uri")]
    pub url: String,
    /// The events to deliver, at least one.
    #[field(min_items = 1)]
    pub events: Vec<Open<WebhookEvent>>,
}

/// Parameters of `webhooks.update`. Omitted parameters keep their value.
#[model(params)]
pub struct UpdateWebhookParams {
    /// `id` of the webhook.
    pub webhook_id: String,
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// URL that receives the deliveries: absolute, http or https.
    #[field(format = "uri")]
    pub url: String,
    /// The events to deliver.
    pub events: Option<Vec<Open<WebhookEvent>>>,
}

/// Parameters of `webhooks.delete`.
#[model(params)]
pub struct DeleteWebhookParams {
    /// `id` of the webhook.
    pub webhook_id: String,
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
}

/// The resource with its operations.
pub const RESOURCE: Resource = Resource {
    name: "webhooks",
    interface: "Webhooks",
    doc: "Subscriptions to events.",
    operations: &[
        Operation {
            name: "list",
            id: "getWebhooks",
            method: Method::Get,
            path: "/webhooks",
            params: ListWebhooksParams::KIND,
            response: <Envelope<Vec<Webhook>>>::KIND,
            paginated: true,
            rules: &[],
            doc: "Lists webhooks.",
        },
        Operation {
            name: "create",
            id: "createWebhook",
            method: Method::Post,
            path: "/webhooks",
            params: CreateWebhookParams::KIND,
            response: <Envelope<Webhook>>::KIND,
            paginated: false,
            rules: &[],
            doc: "Creates a webhook: subscribes a URL to events.",
        },
        Operation {
            name: "update",
            id: "updateWebhook",
            method: Method::Put,
            path: "/webhooks/{webhook_id}",
            params: UpdateWebhookParams::KIND,
            response: MessageResponse::KIND,
            paginated: false,
            rules: &[],
            doc: "Updates a webhook. Omitted parameters keep their value.",
        },
        Operation {
            name: "delete",
            id: "deleteWebhook",
            method: Method::Delete,
            path: "/webhooks/{webhook_id}",
            params: DeleteWebhookParams::KIND,
            response: DeleteWebhookResponse::KIND,
            paginated: false,
            rules: &[],
            doc: "Deletes a webhook.",
        },
    ],
};
