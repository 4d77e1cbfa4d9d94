//! Project viewers.

use crate::call::{Call, Reply, listed, nullable};
use crate::http::Refusal;
use crate::sdk::project_viewers::{
    AssignProjectToViewerParams, CreateProjectViewerParams, DeleteProjectViewerParams,
    GetProjectViewerParams, ListProjectViewersParams, ProjectViewer, ProjectViewerItem,
    ProjectViewerStatus, RestoreProjectViewerParams, UnassignProjectFromViewerParams,
};
use crate::sdk::{Open, StringOrInteger};
use crate::state::rows::{Status, ViewerRow};
use crate::state::space::Space;
use crate::state::table::Group;

fn shown(row: &ViewerRow, space: &Space) -> ProjectViewer {
    let projects = row.projects.iter().filter_map(|id| space.project(*id).ok());
    ProjectViewer {
        id: row.id,
        email: row.email.clone(),
        firstname: row.firstname.clone(),
        lastname: row.lastname.clone(),
        status: nullable(Some(Open::Known(match row.status {
            Status::Active => ProjectViewerStatus::Active,
            Status::Inactive => ProjectViewerStatus::Inactive,
            Status::Left => ProjectViewerStatus::Left,
        }))),
        member_since: nullable(row.member_since.clone()),
        projects: projects
            .map(|project| ProjectViewerItem {
                project_id: project.id,
                project_name: project.name.clone(),
            })
            .collect(),
    }
}

fn find(space: &Space, id: &StringOrInteger) -> Result<ViewerRow, Refusal> {
    let id = match id {
        StringOrInteger::Integer(id) => Some(*id),
        StringOrInteger::String(text) => text.parse().ok(),
    };
    id.and_then(|id| space.viewers.get(id))
        .cloned()
        .ok_or_else(|| Refusal::not_found("Project viewer"))
}

pub fn list(call: &mut Call<'_>) -> Reply {
    let params: ListProjectViewersParams = call.params()?;
    let (space, _) = call.enter_as_admin(params.workspace_id.0)?;
    let email = params.email.as_ref();
    let wanted = |row: &ViewerRow| email.is_none_or(|email| row.email.eq_ignore_ascii_case(email));
    let page = listed(
        &space.viewers.group(Group::All),
        email.is_some().then_some(&wanted),
        false,
        (params.page, params.per_page, 20),
        |row| shown(row, space),
    );
    call.listing("", page)
}

pub fn create(call: &mut Call<'_>) -> Reply {
    let params: CreateProjectViewerParams = call.params()?;
    let workspace_id = params.workspace_id.0;
    call.enter_as_admin(workspace_id)?;
    let Some(email) = params.email else {
        return Err(Refusal::invalid("email", "The email field is required."));
    };
    let stamp = call.stamp();
    let space = call.space(workspace_id)?;
    let known = space
        .viewers
        .iter()
        .find(|row| row.email.eq_ignore_ascii_case(&email));
    let row = match known.cloned() {
        // Inviting somebody again responds with the record that is there.
        Some(row) => row,
        None => ViewerRow {
            id: call.state.next_id(),
            email,
            firstname: params.firstname.unwrap_or_default(),
            lastname: params.lastname.unwrap_or_default(),
            member_since: Some(stamp),
            ..ViewerRow::default()
        },
    };
    let space = call.space(workspace_id)?;
    space.viewers.put(row.clone());
    let viewer = shown(&row, space);
    call.data(201, "Project viewer created successfully", viewer)
}

pub fn get(call: &mut Call<'_>) -> Reply {
    let params: GetProjectViewerParams = call.params()?;
    let (space, _) = call.enter_as_admin(params.workspace_id.0)?;
    let row = find(space, &params.viewer_id)?.clone();
    let viewer = shown(&row, space);
    call.data(200, "Project viewer retrieved successfully", viewer)
}

pub fn delete(call: &mut Call<'_>) -> Reply {
    let params: DeleteProjectViewerParams = call.params()?;
    let (space, _) = call.enter_as_admin(params.workspace_id.0)?;
    let mut row = find(space, &params.viewer_id)?;
    if row.status == Status::Inactive {
        return Err(Refusal::invalid(
            "viewer_id",
            "The viewer is archived already.",
        ));
    }
    row.status = Status::Inactive;
    space.viewers.put(row);
    call.done("Project viewer deleted successfully")
}

pub fn restore(call: &mut Call<'_>) -> Reply {
    let params: RestoreProjectViewerParams = call.params()?;
    let (space, _) = call.enter_as_admin(params.workspace_id.0)?;
    let mut row = find(space, &params.viewer_id)?;
    row.status = Status::Active;
    space.viewers.put(row);
    call.done("Project viewer restored successfully")
}

pub fn assign_project(call: &mut Call<'_>) -> Reply {
    let params: AssignProjectToViewerParams = call.params()?;
    let (space, _) = call.enter_as_admin(params.workspace_id.0)?;
    space.project(params.project_id)?;
    let mut row = find(space, &params.viewer_id)?;
    row.projects.insert(params.project_id);
    space.viewers.put(row);
    call.done("Project assigned to viewer successfully")
}

pub fn unassign_project(call: &mut Call<'_>) -> Reply {
    let params: UnassignProjectFromViewerParams = call.params()?;
    let (space, _) = call.enter_as_admin(params.workspace_id.0)?;
    space.project(params.project_id)?;
    let mut row = find(space, &params.viewer_id)?;
    if !row.projects.remove(&params.project_id) {
        let message = "The project is not assigned to the viewer.";
        return Err(Refusal::invalid("project_id", message));
    }
    space.viewers.put(row);
    call.done("Project unassigned from viewer successfully")
}
