//! The rules of the sandbox, each by name.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]
#![cfg(not(target_arch = "wasm32"))]

mod support;

use serde_json::{Value, json};
use support::{Ask, NOW, fresh, good, header, machine, outcome_at, refused};
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
fn timesheets_go_through_their_states_only() {
    let mut machine = fresh();
    let body = json!({ "workspace_id": 1, "reason": "no" });
    let go = |machine: &mut Machine, action: &str| {
        let path = format!("/timesheets/seed-sheet-100-2026-01-19/{action}");
        support::ask(machine, &Ask::send("PUT", &path, body.clone())).0
    };
    for (action, status) in [
        ("approve", 422),
        ("reject", 422),
        ("unsubmit", 422),
        ("submit", 200),
        ("submit", 422),
        ("unsubmit", 200),
        ("submit", 200),
        ("reject", 200),
        ("submit", 200),
        ("approve", 200),
        ("unsubmit", 422),
        ("submit", 422),
    ] {
        assert_eq!(go(&mut machine, action), status, "{action}");
    }
}

#[test]
fn leave_takes_working_days_from_the_balance_and_half_days_half() {
    let mut machine = fresh();
    let leave = |start: &str, end: &str, period: i64| json!({ "workspace_id": 1, "policy_id": 1, "user_id": 100, "start": start, "end": end, "leave_period": period });
    let balance = |machine: &mut Machine| {
        let path =
            "/leaves/balances?workspace_id=1&user_id=100&date_from=2026-01-01&date_to=2026-12-31";
        let body = good(machine, &Ask::get(path));
        body["data"][0]["leave_information"][0]["balance"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    good(
        &mut machine,
        &Ask::send("POST", "/leaves", leave("2026-03-06", "2026-03-09", 0)),
    );
    assert_eq!(balance(&mut machine), "13 days", "Friday and Monday");
    good(
        &mut machine,
        &Ask::send("POST", "/leaves", leave("2026-03-10", "2026-03-10", 1)),
    );
    assert_eq!(balance(&mut machine), "12.5 days");
    good(
        &mut machine,
        &Ask::send("POST", "/leaves", leave("2026-04-01", "2026-04-02", 0)).by("member"),
    );
    assert_eq!(
        balance(&mut machine),
        "12.5 days",
        "a member's own request is pending"
    );
    let (_, message) = refused(
        &mut machine,
        &Ask::send("POST", "/leaves", leave("2026-06-01", "2026-06-30", 0)),
    );
    assert_eq!(message, "Insufficient leave balance.");
}

#[test]
fn archived_projects_and_members_take_no_time_and_keep_the_old() {
    let mut machine = fresh();
    let w = json!({ "workspace_id": 1 });
    good(
        &mut machine,
        &Ask::send("DELETE", "/projects/10?workspace_id=1", w.clone()),
    );
    assert_eq!(
        refused(&mut machine, &Ask::get("/projects/10?workspace_id=1")).0,
        404
    );
    let mut body = entry("09:00", "10:00");
    body["contract_id"] = json!(20);
    refused(&mut machine, &Ask::send("POST", "/time-entries", body));
    let list = good(
        &mut machine,
        &Ask::get("/time-entries?workspace_id=1&user_id=100&date=2026-01-28"),
    );
    assert_eq!(list["data"][0]["project_name"], "Website Redesign");

    good(
        &mut machine,
        &Ask::send("DELETE", "/members/100?workspace_id=1", w),
    );
    refused(
        &mut machine,
        &Ask::send("POST", "/time-entries", entry("09:00", "10:00")),
    );
    let member = good(&mut machine, &Ask::get("/members/100?workspace_id=1"));
    assert_eq!(member["data"]["status"], "inactive");
    assert_eq!(
        refused(
            &mut machine,
            &Ask::get("/members?workspace_id=1").by("member")
        )
        .0,
        403
    );
    assert_eq!(day(&mut machine, 100, "2026-01-28").len(), 1);
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

#[test]
fn restricted_operations_are_for_owners_and_executive_managers() {
    let mut machine = fresh();
    let restricted = [
        (
            "GET",
            "/time-entries?workspace_id=1&user_id=100&date=2026-01-28",
        ),
        ("GET", "/reports/tracked-hours?workspace_id=1"),
        (
            "GET",
            "/time-tracking/current-data?workspace_id=1&user_id=100",
        ),
        ("GET", "/webhooks?workspace_id=1"),
        ("DELETE", "/projects/10?workspace_id=1"),
        ("PUT", "/timesheets/abc123xyz/approve"),
    ];
    for (method, path) in restricted {
        for role in ["project_manager", "team_manager", "member", "viewer"] {
            let request = Ask {
                role,
                method,
                path,
                body: Some(json!({ "workspace_id": 1 })),
            };
            assert_eq!(refused(&mut machine, &request).0, 403, "{role} {path}");
        }
        let request = Ask {
            role: "executive_manager",
            method,
            path,
            body: Some(json!({ "workspace_id": 1 })),
        };
        good(&mut machine, &request);
    }
}

#[test]
fn lists_show_what_the_role_may_see() {
    let mut machine = fresh();
    let ids = |machine: &mut Machine, role: &str, path: &str| {
        let body = good(machine, &Ask::get(path).by(role));
        let items = body["data"].as_array().unwrap().iter();
        items
            .map(|item| item["id"].as_i64().unwrap())
            .collect::<Vec<_>>()
    };
    for (role, members, projects, contracts) in [
        (
            "owner",
            &[10, 100, 101, 102, 103, 123][..],
            &[10, 100][..],
            &[20, 21, 100, 101, 102, 456][..],
        ),
        (
            "project_manager",
            &[100, 102, 103],
            &[100],
            &[100, 101, 102],
        ),
        ("team_manager", &[100, 102], &[10, 100], &[20, 21, 100, 101]),
        ("member", &[100], &[10, 100], &[20, 100]),
    ] {
        assert_eq!(
            ids(&mut machine, role, "/members?workspace_id=1"),
            members,
            "{role}"
        );
        assert_eq!(
            ids(&mut machine, role, "/projects?workspace_id=1"),
            projects,
            "{role}"
        );
        assert_eq!(
            ids(&mut machine, role, "/contracts?workspace_id=1"),
            contracts,
            "{role}"
        );
    }
    assert_eq!(
        ids(&mut machine, "viewer", "/projects?workspace_id=1"),
        [100]
    );
    assert_eq!(
        refused(
            &mut machine,
            &Ask::get("/projects/10?workspace_id=1").by("viewer")
        )
        .0,
        404
    );
}

#[test]
fn rates_are_shown_to_those_who_may_see_them() {
    let mut machine = fresh();
    let rate = |machine: &mut Machine, role: &str| {
        let body = good(machine, &Ask::get("/members/100?workspace_id=1").by(role));
        body["data"].get("rate").cloned()
    };
    assert_eq!(rate(&mut machine, "owner"), Some(json!(40)));
    assert_eq!(rate(&mut machine, "team_manager"), None);
    assert_eq!(
        rate(&mut machine, "member"),
        Some(json!(40)),
        "rate_status is 1"
    );
    put(
        &mut machine,
        "/members/100?workspace_id=1",
        json!({ "rate_status": 0 }),
    );
    assert_eq!(rate(&mut machine, "member"), None);
}

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

#[test]
fn namespaces_are_worlds_of_their_own() {
    let mut machine = fresh();
    let create = || {
        Ask::send(
            "POST",
            "/projects?workspace_id=1",
            json!({ "name": "only here" }),
        )
    };
    let first = good(&mut machine, &create().by("ns:a:owner"));
    let second = good(&mut machine, &create().by("ns:b:owner"));
    assert_eq!(first, second);
    let names = good(&mut machine, &Ask::get("/projects?workspace_id=1"));
    assert_eq!(names["meta"]["pagination"]["total"], 2);
    for token in ["ns:a:nobody", "ns::owner", "ns:a b:owner", "ns:owner"] {
        let request = Ask::get("/workspaces").by(token);
        assert_eq!(refused(&mut machine, &request).0, 401, "{token}");
    }
}
