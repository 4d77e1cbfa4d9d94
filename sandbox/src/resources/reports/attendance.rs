//! Attendance: states of one day, by member.

use super::{PER_PAGE, day, members, sum};
use crate::call::{Call, Reply, paged};
use crate::sdk::reports::{AttendanceStatus, DailyAttendanceReportParams};
use crate::state::rows::{Decision, EntryRow, MemberRow};
use crate::state::space::Space;
use crate::time::{self, Day};
use serde::Serialize;

/// The schedule of a working day, in minutes of the day.
const SCHEDULE: (u32, u32) = (9 * 60, 17 * 60);

#[derive(Serialize)]
struct Attendance {
    user_id: i64,
    user_name: String,
    date: String,
    statuses: Vec<&'static str>,
    scheduled_minutes: u32,
    tracked_minutes: u32,
    start: Option<String>,
    end: Option<String>,
    breaks: Vec<String>,
}

fn clock(minute: u32) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

fn attendance(
    space: &Space,
    member: &MemberRow,
    day: Day,
    today: Day,
    entries: &[&EntryRow],
) -> Attendance {
    let scheduled = time::is_working_day(day);
    let is_over = day < today;
    let on_leave = space.leaves.iter().any(|row| {
        row.user_id == member.id
            && row.status == Decision::Approved
            && (row.start_date..=row.end_date).contains(&day)
    });
    let start = entries.first().map(|entry| entry.start_time.0);
    let runs = day == today && space.trackers.contains(member.id);
    let end = entries
        .last()
        .map(|entry| entry.end_time.0)
        .filter(|_| !runs);
    let tracked = sum(entries);
    let length = SCHEDULE.1 - SCHEDULE.0;
    let mut statuses = Vec::new();
    if on_leave {
        statuses.push("On leave");
    }
    match start {
        Some(start) => {
            statuses.push("Present");
            if scheduled && !on_leave {
                if start > SCHEDULE.0 {
                    statuses.push("Late");
                }
                if is_over && end.is_some_and(|end| end < SCHEDULE.1) {
                    statuses.push("Left early");
                }
                if is_over && tracked < length {
                    statuses.push("Tracked less");
                }
            }
        }
        None if scheduled && is_over && !on_leave => statuses.push("Absent"),
        None => {}
    }
    let pairs = entries.iter().zip(entries.iter().skip(1));
    let breaks = pairs.filter(|(one, next)| one.end_time.0 < next.start_time.0);
    Attendance {
        user_id: member.id,
        user_name: member.name(),
        date: day.to_string(),
        statuses,
        scheduled_minutes: if scheduled { length } else { 0 },
        tracked_minutes: tracked,
        start: start.map(clock),
        end: end.map(clock),
        breaks: breaks
            .map(|(one, next)| format!("{} - {}", clock(one.end_time.0), clock(next.start_time.0)))
            .collect(),
    }
}

const fn spoken(status: &AttendanceStatus) -> &'static str {
    match status {
        AttendanceStatus::Late => "Late",
        AttendanceStatus::LeftEarly => "Left early",
        AttendanceStatus::TrackedLess => "Tracked less",
        AttendanceStatus::Absent => "Absent",
        AttendanceStatus::OnLeave => "On leave",
    }
}

pub fn daily_attendance(call: &mut Call<'_>) -> Reply {
    let params: DailyAttendanceReportParams = call.params()?;
    let today = call.today();
    let (space, _) = call.enter_as_admin(params.workspace_id.0)?;
    let day = day("date", &params.date)?;
    let rows = members(space, params.users.as_ref(), day, day, |_| true)
        .map(|(member, entries)| attendance(space, member, day, today, &entries))
        .filter(|row| {
            params.status.as_ref().is_none_or(|wanted| {
                wanted
                    .iter()
                    .any(|status| row.statuses.contains(&spoken(status)))
            })
        });
    let page = paged(rows, params.page, params.per_page, PER_PAGE, |row| row);
    call.listing("", page)
}
