//! The clock, the control endpoints, options and seeds.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]
#![cfg(not(target_arch = "wasm32"))]

mod support;

use serde_json::{Value, json};
use support::{Ask, NOW, ask, fresh, good, header, machine, outcome_at};
use webwork_sandbox::machine::Machine;

#[test]
fn a_clock_stands_runs_at_its_speed_and_can_be_advanced() {
    let mut standing = machine(json!({ "now": 1_000 }));
    assert_eq!(standing.now(NOW + 5_000.0), 1_000);
    standing.advance(500.0, NOW);
    assert_eq!(standing.now(NOW + 5_000.0), 1_500);
    let mut fast = machine(json!({ "now": 1_000, "speed": 60 }));
    assert_eq!(fast.now(NOW + 1_000.0), 61_000);
    fast.advance(10.0, NOW + 1_000.0);
    assert_eq!(fast.now(NOW + 2_000.0), 121_010);
    assert_eq!(machine(json!({})).now(NOW + 3.0), NOW as i64 + 3);
}

#[test]
fn every_timestamp_comes_from_the_one_clock() {
    let mut machine = machine(json!({ "now": 0 }));
    let outcome = outcome_at(&mut machine, &Ask::get("/workspaces"), NOW);
    assert_eq!(
        header(&outcome, "date"),
        Some("Thu, 01 Jan 1970 00:00:00 GMT")
    );
    let body: Value = serde_json::from_str(&outcome.response.body).unwrap();
    assert_eq!(body["meta"]["timestamp"], "1970-01-01T00:00:00.000000Z");
    let body = good(
        &mut machine,
        &Ask::send("POST", "/projects?workspace_id=1", json!({ "name": "x" })),
    );
    assert_eq!(body["data"]["created_at"], "1970-01-01T00:00:00Z");
}

#[test]
fn the_control_endpoints_do_what_they_are_described_to_do() {
    let mut machine = fresh();
    let state = ask(&mut machine, &Ask::get("/__sandbox/state")).1;
    assert_eq!(state["tokens"]["member"], "sandbox-member");
    assert_eq!(state["clock"]["now"], NOW as i64);

    let snapshot = ask(&mut machine, &Ask::get("/__sandbox/snapshots")).1;
    good(
        &mut machine,
        &Ask::send("POST", "/projects?workspace_id=1", json!({ "name": "x" })),
    );
    let (status, _) = ask(
        &mut machine,
        &Ask::send("POST", "/__sandbox/snapshots", snapshot.clone()),
    );
    assert_eq!(status, 200);
    assert_eq!(machine.snapshot("", NOW), snapshot);
    assert_eq!(
        ask(
            &mut machine,
            &Ask::send("POST", "/__sandbox/snapshots", json!({ "format": 1 }))
        )
        .0,
        422
    );

    let outcome = outcome_at(
        &mut machine,
        &Ask::send("POST", "/__sandbox/clock", json!({ "advance": 500 })),
        NOW,
    );
    assert_eq!(outcome.advance, Some(500.0));
    assert_eq!(
        ask(
            &mut machine,
            &Ask::send("POST", "/__sandbox/clock", json!({ "advance": -1 }))
        )
        .0,
        422
    );

    let rule = json!({ "match": { "operation": "workspaces.list" }, "effect": { "status": 500 } });
    let (status, added) = ask(&mut machine, &Ask::send("POST", "/__sandbox/faults", rule));
    assert_eq!((status, &added), (201, &json!({ "id": 1, "hits": 0 })));
    assert_eq!(ask(&mut machine, &Ask::get("/workspaces")).0, 500);
    let rules = ask(&mut machine, &Ask::get("/__sandbox/faults")).1;
    assert_eq!((&rules[0]["id"], &rules[0]["hits"]), (&json!(1), &json!(1)));
    let delete = |path| Ask {
        role: "owner",
        method: "DELETE",
        path,
        body: None,
    };
    assert_eq!(ask(&mut machine, &delete("/__sandbox/faults/1")).0, 200);
    assert_eq!(ask(&mut machine, &delete("/__sandbox/faults/1")).0, 404);
    assert_eq!(
        ask(
            &mut machine,
            &Ask::send("POST", "/__sandbox/faults", json!({ "effect": "x" }))
        )
        .0,
        422
    );

    let log = ask(&mut machine, &Ask::get("/__sandbox/requests")).1;
    assert_eq!(
        log.as_array().unwrap().len(),
        2,
        "control requests are not in the log"
    );
    assert_eq!(log[1]["operation"], "getWorkspaces");

    ask(
        &mut machine,
        &Ask::send("POST", "/__sandbox/reset", json!({})),
    );
    assert_eq!(machine.dump(), fresh().dump());
    assert_eq!(
        ask(&mut machine, &Ask::get("/__sandbox/requests")).1,
        json!([])
    );
    assert_eq!(ask(&mut machine, &Ask::get("/__sandbox/nowhere")).0, 404);
    assert_eq!(ask(&mut machine, &delete("/__sandbox/clock")).0, 405);
}

#[test]
fn control_reaches_namespaces_by_name() {
    let mut machine = fresh();
    good(
        &mut machine,
        &Ask::send("POST", "/projects?workspace_id=1", json!({ "name": "x" })).by("ns:a:owner"),
    );
    let count = |machine: &mut Machine| {
        good(
            machine,
            &Ask::get("/projects?workspace_id=1").by("ns:a:owner"),
        )["meta"]["pagination"]["total"]
            .clone()
    };
    assert_eq!(count(&mut machine), 3);
    let snapshot = ask(&mut machine, &Ask::get("/__sandbox/snapshots?namespace=a")).1;
    ask(
        &mut machine,
        &Ask::send("POST", "/__sandbox/reset?namespace=a", json!({})),
    );
    assert_eq!(count(&mut machine), 2);
    ask(
        &mut machine,
        &Ask::send("POST", "/__sandbox/snapshots?namespace=a", snapshot),
    );
    assert_eq!(count(&mut machine), 3);
    let in_body = Ask::send("POST", "/__sandbox/reset", json!({ "namespace": "a" }));
    assert_eq!(ask(&mut machine, &in_body).0, 422, "not everything instead");
    assert_eq!(count(&mut machine), 3);
    assert_eq!(
        ask(
            &mut machine,
            &Ask::get("/__sandbox/snapshots?namespace=a%20b")
        )
        .0,
        422
    );
}

#[test]
fn the_description_of_the_control_endpoints_names_each_of_them() {
    let description = ask(&mut fresh(), &Ask::get("/__sandbox/openapi.json")).1;
    assert_eq!(description["openapi"], "3.1.0");
    for path in [
        "/state",
        "/reset",
        "/clock",
        "/snapshots",
        "/faults",
        "/faults/{id}",
        "/requests",
        "/webhooks",
        "/openapi.json",
    ] {
        assert!(
            description["paths"]
                .get(format!("/__sandbox{path}"))
                .is_some(),
            "{path}"
        );
    }
}

#[test]
fn options_and_data_are_refused_by_name() {
    let refused = |value: Value| {
        Machine::new(support::options(value), "sandbox", NOW)
            .map(|_| ())
            .unwrap_err()
    };
    for (options, part) in [
        (json!({ "now": -1 }), "now"),
        (json!({ "speed": -1 }), "speed"),
        (json!({ "latency": 1e9 }), "latency"),
        (json!({ "rateLimit": true }), "rateLimit"),
        (
            json!({ "rateLimit": { "requests": 0, "per": 1 } }),
            "rateLimit",
        ),
        (json!({ "data": [] }), "data."),
        (
            json!({ "data": { "memberz": [] } }),
            "data.memberz: there is no such table",
        ),
        (
            json!({ "data": { "contracts": [{ "id": 9, "user_id": 77, "project_id": 10 }] } }),
            "data.contracts 9, user_id: there is no 77",
        ),
        (
            json!({ "data": { "time_entries": [
            { "id": "x", "user_id": 100, "date": "2026-01-28", "start_time": "10:00", "end_time": "11:00" }
        ] } }),
            "data.time_entries[0]: it is empty or overlaps other time",
        ),
    ] {
        let problem = refused(options.clone());
        assert!(problem.contains(part), "{options}: {problem}");
    }
}

#[test]
fn data_adds_rows_and_replaces_those_with_the_same_ids() {
    let mut machine = machine(json!({ "now": NOW, "data": {
        "members": [{ "id": 100, "firstname": "Jo", "lastname": "Do", "email": "jo@example.com" }, { "id": 5_000, "firstname": "New", "lastname": "One", "email": "new@example.com" }],
        "time_entries": [{ "id": "mine", "user_id": 5_000, "date": "2026-01-28", "start_time": "10:00", "end_time": "24:00" }],
    } }));
    let member = good(&mut machine, &Ask::get("/members/100?workspace_id=1"));
    assert_eq!(member["data"]["firstname"], "Jo");
    let list = good(
        &mut machine,
        &Ask::get("/time-entries?workspace_id=1&user_id=5000&date=2026-01-28"),
    );
    assert_eq!(list["data"][0]["end_time"], "2026-01-29T00:00:00Z");
    let project = good(
        &mut machine,
        &Ask::send("POST", "/projects?workspace_id=1", json!({ "name": "x" })),
    );
    assert_eq!(
        project["data"]["id"], 5_001,
        "new ids come after those of the data"
    );
}

#[test]
fn a_company_of_50_people_over_a_quarter_is_the_same_for_the_same_number() {
    let company = |seed: u32| machine(json!({ "now": NOW, "seed": seed }));
    let mut one = company(1);
    assert_eq!(one.dump().to_string(), company(1).dump().to_string());
    assert_ne!(one.dump(), company(2).dump());
    let members = good(&mut one, &Ask::get("/members?workspace_id=1&per_page=100"));
    assert_eq!(members["meta"]["pagination"]["total"], 50);
    let names = members["data"].to_string();
    assert!(names.contains("דוד") && names.contains("فاطمة") && names.contains('🚀'));
    let report = "/reports/tracked-hours?workspace_id=1&start_date=2026-01-05&end_date=2026-04-05";
    let minutes = good(&mut one, &Ask::get(report))["data"]["total"]["total_minutes"]
        .as_i64()
        .unwrap();
    assert!(minutes > 50 * 13 * 10 * 60, "{minutes}");
    for role in [
        "executive_manager",
        "project_manager",
        "team_manager",
        "member",
        "viewer",
    ] {
        good(&mut one, &Ask::get("/projects?workspace_id=1").by(role));
    }
}
