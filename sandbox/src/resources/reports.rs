//! Reports: computed from the time entries, to the minute. For owners and executive managers.

mod attendance;
mod tracked_hours;

pub use attendance::daily_attendance;
pub use tracked_hours::tracked_hours;

use crate::call::{Call, Reply, paged};
use crate::http::Refusal;
use crate::sdk::reports::{ActivityLevelReportParams, DailyTimelineReportParams, TaskReportParams};
use crate::state::dice::Dice;
use crate::state::rows::{EntryRow, MANUAL, MemberRow, Status};
use crate::state::space::Space;
use crate::time::{self, Day, timestamp};
use serde::Serialize;
use std::collections::BTreeMap;

/// Pages of reports count members.
const PER_PAGE: i64 = 30;
/// The one currency.
const CURRENCY: &str = "USD";
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

/// An amount by currency.
#[derive(Serialize)]
struct Money {
    #[serde(rename = "USD")]
    usd: f64,
}

fn money(amount: f64) -> Money {
    Money {
        usd: (amount * 100.0).round() / 100.0,
    }
}

fn day(name: &str, text: &str) -> Result<Day, Refusal> {
    let message = format!(
        "The {} field must match the format Y-m-d.",
        name.replace('_', " ")
    );
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
    let rows = space
        .members
        .iter()
        .filter(move |row| listed(users, row.id));
    rows.filter_map(move |row| {
        let entries = space.time_entries.range(row.id, from, to);
        let entries: Vec<&EntryRow> = entries.into_iter().filter(|entry| wanted(entry)).collect();
        (row.status == Status::Active || !entries.is_empty()).then_some((row, entries))
    })
}

fn sum<'e>(entries: impl IntoIterator<Item = &'e &'e EntryRow>) -> u32 {
    entries.into_iter().map(|entry| entry.minutes()).sum()
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
    let page = paged(
        rows,
        params.page,
        params.per_page,
        PER_PAGE,
        |(member, entries)| Timeline {
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
        },
    );
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
    let weighted = entries
        .iter()
        .map(|entry| activity(entry) * entry.minutes());
    weighted
        .sum::<u32>()
        .checked_div(sum(entries))
        .unwrap_or_default()
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
    let (from, to) = (
        day("start_date", &params.start_date)?,
        day("end_date", &params.end_date)?,
    );
    if let Some(id) = params.contract_id {
        space.contract(id)?;
    }
    let contract_id = params.contract_id;
    let wanted = move |entry: &EntryRow| contract_id.is_none() || entry.contract_id == contract_id;
    let rows = members(space, params.user_ids.as_ref(), from, to, wanted);
    let page = paged(
        rows,
        params.page,
        params.per_page,
        PER_PAGE,
        |(member, entries)| Activity {
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
        },
    );
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
    let rows = sums
        .into_iter()
        .map(|((task_id, project_id), total_minutes)| {
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
    let (from, to) = (
        day("start_date", &params.start_date)?,
        day("end_date", &params.end_date)?,
    );
    let included = |ids: &Option<Vec<i64>>, id: Option<i64>| {
        ids.as_ref()
            .is_none_or(|ids| id.is_some_and(|id| ids.contains(&id)))
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
    let page = paged(
        rows,
        params.page,
        params.per_page,
        PER_PAGE,
        |(member, entries)| Tasks {
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
        },
    );
    call.listing("", page)
}
