//! One process that creates entries: what the TypeScript side does, with all days at the same time. It
//! may end between any two steps; then only the journal is left.

use super::random::Random;
use super::server::{Answer, Server};
use std::collections::VecDeque;
use webwork_sdk::boundary::{DayEvent, DayStep, EntryStatus};
use webwork_sdk::bulk::day::{Day, Entry};

/// Days that the entries are on.
pub const DAYS: usize = 3;

/// An entry of the input.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub day: usize,
    pub start: u32,
    pub end: u32,
    pub contract: f64,
    pub task: f64,
    pub notes: &'static str,
}

impl Wanted {
    pub fn entry(&self) -> Entry {
        let time = |minutes: u32| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        Entry::new(
            String::new(),
            &time(self.start),
            &time(self.end),
            self.contract,
            self.task,
            self.notes.trim().to_owned(),
        )
    }
}

/// The result of an entry.
#[derive(Clone, Debug)]
pub struct Report {
    pub status: EntryStatus,
    pub asked: u32,
    pub saved: u32,
    pub ids: Vec<String>,
    /// Later runs take it as it is.
    pub is_final: bool,
}

/// What is durable, by index: the ids of an intent, and the result.
#[derive(Default)]
pub struct Journal {
    intents: Vec<(usize, String)>,
    results: Vec<(usize, Report)>,
}

impl Journal {
    fn close(&mut self, index: usize) {
        self.intents.retain(|(at, _)| *at != index);
    }
}

#[derive(Default)]
struct Open {
    day: Day,
    /// Entries, and whether they are only to be looked up.
    waiting: VecDeque<(usize, bool)>,
    /// The entry that is written, and what is to be done for it.
    current: Option<(usize, DayStep)>,
    is_look_up: bool,
    /// The server refused the entry for good.
    is_refused: bool,
}

/// Creates the entries in the order of the input. `None`: the process was killed.
pub fn run(
    wanted: &[Wanted],
    server: &mut Server,
    journal: &mut Journal,
    random: &mut Random,
    kills: u32,
) -> Option<Vec<Option<Report>>> {
    let mut reports: Vec<Option<Report>> = vec![None; wanted.len()];
    let mut days: Vec<Open> = Vec::new();
    days.resize_with(DAYS, Open::default);
    // What earlier processes left open comes first: nothing is sent that could be mistaken for it.
    for (index, _) in &journal.intents {
        days[wanted[*index].day].waiting.push_back((*index, true));
    }
    for (index, one) in wanted.iter().enumerate() {
        days[one.day].waiting.push_back((index, false));
    }
    loop {
        let busy: Vec<usize> = (0..days.len())
            .filter(|day| days[*day].current.is_some() || !days[*day].waiting.is_empty())
            .collect();
        if busy.is_empty() {
            return Some(reports);
        }
        if random.percent(kills) {
            return None;
        }
        let number = random.pick(&busy);
        let open = &mut days[number];
        let Some((index, step)) = open.current else {
            let (index, is_look_up) = open.waiting.pop_front().unwrap();
            if let Some((_, report)) = journal.results.iter().find(|(at, _)| *at == index) {
                reports[index] = Some(report.clone());
                continue;
            }
            open.is_look_up = is_look_up;
            let intent = journal.intents.iter().find(|(at, _)| *at == index);
            let before = intent.map(|(_, before)| before.clone());
            open.is_refused = false;
            open.current = Some((index, open.day.begin(wanted[index].entry(), before)));
            continue;
        };
        let next = match step {
            DayStep::List => match server.list(random, number) {
                Some(rows) => {
                    for row in rows {
                        open.day.add_row(row);
                    }
                    open.day.report(DayEvent::Listed, 0)
                }
                None => open.day.report(DayEvent::Unlisted, 0),
            },
            DayStep::Record if open.is_look_up => {
                journal.close(index);
                open.current = None;
                continue;
            }
            DayStep::Record => {
                journal.close(index);
                journal.intents.push((index, open.day.ids()));
                open.day.report(DayEvent::Recorded, 0)
            }
            DayStep::Send => {
                let answer = server.save(random, &wanted[index], index);
                if random.percent(kills) {
                    return None;
                }
                open.is_refused = matches!(answer, Answer::Refused(true));
                match answer {
                    Answer::Saved(minutes) => open.day.report(DayEvent::Saved, minutes),
                    Answer::Refused(_) => open.day.report(DayEvent::Refused, 0),
                    Answer::Lost => open.day.report(DayEvent::Lost, 0),
                }
            }
            DayStep::Settled => {
                let report = settled(open);
                if report.status != EntryStatus::Unknown {
                    // What comes of later entries must not be taken for what came of this one.
                    journal.close(index);
                }
                if report.is_final {
                    journal.results.push((index, report.clone()));
                }
                if !open.is_look_up {
                    assert!(reports[index].is_none(), "an entry has two results");
                    reports[index] = Some(report);
                }
                open.current = None;
                continue;
            }
        };
        open.current = Some((index, next));
    }
}

fn settled(open: &Open) -> Report {
    let outcome = open.day.outcome();
    let ids = open.day.ids();
    Report {
        status: outcome.status,
        asked: outcome.asked,
        saved: outcome.saved,
        ids: ids.lines().map(ToOwned::to_owned).collect(),
        is_final: outcome.saved > 0 || open.is_refused && outcome.status == EntryStatus::Rejected,
    }
}
