//! What the server reports, and how far it is believed.

use crate::{MINUTE, acquire, free, limiter, use_one};
use webwork_sdk::rate_limit::{Limit, Reported};

#[test]
fn the_same_limit_twice_is_one_and_keeps_what_the_server_reported() {
    let mut limiter = limiter(&[(60, MINUTE)]);
    let permit = acquire(&mut limiter, 0.0).unwrap();
    let reported = Reported {
        limit: Some(10.0),
        ..Reported::default()
    };
    limiter.release(permit, reported, 0.0);
    limiter.restrict(Limit {
        requests: 60,
        per: MINUTE,
    });
    assert_eq!(free(&mut limiter, 0.0), 9);
}

#[test]
fn a_short_window_that_the_server_reports_does_not_loosen_another_limit() {
    let mut limiter = limiter(&[(60, MINUTE), (3, 10_000.0)]);
    let reported = Reported {
        window: Some(1_000.0),
        ..Reported::default()
    };
    for _ in 0..3 {
        let permit = acquire(&mut limiter, 0.0).unwrap();
        limiter.release(permit, reported, 0.0);
    }
    assert_eq!(free(&mut limiter, 2_000.0), 0);
    assert_eq!(free(&mut limiter, 10_050.0), 3);
    assert_eq!(limiter.window(), 10_000.0 * 1.005);
}

#[test]
fn a_window_or_a_limit_of_nothing_is_not_believed() {
    let mut limiter = limiter(&[(2, MINUTE)]);
    let reported = Reported {
        limit: Some(0.0),
        window: Some(0.0),
        ..Reported::default()
    };
    let permit = acquire(&mut limiter, 0.0).unwrap();
    limiter.release(permit, reported, 0.0);
    assert_eq!(free(&mut limiter, 1.0), 1);
    let permit = acquire(&mut limiter, 1.0).unwrap();
    let reported = Reported {
        limit: Some(1e12),
        ..Reported::default()
    };
    limiter.release(permit, reported, 1.0);
    assert_eq!(free(&mut limiter, 1.0), 0);
}

#[test]
fn what_others_have_used_is_withheld_until_the_reset_and_by_the_server() {
    let mut limiter = limiter(&[(60, MINUTE)]);
    let permit = acquire(&mut limiter, 0.0).unwrap();
    let reported = Reported {
        remaining: Some(0.0),
        reset: Some(5_000.0),
        ..Reported::default()
    };
    limiter.release(permit, reported, 100.0);
    let next = limiter.availability();
    assert_eq!(
        (next.at, next.by_server, next.estimate),
        (5_100.0, true, false)
    );
    assert_eq!(acquire(&mut limiter, 5_099.0), None);
    assert_eq!(free(&mut limiter, 5_100.0), 59);
}

#[test]
fn what_the_server_has_freed_is_free_here_too() {
    let mut limiter = limiter(&[(10, MINUTE)]);
    for _ in 0..9 {
        use_one(&mut limiter, 0.0);
    }
    let permit = acquire(&mut limiter, 1_000.0).unwrap();
    let reported = Reported {
        remaining: Some(9.0),
        ..Reported::default()
    };
    limiter.release(permit, reported, 2_000.0);
    assert_eq!(free(&mut limiter, 2_000.0), 9);
}

#[test]
fn a_request_that_was_abandoned_before_may_be_missing_from_what_the_server_reports() {
    let mut limiter = limiter(&[(3, MINUTE)]);
    let abandoned = acquire(&mut limiter, 0.0).unwrap();
    limiter.abandon(abandoned, 1.0);
    let permit = acquire(&mut limiter, 2.0).unwrap();
    let reported = Reported {
        remaining: Some(2.0),
        ..Reported::default()
    };
    limiter.release(permit, reported, 100.0);
    assert_eq!(
        free(&mut limiter, 100.0),
        1,
        "it may arrive after the other one"
    );
}
