//! Validation, limits and errors of requests as they come over the wire.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]
#![cfg(not(target_arch = "wasm32"))]

mod support;

use serde_json::json;
use support::{Ask, NOW, fresh, good, header, machine, outcome_at, refused};
use webwork_sandbox::machine::Machine;

#[test]
fn every_violation_is_named_by_its_parameter() {
    let mut machine = fresh();
    let body = json!({ "workspace_id": "x", "date": "29.1.", "start_time": "9", "end_time": "10:00", "notes": "n".repeat(501) });
    let (status, body) = support::ask(&mut machine, &Ask::send("POST", "/time-entries", body));
    assert_eq!(status, 422);
    assert_eq!(
        body["errors"],
        json!({
            "workspace_id": ["The workspace id field must be an integer."],
            "user_id": ["The user id field is required."],
            "notes": ["The notes field must not be greater than 500 characters."],
            "date": ["The date field must match the format Y-m-d."],
            "start_time": ["The start time field must match the format H:i."],
        })
    );
    assert_eq!(
        body["message"],
        "The workspace id field must be an integer. (and 4 more errors)"
    );
}

#[test]
fn rules_between_parameters_are_kept() {
    let mut machine = fresh();
    for (path, parameter) in [
        ("/tasks?workspace_id=1", "project_id"),
        (
            "/leaves?workspace_id=1&date_from=2026-02-02&date_to=2026-02-01",
            "date_to",
        ),
        (
            "/reports/task-report?workspace_id=1&start_date=2026-01-01&end_date=2026-02-01",
            "end_date",
        ),
        (
            "/reports/task-report?workspace_id=1&start_date=2026-01-01&end_date=2026-01-31&include_no_task=true",
            "include_no_task",
        ),
        ("/members?workspace_id=1&per_page=101", "per_page"),
        ("/members?workspace_id=1&role=Boss", "role"),
    ] {
        let (status, body) = support::ask(&mut machine, &Ask::get(path));
        assert_eq!(status, 422, "{path} {body}");
        assert!(body["errors"][parameter].is_array(), "{path} {body}");
    }
    let body = json!({ "workspace_id": 1, "user_id": 100, "task_id": 5 });
    let (_, message) = refused(
        &mut machine,
        &Ask::send("POST", "/time-tracking/start", body),
    );
    assert_eq!(
        message,
        "The contract id field is required when task id is present."
    );
}

#[test]
fn time_entries_come_in_pages_of_50_at_most_and_the_page_object_says_so() {
    let mut machine = fresh();
    let body = good(
        &mut machine,
        &Ask::get("/time-entries?workspace_id=1&user_id=100&date=2026-01-28&per_page=100"),
    );
    assert_eq!(body["meta"]["pagination"]["per_page"], 50);
}

#[test]
fn the_workspace_may_be_in_query_and_body_and_the_body_wins() {
    let mut machine = fresh();
    good(
        &mut machine,
        &Ask::send(
            "POST",
            "/projects?workspace_id=2",
            json!({ "name": "x", "workspace_id": 1 }),
        ),
    );
    assert_eq!(
        refused(
            &mut machine,
            &Ask::send("POST", "/projects?workspace_id=2", json!({ "name": "x" }))
        )
        .0,
        403
    );
    assert_eq!(
        refused(
            &mut machine,
            &Ask::send("POST", "/projects?workspace_id=77", json!({ "name": "x" }))
        )
        .0,
        404
    );
}

#[test]
fn the_rate_limit_counts_per_user_and_its_headers_are_true() {
    let mut machine = machine(json!({ "now": NOW, "rateLimit": { "requests": 2, "per": 60_000 } }));
    let request = Ask::get("/workspaces");
    let left = |machine: &mut Machine| {
        let outcome = outcome_at(machine, &request, NOW);
        let of = |name: &str| header(&outcome, name).map(str::to_owned);
        (
            outcome.response.status,
            of("x-ratelimit-limit"),
            of("x-ratelimit-remaining"),
            of("retry-after"),
            of("x-ratelimit-reset"),
        )
    };
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(left(&mut machine), (200, text("2"), text("1"), None, None));
    machine.advance(20_500.0, NOW);
    assert_eq!(left(&mut machine), (200, text("2"), text("0"), None, None));
    assert_eq!(
        left(&mut machine),
        (429, text("2"), text("0"), text("40"), text("1769688060"))
    );
    assert_eq!(
        outcome_at(&mut machine, &Ask::get("/workspaces").by("member"), NOW)
            .response
            .status,
        200
    );
    machine.advance(39_500.0, NOW);
    assert_eq!(left(&mut machine).0, 200);
}

#[test]
fn a_standing_clock_has_no_rate_limit_unless_one_is_asked_for() {
    let mut standing = fresh();
    let mut running = machine(json!({}));
    let statuses = |machine: &mut Machine| {
        (0..61)
            .map(|_| {
                outcome_at(machine, &Ask::get("/workspaces"), NOW)
                    .response
                    .status
            })
            .filter(|status| *status == 429)
            .count()
    };
    assert_eq!((statuses(&mut standing), statuses(&mut running)), (0, 1));
}

#[test]
fn oversized_foreign_and_broken_bodies_are_refused() {
    let mut machine = fresh();
    let send = |machine: &mut Machine, content_type: &str, body: &[u8]| {
        let headers = [
            (
                "authorization".to_owned(),
                "Bearer sandbox-owner".to_owned(),
            ),
            ("content-type".to_owned(), content_type.to_owned()),
        ];
        let request = webwork_sandbox::http::Request {
            method: "POST",
            url: "/api/v2/time-entries",
            headers: &headers,
            body,
        };
        machine.handle(&request, NOW).response.status
    };
    assert_eq!(
        send(&mut machine, "application/json", &vec![b' '; 1_000_001]),
        413
    );
    assert_eq!(
        send(
            &mut machine,
            "application/x-www-form-urlencoded",
            b"workspace_id=1"
        ),
        415
    );
    assert_eq!(send(&mut machine, "application/json", b"{"), 400);
    assert_eq!(send(&mut machine, "application/json", b"[]"), 400);
    assert_eq!(send(&mut machine, "application/json", b"\xff"), 400);
    assert_eq!(
        send(&mut machine, "application/json; charset=utf-8", b"{}"),
        422
    );
}
