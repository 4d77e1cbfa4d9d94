//! A dump and the journal since give the state of the machine that wrote them.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]
#![cfg(not(target_arch = "wasm32"))]

mod support;
#[path = "support/walk.rs"]
mod walk;

use serde_json::{Value, json};
use support::{Ask, NOW, fresh, good, machine, outcome_at};
use walk::{Dice, Known, space, step};
use webwork_sandbox::machine::Machine;

/// Takes steps; returns the journal.
fn walked(machine: &mut Machine, dice: &mut Dice, steps: usize) -> Vec<Value> {
    let mut journal = Vec::new();
    for _ in 0..steps {
        let step = step(dice, &Known(&space(machine)));
        let role = if dice.chance(10) {
            "ns:other:owner"
        } else {
            step.role
        };
        let outcome = outcome_at(
            machine,
            &Ask {
                role,
                method: step.method,
                path: &step.path,
                body: step.body,
            },
            NOW,
        );
        journal.extend(outcome.journal);
        for delivery in outcome.deliveries {
            let status = *dice.pick(&[None, Some(200), Some(500)]);
            journal.extend(machine.settle(&delivery, status, NOW));
        }
        if dice.chance(10) {
            journal.extend(machine.advance(3_600_000.0, NOW).journal);
        }
        if dice.chance(3) {
            let snapshot = machine.snapshot("", NOW);
            journal.extend(machine.restore("", snapshot, NOW).unwrap());
        }
        if dice.chance(2) {
            journal.extend(machine.reset(Some("other"), NOW));
        }
    }
    journal
}

#[test]
fn a_dump_and_the_journal_since_give_the_same_state() {
    for seed in 0..6 {
        let mut dice = Dice(seed);
        let mut machine = fresh();
        walked(&mut machine, &mut dice, 60);
        let dump = machine.dump();
        let journal = walked(&mut machine, &mut dice, 120);
        assert!(journal.len() > 40, "{}", journal.len());

        let mut second = fresh();
        second.load(dump).unwrap();
        for change in journal {
            second.replay(change).unwrap();
        }
        let (one, other) = (machine.dump().to_string(), second.dump().to_string());
        let same = one
            .bytes()
            .zip(other.bytes())
            .take_while(|(a, b)| a == b)
            .count();
        assert!(
            one == other,
            "seed {seed}: they differ after …{}",
            &one[same.saturating_sub(200)..same]
        );
    }
}

#[test]
fn reads_and_refused_requests_write_nothing_to_the_journal() {
    let mut machine = fresh();
    for request in [
        Ask::get("/members?workspace_id=1"),
        Ask::get("/nowhere"),
        Ask::send("POST", "/time-entries", json!({ "workspace_id": 1 })),
        Ask::send("POST", "/projects?workspace_id=1", json!({ "name": "x" })).by("member"),
    ] {
        assert_eq!(
            outcome_at(&mut machine, &request, NOW).journal,
            [] as [Value; 0]
        );
    }
}

#[test]
fn a_foreign_dump_is_refused() {
    let mut machine = fresh();
    for dump in [
        json!(null),
        json!({}),
        json!({ "format": 1 }),
        json!({ "format": 1, "world": {} }),
    ] {
        assert!(
            machine
                .load(dump)
                .unwrap_err()
                .starts_with("this is not a dump")
        );
    }
    let mut dump = machine.dump();
    dump["format"] = json!(99);
    assert_eq!(
        machine.load(dump).unwrap_err(),
        "the dump has format 99, not 1"
    );
    let mut dump = machine.dump();
    dump["world"]["namespaces"][""]["workspaces"][1]["contracts"][0]["user_id"] = json!(77);
    let problem = machine.load(dump).unwrap_err();
    assert_eq!(
        problem,
        "the dump contradicts itself: contracts 20, user_id: there is no 77"
    );
}

#[test]
fn a_change_that_does_not_fit_is_refused() {
    let mut machine = fresh();
    assert!(
        machine
            .replay(json!({ "unheard": {} }))
            .unwrap_err()
            .starts_with("this is not a change")
    );
    let body = json!({ "workspace_id": 1 });
    let path = "/time-entries/a1b2c3d4-e5f6-7890-abcd-ef1234567890";
    let outcome = outcome_at(&mut machine, &Ask::send("DELETE", path, body), NOW);
    let problem = machine.replay(outcome.journal[0].clone()).unwrap_err();
    assert_eq!(problem, "the change is refused: Time entry not found");
}

#[test]
fn a_snapshot_restores_data_counters_trackers_and_clock() {
    let mut machine = fresh();
    let start = json!({ "workspace_id": 1, "user_id": 100 });
    good(
        &mut machine,
        &Ask::send("POST", "/time-tracking/start", start),
    );
    machine.advance(90_000.0, NOW);
    let snapshot = machine.snapshot("", NOW);
    let project = |machine: &mut Machine| {
        good(
            machine,
            &Ask::send("POST", "/projects?workspace_id=1", json!({ "name": "x" })),
        )
    };
    let first = project(&mut machine);
    machine.advance(90_000.0, NOW);
    machine.restore("", snapshot.clone(), NOW).unwrap();
    assert_eq!(machine.snapshot("", NOW), snapshot);
    assert_eq!(project(&mut machine), first);
}

#[test]
fn a_delivery_that_was_under_way_is_due_again_after_a_restart() {
    let mut machine = machine(json!({ "now": NOW, "data": { "webhooks": [
        { "id": "w", "url": "http://127.0.0.1:1/", "events": ["project.created"], "token": "t" },
    ] } }));
    let create = Ask::send("POST", "/projects?workspace_id=1", json!({ "name": "x" }));
    let outcome = outcome_at(&mut machine, &create, NOW);
    assert_eq!(outcome.deliveries.len(), 1);
    let mut second = fresh();
    second.load(machine.dump()).unwrap();
    assert_eq!(second.due(NOW).deliveries, []);
    second.resume(NOW);
    assert_eq!(second.due(NOW).deliveries[0].attempt, 2);
}
