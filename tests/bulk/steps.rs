//! Single entries, step by step.

use webwork_sdk::boundary::{DayEvent, DayStep, EntryStatus};
use webwork_sdk::bulk::day::{Day, Entry};

fn entry(id: &str, start: &str, end: &str, notes: &str) -> Entry {
    Entry::new(
        id.to_owned(),
        start,
        end,
        f64::NAN,
        f64::NAN,
        notes.to_owned(),
    )
}

fn row(id: &str, start: &str, end: &str) -> Entry {
    let at = |time: &str| format!("2026-01-29T{time}:00Z");
    entry(id, &at(start), &at(end), "")
}

/// Begins with an entry from 9 to 10 and goes on until it is sent.
fn sent(day: &mut Day, rows: &[Entry]) {
    assert_eq!(
        day.begin(entry("", "09:00", "10:00", ""), None),
        DayStep::List
    );
    listed(day, rows, DayStep::Record);
    assert_eq!(day.report(DayEvent::Recorded, 0), DayStep::Send);
}

fn listed(day: &mut Day, rows: &[Entry], expected: DayStep) {
    for row in rows {
        day.add_row(row.clone());
    }
    assert_eq!(day.report(DayEvent::Listed, 0), expected);
}

fn outcome(day: &Day) -> (EntryStatus, u32, String) {
    (day.outcome().status, day.outcome().saved, day.ids())
}

#[test]
fn a_day_is_listed_once_for_entries_that_do_not_overlap() {
    let mut day = Day::default();
    sent(&mut day, &[]);
    assert_eq!(day.report(DayEvent::Saved, 60), DayStep::Settled);
    assert_eq!(outcome(&day), (EntryStatus::Created, 60, String::new()));
    assert_eq!(
        day.begin(entry("", "10:00", "11:00", ""), None),
        DayStep::Record
    );
    day.report(DayEvent::Recorded, 0);
    day.report(DayEvent::Saved, 60);
    // This one could be mistaken for one of those before.
    assert_eq!(
        day.begin(entry("", "10:30", "11:30", ""), None),
        DayStep::List
    );
}

#[test]
fn after_a_lost_response_what_is_new_inside_and_equal_is_what_came_of_it() {
    let mut day = Day::default();
    sent(&mut day, &[row("old", "09:00", "09:15")]);
    assert_eq!(day.ids(), "old", "what is recorded");
    assert_eq!(day.report(DayEvent::Lost, 0), DayStep::List);
    let rows = [
        row("old", "09:00", "09:15"),
        row("one", "09:15", "09:30"),
        row("two", "09:40", "10:00"),
        row("outside", "09:50", "10:10"),
        entry("other notes", "09:30", "09:40", "else"),
        entry("running", "09:30", "null", ""),
    ];
    listed(&mut day, &rows, DayStep::Settled);
    assert_eq!(
        outcome(&day),
        (EntryStatus::Partial, 35, "one\ntwo".to_owned())
    );
}

#[test]
fn an_entry_of_which_nothing_is_there_is_recorded_and_sent_again_but_not_for_ever() {
    let mut day = Day::default();
    sent(&mut day, &[]);
    for _ in 0..2 {
        assert_eq!(day.report(DayEvent::Lost, 0), DayStep::List);
        listed(&mut day, &[], DayStep::Record);
        assert_eq!(day.report(DayEvent::Recorded, 0), DayStep::Send);
    }
    assert_eq!(day.report(DayEvent::Lost, 0), DayStep::List);
    listed(&mut day, &[], DayStep::Settled);
    assert_eq!(outcome(&day), (EntryStatus::Rejected, 0, String::new()));
}

#[test]
fn a_refusal_after_a_lost_response_is_looked_into_because_the_first_request_may_have_come_late() {
    let mut day = Day::default();
    sent(&mut day, &[]);
    day.report(DayEvent::Lost, 0);
    listed(&mut day, &[], DayStep::Record);
    day.report(DayEvent::Recorded, 0);
    assert_eq!(day.report(DayEvent::Refused, 0), DayStep::List);
    listed(&mut day, &[row("late", "09:00", "10:00")], DayStep::Settled);
    assert_eq!(outcome(&day), (EntryStatus::Created, 60, "late".to_owned()));
}

#[test]
fn an_entry_whose_day_cannot_be_listed_again_is_unknown_and_holds_back_those_it_overlaps() {
    let mut day = Day::default();
    sent(&mut day, &[]);
    day.report(DayEvent::Lost, 0);
    assert_eq!(day.report(DayEvent::Unlisted, 0), DayStep::Settled);
    assert_eq!(outcome(&day), (EntryStatus::Unknown, 0, String::new()));
    assert!(day.has_open());
    assert_eq!(
        day.begin(entry("", "09:30", "10:30", ""), None),
        DayStep::Settled
    );
    assert_eq!(day.outcome().status, EntryStatus::Rejected);
    assert_eq!(
        day.begin(entry("", "10:00", "10:30", ""), None),
        DayStep::List
    );
}

#[test]
fn an_entry_that_was_never_sent_is_rejected_where_its_day_cannot_be_listed() {
    let mut day = Day::default();
    day.begin(entry("", "09:00", "10:00", ""), None);
    assert_eq!(day.report(DayEvent::Unlisted, 0), DayStep::Settled);
    assert_eq!(outcome(&day), (EntryStatus::Rejected, 0, String::new()));
    assert!(!day.has_open());
}

#[test]
fn a_recorded_write_is_looked_up_before_anything_else() {
    let mut day = Day::default();
    assert_eq!(
        day.begin(entry("", "09:00", "10:00", ""), Some("old".to_owned())),
        DayStep::List
    );
    let rows = [row("old", "09:00", "09:15"), row("new", "09:15", "10:00")];
    listed(&mut day, &rows, DayStep::Settled);
    assert_eq!(outcome(&day), (EntryStatus::Partial, 45, "new".to_owned()));
}
