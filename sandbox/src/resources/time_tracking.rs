//! Time tracking: running trackers.

use crate::call::{Call, Reply, given, nullable};
use crate::http::Refusal;
use crate::sdk::time_tracking::{
    CurrentTracker, GetCurrentTrackerParams, StartTimeTrackingParams, StopTimeTrackingParams,
    TimeTrackingStarted, TimeTrackingStopped,
};
use crate::state::State;
use crate::state::dice::opaque_id;
use crate::state::rows::{EntryRow, TrackerRow, WEB_TRACKER};
use crate::state::space::Booking;
use crate::time::{self, DAY_MINUTES, MINUTE, Span};
use serde_json::{Value, json};

/// A tracker that was forgotten books at most so many days.
const MOST_DAYS: usize = 366;

fn event(row: &TrackerRow) -> Value {
    json!({
        "user_id": row.user_id,
        "contract_id": row.contract_id,
        "task_id": row.task_id,
        "activity_description": row.activity_description,
        "start_time": time::iso_with_offset(row.started),
    })
}

pub fn start(call: &mut Call<'_>) -> Reply {
    let params: StartTimeTrackingParams = call.params()?;
    let now = call.now;
    let workspace_id = params.workspace_id.0;
    let (contract_id, task_id) = (given(params.contract_id), given(params.task_id));
    let (space, _) = call.enter_as_admin(workspace_id)?;
    let project_id = space.bookable(params.user_id, contract_id, task_id)?;
    if space.trackers.contains(params.user_id) {
        let message = "The member has a running tracker already.";
        return Err(Refusal::invalid("user_id", message));
    }
    let row = TrackerRow {
        user_id: params.user_id,
        started: now,
        contract_id,
        task_id,
        activity_description: given(params.activity_description),
    };
    let member = space.member(params.user_id)?;
    let project = project_id.and_then(|id| space.projects.get(id));
    let started = TimeTrackingStarted {
        message: Some("Time tracking started successfully".to_owned()),
        start_time: time::iso_with_offset(now),
        user_id: member.id,
        user_name: member.name(),
        user_email: member.email.clone(),
        contract_id: nullable(contract_id),
        project_id: nullable(project_id),
        project_name: nullable(project.map(|one| one.name.clone())),
        task_id: nullable(task_id),
        activity_description: nullable(row.activity_description.clone()),
    };
    let event = event(&row);
    space.trackers.put(row);
    call.emit(workspace_id, "tracker.started", event);
    call.data(200, "", started)
}

pub fn stop(call: &mut Call<'_>) -> Reply {
    let params: StopTimeTrackingParams = call.params()?;
    let now = call.now;
    let workspace_id = params.workspace_id.0;
    let (space, _) = call.enter_as_admin(workspace_id)?;
    space.member(params.user_id)?;
    let State {
        opaque_ids,
        workspaces,
        ..
    } = &mut *call.state;
    let space = workspaces.get_mut(&workspace_id);
    let space = space.ok_or_else(|| Refusal::not_found("Workspace"))?;
    let Some(row) = space.trackers.remove(params.user_id) else {
        let message = "The member has no running tracker.";
        return Err(Refusal::invalid("user_id", message));
    };
    let booking = Booking {
        user_id: row.user_id,
        contract_id: row.contract_id,
        task_id: row.task_id,
        notes: row.activity_description.clone(),
        method: WEB_TRACKER,
    };
    // Whole minutes, rounded down, from the minute of the start.
    let mut left = u32::try_from((now - row.started) / MINUTE).unwrap_or(u32::MAX);
    let mut day = time::day_of(row.started);
    let mut from = time::minute_of(row.started);
    for _ in 0..MOST_DAYS {
        if left == 0 {
            break;
        }
        let minutes = left.min(DAY_MINUTES - from);
        let span = Span {
            start: from,
            end: from + minutes,
        };
        space.book(&booking, day, span, || opaque_id(opaque_ids));
        left -= minutes;
        day = time::next(day);
        from = 0;
    }
    let mut event = event(&row);
    event["stopped_at"] = json!(time::iso_with_offset(now));
    call.emit(workspace_id, "tracker.stopped", event);
    call.data(
        200,
        "",
        TimeTrackingStopped {
            message: "Time tracking stopped successfully".to_owned(),
            stopped_at: time::iso_with_offset(now),
        },
    )
}

pub fn current(call: &mut Call<'_>) -> Reply {
    let params: GetCurrentTrackerParams = call.params()?;
    let (now, today) = (call.now, call.today());
    let (space, _) = call.enter_as_admin(params.workspace_id.0)?;
    space.member(params.user_id)?;
    let entries = space.time_entries.day(params.user_id, today).iter();
    let booked: u32 = entries.map(EntryRow::minutes).sum();
    let row = space.trackers.get(params.user_id);
    let running = row.map_or(0, |row| (now - row.started.max(time::at(today, 0))).max(0));
    let task_id = row.and_then(|row| row.task_id);
    let task = task_id.and_then(|id| space.tasks.get(id));
    let tracker = CurrentTracker {
        contract_id: nullable(row.and_then(|row| row.contract_id)),
        user_id: params.user_id,
        activity_description: nullable(row.and_then(|row| row.activity_description.clone())),
        task_id: nullable(task_id),
        task_title: nullable(task.map(|one| one.title.clone())),
        total_seconds: running % MINUTE / 1_000,
        total_minutes: i64::from(booked) + running / MINUTE,
        date: today.to_string(),
    };
    call.data(200, "Current tracker data retrieved successfully", tracker)
}
