//! The rules on time, each by name.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]
#![cfg(not(target_arch = "wasm32"))]

mod support;

use serde_json::{Value, json};
use support::{Ask, NOW, fresh, good, refused};
use webwork_sandbox::machine::Machine;

const DAY: &str = "2026-02-03";

fn entry(start: &str, end: &str) -> Value {
    json!({ "workspace_id": 1, "user_id": 100, "date": DAY, "start_time": start, "end_time": end })
}

fn add(machine: &mut Machine, body: Value) -> Value {
    good(machine, &Ask::send("POST", "/time-entries", body))
}

fn day(machine: &mut Machine, user: i64, date: &str) -> Vec<(String, String)> {
    let path = format!("/time-entries?workspace_id=1&user_id={user}&date={date}&per_page=100");
    let body = good(machine, &Ask::get(&path));
    let items = body["data"].as_array().unwrap().iter();
    items
        .map(|item| {
            let time = |name: &str| item[name].as_str().unwrap()[11..16].to_owned();
            (time("start_time"), time("end_time"))
        })
        .collect()
}

fn spans(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(start, end)| ((*start).to_owned(), (*end).to_owned()))
        .collect()
}

fn put(machine: &mut Machine, path: &str, body: Value) {
    good(machine, &Ask::send("PUT", path, body));
}

#[test]
fn an_overlap_trims_what_is_added_and_the_message_says_so() {
    let mut machine = fresh();
    add(&mut machine, entry("10:00", "11:00"));
    let body = add(&mut machine, entry("09:00", "12:00"));
    assert_eq!(body["saved_minutes"], 120);
    assert_eq!(
        body["message"],
        "2 hr successfully added for John Doe. 1 hr not added because of overlapping time or limits."
    );
    assert_eq!(body["data"]["duration_minutes"], 120);
    assert_eq!(
        day(&mut machine, 100, DAY),
        spans(&[("09:00", "10:00"), ("10:00", "11:00"), ("11:00", "12:00")])
    );
    let (status, message) = refused(
        &mut machine,
        &Ask::send("POST", "/time-entries", entry("09:30", "11:30")),
    );
    assert_eq!(status, 422);
    assert!(
        message.starts_with("No time was added for John Doe"),
        "{message}"
    );
}

#[test]
fn tracked_time_counts_as_overlap() {
    let mut machine = fresh();
    let mut body = entry("08:00", "18:00");
    body["date"] = json!("2026-01-28");
    assert_eq!(
        add(&mut machine, body)["saved_minutes"],
        120,
        "09:00 to 17:00 was tracked"
    );
}

#[test]
fn a_week_holds_no_more_than_the_contract_may_have() {
    let mut machine = fresh();
    put(
        &mut machine,
        "/contracts/20?workspace_id=1",
        json!({ "weekly_hours_limit": 3 }),
    );
    let with = |date: &str, start: &str, end: &str| json!({ "workspace_id": 1, "user_id": 100, "contract_id": 20, "date": date, "start_time": start, "end_time": end });
    assert_eq!(
        add(&mut machine, with("2026-02-02", "09:00", "11:00"))["saved_minutes"],
        120
    );
    assert_eq!(
        add(&mut machine, with("2026-02-08", "09:00", "11:00"))["saved_minutes"],
        60
    );
    refused(
        &mut machine,
        &Ask::send(
            "POST",
            "/time-entries",
            with("2026-02-04", "09:00", "11:00"),
        ),
    );
    assert_eq!(
        add(&mut machine, with("2026-02-09", "09:00", "11:00"))["saved_minutes"],
        120,
        "the next week"
    );
    assert_eq!(
        add(&mut machine, entry("13:00", "15:00"))["saved_minutes"],
        120,
        "without the contract"
    );
}

#[test]
fn a_week_holds_no_more_than_the_member_may_have_over_all_contracts() {
    let mut machine = fresh();
    put(
        &mut machine,
        "/members/100?workspace_id=1",
        json!({ "weekly_hours_limit": 4 }),
    );
    let mut body = entry("09:00", "11:00");
    body["contract_id"] = json!(20);
    add(&mut machine, body.clone());
    body["contract_id"] = json!(100);
    body["start_time"] = json!("11:00");
    body["end_time"] = json!("14:00");
    assert_eq!(add(&mut machine, body)["saved_minutes"], 120);
}

#[test]
fn an_update_into_other_time_or_over_a_limit_changes_nothing() {
    let mut machine = fresh();
    add(&mut machine, entry("09:00", "10:00"));
    let path = "/time-entries/a1b2c3d4-e5f6-7890-abcd-ef1234567890";
    let body = json!({ "workspace_id": 1, "date": DAY });
    assert_eq!(refused(&mut machine, &Ask::send("PUT", path, body)).0, 422);
    put(
        &mut machine,
        "/contracts/20?workspace_id=1",
        json!({ "weekly_hours_limit": 30 }),
    );
    let body = json!({ "workspace_id": 1, "start_time": "00:00", "end_time": "23:59" });
    let (_, message) = refused(&mut machine, &Ask::send("PUT", path, body));
    assert_eq!(message, "The time is over a weekly limit.");
}

#[test]
fn null_clears_and_what_is_left_out_stays() {
    let mut machine = fresh();
    let path = "/time-entries/a1b2c3d4-e5f6-7890-abcd-ef1234567890";
    put(
        &mut machine,
        path,
        json!({ "workspace_id": 1, "task_id": null, "notes": null }),
    );
    let list = good(
        &mut machine,
        &Ask::get("/time-entries?workspace_id=1&user_id=100&date=2026-01-28"),
    );
    let item = &list["data"][0];
    assert_eq!(
        (&item["task_id"], &item["activity_description"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(
        (&item["project_id"], &item["contract_id"]),
        (&json!(10), &json!(20))
    );
}

#[test]
fn a_tracker_books_whole_minutes_on_the_days_that_it_ran_on_around_other_time() {
    let mut machine = fresh();
    let who = json!({ "workspace_id": 1, "user_id": 100 });
    good(
        &mut machine,
        &Ask::send("POST", "/time-tracking/start", who.clone()),
    );
    let (status, _) = refused(
        &mut machine,
        &Ask::send("POST", "/time-tracking/start", who.clone()),
    );
    assert_eq!(status, 422);
    let mut manual = entry("13:00", "13:30");
    manual["date"] = json!("2026-01-29");
    assert_eq!(add(&mut machine, manual)["saved_minutes"], 30);
    machine.advance(13.0 * 3_600_000.0 + 59_000.0, NOW);
    let current = good(
        &mut machine,
        &Ask::get("/time-tracking/current-data?workspace_id=1&user_id=100"),
    );
    assert_eq!(
        (
            &current["data"]["total_minutes"],
            &current["data"]["total_seconds"]
        ),
        (&json!(60), &json!(59))
    );
    good(
        &mut machine,
        &Ask::send("POST", "/time-tracking/stop", who.clone()),
    );
    assert_eq!(
        day(&mut machine, 100, "2026-01-29"),
        spans(&[("12:00", "13:00"), ("13:00", "13:30"), ("13:30", "00:00")])
    );
    assert_eq!(
        day(&mut machine, 100, "2026-01-30"),
        spans(&[("00:00", "01:00")])
    );
    let (status, message) = refused(&mut machine, &Ask::send("POST", "/time-tracking/stop", who));
    assert_eq!(
        (status, message.as_str()),
        (422, "The member has no running tracker.")
    );
}

#[test]
fn a_tracker_of_less_than_a_minute_makes_no_entry() {
    let mut machine = fresh();
    let who = json!({ "workspace_id": 1, "user_id": 100 });
    good(
        &mut machine,
        &Ask::send("POST", "/time-tracking/start", who.clone()),
    );
    machine.advance(59_999.0, NOW);
    good(&mut machine, &Ask::send("POST", "/time-tracking/stop", who));
    assert_eq!(day(&mut machine, 100, "2026-01-29"), spans(&[]));
    let current = good(
        &mut machine,
        &Ask::get("/time-tracking/current-data?workspace_id=1&user_id=100"),
    );
    assert_eq!(
        (&current["data"]["contract_id"], &current["data"]["task_id"]),
        (&Value::Null, &Value::Null)
    );
}

fn request(start: &str, end: &str) -> Value {
    json!({ "workspace_id": 1, "user_id": 100, "contract_id": 20, "start": start, "end": end })
}

fn asked(machine: &mut Machine, body: Value) -> String {
    let body = good(machine, &Ask::send("POST", "/time-requests", body));
    assert_eq!(body["data"]["status"], "pending", "whoever asks");
    format!("/time-requests/{}", body["data"]["id"].as_str().unwrap())
}

#[test]
fn an_approved_request_for_time_makes_an_entry_once() {
    let mut machine = fresh();
    let path = asked(
        &mut machine,
        request("2026-02-03T10:00:00+02:00", "2026-02-03T12:00:00+02:00"),
    );
    let approve = format!("{path}/approve");
    let body = json!({ "workspace_id": 1 });
    assert_eq!(
        refused(
            &mut machine,
            &Ask::send("POST", &approve, body.clone()).by("member")
        )
        .0,
        403
    );
    good(&mut machine, &Ask::send("POST", &approve, body.clone()));
    assert_eq!(
        day(&mut machine, 100, DAY),
        spans(&[("08:00", "10:00")]),
        "in UTC"
    );
    let (status, message) = refused(&mut machine, &Ask::send("POST", &approve, body));
    assert_eq!(
        (status, message.as_str()),
        (422, "The time request is already approved.")
    );
}

#[test]
fn a_request_over_other_time_is_trimmed_or_refused_at_approval() {
    let mut machine = fresh();
    add(&mut machine, entry("09:00", "10:00"));
    let body = json!({ "workspace_id": 1 });
    let whole = asked(
        &mut machine,
        request("2026-02-03T09:00:00Z", "2026-02-03T10:00:00Z"),
    );
    refused(
        &mut machine,
        &Ask::send("POST", &format!("{whole}/approve"), body.clone()),
    );
    let part = asked(
        &mut machine,
        request("2026-02-03T09:00:00Z", "2026-02-03T11:00:00Z"),
    );
    good(
        &mut machine,
        &Ask::send("POST", &format!("{part}/approve"), body),
    );
    assert_eq!(
        day(&mut machine, 100, DAY),
        spans(&[("09:00", "10:00"), ("10:00", "11:00")])
    );
    let across = request("2026-02-03T23:00:00Z", "2026-02-04T01:00:00Z");
    assert_eq!(
        refused(&mut machine, &Ask::send("POST", "/time-requests", across)).0,
        422
    );
}

#[test]
fn a_paused_contract_takes_no_time() {
    let mut machine = fresh();
    put(
        &mut machine,
        "/contracts/20?workspace_id=1",
        json!({ "status": "paused" }),
    );
    let mut body = entry("09:00", "10:00");
    body["contract_id"] = json!(20);
    assert_eq!(
        refused(&mut machine, &Ask::send("POST", "/time-entries", body)).0,
        422
    );
}
