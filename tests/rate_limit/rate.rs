//! What users see of the limiter.

use crate::{LEASE, MINUTE, WINDOW, acquire, limiter, use_one};
use webwork_sdk::rate_limit::{Limit, Limiter, Rate, Reported};

#[test]
fn the_rate_is_whole_numbers_and_the_configured_limit_before_the_first_response() {
    let mut limiter = limiter(&[(60, MINUTE)]);
    let rate = |remaining, reset| Rate {
        limit: Some(60.0),
        remaining: Some(remaining),
        reset,
    };
    assert_eq!(limiter.rate(0.0), rate(60.0, None));
    let permit = acquire(&mut limiter, 0.0).unwrap();
    assert_eq!(limiter.rate(0.0), rate(59.0, None));
    limiter.release(permit, Reported::default(), 10.25);
    assert_eq!(limiter.rate(20.0), rate(59.0, Some(60_291.0)));
    assert_eq!(limiter.rate(10.25 + WINDOW), rate(60.0, None));
}

#[test]
fn the_rate_of_several_limits_is_that_of_the_one_with_the_least_left() {
    let mut limiter = limiter(&[(60, MINUTE), (1, 1_000.0)]);
    use_one(&mut limiter, 0.0);
    let rate = limiter.rate(0.0);
    assert_eq!(
        (rate.limit, rate.remaining, rate.reset),
        (Some(60.0), Some(0.0), Some(1_005.0))
    );
    assert_eq!(limiter.rate(2_000.0).remaining, Some(1.0));
}

#[test]
fn without_a_limit_the_rate_is_what_the_server_reports_as_long_as_it_holds() {
    let mut limiter = Limiter::default();
    let permit = acquire(&mut limiter, 0.0).unwrap();
    let reported = Reported {
        limit: Some(60.5),
        remaining: Some(12.7),
        reset: Some(999.5),
        window: None,
    };
    limiter.release(permit, reported, 0.0);
    let rate = limiter.rate(0.0);
    assert_eq!(
        (rate.limit, rate.remaining, rate.reset),
        (Some(60.0), Some(12.0), Some(1_000.0))
    );
    let rate = limiter.rate(1_000.0);
    assert_eq!(
        (rate.limit, rate.remaining, rate.reset),
        (Some(60.0), None, None)
    );
}

#[test]
fn of_limits_with_the_same_window_the_strictest_is_shown_whichever_came_first() {
    for requests in [[3, 5], [5, 3]] {
        let limiter = limiter(&requests.map(|requests| (requests, MINUTE)));
        assert_eq!(limiter.rate(0.0).limit, Some(3.0), "{requests:?}");
    }
}

#[test]
fn every_change_is_seen_by_the_counter() {
    let mut limiter = limiter(&[(60, MINUTE)]);
    let mut last = limiter.changes();
    let mut has_changed = |limiter: &Limiter| {
        let changed = limiter.changes() != last;
        last = limiter.changes();
        changed
    };
    let permit = acquire(&mut limiter, 0.0).unwrap();
    assert!(has_changed(&limiter));
    let permit = limiter.extend(permit, LEASE, 0.0).unwrap();
    assert!(has_changed(&limiter));
    limiter.release(permit, Reported::default(), 1.0);
    assert!(has_changed(&limiter));
    limiter.pause(10.0);
    assert!(has_changed(&limiter));
    limiter.restrict(Limit {
        requests: 1,
        per: 1.0,
    });
    assert!(has_changed(&limiter));
    let _ = limiter.rate(5.0);
    assert!(!has_changed(&limiter));
}
