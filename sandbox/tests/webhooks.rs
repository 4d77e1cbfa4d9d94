//! Webhook deliveries: when, what, and how often.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]
#![cfg(not(target_arch = "wasm32"))]

mod support;

use serde_json::{Value, json};
use support::{Ask, NOW, good, machine, outcome_at};
use webwork_sandbox::machine::Machine;

fn with_webhook(options: Value) -> Machine {
    let mut options = options;
    options["data"] = json!({ "webhooks": [
        { "id": "w", "url": "http://127.0.0.1:9/hook", "events": ["project.created"], "token": "whsec_x" },
    ] });
    machine(options)
}

fn create(machine: &mut Machine) -> Vec<webwork_sandbox::machine::Delivery> {
    let body = json!({ "name": "x" });
    outcome_at(
        machine,
        &Ask::send("POST", "/projects?workspace_id=1", body),
        NOW,
    )
    .deliveries
}

#[test]
fn a_failed_delivery_is_tried_again_each_time_at_its_own_instant() {
    let mut machine = with_webhook(json!({ "now": NOW }));
    let mut deliveries = create(&mut machine);
    assert_eq!(deliveries[0].headers["x-webhook-token"], "whsec_x");
    let mut times = Vec::new();
    let mut left = 86_400_000.0;
    loop {
        for delivery in deliveries {
            times.push((delivery.attempt, delivery.at.clone()));
            machine.settle(&delivery, Some(500), NOW);
        }
        let due = machine.advance(left, NOW);
        if due.done {
            break;
        }
        (deliveries, left) = (due.deliveries, due.left);
    }
    let at = |attempt: u32, time: &str| (attempt, format!("2026-01-29T{time}.000000Z"));
    assert_eq!(
        times,
        [
            at(1, "12:00:00"),
            at(2, "12:00:10"),
            at(3, "12:01:10"),
            at(4, "12:06:10"),
            at(5, "12:36:10"),
            at(6, "14:36:10"),
        ]
    );
    assert_eq!(machine.now(NOW), NOW as i64 + 86_400_000);
}

#[test]
fn deliveries_of_several_webhooks_fire_in_the_order_of_time() {
    let mut machine = with_webhook(json!({ "now": NOW }));
    let first = create(&mut machine);
    machine.settle(&first[0], None, NOW);
    machine.advance(4_000.0, NOW);
    let second = create(&mut machine);
    machine.settle(&second[0], None, NOW);
    let mut fired = Vec::new();
    let mut left = 20_000.0;
    loop {
        let due = machine.advance(left, NOW);
        for delivery in &due.deliveries {
            fired.push((delivery.id, machine.now(NOW) - NOW as i64));
            machine.settle(delivery, Some(204), NOW);
        }
        if due.done {
            break;
        }
        left = due.left;
    }
    assert_eq!(fired, [(1, 10_000), (2, 14_000)]);
}

#[test]
fn a_delivery_that_succeeded_or_was_not_sent_is_not_tried_again() {
    for status in [Some(200), Some(0)] {
        let mut machine = with_webhook(json!({ "now": NOW }));
        let deliveries = create(&mut machine);
        machine.settle(&deliveries[0], status, NOW);
        assert_eq!(machine.next_due(), None);
    }
    let mut machine = with_webhook(json!({ "now": NOW }));
    let deliveries = create(&mut machine);
    machine.settle(&deliveries[0], Some(500), NOW);
    good(
        &mut machine,
        &Ask::send("DELETE", "/webhooks/w", json!({ "workspace_id": 1 })),
    );
    assert!(
        machine.advance(60_000.0, NOW).deliveries.is_empty(),
        "its webhook is gone"
    );
}

#[test]
fn events_are_told_when_things_happen() {
    let mut machine = machine(json!({ "now": NOW, "data": { "webhooks": [
        { "id": "all", "url": "http://127.0.0.1:9/", "token": "t", "events": [
            "tracker.started", "tracker.stopped", "member.invited", "member.updated", "member.archived",
            "project.created", "project.updated", "project.deleted"
        ] },
    ] } }));
    let who = json!({ "workspace_id": 1, "user_id": 100 });
    let person = json!({ "email": "n@example.com", "firstname": "N", "lastname": "N", "role": "Regular User" });
    for (method, path, body, event) in [
        (
            "POST",
            "/time-tracking/start",
            who.clone(),
            Some("tracker.started"),
        ),
        (
            "POST",
            "/time-tracking/stop",
            who.clone(),
            Some("tracker.stopped"),
        ),
        (
            "POST",
            "/members?workspace_id=1",
            person.clone(),
            Some("member.invited"),
        ),
        ("POST", "/members?workspace_id=1", person, None),
        (
            "PUT",
            "/members/100?workspace_id=1",
            json!({ "firstname": "J" }),
            Some("member.updated"),
        ),
        (
            "DELETE",
            "/members/123?workspace_id=1",
            json!({}),
            Some("member.archived"),
        ),
        (
            "POST",
            "/projects?workspace_id=1",
            json!({ "name": "x" }),
            Some("project.created"),
        ),
        (
            "PUT",
            "/projects/10?workspace_id=1",
            json!({ "name": "y" }),
            Some("project.updated"),
        ),
        (
            "DELETE",
            "/projects/10?workspace_id=1",
            json!({}),
            Some("project.deleted"),
        ),
        ("DELETE", "/projects/10?workspace_id=1", json!({}), None),
    ] {
        let outcome = outcome_at(&mut machine, &Ask::send(method, path, body), NOW);
        let told: Vec<&str> = outcome
            .deliveries
            .iter()
            .map(|one| one.event.as_str())
            .collect();
        assert_eq!(
            told,
            event.into_iter().collect::<Vec<_>>(),
            "{method} {path}"
        );
    }
}
