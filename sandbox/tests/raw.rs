//! No request whatever makes the sandbox panic; every response is well formed.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]
#![cfg(not(target_arch = "wasm32"))]

mod support;

use proptest::prelude::*;
use serde_json::{Value, json};
use std::cell::RefCell;
use support::{NOW, fresh};
use webwork_sandbox::http::Request;
use webwork_sandbox::machine::Machine;

thread_local! {
    // One machine for all cases: what one of them leaves behind must not hurt the next.
    static MACHINE: RefCell<Machine> = RefCell::new(fresh());
}

fn send(method: &str, url: &str, headers: &[(String, String)], body: &[u8]) -> (u16, String) {
    MACHINE.with_borrow_mut(|machine| {
        let request = Request {
            method,
            url,
            headers,
            body,
        };
        let outcome = machine.handle(&request, NOW);
        for delivery in &outcome.deliveries {
            machine.settle(delivery, Some(500), NOW);
        }
        (outcome.response.status, outcome.response.body)
    })
}

fn well_formed((status, body): (u16, String)) {
    assert!((200..500).contains(&status), "{status} {body}");
    if status == 302 || body.starts_with("<!doctype html>") {
        return;
    }
    serde_json::from_str::<Value>(&body).unwrap_or_else(|_| panic!("{status}: not JSON: {body}"));
}

const PATHS: [&str; 40] = [
    "/workspaces",
    "/members",
    "/members/100",
    "/projects",
    "/projects/10",
    "/contracts",
    "/contracts/20",
    "/tasks",
    "/tasks/5",
    "/tasks/5/assignees",
    "/tasks/5/assign/100",
    "/tasks/5/unassign/100",
    "/project-viewers",
    "/project-viewers/100",
    "/project-viewers/100/restore",
    "/project-viewers/100/assign-project",
    "/timesheets",
    "/timesheets/abc123xyz/approve",
    "/timesheets/abc123xyz/reject",
    "/time-requests",
    "/time-requests/seed-time-request-1/approve",
    "/leaves",
    "/leaves/balances",
    "/leaves/policies",
    "/expenses",
    "/time-tracking/start",
    "/time-tracking/stop",
    "/time-tracking/current-data",
    "/time-entries",
    "/time-entries/a1b2c3d4-e5f6-7890-abcd-ef1234567890",
    "/reports/tracked-hours",
    "/reports/daily-timeline",
    "/reports/activity-level",
    "/reports/task-report",
    "/reports/daily-attendance",
    "/webhooks",
    "/webhooks/abc123def456",
    "/oauth/authorize",
    "/oauth/token",
    "/__sandbox/faults",
];

const NAMES: [&str; 34] = [
    "workspace_id",
    "user_id",
    "project_id",
    "contract_id",
    "task_id",
    "date",
    "start_time",
    "end_time",
    "start",
    "end",
    "date_from",
    "date_to",
    "start_date",
    "end_date",
    "deadline",
    "page",
    "per_page",
    "status",
    "role",
    "email",
    "firstname",
    "lastname",
    "name",
    "title",
    "assignees",
    "users",
    "users[]",
    "events",
    "url",
    "weekly_hours_limit",
    "policy_id",
    "leave_period",
    "hours_per_day",
    "amount",
];

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(json!(1)),
        Just(json!(100)),
        Just(json!(20)),
        Just(json!(10)),
        Just(json!("2026-01-29")),
        Just(json!("0000-01-01")),
        Just(json!("9999-12-31")),
        Just(json!("23:59")),
        Just(json!("00:00")),
        Just(json!("9999-12-31T23:59:59+00:00")),
        Just(json!("0000-01-01T00:00:00-23:59")),
        Just(Value::Null),
        Just(json!([])),
        Just(json!({})),
        any::<i64>().prop_map(|number| json!(number)),
        any::<f64>().prop_map(|number| json!(number)),
        any::<bool>().prop_map(|bool| json!(bool)),
        ".{0,12}".prop_map(|text| json!(text)),
        prop::collection::vec(any::<i64>(), 0..3).prop_map(|items| json!(items)),
    ]
}

fn pairs() -> impl Strategy<Value = Vec<(&'static str, Value)>> {
    prop::collection::vec((prop::sample::select(&NAMES[..]), value()), 0..8)
}

fn query(pairs: &[(&str, Value)]) -> String {
    let parts = pairs.iter().map(|(name, value)| {
        let text = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        form_urlencoded::byte_serialize(name.as_bytes())
            .chain(["="])
            .chain(form_urlencoded::byte_serialize(text.as_bytes()))
            .collect::<String>()
    });
    parts.collect::<Vec<_>>().join("&")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_get_a_response(
        method in ".{0,8}|GET|POST|PUT|DELETE",
        url in ".{0,60}|/api/v2/.{0,30}|/__sandbox/.{0,20}|/oauth/.{0,20}",
        headers in prop::collection::vec(("[a-zA-Z-]{0,20}|[Aa]uthorization|Content-Type", ".{0,30}|Bearer sandbox-owner|Bearer ns:.{0,9}:owner|Basic .{0,9}"), 0..5),
        body in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        well_formed(send(&method, &url, &headers, &body));
    }

    #[test]
    fn arbitrary_parameters_get_a_response(
        method in prop::sample::select(&["GET", "POST", "PUT", "DELETE"][..]),
        path in prop::sample::select(&PATHS[..]),
        query_pairs in pairs(),
        body_pairs in pairs(),
        role in prop::sample::select(&["owner", "owner", "owner", "team_manager", "member", "viewer"][..]),
    ) {
        let base = if path.starts_with("/oauth") || path.starts_with("/__") { "" } else { "/api/v2" };
        let mut pairs = query_pairs;
        pairs.insert(0, ("workspace_id", json!(1)));
        let url = format!("http://127.0.0.1:8080{base}{path}?{}", query(&pairs));
        let mut body: serde_json::Map<String, Value> = body_pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        body.entry("workspace_id").or_insert(json!(1));
        let headers = [
            ("authorization".to_owned(), format!("Bearer sandbox-{role}")),
            ("content-type".to_owned(), "application/json".to_owned()),
        ];
        well_formed(send(method, &url, &headers, Value::Object(body).to_string().as_bytes()));
    }

    #[test]
    fn arbitrary_snapshots_and_rules_are_refused_or_taken(value in value(), ms in any::<f64>()) {
        MACHINE.with_borrow_mut(|machine| {
            let _ = machine.restore("", value.clone(), NOW);
            let _ = machine.add_fault(json!({ "effect": value, "probability": 0 }));
            let _ = machine.load(json!({ "format": 1, "world": value }));
            let _ = machine.replay(value);
            let _ = machine.snapshot("", ms);
        });
    }
}
