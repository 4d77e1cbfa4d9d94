//! Dates, times of day and instants, as the API and HTTP write them.
//!
//! Everything is read from text into a number that can be compared; nothing here knows the current
//! time or a time zone. Years have four digits, days are those of the proleptic Gregorian calendar.

mod date;
mod http_date;
mod instant;
mod reader;
mod time_of_day;

pub use date::{day_number, days_since_1970, is_date};
pub use http_date::http_date;
pub use instant::instant;
pub use time_of_day::minutes;
