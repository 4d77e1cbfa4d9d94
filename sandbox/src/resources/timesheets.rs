//! Timesheets. Their minutes are those of the time entries of their days.

use super::reports::amount;
use crate::call::{Call, Reply, listed, nullable};
use crate::gather::gather;
use crate::http::Refusal;
use crate::sdk::common::SortOrder;
use crate::sdk::timesheets::{
    ApproveTimesheetParams, ListTimesheetsParams, RejectTimesheetParams, SubmitTimesheetParams,
    Timesheet, TimesheetDayProject, TimesheetStatus, UnsubmitTimesheetParams,
};
use crate::sdk::{Any, Map, Open};
use crate::state::rows::{SheetStatus, TimesheetRow};
use crate::state::space::Space;
use crate::state::table::Group;
use crate::state::view::{View, includes};
use crate::time;
use serde_json::json;
use std::collections::BTreeMap;

const fn wire(status: SheetStatus) -> TimesheetStatus {
    match status {
        SheetStatus::Pending => TimesheetStatus::Pending,
        SheetStatus::Submitted => TimesheetStatus::Submitted,
        SheetStatus::Approved => TimesheetStatus::Approved,
        SheetStatus::Rejected => TimesheetStatus::Rejected,
    }
}

/// Minutes by project and contract.
type Parts = BTreeMap<(Option<i64>, Option<i64>), u32>;

fn shown(row: &TimesheetRow, space: &Space, view: &View) -> Timesheet {
    let entries = space
        .time_entries
        .range(row.user_id, row.date_from, row.date_to);
    let rates = view.sees_rates_of(row.user_id);
    let total: u32 = entries.iter().map(|entry| entry.minutes()).sum();
    let mut days: BTreeMap<String, Parts> = BTreeMap::new();
    for entry in &entries {
        let day = days.entry(entry.date.to_string()).or_default();
        *day.entry((entry.project_id, entry.contract_id))
            .or_default() += entry.minutes();
    }
    let daily: Map<Vec<TimesheetDayProject>> = gather(days.into_iter().map(|(day, parts)| {
        let projects = parts
            .into_iter()
            .map(|((project_id, contract_id), minutes)| {
                let project = project_id.and_then(|id| space.projects.get(id));
                TimesheetDayProject {
                    project_id: nullable(project_id),
                    project_name: nullable(project.map(|one| one.name.clone())),
                    contract_id: nullable(contract_id),
                    total_minutes: Some(f64::from(minutes)),
                    total_amount: rates
                        .then(|| Any(json!(amount(space, row.user_id, contract_id, minutes)))),
                }
            });
        (day, projects.collect())
    }));
    let sum: f64 = entries
        .iter()
        .map(|entry| amount(space, row.user_id, entry.contract_id, entry.minutes()))
        .sum();
    let member = space.members.get(row.user_id);
    Timesheet {
        id: row.id.clone(),
        user_id: nullable(Some(row.user_id)),
        member: member.map(|one| Any(json!(one.name()))),
        date_from: nullable(Some(row.date_from.to_string())),
        date_to: nullable(Some(row.date_to.to_string())),
        total_minutes: nullable(Some(f64::from(total))),
        total_amount: rates.then(|| Any(json!((sum * 100.0).round() / 100.0))),
        status: Open::Known(wire(row.status)),
        daily_breakdown: Some(daily),
        submitted_on: nullable(row.submitted_on.clone()),
        reject_reason: nullable(row.reject_reason.clone()),
        total_hours: nullable(Some(f64::from(total) / 60.0)),
    }
}

pub fn list(call: &mut Call<'_>) -> Reply {
    let params: ListTimesheetsParams = call.params()?;
    let (space, view) = call.enter(params.workspace_id.0)?;
    view.insider()?;
    let seen = view.members(space);
    let from = params.date_from.as_deref().and_then(time::day);
    let to = params.date_to.as_deref().and_then(time::day);
    let group = params.user_id.map_or(Group::All, Group::Member);
    let wanted = |row: &TimesheetRow| {
        includes(seen.as_ref(), row.user_id)
            && params.id.as_ref().is_none_or(|id| row.id == *id)
            && params
                .status
                .as_ref()
                .is_none_or(|status| wire(row.status) == *status)
            && from.is_none_or(|day| row.date_from >= day)
            && to.is_none_or(|day| row.date_to <= day)
    };
    let is_narrowed = seen.is_some()
        || params.id.is_some()
        || params.status.is_some()
        || from.is_some()
        || to.is_some();
    let page = listed(
        &space.timesheets.group(group),
        is_narrowed.then_some(&wanted),
        params.order_by == Some(SortOrder::Desc),
        (params.page, params.per_page, 20),
        |row| shown(row, space, &view),
    );
    call.page("", page)
}

/// A timesheet whose member the caller sees.
fn find(space: &Space, view: &View, id: &str) -> Result<TimesheetRow, Refusal> {
    let seen = view.members(space);
    let row = space.timesheets.get(id);
    row.filter(|row| includes(seen.as_ref(), row.user_id))
        .cloned()
        .ok_or_else(|| Refusal::not_found("Timesheet"))
}

/// A repeated transition is told by "already", so that a client knows that there is nothing left to do.
fn wrong_status(row: &TimesheetRow, wanted: &str) -> Refusal {
    let is = match row.status {
        SheetStatus::Pending => "pending",
        SheetStatus::Submitted => "submitted",
        SheetStatus::Approved => "approved",
        SheetStatus::Rejected => "rejected",
    };
    Refusal::invalid(
        "timesheet_id",
        format!("The timesheet is already {is}, not {wanted}."),
    )
}

pub fn submit(call: &mut Call<'_>) -> Reply {
    let params: SubmitTimesheetParams = call.params()?;
    let stamp = call.stamp();
    let (space, view) = call.enter(params.workspace_id.0)?;
    view.insider()?;
    let mut row = find(space, &view, &params.timesheet_id)?;
    view.own_or_admin(row.user_id)?;
    if !matches!(row.status, SheetStatus::Pending | SheetStatus::Rejected) {
        return Err(wrong_status(&row, "pending or rejected"));
    }
    row.status = SheetStatus::Submitted;
    row.submitted_on = Some(stamp);
    row.reject_reason = None;
    space.timesheets.put(row);
    call.done("Timesheet submitted successfully")
}

pub fn unsubmit(call: &mut Call<'_>) -> Reply {
    let params: UnsubmitTimesheetParams = call.params()?;
    let (space, view) = call.enter(params.workspace_id.0)?;
    view.insider()?;
    let mut row = find(space, &view, &params.timesheet_id)?;
    view.own_or_admin(row.user_id)?;
    if row.status == SheetStatus::Pending {
        return Err(Refusal::invalid(
            "timesheet_id",
            "The timesheet is already unsubmitted.",
        ));
    }
    if row.status != SheetStatus::Submitted {
        return Err(wrong_status(&row, "submitted"));
    }
    row.status = SheetStatus::Pending;
    row.submitted_on = None;
    space.timesheets.put(row);
    call.done("Timesheet unsubmitted successfully")
}

pub fn approve(call: &mut Call<'_>) -> Reply {
    let params: ApproveTimesheetParams = call.params()?;
    let (space, view) = call.enter_as_admin(params.workspace_id.0)?;
    let mut row = find(space, &view, &params.timesheet_id)?;
    if row.status != SheetStatus::Submitted {
        return Err(wrong_status(&row, "submitted"));
    }
    row.status = SheetStatus::Approved;
    row.reject_reason = None;
    space.timesheets.put(row);
    call.done("Timesheet approved successfully")
}

pub fn reject(call: &mut Call<'_>) -> Reply {
    let params: RejectTimesheetParams = call.params()?;
    let (space, view) = call.enter_as_admin(params.workspace_id.0)?;
    let mut row = find(space, &view, &params.timesheet_id)?;
    if row.status != SheetStatus::Submitted {
        return Err(wrong_status(&row, "submitted"));
    }
    row.status = SheetStatus::Rejected;
    row.reject_reason = Some(params.reason);
    space.timesheets.put(row);
    call.done("Timesheet rejected successfully")
}
