//! Tokens, and what a 401 leads to.

use crate::support::{CREATE, LIMITS, LIST, Machine, config, failure, head_with_wait, sent_with};
use webwork_sdk::call::retry::Reason;
use webwork_sdk::call::{Action, CallLimits, Calls, ClientConfig, State};
use webwork_sdk::error::{Code, Outcome};
use webwork_sdk::response::body::Validation;

fn asks(action: &Action) -> bool {
    matches!(action, Action::GetToken { refused: true, .. })
}

fn sends(action: &Action, token: &str) -> bool {
    sent_with(action).as_deref() == Some(token)
}

#[test]
fn a_401_is_renewed_once_for_all_and_the_repeat_is_no_retry() {
    let mut machine = Machine::with_token_function(60);
    let limits = CallLimits {
        max_retries: 0,
        ..LIMITS
    };
    let [first, second, third] =
        [0; 3].map(|_| machine.send_with_token_limited(CREATE, "a", limits));
    assert!(asks(&machine.response(first, 401, "{}")));
    assert_eq!(
        machine.calls.take_retry_reason(first),
        Some(Reason::Status(401))
    );
    machine.response(second, 401, "{}");
    assert_eq!(machine.state(second), Some(State::Renewing));
    assert_eq!(machine.next_ready(), None);
    assert!(sends(&machine.token(first, "b"), "b"));
    assert_eq!(machine.next_ready(), Some(second));
    assert!(sends(&machine.resumed(second), "b"));
    assert!(
        sends(&machine.response(third, 401, "{}"), "b"),
        "it was late"
    );
    let head = head_with_wait(429, 1.0);
    assert_eq!(machine.head(first, head), Action::Read, "no retry is left");
    assert_eq!(
        failure(machine.body(first, "{}")).outcome,
        Outcome::Rejected
    );
}

#[test]
fn a_second_401_ends_the_call() {
    let mut machine = Machine::with_token_function(60);
    let call = machine.send_with_token(CREATE, "a");
    machine.response(call, 401, "{}");
    machine.token(call, "b");
    let ended = failure(machine.response(call, 401, r#"{"message":"expired"}"#));
    assert_eq!(
        (ended.failure.code, ended.attempts),
        (Code::Authentication, 2)
    );
    assert_eq!(ended.failure.message, "401 expired");
    assert_eq!(ended.outcome, Outcome::Rejected);
}

#[test]
fn without_a_token_function_a_401_ends_the_call() {
    let mut machine = Machine::new(60);
    let call = machine.send(CREATE);
    assert_eq!(
        failure(machine.response(call, 401, "{}")).failure.code,
        Code::Authentication
    );
}

#[test]
fn the_refused_token_again_ends_all_who_wait_each_with_its_own_401() {
    let mut machine = Machine::with_token_function(60);
    let [asking, waiting] = [0; 2].map(|_| machine.send_with_token(LIST, "a"));
    machine.response(asking, 401, r#"{"message":"one"}"#);
    machine.response(waiting, 401, r#"{"message":"two"}"#);
    let one = failure(machine.token(asking, "a")).failure;
    assert_eq!(
        (one.code, one.message.as_str()),
        (Code::Authentication, "401 one")
    );
    assert_eq!(machine.next_ready(), Some(waiting));
    let two = failure(machine.resumed(waiting)).failure;
    assert_eq!(
        (two.code, two.message.as_str()),
        (Code::Authentication, "401 two")
    );
    assert!(machine.is_clean(60));
}

#[test]
fn a_token_function_that_fails_ends_the_call_and_all_who_wait_for_it() {
    let mut machine = Machine::with_token_function(60);
    let [asking, waiting] = [0; 2].map(|_| machine.send_with_token(LIST, "a"));
    machine.response(asking, 401, "{}");
    machine.response(waiting, 401, "{}");
    let ended = failure(machine.calls.token_failed(
        asking,
        "the token function failed",
        false,
        0.0,
    ));
    assert_eq!(ended.failure.message, "the token function failed");
    assert_eq!(machine.next_ready(), Some(waiting));
    assert_eq!(
        failure(machine.resumed(waiting)).failure.code,
        Code::Authentication
    );
}

#[test]
fn a_token_function_that_fails_at_first_leaves_the_call_not_sent_and_its_permit_free() {
    let mut machine = Machine::with_token_function(1);
    let (call, _) = machine.start(CREATE);
    let ended = failure(machine.calls.token_failed(call, "no", false, 0.0));
    assert_eq!(
        (ended.failure.code, ended.outcome),
        (Code::Authentication, Outcome::NotSent)
    );
    assert_eq!(
        machine.calls.rate(machine.client, 0.0).unwrap().remaining,
        Some(1.0)
    );
}

#[test]
fn whether_a_call_without_a_token_may_be_repeated_is_up_to_the_token_function() {
    for transient in [false, true] {
        let mut machine = Machine::with_token_function(1);
        let (call, _) = machine.start(CREATE);
        let ended = failure(machine.calls.token_failed(call, "no", transient, 0.0));
        assert_eq!(ended.retryable, transient);
    }
}

#[test]
fn when_the_call_that_asks_is_abandoned_the_next_one_asks_and_the_others_wait_for_it() {
    let mut machine = Machine::with_token_function(60);
    let [asking, next, last] = [0; 3].map(|_| machine.send_with_token(LIST, "a"));
    for call in [asking, next, last] {
        machine.response(call, 401, "{}");
    }
    machine.calls.abandon(asking, 0.0);
    assert_eq!(
        [0; 3].map(|_| machine.next_ready()),
        [Some(next), Some(last), None]
    );
    assert!(asks(&machine.resumed(next)));
    assert!(matches!(machine.resumed(last), Action::Queue { .. }));
    assert!(sends(&machine.token(next, "b"), "b"));
    assert_eq!(machine.next_ready(), Some(last));
    assert!(sends(&machine.resumed(last), "b"));
}

#[test]
fn a_call_that_is_abandoned_before_it_is_resumed_is_not_resumed_any_more() {
    let mut machine = Machine::with_token_function(60);
    let [asking, leaving, last] = [0; 3].map(|_| machine.send_with_token(LIST, "a"));
    for call in [asking, leaving, last] {
        machine.response(call, 401, "{}");
    }
    machine.token(asking, "b");
    machine.calls.abandon(leaving, 0.0);
    assert_eq!([0; 2].map(|_| machine.next_ready()), [Some(last), None]);
}

#[test]
fn calls_with_tokens_of_their_own_never_get_each_others() {
    let mut machine = Machine::with_token_function(60);
    let [one, other] = ["a1", "b1"].map(|token| machine.send_with_token(LIST, token));
    assert!(asks(&machine.response(one, 401, "{}")));
    assert!(asks(&machine.response(other, 401, "{}")));
    assert!(sends(&machine.token(other, "b2"), "b2"));
    assert_eq!(machine.next_ready(), None);
    assert!(sends(&machine.token(one, "a2"), "a2"));
}

#[test]
fn where_calls_are_isolated_each_asks_for_itself() {
    let config = ClientConfig {
        has_token_function: true,
        ..config(60)
    };
    let mut machine = Machine::with_calls(Calls::new(true), config);
    let [one, other] = [0; 2].map(|_| machine.send_with_token(LIST, "a"));
    assert!(asks(&machine.response(one, 401, "{}")));
    assert!(asks(&machine.response(other, 401, "{}")));
    assert!(sends(&machine.token(one, "b"), "b"));
    assert!(sends(&machine.token(other, "b"), "b"));
}

#[test]
fn the_token_function_is_called_for_each_request() {
    let mut machine = Machine::with_token_function(60);
    let call = machine.send_with_token(LIST, "a");
    let action = machine.status(call, 503);
    let Action::Wait { delay, .. } = action else {
        panic!("{action:?}")
    };
    machine.now = delay;
    assert!(matches!(
        machine.time_up(call),
        Action::GetToken { refused: false, .. }
    ));
    assert!(sends(&machine.token(call, "b"), "b"));
}

#[test]
fn a_new_token_that_has_to_wait_for_a_permit_is_sent_without_another_call_of_the_function() {
    let mut machine = Machine::with_token_function(1);
    let call = machine.send_with_token(LIST, "a");
    machine.response(call, 401, "{}");
    assert!(matches!(machine.token(call, "b"), Action::Queue { .. }));
    machine.now = 61_000.0;
    assert_eq!(machine.next_ready(), Some(call));
    assert!(sends(&machine.resumed(call), "b"));
    machine.good_response(call);
}

#[test]
fn calls_of_a_closed_client_keep_its_ways_when_its_handle_is_used_again() {
    let strict = ClientConfig {
        rate_limit_key: String::new(),
        validation: Validation::Strict,
        has_token_function: true,
        ..config(60)
    };
    let mut machine = Machine::with(strict.clone());
    let [call, other] = [0; 2].map(|_| machine.send_with_token(LIST, "a"));
    machine.calls.close(machine.client);
    let off = ClientConfig {
        validation: Validation::Off,
        has_token_function: false,
        ..strict
    };
    assert_eq!(
        machine.calls.open(off, 0.0),
        machine.client,
        "the handle is used again"
    );
    assert_eq!(
        failure(machine.response(call, 200, "{}")).failure.code,
        Code::Decode
    );
    assert!(asks(&machine.response(other, 401, "{}")));
    assert_eq!(machine.state(other), Some(State::Authorizing));
}
