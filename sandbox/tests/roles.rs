//! Who may do and see what, and what becomes of the archived.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]
#![cfg(not(target_arch = "wasm32"))]

mod support;

use serde_json::{Value, json};
use support::{Ask, fresh, good, refused};
use webwork_sandbox::machine::Machine;

fn put(machine: &mut Machine, path: &str, body: Value) {
    good(machine, &Ask::send("PUT", path, body));
}

fn entry(start: &str, end: &str) -> Value {
    json!({ "workspace_id": 1, "user_id": 100, "date": "2026-02-03", "start_time": start, "end_time": end })
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
    let list = good(
        &mut machine,
        &Ask::get("/time-entries?workspace_id=1&user_id=100&date=2026-01-28"),
    );
    assert_eq!(list["data"].as_array().unwrap().len(), 1);
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
