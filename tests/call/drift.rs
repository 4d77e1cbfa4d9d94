//! Which differences from the contract are reported.

use crate::support::{LIST, Machine, config, done, failure};
use serde_json::json;
use webwork_sdk::call::{ClientConfig, Drift, Target};
use webwork_sdk::error::Code;
use webwork_sdk::response::body::Validation;
use webwork_sdk::tables;

const WORKSPACES: Target<'static> = Target::Operation(tables::index_of("getWorkspaces"), b"{}");

fn machine(validation: Validation, reports_drift: bool) -> Machine {
    Machine::with(ClientConfig {
        validation,
        reports_drift,
        ..config(10_000)
    })
}

fn drifts(machine: &mut Machine, target: Target<'_>, text: &str) -> Vec<Drift> {
    let call = machine.send(target);
    done(machine.response(call, 200, text)).drifts
}

fn pointers(drifts: &[Drift]) -> Vec<&str> {
    drifts.iter().map(|drift| drift.pointer.as_str()).collect()
}

#[test]
fn drift_is_reported_once_per_place_and_operation_and_once_for_all_rows() {
    let mut machine = machine(Validation::Report, true);
    let row = json!({ "id": "a", "user_id": "1", "date": "2026-01-29", "method": "m", "start_time": "t", "duration_minutes": 1 });
    let text = json!({ "success": true, "data": [row, row, row], "meta": {} }).to_string();
    assert_eq!(
        pointers(&drifts(&mut machine, LIST, &text)),
        ["/data/0/user_id"]
    );
    assert_eq!(drifts(&mut machine, LIST, &text), [], "it is known");
    let text = text.replace(r#""user_id":"1""#, r#""user_id":true"#);
    let found: Vec<String> = drifts(&mut machine, LIST, &text)
        .into_iter()
        .map(|drift| drift.found)
        .collect();
    assert_eq!(found, ["boolean"], "another type is another difference");
    let text = r#"{"success":true,"data":5}"#;
    assert_eq!(pointers(&drifts(&mut machine, LIST, text)), ["/data"]);
    assert_eq!(pointers(&drifts(&mut machine, WORKSPACES, text)), ["/data"]);
}

#[test]
fn each_client_reports_for_itself() {
    let text = r#"{"success":true,"data":5}"#;
    let mut machine = machine(Validation::Report, true);
    assert_eq!(pointers(&drifts(&mut machine, LIST, text)), ["/data"]);
    machine.client = machine.calls.open(
        ClientConfig {
            validation: Validation::Report,
            reports_drift: true,
            ..config(10_000)
        },
        0.0,
    );
    assert_eq!(pointers(&drifts(&mut machine, LIST, text)), ["/data"]);
}

#[test]
fn nothing_is_compared_where_nobody_listens_or_validation_is_off() {
    for (validation, reports) in [(Validation::Report, false), (Validation::Off, true)] {
        let mut machine = machine(validation, reports);
        let call = machine.send(LIST);
        machine.status(call, 200);
        assert!(!machine.calls.needs_text(call));
        assert_eq!(
            done(machine.body(call, r#"{"success":true,"data":5}"#)).drifts,
            []
        );
    }
}

#[test]
fn strict_validation_fails_with_or_without_a_listener() {
    for reports in [true, false] {
        let mut machine = machine(Validation::Strict, reports);
        let call = machine.send(LIST);
        machine.status(call, 200);
        assert!(machine.calls.needs_text(call));
        let ended = failure(machine.body(call, r#"{"success":true,"data":5}"#));
        assert_eq!(ended.failure.code, Code::Decode);
        assert_eq!(ended.failure.pointer.as_deref(), Some("/data"));
        assert_eq!(
            pointers(&ended.drifts),
            if reports { vec!["/data"] } else { vec![] }
        );
    }
}

#[test]
fn so_many_places_are_remembered_and_no_more_are_reported() {
    let mut machine = machine(Validation::Report, true);
    let timesheets = Target::Operation(tables::index_of("getTimesheets"), b"{}");
    let mut reported = 0;
    for number in 0..300 {
        let days = json!({ (format!("a{number}")): 1, (format!("b{number}")): 1 });
        let text = json!({ "success": true, "data": [{ "daily_breakdown": days }] }).to_string();
        reported += drifts(&mut machine, timesheets, &text).len();
    }
    assert_eq!(reported, 500);
}
