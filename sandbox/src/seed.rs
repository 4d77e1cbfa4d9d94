//! What a fresh sandbox holds: the ids of the vendor's examples, and January 2026 of three members.

use crate::data::{BY_HAND, Contract, Data, Dice, Entry, Member, Project, Task};
use crate::time::Stretch;
use chrono::{Datelike, NaiveDate, Weekday};

/// The workspace of the caller.
pub const WORKSPACE: i64 = 1;
/// A workspace that is not the caller's.
pub const OTHER_WORKSPACE: i64 = 2;

/// The entry of the vendor's examples.
const DOCUMENTED_ID: &str = "a1b2c3d4-e5f6-7890-abcd-ef1234567890";

const NOTES: &[Option<&str>] = &[
    Some("Working on feature implementation"),
    Some("Daily stand-up and code review"),
    Some("Überarbeitung der Startseite"),
    Some("顧客との打ち合わせ"),
    Some("Fixing \"quotes\" & <tags> ✅"),
    None,
];

const METHODS: &[&str] = &[
    "Desktop tracker",
    "Web tracker",
    "Mobile tracker",
    "Extension tracker",
    BY_HAND,
];

/// The state of a fresh sandbox.
pub fn data() -> Data {
    let mut data = Data {
        members: vec![
            Member {
                id: 100,
                firstname: "John",
                lastname: "Doe",
            },
            Member {
                id: 101,
                firstname: "Jane",
                lastname: "Smith",
            },
            Member {
                id: 102,
                firstname: "Łukasz",
                lastname: "Müller",
            },
        ],
        projects: vec![
            Project {
                id: 10,
                name: "Website Redesign",
            },
            Project {
                id: 11,
                name: "Marketing Campaign Q1",
            },
        ],
        contracts: vec![
            Contract {
                id: 20,
                user_id: 100,
                project_id: 10,
                weekly_hours_limit: 60,
            },
            Contract {
                id: 21,
                user_id: 100,
                project_id: 11,
                weekly_hours_limit: 20,
            },
            Contract {
                id: 22,
                user_id: 101,
                project_id: 10,
                weekly_hours_limit: 40,
            },
            Contract {
                id: 23,
                user_id: 102,
                project_id: 11,
                weekly_hours_limit: 168,
            },
        ],
        tasks: vec![
            Task {
                id: 5,
                project_id: 10,
                title: "Update homepage design",
            },
            Task {
                id: 6,
                project_id: 10,
                title: "Implement user authentication",
            },
            Task {
                id: 7,
                project_id: 11,
                title: "Write the newsletter",
            },
        ],
        ..Data::default()
    };
    let mut dice = Dice::new(2026);
    for day in (1..=31).filter_map(|day| NaiveDate::from_ymd_opt(2026, 1, day)) {
        if matches!(day.weekday(), Weekday::Sat | Weekday::Sun) || day.day() == 1 {
            continue;
        }
        for user_id in [100, 101, 102] {
            if user_id == 100 && day.day() == 29 {
                documented_day(&mut data, day);
            } else {
                working_day(&mut data, &mut dice, user_id, day);
            }
        }
    }
    data
}

/// The day of the vendor's examples holds the documented entry alone.
fn documented_day(data: &mut Data, day: NaiveDate) {
    data.entries.push(Entry {
        id: DOCUMENTED_ID.to_owned(),
        user_id: 100,
        contract_id: Some(20),
        project_id: Some(10),
        task_id: Some(5),
        notes: NOTES.first().copied().flatten().map(str::to_owned),
        method: "Desktop tracker",
        day,
        stretch: Stretch {
            start: 9 * 60,
            end: 17 * 60,
        },
    });
}

/// Two to four stretches between 8:00 and 18:00, with breaks.
fn working_day(data: &mut Data, dice: &mut Dice, user_id: i64, day: NaiveDate) {
    let contracts: Vec<Contract> = data
        .contracts
        .iter()
        .filter(|one| one.user_id == user_id)
        .cloned()
        .collect();
    let mut at = 8 * 60 + dice.below(60) as u32;
    for _ in 0..2 + dice.below(3) {
        let length = 45 + dice.below(90) as u32;
        let contract = contracts.get(dice.below(contracts.len().max(1) as u64) as usize);
        let tasks: Vec<i64> = data
            .tasks
            .iter()
            .filter(|task| contract.is_some_and(|one| one.project_id == task.project_id))
            .map(|task| task.id)
            .collect();
        let method = METHODS
            .get(dice.below(METHODS.len() as u64) as usize)
            .copied()
            .unwrap_or(BY_HAND);
        let entry = Entry {
            id: data.next_id(),
            user_id,
            contract_id: contract.map(|one| one.id),
            project_id: contract.map(|one| one.project_id),
            task_id: tasks.get(dice.below(4) as usize).copied(),
            notes: NOTES
                .get(dice.below(NOTES.len() as u64) as usize)
                .copied()
                .flatten()
                .map(str::to_owned),
            method,
            day,
            stretch: Stretch {
                start: at,
                end: at + length,
            },
        };
        data.entries.push(entry);
        at += length + 5 + dice.below(40) as u32;
    }
}
