//! Webhooks.

use crate::call::{Call, Reply, meta, paged, respond};
use crate::http::Refusal;
use crate::sdk::Open;
use crate::sdk::webhooks::{
    CreateWebhookParams, DeleteWebhookParams, DeleteWebhookResponse, ListWebhooksParams,
    UpdateWebhookParams, Webhook, WebhookEvent,
};
use crate::state::dice::Dice;
use crate::state::rows::WebhookRow;

/// The names of the events; others than those of the contract are refused.
fn names(events: &[Open<WebhookEvent>]) -> Result<Vec<String>, Refusal> {
    let name = |event: &Open<WebhookEvent>| match event {
        Open::Known(known) => {
            let value = serde_json::to_value(known).ok();
            let name = value.as_ref().and_then(|value| value.as_str());
            Ok(name.unwrap_or_default().to_owned())
        }
        Open::Other(name) => Err(Refusal::invalid(
            "events",
            format!("The selected event {name} is invalid."),
        )),
    };
    events.iter().map(name).collect()
}

fn shown(row: &WebhookRow) -> Webhook {
    let events = row.events.iter().map(|name| Open::Other(name.clone()));
    Webhook {
        id: row.id.clone(),
        url: row.url.clone(),
        events: events.collect(),
        token: row.token.clone(),
    }
}

pub fn list(call: &mut Call<'_>) -> Reply {
    let params: ListWebhooksParams = call.params()?;
    let (space, _) = call.enter_as_admin(params.workspace_id.0)?;
    let page = paged(space.webhooks.iter(), params.page, None, 50, shown);
    call.page("", page)
}

pub fn create(call: &mut Call<'_>) -> Reply {
    let params: CreateWebhookParams = call.params()?;
    let workspace_id = params.workspace_id.0;
    call.enter_as_admin(workspace_id)?;
    let events = names(&params.events)?;
    let id = call.state.next_opaque_id();
    let token = Dice::new(call.state.opaque_ids ^ 0x7EBB)
        .uuid()
        .replace('-', "");
    let row = WebhookRow {
        id,
        url: params.url,
        events,
        token: format!("whsec_{token}"),
    };
    let webhook = shown(&row);
    call.space(workspace_id)?.webhooks.put(row);
    call.data(200, "", webhook)
}

pub fn update(call: &mut Call<'_>) -> Reply {
    let params: UpdateWebhookParams = call.params()?;
    let (space, _) = call.enter_as_admin(params.workspace_id.0)?;
    let events = params.events.as_deref().map(names).transpose()?;
    let row = space.webhooks.get(&params.webhook_id).cloned();
    let mut row = row.ok_or_else(|| Refusal::not_found("Webhook"))?;
    row.url = params.url;
    if let Some(events) = events {
        row.events = events;
    }
    space.webhooks.put(row);
    call.message(200, "Webhook updated successfully")
}

pub fn delete(call: &mut Call<'_>) -> Reply {
    let params: DeleteWebhookParams = call.params()?;
    let (space, _) = call.enter_as_admin(params.workspace_id.0)?;
    let removed = space.webhooks.remove(&params.webhook_id);
    removed.ok_or_else(|| Refusal::not_found("Webhook"))?;
    respond(
        200,
        &DeleteWebhookResponse {
            success: Some(true),
            message: Some("Webhook deleted successfully".to_owned()),
            meta: Some(meta(call.now, None)),
        },
    )
}
