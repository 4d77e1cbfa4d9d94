//! Who waits for a permit, in which order, and for how long.

use crate::support::{CREATE, LIMITS, LIST, Machine, WINDOW, config, failure, head_with_wait};
use proptest::prelude::*;
use webwork_sdk::call::{Action, CallLimits, Calls};
use webwork_sdk::error::{Code, Outcome};

const BULK: CallLimits = CallLimits {
    bulk: true,
    ..LIMITS
};

fn is_sent(action: &Action) -> bool {
    matches!(action, Action::Send { .. })
}

#[test]
fn the_whole_queue_waits_after_a_429_and_the_oldest_call_goes_first() {
    let mut machine = Machine::new(60);
    let first = machine.send(CREATE);
    machine.now = 10.0;
    let action = machine.head(first, head_with_wait(429, 2_000.0));
    assert!(
        matches!(
            action,
            Action::Queue {
                delay: 2_000.0,
                queued: 1,
                ..
            }
        ),
        "{action:?}"
    );
    let second = machine.wait_in_queue(LIST, LIMITS);
    assert_eq!(machine.calls.wake_in(10.0), 2_000.0);
    machine.now = 2_009.0;
    assert_eq!(machine.next_ready(), None);
    machine.now = 2_010.0;
    let order = [0; 3].map(|_| machine.next_ready());
    assert_eq!(order, [Some(first), Some(second), None]);
    assert!(is_sent(&machine.resumed(first)));
    machine.good_response(first);
}

#[test]
fn calls_that_wait_when_the_server_asks_for_more_than_65_s_fail_at_once_and_so_do_later_ones() {
    let mut machine = Machine::new(2);
    let [first, limited] = [0; 2].map(|_| machine.send(LIST));
    let waiting = machine.wait_in_queue(CREATE, LIMITS);
    failure(machine.head(limited, head_with_wait(429, 90_000.0)));
    assert_eq!(machine.calls.wake_in(0.0), 90_000.0);
    assert_eq!(machine.next_ready(), Some(waiting));
    let later = machine.start(CREATE).1;
    for action in [machine.resumed(waiting), later] {
        let ended = failure(action);
        assert_eq!(ended.failure.code, Code::RateLimited);
        assert_eq!(ended.failure.retry_after, Some(90_000.0));
        assert_eq!((ended.outcome, ended.attempts), (Outcome::NotSent, 0));
    }
    machine.good_response(first);
    machine.now = 90_000.0;
    machine.send(CREATE);
}

#[test]
fn interactive_calls_go_first_and_bulk_calls_are_not_starved() {
    let mut machine = Machine::new(1);
    let mut running = machine.send(LIST);
    let bulk = machine.wait_in_queue(LIST, BULK);
    let mut waiting: Vec<usize> = (0..20)
        .map(|_| machine.wait_in_queue(LIST, LIMITS))
        .collect();
    let mut order = Vec::new();
    while order.len() < waiting.len() + 1 {
        machine.good_response(running);
        machine.now += machine.calls.wake_in(machine.now);
        running = machine.next_ready().unwrap();
        assert_eq!(machine.next_ready(), None);
        assert!(is_sent(&machine.resumed(running)));
        order.push(running);
    }
    let position = order.iter().position(|call| *call == bulk).unwrap();
    assert!((1..=8).contains(&position), "{position}");
    order.retain(|call| *call != bulk);
    assert_eq!(
        order,
        std::mem::take(&mut waiting),
        "first come, first served"
    );
}

#[test]
fn closing_and_opening_a_client_does_not_reset_the_count() {
    let mut machine = Machine::new(1);
    let call = machine.send(LIST);
    machine.good_response(call);
    machine.calls.close(machine.client);
    machine.now = 10.0;
    machine.client = machine.calls.open(config(1), 10.0);
    let waiting = machine.wait_in_queue(LIST, LIMITS);
    machine.calls.abandon(waiting, 10.0);
    machine.calls.close(machine.client);
    // Once it holds nobody back, it is forgotten.
    machine.now = 70_000.0;
    machine.client = machine.calls.open(config(2), machine.now);
    assert_eq!(
        machine
            .calls
            .rate(machine.client, machine.now)
            .unwrap()
            .limit,
        Some(2.0)
    );
}

#[test]
fn clients_share_a_limit_only_with_those_of_the_same_key() {
    let mut calls = Calls::new(false);
    let with_key = |key: &str| webwork_sdk::call::ClientConfig {
        rate_limit_key: key.to_owned(),
        ..config(1)
    };
    let clients = ["a", "a", "b", "", ""].map(|key| calls.open(with_key(key), 0.0));
    let sent = clients.map(|client| is_sent(&calls.start(client, LIST, None, LIMITS, 0.0).action));
    assert_eq!(sent, [true, false, true, true, true]);
}

#[test]
fn ten_thousand_calls_in_the_queue_cost_no_more_each_than_a_few() {
    let mut machine = Machine::new(10_000);
    let mut sent = Vec::new();
    let mut waiting = Vec::new();
    for _ in 0..20_000 {
        let (call, action) = machine.start(LIST);
        if is_sent(&action) {
            sent.push(call);
        } else {
            waiting.push(call);
        }
        assert!(machine.calls.wake_in(0.0) > 0.0);
    }
    assert_eq!(sent.len(), 10_000);
    for call in sent {
        machine.good_response(call);
    }
    machine.now = 60_301.0;
    for call in waiting {
        assert_eq!(machine.next_ready(), Some(call));
    }
}

#[test]
fn where_calls_are_isolated_the_permit_of_one_that_is_gone_is_free_after_its_lease_and_a_window() {
    let mut machine = Machine::with_calls(Calls::new(true), config(1));
    machine.send(LIST);
    let (other, action) = machine.start(LIST);
    assert!(
        matches!(
            action,
            Action::Wait {
                delay: 1_000.0,
                queued: 1
            }
        ),
        "{action:?}"
    );
    machine.now = 31_000.0 + WINDOW - 1.0;
    assert!(matches!(
        machine.time_up(other),
        Action::Wait { delay: 1.0, .. }
    ));
    machine.now += 1.0;
    assert!(is_sent(&machine.time_up(other)));
    assert_eq!(machine.next_ready(), None, "nobody is resumed");
}

#[test]
fn an_abandoned_call_leaves_the_queue_and_gives_its_permit_to_the_next() {
    let mut machine = Machine::new(1);
    let first = machine.send(LIST);
    machine.good_response(first);
    let [leaving, next] = [0; 2].map(|_| machine.wait_in_queue(LIST, LIMITS));
    machine.now = WINDOW;
    assert_eq!(machine.next_ready(), Some(leaving));
    assert_eq!(machine.next_ready(), None);
    assert_eq!(
        machine.calls.abandon(leaving, machine.now),
        (Outcome::NotSent, 0)
    );
    assert_eq!(machine.next_ready(), Some(next), "its permit is free");
}

proptest! {
    #[test]
    fn a_full_queue_is_served_in_order_within_the_rate_and_nobody_is_forgotten(
        bulk in prop::collection::vec(any::<bool>(), 1..150),
        leaving in prop::collection::vec(any::<bool>(), 150),
        requests in 1_usize..20,
        latency in 1.0..3_000.0,
    ) {
        let mut machine = Machine::new(requests);
        let mut waiting: Vec<usize> = Vec::new();
        let mut running: Vec<(f64, usize)> = Vec::new();
        let mut sent_at: Vec<f64> = Vec::new();
        let mut served = [Vec::new(), Vec::new()];
        for bulk in &bulk {
            let (call, action) = machine.start_limited(LIST, CallLimits { bulk: *bulk, ..LIMITS });
            if is_sent(&action) {
                sent_at.push(0.0);
                running.push((latency, call));
            } else {
                waiting.push(call);
            }
        }
        for (call, leaves) in waiting.clone().into_iter().zip(&leaving) {
            if *leaves {
                machine.calls.abandon(call, 0.0);
                waiting.retain(|other| *other != call);
            }
        }
        while !running.is_empty() || !waiting.is_empty() {
            let next_response = running.first().map_or(f64::INFINITY, |(at, _)| *at);
            machine.now = next_response.min(machine.now + machine.calls.wake_in(machine.now));
            prop_assert!(machine.now.is_finite(), "{} are forgotten", waiting.len());
            while running.first().is_some_and(|(at, _)| *at <= machine.now) {
                let (_, call) = running.remove(0);
                machine.good_response(call);
            }
            while let Some(call) = machine.next_ready() {
                prop_assert!(is_sent(&machine.resumed(call)));
                sent_at.push(machine.now);
                running.push((machine.now + latency, call));
                waiting.retain(|other| *other != call);
                served[usize::from(bulk[call])].push(call);
            }
        }
        for class in served {
            prop_assert!(class.is_sorted(), "first come, first served");
        }
        for window in sent_at.windows(requests + 1) {
            prop_assert!(window[requests] - window[0] >= 60_000.0);
        }
        prop_assert!(machine.is_clean(requests));
    }
}
