//! A model of the server. It remembers which entry of the input each of its entries comes from.

use super::process::Wanted;
use super::random::Random;
use webwork_sdk::bulk::day::{Entry, Span};

/// How the server behaves.
#[derive(Clone, Debug)]
pub struct Model {
    /// Saves only time that is free.
    pub trims: bool,
    /// Saves some entries in two parts.
    pub splits: bool,
    /// Gives entries without a contract one.
    pub chooses_contract: bool,
    /// The most minutes of a day that it saves.
    pub most_minutes: u32,
    /// Percent of requests that go wrong.
    pub faults: u32,
    /// Percent of requests before which somebody else adds an entry.
    pub others: u32,
}

/// What became of a request to save an entry.
#[derive(Clone, Copy, Debug)]
pub enum Answer {
    /// So many minutes were saved.
    Saved(u32),
    /// Nothing was saved, and the server said so. `true`: it will say so again.
    Refused(bool),
    /// No response.
    Lost,
}

pub struct Stored {
    pub row: Entry,
    pub day: usize,
    /// Index in the input; `None`: somebody else's.
    pub origin: Option<usize>,
}

pub struct Server {
    pub model: Model,
    days: usize,
    stored: Vec<Stored>,
}

impl Server {
    pub fn new(model: Model, days: usize) -> Self {
        Self {
            model,
            days,
            stored: Vec::new(),
        }
    }

    /// Entries that are there before: also some that equal those of the input.
    pub fn prefill(&mut self, random: &mut Random, wanted: &[Wanted]) {
        for wanted in wanted {
            if random.percent(15) {
                self.store(random, wanted, None);
            }
        }
    }

    /// The entries of a day, unless the request fails.
    pub fn list(&mut self, random: &mut Random, day: usize) -> Option<Vec<Entry>> {
        self.somebody_else(random);
        if random.percent(self.model.faults / 2) {
            return None;
        }
        let on_day = self.stored.iter().filter(|one| one.day == day);
        Some(on_day.map(|one| one.row.clone()).collect())
    }

    pub fn save(&mut self, random: &mut Random, wanted: &Wanted, index: usize) -> Answer {
        self.somebody_else(random);
        if random.percent(self.model.faults) {
            return match random.below(3) {
                0 => Answer::Lost,
                1 => Answer::Refused(false),
                _ => {
                    self.store(random, wanted, Some(index));
                    Answer::Lost
                }
            };
        }
        match self.store(random, wanted, Some(index)) {
            0 => Answer::Refused(true),
            minutes => Answer::Saved(minutes),
        }
    }

    pub fn minutes_of(&self, index: usize) -> u32 {
        let mine = self.stored.iter().filter(|one| one.origin == Some(index));
        mine.map(|one| one.row.span.end - one.row.span.start).sum()
    }

    pub fn ids_of(&self, index: usize) -> Vec<String> {
        let mine = self.stored.iter().filter(|one| one.origin == Some(index));
        mine.map(|one| one.row.id.clone()).collect()
    }

    /// Somebody else adds an entry that equals none of the input.
    fn somebody_else(&mut self, random: &mut Random) {
        if random.percent(self.model.others) {
            let start = 540 + 15 * random.below(30) as u32;
            let wanted = Wanted {
                day: random.below(self.days),
                start,
                end: start + 15,
                contract: 1.0,
                task: f64::NAN,
                notes: "somebody else's",
            };
            self.store(random, &wanted, None);
        }
    }

    fn store(&mut self, random: &mut Random, wanted: &Wanted, origin: Option<usize>) -> u32 {
        let mut free = vec![(wanted.start, wanted.end)];
        let on_day = self.stored.iter().filter(|one| one.day == wanted.day);
        let mut left = self.model.most_minutes;
        for one in on_day {
            left = left.saturating_sub(one.row.span.end - one.row.span.start);
            if self.model.trims {
                free = free
                    .iter()
                    .flat_map(|(from, to)| {
                        [
                            (*from, one.row.span.start.min(*to)),
                            (one.row.span.end.max(*from), *to),
                        ]
                    })
                    .filter(|(from, to)| from < to)
                    .collect();
            }
        }
        let mut minutes = 0;
        for (from, to) in free {
            let to = to.min(from.saturating_add(left));
            left -= to - from;
            minutes += to - from;
            let middle = if self.model.splits && random.percent(50) {
                from + (to - from) / 2
            } else {
                to
            };
            for (from, to) in [(from, middle), (middle, to)] {
                if from < to {
                    self.push(wanted, from, to, origin);
                }
            }
        }
        minutes
    }

    fn push(&mut self, wanted: &Wanted, start: u32, end: u32, origin: Option<usize>) {
        let contract = if wanted.contract.is_nan() && self.model.chooses_contract {
            1.0
        } else {
            wanted.contract
        };
        self.stored.push(Stored {
            row: Entry {
                id: format!("id{}", self.stored.len()),
                span: Span { start, end },
                contract,
                task: wanted.task,
                notes: wanted.notes.trim().to_owned(),
            },
            day: wanted.day,
            origin,
        });
    }
}
