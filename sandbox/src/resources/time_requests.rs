//! Time requests: manual time that waits for approval.

use super::request_status;
use crate::call::{Call, Reply, given, meta, nullable, paged, respond};
use crate::http::Refusal;
use crate::sdk::Open;
use crate::sdk::time_requests::{
    ApproveTimeRequestParams, CreateTimeRequestParams, CreateTimeRequestResponse,
    ListTimeRequestsParams, RejectTimeRequestParams, TimeRequest, TimeRequestCreated,
};
use crate::state::State;
use crate::state::dice::opaque_id;
use crate::state::rows::{Decision, MANUAL, TimeRequestRow};
use crate::state::space::{Booking, Space};
use crate::state::table::Group;
use crate::state::view::includes;
use crate::time::{self, DAY_MINUTES, Day, MINUTE, Span};

/// The day and the minutes of a request; 422 where it is not within one day.
fn span(start: &str, end: &str) -> Result<(Day, Span), Refusal> {
    let invalid = |message: &str| Refusal::invalid("end", message);
    let from =
        time::instant(start).ok_or_else(|| invalid("The start field must be a valid date."))?;
    let to = time::instant(end).ok_or_else(|| invalid("The end field must be a valid date."))?;
    let day = time::day_of(from);
    let minutes = u32::try_from((to - time::at(day, 0)) / MINUTE).unwrap_or(u32::MAX);
    let span = Span {
        start: time::minute_of(from),
        end: minutes,
    };
    if span.end > DAY_MINUTES {
        return Err(invalid("The time must not go across midnight (UTC)."));
    }
    if span.minutes() == 0 {
        return Err(invalid("The time must be at least a minute long."));
    }
    Ok((day, span))
}

fn project_of(row: &TimeRequestRow, space: &Space) -> Option<i64> {
    let contract = row.contract_id.and_then(|id| space.contracts.get(id));
    let task = row.task_id.and_then(|id| space.tasks.get(id));
    contract
        .map(|one| one.project_id)
        .or(task.map(|one| one.project_id))
}

fn shown(row: &TimeRequestRow, space: &Space) -> TimeRequest {
    TimeRequest {
        id: row.id.clone(),
        user_id: nullable(Some(row.user_id)),
        contract_id: nullable(row.contract_id),
        project_id: nullable(project_of(row, space)),
        task_id: nullable(row.task_id),
        start: nullable(Some(row.start.clone())),
        end: nullable(Some(row.end.clone())),
        status: Some(Open::Known(request_status(row.status))),
        notes: nullable(row.activity_description.clone()),
        comment: nullable(row.comment.clone()),
        updated_by: nullable(row.updated_by),
        created_at: nullable(row.created_at.clone()),
        updated_at: nullable(row.updated_at.clone()),
        activity_description: nullable(row.activity_description.clone()),
    }
}

pub fn list(call: &mut Call<'_>) -> Reply {
    let params: ListTimeRequestsParams = call.params()?;
    let (space, view) = call.enter(params.workspace_id.0)?;
    view.insider()?;
    let seen = view.members(space);
    let (from, to) = (time::day(&params.date_from), time::day(&params.date_to));
    let group = params.user_id.map_or(Group::All, Group::Member);
    let rows = space.time_requests.group(group).iter().filter(|row| {
        let day = time::instant(&row.start).map(time::day_of);
        includes(seen.as_ref(), row.user_id)
            && day >= from
            && day <= to
            && params
                .status
                .as_ref()
                .is_none_or(|status| request_status(row.status) == *status)
            && params
                .project_id
                .is_none_or(|id| project_of(row, space) == Some(id))
            && params.id.as_ref().is_none_or(|id| row.id == *id)
    });
    let page = paged(rows, params.page, params.per_page, 20, |row| {
        shown(row, space)
    });
    call.listing("Time requests retrieved successfully", page)
}

pub fn create(call: &mut Call<'_>) -> Reply {
    let params: CreateTimeRequestParams = call.params()?;
    let workspace_id = params.workspace_id.0;
    let (contract_id, task_id) = (given(params.contract_id), given(params.task_id));
    let (space, view) = call.enter(workspace_id)?;
    view.insider()?;
    view.own_or_admin(params.user_id)?;
    space.bookable(params.user_id, contract_id, task_id)?;
    span(&params.start, &params.end)?;
    let row = TimeRequestRow {
        id: call.state.next_opaque_id(),
        user_id: params.user_id,
        contract_id,
        task_id,
        start: params.start,
        end: params.end,
        status: Decision::Pending,
        activity_description: given(params.activity_description),
        comment: None,
        updated_by: None,
        created_at: Some(call.stamp()),
        updated_at: Some(call.stamp()),
    };
    let id = row.id.clone();
    call.space(workspace_id)?.time_requests.put(row);
    respond(
        201,
        &CreateTimeRequestResponse {
            success: true,
            message: "Time request created successfully".to_owned(),
            data: TimeRequestCreated {
                id,
                status: Open::Known(request_status(Decision::Pending)),
            },
            meta: meta(call.now, None),
        },
    )
}

/// A pending request.
fn pending(space: &Space, id: &str) -> Result<TimeRequestRow, Refusal> {
    let row = space.time_requests.get(id);
    let row = row.ok_or_else(|| Refusal::not_found("Time request"))?;
    match row.status {
        Decision::Pending => Ok(row.clone()),
        Decision::Approved => Err(Refusal::invalid(
            "time_request_id",
            "The time request is already approved.",
        )),
        Decision::Rejected => Err(Refusal::invalid(
            "time_request_id",
            "The time request is already rejected.",
        )),
    }
}

pub fn approve(call: &mut Call<'_>) -> Reply {
    let params: ApproveTimeRequestParams = call.params()?;
    let stamp = call.stamp();
    let workspace_id = params.workspace_id.0;
    let (space, view) = call.enter_as_admin(workspace_id)?;
    let mut row = pending(space, &params.time_request_id)?;
    space.bookable(row.user_id, row.contract_id, row.task_id)?;
    let (day, span) = span(&row.start, &row.end)?;
    let State {
        opaque_ids,
        workspaces,
        ..
    } = &mut *call.state;
    let space = workspaces.get_mut(&workspace_id);
    let space = space.ok_or_else(|| Refusal::not_found("Workspace"))?;
    let booking = Booking {
        user_id: row.user_id,
        contract_id: row.contract_id,
        task_id: row.task_id,
        notes: row.activity_description.clone(),
        method: MANUAL,
    };
    let booked = space.book(&booking, day, span, || opaque_id(opaque_ids));
    if booked.is_empty() {
        let message = "All of the time overlaps other time or is over a limit.";
        return Err(Refusal::invalid("time_request_id", message));
    }
    row.status = Decision::Approved;
    row.updated_by = Some(view.user_id());
    row.updated_at = Some(stamp);
    space.time_requests.put(row);
    call.done("Time request approved successfully")
}

pub fn reject(call: &mut Call<'_>) -> Reply {
    let params: RejectTimeRequestParams = call.params()?;
    let stamp = call.stamp();
    let (space, view) = call.enter_as_admin(params.workspace_id.0)?;
    let mut row = pending(space, &params.time_request_id)?;
    row.status = Decision::Rejected;
    row.comment = Some(params.comment);
    row.updated_by = Some(view.user_id());
    row.updated_at = Some(stamp);
    space.time_requests.put(row);
    call.done("Time request rejected successfully")
}
