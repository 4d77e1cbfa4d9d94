//! Time entries, timesheets and requests of workspace 1.

use super::{DOCUMENTED, day, text};
use crate::state::ledger::Limits;
use crate::state::rows::{
    CategoryRow, Decision, EntryRow, ExpenseRow, LeaveRow, MANUAL, PolicyRow, SheetStatus,
    TimeRequestRow, TimesheetRow, Unit,
};
use crate::state::space::Space;
use crate::time::{self, Day, TimeOfDay};

fn entry(id: String, contract: (i64, i64, i64), date: Day, from: u32, to: u32) -> EntryRow {
    let (contract_id, user_id, project_id) = contract;
    EntryRow {
        id,
        user_id,
        contract_id: Some(contract_id),
        project_id: Some(project_id),
        task_id: None,
        notes: None,
        method: "Desktop tracker".to_owned(),
        date,
        start_time: TimeOfDay(from),
        end_time: TimeOfDay(to),
    }
}

pub fn time(space: &mut Space) {
    let mut entries = Vec::new();
    // 80.5 hours of member 100 for the documented timesheet.
    let documented = (20, 100, 10);
    for date in time::days(day(2024, 1, 1), day(2024, 1, 15)) {
        if time::is_working_day(date) {
            let end = if date == day(2024, 1, 15) { 870 } else { 990 };
            entries.push(entry(
                format!("seed-100-{date}"),
                documented,
                date,
                540,
                end,
            ));
        }
    }
    for date in time::days(day(2026, 1, 19), day(2026, 1, 27)) {
        if !time::is_working_day(date) {
            continue;
        }
        for contract in [documented, (21, 102, 10), (456, 123, 10)] {
            let user_id = contract.1;
            let late = (user_id % 7) as u32 * 5;
            entries.push(EntryRow {
                task_id: Some(5),
                notes: text("Überarbeitung der Startseite"),
                ..entry(
                    format!("seed-{user_id}-{date}-1"),
                    contract,
                    date,
                    540 + late,
                    720,
                )
            });
            entries.push(EntryRow {
                method: if user_id == 123 {
                    MANUAL
                } else {
                    "Web tracker"
                }
                .to_owned(),
                ..entry(
                    format!("seed-{user_id}-{date}-2"),
                    contract,
                    date,
                    765,
                    1_005,
                )
            });
        }
    }
    entries.push(EntryRow {
        task_id: Some(5),
        notes: text("Working on feature implementation"),
        ..entry(
            DOCUMENTED.to_owned(),
            documented,
            day(2026, 1, 28),
            540,
            1_020,
        )
    });
    for entry in entries {
        // None of them overlaps another, which a test makes sure of.
        let _ = space.time_entries.add(entry, Limits::default());
    }
    let sheet = |id: &str, from: Day, to: Day| TimesheetRow {
        id: id.to_owned(),
        user_id: 100,
        date_from: from,
        date_to: to,
        status: SheetStatus::Submitted,
        submitted_on: text("2024-01-15T10:30:00Z"),
        reject_reason: None,
    };
    space.timesheets.put(TimesheetRow {
        reject_reason: text("Hours do not match project requirements"),
        ..sheet(DOCUMENTED, day(2024, 1, 1), day(2024, 1, 15))
    });
    space
        .timesheets
        .put(sheet("abc123xyz", day(2024, 1, 16), day(2024, 1, 31)));
    for (user_id, from) in [(100, 19), (102, 19), (123, 19), (100, 26)] {
        let from = day(2026, 1, from);
        space.timesheets.put(TimesheetRow {
            user_id,
            status: SheetStatus::Pending,
            submitted_on: None,
            ..sheet(
                &format!("seed-sheet-{user_id}-{from}"),
                from,
                time::later(from, 6),
            )
        });
    }
}

pub fn requests(space: &mut Space) {
    space.policies.put(PolicyRow {
        id: 1,
        name: "Vacation".to_owned(),
        is_paid: true,
        allowance: 15.0,
        unit: Unit::Days,
    });
    let leave = |id: &str, from: Day, to: Day| LeaveRow {
        id: id.to_owned(),
        user_id: 100,
        policy_id: 1,
        start_date: from,
        end_date: to,
        amount: 5.0,
        status: Decision::Approved,
        note: text("Family vacation"),
        created_by: Some(100),
        approved_by: Some(101),
        rejected_by: None,
        reject_reason: None,
        created_on: text("2024-01-10T09:00:00Z"),
    };
    space.leaves.put(LeaveRow {
        status: Decision::Rejected,
        rejected_by: Some(101),
        reject_reason: text("Insufficient leave balance"),
        ..leave(DOCUMENTED, day(2024, 8, 5), day(2024, 8, 9))
    });
    space
        .leaves
        .put(leave("seed-leave-1", day(2024, 7, 1), day(2024, 7, 5)));
    space.time_requests.put(TimeRequestRow {
        id: "seed-time-request-1".to_owned(),
        user_id: 100,
        contract_id: Some(20),
        task_id: Some(5),
        start: "2026-01-30T09:00:00+00:00".to_owned(),
        end: "2026-01-30T11:30:00+00:00".to_owned(),
        status: Decision::Pending,
        activity_description: text("Call with the customer"),
        comment: None,
        updated_by: None,
        created_at: text("2026-01-30T12:00:00Z"),
        updated_at: text("2026-01-30T12:00:00Z"),
    });
    for (id, name) in [
        (DOCUMENTED, "Office Supplies"),
        ("seed-category-1", "Travel"),
    ] {
        space.categories.put(CategoryRow {
            id: id.to_owned(),
            name: name.to_owned(),
        });
    }
    space.expenses.put(ExpenseRow {
        id: DOCUMENTED.to_owned(),
        user_id: 100,
        date: day(2024, 1, 15),
        expense_name: "Office Supplies".to_owned(),
        amount: 150.5,
        category_id: text(DOCUMENTED),
        project_id: Some(100),
        note: text("Purchased office supplies for Q1"),
        is_billable: true,
        added: day(2024, 1, 15),
    });
}
