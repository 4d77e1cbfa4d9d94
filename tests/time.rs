//! Dates, times of day, instants and HTTP dates.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use proptest::prelude::*;
use webwork_sdk::time::{day_number, http_date, instant, is_date, minutes};

/// 2026-11-24T12:00:00Z
const NOON: f64 = 1_795_521_600_000.0;

#[test]
fn http_dates_are_read_in_all_three_forms() {
    for text in [
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
    ] {
        assert_eq!(http_date(text, NOON), Some(784_111_777_000.0), "{text}");
    }
    for text in [
        "",
        "soon",
        "Sun, 06 Nov 1994",
        "Sun, 32 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 25:49:37 GMT",
        "Sun, 06 Nov 1994 08:49 GMT",
        "Sun, 06 Nov 19940 08:49:37 GMT",
        "Sun, 06 Nov 199 08:49:37 GMT",
    ] {
        assert_eq!(http_date(text, NOON), None, "{text}");
    }
}

#[test]
fn instants_are_read_with_seconds_fractions_and_offsets() {
    let start = 1_769_677_200.0;
    for (text, expected) in [
        ("2026-01-29T09:00:00Z", start),
        ("2026-01-29t09:00z", start),
        ("2026-01-29 09:00:00+00:00", start),
        ("2026-01-29T11:30:00+02:30", start),
        ("2026-01-29T11:30:00+0230", start),
        ("2026-01-28T23:00:00-10:00", start),
        ("2026-01-29T09:00:07.25Z", start + 7.25),
        ("2026-01-29T09:00:60Z", start + 60.0),
    ] {
        assert_eq!(instant(text), Some(expected), "{text}");
    }
    let fraction = instant("2026-01-29T09:00:00.123456789123Z").unwrap() - start;
    assert!((fraction - 0.123_456_789).abs() < 1e-6, "{fraction}");
    for text in [
        "2026-01-29",
        "2026-01-29T09:00:00",
        "2026-02-30T09:00:00Z",
        "2026-01-29T24:00:00Z",
        "2026-01-29T09:00:61Z",
        "2026-01-29T09:00:00.Z",
        "2026-01-29T09:00:00.5x",
        "2026-01-29T09:00:0Z",
        "2026-01-29T09:00:00+25:00",
        "2026-01-29T09:00:00+2500",
        "2026-01-29T09:00:00+",
        "2026-01-29T09:00:00Zulu",
        "2026-01-29T09:00é00Z",
        "",
    ] {
        assert_eq!(instant(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn dates_are_those_of_the_calendar(year in 0_u32..10_000, month in 0_u32..14, day in 0_u32..33) {
        let text = format!("{year:04}-{month:02}-{day:02}");
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let longest = [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        let exists = (1..=12).contains(&month) && day >= 1 && day <= longest[(month as usize - 1).min(11)];
        prop_assert_eq!(is_date(&text), exists);
    }

    #[test]
    fn times_are_two_digits_each(hours in 0_u32..30, rest in 0_u32..70) {
        let expected = (hours < 24 && rest < 60).then_some(hours * 60 + rest);
        prop_assert_eq!(minutes(&format!("{hours:02}:{rest:02}")), expected);
    }

    #[test]

    #[test]
    fn days_follow_one_another(year in 1_i64..9_999, month in 1_u32..13, day in 1_u32..29) {
        let number = |day: u32| day_number(&format!("{year:04}-{month:02}-{day:02}"));
        if day < 28 {
            prop_assert_eq!(number(day + 1), number(day).map(|number| number + 1));
        }
        let new_year = |year: i64| day_number(&format!("{year:04}-01-01")).unwrap();
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        prop_assert_eq!(new_year(year + 1) - new_year(year), if leap { 366 } else { 365 });
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in "[0-9TZtz:+. -]{0,32}|\\PC{0,32}", now in 0.0..4e12) {
        let _ = (is_date(&text), minutes(&text), instant(&text), http_date(&text, now));
    }
}
