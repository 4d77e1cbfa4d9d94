//! Many calls at once against a simulated server and network, with aborts, timeouts, refused tokens and
//! faults of all kinds: what must hold whatever happens.

mod call;
mod garbage;
mod random;
mod server;
mod world;

use call::{Driven, End};
use proptest::prelude::*;
use server::Kind;
use std::collections::BTreeSet;
use webwork_sdk::error::{Code, Outcome};
use world::{Setup, World};

fn setups() -> impl Strategy<Value = Setup> {
    let sizes = (1_usize..40, 1_usize..12, 1_usize..4, 0.0..200_000.0);
    let modes = any::<[bool; 4]>();
    let faults = prop::sample::select(vec![0_u32, 5, 30, 70]);
    let aborts = prop::sample::select(vec![0_u32, 20, 70]);
    let percents = (aborts, 0_u32..40, 0_u32..30, 0_u32..60);
    (any::<u64>(), sizes, modes, faults, percents, 0_usize..5).prop_map(
        |(seed, sizes, modes, faults, percents, revocations)| {
            let (calls, limit, tenants, spread) = sizes;
            let [fixed_windows, headers, isolated, token_function] = modes;
            let (aborts, vanishing, token_failures, total_timeouts) = percents;
            Setup {
                seed,
                calls,
                limit,
                tenants,
                fixed_windows,
                headers,
                isolated,
                token_function,
                spread,
                faults,
                aborts,
                vanishing,
                token_failures,
                total_timeouts,
                revocations,
            }
        },
    )
}

/// What must hold for one call after everything has happened.
fn check(call: &Driven, applied: u32) {
    let Driven { plan, end, .. } = call;
    let end = end.unwrap_or_else(|| panic!("a call hangs"));
    if plan.kind == Kind::Create {
        assert!(applied <= 1, "a POST was done twice");
        assert!(
            !call.sent_again,
            "a POST was sent again after it may have been done"
        );
    }
    match end {
        End::Done => assert!(applied > 0, "it was not done"),
        End::Failed(code, outcome) => {
            assert_ne!(code, Code::Internal);
            assert_eq!(outcome, call.expected_outcome(), "{code:?}");
            let is_safe = !call.retryable || plan.kind != Kind::Create || applied == 0;
            assert!(is_safe, "a POST that was done is called retryable");
        }
        End::Aborted(outcome) => assert_eq!(outcome, call.expected_outcome(), "aborted"),
        End::Vanished => return,
    }
    if let End::Failed(_, outcome) | End::Aborted(outcome) = end
        && outcome != Outcome::Unknown
    {
        assert_eq!(applied, 0, "the outcome is {outcome:?}, but it was done");
    }
    let renewals = 1;
    assert!(call.attempts <= plan.limits.max_retries + 1 + renewals);
    let took = call.ended_at - call.started_at.unwrap_or(call.ended_at);
    assert!(
        took <= plan.limits.total_timeout.ceil() + 1.0,
        "{took} ms, {:?}",
        plan.limits
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn whatever_happens_calls_settle_in_time_with_true_outcomes_within_the_rate_limit(setup in setups()) {
        let mut world = World::new(setup.clone());
        world.run();
        for (call, applied) in world.calls.iter().zip(&world.server.applied) {
            check(call, *applied);
        }
        prop_assert!(!world.server.exceeded, "the server got more requests than it allows");
        let vanished = world.calls.iter().filter(|call| call.end == Some(End::Vanished));
        let left = vanished.filter(|call| call.started_at.is_some()).count();
        prop_assert!(world.machine.len() <= left, "a call is left behind");
        if left == 0 {
            // A minute after its last response the limiter has all permits again.
            let later = world.now + 200_000.0;
            let rate = world.machine.rate(world.clients[0], later).unwrap();
            prop_assert_eq!(rate.remaining, Some(setup.limit as f64), "a permit is lost");
            prop_assert_eq!(world.machine.wake_in(later), f64::INFINITY);
            prop_assert_eq!(world.machine.next_ready(later), None);
        }
    }
}

#[test]
fn the_simulation_reaches_every_kind_of_end() {
    let mut ends = BTreeSet::new();
    for seed in 0..200 {
        let mut world = World::new(Setup {
            seed,
            calls: 30,
            limit: 1 + seed as usize % 20,
            tenants: 2,
            fixed_windows: seed % 2 == 0,
            headers: seed % 3 == 0,
            isolated: seed % 4 == 0,
            token_function: seed % 5 > 1,
            spread: 60_000.0,
            faults: 40,
            aborts: 20,
            vanishing: 20,
            token_failures: 10,
            total_timeouts: 30,
            revocations: 3,
        });
        world.run();
        ends.extend(
            world
                .calls
                .iter()
                .map(|call| format!("{:?}", call.end.unwrap())),
        );
    }
    use Outcome::{NotSent, Rejected, Unknown};
    let mut expected = vec![End::Done, End::Vanished];
    expected.extend([NotSent, Rejected, Unknown].map(End::Aborted));
    for (code, outcomes) in [
        (Code::Api, &[Rejected, Unknown][..]),
        (Code::Authentication, &[NotSent, Rejected, Unknown]),
        (Code::BadRequest, &[Rejected, Unknown]),
        (Code::Conflict, &[Rejected]),
        (Code::Connection, &[NotSent, Unknown]),
        (Code::Decode, &[Unknown]),
        (Code::RateLimited, &[NotSent, Rejected, Unknown]),
        (Code::Server, &[Unknown]),
        (Code::Timeout, &[NotSent, Rejected, Unknown]),
        (Code::Validation, &[Rejected]),
    ] {
        expected.extend(outcomes.iter().map(|outcome| End::Failed(code, *outcome)));
    }
    for end in expected {
        let name = format!("{end:?}");
        assert!(ends.contains(&name), "{name} is missing in {ends:?}");
    }
}
