//! The limiter: never more requests in a window than the server allows, and hardly fewer.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod fleet;
mod permits;
mod properties;
mod rate;
mod reported;
mod schedule;
mod store;

use webwork_sdk::rate_limit::{Limit, Limiter, Permit, Reported};

const MINUTE: f64 = 60_000.0;
/// A minute, and what the limiter adds because clocks differ.
const WINDOW: f64 = MINUTE * 1.005;
const LEASE: f64 = 31_000.0;

fn limiter(limits: &[(usize, f64)]) -> Limiter {
    let mut limiter = Limiter::default();
    for (requests, per) in limits.iter().copied() {
        limiter.restrict(Limit { requests, per });
    }
    limiter
}

fn acquire(limiter: &mut Limiter, now: f64) -> Option<Permit> {
    limiter.acquire(now + LEASE, now)
}

/// How many permits are free.
fn free(limiter: &mut Limiter, now: f64) -> usize {
    let mut limiter = limiter.clone();
    std::iter::from_fn(|| acquire(&mut limiter, now)).count()
}

/// Acquires a permit, and releases it at the same time.
fn use_one(limiter: &mut Limiter, now: f64) {
    let permit = acquire(limiter, now).unwrap();
    limiter.release(permit, Reported::default(), now);
}

fn assert_within(counted: &[f64], requests: usize, per: f64) {
    for window in counted.windows(requests + 1) {
        let took = window[requests] - window[0];
        assert!(took >= per, "{} in {took} ms", requests + 1);
    }
}
