//! When the last of many further requests may leave.

use super::*;
use proptest::prelude::*;

/// When the last of so many requests leaves that get their responses at once.
fn simulated(limiter: &Limiter, requests: usize, now: f64) -> f64 {
    let mut limiter = limiter.clone();
    let mut now = now;
    for _ in 0..requests {
        now = now.max(limiter.availability().at);
        use_one(&mut limiter, now);
    }
    now
}

proptest! {
    #[test]
    fn the_schedule_is_what_happens(
        limit in (1_usize..8, 10.0_f64..2_000.0),
        used in prop::collection::vec(0.0_f64..500.0, 0..12),
        pause in prop::option::of(0.0_f64..3_000.0),
        requests in 0_usize..60,
    ) {
        let mut limiter = limiter(&[limit]);
        let mut now = 0.0;
        for wait in used {
            now = (now + wait).max(limiter.availability().at);
            use_one(&mut limiter, now);
        }
        if let Some(pause) = pause {
            limiter.pause(now + pause);
        }
        let expected = simulated(&limiter, requests, now);
        let found = limiter.schedule(requests, now);
        // After a pause requests leave together that would have left one by one.
        let tolerance = if pause.is_some() { limiter.window() } else { 1e-6 };
        prop_assert!((found - expected).abs() <= tolerance, "{found}, not {expected}");
    }
}

#[test]
fn without_a_limit_everything_leaves_now() {
    assert!((limiter(&[]).schedule(1_000, 5.0) - 5.0).abs() < 1e-9);
}

#[test]
fn requests_in_flight_are_taken_to_be_over_now() {
    let mut limiter = limiter(&[(1, 1_000.0)]);
    acquire(&mut limiter, 0.0).unwrap();
    assert!((limiter.schedule(2, 10.0) - (10.0 + 2.0 * 1_005.0)).abs() < 1e-6);
}
