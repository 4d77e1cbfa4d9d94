//! The state: who and what there is.

use crate::error::Refusal;
use crate::time::{Stretch, timestamp};
use chrono::NaiveDate;
use webwork_sdk::api::time_entries::TimeEntry;
use webwork_sdk::schema::Nullable;

/// A person.
#[derive(Clone, Debug)]
pub struct Member {
    pub id: i64,
    pub firstname: &'static str,
    pub lastname: &'static str,
}

impl Member {
    pub fn name(&self) -> String {
        format!("{} {}", self.firstname, self.lastname)
    }
}

/// A project.
#[derive(Clone, Debug)]
pub struct Project {
    pub id: i64,
    pub name: &'static str,
}

/// Who works on which project.
#[derive(Clone, Debug)]
pub struct Contract {
    pub id: i64,
    pub user_id: i64,
    pub project_id: i64,
    pub weekly_hours_limit: u32,
}

/// A task.
#[derive(Clone, Debug)]
pub struct Task {
    pub id: i64,
    pub project_id: i64,
    pub title: &'static str,
}

/// `method` of time that was added by hand.
pub const BY_HAND: &str = "Manually added time";

/// A time entry.
#[derive(Clone, Debug)]
pub struct Entry {
    pub id: String,
    pub user_id: i64,
    pub contract_id: Option<i64>,
    pub project_id: Option<i64>,
    pub task_id: Option<i64>,
    pub notes: Option<String>,
    pub method: &'static str,
    pub day: NaiveDate,
    pub stretch: Stretch,
}

impl Entry {
    pub fn is_by_hand(&self) -> bool {
        self.method == BY_HAND
    }
}

/// One workspace with all that is in it.
#[derive(Clone, Debug, Default)]
pub struct Data {
    pub members: Vec<Member>,
    pub projects: Vec<Project>,
    pub contracts: Vec<Contract>,
    pub tasks: Vec<Task>,
    pub entries: Vec<Entry>,
    /// Entries made so far, for their ids.
    pub made: u64,
}

impl Data {
    pub fn member(&self, id: i64) -> Result<&Member, Refusal> {
        self.members
            .iter()
            .find(|one| one.id == id)
            .ok_or_else(|| Refusal::new(404, "Member not found"))
    }

    pub fn project(&self, id: i64) -> Result<&Project, Refusal> {
        self.projects
            .iter()
            .find(|one| one.id == id)
            .ok_or_else(|| Refusal::new(404, "Project not found"))
    }

    pub fn task(&self, id: i64) -> Result<&Task, Refusal> {
        self.tasks
            .iter()
            .find(|one| one.id == id)
            .ok_or_else(|| Refusal::new(404, "Task not found"))
    }

    pub fn contract(&self, id: i64) -> Result<&Contract, Refusal> {
        self.contracts
            .iter()
            .find(|one| one.id == id)
            .ok_or_else(|| Refusal::new(404, "Contract not found"))
    }

    pub fn entry(&self, id: &str) -> Result<usize, Refusal> {
        self.entries
            .iter()
            .position(|one| one.id == id)
            .ok_or_else(|| Refusal::new(404, "Time entry not found"))
    }

    /// An entry as the API shows it.
    pub fn shown(&self, entry: &Entry) -> TimeEntry {
        let project = entry.project_id.and_then(|id| self.project(id).ok());
        let task = entry.task_id.and_then(|id| self.task(id).ok());
        TimeEntry {
            id: entry.id.clone(),
            user_id: entry.user_id,
            contract_id: Some(Nullable(entry.contract_id)),
            project_id: Some(Nullable(entry.project_id)),
            project_name: Some(Nullable(project.map(|one| one.name.to_owned()))),
            task_id: Some(Nullable(entry.task_id)),
            task_title: Some(Nullable(task.map(|one| one.title.to_owned()))),
            activity_description: Some(Nullable(entry.notes.clone())),
            method: entry.method.to_owned(),
            date: entry.day.to_string(),
            start_time: timestamp(entry.day, entry.stretch.start),
            end_time: Some(Nullable(Some(timestamp(entry.day, entry.stretch.end)))),
            duration_minutes: i64::from(entry.stretch.minutes()),
        }
    }

    /// An id as the API's look, the same in every sandbox for the same number of entries made.
    pub fn next_id(&mut self) -> String {
        self.made += 1;
        let mut bits = Dice::new(self.made);
        let (high, low) = (bits.roll(), bits.roll());
        format!(
            "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
            high >> 32,
            high >> 16 & 0xFFFF,
            high & 0xFFF,
            low >> 52,
            low & 0xFFFF_FFFF_FFFF,
        )
    }
}

/// Numbers that look random and are the same each time (splitmix64).
pub struct Dice(u64);

impl Dice {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub const fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }

    /// A number below `bound`.
    pub const fn below(&mut self, bound: u64) -> u64 {
        self.roll() % bound
    }
}
