//! Calendar dates, `YYYY-MM-DD`.

use super::digits;

/// Whether the text is a date that exists, `YYYY-MM-DD`.
#[must_use]
pub fn is_date(text: &str) -> bool {
    day_number(text).is_some()
}

/// A date that exists, `YYYY-MM-DD`, as days since 1970-01-01.
#[must_use]
pub fn day_number(text: &str) -> Option<i64> {
    let [_, _, _, _, b'-', _, _, b'-', ..] = text.as_bytes() else {
        return None;
    };
    let year = digits(text.get(..4)?, 4)?;
    let month = digits(text.get(5..7)?, 2)?;
    let day = digits(text.get(8..)?, 2)?;
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return None,
    };
    (1..=days)
        .contains(&day)
        .then(|| days_since_1970(f64::from(year), f64::from(month), f64::from(day)) as i64)
}

/// Days since 1970-01-01 of a date in the proleptic Gregorian calendar.
///
/// Counts years from March, so that the leap day is the last day of its year.
#[must_use]
pub fn days_since_1970(year: f64, month: f64, day: f64) -> f64 {
    let year = if month <= 2.0 { year - 1.0 } else { year };
    let era = (year / 400.0).floor();
    let year_of_era = year - era * 400.0;
    let shifted = if month > 2.0 {
        month - 3.0
    } else {
        month + 9.0
    };
    let day_of_year = ((153.0 * shifted + 2.0) / 5.0).floor() + day - 1.0;
    let day_of_era = year_of_era * 365.0 + (year_of_era / 4.0).floor()
        - (year_of_era / 100.0).floor()
        + day_of_year;
    era * 146_097.0 + day_of_era - 719_468.0
}
