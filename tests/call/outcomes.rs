//! What is repeated, and whether a write may have happened.

use crate::support::{CREATE, DELETE, LIMITS, LIST, Machine, done, failure, head_with_wait};
use proptest::prelude::*;
use webwork_sdk::call::retry::{Reason, backoff, may_repeat};
use webwork_sdk::call::{Action, CallLimits, TransportError};
use webwork_sdk::error::{Code, Outcome};
use webwork_sdk::schema::Method;

const NO_RETRIES: CallLimits = CallLimits {
    max_retries: 0,
    ..LIMITS
};

#[test]
fn a_good_response_is_one_attempt() {
    let mut machine = Machine::new(60);
    let call = machine.send(LIST);
    machine.now = 1.0;
    assert!(!done(machine.response(call, 200, r#"{"success":true}"#)).acknowledged);
    assert!(machine.is_clean(60));
}

#[test]
fn a_write_that_may_have_been_applied_is_not_sent_again() {
    type Fate = fn(&mut Machine, usize) -> Action;
    let fates: [(Code, Fate); 7] = [
        (Code::Connection, |machine, call| {
            machine.failed(call, TransportError::Lost)
        }),
        (Code::Timeout, |machine, call| machine.time_up(call)),
        (Code::Decode, |machine, call| {
            machine.status(call, 201);
            machine.failed(call, TransportError::Lost)
        }),
        (Code::Timeout, |machine, call| {
            machine.status(call, 201);
            machine.time_up(call)
        }),
        (Code::Decode, |machine, call| {
            machine.response(call, 201, "<html>")
        }),
        (Code::Server, |machine, call| {
            machine.response(call, 503, "")
        }),
        (Code::Api, |machine, call| machine.response(call, 408, "")),
    ];
    for (code, fate) in fates {
        let mut machine = Machine::new(60);
        let call = machine.send(CREATE);
        let ended = failure(fate(&mut machine, call));
        assert_eq!(
            (ended.failure.code, ended.outcome),
            (code, Outcome::Unknown)
        );
        assert!(!ended.retryable, "{code:?}");
        assert_eq!(ended.attempts, 1);
    }
}

#[test]
fn a_write_that_was_refused_is_rejected() {
    for (status, text) in [
        (422, "{}"),
        (404, ""),
        (409, "{"),
        (200, r#"{"success":false}"#),
    ] {
        let mut machine = Machine::new(60);
        let call = machine.send(CREATE);
        let ended = failure(machine.response(call, status, text));
        assert_eq!(ended.outcome, Outcome::Rejected, "{status}");
    }
}

#[test]
fn the_status_of_an_error_is_enough_where_its_body_is_cut_off_or_late() {
    for is_late in [true, false] {
        let mut machine = Machine::new(60);
        let call = machine.send(CREATE);
        assert_eq!(machine.status(call, 422), Action::Read);
        let ended = failure(match is_late {
            true => machine.time_up(call),
            false => machine.failed(call, TransportError::Lost),
        });
        assert_eq!(ended.failure.code, Code::Validation);
        assert_eq!(ended.outcome, Outcome::Rejected);
    }
}

#[test]
fn a_write_that_found_no_connection_was_not_sent_and_may_be_repeated_by_the_caller() {
    for (error, retryable) in [
        (TransportError::NotConnected, true),
        (TransportError::Certificate, false),
    ] {
        let mut machine = Machine::new(60);
        let call = machine.send(CREATE);
        let ended = failure(machine.failed(call, error));
        assert_eq!(ended.outcome, Outcome::NotSent);
        assert_eq!(
            (ended.failure.code, ended.retryable),
            (Code::Connection, retryable)
        );
    }
}

#[test]
fn a_write_that_was_refused_with_a_429_and_then_found_no_connection_is_rejected() {
    let mut machine = Machine::new(60);
    let call = machine.send(CREATE);
    machine.head(call, head_with_wait(429, 1_000.0));
    machine.now = 1_000.0;
    assert_eq!(machine.next_ready(), Some(call));
    assert!(matches!(machine.resumed(call), Action::Send { .. }));
    let ended = failure(machine.failed(call, TransportError::NotConnected));
    assert_eq!((ended.outcome, ended.attempts), (Outcome::Rejected, 2));
}

#[test]
fn a_status_that_says_nothing_leaves_a_write_unknown() {
    for status in [0, 100, 199, 600, 999] {
        let mut machine = Machine::new(60);
        let call = machine.send(CREATE);
        let ended = failure(machine.response(call, status, ""));
        assert_eq!(ended.outcome, Outcome::Unknown, "{status}");
    }
}

#[test]
fn a_call_that_is_abandoned_before_its_request_left_was_not_sent_and_gives_its_permit_back() {
    let mut machine = Machine::new(1);
    let call = machine.send(CREATE);
    machine.calls.sent(call, 0);
    assert_eq!(machine.calls.abandon(call, 0.0), (Outcome::NotSent, 0));
    let rate = machine.calls.rate(machine.client, 0.0).unwrap();
    assert_eq!(rate.remaining, Some(1.0));

    let call = machine.send(CREATE);
    machine.calls.sent(call, 1);
    assert_eq!(machine.calls.abandon(call, 0.0), (Outcome::Unknown, 1));
}

#[test]
fn a_call_that_is_abandoned_reports_what_is_known_at_that_moment() {
    let mut machine = Machine::new(1);
    let sending = machine.send(CREATE);
    let queued = machine.wait_in_queue(CREATE, LIMITS);
    assert_eq!(machine.calls.abandon(queued, 0.0), (Outcome::NotSent, 0));
    assert_eq!(machine.calls.abandon(sending, 0.0), (Outcome::Unknown, 1));
    for (status, outcome) in [
        (200, Outcome::Unknown),
        (422, Outcome::Rejected),
        (503, Outcome::Unknown),
    ] {
        let mut machine = Machine::new(1);
        let call = machine.send(CREATE);
        machine.status(call, status);
        assert_eq!(machine.calls.abandon(call, 0.0), (outcome, 1), "{status}");
        assert_eq!(
            machine.calls.abandon(call, 0.0),
            (Outcome::NotSent, 0),
            "it has ended"
        );
        assert!(machine.is_clean(1));
    }
}

#[test]
fn a_delete_whose_response_was_lost_is_done_when_the_record_is_gone() {
    let mut machine = Machine::new(60);
    let call = machine.send(DELETE);
    let action = machine.failed(call, TransportError::Lost);
    assert_eq!(
        action,
        Action::Wait {
            delay: 250.0,
            queued: 0
        }
    );
    assert_eq!(
        machine.calls.take_retry_reason(call),
        Some(Reason::Connection)
    );
    assert_eq!(machine.calls.take_retry_reason(call), None);
    machine.now = 250.0;
    assert!(matches!(machine.time_up(call), Action::Send { .. }));
    assert!(done(machine.response(call, 404, r#"{"success":false}"#)).acknowledged);
}

#[test]
fn a_delete_of_a_record_that_was_never_there_fails() {
    let mut machine = Machine::new(60);
    let call = machine.send(DELETE);
    let ended = failure(machine.response(call, 404, r#"{"success":false}"#));
    assert_eq!(
        (ended.failure.code, ended.outcome),
        (Code::NotFound, Outcome::Rejected)
    );
}

#[test]
fn a_redirect_is_refused_and_not_repeated() {
    let mut machine = Machine::new(60);
    let call = machine.send(LIST);
    let ended = failure(machine.status(call, 302));
    assert_eq!(ended.failure.code, Code::Connection);
    assert!(!ended.retryable);
}

#[test]
fn a_read_is_repeated_as_often_as_max_retries_says() {
    for max_retries in 0..4 {
        let mut machine = Machine::new(60);
        let call = machine.send_limited(
            LIST,
            CallLimits {
                max_retries,
                ..LIMITS
            },
        );
        for _ in 0..max_retries {
            let action = machine.status(call, 503);
            let Action::Wait { delay, .. } = action else {
                panic!("{action:?}")
            };
            machine.now += delay;
            assert!(matches!(machine.time_up(call), Action::Send { .. }));
        }
        let ended = failure(machine.response(call, 503, ""));
        assert_eq!(
            (ended.failure.code, ended.attempts),
            (Code::Server, max_retries + 1)
        );
        assert!(ended.retryable);
    }
}

#[test]
fn a_429_that_no_retry_is_left_for_keeps_its_wait() {
    let mut machine = Machine::new(60);
    let call = machine.send_limited(CREATE, NO_RETRIES);
    assert_eq!(
        machine.head(call, head_with_wait(429, 2_000.0)),
        Action::Read
    );
    let ended = failure(machine.body(call, "{}"));
    assert_eq!(ended.failure.code, Code::RateLimited);
    assert_eq!(ended.failure.retry_after, Some(2_000.0));
    assert!(ended.retryable);
}

#[test]
fn a_503_with_a_longer_wait_than_65_s_fails_with_it() {
    let mut machine = Machine::new(60);
    let call = machine.send(LIST);
    assert_eq!(
        machine.head(call, head_with_wait(503, 66_000.0)),
        Action::Read
    );
    let ended = failure(machine.body(call, "{}"));
    assert_eq!(ended.failure.retry_after, Some(66_000.0));
}

proptest! {
    #[test]
    fn backoff_doubles_with_at_least_half_of_it_certain(failed in 1_u32..20, random in 0.0..1.0) {
        let full = (500.0 * f64::from(1_u32 << (failed - 1).min(4))).min(8_000.0);
        let delay = backoff(failed, random);
        prop_assert!(delay >= full / 2.0 && delay <= full);
    }

    #[test]
    fn a_post_is_repeated_after_a_429_only(status in 100_u16..600) {
        prop_assert_eq!(may_repeat(Method::Post, Reason::Status(status)), status == 429);
    }

    #[test]
    fn other_methods_are_repeated_after_what_may_pass(status in 100_u16..600) {
        let passes = matches!(status, 408 | 429 | 500 | 502 | 503 | 504);
        for method in [Method::Get, Method::Put, Method::Delete] {
            prop_assert_eq!(may_repeat(method, Reason::Status(status)), passes);
        }
    }
}
