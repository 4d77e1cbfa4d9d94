//! Time entries that are created, through the exports.

use super::{numbers, read};
use crate::bindings::bulk::{close_day, day_entry, day_event, day_outcome, open_day};
use crate::boundary::{DayEvent, DayStep, EntryStatus};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn white_space_around_notes_makes_no_difference() {
    let day = open_day();
    let entry = |id: &str, notes: &str, before: Option<&str>| {
        let (notes, before) = (notes.into(), before.into());
        day_entry(
            day,
            id,
            "09:00",
            "10:00",
            f64::NAN,
            f64::NAN,
            &notes,
            &before,
        )
    };
    let step = entry("", " \u{A0} a b\n", Some(""));
    assert_eq!(step, DayStep::List as u8);
    entry("new", "a b", None);
    let step = day_event(day, DayEvent::Listed as u8, 0);
    assert_eq!(step, DayStep::Settled as u8);
    let outcome = numbers();
    assert_eq!(day_outcome(day, &outcome), "new");
    assert_eq!(read(&outcome)[0], f64::from(EntryStatus::Created as u8));
    close_day(day);
}
