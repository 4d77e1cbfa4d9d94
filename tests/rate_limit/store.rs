//! One limit for many holders: never too many requests in a window, and hardly fewer than allowed.

use crate::fleet::{Fleet, Random};
use proptest::prelude::*;
use webwork_sdk::rate_limit::{Request, Store};

const ENDLESS: i64 = i64::MAX / 2 + 1_000_000;
const NOW: i64 = 1_700_000_000_000;
/// So long that it does not matter whether one burst of a window falls behind the end.
const HALF_AN_HOUR: i64 = 1_800_000;

fn request(holder: &str, want: i64) -> Request {
    Request {
        holder: holder.to_owned(),
        requests: 10,
        per: 1_000,
        lease: 5_000,
        want,
        first: 1,
        ..Request::default()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn no_window_of_the_server_sees_more_than_is_allowed_whoever_dies_or_is_slow(
        seed in any::<u64>(),
        requests in 1_i64..40,
        holders in 1_usize..12,
        network in 0_i64..240,
        latency in 0_i64..4_000,
        slow in 0_i64..30,
        crashes in prop::collection::vec((0_usize..12, 0_i64..300_000), 0..8),
    ) {
        let mut fleet = Fleet::new(requests, 60_000, network, latency, slow, seed);
        let mut random = Random(seed ^ 0x9E37_79B9 | 1);
        for index in 0..holders {
            let calls = if index % 3 == 0 { ENDLESS } else { 1 + random.up_to(50) };
            fleet.join(calls, random.up_to(1) == 0, 90_000);
        }
        for (index, delay) in crashes {
            fleet.crash_after(index % holders, delay);
        }
        for _ in 0..20 {
            let index = random.up_to(holders as i64 - 1) as usize;
            fleet.call_after(index, random.up_to(300_000));
        }
        fleet.run(400_000);
        prop_assert!(fleet.most_in_a_window() <= requests as usize);
    }

    #[test]
    fn live_holders_use_95_percent_of_the_permitted_rate(
        seed in any::<u64>(), holders in 1_usize..20, network in 0_i64..50, latency in 0_i64..800,
    ) {
        let mut fleet = Fleet::new(60, 60_000, network, latency, 0, seed);
        for index in 0..holders {
            fleet.join(ENDLESS, index % 2 == 0, 5_000);
        }
        fleet.run(HALF_AN_HOUR);
        let used = fleet.used(60_000, HALF_AN_HOUR);
        prop_assert!(fleet.most_in_a_window() <= 60);
        prop_assert!(used >= 0.95, "{used}");
        // A burst may take several rounds; what is exchanged stays below two per request and holder's turn.
        let minutes = HALF_AN_HOUR as usize / 60_000;
        let most = 2 * fleet.counted.len() + 4 * minutes * holders;
        prop_assert!(fleet.exchanges <= most, "{} exchanges for {}", fleet.exchanges, fleet.counted.len());
    }

    #[test]
    fn dead_holders_cost_hardly_anything_once_their_leases_have_ended(
        seed in any::<u64>(), dead in 1_usize..8,
    ) {
        let mut fleet = Fleet::new(60, 60_000, 20, 300, 0, seed);
        for _ in 0..10 {
            fleet.join(ENDLESS, false, 1_000);
        }
        for index in 0..dead {
            fleet.crash_after(index, 100_000 + 7_000 * index as i64);
        }
        fleet.run(HALF_AN_HOUR);
        prop_assert!(fleet.most_in_a_window() <= 60);
        let used = fleet.used(240_000, HALF_AN_HOUR);
        prop_assert!(used >= 0.95, "{used}");
    }
}

#[test]
fn a_hundred_calls_of_one_holder_are_a_few_exchanges() {
    let mut store = Store::default();
    let reply = store.exchange(&request("a", 100), NOW);
    assert_eq!(
        (reply.granted, reply.free, reply.wait, reply.holders),
        (10, 0, 1_000, 1)
    );
    let put = (1..=10).map(|number| (number, 900)).collect();
    let next = Request {
        first: 11,
        put,
        ..request("a", 90)
    };
    assert_eq!(store.exchange(&next, NOW + 100).wait, 900);
    let last = Request {
        first: 11,
        ..request("a", 90)
    };
    assert_eq!(store.exchange(&last, NOW + 1_000).granted, 10);
}

#[test]
fn a_permit_whose_holder_never_reports_is_free_a_window_after_its_lease() {
    let mut store = Store::default();
    assert_eq!(store.exchange(&request("a", 10), NOW).granted, 10);
    let b = request("b", 1);
    assert_eq!(store.exchange(&b, NOW + 5_999).granted, 0);
    assert_eq!(store.exchange(&b, NOW + 6_000).granted, 1);
}

#[test]
fn a_permit_that_was_not_used_is_free_at_once() {
    let mut store = Store::default();
    store.exchange(&request("a", 10), NOW);
    let back = Request {
        put: vec![(3, 0), (4, 0)],
        ..request("a", 0)
    };
    assert_eq!(store.exchange(&back, NOW + 1).free, 2);
}

#[test]
fn nobody_overtakes_who_came_earlier_and_each_is_told_a_time_of_its_own() {
    let mut store = Store::default();
    store.exchange(&request("a", 10), NOW);
    let put = (1..=10).map(|number| (number, 100 * number)).collect();
    store.exchange(
        &Request {
            put,
            ..request("a", 0)
        },
        NOW,
    );
    let waits: Vec<i64> = ["b", "c", "d"]
        .map(|holder| store.exchange(&request(holder, 1), NOW + 1).wait)
        .to_vec();
    assert_eq!(waits, [99, 199, 299]);
    // One is free, and it is kept for b.
    assert_eq!(store.exchange(&request("e", 2), NOW + 110).granted, 0);
    let b = Request {
        waited: 109,
        ..request("b", 1)
    };
    assert_eq!(store.exchange(&b, NOW + 110).granted, 1);
}

#[test]
fn interactive_calls_go_before_bulk_ones_until_those_have_waited_for_a_window() {
    let mut store = Store::default();
    store.exchange(&request("a", 10), NOW);
    let bulk = |waited| Request {
        bulk: true,
        waited,
        ..request("bulk", 5)
    };
    store.exchange(&bulk(0), NOW + 5_000);
    // The bulk holder is asleep, and its turn is not kept from an interactive call.
    let put = vec![(1, 0)];
    store.exchange(
        &Request {
            put,
            ..request("a", 0)
        },
        NOW + 5_100,
    );
    assert_eq!(store.exchange(&request("click", 1), NOW + 5_200).granted, 1);
    let put = vec![(2, 0)];
    store.exchange(
        &Request {
            put,
            ..request("a", 0)
        },
        NOW + 5_300,
    );
    // It has waited for more than a window by now, and was here before the next click.
    store.exchange(&bulk(1_500), NOW + 5_350);
    let put = vec![(3, 0)];
    store.exchange(
        &Request {
            put,
            ..request("a", 0)
        },
        NOW + 5_360,
    );
    assert_eq!(store.exchange(&bulk(1_600), NOW + 5_400).granted, 1);
}

#[test]
fn a_turn_that_is_not_taken_is_not_kept_for_long_but_the_place_is() {
    let mut store = Store::default();
    store.exchange(&request("a", 10), NOW);
    let put = (1..=10).map(|number| (number, 100)).collect();
    store.exchange(
        &Request {
            put,
            ..request("a", 0)
        },
        NOW,
    );
    assert_eq!(store.exchange(&request("late", 10), NOW + 50).wait, 50);
    assert_eq!(store.exchange(&request("b", 10), NOW + 60).wait, 40);
    // In time: b gets its share, and the turn of the other one is kept.
    assert_eq!(store.exchange(&request("b", 10), NOW + 120).granted, 5);
    // The other one does not come.
    assert_eq!(store.exchange(&request("b", 10), NOW + 160).granted, 5);
    let late = Request {
        waited: 450,
        ..request("late", 10)
    };
    let b = Request {
        waited: 340,
        first: 20,
        ..request("b", 10)
    };
    store.exchange(&b, NOW + 500);
    assert!(store.exchange(&late, NOW + 500).wait <= store.exchange(&b, NOW + 500).wait);
}

#[test]
fn a_pause_holds_for_all_and_ends() {
    let mut store = Store::default();
    let told = Request {
        pause: 3_000,
        ..request("a", 0)
    };
    assert_eq!(store.exchange(&told, NOW).pause, 3_000);
    let reply = store.exchange(&request("b", 1), NOW + 1_000);
    assert_eq!((reply.granted, reply.wait, reply.pause), (0, 2_000, 2_000));
    assert_eq!(store.exchange(&request("b", 1), NOW + 3_000).granted, 1);
}

#[test]
fn a_state_that_was_lost_is_rebuilt_while_nobody_takes_more_than_it_would_without_the_store() {
    let mut store = Store::default();
    let epoch = store.exchange(&request("a", 4), NOW).epoch;
    // The server was restarted.
    let mut store = Store::default();
    let back = |want, spare| Request {
        epoch,
        spare,
        put: vec![(1, 900), (2, 900), (3, 900), (4, 900)],
        first: 10,
        ..request("a", want)
    };
    let reply = store.exchange(&back(5, 1), NOW + 100);
    assert_ne!(reply.epoch, epoch);
    assert_eq!((reply.granted, reply.recovery, reply.free), (1, 1_000, 5));
    let other = Request {
        spare: 2,
        ..request("b", 5)
    };
    assert_eq!(store.exchange(&other, NOW + 150).granted, 2);
    assert_eq!(
        store
            .exchange(
                &Request {
                    first: 9,
                    ..request("b", 5)
                },
                NOW + 1_100
            )
            .granted,
        5
    );
}

#[test]
fn a_clock_that_is_set_back_holds_nobody_up() {
    let mut store = Store::default();
    store.exchange(&request("a", 10), NOW);
    let put = (1..=10).map(|number| (number, 1_000)).collect();
    let back = Request {
        put,
        ..request("a", 0)
    };
    let before = store.exchange(&back, NOW).now;
    let hour = 3_600_000;
    let after = store.exchange(&request("b", 1), NOW - hour);
    assert_eq!((after.now, after.granted, after.wait), (before, 0, 1_000));
    assert_eq!(
        store.exchange(&request("b", 1), NOW - hour + 1_000).granted,
        1
    );
}

#[test]
fn a_limit_that_falls_is_kept_at_once() {
    let mut store = Store::default();
    store.exchange(&request("a", 8), NOW);
    let lower = Request {
        requests: 5,
        ..request("b", 1)
    };
    let reply = store.exchange(&lower, NOW);
    assert_eq!((reply.granted, reply.free), (0, 0));
}

/// Runs holders that always have something to send for three windows. Prints what `docs/rate-limits.md` says,
/// and returns the part of the rate that was used, and the exchanges a second.
fn figures(holders: usize) -> (f64, f64) {
    let mut fleet = Fleet::new(60, 60_000, 20, 300, 0, 7);
    for index in 0..holders {
        fleet.join(ENDLESS, index % 2 == 0, 60_000);
    }
    fleet.run(180_000);
    let used = fleet.used(60_000, 180_000);
    let a_second = fleet.exchanges as f64 / 180.0;
    println!("{holders} holders: {used:.3} of the rate, {a_second:.1} exchanges a second");
    assert!(fleet.most_in_a_window() <= 60);
    assert!(fleet.seen as usize >= holders - holders / 1_000);
    (used, a_second)
}

#[test]
fn a_few_holders_exchange_little_and_use_the_limit() {
    for holders in [10, 100] {
        let (used, a_second) = figures(holders);
        assert!(used >= 0.95, "{used}");
        assert!(a_second <= 10.0, "{a_second}");
    }
}

#[test]
fn ten_thousand_holders_share_a_limit_of_60_a_minute() {
    let (used, a_second) = figures(10_000);
    assert!(used >= 0.95, "{used}");
    // Each comes once a window, and sleeps in between.
    assert!(a_second <= 10_000.0 / 60.0 * 1.5, "{a_second}");
}
