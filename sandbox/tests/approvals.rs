//! The rules on timesheets and leave, each by name.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]
#![cfg(not(target_arch = "wasm32"))]

mod support;

use serde_json::json;
use support::{Ask, fresh, good, refused};
use webwork_sandbox::machine::Machine;

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
