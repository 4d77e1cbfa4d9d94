//! What `timeEntries.range` and `timeEntries.createMany` need.

use super::{calls, report};
use crate::boundary::js::Step;
use crate::boundary::{DayEvent, DayStep};
use crate::bulk::day::{self, Entry};
use crate::bulk::range;
use crate::call::Action;
use crate::hash;
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
pub fn date_after(from: &str, days: u32) -> String {
    range::date_after(from, i64::from(days))
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

/// One day of one member, and the time entry that is written to it.
#[wasm_bindgen]
#[derive(Default)]
pub struct Day(day::Day);

#[wasm_bindgen]
impl Day {
    /// A day of which nothing is known.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Begins with the next entry, or, with an id, adds an entry that the server lists. Contract and task
    /// are NaN where there is none; `before` are the recorded ids. Returns the number of a `DayStep`.
    #[allow(
        clippy::too_many_arguments,
        reason = "an object would cost more to cross"
    )]
    pub fn entry(
        &mut self,
        id: String,
        start: &str,
        end: &str,
        contract: f64,
        task: f64,
        notes: &str,
        before: Option<String>,
    ) -> u8 {
        let is_row = !id.is_empty();
        let entry = Entry::new(id, start, end, contract, task, notes);
        if is_row {
            self.0.add_row(entry);
            return DayStep::List as u8;
        }
        self.0.begin(entry, before.as_deref()) as u8
    }

    /// Reports the number of a `DayEvent`, and the minutes that were saved. Returns the number of a
    /// `DayStep`.
    pub fn report(&mut self, event: u8, saved: u32) -> u8 {
        let event = DayEvent::VARIANTS.get(usize::from(event)).copied();
        self.0.report(event.unwrap_or(DayEvent::Lost), saved) as u8
    }

    /// What to record before the entry is sent, or the ids of what came of it; a line each.
    #[must_use]
    pub fn ids(&self) -> String {
        self.0.ids()
    }

    /// Number of the `EntryStatus`, minutes asked for, minutes saved, and 1 where the outcome of some
    /// entry of the day is not known.
    #[must_use]
    pub fn outcome(&self) -> Vec<f64> {
        let day::Outcome {
            status,
            asked,
            saved,
        } = self.0.outcome();
        let open = f64::from(u8::from(self.0.has_open()));
        vec![
            f64::from(status as u8),
            f64::from(asked),
            f64::from(saved),
            open,
        ]
    }
}
