//! Calls whose permits come from a store that other processes share.

use crate::reach::shared;
use crate::support::{LIMITS, LIST, Machine, config};
use webwork_sdk::call::{Action, Calls};
use webwork_sdk::rate_limit::Granted;

fn report(machine: &mut Machine) -> Vec<f64> {
    let mut numbers = Vec::new();
    let push = &mut |number| numbers.push(number);
    machine.calls.report_rate_limit("key", push);
    numbers
}

fn grant(machine: &mut Machine, first: f64, count: u32) {
    let granted = Granted {
        first,
        count,
        lease_end: machine.now + 40_000.0,
        next_at: machine.now,
        ..Granted::default()
    };
    machine.calls.grant_rate_limit("key", granted);
}

#[test]
fn a_call_waits_for_a_grant_and_its_response_is_reported() {
    let mut machine = shared();
    let call = machine.wait_in_queue(LIST, LIMITS);
    assert_eq!(machine.next_ready(), None);
    let waiting = report(&mut machine);
    assert_eq!(waiting[..2], [1.0, 0.0]);
    assert!(waiting[6] > LIMITS.timeout, "a lease for the whole attempt");
    grant(&mut machine, 7.0, 1);
    assert_eq!(machine.next_ready(), Some(call));
    assert!(matches!(machine.resumed(call), Action::Send { .. }));
    machine.now += 200.0;
    machine.good_response(call);
    let reported = report(&mut machine);
    assert_eq!(reported[..2], [0.0, 0.0]);
    assert_eq!(reported[7..], [7.0, machine.now]);
    assert_eq!(report(&mut machine)[7..], [] as [f64; 0], "reported once");
}

#[test]
fn permits_that_nobody_wants_any_more_are_given_back() {
    let mut machine = shared();
    let call = machine.wait_in_queue(LIST, LIMITS);
    grant(&mut machine, 1.0, 2);
    machine.calls.abandon(call, machine.now);
    let unused = f64::NEG_INFINITY;
    assert_eq!(report(&mut machine)[7..], [1.0, unused, 2.0, unused]);
}

#[test]
fn a_permit_whose_lease_is_too_short_is_given_back_and_the_call_waits_on() {
    let mut machine = shared();
    let call = machine.wait_in_queue(LIST, LIMITS);
    grant(&mut machine, 1.0, 1);
    machine.now += 39_000.0;
    assert_eq!(machine.next_ready(), Some(call));
    assert!(matches!(machine.resumed(call), Action::Queue { .. }));
    assert_eq!(report(&mut machine)[7..], [1.0, f64::NEG_INFINITY]);
}

#[test]
fn a_pause_that_the_store_knows_of_holds_and_a_long_one_ends_calls() {
    let mut machine = shared();
    let call = machine.wait_in_queue(LIST, LIMITS);
    let granted = Granted {
        paused_until: 90_000.0,
        ..Granted::default()
    };
    machine.calls.grant_rate_limit("key", granted);
    assert_eq!(machine.next_ready(), Some(call));
    assert!(matches!(machine.resumed(call), Action::Fail(_)));
}

#[test]
fn users_see_what_the_store_has_left() {
    let mut machine = shared();
    let granted = Granted {
        free: 0.0,
        reset_at: 3_000.0,
        ..Granted::default()
    };
    machine.calls.grant_rate_limit("key", granted);
    let rate = machine.calls.rate(machine.client, 1_000.0).unwrap();
    assert_eq!(
        (rate.limit, rate.remaining, rate.reset),
        (Some(1.0), Some(0.0), Some(2_000.0))
    );
    let later = machine.calls.rate(machine.client, 3_000.0).unwrap();
    assert_eq!(later.remaining, Some(1.0));
}

#[test]
fn a_call_that_polls_is_reported_and_gets_a_grant() {
    let mut machine = Machine::with_calls(Calls::new(true), config(1));
    report(&mut machine);
    let (call, action) = machine.start_limited(LIST, LIMITS);
    assert!(matches!(action, Action::Wait { .. }));
    assert_eq!(report(&mut machine)[..2], [1.0, 0.0]);
    grant(&mut machine, 1.0, 1);
    assert!(matches!(machine.time_up(call), Action::Send { .. }));
}

#[test]
fn calls_that_are_told_how_long_they_wait_keep_their_places() {
    let mut machine = shared();
    let calls = [(); 3].map(|()| machine.wait_in_queue(LIST, LIMITS));
    let granted = Granted {
        next_at: 5_000.0,
        ..Granted::default()
    };
    machine.calls.grant_rate_limit("key", granted);
    for call in calls {
        assert!(matches!(
            machine.resumed(call),
            Action::Queue { delay: 5_000.0, .. }
        ));
        assert_eq!(report(&mut machine)[..2], [3.0, 0.0]);
    }
    grant(&mut machine, 1.0, 1);
    assert_eq!(machine.next_ready(), Some(calls[0]));
}
