//! When permits are free.

use crate::{LEASE, MINUTE, WINDOW, acquire, assert_within, free, limiter, use_one};
use webwork_sdk::rate_limit::{Limiter, Rate, Reported};

#[test]
fn without_a_limit_everything_leaves_at_once() {
    let mut limiter = Limiter::default();
    for _ in 0..1_000 {
        use_one(&mut limiter, 0.0);
    }
    assert!(limiter.is_idle(0.0));
    let unknown = Rate {
        limit: None,
        remaining: None,
        reset: None,
    };
    assert_eq!(limiter.rate(0.0), unknown);
}

#[test]
fn a_permit_is_free_again_one_window_after_the_response() {
    let mut limiter = limiter(&[(1, MINUTE)]);
    let permit = acquire(&mut limiter, 0.0).unwrap();
    assert!(
        limiter.availability().estimate,
        "a response may come sooner"
    );
    limiter.release(permit, Reported::default(), 2_000.0);
    let next = limiter.availability();
    assert_eq!(
        (next.at, next.estimate, next.by_server),
        (2_000.0 + WINDOW, false, false)
    );
    assert_eq!(acquire(&mut limiter, next.at - 1.0), None);
    assert!(acquire(&mut limiter, next.at).is_some());
}

#[test]
fn a_permit_that_is_given_back_is_free_at_once() {
    let mut limiter = limiter(&[(1, MINUTE)]);
    let permit = acquire(&mut limiter, 0.0).unwrap();
    limiter.give_back(permit);
    assert!(limiter.is_idle(0.0));
    assert!(acquire(&mut limiter, 0.0).is_some());
}

#[test]
fn a_lease_ends_by_itself_and_its_permit_is_free_a_window_later() {
    let mut limiter = limiter(&[(1, MINUTE)]);
    let permit = acquire(&mut limiter, 0.0).unwrap();
    assert_eq!(limiter.availability().at, LEASE + WINDOW);
    assert!(!limiter.is_idle(LEASE));
    assert_eq!(acquire(&mut limiter, LEASE + WINDOW - 1.0), None);
    assert!(limiter.is_idle(LEASE + WINDOW));
    let other = acquire(&mut limiter, LEASE + WINDOW).unwrap();
    // The late holder takes nothing from the new one.
    let now = LEASE + WINDOW + 1.0;
    assert_eq!(limiter.extend(permit, now + LEASE, now), None);
    limiter.give_back(permit);
    limiter.abandon(permit, now);
    limiter.release(permit, Reported::default(), now);
    assert_eq!(free(&mut limiter, now), 0);
    limiter.give_back(other);
    assert_eq!(free(&mut limiter, now), 1);
}

#[test]
fn an_extended_lease_ends_later() {
    let mut limiter = limiter(&[(1, MINUTE)]);
    let permit = acquire(&mut limiter, 0.0).unwrap();
    let permit = limiter.extend(permit, 100_000.0, 30_000.0).unwrap();
    assert_eq!(limiter.availability().at, 100_000.0 + WINDOW);
    limiter.release(permit, Reported::default(), 40_000.0);
    assert_eq!(limiter.availability().at, 40_000.0 + WINDOW);
}

#[test]
fn of_several_limits_the_stricter_one_decides() {
    let mut limiter = limiter(&[(60, MINUTE), (2, 1_000.0), (5, 10_000.0)]);
    let mut counted = Vec::new();
    let mut now = 0.0;
    while counted.len() < 300 {
        if acquire(&mut limiter, now)
            .map(|permit| limiter.release(permit, Reported::default(), now))
            .is_some()
        {
            counted.push(now);
        } else {
            now = limiter.availability().at;
        }
    }
    assert_within(&counted, 2, 1_000.0);
    assert_within(&counted, 5, 10_000.0);
    assert_within(&counted, 60, MINUTE);
    assert!(now / 10_000.0 < 62.0, "five each ten seconds, in {now} ms");
}

#[test]
fn a_pause_holds_everybody_back_also_without_a_limit_and_is_never_shortened() {
    for limits in [&[][..], &[(60, MINUTE)][..]] {
        let mut limiter = limiter(limits);
        limiter.pause(2_000.0);
        limiter.pause(1_000.0);
        let next = limiter.availability();
        assert_eq!(
            (next.at, next.by_server, next.estimate),
            (2_000.0, true, false)
        );
        assert_eq!(acquire(&mut limiter, 1_999.0), None);
        assert!(!limiter.is_idle(1_999.0));
        let rate = limiter.rate(500.5);
        assert_eq!((rate.remaining, rate.reset), (Some(0.0), Some(1_500.0)));
        assert!(limiter.is_idle(2_000.0));
        assert!(acquire(&mut limiter, 2_000.0).is_some());
    }
}
