//! Time Entries.

use crate::data::{BY_HAND, Data, Entry};
use crate::error::Refusal;
use crate::server::{Context, Reply, Route};
use crate::time::{Stretch, first_minutes, same_week, spoken, timestamp, uncovered};
use crate::validate::{Input, required};
use chrono::NaiveDate;
use serde_json::{Map, Value, json};
use webwork_sdk::api::common::Pagination;
use webwork_sdk::schema::Method;

const NOTES_LIMIT: usize = 500;

/// The operations of the resource.
pub const ROUTES: &[Route] = &[
    Route {
        method: Method::Get,
        path: "/time-entries",
        handle: list,
    },
    Route {
        method: Method::Post,
        path: "/time-entries",
        handle: create,
    },
    Route {
        method: Method::Put,
        path: "/time-entries/{id}",
        handle: update,
    },
    Route {
        method: Method::Delete,
        path: "/time-entries/{id}",
        handle: delete,
    },
];

fn list(context: &mut Context<'_>) -> Result<Reply, Refusal> {
    let input = Input::query(context.query);
    context.workspace(&input, "query")?;
    let user_id = required("user_id", input.integer("user_id")?)?;
    let day = required("date", input.day("date")?)?;
    let project_id = input.integer("project_id")?;
    let task_id = input.integer("task_id")?;
    let page = input.between("page", 1, i64::MAX, 1)?;
    let per_page = input.between("per_page", 1, 100, 20)?;
    let data = &*context.data;
    data.member(user_id)?;

    let mut entries: Vec<&Entry> = data
        .entries
        .iter()
        .filter(|one| one.user_id == user_id && one.day == day)
        .filter(|one| project_id.is_none_or(|id| one.project_id == Some(id)))
        .filter(|one| task_id.is_none_or(|id| one.task_id == Some(id)))
        .collect();
    entries.sort_by_key(|one| one.stretch.start);
    let total = entries.len() as i64;
    let skipped = (page - 1).saturating_mul(per_page);
    let shown: Vec<_> = entries
        .into_iter()
        .skip(usize::try_from(skipped).unwrap_or(usize::MAX))
        .take(usize::try_from(per_page).unwrap_or(usize::MAX))
        .map(|one| data.shown(one))
        .collect();
    let pagination = Pagination {
        total: Some(total),
        per_page: Some(per_page),
        current_page: Some(page),
        last_page: Some(((total + per_page - 1) / per_page).max(1)),
        ..Pagination::default()
    };
    Ok(Reply {
        pagination: Some(pagination),
        ..Reply::new(200, json!({ "data": shown }))
    })
}

/// The project and contract that the ids of a request lead to.
fn belonging(
    data: &Data,
    user_id: i64,
    contract_id: Option<i64>,
    task_id: Option<i64>,
) -> Result<Option<i64>, Refusal> {
    let contract = contract_id.map(|id| data.contract(id)).transpose()?;
    let task = task_id.map(|id| data.task(id)).transpose()?;
    if contract.is_some_and(|one| one.user_id != user_id) {
        return Err(Refusal::invalid(
            "The contract does not belong to the member.",
        ));
    }
    if let (Some(contract), Some(task)) = (contract, task)
        && contract.project_id != task.project_id
    {
        return Err(Refusal::invalid(
            "The task does not belong to the project of the contract.",
        ));
    }
    Ok(contract
        .map(|one| one.project_id)
        .or(task.map(|one| one.project_id)))
}

fn create(context: &mut Context<'_>) -> Result<Reply, Refusal> {
    let input = Input::body(context.body)?;
    context.workspace(&input, "body")?;
    let user_id = required("user_id", input.integer("user_id")?)?;
    let contract_id = input.integer("contract_id")?;
    let task_id = input.integer("task_id")?;
    let notes = input.text("notes", NOTES_LIMIT)?;
    let day = required("date", input.day("date")?)?;
    let start = required("start_time", input.time("start_time")?)?;
    let end = required("end_time", input.time("end_time")?)?;
    let asked = ordered(start, end)?;

    let data = &mut *context.data;
    let name = data.member(user_id)?.name();
    let project_id = belonging(data, user_id, contract_id, task_id)?;
    let by_hand = data
        .entries
        .iter()
        .filter(|one| one.user_id == user_id && one.day == day && one.is_by_hand());
    let free = uncovered(asked, by_hand.map(|one| one.stretch));
    let saved = first_minutes(free, minutes_left(data, contract_id, day));
    let minutes: u32 = saved.iter().map(|part| part.minutes()).sum();
    let (Some(first), Some(last)) = (saved.first(), saved.last()) else {
        return Err(Refusal::invalid(format!(
            "No time was added for {name}: all of it overlaps other time or is over the limit."
        )));
    };
    let mut shown = Map::new();
    for part in &saved {
        let entry = Entry {
            id: data.next_id(),
            user_id,
            contract_id,
            project_id,
            task_id,
            notes: notes.clone(),
            method: BY_HAND,
            day,
            stretch: *part,
        };
        if let Ok(Value::Object(members)) = serde_json::to_value(data.shown(&entry)) {
            shown = members;
        }
        data.entries.push(entry);
    }
    // The documented answer has no id, and describes all that was saved as one.
    shown.remove("id");
    shown.insert("start_time".to_owned(), timestamp(day, first.start).into());
    shown.insert("end_time".to_owned(), timestamp(day, last.end).into());
    shown.insert("duration_minutes".to_owned(), minutes.into());

    let mut message = format!("{} successfully added for {name}.", spoken(minutes));
    if minutes < asked.minutes() {
        message.push_str(&format!(
            " {} not added because of overlapping time or limits.",
            spoken(asked.minutes() - minutes)
        ));
    }
    Ok(Reply::new(
        201,
        json!({ "message": message, "saved_minutes": minutes, "data": shown }),
    ))
}

/// Minutes that the contract allows in the week of the day.
fn minutes_left(data: &Data, contract_id: Option<i64>, day: NaiveDate) -> u32 {
    let Some(contract) = contract_id.and_then(|id| data.contract(id).ok()) else {
        return u32::MAX;
    };
    let used: u32 = data
        .entries
        .iter()
        .filter(|one| one.contract_id == contract_id && same_week(one.day, day))
        .map(|one| one.stretch.minutes())
        .sum();
    (contract.weekly_hours_limit * 60).saturating_sub(used)
}

fn ordered(start: u32, end: u32) -> Result<Stretch, Refusal> {
    if end <= start {
        return Err(Refusal::invalid(
            "The end time field must be a date after start time.",
        ));
    }
    Ok(Stretch { start, end })
}

fn update(context: &mut Context<'_>) -> Result<Reply, Refusal> {
    let input = Input::body(context.body)?;
    context.workspace(&input, "body")?;
    let project_id = input.integer("project_id")?;
    let task_id = input.integer("task_id")?;
    let notes = input.text("notes", NOTES_LIMIT)?;
    let day = input.day("date")?;
    let (start, end) = (input.time("start_time")?, input.time("end_time")?);

    let data = &mut *context.data;
    let place = data.entry(context.id)?;
    project_id.map(|id| data.project(id)).transpose()?;
    task_id.map(|id| data.task(id)).transpose()?;
    let Some(old) = data.entries.get(place) else {
        return Err(Refusal::new(404, "Time entry not found"));
    };
    let mut entry = old.clone();
    entry.day = day.unwrap_or(entry.day);
    entry.stretch = ordered(
        start.unwrap_or(entry.stretch.start),
        end.unwrap_or(entry.stretch.end),
    )?;
    if input.has("project_id") {
        entry.project_id = project_id;
        // A contract is a member's work on one project: on another it is another contract, or none.
        let contract = data
            .contracts
            .iter()
            .find(|one| one.user_id == entry.user_id && Some(one.project_id) == project_id);
        entry.contract_id = contract.map(|one| one.id);
    }
    if input.has("task_id") {
        entry.task_id = task_id;
    }
    if input.has("notes") {
        entry.notes = notes;
    }
    let overlaps = entry.is_by_hand()
        && data.entries.iter().enumerate().any(|(at, one)| {
            at != place
                && one.is_by_hand()
                && one.user_id == entry.user_id
                && one.day == entry.day
                && one.stretch.overlaps(entry.stretch)
        });
    if overlaps {
        return Err(Refusal::invalid("The time overlaps another time entry."));
    }
    if let Some(slot) = data.entries.get_mut(place) {
        *slot = entry;
    }
    Ok(Reply::new(
        200,
        json!({ "message": "Time entry updated successfully" }),
    ))
}

fn delete(context: &mut Context<'_>) -> Result<Reply, Refusal> {
    let input = Input::body(context.body)?;
    context.workspace(&input, "body")?;
    let place = context.data.entry(context.id)?;
    context.data.entries.remove(place);
    Ok(Reply::new(
        200,
        json!({ "message": "Time entry deleted successfully" }),
    ))
}
