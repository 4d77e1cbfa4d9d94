//! Fault rules: what they match, how often they apply, what they do.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]
#![cfg(not(target_arch = "wasm32"))]

mod support;

use serde_json::{Value, json};
use support::{Ask, NOW, ask, fresh, good, header, outcome_at};
use webwork_sandbox::machine::{Machine, Outcome, Transport};

fn fault(machine: &mut Machine, rule: Value) -> u64 {
    machine.add_fault(rule).unwrap()
}

fn create(machine: &mut Machine) -> Outcome {
    let body = json!({ "name": "x" });
    outcome_at(
        machine,
        &Ask::send("POST", "/projects?workspace_id=1", body),
        NOW,
    )
}

fn projects(machine: &mut Machine) -> i64 {
    let body = good(
        machine,
        &Ask::get("/projects?workspace_id=1").by("executive_manager"),
    );
    body["meta"]["pagination"]["total"].as_i64().unwrap()
}

#[test]
fn faults_that_prevent_a_request_store_nothing_and_the_others_store() {
    let prevented = json!([
        { "status": 503 },
        { "status": 500, "body": { "x": 1 }, "headers": { "Retry-After": 3 } },
        "html502",
        "stall",
        { "reset": "before" },
    ]);
    let stored = json!([
        { "status": 500, "stored": true },
        { "reset": "after" },
        { "cutBody": 4 },
        { "slowBody": 10 },
        { "drop": "/data/id" },
        { "retype": "/data/name" },
        "duplicateItem",
        { "clockSkewMs": 5_000 },
        { "latencyMs": 7 },
    ]);
    for (effects, expected) in [(prevented, 2), (stored, 3)] {
        for effect in effects.as_array().unwrap() {
            let mut machine = fresh();
            let id = fault(
                &mut machine,
                json!({ "match": { "token": "owner" }, "effect": effect }),
            );
            let outcome = create(&mut machine);
            assert_eq!(machine.fault_hits(id), Some(1), "{effect}");
            assert_eq!(outcome.journal.len(), expected - 2, "{effect}");
            assert_eq!(projects(&mut machine), expected as i64, "{effect}");
        }
    }
}

fn with(effect: Value) -> Outcome {
    let mut machine = fresh();
    fault(&mut machine, json!({ "effect": effect }));
    outcome_at(&mut machine, &Ask::get("/members?workspace_id=1"), NOW)
}

fn body(outcome: &Outcome) -> Value {
    serde_json::from_str(&outcome.response.body).unwrap()
}

#[test]
fn each_effect_does_what_it_says() {
    let status =
        with(json!({ "status": 429, "body": { "a": 1 }, "headers": { "Retry-After": 3 } }));
    assert_eq!(
        (
            status.response.status,
            body(&status),
            header(&status, "retry-after")
        ),
        (429, json!({ "a": 1 }), Some("3"))
    );
    let html = with(json!("html502"));
    assert_eq!(
        (html.response.status, header(&html, "content-type")),
        (502, Some("text/html"))
    );
    assert_eq!(with(json!("stall")).transport, Some(Transport::Stall));
    assert_eq!(
        with(json!({ "reset": "after" })).transport,
        Some(Transport::Reset)
    );
    assert_eq!(
        with(json!({ "cutBody": 9 })).transport,
        Some(Transport::CutBody { at: 9 })
    );
    assert_eq!(
        with(json!({ "slowBody": 9 })).transport,
        Some(Transport::SlowBody { ms: 9.0 })
    );
    let dropped = body(&with(json!({ "drop": "/data/0/email" })));
    assert!(dropped["data"][0].get("email").is_none() && dropped["data"][1].get("email").is_some());
    assert_eq!(
        body(&with(json!({ "drop": "/data/0" })))["data"]
            .as_array()
            .unwrap()
            .len(),
        5
    );
    assert_eq!(
        body(&with(json!({ "retype": "/data/0/email" })))["data"][0]["email"],
        12_345
    );
    assert_eq!(body(&with(json!({ "retype": "/data" })))["data"], "retyped");
    let twice = body(&with(json!("duplicateItem")));
    assert_eq!(twice["data"][5], twice["data"][6]);
    assert_eq!(
        header(&with(json!({ "clockSkewMs": -60_000 })), "date"),
        Some("Thu, 29 Jan 2026 11:59:00 GMT")
    );
    assert_eq!(with(json!({ "latencyMs": 7 })).latency, 7.0);
}

#[test]
fn a_rule_leaves_some_alone_first_and_ends_after_some() {
    let mut machine = fresh();
    let id = fault(
        &mut machine,
        json!({ "after": 2, "times": 2, "effect": { "status": 500 } }),
    );
    let statuses: Vec<u16> = (0..6)
        .map(|_| ask(&mut machine, &Ask::get("/workspaces")).0)
        .collect();
    assert_eq!(statuses, [200, 200, 500, 500, 200, 200]);
    assert_eq!(machine.fault_hits(id), Some(2));
    assert!(machine.remove_fault(id) && !machine.remove_fault(id));
    assert_eq!(machine.fault_hits(id), None);
}

#[test]
fn a_probability_is_kept_and_the_same_each_time() {
    let run = || {
        let mut machine = fresh();
        fault(
            &mut machine,
            json!({ "probability": 0.3, "effect": { "status": 500 } }),
        );
        (0..400)
            .map(|_| ask(&mut machine, &Ask::get("/workspaces")).0)
            .collect::<Vec<_>>()
    };
    let statuses = run();
    let failed = statuses.iter().filter(|status| **status == 500).count();
    assert!((80..160).contains(&failed), "{failed}");
    assert_eq!(statuses, run());
}

#[test]
fn a_rule_matches_every_member_that_it_has() {
    for (matches, hit) in [
        (json!({}), true),
        (json!({ "operation": "getMember" }), true),
        (json!({ "operation": "members.get" }), true),
        (json!({ "operation": "members.list" }), false),
        (json!({ "method": "get" }), true),
        (json!({ "method": "PUT" }), false),
        (json!({ "path": "/members/100" }), true),
        (json!({ "path": "/members/{member_id}" }), true),
        (json!({ "path": "/members/*" }), true),
        (json!({ "path": "/projects*" }), false),
        (json!({ "token": "owner" }), true),
        (json!({ "token": "sandbox-owner" }), true),
        (json!({ "token": "member" }), false),
        (
            json!({ "operation": "members.get", "token": "member" }),
            false,
        ),
    ] {
        let mut machine = fresh();
        let id = fault(
            &mut machine,
            json!({ "match": matches, "effect": { "latencyMs": 1 } }),
        );
        outcome_at(&mut machine, &Ask::get("/members/100?workspace_id=1"), NOW);
        assert_eq!(machine.fault_hits(id), Some(u64::from(hit)), "{matches}");
    }
}

#[test]
fn what_is_unknown_in_a_rule_is_refused_by_name() {
    let mut machine = fresh();
    for (rule, part) in [
        (json!({ "effect": "explode" }), "effect: expected one of"),
        (json!({ "effect": { "status": 99 } }), "effect.status"),
        (
            json!({ "effect": { "status": 500, "header": {} } }),
            "effect.header",
        ),
        (
            json!({ "effect": { "reset": "now" } }),
            "effect: expected one of",
        ),
        (
            json!({ "effect": { "drop": "data" } }),
            "effect: expected one of",
        ),
        (
            json!({ "effect": { "status": 500, "headers": { "a\nb": "c" } } }),
            "effect.headers",
        ),
        (
            json!({ "match": { "operation": "members.fly" }, "effect": "stall" }),
            "members.fly",
        ),
        (
            json!({ "match": { "verb": "GET" }, "effect": "stall" }),
            "verb",
        ),
        (
            json!({ "times": 1, "probability": 0.5, "effect": "stall" }),
            "exclude each other",
        ),
        (
            json!({ "probability": 2, "effect": "stall" }),
            "probability",
        ),
        (json!({}), "effect"),
    ] {
        let problem = machine.add_fault(rule.clone()).unwrap_err();
        assert!(problem.contains(part), "{rule}: {problem}");
    }
}

#[test]
fn the_log_names_the_rules_that_were_applied() {
    let mut machine = fresh();
    let id = fault(&mut machine, json!({ "effect": { "reset": "before" } }));
    ask_any(&mut machine);
    let entry = machine.requests().pop().unwrap();
    assert_eq!(
        (entry.faults, entry.status, entry.caller.as_deref()),
        (vec![id], None, Some("owner"))
    );
}

fn ask_any(machine: &mut Machine) {
    outcome_at(machine, &Ask::get("/workspaces"), NOW);
}
