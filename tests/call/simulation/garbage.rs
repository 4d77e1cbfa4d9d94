//! Events that no driver would report, on handles that may not exist: never a panic.

use super::random::Random;
use crate::body::summary;
use crate::support::{CREATE, DELETE, LIMITS, LIST, config, head_with_wait};
use proptest::prelude::*;
use webwork_sdk::call::{Body, CallLimits, Calls, ClientConfig, Target, TransportError};
use webwork_sdk::error::Code;
use webwork_sdk::rate_limit::Reported;
use webwork_sdk::response::headers::Head;

/// A number that is often one that nobody expects.
fn number(random: &mut Random) -> f64 {
    let share = random.share();
    random.pick(&[
        0.0,
        -1.0,
        1.0,
        share,
        60.0,
        30_000.0,
        1e15,
        f64::MAX,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NAN,
    ])
}

fn reported(random: &mut Random) -> Reported {
    let mut maybe = || {
        let value = number(random);
        random.percent(50).then_some(value)
    };
    Reported {
        limit: maybe(),
        remaining: maybe(),
        reset: maybe(),
        window: maybe(),
    }
}

fn event(calls: &mut Calls, random: &mut Random, now: f64) {
    let call = random.below(6);
    let share = random.share();
    match random.below(14) {
        0 | 1 => {
            let target = random.pick(&[LIST, CREATE, DELETE, Target::Raw(b"{"), Target::Raw(b"")]);
            let limits = CallLimits {
                timeout: random.pick(&[0.0, 10.0, 30_000.0, f64::INFINITY]),
                total_timeout: number(random),
                bulk: random.percent(50),
                ..LIMITS
            };
            calls.start(random.below(4), target, None, limits, now);
        }
        2 => drop(calls.resumed(call, now)),
        3 => drop(calls.time_up(call, share, now)),
        4 => drop(calls.token(call, random.pick(&["a", "b", ""]), now)),
        5 => drop(calls.token_failed(call, "no", false, now)),
        6 | 7 => {
            let status = random.pick(&[0, 100, 200, 204, 302, 401, 404, 408, 429, 429, 500, 999]);
            let wait = number(random);
            let head = Head {
                reported: reported(random),
                ..head_with_wait(status, wait)
            };
            drop(calls.response(call, head, share, now));
        }
        8 => {
            let text = random.pick(&["", "{}", "[", r#"{"success":true}"#]);
            let body = Body {
                summary: summary(text),
                text: text.as_bytes(),
                ..Body::default()
            };
            drop(calls.body(call, &body, now));
        }
        9 => {
            let error = random.pick(&[
                TransportError::Lost,
                TransportError::NotConnected,
                TransportError::Certificate,
                TransportError::Timeout,
            ]);
            drop(calls.failed(call, error, "no", share, now));
        }
        10 => {
            calls.abandon(call, now);
        }
        11 => {
            // Each one is taken out of a queue, so that the driver's loop over them ends.
            for _ in 0..=calls.len() {
                calls.next_ready(now);
            }
            assert_eq!(calls.next_ready(now), None);
        }
        12 => {
            let config = ClientConfig {
                has_token_function: random.percent(50),
                ..config(random.below(3))
            };
            if random.percent(20) {
                calls.close(random.below(4));
                calls.open(config, now);
            }
        }
        _ => {
            let _ = calls.rate(random.below(4), now);
            let _ = calls.wake_in(now);
            calls.take_retry_reason(call);
            let _ = calls.state(call);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn events_that_make_no_sense_never_panic(seed: u64, isolated: bool, count in 1_usize..200) {
        let mut random = Random(seed);
        let mut calls = Calls::new(isolated);
        for has_token_function in [true, false] {
            calls.open(ClientConfig { has_token_function, ..config(2) }, 0.0);
        }
        let mut now = 0.0;
        for _ in 0..count {
            now += random.pick(&[0.0, 1.0, 1_000.0, 61_000.0]) * random.share();
            event(&mut calls, &mut random, now);
        }
        for call in 0..200 {
            calls.abandon(call, now);
        }
        prop_assert!(calls.is_empty());
        prop_assert_eq!(calls.next_ready(now + 1e9), None);
        let late = calls.resumed(0, now);
        prop_assert_eq!(crate::support::failure(late).failure.code, Code::Internal);
    }
}
