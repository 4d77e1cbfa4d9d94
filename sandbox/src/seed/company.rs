//! A plausible company: 50 people over a quarter, the same for the same number.

use super::examples::{member, people, workspace};
use super::names::{METHODS, NAMES, NOTES, PROJECTS, TASKS, TEAMS};
use super::{OWNER, WORKSPACE};
use crate::gather::gather;
use crate::state::State;
use crate::state::dice::Dice;
use crate::state::ledger::Limits;
use crate::state::rows::{
    CategoryRow, ContractRow, Decision, EntryRow, ExpenseRow, LeaveRow, MemberRow, PolicyRow,
    ProjectRow, Role, SheetStatus, TaskRow, TimeRequestRow, TimesheetRow, Unit, ViewerRow,
};
use crate::state::space::Space;
use crate::time::{self, Day, TimeOfDay};

/// The first Monday, and how many weeks there are.
const START: (i32, u32, u32) = (2026, 1, 5);
const WEEKS: u64 = 13;

/// The state for a seed.
pub fn company(seed: u32) -> State {
    let mut dice = Dice::new(u64::from(seed).wrapping_mul(0x9E37_79B9).wrapping_add(50));
    let mut space = Space {
        workspace: workspace(WORKSPACE, OWNER, "Company"),
        ..Space::default()
    };
    staff(&mut space, &mut dice);
    work(&mut space, &mut dice);
    let (year, month, day) = START;
    let start = Day::from_ymd_opt(year, month, day).unwrap_or_default();
    let ids: Vec<i64> = space.members.iter().map(|row| row.id).collect();
    for user_id in ids {
        for week in 0..WEEKS {
            let monday = time::later(start, week * 7);
            weekly(&mut space, &mut dice, user_id, monday);
        }
    }
    requests(&mut space, &mut dice, start);
    State {
        last_id: space.last_id().max(1_000),
        opaque_ids: 0,
        workspaces: gather([(WORKSPACE, space)]),
    }
}

fn staff(space: &mut Space, dice: &mut Dice) {
    for row in people() {
        space.members.put(row);
    }
    for (number, (firstname, lastname, zone)) in (200..).zip(NAMES) {
        let role = match dice.below(12) {
            0 => Role::ProjectManager,
            1 => Role::TeamManager,
            _ => Role::RegularUser,
        };
        space.members.put(MemberRow {
            timezone: Some(zone.to_owned()),
            team_name: dice.pick(&TEAMS).map(|team| (*team).to_owned()),
            rate: Some(20.0 + dice.below(60) as f64),
            rate_status: dice.below(2) as i64,
            weekly_hours_limit: (dice.below(4) == 0).then_some(40),
            ..member(
                number,
                role,
                (firstname, lastname),
                &format!("member.{number}@example.com"),
            )
        });
    }
    space.viewers.put(ViewerRow {
        id: 100,
        email: "viewer@example.com".to_owned(),
        firstname: "Vera".to_owned(),
        lastname: "Viewer".to_owned(),
        member_since: Some("2026-01-05T09:00:00Z".to_owned()),
        projects: gather([10, 12]),
        ..ViewerRow::default()
    });
}

fn work(space: &mut Space, dice: &mut Dice) {
    let created = || Some("2026-01-02T08:00:00Z".to_owned());
    for (id, name) in (10..).zip(PROJECTS) {
        space.projects.put(ProjectRow {
            id,
            name: name.to_owned(),
            is_billable: dice.below(4) > 0,
            created_at: created(),
            updated_at: created(),
            ..ProjectRow::default()
        });
        for (number, title) in (0..).zip(TASKS) {
            let status = *dice.pick(&[0, 0, 10, 20, 30]).unwrap_or(&0);
            space.tasks.put(TaskRow {
                id: id * 100 + number,
                project_id: id,
                title: title.to_owned(),
                status,
                priority: dice.pick(&[10, 20, 30, 40]).copied(),
                creator_id: OWNER,
                completed_at: (status >= 20).then(|| "2026-02-02T10:00:00Z".to_owned()),
                created_at: created(),
                updated_at: created(),
                ..TaskRow::default()
            });
        }
    }
    let ids: Vec<i64> = space.members.iter().map(|row| row.id).collect();
    for user_id in ids {
        let first = 10 + dice.below(PROJECTS.len() as u64) as i64;
        for offset in 0..=dice.below(3) as i64 {
            let project_id = 10 + (first - 10 + offset * 5) % PROJECTS.len() as i64;
            space.contracts.put(ContractRow {
                id: user_id * 10 + offset,
                project_id,
                user_id,
                weekly_hours_limit: *dice.pick(&[20, 40, 40, 168]).unwrap_or(&40),
                rate: (dice.below(3) == 0).then(|| 30.0 + dice.below(50) as f64),
                created_at: created(),
                updated_at: created(),
                ..ContractRow::default()
            });
        }
    }
}

/// One week of a member, within all limits, and its timesheet.
fn weekly(space: &mut Space, dice: &mut Dice, user_id: i64, monday: Day) {
    let contracts: Vec<(i64, i64)> = space
        .contracts_of(user_id)
        .map(|row| (row.id, row.project_id))
        .collect();
    for offset in 0..5 {
        let date = time::later(monday, offset);
        let mut at = 8 * 60 + dice.below(75) as u32;
        for part in 0..2 + dice.below(3) {
            let length = 45 + dice.below(90) as u32;
            let Some((contract_id, project_id)) = dice.pick(&contracts).copied() else {
                continue;
            };
            let entry = EntryRow {
                id: format!("seed-{user_id}-{date}-{part}"),
                user_id,
                contract_id: Some(contract_id),
                project_id: Some(project_id),
                task_id: (dice.below(3) > 0)
                    .then(|| project_id * 100 + dice.below(TASKS.len() as u64) as i64),
                notes: dice.pick(&NOTES).map(|note| (*note).to_owned()),
                method: dice.pick(&METHODS).copied().unwrap_or_default().to_owned(),
                date,
                start_time: TimeOfDay(at),
                end_time: TimeOfDay(at + length),
            };
            let limits: Limits = space.limits(user_id, Some(contract_id));
            // What is over a limit was not worked.
            let _ = space.time_entries.add(entry, limits);
            at += length + 5 + dice.below(40) as u32;
        }
    }
    let status = match dice.below(4) {
        0 => SheetStatus::Pending,
        1 => SheetStatus::Submitted,
        2 => SheetStatus::Rejected,
        _ => SheetStatus::Approved,
    };
    let sunday = time::later(monday, 6);
    space.timesheets.put(TimesheetRow {
        id: format!("seed-sheet-{user_id}-{monday}"),
        user_id,
        date_from: monday,
        date_to: sunday,
        status,
        submitted_on: (status != SheetStatus::Pending).then(|| format!("{sunday}T18:00:00Z")),
        reject_reason: (status == SheetStatus::Rejected).then(|| "Please check Monday".to_owned()),
    });
}

fn requests(space: &mut Space, dice: &mut Dice, start: Day) {
    for (id, name, is_paid, allowance, unit) in [
        (1, "Vacation", true, 25.0, Unit::Days),
        (2, "Sick leave", true, 10.0, Unit::Days),
        (3, "Time off in lieu", false, 40.0, Unit::Hours),
    ] {
        space.policies.put(PolicyRow {
            id,
            name: name.to_owned(),
            is_paid,
            allowance,
            unit,
        });
    }
    for (number, name) in ["Office supplies", "Travel", "Software"]
        .into_iter()
        .enumerate()
    {
        space.categories.put(CategoryRow {
            id: format!("seed-category-{number}"),
            name: name.to_owned(),
        });
    }
    let members: Vec<i64> = space.members.iter().map(|row| row.id).collect();
    for number in 0..60 {
        let user_id = *dice.pick(&members).unwrap_or(&OWNER);
        let date = time::later(start, dice.below(WEEKS) * 7 + dice.below(5));
        let decided = dice.below(3);
        space.expenses.put(ExpenseRow {
            id: format!("seed-expense-{number}"),
            user_id,
            date,
            expense_name: "Ticket".to_owned(),
            amount: dice.below(50_000) as f64 / 100.0,
            category_id: Some(format!("seed-category-{}", dice.below(3))),
            project_id: Some(10 + dice.below(PROJECTS.len() as u64) as i64),
            note: None,
            is_billable: dice.below(2) == 0,
            added: date,
        });
        space.time_requests.put(TimeRequestRow {
            id: format!("seed-time-request-{number}"),
            user_id,
            contract_id: None,
            task_id: None,
            start: format!("{date}T19:00:00+00:00"),
            end: format!("{date}T20:30:00+00:00"),
            status: if decided == 0 {
                Decision::Rejected
            } else {
                Decision::Pending
            },
            activity_description: dice.pick(&NOTES).map(|note| (*note).to_owned()),
            comment: (decided == 0).then(|| "Not agreed".to_owned()),
            updated_by: (decided == 0).then_some(OWNER),
            created_at: Some(format!("{date}T20:31:00Z")),
            updated_at: Some(format!("{date}T20:31:00Z")),
        });
        let leave = time::later(start, (WEEKS + number) * 7);
        space.leaves.put(LeaveRow {
            id: format!("seed-leave-{number}"),
            user_id,
            policy_id: 1,
            start_date: leave,
            end_date: time::later(leave, 1),
            amount: 2.0,
            status: if decided == 0 {
                Decision::Pending
            } else {
                Decision::Approved
            },
            note: None,
            created_by: Some(user_id),
            approved_by: (decided != 0).then_some(OWNER),
            rejected_by: None,
            reject_reason: None,
            created_on: Some(format!("{date}T09:00:00Z")),
        });
    }
}
