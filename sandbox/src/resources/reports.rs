//! Reports: computed from the time entries, to the minute. For owners and executive managers.

use crate::call::{Call, Reply, paged};
use crate::http::Refusal;
use crate::sdk::reports::{
    ActivityLevelReportParams, AttendanceStatus, DailyAttendanceReportParams,
    DailyTimelineReportParams, TaskReportParams, TrackedHoursReport, TrackedHoursReportParams,
};
use crate::sdk::Any;
use crate::state::dice::Dice;
use crate::state::rows::{Decision, EntryRow, MANUAL, MemberRow, Status};
use crate::state::space::Space;
use crate::time::{self, Day, timestamp};
use serde::Serialize;
use serde_json::json;
use std::collections::BTreeMap;

/// Pages of reports count members.
const PER_PAGE: i64 = 30;
/// The one currency.
const CURRENCY: &str = "USD";
/// The schedule of a working day, in minutes of the day.
const SCHEDULE: (u32, u32) = (9 * 60, 17 * 60);

/// What so many minutes of a member on a contract cost.
pub fn amount(space: &Space, user_id: i64, contract_id: Option<i64>, minutes: u32) -> f64 {
    let contract = contract_id.and_then(|id| space.contracts.get(id));
    let member = space.members.get(user_id);
    let project = contract.and_then(|row| space.projects.get(row.project_id));
    let rate = contract
        .and_then(|row| row.rate)
        .or_else(|| member.and_then(|row| row.rate))
        .or_else(|| project.and_then(|row| row.rate))
        .unwrap_or_default();
    (rate * f64::from(minutes) / 60.0 * 100.0).round() / 100.0
}

fn money(amount: f64) -> BTreeMap<&'static str, f64> {
    BTreeMap::from([(CURRENCY, (amount * 100.0).round() / 100.0)])
}

fn day(name: &str, text: &str) -> Result<Day, Refusal> {
    let message = format!("The {} field must match the format Y-m-d.", name.replace('_', " "));
    time::day(text).ok_or_else(|| Refusal::invalid(name, message))
}

/// Percent of activity: of manual time none, else made of the id of the entry.
fn activity(entry: &EntryRow) -> u32 {
    if entry.method == MANUAL {
        return 0;
    }
    let seed = entry.id.bytes().fold(0_u64, |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(u64::from(byte))
    });
    45 + Dice::new(seed).below(51) as u32
}

fn listed(ids: Option<&Vec<i64>>, id: i64) -> bool {
    ids.is_none_or(|ids| ids.contains(&id))
}

/// Members with their entries of some days: active ones, and archived ones who have time there.
fn members<'s>(
    space: &'s Space,
    users: Option<&'s Vec<i64>>,
    from: Day,
    to: Day,
    wanted: impl Fn(&EntryRow) -> bool + 's,
) -> impl Iterator<Item = (&'s MemberRow, Vec<&'s EntryRow>)> {
    let rows = space.members.iter().filter(move |row| listed(users, row.id));
    rows.filter_map(move |row| {
        let entries = space.time_entries.range(row.id, from, to);
        let entries: Vec<&EntryRow> = entries.filter(|entry| wanted(entry)).collect();
        (row.status == Status::Active || !entries.is_empty()).then_some((row, entries))
    })
}

fn sum<'e>(entries: impl IntoIterator<Item = &'e &'e EntryRow>) -> u32 {
    entries.into_iter().map(|entry| entry.minutes()).sum()
}

#[derive(Serialize)]
struct TrackedRow {
    user_id: i64,
    user_name: String,
    project_id: Option<i64>,
    project_name: Option<String>,
    contract_id: Option<i64>,
    total_minutes: u32,
    total_amount: BTreeMap<&'static str, f64>,
}

#[derive(Default, Serialize)]
struct TrackedDay {
    users: Vec<TrackedRow>,
}

#[derive(Serialize)]
struct Tracked {
    #[serde(flatten)]
    report: TrackedHoursReport,
    days: BTreeMap<String, TrackedDay>,
}

pub fn tracked_hours(call: &mut Call<'_>) -> Reply {
    let params: TrackedHoursReportParams = call.params()?;
    let (monday, sunday) = time::week(call.today());
    let (space, _) = call.enter_as_admin(params.workspace_id.0)?;
    let from = params.start_date.as_deref().and_then(time::day).unwrap_or(monday);
    let to = params.end_date.as_deref().and_then(time::day).unwrap_or(sunday.max(from));
    if from > to {
        let message = "The end date field must be a date after or equal to start date.";
        return Err(Refusal::invalid("end_date", message));
    }
    if let Some(id) = params.user_id {
        space.member(id)?;
    }
    // Teams and titles have no ids in the sandbox, so none is one of these.
    let by_nothing = params.teams.is_some() || params.titles.is_some();
    let currencies = params.currencies.as_ref();
    let by_currency = currencies.is_none_or(|codes| codes.iter().any(|code| code == CURRENCY));
    let mut days: BTreeMap<String, TrackedDay> = BTreeMap::new();
    let (mut minutes, mut cost) = (0, 0.0);
    let wanted = |entry: &EntryRow| {
        let projects = params.projects.as_ref();
        by_currency
            && !by_nothing
            && projects.is_none_or(|ids| entry.project_id.is_some_and(|id| ids.contains(&id)))
    };
    for (member, entries) in members(space, params.users.as_ref(), from, to, wanted) {
        if params.user_id.is_some_and(|id| id != member.id) {
            continue;
        }
        let mut sums: BTreeMap<(Day, Option<i64>, Option<i64>), u32> = BTreeMap::new();
        for entry in entries {
            let key = (entry.date, entry.project_id, entry.contract_id);
            *sums.entry(key).or_default() += entry.minutes();
        }
        for ((day, project_id, contract_id), total_minutes) in sums {
            let amount = amount(space, member.id, contract_id, total_minutes);
            minutes += total_minutes;
            cost += amount;
            let project = project_id.and_then(|id| space.projects.get(id));
            days.entry(day.to_string()).or_default().users.push(TrackedRow {
                user_id: member.id,
                user_name: member.name(),
                project_id,
                project_name: project.map(|row| row.name.clone()),
                contract_id,
                total_minutes,
                total_amount: money(amount),
            });
        }
    }
    let report = TrackedHoursReport {
        report_type: "tracked_hours".to_owned(),
        start_date: from.to_string(),
        end_date: to.to_string(),
        total: Some(Any(json!({ "total_minutes": minutes, "total_amount": money(cost) }))),
    };
    call.data(200, "", Tracked { report, days })
}

#[derive(Serialize)]
struct TimelineEntry {
    start: String,
    end: String,
    project_id: Option<i64>,
    project_name: Option<String>,
    task_id: Option<i64>,
    task_title: Option<String>,
    activity_description: Option<String>,
    method: String,
    activity_level: u32,
    total_minutes: u32,
}

#[derive(Serialize)]
struct Timeline {
    user_id: i64,
    user_name: String,
    time_entries: Vec<TimelineEntry>,
    total_minutes: u32,
}

pub fn daily_timeline(call: &mut Call<'_>) -> Reply {
    let params: DailyTimelineReportParams = call.params()?;
    let today = call.today();
    let (space, _) = call.enter_as_admin(params.workspace_id.0)?;
    let day = day("date", &params.date)?;
    if time::later(day, 366) < today || time::later(today, 366) < day {
        let message = "The date field must not be more than a year from today.";
        return Err(Refusal::invalid("date", message));
    }
    let rows = members(space, params.user_ids.as_ref(), day, day, |_| true);
    let page = paged(rows, params.page, params.per_page, PER_PAGE, |(member, entries)| Timeline {
        user_id: member.id,
        user_name: member.name(),
        total_minutes: sum(&entries),
        time_entries: entries
            .iter()
            .map(|entry| {
                let project = entry.project_id.and_then(|id| space.projects.get(id));
                let task = entry.task_id.and_then(|id| space.tasks.get(id));
                TimelineEntry {
                    start: timestamp(day, entry.start_time.0),
                    end: timestamp(day, entry.end_time.0),
                    project_id: entry.project_id,
                    project_name: project.map(|row| row.name.clone()),
                    task_id: entry.task_id,
                    task_title: task.map(|row| row.title.clone()),
                    activity_description: entry.notes.clone(),
                    method: entry.method.clone(),
                    activity_level: activity(entry),
                    total_minutes: entry.minutes(),
                }
            })
            .collect(),
    });
    call.listing("", page)
}

#[derive(Serialize)]
struct ActivityDay {
    date: String,
    activity_level: u32,
    total_minutes: u32,
}

#[derive(Serialize)]
struct Activity {
    user_id: i64,
    user_name: String,
    activity_level: u32,
    total_minutes: u32,
    daily_breakdown: Vec<ActivityDay>,
}

/// The mean activity, weighted by minutes.
fn mean_activity(entries: &[&EntryRow]) -> u32 {
    let weighted = entries.iter().map(|entry| activity(entry) * entry.minutes());
    weighted.sum::<u32>().checked_div(sum(entries)).unwrap_or_default()
}

fn by_day<'e>(entries: &[&'e EntryRow]) -> BTreeMap<Day, Vec<&'e EntryRow>> {
    let mut days: BTreeMap<Day, Vec<&EntryRow>> = BTreeMap::new();
    for entry in entries {
        days.entry(entry.date).or_default().push(entry);
    }
    days
}

pub fn activity_level(call: &mut Call<'_>) -> Reply {
    let params: ActivityLevelReportParams = call.params()?;
    let (space, _) = call.enter_as_admin(params.workspace_id.0)?;
    let (from, to) = (day("start_date", &params.start_date)?, day("end_date", &params.end_date)?);
    if let Some(id) = params.contract_id {
        space.contract(id)?;
    }
    let contract_id = params.contract_id;
    let wanted = move |entry: &EntryRow| contract_id.is_none() || entry.contract_id == contract_id;
    let rows = members(space, params.user_ids.as_ref(), from, to, wanted);
    let page = paged(rows, params.page, params.per_page, PER_PAGE, |(member, entries)| Activity {
        user_id: member.id,
        user_name: member.name(),
        activity_level: mean_activity(&entries),
        total_minutes: sum(&entries),
        daily_breakdown: by_day(&entries)
            .into_iter()
            .map(|(day, entries)| ActivityDay {
                date: day.to_string(),
                activity_level: mean_activity(&entries),
                total_minutes: sum(&entries),
            })
            .collect(),
    });
    call.listing("", page)
}

#[derive(Serialize)]
struct TaskSum {
    task_id: Option<i64>,
    task_title: Option<String>,
    project_id: Option<i64>,
    project_name: Option<String>,
    total_minutes: u32,
}

#[derive(Serialize)]
struct TaskDay {
    date: String,
    tasks: Vec<TaskSum>,
    total_minutes: u32,
}

#[derive(Serialize)]
struct Tasks {
    user_id: i64,
    user_name: String,
    total_minutes: u32,
    tasks_breakdown: Vec<TaskSum>,
    daily_breakdown: Vec<TaskDay>,
}

fn by_task(entries: &[&EntryRow], space: &Space) -> Vec<TaskSum> {
    let mut sums: BTreeMap<(Option<i64>, Option<i64>), u32> = BTreeMap::new();
    for entry in entries {
        *sums.entry((entry.task_id, entry.project_id)).or_default() += entry.minutes();
    }
    let rows = sums.into_iter().map(|((task_id, project_id), total_minutes)| {
        let task = task_id.and_then(|id| space.tasks.get(id));
        let project = project_id.and_then(|id| space.projects.get(id));
        TaskSum {
            task_id,
            task_title: task.map(|row| row.title.clone()),
            project_id,
            project_name: project.map(|row| row.name.clone()),
            total_minutes,
        }
    });
    rows.collect()
}

pub fn tasks(call: &mut Call<'_>) -> Reply {
    let params: TaskReportParams = call.params()?;
    let (space, _) = call.enter_as_admin(params.workspace_id.0)?;
    let (from, to) = (day("start_date", &params.start_date)?, day("end_date", &params.end_date)?);
    let included = |ids: &Option<Vec<i64>>, id: Option<i64>| {
        ids.as_ref().is_none_or(|ids| id.is_some_and(|id| ids.contains(&id)))
    };
    let without = params.include_no_task.unwrap_or(true);
    let wanted = |entry: &EntryRow| {
        let task = match entry.task_id {
            Some(id) => listed(params.task_id.as_ref(), id),
            None => without,
        };
        task && included(&params.project_id, entry.project_id)
    };
    let rows = members(space, params.users.as_ref(), from, to, wanted);
    let page = paged(rows, params.page, params.per_page, PER_PAGE, |(member, entries)| Tasks {
        user_id: member.id,
        user_name: member.name(),
        total_minutes: sum(&entries),
        tasks_breakdown: by_task(&entries, space),
        daily_breakdown: by_day(&entries)
            .into_iter()
            .map(|(day, entries)| TaskDay {
                date: day.to_string(),
                total_minutes: sum(&entries),
                tasks: by_task(&entries, space),
            })
            .collect(),
    });
    call.listing("", page)
}

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

fn attendance(space: &Space, member: &MemberRow, day: Day, today: Day, entries: &[&EntryRow]) -> Attendance {
    let scheduled = time::is_working_day(day);
    let is_over = day < today;
    let on_leave = space.leaves.iter().any(|row| {
        row.user_id == member.id
            && row.status == Decision::Approved
            && (row.start_date..=row.end_date).contains(&day)
    });
    let start = entries.first().map(|entry| entry.start_time.0);
    let runs = day == today && space.trackers.contains(member.id);
    let end = entries.last().map(|entry| entry.end_time.0).filter(|_| !runs);
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
                wanted.iter().any(|status| row.statuses.contains(&spoken(status)))
            })
        });
    let page = paged(rows, params.page, params.per_page, PER_PAGE, |row| row);
    call.listing("", page)
}
