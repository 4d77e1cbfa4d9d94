//! Whatever the latencies are: never too many requests in a window, and hardly fewer than allowed.

use crate::{MINUTE, acquire, assert_within, free, limiter};
use proptest::prelude::*;
use webwork_sdk::rate_limit::{Limiter, Permit, Reported};

/// Runs requests through a limiter as fast as it lets them, each with its own latency, and returns when
/// the server counted each, which is somewhere between departure and response. Nobody awaits the
/// response to those in `abandoned`.
fn arrivals(
    limiter: &mut Limiter,
    latencies: &[(f64, f64)],
    gaps: &[f64],
    abandoned: &[usize],
) -> Vec<f64> {
    let mut now = 0.0_f64;
    let mut in_flight: Vec<(f64, Permit)> = Vec::new();
    let mut counted = Vec::new();
    for (index, (latency, share)) in latencies.iter().enumerate() {
        now += gaps[index % gaps.len()];
        loop {
            in_flight.sort_by(|one, other| one.0.total_cmp(&other.0));
            while in_flight.first().is_some_and(|(at, _)| *at <= now) {
                let (at, permit) = in_flight.remove(0);
                limiter.release(permit, Reported::default(), at);
            }
            if let Some(permit) = acquire(limiter, now) {
                counted.push(now + latency * share);
                if abandoned.contains(&index) {
                    limiter.abandon(permit, now);
                } else {
                    in_flight.push((now + latency, permit));
                }
                break;
            }
            let next = in_flight.first().map_or(f64::INFINITY, |(at, _)| *at);
            now = next.min(limiter.availability().at);
        }
    }
    counted.sort_by(f64::total_cmp);
    counted
}

proptest! {
    #[test]
    fn no_window_of_the_server_sees_more_than_is_allowed(
        limit in 1_usize..20,
        latencies in prop::collection::vec((0.0..3_000.0, 0.0..1.0), 1..200),
        gaps in prop::collection::vec(0.0..5_000.0, 1..20),
    ) {
        let counted = arrivals(&mut limiter(&[(limit, MINUTE)]), &latencies, &gaps, &[]);
        assert_within(&counted, limit, MINUTE);
    }

    #[test]
    fn an_abandoned_request_is_counted_as_late_as_others_are_answered(
        limit in 1_usize..20,
        shares in prop::collection::vec(0.0..1.0, 2..200),
        abandoned in prop::collection::vec(1_usize..200, 0..100),
    ) {
        let latencies: Vec<(f64, f64)> = shares.iter().map(|share| (2_000.0, *share)).collect();
        // The first is awaited: without any response there is nothing to go by.
        let mut gaps = vec![0.0; latencies.len()];
        gaps[1] = 2_000.0;
        let counted = arrivals(&mut limiter(&[(limit, MINUTE)]), &latencies, &gaps, &abandoned);
        assert_within(&counted, limit, MINUTE);
    }

    #[test]
    fn hardly_any_of_what_is_allowed_is_left_unused(latency in 1.0..700.0) {
        let count = 60 * 20;
        let latencies = vec![(latency, 0.5); count];
        let counted = arrivals(&mut limiter(&[(60, MINUTE)]), &latencies, &[0.0], &[]);
        let minutes = (counted[count - 1] - counted[0]) / MINUTE;
        // Twenty bursts of 60 span nineteen windows.
        prop_assert!(minutes * 0.98 <= 19.0, "{minutes}");
    }

    #[test]
    fn what_the_server_reports_is_never_believed_beyond_what_is_certain(
        remaining in 0.0..60.0, in_flight in 0_usize..30,
    ) {
        let mut limiter = limiter(&[(60, MINUTE)]);
        let permits: Vec<Permit> = (0..=in_flight).map(|_| acquire(&mut limiter, 0.0).unwrap()).collect();
        let reported = Reported { remaining: Some(remaining), reset: Some(1_000.0), ..Reported::default() };
        limiter.release(permits[0], reported, 10.0);
        let left = free(&mut limiter, 10.0) as f64;
        prop_assert!(left <= remaining.ceil());
        prop_assert!(left + 1.0 >= (remaining - in_flight as f64).min(60.0 - in_flight as f64 - 1.0));
    }

    #[test]
    fn a_limit_that_the_server_lowers_or_raises_is_kept_from_then_on(
        before in 1_usize..40, after in 1_usize..40, in_flight in 0_usize..40,
    ) {
        let mut limiter = limiter(&[(before, MINUTE)]);
        let in_flight = in_flight.min(before - 1) + 1;
        let permits: Vec<Permit> = (0..in_flight).map(|_| acquire(&mut limiter, 0.0).unwrap()).collect();
        let reported = Reported { limit: Some(after as f64), ..Reported::default() };
        for permit in permits {
            limiter.release(permit, reported, 10.0);
        }
        let mut counted = in_flight;
        while let Some(permit) = acquire(&mut limiter, 20.0) {
            counted += 1;
            limiter.release(permit, Reported::default(), 20.0);
        }
        prop_assert_eq!(counted, after.max(in_flight));
        // A window later all of the new limit is there, and no more.
        prop_assert_eq!(free(&mut limiter, 70_000.0), after);
    }
}
