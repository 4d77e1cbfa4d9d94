//! Days, times of day, spans of minutes, and how the API writes them.

use crate::sdk;
use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Timelike, Utc, Weekday};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// Milliseconds since 1970, by the sandbox's clock.
pub type Ms = i64;
/// A day of the calendar, in UTC; `YYYY-MM-DD` in JSON.
pub type Day = NaiveDate;

/// Minutes of a day.
pub const DAY_MINUTES: u32 = 1_440;
/// Milliseconds of a minute.
pub const MINUTE: Ms = 60_000;
/// Milliseconds of a day.
pub const DAY: Ms = 86_400_000;
/// The latest time of the clock: the end of the year 9999.
pub const LATEST: Ms = 253_402_300_799_999;

/// Minutes since midnight, end excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// First minute.
    pub start: u32,
    /// Minute after the last.
    pub end: u32,
}

impl Span {
    /// Its length.
    pub const fn minutes(self) -> u32 {
        self.end.saturating_sub(self.start)
    }

    /// Whether the two have a minute in common.
    pub const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// The parts of a span that none of the others covers, in order.
pub fn uncovered(span: Span, others: impl Iterator<Item = Span>) -> Vec<Span> {
    // In order. Not by sorting: few are there, and a sorting algorithm takes up 4 kB of the wasm.
    let mut taken: Vec<Span> = Vec::new();
    for other in others.filter(|other| other.overlaps(span)) {
        let place = taken.partition_point(|one| one.start <= other.start);
        taken.insert(place, other);
    }
    let mut free = Vec::new();
    let mut at = span.start;
    for other in taken {
        if other.start > at {
            free.push(Span {
                start: at,
                end: other.start,
            });
        }
        at = at.max(other.end);
    }
    if at < span.end {
        free.push(Span {
            start: at,
            end: span.end,
        });
    }
    free
}

/// The first so many minutes of some spans.
pub fn first_minutes(spans: Vec<Span>, mut left: u32) -> Vec<Span> {
    let mut kept = Vec::new();
    for span in spans {
        let minutes = span.minutes().min(left);
        left -= minutes;
        if minutes > 0 {
            kept.push(Span {
                start: span.start,
                end: span.start + minutes,
            });
        }
    }
    kept
}

/// A time of day in minutes, 0 to 1,440; `HH:mm` in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeOfDay(pub u32);

impl Serialize for TimeOfDay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{:02}:{:02}", self.0 / 60, self.0 % 60))
    }
}

impl<'de> Deserialize<'de> for TimeOfDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text == "24:00" {
            return Ok(Self(DAY_MINUTES));
        }
        let minutes = sdk::minutes(&text).map(Self);
        minutes.ok_or_else(|| D::Error::custom("expected a time of day as HH:mm"))
    }
}

/// A day that exists, `YYYY-MM-DD`.
pub fn day(text: &str) -> Option<Day> {
    // Not `NaiveDate::from_str`, which takes more forms, and more room in the wasm.
    let days = i32::try_from(sdk::day_number(text)?).ok()?;
    NaiveDate::from_num_days_from_ce_opt(days + 719_163)
}

/// `#[serde(with = "days_or_none")]` for a day or null: [`day`] instead of chrono's own parser.
pub mod days_or_none {
    use super::{Day, day};
    use serde::{Deserialize, Deserializer, Serializer, de::Error as _};

    /// Writes `YYYY-MM-DD` or null.
    pub fn serialize<S: Serializer>(value: &Option<Day>, serializer: S) -> Result<S::Ok, S::Error> {
        match value {
            Some(day) => serializer.collect_str(day),
            None => serializer.serialize_none(),
        }
    }

    /// Reads `YYYY-MM-DD` or null.
    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Day>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        let parsed = text
            .map(|text| day(&text).ok_or_else(|| D::Error::custom("expected a day as YYYY-MM-DD")));
        parsed.transpose()
    }
}

/// `#[serde(with = "one_day")]` for a day.
pub mod one_day {
    use super::{Day, days_or_none};
    use serde::{Deserializer, Serializer, de::Error as _};

    /// Writes `YYYY-MM-DD`.
    pub fn serialize<S: Serializer>(value: &Day, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }

    /// Reads `YYYY-MM-DD`.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Day, D::Error> {
        let day = days_or_none::deserialize(deserializer)?;
        day.ok_or_else(|| D::Error::custom("expected a day as YYYY-MM-DD"))
    }
}

/// The instant that an ISO 8601 string with offset tells.
pub fn instant(text: &str) -> Option<Ms> {
    sdk::instant(text).map(|seconds| (seconds * 1_000.0) as Ms)
}

/// The day of an instant.
pub fn day_of(at: Ms) -> Day {
    moment(at).date_naive()
}

/// The minute of its day of an instant.
pub fn minute_of(at: Ms) -> u32 {
    let time = moment(at).time();
    time.hour() * 60 + time.minute()
}

/// The instant of a minute of a day.
pub fn at(day: Day, minute: u32) -> Ms {
    day.and_time(NaiveTime::MIN).and_utc().timestamp_millis() + Ms::from(minute) * MINUTE
}

/// The day after, or the same at the end of the calendar.
pub fn next(day: Day) -> Day {
    day.succ_opt().unwrap_or(day)
}

/// The day so many days later.
pub fn later(day: Day, days: u64) -> Day {
    day.checked_add_days(Days::new(days)).unwrap_or(day)
}

/// The days from one to the other, both included.
pub fn days(from: Day, to: Day) -> impl Iterator<Item = Day> {
    from.iter_days().take_while(move |day| *day <= to)
}

/// Monday and Sunday of the week of a day.
pub fn week(day: Day) -> (Day, Day) {
    let week = day.week(Weekday::Mon);
    (
        week.checked_first_day().unwrap_or(day),
        week.checked_last_day().unwrap_or(day),
    )
}

/// Whether a day is none of Saturday and Sunday.
pub fn is_working_day(day: Day) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// `2026-01-29T09:00:00Z` of a minute of a day; minute 1,440 is midnight of the day after.
pub fn timestamp(day: Day, minute: u32) -> String {
    iso(at(day, minute))
}

/// `2026-01-29T12:00:00Z`
pub fn iso(at: Ms) -> String {
    format!("{}Z", seconds(at))
}

/// `2026-01-29T12:00:00+00:00`
pub fn iso_with_offset(at: Ms) -> String {
    format!("{}+00:00", seconds(at))
}

/// `2026-01-29T12:00:00.000000Z`
pub fn precise(at: Ms) -> String {
    format!("{}.{:03}000Z", seconds(at), at.rem_euclid(1_000))
}

fn seconds(at: Ms) -> String {
    let moment = moment(at);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
        moment.year(),
        moment.month(),
        moment.day(),
        moment.hour(),
        moment.minute(),
        moment.second()
    )
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

fn month(day: &impl Datelike) -> &'static str {
    MONTHS
        .get(day.month0() as usize)
        .copied()
        .unwrap_or_default()
}

/// `Jan 15, 2024`
pub fn display_date(day: Day) -> String {
    format!("{} {}, {}", month(&day), day.day(), day.year())
}

/// `Thu, 29 Jan 2026 12:00:00 GMT`
pub fn http_date(at: Ms) -> String {
    const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let moment = moment(at);
    let weekday = WEEKDAYS
        .get(moment.weekday().num_days_from_monday() as usize)
        .copied()
        .unwrap_or_default();
    format!(
        "{weekday}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
        moment.day(),
        month(&moment),
        moment.year(),
        moment.hour(),
        moment.minute(),
        moment.second()
    )
}

fn moment(at: Ms) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(at).unwrap_or_default()
}

/// `8 hr`, `7 hr 30 min`, `45 min`
pub fn length(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} hr"),
        (hours, minutes) => format!("{hours} hr {minutes} min"),
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn span() -> impl Strategy<Value = Span> {
        (0_u32..DAY_MINUTES, 1_u32..DAY_MINUTES).prop_map(|(start, length)| Span {
            start,
            end: (start + length).min(DAY_MINUTES),
        })
    }

    proptest! {
        #[test]
        fn what_is_free_and_what_is_taken_make_up_the_whole(wanted in span(), taken in prop::collection::vec(span(), 0..12)) {
            let free = uncovered(wanted, taken.iter().copied());
            for minute in wanted.start..wanted.end {
                let is_taken = taken.iter().any(|other| (other.start..other.end).contains(&minute));
                let times = free.iter().filter(|part| (part.start..part.end).contains(&minute)).count();
                prop_assert_eq!(times, usize::from(!is_taken));
            }
            prop_assert!(free.iter().all(|part| part.start >= wanted.start && part.end <= wanted.end && part.minutes() > 0));
        }

        #[test]
        fn a_limit_keeps_the_first_minutes_and_no_more(wanted in span(), taken in prop::collection::vec(span(), 0..12), limit in 0_u32..DAY_MINUTES) {
            let free = uncovered(wanted, taken.iter().copied());
            let total: u32 = free.iter().map(|part| part.minutes()).sum();
            let kept: u32 = first_minutes(free, limit).iter().map(|part| part.minutes()).sum();
            prop_assert_eq!(kept, total.min(limit));
        }
    }

    const NOON: Ms = 1_769_688_000_000;

    #[test]
    fn times_are_written_as_the_documentation_shows_them() {
        assert_eq!(precise(NOON), "2026-01-29T12:00:00.000000Z");
        assert_eq!(iso_with_offset(NOON), "2026-01-29T12:00:00+00:00");
        assert_eq!(http_date(NOON), "Thu, 29 Jan 2026 12:00:00 GMT");
        assert_eq!(display_date(day_of(NOON)), "Jan 29, 2026");
        assert_eq!(timestamp(day_of(NOON), DAY_MINUTES), "2026-01-30T00:00:00Z");
        assert_eq!(
            [480, 450, 45].map(length),
            ["8 hr", "7 hr 30 min", "45 min"]
        );
    }

    #[test]
    fn a_week_goes_from_monday_to_sunday() {
        let (monday, sunday) = week(day_of(NOON));
        assert_eq!(
            (monday.to_string(), sunday.to_string()),
            ("2026-01-26".to_owned(), "2026-02-01".to_owned())
        );
    }
}
