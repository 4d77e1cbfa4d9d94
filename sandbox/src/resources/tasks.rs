//! Tasks.

use super::date;
use crate::call::{Call, Reply, given, listed, nullable};
use crate::gather::gather;
use crate::http::Refusal;
use crate::sdk::common::SortOrder;
use crate::sdk::tasks::{
    AssignTaskParams, CreateTaskParams, DeleteTaskParams, GetTaskParams, ListTaskAssigneesParams,
    ListTasksParams, Task, TaskAssignee, TaskAssignment, UnassignTaskParams, UpdateTaskParams,
};
use crate::sdk::{Nullable, StringOrInteger};
use crate::state::rows::TaskRow;
use crate::state::space::Space;
use crate::state::table::Group;
use crate::state::view::View;
use crate::time::{self, Day};
use std::collections::BTreeSet;

fn assignee(space: &Space, id: i64) -> TaskAssignee {
    let member = space.members.get(id);
    TaskAssignee {
        id,
        firstname: nullable(member.map(|row| row.firstname.clone())),
        lastname: nullable(member.map(|row| row.lastname.clone())),
        email: nullable(member.map(|row| row.email.clone())),
    }
}

const fn status(code: i64) -> (&'static str, &'static str) {
    match code {
        0 => ("Open", "#9E9E9E"),
        10 => ("In Progress", "#2196F3"),
        20 => ("Done", "#4CAF50"),
        30 => ("Closed", "#607D8B"),
        _ => ("Custom", "#FF9800"),
    }
}

const fn priority(code: i64) -> &'static str {
    match code {
        10 => "Urgent",
        20 => "High",
        30 => "Normal",
        _ => "Low",
    }
}

fn shown(row: &TaskRow, space: &Space) -> Task {
    let (status_name, status_color) = status(row.status);
    Task {
        id: row.id,
        title: row.title.clone(),
        description: nullable(row.description.clone()),
        project_id: row.project_id,
        owner_id: space.workspace.owner_id,
        creator_id: row.creator_id,
        status: row.status,
        status_name: nullable(Some(status_name.to_owned())),
        status_color: nullable(Some(status_color.to_owned())),
        priority: nullable(row.priority),
        priority_name: nullable(row.priority.map(|code| priority(code).to_owned())),
        parent_id: nullable(row.parent_id),
        start_date: nullable(date(row.start_date)),
        end_date: nullable(date(row.end_date)),
        completed_at: nullable(row.completed_at.clone()),
        assignees: row
            .assignees
            .iter()
            .map(|id| assignee(space, *id))
            .collect(),
        created_at: nullable(row.created_at.clone()),
        updated_at: nullable(row.updated_at.clone()),
        deleted_at: nullable(row.deleted_at.clone()),
    }
}

pub fn list(call: &mut Call<'_>) -> Reply {
    let params: ListTasksParams = call.params()?;
    let (space, view) = call.enter(params.workspace_id.0)?;
    let of_contract = params
        .contract_id
        .map(|id| {
            let contract = space.contract(id)?;
            view.project(space, contract.project_id)?;
            Ok(contract.project_id)
        })
        .transpose()?;
    if let (Some(one), Some(other)) = (params.project_id, of_contract)
        && one != other
    {
        let message = "The contract does not belong to the project.";
        return Err(Refusal::invalid("contract_id", message));
    }
    let project_id = params.project_id.or(of_contract).unwrap_or_default();
    view.project(space, project_id)?;
    let parent_id = params
        .parent_id
        .map(|text| {
            let message = "The parent id field must be an integer.";
            text.parse::<i64>()
                .map_err(|_| Refusal::invalid("parent_id", message))
        })
        .transpose()?;
    let rows = space.tasks.group(match params.status {
        Some(code) => Group::ProjectStatus(project_id, code),
        None => Group::Project(project_id),
    });
    let priority = params.priority;
    let wanted = |row: &TaskRow| {
        priority.is_none_or(|code| row.priority == Some(code))
            && parent_id.is_none_or(|id| row.parent_id == Some(id))
    };
    let page = listed(
        &rows,
        (priority.is_some() || parent_id.is_some()).then_some(&wanted),
        params.order_by == Some(SortOrder::Desc),
        (params.page, params.per_page, 20),
        |row| shown(row, space),
    );
    call.page("", page)
}

/// Who is put on a task must be active.
fn assignees(space: &Space, ids: &[i64]) -> Result<BTreeSet<i64>, Refusal> {
    for id in ids {
        if space.active_member(*id).is_err() {
            let message = format!("The selected assignee {id} is not an active member.");
            return Err(Refusal::invalid("assignees", message));
        }
    }
    Ok(gather(ids.iter().copied()))
}

fn parent(space: &Space, id: Option<i64>, project_id: i64, own: i64) -> Result<(), Refusal> {
    let Some(id) = id else {
        return Ok(());
    };
    let of_project = space.task_of(id, project_id).is_ok();
    // A parent that is itself a subtask could lead back to the task.
    let is_subtask = space
        .tasks
        .get(id)
        .is_some_and(|row| row.parent_id.is_some());
    if of_project && id != own && !is_subtask {
        return Ok(());
    }
    let message = "The parent must be a task of the same project that is no subtask.";
    Err(Refusal::invalid("parent_id", message))
}

pub fn create(call: &mut Call<'_>) -> Reply {
    let params: CreateTaskParams = call.params()?;
    let workspace_id = params.workspace_id.0;
    let (space, view) = call.enter(workspace_id)?;
    view.task_manager()?;
    view.project(space, params.project_id)?;
    let assignees = assignees(space, &params.assignees.unwrap_or_default())?;
    parent(space, params.parent_id, params.project_id, 0)?;
    let code = params.status.unwrap_or(0);
    let row = TaskRow {
        id: call.state.next_id(),
        project_id: params.project_id,
        title: params.title,
        description: params.description,
        status: code,
        priority: params.priority,
        parent_id: params.parent_id,
        creator_id: view.user_id(),
        start_date: params.start_date.as_deref().and_then(time::day),
        end_date: params.end_date.as_deref().and_then(time::day),
        completed_at: (code >= 20).then(|| call.stamp()),
        assignees,
        created_at: Some(call.stamp()),
        updated_at: Some(call.stamp()),
        deleted_at: None,
    };
    let space = call.space(workspace_id)?;
    space.tasks.put(row.clone());
    let task = shown(&row, space);
    call.data(200, "Task created successfully", task)
}

pub fn get(call: &mut Call<'_>) -> Reply {
    let params: GetTaskParams = call.params()?;
    let (space, view) = call.enter(params.workspace_id.0)?;
    view.project(space, params.project_id)?;
    let task = shown(space.task_of(params.task_id, params.project_id)?, space);
    call.data(200, "Task retrieved successfully", task)
}

/// The task, for one who may change tasks.
fn changeable(space: &Space, view: &View, id: i64, project_id: i64) -> Result<TaskRow, Refusal> {
    view.task_manager()?;
    view.project(space, project_id)?;
    space.task_of(id, project_id).cloned()
}

/// A day that is given, cleared by null, or kept.
fn changed(given: Option<Nullable<String>>, kept: Option<Day>) -> Option<Day> {
    match given {
        None => kept,
        Some(Nullable(value)) => value.as_deref().and_then(time::day),
    }
}

pub fn update(call: &mut Call<'_>) -> Reply {
    let params: UpdateTaskParams = call.params()?;
    let stamp = call.stamp();
    let (space, view) = call.enter(params.workspace_id.0)?;
    let mut row = changeable(space, &view, params.task_id, params.project_id)?;
    let has_subtasks = space.tasks.group(Group::Parent(row.id)).len() > 0;
    if params.parent_id.is_some() && has_subtasks {
        let message = "A task that has subtasks cannot become one.";
        return Err(Refusal::invalid("parent_id", message));
    }
    parent(space, params.parent_id, params.project_id, row.id)?;
    row.title = params.title.unwrap_or(row.title);
    if params.description.is_some() {
        row.description = given(params.description);
    }
    row.priority = params.priority.or(row.priority);
    row.parent_id = params.parent_id.or(row.parent_id);
    row.start_date = changed(params.start_date, row.start_date);
    row.end_date = changed(params.end_date, row.end_date);
    if row
        .start_date
        .zip(row.end_date)
        .is_some_and(|(start, end)| start > end)
    {
        let message = "The end date field must be a date after or equal to start date.";
        return Err(Refusal::invalid("end_date", message));
    }
    if let Some(code) = params.status {
        row.completed_at = match (code >= 20, row.completed_at) {
            (true, None) => Some(stamp.clone()),
            (true, known) => known,
            (false, _) => None,
        };
        row.status = code;
    }
    row.updated_at = Some(stamp);
    space.tasks.put(row.clone());
    let task = shown(&row, space);
    call.data(200, "Task updated successfully", task)
}

pub fn delete(call: &mut Call<'_>) -> Reply {
    let params: DeleteTaskParams = call.params()?;
    let stamp = call.stamp();
    let (space, view) = call.enter(params.workspace_id.0)?;
    let mut row = changeable(space, &view, params.task_id, params.project_id)?;
    row.deleted_at = Some(stamp);
    space.tasks.put(row);
    call.done("Task deleted successfully")
}

pub fn list_assignees(call: &mut Call<'_>) -> Reply {
    let params: ListTaskAssigneesParams = call.params()?;
    let (space, view) = call.enter(params.workspace_id.0)?;
    view.project(space, params.project_id)?;
    let row = space.task_of(params.task_id, params.project_id)?;
    let assignees: Vec<TaskAssignee> = row
        .assignees
        .iter()
        .map(|id| assignee(space, *id))
        .collect();
    call.data(200, "Task assignees retrieved successfully", assignees)
}

pub fn assign(call: &mut Call<'_>) -> Reply {
    let params: AssignTaskParams = call.params()?;
    let (space, view) = call.enter(params.workspace_id.0)?;
    let mut row = changeable(space, &view, params.task_id, params.project_id)?;
    space.active_member(params.user_id)?;
    row.assignees.insert(params.user_id);
    space.tasks.put(row);
    call.data(
        200,
        "Task assigned successfully",
        TaskAssignment {
            id: None,
            task_id: Some(StringOrInteger::Integer(params.task_id)),
            user_id: Some(StringOrInteger::Integer(params.user_id)),
        },
    )
}

pub fn unassign(call: &mut Call<'_>) -> Reply {
    let params: UnassignTaskParams = call.params()?;
    let (space, view) = call.enter(params.workspace_id.0)?;
    let mut row = changeable(space, &view, params.task_id, params.project_id)?;
    if !row.assignees.remove(&params.user_id) {
        return Err(Refusal::not_found("Assignee"));
    }
    space.tasks.put(row);
    call.done("Task unassigned successfully")
}
