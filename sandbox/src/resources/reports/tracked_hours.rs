//! Tracked hours: minutes by day, member and project.

use super::{CURRENCY, Money, amount, members, money};
use crate::call::{Call, Reply};
use crate::http::Refusal;
use crate::sdk::Any;
use crate::sdk::reports::{TrackedHoursReport, TrackedHoursReportParams};
use crate::state::rows::EntryRow;
use crate::time::{self, Day};
use serde::Serialize;
use serde_json::json;
use std::collections::BTreeMap;

#[derive(Serialize)]
struct TrackedRow {
    user_id: i64,
    user_name: String,
    project_id: Option<i64>,
    project_name: Option<String>,
    contract_id: Option<i64>,
    total_minutes: u32,
    total_amount: Money,
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
    let from = params
        .start_date
        .as_deref()
        .and_then(time::day)
        .unwrap_or(monday);
    let to = params
        .end_date
        .as_deref()
        .and_then(time::day)
        .unwrap_or(sunday.max(from));
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
            days.entry(day.to_string())
                .or_default()
                .users
                .push(TrackedRow {
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
        total: Some(Any(
            json!({ "total_minutes": minutes, "total_amount": money(cost) }),
        )),
    };
    call.data(200, "", Tracked { report, days })
}
