//! The days of a range, as calendar days: text in, text out, no time zone anywhere.

use crate::json::{joined, push_number};
use crate::time::{day_number, days_since_1970};

/// How many days there are from one date to another, both included; 0 or less if the first is the
/// later one. `None`: not both are dates that exist, `YYYY-MM-DD`.
#[must_use]
pub fn count_days(from: &str, to: &str) -> Option<i64> {
    Some(day_number(to)? - day_number(from)? + 1)
}

/// The date so many days after another one; empty if that is no date.
#[must_use]
pub fn date_after(from: &str, days: i64) -> String {
    let Some(first) = day_number(from) else {
        return String::new();
    };
    let day = (first + days) as f64;
    // Not later than the right one: a year has 365 or 366 days.
    let mut year = 1969.0 + (day / 365.0).min(day / 366.0).floor();
    while days_since_1970(year + 1.0, 1.0, 1.0) <= day {
        year += 1.0;
    }
    let mut month = 1.0;
    while days_since_1970(year, month + 1.0, 1.0) <= day {
        month += 1.0;
    }
    let mut digits = String::new();
    // A leading 1 keeps the zeros, and is dropped.
    let day = day - days_since_1970(year, month, 1.0) + 1.0;
    push_number(
        (((1e4 + year) * 1e2 + month) * 1e2 + day) as i64,
        &mut digits,
    );
    let part = |range| digits.get(range).unwrap_or_default();
    joined(&[part(1..5), "-", part(5..7), "-", part(7..9)])
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn both_ends_count() {
        assert_eq!(count_days("2026-01-01", "2026-01-31"), Some(31));
        assert_eq!(count_days("2026-01-01", "2026-01-01"), Some(1));
        assert_eq!(count_days("2026-01-02", "2026-01-01"), Some(0));
        assert_eq!(count_days("2024-02-28", "2024-03-01"), Some(3));
        assert_eq!(count_days("2026-02-30", "2026-03-01"), None);
        assert_eq!(count_days("2026-01-01", "tomorrow"), None);
    }

    #[test]
    fn days_follow_each_other_over_months_leap_days_and_years() {
        assert_eq!(date_after("2023-12-31", 1), "2024-01-01");
        assert_eq!(date_after("2024-02-28", 1), "2024-02-29");
        assert_eq!(date_after("2023-02-28", 1), "2023-03-01");
        assert_eq!(date_after("2026-03-28", 2), "2026-03-30");
        assert_eq!(date_after("0001-01-01", 0), "0001-01-01");
        assert_eq!(date_after("1969-12-31", 0), "1969-12-31");
        assert_eq!(date_after("2026-02-30", 0), "");
    }

    proptest! {
        #[test]
        fn every_day_of_a_range_is_the_one_after_the_day_before(days in 0_i64..3_600_000) {
            let date = date_after("0001-01-01", days);
            prop_assert_eq!(count_days("0001-01-01", &date), Some(days + 1));
        }
    }
}
