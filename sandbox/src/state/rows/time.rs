//! Timesheets, requests, leave, expenses, webhooks, trackers and time entries.

use super::{Decision, SheetStatus, Unit, manual};
use crate::time::{Day, Ms, TimeOfDay};
use serde::{Deserialize, Serialize};
use tsify::Tsify;

/// A timesheet. Its minutes are those of the time entries of its days.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "named as in the API")]
pub struct TimesheetRow {
    pub id: String,
    pub user_id: i64,
    #[serde(with = "crate::time::one_day")]
    #[tsify(type = "string")]
    pub date_from: Day,
    #[serde(with = "crate::time::one_day")]
    #[tsify(type = "string")]
    pub date_to: Day,
    #[serde(default)]
    pub status: SheetStatus,
    #[serde(default)]
    pub submitted_on: Option<String>,
    #[serde(default)]
    pub reject_reason: Option<String>,
}

/// A request for manual time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "named as in the API")]
pub struct TimeRequestRow {
    pub id: String,
    pub user_id: i64,
    #[serde(default)]
    pub contract_id: Option<i64>,
    #[serde(default)]
    pub task_id: Option<i64>,
    /// ISO 8601 with offset.
    pub start: String,
    /// ISO 8601 with offset.
    pub end: String,
    #[serde(default)]
    pub status: Decision,
    #[serde(default)]
    pub activity_description: Option<String>,
    #[serde(default)]
    pub comment: Option<String>,
    #[serde(default)]
    pub updated_by: Option<i64>,
    #[serde(default)]
    pub created_at: Option<String>,
    #[serde(default)]
    pub updated_at: Option<String>,
}

/// A kind of leave.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "named as in the API")]
pub struct PolicyRow {
    pub id: i64,
    pub name: String,
    #[serde(default)]
    pub is_paid: bool,
    /// What each member has in a year, in `unit`.
    #[serde(default)]
    pub allowance: f64,
    #[serde(default)]
    pub unit: Unit,
}

/// A request for leave.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "named as in the API")]
pub struct LeaveRow {
    pub id: String,
    pub user_id: i64,
    pub policy_id: i64,
    #[serde(with = "crate::time::one_day")]
    #[tsify(type = "string")]
    pub start_date: Day,
    #[serde(with = "crate::time::one_day")]
    #[tsify(type = "string")]
    pub end_date: Day,
    /// What it takes from the balance, in the unit of the policy.
    pub amount: f64,
    #[serde(default)]
    pub status: Decision,
    #[serde(default)]
    pub note: Option<String>,
    #[serde(default)]
    pub created_by: Option<i64>,
    #[serde(default)]
    pub approved_by: Option<i64>,
    #[serde(default)]
    pub rejected_by: Option<i64>,
    #[serde(default)]
    pub reject_reason: Option<String>,
    #[serde(default)]
    pub created_on: Option<String>,
}

/// A category of expenses.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "named as in the API")]
pub struct CategoryRow {
    pub id: String,
    pub name: String,
}

/// An expense.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "named as in the API")]
pub struct ExpenseRow {
    pub id: String,
    pub user_id: i64,
    #[serde(with = "crate::time::one_day")]
    #[tsify(type = "string")]
    pub date: Day,
    pub expense_name: String,
    #[serde(default)]
    pub amount: f64,
    #[serde(default)]
    pub category_id: Option<String>,
    #[serde(default)]
    pub project_id: Option<i64>,
    #[serde(default)]
    pub note: Option<String>,
    #[serde(default)]
    pub is_billable: bool,
    /// The day that it was added.
    #[serde(with = "crate::time::one_day")]
    #[tsify(type = "string")]
    pub added: Day,
}

/// A subscription to events.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "named as in the API")]
pub struct WebhookRow {
    pub id: String,
    pub url: String,
    pub events: Vec<String>,
    pub token: String,
}

/// A running tracker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "named as in the API")]
pub struct TrackerRow {
    pub user_id: i64,
    /// When it was started, in ms since 1970.
    #[tsify(type = "number")]
    pub started: Ms,
    #[serde(default)]
    pub contract_id: Option<i64>,
    #[serde(default)]
    pub task_id: Option<i64>,
    #[serde(default)]
    pub activity_description: Option<String>,
}

/// A time entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "named as in the API")]
pub struct EntryRow {
    pub id: String,
    pub user_id: i64,
    #[serde(default)]
    pub contract_id: Option<i64>,
    #[serde(default)]
    pub project_id: Option<i64>,
    #[serde(default)]
    pub task_id: Option<i64>,
    #[serde(default)]
    pub notes: Option<String>,
    #[serde(default = "manual")]
    pub method: String,
    #[serde(with = "crate::time::one_day")]
    #[tsify(type = "string")]
    pub date: Day,
    /// `HH:mm`.
    #[tsify(type = "string")]
    pub start_time: TimeOfDay,
    /// `HH:mm`, up to `24:00`.
    #[tsify(type = "string")]
    pub end_time: TimeOfDay,
}
