//! Timeouts, total timeouts and leases.

use crate::support::{CREATE, LIMITS, LIST, Machine, WINDOW, failure, head_with_wait, sent_with};
use webwork_sdk::call::{Action, CallLimits, State};
use webwork_sdk::error::{Code, Outcome};

fn within(total_timeout: f64) -> CallLimits {
    CallLimits {
        total_timeout,
        ..LIMITS
    }
}

#[test]
fn a_wait_that_is_too_long_fails_at_once_with_its_length() {
    for (total_timeout, wait) in [(f64::INFINITY, 90_000.0), (1_000.0, 2_000.0)] {
        let mut machine = Machine::new(60);
        let call = machine.send_limited(LIST, within(total_timeout));
        machine.now = 1.0;
        let ended = failure(machine.head(call, head_with_wait(429, wait)));
        assert_eq!(ended.failure.code, Code::RateLimited);
        assert_eq!(ended.failure.retry_after, Some(wait));
        assert_eq!(ended.outcome, Outcome::Rejected);
    }
}

#[test]
fn a_total_timeout_that_ends_before_a_permit_is_free_fails_at_once() {
    let mut machine = Machine::new(1);
    let first = machine.send(LIST);
    machine.good_response(first);
    machine.now = 200.0;
    let ended = failure(machine.start_limited(LIST, within(5_000.0)).1);
    assert_eq!(ended.failure.code, Code::RateLimited);
    assert_eq!(ended.outcome, Outcome::NotSent);
}

#[test]
fn a_total_timeout_waits_as_long_as_all_permits_are_in_flight_and_no_longer() {
    let mut machine = Machine::new(1);
    machine.send(LIST);
    let waiting = machine.wait_in_queue(LIST, within(5_000.0));
    machine.now = 5_000.0;
    let ended = failure(machine.time_up(waiting));
    assert_eq!(ended.failure.code, Code::RateLimited);
    assert_eq!(ended.outcome, Outcome::NotSent);
}

#[test]
fn an_attempt_gets_no_more_time_than_the_total_timeout_leaves() {
    let mut machine = Machine::with_token_function(60);
    let (call, action) = machine.start_limited(LIST, within(10_000.0));
    assert!(
        matches!(
            action,
            Action::GetToken {
                within: 10_000.0,
                ..
            }
        ),
        "{action:?}"
    );
    machine.now = 4_000.0;
    let action = machine.token(call, "a");
    assert!(
        matches!(
            action,
            Action::Send {
                within: 6_000.0,
                ..
            }
        ),
        "{action:?}"
    );
    machine.now = 10_000.0;
    let ended = failure(machine.time_up(call));
    assert_eq!(ended.failure.code, Code::Timeout);
    assert!(
        ended.failure.message.contains("totalTimeout"),
        "{}",
        ended.failure.message
    );
}

#[test]
fn a_back_off_that_would_outlast_the_total_timeout_is_not_begun() {
    let mut machine = Machine::new(60);
    let call = machine.send_limited(LIST, within(200.0));
    assert_eq!(machine.status(call, 503), Action::Read);
    assert_eq!(failure(machine.body(call, "")).failure.code, Code::Server);
}

#[test]
fn nothing_is_sent_after_the_total_timeout_when_the_permit_arrives_late() {
    let mut machine = Machine::new(1);
    let first = machine.send(LIST);
    machine.good_response(first);
    let call = machine.wait_in_queue(CREATE, within(WINDOW + 5.0));
    machine.now = WINDOW;
    assert_eq!(machine.next_ready(), Some(call));
    machine.now = WINDOW + 6.0;
    let ended = failure(machine.resumed(call));
    assert_eq!(
        (ended.failure.code, ended.outcome),
        (Code::Timeout, Outcome::NotSent)
    );
    assert!(machine.is_clean(1));
}

#[test]
fn nothing_is_sent_after_the_total_timeout_when_the_token_arrives_late() {
    let mut machine = Machine::with_token_function(1);
    let (call, _) = machine.start_limited(CREATE, within(100.0));
    machine.now = 101.0;
    let ended = failure(machine.token(call, "a"));
    assert_eq!(
        (ended.failure.code, ended.outcome),
        (Code::Timeout, Outcome::NotSent)
    );
    assert!(machine.is_clean(1));
}

#[test]
fn the_token_function_is_not_called_for_a_401_after_the_total_timeout() {
    let mut machine = Machine::with_token_function(60);
    let call = machine.send_with_token_limited(LIST, "a", within(100.0));
    machine.status(call, 401);
    machine.now = 100.0;
    assert_eq!(
        failure(machine.time_up(call)).failure.code,
        Code::Authentication
    );
}

#[test]
fn the_total_timeout_ends_a_wait_for_the_token_of_another_call() {
    let mut machine = Machine::with_token_function(60);
    let asking = machine.send_with_token(LIST, "a");
    let waiting = machine.send_with_token_limited(CREATE, "a", within(100.0));
    machine.response(asking, 401, "{}");
    let action = machine.response(waiting, 401, "{}");
    assert!(
        matches!(action, Action::Queue { within: 100.0, .. }),
        "{action:?}"
    );
    machine.now = 100.0;
    let ended = failure(machine.time_up(waiting));
    assert_eq!(
        (ended.failure.code, ended.outcome),
        (Code::Timeout, Outcome::Rejected)
    );
    assert!(matches!(machine.token(asking, "b"), Action::Send { .. }));
    assert_eq!(machine.next_ready(), None);
}

#[test]
fn a_call_with_a_short_timeout_keeps_the_permit_that_it_waited_for() {
    let mut machine = Machine::new(1);
    let first = machine.send(LIST);
    machine.good_response(first);
    let limits = CallLimits {
        timeout: 1.0,
        ..LIMITS
    };
    let call = machine.wait_in_queue(LIST, limits);
    machine.now = WINDOW;
    assert_eq!(machine.next_ready(), Some(call));
    machine.now += 50.0;
    assert!(matches!(
        machine.resumed(call),
        Action::Send { within: 1.0, .. }
    ));
}

#[test]
fn a_token_function_that_outlasts_the_lease_costs_another_permit_but_not_another_call_of_it() {
    let mut machine = Machine::with_token_function(2);
    let (call, _) = machine.start(LIST);
    machine.now = 40_000.0;
    assert_eq!(sent_with(&machine.token(call, "a")), Some("a".to_owned()));
    assert_eq!(
        machine
            .calls
            .rate(machine.client, machine.now)
            .unwrap()
            .remaining,
        Some(0.0)
    );

    let mut machine = Machine::with_token_function(1);
    let (call, _) = machine.start(LIST);
    machine.now = 40_000.0;
    assert!(matches!(machine.token(call, "a"), Action::Queue { .. }));
    machine.now = 31_000.0 + WINDOW;
    assert_eq!(machine.next_ready(), Some(call));
    assert_eq!(sent_with(&machine.resumed(call)), Some("a".to_owned()));
    assert_eq!(machine.state(call), Some(State::Sending));
}
