//! Days, times of day and stretches of time.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use webwork_sdk::time::is_date;

/// Minutes since midnight, end excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// First minute.
    pub start: u32,
    /// Minute after the last.
    pub end: u32,
}

impl Stretch {
    pub const fn minutes(self) -> u32 {
        self.end.saturating_sub(self.start)
    }

    pub const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// The parts of a stretch that none of the others covers, in order.
pub fn uncovered(stretch: Stretch, taken: impl Iterator<Item = Stretch>) -> Vec<Stretch> {
    let mut taken: Vec<Stretch> = taken.filter(|other| other.overlaps(stretch)).collect();
    taken.sort_by_key(|other| other.start);
    let mut free = Vec::new();
    let mut at = stretch.start;
    for other in taken {
        if other.start > at {
            free.push(Stretch {
                start: at,
                end: other.start,
            });
        }
        at = at.max(other.end);
    }
    if at < stretch.end {
        free.push(Stretch {
            start: at,
            end: stretch.end,
        });
    }
    free
}

/// The first so many minutes of some stretches.
pub fn first_minutes(stretches: Vec<Stretch>, mut left: u32) -> Vec<Stretch> {
    let mut kept = Vec::new();
    for stretch in stretches {
        let minutes = stretch.minutes().min(left);
        left -= minutes;
        if minutes > 0 {
            kept.push(Stretch {
                start: stretch.start,
                end: stretch.start + minutes,
            });
        }
    }
    kept
}

/// A day that exists, `YYYY-MM-DD`.
pub fn day(text: &str) -> Option<NaiveDate> {
    is_date(text).then(|| text.parse().ok()).flatten()
}

/// Whether two days lie in the same week, Monday to Sunday.
pub fn same_week(one: NaiveDate, other: NaiveDate) -> bool {
    one.iso_week() == other.iso_week()
}

/// `2026-01-29T09:00:00Z`
pub fn timestamp(day: NaiveDate, minutes: u32) -> String {
    format!("{day}T{:02}:{:02}:00Z", minutes / 60, minutes % 60)
}

/// `2026-01-29T12:00:00.000000Z`
pub fn precise(now: f64) -> String {
    moment(now).format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()
}

/// `Thu, 29 Jan 2026 12:00:00 GMT`
pub fn http_date(now: f64) -> String {
    moment(now).format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

fn moment(now: f64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(now as i64).unwrap_or_default()
}

/// `8 hr`, `7 hr 30 min`, `45 min`
pub fn spoken(minutes: u32) -> String {
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

    fn stretch() -> impl Strategy<Value = Stretch> {
        (0_u32..1440, 1_u32..1440).prop_map(|(start, length)| Stretch {
            start,
            end: (start + length).min(1440),
        })
    }

    proptest! {
        #[test]
        fn what_is_free_and_what_is_taken_make_up_the_whole(wanted in stretch(), taken in prop::collection::vec(stretch(), 0..12)) {
            let free = uncovered(wanted, taken.iter().copied());
            for minute in wanted.start..wanted.end {
                let is_taken = taken.iter().any(|other| (other.start..other.end).contains(&minute));
                let times = free.iter().filter(|part| (part.start..part.end).contains(&minute)).count();
                prop_assert_eq!(times, usize::from(!is_taken));
            }
            prop_assert!(free.iter().all(|part| part.start >= wanted.start && part.end <= wanted.end && part.minutes() > 0));
        }

        #[test]
        fn a_limit_keeps_the_first_minutes_and_no_more(wanted in stretch(), taken in prop::collection::vec(stretch(), 0..12), limit in 0_u32..1440) {
            let free = uncovered(wanted, taken.iter().copied());
            let total: u32 = free.iter().map(|part| part.minutes()).sum();
            let kept: u32 = first_minutes(free, limit).iter().map(|part| part.minutes()).sum();
            prop_assert_eq!(kept, total.min(limit));
        }
    }

    #[test]
    fn lengths_read_as_the_documentation_writes_them() {
        assert_eq!(spoken(480), "8 hr");
        assert_eq!(spoken(450), "7 hr 30 min");
        assert_eq!(spoken(45), "45 min");
    }

    #[test]
    fn timestamps_have_the_documented_forms() {
        assert_eq!(precise(1_769_688_000_000.0), "2026-01-29T12:00:00.000000Z");
        assert_eq!(
            http_date(1_769_688_000_000.0),
            "Thu, 29 Jan 2026 12:00:00 GMT"
        );
    }
}
