//! The life of calls: pacing, retries, outcomes, deadlines, with a clock of the tests' own.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use proptest::prelude::*;
use webwork_sdk::auth::Step;
use webwork_sdk::call::calls::{Ask, Calls, ClientConfig, Limits, Next};
use webwork_sdk::call::retry::{Trouble, backoff, may_retry};
use webwork_sdk::error::{Code, Outcome};
use webwork_sdk::rate_limit::limiter::{Limiter, Slot, Told};
use webwork_sdk::response::headers::Head;
use webwork_sdk::response::judge::{Body, Validation, Verdict};
use webwork_sdk::schema::Method;
use webwork_sdk::tables;

const LIST: Ask<'static> = Ask::Operation(
    tables::index_of("getTimeEntries"),
    br#"{"user_id":1,"date":"2026-01-29"}"#,
);
const CREATE: Ask<'static> = Ask::Operation(
    tables::index_of("createTimeEntry"),
    br#"{"user_id":1,"date":"2026-01-29","start_time":"09:00","end_time":"10:00"}"#,
);
const DELETE: Ask<'static> = Ask::Operation(
    tables::index_of("deleteTimeEntry"),
    br#"{"time_entry_id":"a"}"#,
);

const LIMITS: Limits = Limits {
    timeout: 30_000.0,
    deadline: f64::INFINITY,
    max_retries: 2,
    bulk: false,
};

fn client(calls: &mut Calls, requests: usize) -> usize {
    let config = ClientConfig {
        base_url: "https://h".to_owned(),
        workspace_id: Some(1),
        limiter: "token".to_owned(),
        requests,
        per: 60_000.0,
        validation: Validation::Off,
    };
    calls.open(config, 0.0)
}

fn status(status: u16) -> Head {
    Head {
        status,
        ..Head::default()
    }
}

/// Sends an attempt at a time.
fn send(calls: &mut Calls, call: usize, now: f64) {
    assert_eq!(calls.admit(call, false, now), Ok(0.0));
    calls.sent(call, now);
}

#[test]
fn a_good_answer_is_one_attempt() {
    let mut calls = Calls::default();
    let client = client(&mut calls, 60);
    let call = calls.begin(client, LIST, None, LIMITS, 0.0).unwrap();
    assert_eq!(calls.outcome(call), Outcome::NotSent);
    send(&mut calls, call, 0.0);
    assert_eq!(calls.answered(call, status(200), 0.0, 1.0), Ok(Next::Read));
    let body = Body {
        text: br#"{"success":true,"data":[]}"#,
        json: true,
    };
    assert_eq!(
        calls.judge(call, body, &mut |_, _, _| {}),
        Ok(Verdict::Body)
    );
    assert_eq!(calls.attempts(call), 1);
    calls.end(call, 1.0);
}

#[test]
fn a_write_that_may_have_been_applied_is_not_sent_again() {
    for trouble in [Trouble::Connection, Trouble::Timeout, Trouble::CutOff] {
        let mut calls = Calls::default();
        let client = client(&mut calls, 60);
        let call = calls.begin(client, CREATE, None, LIMITS, 0.0).unwrap();
        send(&mut calls, call, 0.0);
        assert!(calls.failed(call, trouble, "", 0.0, 1.0).is_err());
        assert_eq!(calls.outcome(call), Outcome::Unknown);
    }
    let mut calls = Calls::default();
    let client = client(&mut calls, 60);
    let call = calls.begin(client, CREATE, None, LIMITS, 0.0).unwrap();
    send(&mut calls, call, 0.0);
    assert_eq!(calls.answered(call, status(503), 0.0, 1.0), Ok(Next::Read));
    assert_eq!(
        calls
            .judge(
                call,
                Body {
                    text: b"",
                    json: false
                },
                &mut |_, _, _| {}
            )
            .unwrap_err()
            .code,
        Code::Server
    );
    assert_eq!(calls.outcome(call), Outcome::Unknown);
}

#[test]
fn a_write_that_was_refused_says_so() {
    let mut calls = Calls::default();
    let client = client(&mut calls, 60);
    let call = calls.begin(client, CREATE, None, LIMITS, 0.0).unwrap();
    send(&mut calls, call, 0.0);
    assert_eq!(calls.answered(call, status(422), 0.0, 1.0), Ok(Next::Read));
    assert!(
        calls
            .judge(
                call,
                Body {
                    text: b"{}",
                    json: true
                },
                &mut |_, _, _| {}
            )
            .is_err()
    );
    assert_eq!(calls.outcome(call), Outcome::Rejected);
}

#[test]
fn a_429_is_waited_out_for_its_time_by_the_whole_queue_and_then_sent_again() {
    let mut calls = Calls::default();
    let client = client(&mut calls, 60);
    let first = calls.begin(client, CREATE, None, LIMITS, 0.0).unwrap();
    let second = calls.begin(client, LIST, None, LIMITS, 0.0).unwrap();
    send(&mut calls, first, 0.0);
    let head = Head {
        retry_after: Some(2_000.0),
        ..status(429)
    };
    assert_eq!(
        calls.answered(first, head, 0.0, 10.0),
        Ok(Next::Retry(2_000.0))
    );
    assert_eq!(calls.trouble(first), Some(Trouble::Status(429)));
    assert_eq!(
        (
            calls.admit(second, false, 10.0),
            calls.admit(first, false, 20.0)
        ),
        (Ok(f64::INFINITY), Ok(f64::INFINITY))
    );
    assert_eq!(calls.wake(10.0), 2_000.0);
    assert_eq!(calls.pump(2_009.0), None);
    let order = [0; 3].map(|_| calls.pump(2_010.0));
    assert_eq!(
        order,
        [Some(first), Some(second), None],
        "the older call goes first"
    );
    send(&mut calls, first, 2_010.0);
    assert_eq!(calls.attempts(first), 2);
}

#[test]
fn a_wait_that_is_too_long_fails_at_once_with_its_length() {
    for (deadline, wait) in [(f64::INFINITY, 90_000.0), (1_000.0, 2_000.0)] {
        let mut calls = Calls::default();
        let client = client(&mut calls, 60);
        let call = calls
            .begin(client, LIST, None, Limits { deadline, ..LIMITS }, 0.0)
            .unwrap();
        send(&mut calls, call, 0.0);
        let failure = calls
            .answered(
                call,
                Head {
                    retry_after: Some(wait),
                    ..status(429)
                },
                0.0,
                1.0,
            )
            .unwrap_err();
        assert_eq!(
            (failure.code, failure.retry_after),
            (Code::RateLimited, Some(wait))
        );
    }
}

#[test]
fn a_deadline_that_ends_before_a_slot_is_free_fails_at_once() {
    let mut calls = Calls::default();
    let client = client(&mut calls, 1);
    let first = calls.begin(client, LIST, None, LIMITS, 0.0).unwrap();
    send(&mut calls, first, 0.0);
    assert_eq!(
        calls.answered(first, status(200), 0.0, 100.0),
        Ok(Next::Read)
    );
    let second = calls
        .begin(
            client,
            LIST,
            None,
            Limits {
                deadline: 5_000.0,
                ..LIMITS
            },
            200.0,
        )
        .unwrap();
    assert_eq!(
        calls.admit(second, false, 200.0).unwrap_err().code,
        Code::RateLimited
    );
    assert_eq!(calls.outcome(second), Outcome::NotSent);
}

#[test]
fn a_removal_whose_answer_was_lost_is_done_when_it_is_gone() {
    let mut calls = Calls::default();
    let client = client(&mut calls, 60);
    let call = calls.begin(client, DELETE, None, LIMITS, 0.0).unwrap();
    send(&mut calls, call, 0.0);
    assert_eq!(
        calls.failed(call, Trouble::Connection, "", 0.0, 1.0),
        Ok(250.0)
    );
    send(&mut calls, call, 1_000.0);
    assert_eq!(
        calls.answered(call, status(404), 0.0, 1_001.0),
        Ok(Next::Read)
    );
    let body = Body {
        text: br#"{"success":false}"#,
        json: true,
    };
    assert_eq!(
        calls.judge(call, body, &mut |_, _, _| {}),
        Ok(Verdict::Acknowledged)
    );
}

#[test]
fn a_redirect_is_refused() {
    let mut calls = Calls::default();
    let client = client(&mut calls, 60);
    let call = calls.begin(client, LIST, None, LIMITS, 0.0).unwrap();
    send(&mut calls, call, 0.0);
    let failure = calls
        .answered(
            call,
            Head {
                redirect: true,
                ..status(302)
            },
            0.0,
            1.0,
        )
        .unwrap_err();
    assert_eq!(failure.code, Code::Connection);
}

#[test]
fn interactive_calls_go_first_and_bulk_calls_are_not_starved() {
    let mut calls = Calls::default();
    let client = client(&mut calls, 1);
    let mut order = Vec::new();
    let bulk = calls
        .begin(
            client,
            LIST,
            None,
            Limits {
                bulk: true,
                ..LIMITS
            },
            0.0,
        )
        .unwrap();
    let first = calls.begin(client, LIST, None, LIMITS, 0.0).unwrap();
    send(&mut calls, first, 0.0);
    assert_eq!(calls.admit(bulk, false, 0.0), Ok(f64::INFINITY));
    let mut waiting: Vec<usize> = (0..20)
        .map(|_| calls.begin(client, LIST, None, LIMITS, 0.0).unwrap())
        .collect();
    for call in &waiting {
        assert_eq!(calls.admit(*call, false, 0.0), Ok(f64::INFINITY));
    }
    let mut now = 0.0;
    let mut running = first;
    waiting.push(bulk);
    while order.len() < waiting.len() {
        assert_eq!(
            calls.answered(running, status(200), 0.0, now),
            Ok(Next::Read)
        );
        now += calls.wake(now);
        running = calls.pump(now).unwrap();
        assert_eq!(calls.pump(now), None);
        send(&mut calls, running, now);
        order.push(running);
    }
    let place = order.iter().position(|call| *call == bulk).unwrap();
    assert!((1..=8).contains(&place), "{place}");
    order.retain(|call| *call != bulk);
    waiting.pop();
    assert_eq!(order, waiting, "first come, first served");
}

#[test]
fn closing_and_opening_a_client_does_not_reset_the_count() {
    let mut calls = Calls::default();
    let one = client(&mut calls, 1);
    let call = calls.begin(one, LIST, None, LIMITS, 0.0).unwrap();
    send(&mut calls, call, 0.0);
    calls.answered(call, status(200), 0.0, 0.0).unwrap();
    calls.end(call, 0.0);
    calls.close(one);
    let other = client(&mut calls, 1);
    let call = calls.begin(other, LIST, None, LIMITS, 10.0).unwrap();
    assert_eq!(calls.admit(call, false, 10.0), Ok(f64::INFINITY));
}

/// Runs requests through a limiter as fast as it lets them, each with its own latency, and returns
/// when the server counted each, which is somewhere between sending and answer.
fn arrivals(limiter: &mut Limiter, latencies: &[(f64, f64)], gap: &[f64]) -> Vec<f64> {
    arrivals_and_given_up(limiter, latencies, gap, &[])
}

/// The same, with requests, by index, whose answer nobody waits for.
fn arrivals_and_given_up(
    limiter: &mut Limiter,
    latencies: &[(f64, f64)],
    gap: &[f64],
    given_up: &[usize],
) -> Vec<f64> {
    let mut now = 0.0_f64;
    let mut under_way: Vec<(f64, Slot)> = Vec::new();
    let mut counted = Vec::new();
    for (index, (latency, share)) in latencies.iter().enumerate() {
        now += gap[index % gap.len()];
        loop {
            under_way.sort_by(|one, other| one.0.total_cmp(&other.0));
            while under_way.first().is_some_and(|(at, _)| *at <= now) {
                let (at, slot) = under_way.remove(0);
                limiter.answered(slot, Told::default(), at);
            }
            if let Some(slot) = limiter.take(now) {
                counted.push(now + latency * share);
                if given_up.contains(&index) {
                    limiter.given_up(slot, now);
                } else {
                    under_way.push((now + latency, slot));
                }
                break;
            }
            let next = under_way.first().map_or(f64::INFINITY, |(at, _)| *at);
            now = next.min(limiter.free_at());
        }
    }
    counted.sort_by(f64::total_cmp);
    counted
}

proptest! {
    #[test]
    fn no_window_of_the_servers_sees_more_than_is_permitted(
        limit in 1_usize..20,
        latencies in prop::collection::vec((0.0..3_000.0, 0.0..1.0), 1..200),
        gap in prop::collection::vec(0.0..5_000.0, 1..20),
    ) {
        let counted = arrivals(&mut Limiter::new(limit, 60_000.0), &latencies, &gap);
        for window in counted.windows(limit + 1) {
            prop_assert!(window[limit] - window[0] >= 60_000.0, "{} in {} ms", limit + 1, window[limit] - window[0]);
        }
    }

    #[test]
    fn a_request_that_was_given_up_is_counted_as_late_as_others_are_answered(
        limit in 1_usize..20,
        shares in prop::collection::vec(0.0..1.0, 2..200),
        given_up in prop::collection::vec(1_usize..200, 0..100),
    ) {
        let latencies: Vec<(f64, f64)> = shares.iter().map(|share| (2_000.0, *share)).collect();
        // The first is waited for: without any answer there is nothing to go by.
        let mut gap = vec![0.0; latencies.len()];
        gap[1] = 2_000.0;
        let counted = arrivals_and_given_up(&mut Limiter::new(limit, 60_000.0), &latencies, &gap, &given_up);
        for window in counted.windows(limit + 1) {
            prop_assert!(window[limit] - window[0] >= 60_000.0, "{} in {} ms", limit + 1, window[limit] - window[0]);
        }
    }

    #[test]
    fn hardly_any_of_what_is_permitted_is_left_unused(latency in 1.0..700.0) {
        let count = 60 * 20;
        let counted = arrivals(&mut Limiter::new(60, 60_000.0), &vec![(latency, 0.5); count], &[0.0]);
        let minutes = (counted[count - 1] - counted[0]) / 60_000.0;
        // Twenty bursts of 60 span nineteen windows.
        prop_assert!(minutes * 0.98 <= 19.0, "{minutes}");
    }

    #[test]
    fn what_the_server_tells_is_never_believed_beyond_what_is_certain(
        remaining in 0.0..60.0, under_way in 0_usize..30,
    ) {
        let mut limiter = Limiter::new(60, 60_000.0);
        let slots: Vec<Slot> = (0..=under_way).map(|_| limiter.take(0.0).unwrap()).collect();
        let told = Told { limit: None, remaining: Some(remaining), reset: Some(1_000.0), window: None };
        limiter.answered(slots[0], told, 10.0);
        let mut taken = 0.0;
        while limiter.take(10.0).is_some() {
            taken += 1.0;
        }
        prop_assert!(taken <= remaining.max(0.0).ceil());
    }

    #[test]
    fn backoff_doubles_with_at_least_half_of_it_certain(failed in 1_u32..20, chance in 0.0..1.0) {
        let full = (500.0 * f64::from(1_u32 << (failed - 1).min(4))).min(8_000.0);
        let delay = backoff(failed, chance);
        prop_assert!(delay >= full / 2.0 && delay <= full);
    }

    #[test]
    fn a_post_is_repeated_after_a_429_only(status in 100_u16..600) {
        prop_assert_eq!(may_retry(Method::Post, Trouble::Status(status)), status == 429);
    }

    #[test]
    fn whatever_happens_a_call_ends_in_time_with_a_true_outcome_and_no_write_is_doubled(
        script in prop::collection::vec((0_u8..9, any::<bool>(), 1.0..5_000.0, 0.0..1.0), 1..12),
        which in 0_usize..3,
        deadline in prop::option::of(1.0..100_000.0),
        requests in 1_usize..3,
    ) {
        let mut calls = Calls::default();
        let client = client(&mut calls, requests);
        let limits = Limits { deadline: deadline.unwrap_or(f64::INFINITY), ..LIMITS };
        let call = calls.begin(client, [CREATE, DELETE, LIST][which], None, limits, 0.0).unwrap();
        let mut now = 0.0_f64;
        // How often the server did it, and how often it may have done so as far as the client can know.
        let (mut applied, mut maybe) = (0, 0);
        let mut acknowledged = false;
        let mut script = script.into_iter().cycle();
        loop {
            match calls.admit(call, false, now) {
                Err(failure) => {
                    prop_assert_eq!(failure.code, Code::RateLimited);
                    break;
                }
                Ok(wait) if wait > 0.0 => {
                    let wait = calls.wake(now);
                    prop_assert!(wait.is_finite(), "nothing would ever wake it");
                    now += wait;
                    // Sums of floating numbers may fall short by a little.
                    while calls.pump(now).is_none() {
                        prop_assert!(calls.wake(now) < 1e-6);
                        now = now.next_up();
                    }
                    continue;
                }
                Ok(_) => {}
            }
            prop_assert!(which > 0 || maybe == 0, "sent again after it may have been applied");
            let (fate, does_it, time, chance): (u8, bool, f64, f64) = script.next().unwrap();
            now += time.min(calls.sent(call, now));
            let lossy = |calls: &mut Calls, trouble| calls.failed(call, trouble, "", chance, now).ok();
            let read = |calls: &mut Calls, head| match calls.answered(call, head, chance, now) {
                Ok(Next::Retry(delay)) => Some(delay),
                _ => None,
            };
            let again = match fate {
                0 => lossy(&mut calls, Trouble::Connection),
                1 => lossy(&mut calls, Trouble::Timeout),
                2 => lossy(&mut calls, Trouble::Refused),
                3 => read(&mut calls, Head { retry_after: Some(time * 20.0), ..status(429) }),
                4 => read(&mut calls, status(503)),
                5 => read(&mut calls, status(422)),
                6 => {
                    read(&mut calls, status(200));
                    lossy(&mut calls, Trouble::CutOff)
                }
                7 => read(&mut calls, Head { redirect: true, ..status(302) }),
                _ => {
                    acknowledged = true;
                    read(&mut calls, status(200))
                }
            };
            let certainly_not = matches!(fate, 2 | 3 | 5);
            if !certainly_not {
                maybe += 1;
                applied += usize::from(does_it || fate == 8);
            }
            let Some(delay) = again else { break };
            now += delay;
            prop_assert!(now < deadline.unwrap_or(f64::INFINITY), "a retry that could not be in time");
        }
        prop_assert!(calls.attempts(call) <= 3);
        prop_assert!(now <= deadline.unwrap_or(f64::INFINITY) + 1e-6, "{now} is beyond the deadline");
        prop_assert!(which > 0 || applied <= 1, "doubled");
        if !acknowledged {
            let expected = if maybe > 0 {
                Outcome::Unknown
            } else if calls.status(call) > 0 {
                Outcome::Rejected
            } else {
                Outcome::NotSent
            };
            prop_assert_eq!(calls.outcome(call), expected);
        }
        calls.end(call, now);
        prop_assert_eq!(calls.wake(now), f64::INFINITY);
    }

    #[test]
    fn a_full_queue_is_served_in_order_within_the_rate_and_nobody_is_forgotten(
        bulk in prop::collection::vec(any::<bool>(), 1..150),
        leaving in prop::collection::vec(any::<bool>(), 150),
        requests in 1_usize..20,
        latency in 1.0..3_000.0,
    ) {
        let mut calls = Calls::default();
        let client = client(&mut calls, requests);
        let mut waiting: Vec<usize> = Vec::new();
        let mut running: Vec<(f64, usize)> = Vec::new();
        let mut sent_at: Vec<f64> = Vec::new();
        let mut served = [Vec::new(), Vec::new()];
        for bulk in &bulk {
            let call = calls.begin(client, LIST, None, Limits { bulk: *bulk, ..LIMITS }, 0.0).unwrap();
            if calls.admit(call, false, 0.0) == Ok(0.0) {
                calls.sent(call, 0.0);
                sent_at.push(0.0);
                running.push((latency, call));
            } else {
                waiting.push(call);
            }
        }
        for (call, leaves) in waiting.clone().into_iter().zip(&leaving) {
            if *leaves {
                calls.end(call, 0.0);
                waiting.retain(|other| *other != call);
            }
        }
        let mut now = 0.0_f64;
        while !running.is_empty() || !waiting.is_empty() {
            let next_answer = running.first().map_or(f64::INFINITY, |(at, _)| *at);
            now = next_answer.min(now + calls.wake(now));
            prop_assert!(now.is_finite(), "{} are forgotten", waiting.len());
            while running.first().is_some_and(|(at, _)| *at <= now) {
                let (at, call) = running.remove(0);
                prop_assert_eq!(calls.answered(call, status(200), 0.0, at), Ok(Next::Read));
                calls.end(call, at);
            }
            while let Some(call) = calls.pump(now) {
                prop_assert_eq!(calls.admit(call, false, now), Ok(0.0));
                calls.sent(call, now);
                sent_at.push(now);
                running.push((now + latency, call));
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
    }

    #[test]
    fn a_limit_that_the_server_lowers_or_raises_is_kept_from_then_on(
        before in 1_usize..40, after in 1_usize..40, under_way in 0_usize..40,
    ) {
        let mut limiter = Limiter::new(before, 60_000.0);
        let slots: Vec<Slot> = (0..=under_way.min(before - 1)).map(|_| limiter.take(0.0).unwrap()).collect();
        let told = Told { limit: Some(after as f64), ..Told::default() };
        let mut counted = slots.len();
        for slot in slots {
            limiter.answered(slot, told, 10.0);
        }
        while let Some(slot) = limiter.take(20.0) {
            counted += 1;
            limiter.answered(slot, Told::default(), 20.0);
        }
        prop_assert_eq!(counted, after.max(under_way.min(before - 1) + 1));
        // A window later all of the new limit is there, and no more.
        let free = std::iter::from_fn(|| limiter.take(70_000.0)).count();
        prop_assert_eq!(free, after);
    }
}

#[test]
fn ten_thousand_calls_in_the_queue_cost_no_more_each_than_a_few() {
    let mut calls = Calls::default();
    let client = client(&mut calls, 10_000);
    let ids: Vec<usize> = (0..20_000)
        .map(|_| calls.begin(client, LIST, None, LIMITS, 0.0).unwrap())
        .collect();
    for call in &ids {
        if calls.admit(*call, false, 0.0) == Ok(0.0) {
            calls.sent(*call, 0.0);
        }
        assert!(calls.wake(0.0) > 0.0);
    }
    for call in &ids[..10_000] {
        calls.answered(*call, status(200), 0.0, 1.0).unwrap();
        calls.end(*call, 1.0);
    }
    for call in &ids[10_000..] {
        assert_eq!(calls.pump(60_301.0), Some(*call));
    }
}

#[test]
fn a_401_is_renewed_once_for_all_and_the_repeat_is_no_retry() {
    let mut calls = Calls::default();
    let client = client(&mut calls, 60);
    let limits = Limits {
        max_retries: 0,
        ..LIMITS
    };
    let [first, second, third] =
        [0, 1, 2].map(|_| calls.begin(client, CREATE, None, limits, 0.0).unwrap());
    for call in [first, second, third] {
        send(&mut calls, call, 0.0);
    }
    for call in [first, second] {
        assert_eq!(calls.answered(call, status(401), 0.0, 1.0), Ok(Next::Read));
    }
    assert_eq!(calls.refused(first), Step::Ask);
    assert_eq!(calls.refused(second), Step::Wait);
    calls.renewed(client, true);
    assert_eq!(calls.answered(third, status(401), 0.0, 2.0), Ok(Next::Read));
    assert_eq!(calls.refused(third), Step::Repeat, "it was late");
    calls.repeat(first);
    send(&mut calls, first, 2.0);
    let head = Head {
        retry_after: Some(1.0),
        ..status(429)
    };
    assert_eq!(calls.answered(first, head, 0.0, 3.0), Ok(Next::Read));
    assert_eq!(calls.outcome(first), Outcome::Rejected);
}

#[test]
fn a_closed_clients_calls_keep_its_ways_when_its_handle_is_used_again() {
    let mut calls = Calls::default();
    let config = ClientConfig {
        base_url: "https://h".to_owned(),
        workspace_id: Some(1),
        limiter: String::new(),
        requests: 60,
        per: 60_000.0,
        validation: Validation::Strict,
    };
    let strict = calls.open(config.clone(), 0.0);
    let call = calls.begin(strict, LIST, None, LIMITS, 0.0).unwrap();
    calls.close(strict);
    let off = calls.open(
        ClientConfig {
            validation: Validation::Off,
            ..config
        },
        0.0,
    );
    assert_eq!(strict, off, "the handle is used again");
    send(&mut calls, call, 0.0);
    calls.answered(call, status(200), 0.0, 1.0).unwrap();
    let body = Body {
        text: b"{}",
        json: true,
    };
    assert!(calls.judge(call, body, &mut |_, _, _| {}).is_err());
    assert_eq!(calls.refused(call), Step::Ask);
}

#[test]
fn where_calls_live_alone_the_slot_of_one_that_is_gone_comes_back() {
    let mut calls = Calls::default();
    let client = client(&mut calls, 1);
    let gone = calls.begin(client, LIST, None, LIMITS, 0.0).unwrap();
    send(&mut calls, gone, 0.0);
    let other = calls.begin(client, LIST, None, LIMITS, 0.0).unwrap();
    assert_eq!(calls.wake(30_999.0), f64::INFINITY);
    assert!(calls.admit(other, true, 30_999.0).unwrap() > 60_000.0);
    let wait = calls.admit(other, true, 31_000.0).unwrap();
    assert!((60_000.0..61_000.0).contains(&wait), "{wait}");
    assert_eq!(calls.admit(other, true, 31_000.0 + wait), Ok(0.0));
}
