//! When the response to a repeat says that the first attempt, whose response was lost, had done it.

use crate::support::{context, judged_in};
use serde_json::json;
use webwork_sdk::error::{Code, Failure};
use webwork_sdk::response::body::{Context, Validation, Verdict};
use webwork_sdk::schema::Method;

const TRANSITIONS: [(&str, &str); 4] = [
    ("approve", "approved"),
    ("reject", "rejected"),
    ("submit", "submitted"),
    ("unsubmit", "unsubmitted"),
];

fn put(name: &str, status: u16, text: &str, maybe_applied: bool) -> Result<Verdict, Box<Failure>> {
    let context = Context {
        operation: name,
        maybe_applied,
        ..context(Method::Put, Validation::Strict)
    };
    judged_in(context, status, text).0
}

fn says(name: &str, status: u16, message: &str) -> Result<Verdict, Box<Failure>> {
    let text = json!({ "success": false, "message": message }).to_string();
    put(name, status, &text, true)
}

#[test]
fn a_transition_is_done_when_its_own_participle_is_what_the_record_already_is() {
    for (method, _) in TRANSITIONS {
        for (_, participle) in TRANSITIONS {
            let name = format!("timesheets.{method}");
            let message = format!("The timesheet is Already {participle}.");
            for status in [400, 409, 422] {
                let is_done = says(&name, status, &message) == Ok(Verdict::Acknowledged);
                let is_own = TRANSITIONS.contains(&(method, participle));
                assert_eq!(is_done, is_own, "{method}: {message}");
            }
        }
    }
}

#[test]
fn a_message_about_another_transition_does_not_make_it_done() {
    let message = "This timesheet is already approved and cannot be rejected";
    assert_eq!(
        says("timesheets.reject", 409, message).unwrap_err().code,
        Code::Conflict
    );
    assert_eq!(
        says("timesheets.approve", 409, message),
        Ok(Verdict::Acknowledged)
    );
    assert!(says("timesheets.submit", 409, "already unsubmitted").is_err());
    assert!(says("timesheets.unsubmit", 409, "already submitted").is_err());
    assert!(says("timesheets.approve", 409, "Not approved").is_err());
    assert!(says("timesheets.approve", 409, "already").is_err());
}

#[test]
fn a_message_that_only_mentions_the_transition_does_not_make_it_done() {
    for message in [
        "The timesheet is not already approved.",
        "This timesheet isn't already approved",
        "Nothing happens unless it is already approved",
        "Members whose leave is already approved cannot be edited",
        "A timesheet which is already approved cannot be changed",
        "Check if it is already approved",
        "already approver",
        "already approvedly",
    ] {
        assert!(
            says("timesheets.approve", 422, message).is_err(),
            "{message}"
        );
    }
}

#[test]
fn what_the_server_says_in_error_counts_too() {
    let text = r#"{"error":"ALREADY APPROVED"}"#;
    assert_eq!(
        put("timesheets.approve", 422, text, true),
        Ok(Verdict::Acknowledged)
    );
}

#[test]
fn a_transition_is_done_only_after_an_attempt_that_may_have_done_it() {
    let text = r#"{"message":"already approved"}"#;
    for status in [400, 409, 422] {
        assert!(put("timesheets.approve", status, text, false).is_err());
    }
}

#[test]
fn nothing_vaguer_makes_a_call_done() {
    let done = "already approved";
    for status in [401, 403, 404, 429, 500] {
        assert!(
            says("timesheets.approve", status, done).is_err(),
            "{status}"
        );
    }
    assert!(says("contracts.update", 409, "already updated").is_err());
    assert!(says("request", 409, done).is_err());
    let context = Context {
        operation: "timesheets.approve",
        maybe_applied: true,
        ..context(Method::Post, Validation::Strict)
    };
    let text = r#"{"message":"already approved"}"#;
    assert!(judged_in(context, 409, text).0.is_err(), "a POST");
}

#[test]
fn a_delete_that_was_lost_and_repeated_is_done_when_the_record_is_gone() {
    let text = r#"{"success":false,"message":"Not found"}"#;
    let delete = |maybe_applied, status| {
        let context = Context {
            maybe_applied,
            ..context(Method::Delete, Validation::Report)
        };
        judged_in(context, status, text).0
    };
    assert_eq!(delete(true, 404), Ok(Verdict::Acknowledged));
    assert_eq!(delete(false, 404).unwrap_err().code, Code::NotFound);
    assert_eq!(delete(true, 409).unwrap_err().code, Code::Conflict);
}
