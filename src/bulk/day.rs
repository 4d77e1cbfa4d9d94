//! Creating the time entries of one member on one day, none of them lost and none of them twice.
//!
//! A `POST` has no idempotency key, its response no id, and a server may save only a part of the time,
//! or split it. So the day is listed before its first write. After a write whose response was lost it
//! is listed again: what is new, inside the interval and equal in contract, task and notes is what
//! came of the write. If nothing is, the entry is sent again.
//!
//! A write is recorded before it leaves, with the ids of the entries that could be mistaken for what
//! comes of it. A process that starts again with this record can tell the difference, too.
//!
//! The entries of a day are written one after another. Two of them that overlap could be mistaken for
//! each other, so the day is listed in between: each id is taken for one write only.
//!
//! Times are wall-clock times and are compared as such; nothing here knows a time zone.

use crate::boundary::{DayEvent, DayStep, EntryStatus};
use crate::json::parts;
use crate::time;

/// An entry is sent at most so many times. Each time but the last, nothing had come of it.
const MOST_SENT: u32 = 3;

/// When an entry begins and ends, in minutes from midnight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// Its start.
    pub start: u32,
    /// Its end.
    pub end: u32,
}

impl Span {
    const fn minutes(self) -> u32 {
        self.end.saturating_sub(self.start)
    }

    const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    const fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.start < other.end && other.end <= self.end
    }
}

/// A time entry, as far as entries have to be told apart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entry {
    /// Its id. Empty for one that is to be created.
    pub id: String,
    /// When it begins and ends.
    pub span: Span,
    /// Id of the contract; NaN if it has none.
    pub contract: f64,
    /// Id of the task; NaN if it has none.
    pub task: f64,
    /// What was done, without white space around it; empty if nothing is said.
    pub notes: String,
}

impl Entry {
    /// Times are `HH:mm`, or date-times that have it after their date. Those of other forms, such as
    /// the missing end of an entry that is still running, make an entry that equals no other.
    #[must_use]
    pub fn new(
        id: String,
        start: &str,
        end: &str,
        contract: f64,
        task: f64,
        notes: String,
    ) -> Self {
        Self {
            id,
            span: Span {
                start: minutes(start).unwrap_or(u32::MAX),
                end: minutes(end).unwrap_or(0),
            },
            contract,
            task,
            notes,
        }
    }

    /// Whether an entry of the server may be what came of this one. Where no contract is asked for, the
    /// server may have chosen one.
    fn may_become(&self, row: &Self) -> bool {
        self.span.contains(row.span)
            && (self.contract.is_nan() || self.contract == row.contract)
            && (self.task == row.task || self.task.is_nan() && row.task.is_nan())
            && self.notes == row.notes
    }
}

fn minutes(text: &str) -> Option<u32> {
    let time = text.get(11..16).unwrap_or(text);
    time::minutes(time)
}

/// What became of an entry.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    /// In one word.
    pub status: EntryStatus,
    /// Minutes asked for.
    pub asked: u32,
    /// Minutes that are known to be saved.
    pub saved: u32,
}

/// One day of one member, and the entry that is written to it.
#[derive(Debug)]
pub struct Day {
    /// The entries of the day when it was last listed.
    rows: Vec<Entry>,
    /// Whether `rows` are those of the server, but for what was written since.
    is_listed: bool,
    /// What was written since.
    written: Vec<Span>,
    /// What may have been written, without anybody knowing.
    open: Vec<Span>,
    entry: Entry,
    /// The entry may have been written.
    is_pending: bool,
    /// How often it was sent.
    sent: u32,
    /// While it is written: the entries that could be mistaken for it. Then: what came of it. A line
    /// each; ids are opaque, but none has a line break.
    ids: String,
    outcome: Outcome,
}

impl Default for Day {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            is_listed: false,
            written: Vec::new(),
            open: Vec::new(),
            entry: Entry::default(),
            is_pending: false,
            sent: 0,
            ids: String::new(),
            outcome: Outcome {
                status: EntryStatus::Rejected,
                asked: 0,
                saved: 0,
            },
        }
    }
}

impl Day {
    /// Begins with the next entry. `before` has the recorded ids, if a write of it was recorded that may
    /// have left.
    pub fn begin(&mut self, entry: Entry, before: Option<String>) -> DayStep {
        self.outcome.asked = entry.span.minutes();
        self.is_pending = before.is_some();
        self.ids = before.unwrap_or_default();
        self.sent = u32::from(self.is_pending);
        let overlaps = |other: &Span| other.overlaps(entry.span);
        let is_blocked = self.open.iter().any(overlaps);
        let is_stale = self.is_pending || !self.is_listed || self.written.iter().any(overlaps);
        self.entry = entry;
        if is_blocked {
            self.give_up()
        } else if is_stale {
            self.list()
        } else {
            self.record()
        }
    }

    /// An entry of the day, as the server lists it. To be called for each of them before `Listed`.
    pub fn add_row(&mut self, row: Entry) {
        self.rows.push(row);
    }

    /// Reports what came of the last step. `saved`: the minutes that `Saved` reports.
    pub fn report(&mut self, event: DayEvent, saved: u32) -> DayStep {
        match event {
            DayEvent::Listed => {
                self.is_listed = true;
                self.written.clear();
                self.listed()
            }
            DayEvent::Unlisted => {
                self.is_listed = false;
                self.give_up()
            }
            DayEvent::Recorded => {
                self.is_pending = true;
                self.sent += 1;
                DayStep::Send
            }
            DayEvent::Saved => {
                self.ids.clear();
                self.written.push(self.entry.span);
                self.saved(saved)
            }
            // A server that stored an earlier request late may refuse this one for its overlap.
            DayEvent::Refused if self.sent > 1 => {
                self.sent = MOST_SENT;
                self.list()
            }
            DayEvent::Refused => self.settle(EntryStatus::Rejected, 0),
            DayEvent::Lost => self.list(),
        }
    }

    /// What became of the entry, once it is settled.
    #[must_use]
    pub const fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// What to record before the entry is sent, or the ids of what came of it, as far as they are known:
    /// a line each.
    #[must_use]
    pub fn ids(&self) -> String {
        self.ids.clone()
    }

    /// Whether nobody knows what became of some entry of the day.
    #[must_use]
    pub fn has_open(&self) -> bool {
        !self.open.is_empty()
    }

    fn list(&mut self) -> DayStep {
        self.rows.clear();
        DayStep::List
    }

    fn give_up(&mut self) -> DayStep {
        if !self.is_pending {
            return self.settle(EntryStatus::Rejected, 0);
        }
        self.open.push(self.entry.span);
        self.settle(EntryStatus::Unknown, 0)
    }

    fn listed(&mut self) -> DayStep {
        if !self.is_pending {
            return self.record();
        }
        let mut minutes = 0;
        let mut ids = String::new();
        for row in &self.rows {
            let is_old = parts(&self.ids, b"\n").any(|id| id == row.id);
            if self.entry.may_become(row) && !is_old {
                minutes += row.span.minutes();
                push_line(&row.id, &mut ids);
            }
        }
        if ids.is_empty() && self.sent < MOST_SENT {
            return self.record();
        }
        self.ids = ids;
        self.saved(minutes)
    }

    fn record(&mut self) -> DayStep {
        self.ids.clear();
        for row in &self.rows {
            if self.entry.may_become(row) {
                push_line(&row.id, &mut self.ids);
            }
        }
        self.is_pending = false;
        DayStep::Record
    }

    fn saved(&mut self, saved: u32) -> DayStep {
        let status = if saved == 0 {
            EntryStatus::Rejected
        } else if saved < self.outcome.asked {
            EntryStatus::Partial
        } else {
            EntryStatus::Created
        };
        self.settle(status, saved)
    }

    fn settle(&mut self, status: EntryStatus, saved: u32) -> DayStep {
        if saved == 0 {
            self.ids.clear();
        }
        self.is_pending = false;
        self.outcome = Outcome {
            status,
            saved,
            ..self.outcome
        };
        DayStep::Settled
    }
}

fn push_line(line: &str, to: &mut String) {
    if !to.is_empty() {
        to.push('\n');
    }
    to.push_str(line);
}
