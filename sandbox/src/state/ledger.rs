//! The ledger: all time entries, by member and day.
//!
//! The one place where time is booked, changed and removed. It keeps three invariants: no minute of
//! a member's day is booked twice, no week (Monday to Sunday) holds more than the contract or the
//! member may have, and an entry lies within its day.

use super::rows::EntryRow;
use crate::time::{DAY_MINUTES, Day, Span, first_minutes, uncovered, week};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::collections::BTreeMap;

impl EntryRow {
    /// The minutes of its day that it covers.
    pub const fn span(&self) -> Span {
        Span {
            start: self.start_time.0,
            end: self.end_time.0,
        }
    }

    /// Its length.
    pub const fn minutes(&self) -> u32 {
        self.span().minutes()
    }
}

/// Minutes a week; `None`: no limit.
#[derive(Clone, Copy, Debug, Default)]
pub struct Limits {
    /// Of the member, over everything.
    pub member: Option<u32>,
    /// Of the contract that the entry is for.
    pub contract: Option<u32>,
}

/// Why an entry cannot be as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// Empty, or beyond its day.
    Span,
    /// Other time of the member is there.
    Overlap,
    /// More than the week may hold.
    Limit,
    /// Another entry has its id.
    Id,
}

/// All time entries of a workspace.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ledger {
    days: BTreeMap<(i64, Day), Vec<EntryRow>>,
    places: BTreeMap<String, (i64, Day)>,
}

impl Ledger {
    /// The entries of a member on a day, by their start.
    pub fn day(&self, user_id: i64, day: Day) -> &[EntryRow] {
        self.days
            .get(&(user_id, day))
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// The entries of a member from one day to another, by day and start.
    pub fn range(&self, user_id: i64, from: Day, to: Day) -> Vec<&EntryRow> {
        let bounds = (user_id, from)..=(user_id, to.max(from));
        let mut found = Vec::new();
        for (_, entries) in self.days.range(bounds) {
            found.extend(entries.iter().filter(|entry| entry.date <= to));
        }
        found
    }

    pub fn get(&self, id: &str) -> Option<&EntryRow> {
        let (user_id, day) = self.places.get(id)?;
        self.day(*user_id, *day).iter().find(|entry| entry.id == id)
    }

    pub fn iter(&self) -> impl Iterator<Item = &EntryRow> {
        self.days.values().flatten()
    }

    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Minutes of the member in the week of a day, or of one contract in it.
    pub fn week_minutes(&self, user_id: i64, day: Day, contract_id: Option<i64>) -> u32 {
        let (monday, sunday) = week(day);
        let entries = self.range(user_id, monday, sunday).into_iter();
        entries
            .filter(|entry| contract_id.is_none() || entry.contract_id == contract_id)
            .map(EntryRow::minutes)
            .sum()
    }

    /// Minutes that the limits leave in the week of a day.
    fn left(&self, entry: &EntryRow, limits: Limits) -> u32 {
        let of_member = limits.member.map_or(u32::MAX, |most| {
            most.saturating_sub(self.week_minutes(entry.user_id, entry.date, None))
        });
        let of_contract = match (limits.contract, entry.contract_id) {
            (Some(most), Some(_)) => {
                most.saturating_sub(self.week_minutes(entry.user_id, entry.date, entry.contract_id))
            }
            _ => u32::MAX,
        };
        of_member.min(of_contract)
    }

    /// What of an entry's time can be booked: where nothing else is, within the limits.
    pub fn free(&self, entry: &EntryRow, limits: Limits) -> Vec<Span> {
        let taken = self.day(entry.user_id, entry.date).iter();
        let free = uncovered(entry.span(), taken.map(EntryRow::span));
        first_minutes(free, self.left(entry, limits))
    }

    /// Adds an entry as it is.
    pub fn add(&mut self, entry: EntryRow, limits: Limits) -> Result<(), Obstacle> {
        let span = entry.span();
        if span.minutes() == 0 || span.end > DAY_MINUTES {
            return Err(Obstacle::Span);
        }
        if self.places.contains_key(&entry.id) {
            return Err(Obstacle::Id);
        }
        let key = (entry.user_id, entry.date);
        let others = self.day(key.0, key.1);
        if others.iter().any(|other| other.span().overlaps(span)) {
            return Err(Obstacle::Overlap);
        }
        if span.minutes() > self.left(&entry, limits) {
            return Err(Obstacle::Limit);
        }
        self.places.insert(entry.id.clone(), key);
        let entries = self.days.entry(key).or_default();
        let place = entries.partition_point(|other| other.start_time.0 < span.start);
        entries.insert(place, entry);
        Ok(())
    }

    /// Removes an entry for good.
    pub fn remove(&mut self, id: &str) -> Option<EntryRow> {
        let key = self.places.remove(id)?;
        let entries = self.days.get_mut(&key)?;
        let place = entries.iter().position(|entry| entry.id == id)?;
        let removed = entries.remove(place);
        if entries.is_empty() {
            self.days.remove(&key);
        }
        Some(removed)
    }

    /// Puts an entry in place of the one with its id; on an obstacle nothing changes.
    pub fn replace(&mut self, entry: EntryRow, limits: Limits) -> Result<(), Obstacle> {
        let Some(old) = self.remove(&entry.id) else {
            return Err(Obstacle::Id);
        };
        let result = self.add(entry, limits);
        if result.is_err() {
            // It was there a moment ago, so it fits.
            let _ = self.add(old, Limits::default());
        }
        result
    }
}

impl Serialize for Ledger {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for Ledger {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut ledger = Self::default();
        for entry in Vec::<EntryRow>::deserialize(deserializer)? {
            let id = entry.id.clone();
            ledger.add(entry, Limits::default()).map_err(|obstacle| {
                D::Error::custom(match obstacle {
                    Obstacle::Span => format!("time entry {id} ends before it starts"),
                    Obstacle::Overlap => format!("time entry {id} overlaps another one"),
                    Obstacle::Limit | Obstacle::Id => format!("time entry {id} is there twice"),
                })
            })?;
        }
        Ok(ledger)
    }
}
