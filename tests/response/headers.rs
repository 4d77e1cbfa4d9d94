//! Waits and rate limits, as headers spell them.

use webwork_sdk::rate_limit::Reported;
use webwork_sdk::response::headers::{Head, NAMES, number, read};

/// 2026-11-24T12:00:00Z
const NOON: f64 = 1_795_521_600_000.0;

fn head_of(status: u16, headers: &[(&str, &str)]) -> Head {
    let lookup = |name: &'static str| {
        assert!(NAMES.contains(&name), "{name} is not passed by JavaScript");
        let found = headers.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| *value)
    };
    read(status, false, &lookup, NOON)
}

fn reported(headers: &[(&str, &str)]) -> Reported {
    head_of(429, headers).reported
}

fn wait(headers: &[(&str, &str)]) -> Option<f64> {
    head_of(429, headers).retry_after
}

#[test]
fn a_wait_is_read_as_seconds_milliseconds_or_date() {
    for (value, milliseconds) in [
        ("2", Some(2_000.0)),
        ("0.5", Some(500.0)),
        ("0", Some(0.0)),
        (" 3 ", Some(3_000.0)),
        ("Tue, 24 Nov 2026 12:00:30 GMT", Some(30_000.0)),
        ("Tuesday, 24-Nov-26 12:00:30 GMT", Some(30_000.0)),
        ("Tue Nov 24 12:00:30 2026", Some(30_000.0)),
        ("1795521630", Some(30_000.0)),
        ("1795521630000", Some(30_000.0)),
        ("-1", None),
        ("soon", None),
        ("", None),
    ] {
        assert_eq!(wait(&[("retry-after", value)]), milliseconds, "{value}");
    }
    assert_eq!(
        wait(&[("retry-after", "9"), ("retry-after-ms", "150")]),
        Some(150.0)
    );
    assert_eq!(
        wait(&[("retry-after", "9"), ("retry-after-ms", "x")]),
        Some(9_000.0)
    );
    assert_eq!(wait(&[]), None);
}

#[test]
fn of_a_wait_that_a_proxy_has_merged_the_longest_counts() {
    assert_eq!(wait(&[("retry-after", "5, 5")]), Some(5_000.0));
    assert_eq!(wait(&[("retry-after", "5,7, 6")]), Some(7_000.0));
    assert_eq!(wait(&[("retry-after-ms", "100, 250")]), Some(250.0));
    let date = "Tue, 24 Nov 2026 12:00:30 GMT";
    let dates = format!("{date}, {date}");
    assert_eq!(wait(&[("retry-after", &dates)]), Some(30_000.0));
    assert_eq!(wait(&[("retry-after", "5, soon")]), None);
}

#[test]
fn a_date_to_wait_for_is_read_against_the_clock_of_the_server() {
    let slow = [
        ("retry-after", "Tue, 24 Nov 2026 11:00:30 GMT"),
        ("date", "Tue, 24 Nov 2026 11:00:00 GMT"),
    ];
    assert_eq!(wait(&slow), Some(30_000.0));
    let past = [
        ("retry-after", "Tue, 24 Nov 2026 11:00:00 GMT"),
        ("date", "Tue, 24 Nov 2026 12:00:00 GMT"),
    ];
    assert_eq!(wait(&past), Some(0.0));
    let since_1970 = [
        ("retry-after", "1795518030"),
        ("date", "Tue, 24 Nov 2026 11:00:00 GMT"),
    ];
    assert_eq!(wait(&since_1970), Some(30_000.0));
}

#[test]
fn a_wait_is_read_only_where_one_may_follow() {
    let headers = [("retry-after", "5")];
    for (status, expected) in [
        (200, None),
        (302, None),
        (400, Some(5_000.0)),
        (503, Some(5_000.0)),
    ] {
        assert_eq!(head_of(status, &headers).retry_after, expected, "{status}");
    }
}

#[test]
fn a_redirect_is_any_3xx_and_what_the_runtime_hides() {
    for (status, opaque, redirect) in [
        (302, false, true),
        (304, false, true),
        (0, true, true),
        (200, false, false),
    ] {
        assert_eq!(
            read(status, opaque, &|_| None, NOON).redirect,
            redirect,
            "{status}"
        );
    }
}

#[test]
fn the_rate_limit_is_read_in_each_of_its_spellings() {
    let expected = Reported {
        limit: Some(60.0),
        remaining: Some(12.0),
        reset: Some(30_000.0),
        window: None,
    };
    let with_window = Reported {
        window: Some(60_000.0),
        ..expected
    };
    let plain = |limit, remaining, reset| [(limit, "60"), (remaining, "12"), (reset, "30")];
    let ratelimit = plain("ratelimit-limit", "ratelimit-remaining", "ratelimit-reset");
    let x_ratelimit = plain(
        "x-ratelimit-limit",
        "x-ratelimit-remaining",
        "x-ratelimit-reset",
    );
    assert_eq!(
        reported(&[("ratelimit", "limit=60, remaining=12, reset=30")]),
        expected
    );
    assert_eq!(
        reported(&[("ratelimit", "limit=60;remaining=12;reset=30")]),
        expected
    );
    let named = [
        ("ratelimit", "\"default\";r=12;t=30"),
        ("ratelimit-policy", "\"default\";q=60;w=60"),
    ];
    assert_eq!(reported(&named), with_window);
    assert_eq!(reported(&ratelimit), expected);
    assert_eq!(reported(&x_ratelimit), expected);
    let mut merged = ratelimit;
    merged[0].1 = "60, 60;w=60";
    assert_eq!(reported(&merged), expected);
    let mut twice = x_ratelimit;
    twice[1].1 = "12, 12";
    assert_eq!(reported(&twice), expected);
    for since_1970 in ["1795521630", "1795521630000"] {
        let mut headers = x_ratelimit;
        headers[2].1 = since_1970;
        assert_eq!(reported(&headers), expected, "{since_1970}");
    }
    assert_eq!(reported(&[]), Reported::default());
}

#[test]
fn what_is_no_number_is_not_reported() {
    for value in [
        "",
        "many",
        "-3",
        "1e9",
        "1.2.3",
        "NaN",
        "Infinity",
        "0x10",
        "12345678901234567",
    ] {
        assert_eq!(number(value), None, "{value}");
        assert_eq!(
            reported(&[("x-ratelimit-remaining", value)]),
            Reported::default(),
            "{value}"
        );
    }
    let only_limit = [("x-ratelimit-limit", "60"), ("x-ratelimit-reset", "30")];
    assert_eq!(
        reported(&only_limit),
        Reported::default(),
        "nothing without what remains"
    );
}

#[test]
fn of_several_limits_the_one_that_leaves_least_counts() {
    let expected = Reported {
        limit: Some(10.0),
        remaining: Some(3.0),
        reset: Some(4_000.0),
        window: Some(10_000.0),
    };
    for value in [
        "\"day\";r=900;t=3000, \"burst\";r=3;t=4",
        "\"burst\";r=3;t=4, \"day\";r=900;t=3000",
    ] {
        let policy = "\"day\";q=1000;w=86400, \"burst\";q=10;w=10";
        let headers = [("ratelimit", value), ("ratelimit-policy", policy)];
        assert_eq!(reported(&headers), expected);
    }
}
