//! Time entries.

use crate::call::{Call, Reply, given, meta, nullable, paged, respond};
use crate::http::Refusal;
use crate::sdk::Nullable;
use crate::sdk::time_entries::{
    CreateTimeEntryParams, CreateTimeEntryResponse, DeleteTimeEntryParams, ListTimeEntriesParams,
    TimeEntry, TimeEntryCreated, UpdateTimeEntryParams,
};
use crate::state::State;
use crate::state::dice::opaque_id;
use crate::state::ledger::{Limits, Obstacle};
use crate::state::rows::{EntryRow, MANUAL};
use crate::state::space::{Booking, Space};
use crate::time::{self, Day, Span, TimeOfDay, length, timestamp};

fn shown(entry: &EntryRow, space: &Space) -> TimeEntry {
    let project = entry.project_id.and_then(|id| space.projects.get(id));
    let task = entry.task_id.and_then(|id| space.tasks.get(id));
    TimeEntry {
        id: entry.id.clone(),
        user_id: entry.user_id,
        contract_id: nullable(entry.contract_id),
        project_id: nullable(entry.project_id),
        project_name: nullable(project.map(|one| one.name.clone())),
        task_id: nullable(entry.task_id),
        task_title: nullable(task.map(|one| one.title.clone())),
        activity_description: nullable(entry.notes.clone()),
        method: entry.method.clone(),
        date: entry.date.to_string(),
        start_time: timestamp(entry.date, entry.start_time.0),
        end_time: nullable(Some(timestamp(entry.date, entry.end_time.0))),
        duration_minutes: i64::from(entry.minutes()),
    }
}

fn day(text: &str) -> Result<Day, Refusal> {
    let message = "The date field must match the format Y-m-d.";
    time::day(text).ok_or_else(|| Refusal::invalid("date", message))
}

fn minutes(name: &str, text: &str) -> Result<u32, Refusal> {
    let message = "The field must match the format H:i.";
    crate::sdk::minutes(text).ok_or_else(|| Refusal::invalid(name, message))
}

pub fn list(call: &mut Call<'_>) -> Reply {
    let params: ListTimeEntriesParams = call.params()?;
    let (space, _) = call.enter_as_admin(params.workspace_id.0)?;
    space.member(params.user_id)?;
    let entries = space.time_entries.day(params.user_id, day(&params.date)?);
    let rows = entries.iter().filter(|entry| {
        params
            .project_id
            .is_none_or(|id| entry.project_id == Some(id))
            && params.task_id.is_none_or(|id| entry.task_id == Some(id))
    });
    let page = paged(rows, params.page, params.per_page, 20, |entry| {
        shown(entry, space)
    });
    call.page("", page)
}

pub fn create(call: &mut Call<'_>) -> Reply {
    let params: CreateTimeEntryParams = call.params()?;
    let workspace_id = params.workspace_id.0;
    let (space, _) = call.enter_as_admin(workspace_id)?;
    let name = space.member(params.user_id)?.name();
    let booking = Booking {
        user_id: params.user_id,
        contract_id: given(params.contract_id),
        task_id: given(params.task_id),
        notes: given(params.notes),
        method: MANUAL,
    };
    space.bookable(booking.user_id, booking.contract_id, booking.task_id)?;
    let day = day(&params.date)?;
    let asked = Span {
        start: minutes("start_time", &params.start_time)?,
        end: minutes("end_time", &params.end_time)?,
    };
    let State {
        opaque_ids,
        workspaces,
        ..
    } = &mut *call.state;
    let space = workspaces.get_mut(&workspace_id);
    let space = space.ok_or_else(|| Refusal::not_found("Workspace"))?;
    let booked = space.book(&booking, day, asked, || opaque_id(opaque_ids));
    let (Some(first), Some(last)) = (booked.first(), booked.last()) else {
        let message = format!(
            "No time was added for {name}: all of it overlaps other time or is over a limit."
        );
        return Err(Refusal::invalid("start_time", message));
    };
    let saved: u32 = booked.iter().map(EntryRow::minutes).sum();
    let mut message = format!("{} successfully added for {name}.", length(saved));
    if saved < asked.minutes() {
        let lost = length(asked.minutes() - saved);
        message.push_str(&format!(
            " {lost} not added because of overlapping time or limits."
        ));
    }
    let entry = shown(first, space);
    // The documented response has no id, and describes everything that was saved as one entry.
    let data = TimeEntryCreated {
        user_id: entry.user_id,
        contract_id: entry.contract_id,
        project_id: entry.project_id,
        project_name: entry.project_name,
        task_id: entry.task_id,
        task_title: entry.task_title,
        activity_description: entry.activity_description,
        method: entry.method,
        date: entry.date,
        start_time: entry.start_time,
        end_time: nullable(Some(timestamp(day, last.end_time.0))),
        duration_minutes: i64::from(saved),
    };
    respond(
        201,
        &CreateTimeEntryResponse {
            success: true,
            message,
            saved_minutes: i64::from(saved),
            data,
            meta: meta(call.now, None),
        },
    )
}

/// An id that is given, cleared by null, or kept.
fn changed(given: Option<Nullable<i64>>, kept: Option<i64>) -> Option<i64> {
    given.map_or(kept, |value| value.0)
}

pub fn update(call: &mut Call<'_>) -> Reply {
    let params: UpdateTimeEntryParams = call.params()?;
    let (space, _) = call.enter_as_admin(params.workspace_id.0)?;
    let old = space.time_entries.get(&params.time_entry_id);
    let mut entry = old
        .cloned()
        .ok_or_else(|| Refusal::not_found("Time entry"))?;
    if let Some(date) = &params.date {
        entry.date = day(date)?;
    }
    if let Some(start) = &params.start_time {
        entry.start_time = TimeOfDay(minutes("start_time", start)?);
    }
    if let Some(end) = &params.end_time {
        entry.end_time = TimeOfDay(minutes("end_time", end)?);
    }
    if params.notes.is_some() {
        entry.notes = given(params.notes);
    }
    let moves_project = params.project_id.is_some();
    let project_id = changed(params.project_id, entry.project_id);
    let task_id = changed(params.task_id, entry.task_id);
    if moves_project && project_id != entry.project_id {
        // A contract is a member's work on one project: on another it is another one, or none.
        let mut contracts = space.contracts_of(entry.user_id);
        let contract = contracts.find(|row| Some(row.project_id) == project_id);
        entry.contract_id = contract.map(|row| row.id);
    }
    if let Some(id) = project_id.filter(|id| moves_project && Some(*id) != entry.project_id) {
        space.project(id)?;
    }
    if let Some(id) = task_id.filter(|id| Some(*id) != entry.task_id || moves_project) {
        let task = space.task(id)?;
        if project_id.is_some_and(|project_id| project_id != task.project_id) {
            let message = "The task does not belong to the project.";
            return Err(Refusal::invalid("task_id", message));
        }
    }
    let moves_time =
        params.date.is_some() || params.start_time.is_some() || params.end_time.is_some();
    if moves_time || moves_project {
        space.active_member(entry.user_id)?;
    }
    entry.project_id = project_id;
    entry.task_id = task_id;
    // A week that is over a limit, because the limit was lowered, may still shrink.
    let grows = old.is_none_or(|old| {
        entry.minutes() > old.minutes()
            || time::week(entry.date) != time::week(old.date)
            || entry.contract_id != old.contract_id
    });
    let limits = if grows {
        space.limits(entry.user_id, entry.contract_id)
    } else {
        Limits::default()
    };
    let replaced = space.time_entries.replace(entry, limits);
    replaced.map_err(|obstacle| match obstacle {
        Obstacle::Span => Refusal::invalid(
            "end_time",
            "The end time field must be a date after start time.",
        ),
        Obstacle::Overlap | Obstacle::Id => {
            Refusal::invalid("start_time", "The time overlaps another time entry.")
        }
        Obstacle::Limit => Refusal::invalid("end_time", "The time is over a weekly limit."),
    })?;
    call.message(200, "Time entry updated successfully")
}

pub fn delete(call: &mut Call<'_>) -> Reply {
    let params: DeleteTimeEntryParams = call.params()?;
    let (space, _) = call.enter_as_admin(params.workspace_id.0)?;
    let removed = space.time_entries.remove(&params.time_entry_id);
    removed.ok_or_else(|| Refusal::not_found("Time entry"))?;
    call.message(200, "Time entry deleted successfully")
}
