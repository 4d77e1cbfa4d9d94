//! Workspaces.

use super::{member_status, role};
use crate::call::{Call, Reply, paged};
use crate::sdk::Open;
use crate::sdk::workspaces::{ListWorkspacesParams, Workspace};
use crate::state::view::View;

pub fn list(call: &mut Call<'_>) -> Reply {
    let params: ListWorkspacesParams = call.params()?;
    let caller = call.caller;
    let spaces = call.state.workspaces.values();
    let open = spaces.filter_map(|space| Some((space, View::new(space, caller).ok()?)));
    let mut page = paged(open, params.page, params.per_page, 20, |(space, view)| {
        let workspace = &space.workspace;
        Workspace {
            id: workspace.id,
            owner_id: workspace.owner_id,
            user_id: view.user_id(),
            workspace_name: workspace.name.clone(),
            role: Open::Known(role(view.role)),
            status: Open::Known(member_status(crate::state::rows::Status::Active)),
            created_at: workspace.created_at.clone(),
            activated_at: workspace.activated_at.clone(),
        }
    });
    let position = &mut page.position;
    let first = (position.current_page.unwrap_or(1) - 1)
        .saturating_mul(position.per_page.unwrap_or(20))
        .saturating_add(1);
    if !page.items.is_empty() {
        position.from = Some(first);
        position.to = Some(first + page.items.len() as i64 - 1);
    }
    call.page("", page)
}
