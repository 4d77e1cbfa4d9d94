//! What `timeEntries.range` and `timeEntries.createMany` need.

use super::{Numbers, calls, report};
use crate::boundary::js::Step;
use crate::boundary::{DayEvent, DayStep};
use crate::bulk::day::{Day, Entry};
use crate::bulk::range;
use crate::call::Action;
use crate::hash;
use js_sys::JsString;
use wasm_bindgen::prelude::*;

/// How many days there are between two dates, both included; NaN if not both are dates that exist.
#[wasm_bindgen(js_name = countDays)]
#[must_use]
pub fn count_days(from: &str, to: &str) -> f64 {
    range::count_days(from, to).map_or(f64::NAN, |days| days as f64)
}

/// The date so many days after another one.
#[wasm_bindgen(js_name = dateAfter)]
#[must_use]
pub fn date_after(from: &str, days: u32) -> JsString {
    range::date_after(from, i64::from(days)).into()
}

/// Milliseconds until the last of so many further calls may be sent.
#[wasm_bindgen]
pub fn schedule(client: u32, requests: u32, now: f64) -> f64 {
    calls(|calls| calls.schedule(client as usize, requests as usize, now))
}

/// A number that only equal strings have, for all practical purposes. JSON holds it exactly.
#[wasm_bindgen]
#[must_use]
pub fn fingerprint(text: &str) -> f64 {
    (hash::hash(text.as_bytes()) >> 11) as f64
}

/// Validates the parameters of an operation without sending anything. What is wrong with them becomes
/// issues of the step.
#[wasm_bindgen]
pub fn check(step: &Step, client: u32, operation: u16, params: &str) {
    let checked = calls(|calls| calls.check(client as usize, operation, params.as_bytes()));
    if let Err(failure) = checked {
        report(step, Action::refuse(failure));
    }
}

/// Begins to create time entries on one day of one member. Returns a handle.
#[wasm_bindgen(js_name = openDay)]
pub fn open_day() -> u32 {
    calls(|calls| calls.days.insert(Day::default())) as u32
}

/// Begins with the next entry, or, with an id, adds an entry that the server lists. Contract and task are
/// NaN where there is none; white space around `notes` does not count; `before` are the recorded ids.
/// Returns the number of a `DayStep`.
#[wasm_bindgen(js_name = dayEntry)]
#[allow(
    clippy::too_many_arguments,
    reason = "an object would cost more to cross"
)]
pub fn day_entry(
    day: u32,
    id: &str,
    start: &str,
    end: &str,
    contract: f64,
    task: f64,
    notes: &JsString,
    #[wasm_bindgen(unchecked_optional_param_type = "string")] before: &JsValue,
) -> u8 {
    let is_row = !id.is_empty();
    let notes = String::from(notes.trim());
    let entry = Entry::new(id.to_owned(), start, end, contract, task, notes);
    with(day, |day| {
        if is_row {
            day.add_row(entry);
            return DayStep::List;
        }
        day.begin(entry, before.as_string())
    }) as u8
}

/// Reports the number of a `DayEvent`, and the minutes that were saved. Returns the number of a `DayStep`.
#[wasm_bindgen(js_name = dayEvent)]
pub fn day_event(day: u32, event: u8, saved: u32) -> u8 {
    let event = DayEvent::VARIANTS.get(usize::from(event)).copied();
    with(day, |day| {
        day.report(event.unwrap_or(DayEvent::Lost), saved)
    }) as u8
}

/// What to record before the entry is sent, or the ids of what came of it; a line each. Appends to
/// `numbers` what became of it: the number of an `EntryStatus`, minutes asked for and minutes saved.
#[wasm_bindgen(js_name = dayOutcome)]
pub fn day_outcome(day: u32, numbers: &Numbers) -> JsString {
    calls(|calls| {
        let Some(day) = calls.days.get(day as usize) else {
            return JsString::from("");
        };
        let outcome = day.outcome();
        numbers.push(f64::from(outcome.status as u8));
        numbers.push(f64::from(outcome.asked));
        numbers.push(f64::from(outcome.saved));
        JsString::from(day.ids())
    })
}

/// Frees a day, unless the outcome of some entry of it is not known: its later entries must not be mistaken
/// for that one. Returns whether it is free.
#[wasm_bindgen(js_name = closeDay)]
pub fn close_day(day: u32) -> bool {
    let day = day as usize;
    calls(|calls| {
        let is_open = calls.days.get(day).is_some_and(Day::has_open);
        if !is_open {
            calls.days.remove(day);
        }
        !is_open
    })
}

fn with(day: u32, work: impl FnOnce(&mut Day) -> DayStep) -> DayStep {
    calls(|calls| {
        calls
            .days
            .get_mut(day as usize)
            .map_or(DayStep::Settled, work)
    })
}
