//! Calendar dates, `YYYY-MM-DD`.

use super::reader::Reader;

/// Whether the text is a date that exists, `YYYY-MM-DD`.
#[must_use]
pub fn is_date(text: &str) -> bool {
    day_number(text).is_some()
}

/// A date that exists, `YYYY-MM-DD`, as days since 1970-01-01.
#[must_use]
pub fn day_number(text: &str) -> Option<i64> {
    let mut reader = Reader::new(text);
    let day = reader.date()?;
    reader.end().map(|()| day as i64)
}

/// Days since 1970-01-01 of a date in the proleptic Gregorian calendar. Month 13 is the January that
/// follows.
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
