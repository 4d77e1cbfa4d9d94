//! Projects.

use super::date;
use crate::call::{Call, Reply, listed, nullable};
use crate::http::Refusal;
use crate::sdk::projects::{
    ArchiveProjectParams, CreateProjectParams, GetProjectParams, ListProjectsParams, Project,
    ProjectTag, UpdateProjectParams,
};
use crate::state::rows::{ProjectRow, Role};
use crate::state::space::Space;
use crate::state::table::Group;
use crate::state::view::{View, includes};
use serde_json::{Value, json};

fn shown(row: &ProjectRow, space: &Space, view: &View) -> Project {
    let contracts = space.contracts.group(Group::Project(row.id));
    Project {
        id: row.id,
        name: row.name.clone(),
        owner_id: space.workspace.owner_id,
        start_date: nullable(date(row.start_date)),
        deadline: nullable(date(row.deadline)),
        estimation: nullable(row.estimation),
        budget_estimation: nullable(row.budget_estimation),
        notes: nullable(row.notes.clone()),
        icon: nullable(row.icon.clone()),
        is_billable: row.is_billable,
        rate: view
            .role
            .is_admin()
            .then_some(crate::sdk::Nullable(row.rate)),
        weekly_hours_limit: nullable(row.weekly_hours_limit),
        screenshots: nullable(row.screenshots.clone()),
        tags: Some(
            row.tags
                .iter()
                .map(|tag| ProjectTag {
                    id: tag.id,
                    name: tag.name.clone(),
                    color: nullable(tag.color.clone()),
                })
                .collect(),
        ),
        contracts_count: Some(contracts.len() as i64),
        status: Some(1),
        created_at: nullable(row.created_at.clone()),
        updated_at: nullable(row.updated_at.clone()),
        deleted_at: nullable(row.deleted_at.clone()),
    }
}

pub fn list(call: &mut Call<'_>) -> Reply {
    let params: ListProjectsParams = call.params()?;
    let (space, view) = call.enter(params.workspace_id.0)?;
    let seen = view.projects(space);
    let name = params.name.map(|name| name.to_lowercase());
    let wanted = |row: &ProjectRow| {
        includes(seen.as_ref(), row.id)
            && name
                .as_ref()
                .is_none_or(|part| row.name.to_lowercase().contains(part))
    };
    let page = listed(
        &space.projects.group(Group::All),
        (seen.is_some() || name.is_some()).then_some(&wanted),
        false,
        (params.page, params.per_page, 20),
        |row| shown(row, space, &view),
    );
    call.page("", page)
}

pub fn get(call: &mut Call<'_>) -> Reply {
    let params: GetProjectParams = call.params()?;
    let (space, view) = call.enter(params.workspace_id.0)?;
    view.project(space, params.project_id)?;
    let project = shown(space.project(params.project_id)?, space, &view);
    call.data(200, "Project retrieved successfully", project)
}

fn event(row: &ProjectRow) -> Value {
    json!({ "id": row.id, "name": row.name })
}

pub fn create(call: &mut Call<'_>) -> Reply {
    let params: CreateProjectParams = call.params()?;
    let workspace_id = params.workspace_id.0;
    let (_, view) = call.enter_as_admin(workspace_id)?;
    let row = ProjectRow {
        id: call.state.next_id(),
        name: params.name,
        start_date: params.start_date.as_deref().and_then(crate::time::day),
        deadline: params.deadline.as_deref().and_then(crate::time::day),
        estimation: params.estimation,
        budget_estimation: params.budget,
        notes: params.notes,
        icon: params.icon,
        created_at: Some(call.stamp()),
        updated_at: Some(call.stamp()),
        ..ProjectRow::default()
    };
    let event = event(&row);
    let space = call.space(workspace_id)?;
    space.projects.put(row.clone());
    let project = shown(&row, space, &view);
    call.emit(workspace_id, "project.created", event);
    call.data(201, "Project created successfully", project)
}

/// 404 for a project that the caller does not see, 403 unless they may change it: owners,
/// executive managers, and the project managers who see it.
fn changeable(space: &Space, view: &View, id: i64) -> Result<(), Refusal> {
    view.project(space, id)?;
    if view.role == Role::ProjectManager {
        return Ok(());
    }
    view.admin()
}

pub fn update(call: &mut Call<'_>) -> Reply {
    let params: UpdateProjectParams = call.params()?;
    let stamp = call.stamp();
    let workspace_id = params.workspace_id.0;
    let (space, view) = call.enter(workspace_id)?;
    changeable(space, &view, params.project_id)?;
    let mut row = space.project(params.project_id)?.clone();
    row.name = params.name.unwrap_or(row.name);
    row.start_date = params
        .start_date
        .as_deref()
        .and_then(crate::time::day)
        .or(row.start_date);
    row.deadline = params
        .deadline
        .as_deref()
        .and_then(crate::time::day)
        .or(row.deadline);
    if row
        .start_date
        .zip(row.deadline)
        .is_some_and(|(start, end)| start > end)
    {
        let message = "The deadline field must be a date after or equal to start date.";
        return Err(Refusal::invalid("deadline", message));
    }
    row.estimation = params.estimation.or(row.estimation);
    row.budget_estimation = params.budget.or(row.budget_estimation);
    row.notes = params.notes.or(row.notes);
    row.icon = params.icon.or(row.icon);
    row.updated_at = Some(stamp);
    let event = event(&row);
    space.projects.put(row.clone());
    let project = shown(&row, space, &view);
    call.emit(workspace_id, "project.updated", event);
    call.data(200, "Project updated successfully", project)
}

pub fn archive(call: &mut Call<'_>) -> Reply {
    let params: ArchiveProjectParams = call.params()?;
    let stamp = call.stamp();
    let workspace_id = params.workspace_id.0;
    let (space, _) = call.enter_as_admin(workspace_id)?;
    let mut row = space.project(params.project_id)?.clone();
    row.deleted_at = Some(stamp.clone());
    row.updated_at = Some(stamp);
    let event = event(&row);
    space.projects.put(row);
    call.emit(workspace_id, "project.deleted", event);
    call.done("Project archived successfully")
}
