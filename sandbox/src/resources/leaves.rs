//! Leaves: requests, balances, policies.

use super::request_status;
use crate::call::{Call, Reply, listed, nullable, paged};
use crate::http::Refusal;
use crate::sdk::leaves::{
    CreateLeaveParams, Leave, LeaveBalance, LeaveBalanceItem, LeaveTotal, ListLeaveBalancesParams,
    ListLeavePoliciesParams, ListLeavesParams, YesOrNo,
};
use crate::sdk::{Any, Open};
use crate::state::rows::{Decision, LeaveRow, PolicyRow, Status, Unit};
use crate::state::space::Space;
use crate::state::table::Group;
use crate::state::view::includes;
use crate::time::{self, Day};
use chrono::Datelike;
use serde_json::json;

fn shown(row: &LeaveRow, space: &Space) -> Leave {
    let policy = space.policies.get(row.policy_id);
    let is_paid = policy.is_some_and(|one| one.is_paid);
    let unit = policy.map(|one| one.unit).unwrap_or_default();
    let total = match unit {
        Unit::Days => LeaveTotal {
            days: Some(Any(whole(row.amount))),
            hours: None,
        },
        Unit::Hours => LeaveTotal {
            days: None,
            hours: Some(Any(whole(row.amount))),
        },
    };
    Leave {
        id: row.id.clone(),
        user_id: nullable(Some(row.user_id)),
        status: Open::Known(request_status(row.status)),
        note: nullable(row.note.clone()),
        is_paid: Open::Known(if is_paid { YesOrNo::Yes } else { YesOrNo::No }),
        created_by: nullable(row.created_by),
        approved_by: nullable(row.approved_by),
        rejected_by: nullable(row.rejected_by),
        reject_reason: nullable(row.reject_reason.clone()),
        start_date: nullable(Some(row.start_date.to_string())),
        end_date: nullable(Some(row.end_date.to_string())),
        created_on: nullable(row.created_on.clone()),
        total: nullable(Some(total)),
    }
}

/// A number without a fraction as an integer.
fn whole(value: f64) -> serde_json::Value {
    if value.fract() == 0.0 {
        json!(value as i64)
    } else {
        json!(value)
    }
}

pub fn list(call: &mut Call<'_>) -> Reply {
    let params: ListLeavesParams = call.params()?;
    let (space, view) = call.enter(params.workspace_id.0)?;
    view.insider()?;
    let seen = view.members(space);
    let from = params.date_from.as_deref().and_then(time::day);
    let to = params.date_to.as_deref().and_then(time::day);
    let group = params.user_id.map_or(Group::All, Group::Member);
    let wanted = |row: &LeaveRow| {
        let is_paid = space
            .policies
            .get(row.policy_id)
            .is_some_and(|one| one.is_paid);
        includes(seen.as_ref(), row.user_id)
            && params.id.as_ref().is_none_or(|id| row.id == *id)
            && params.policy_id.is_none_or(|id| row.policy_id == id)
            && params
                .is_paid
                .as_ref()
                .is_none_or(|wanted| (*wanted == YesOrNo::Yes) == is_paid)
            && params
                .status
                .as_ref()
                .is_none_or(|status| request_status(row.status) == *status)
            && from.is_none_or(|day| row.end_date >= day)
            && to.is_none_or(|day| row.start_date <= day)
    };
    let is_narrowed = seen.is_some()
        || params.id.is_some()
        || params.policy_id.is_some()
        || params.is_paid.is_some()
        || params.status.is_some()
        || from.is_some()
        || to.is_some();
    let page = listed(
        &space.leaves.group(group),
        is_narrowed.then_some(&wanted),
        false,
        (params.page, params.per_page, 20),
        |row| shown(row, space),
    );
    call.page("", page)
}

/// What a policy leaves a member of the year of a day.
fn balance(space: &Space, policy: &PolicyRow, user_id: i64, year: i32) -> f64 {
    let leaves = space.leaves.group(Group::Member(user_id));
    let taken = leaves.iter().filter(|row| {
        row.policy_id == policy.id
            && row.status == Decision::Approved
            && row.start_date.year() == year
    });
    policy.allowance - taken.map(|row| row.amount).sum::<f64>()
}

/// What a request takes from the balance.
fn amount(
    params: &CreateLeaveParams,
    policy: &PolicyRow,
    from: Day,
    to: Day,
) -> Result<f64, Refusal> {
    let days = time::days(from, to)
        .filter(|day| time::is_working_day(*day))
        .count() as f64;
    match policy.unit {
        Unit::Days => {
            let half = matches!(params.leave_period, Some(1 | 2));
            // The first or second half of each day.
            Ok(if half { days / 2.0 } else { days })
        }
        Unit::Hours => {
            let required = |name: &str| {
                let message = format!(
                    "The {} field is required for this policy.",
                    name.replace('_', " ")
                );
                Refusal::invalid(name, message)
            };
            params
                .start_time
                .as_ref()
                .ok_or_else(|| required("start_time"))?;
            params
                .end_time
                .as_ref()
                .ok_or_else(|| required("end_time"))?;
            let hours = params
                .hours_per_day
                .ok_or_else(|| required("hours_per_day"))?;
            if !(0.0..=24.0).contains(&hours) {
                let message = "The hours per day field must be between 0 and 24.";
                return Err(Refusal::invalid("hours_per_day", message));
            }
            Ok(days * hours)
        }
    }
}

pub fn create(call: &mut Call<'_>) -> Reply {
    let params: CreateLeaveParams = call.params()?;
    let stamp = call.stamp();
    let workspace_id = params.workspace_id.0;
    let (space, view) = call.enter(workspace_id)?;
    view.insider()?;
    view.own_or_admin(params.user_id)?;
    space.active_member(params.user_id)?;
    let policy = space.policies.get(params.policy_id);
    let policy = policy.ok_or_else(|| Refusal::not_found("Leave policy"))?;
    let (Some(from), Some(to)) = (time::day(&params.start), time::day(&params.end)) else {
        return Err(Refusal::invalid(
            "start",
            "The start field must be a valid date.",
        ));
    };
    if time::later(from, 366) < to {
        return Err(Refusal::invalid(
            "end",
            "The leave must not be longer than a year.",
        ));
    }
    let amount = amount(&params, policy, from, to)?;
    if amount <= 0.0 {
        return Err(Refusal::invalid(
            "start",
            "There is no working day in these days.",
        ));
    }
    let overlaps = space.leaves.iter().any(|row| {
        row.user_id == params.user_id
            && row.status != Decision::Rejected
            && row.start_date <= to
            && from <= row.end_date
    });
    if overlaps {
        return Err(Refusal::invalid(
            "start",
            "The member has other leave on these days.",
        ));
    }
    if amount > balance(space, policy, params.user_id, from.year()) {
        return Err(Refusal::invalid("policy_id", "Insufficient leave balance."));
    }
    let approved = view.role.is_admin();
    let row = LeaveRow {
        id: call.state.next_opaque_id(),
        user_id: params.user_id,
        policy_id: params.policy_id,
        start_date: from,
        end_date: to,
        amount,
        status: if approved {
            Decision::Approved
        } else {
            Decision::Pending
        },
        note: params.reason,
        created_by: Some(view.user_id()),
        approved_by: approved.then_some(view.user_id()),
        rejected_by: None,
        reject_reason: None,
        created_on: Some(stamp),
    };
    call.space(workspace_id)?.leaves.put(row);
    call.message(201, "Leave request created successfully")
}

/// `10 days`
fn spoken(amount: f64, unit: Unit) -> String {
    let noun = match unit {
        Unit::Days => "days",
        Unit::Hours => "hours",
    };
    format!("{amount} {noun}")
}

pub fn list_balances(call: &mut Call<'_>) -> Reply {
    let params: ListLeaveBalancesParams = call.params()?;
    let (space, view) = call.enter(params.workspace_id.0)?;
    view.insider()?;
    let seen = view.members(space);
    let year = time::day(&params.date_from)
        .map(|day| day.year())
        .unwrap_or_default();
    let rows = space.members.iter().filter(|row| {
        row.status == Status::Active
            && includes(seen.as_ref(), row.id)
            && params.user_id.is_none_or(|id| row.id == id)
    });
    let page = paged(rows, params.page, None, 20, |row| {
        let information = space.policies.iter().map(|policy| LeaveBalanceItem {
            leave_type: policy.name.clone(),
            balance: spoken(balance(space, policy, row.id, year), policy.unit),
        });
        let by_days = space
            .policies
            .iter()
            .filter(|policy| policy.unit == Unit::Days);
        let total: f64 = by_days.map(|policy| policy.allowance).sum();
        LeaveBalance {
            user_id: row.id,
            user_name: row.name(),
            leave_information: information.collect(),
            total_balance: nullable(Some(spoken(total, Unit::Days))),
        }
    });
    call.page("", page)
}

pub fn list_policies(call: &mut Call<'_>) -> Reply {
    let params: ListLeavePoliciesParams = call.params()?;
    let (space, view) = call.enter(params.workspace_id.0)?;
    view.insider()?;
    let policies: Vec<_> = space
        .policies
        .iter()
        .map(|row| json!({ "id": row.id, "name": row.name, "is_paid": row.is_paid }))
        .collect();
    call.data(200, "Leave policies retrieved successfully", policies)
}
