//! One workspace with all that is in it.

use super::ledger::{Ledger, Limits};
use super::rows::{
    CategoryRow, ContractRow, EntryRow, ExpenseRow, LeaveRow, MemberRow, PolicyRow, ProjectRow,
    Status, TaskRow, TimeRequestRow, TimesheetRow, TrackerRow, ViewerRow, WebhookRow, WorkspaceRow,
};
use super::table::{Group, OpaqueRow, Row, Series, Table};
use crate::http::Refusal;
use crate::time::Span;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One workspace.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Space {
    pub workspace: WorkspaceRow,
    pub members: Table<MemberRow>,
    pub projects: Table<ProjectRow>,
    pub contracts: Table<ContractRow>,
    pub tasks: Table<TaskRow>,
    pub viewers: Table<ViewerRow>,
    pub trackers: Table<TrackerRow>,
    pub time_entries: Ledger,
    pub timesheets: Series<TimesheetRow>,
    pub time_requests: Series<TimeRequestRow>,
    pub policies: Table<PolicyRow>,
    pub leaves: Series<LeaveRow>,
    pub categories: Series<CategoryRow>,
    pub expenses: Series<ExpenseRow>,
    pub webhooks: Series<WebhookRow>,
}

/// Time that is to be booked.
pub struct Booking<'b> {
    pub user_id: i64,
    pub contract_id: Option<i64>,
    pub task_id: Option<i64>,
    pub notes: Option<String>,
    pub method: &'b str,
}

impl Space {
    /// A member, archived or not.
    pub fn member(&self, id: i64) -> Result<&MemberRow, Refusal> {
        let member = self.members.get(id);
        member.ok_or_else(|| Refusal::not_found("Member"))
    }

    /// A member who can be given time, tasks and contracts.
    pub fn active_member(&self, id: i64) -> Result<&MemberRow, Refusal> {
        let member = self.member(id)?;
        if member.status == Status::Active {
            return Ok(member);
        }
        Err(Refusal::invalid("user_id", "The member is not active."))
    }

    /// A project that is not archived.
    pub fn project(&self, id: i64) -> Result<&ProjectRow, Refusal> {
        let project = self.projects.get(id);
        project
            .filter(|row| row.deleted_at.is_none())
            .ok_or_else(|| Refusal::not_found("Project"))
    }

    /// A contract that was not deleted.
    pub fn contract(&self, id: i64) -> Result<&ContractRow, Refusal> {
        let contract = self.contracts.get(id);
        contract
            .filter(|row| row.deleted_at.is_none())
            .ok_or_else(|| Refusal::not_found("Contract"))
    }

    /// A task that was not deleted, of a project that is not archived.
    pub fn task(&self, id: i64) -> Result<&TaskRow, Refusal> {
        let task = self.tasks.get(id).filter(|row| row.deleted_at.is_none());
        let task = task.ok_or_else(|| Refusal::not_found("Task"))?;
        self.project(task.project_id)?;
        Ok(task)
    }

    /// A task of a given project.
    pub fn task_of(&self, id: i64, project_id: i64) -> Result<&TaskRow, Refusal> {
        self.project(project_id)?;
        let task = self.task(id)?;
        if task.project_id == project_id {
            return Ok(task);
        }
        Err(Refusal::not_found("Task"))
    }

    /// The contracts of a member that were not deleted.
    pub fn contracts_of(&self, user_id: i64) -> impl Iterator<Item = &ContractRow> {
        self.contracts.group(Group::Member(user_id)).iter()
    }

    /// The project that new time goes to, if the member may book on the contract and the task.
    pub fn bookable(
        &self,
        user_id: i64,
        contract_id: Option<i64>,
        task_id: Option<i64>,
    ) -> Result<Option<i64>, Refusal> {
        self.active_member(user_id)?;
        let contract = contract_id.map(|id| self.contract(id)).transpose()?;
        let task = task_id.map(|id| self.task(id)).transpose()?;
        let Some(contract) = contract else {
            return Ok(task.map(|row| row.project_id));
        };
        if contract.user_id != user_id {
            let message = "The contract does not belong to the member.";
            return Err(Refusal::invalid("contract_id", message));
        }
        if contract.paused {
            let message = "The contract is paused.";
            return Err(Refusal::invalid("contract_id", message));
        }
        self.project(contract.project_id)?;
        if task.is_some_and(|row| row.project_id != contract.project_id) {
            let message = "The task does not belong to the project of the contract.";
            return Err(Refusal::invalid("task_id", message));
        }
        Ok(Some(contract.project_id))
    }

    /// The weekly limits of a member and a contract.
    pub fn limits(&self, user_id: i64, contract_id: Option<i64>) -> Limits {
        let minutes = |hours: i64| u32::try_from(hours.saturating_mul(60)).unwrap_or(0);
        let member = self.members.get(user_id);
        let contract = contract_id.and_then(|id| self.contracts.get(id));
        Limits {
            member: member.and_then(|row| row.weekly_hours_limit).map(minutes),
            contract: contract.map(|row| minutes(row.weekly_hours_limit)),
        }
    }

    /// Books what can be booked of a span; returns the new entries in order. The caller has made
    /// sure that the booking is [`Self::bookable`].
    pub fn book(
        &mut self,
        booking: &Booking<'_>,
        day: crate::time::Day,
        span: Span,
        mut next_id: impl FnMut() -> String,
    ) -> Vec<EntryRow> {
        let contract = booking.contract_id.and_then(|id| self.contracts.get(id));
        let task = booking.task_id.and_then(|id| self.tasks.get(id));
        let limits = self.limits(booking.user_id, booking.contract_id);
        let mut entry = EntryRow {
            id: String::new(),
            user_id: booking.user_id,
            contract_id: booking.contract_id,
            project_id: contract
                .map(|row| row.project_id)
                .or(task.map(|row| row.project_id)),
            task_id: booking.task_id,
            notes: booking.notes.clone(),
            method: booking.method.to_owned(),
            date: day,
            start_time: crate::time::TimeOfDay(span.start),
            end_time: crate::time::TimeOfDay(span.end),
        };
        let mut booked = Vec::new();
        for part in self.time_entries.free(&entry, limits) {
            entry.id = next_id();
            entry.start_time.0 = part.start;
            entry.end_time.0 = part.end;
            if self.time_entries.add(entry.clone(), limits).is_ok() {
                booked.push(entry.clone());
            }
        }
        booked
    }

    /// The greatest integer id in it.
    pub fn last_id(&self) -> i64 {
        [
            self.members.last_id(),
            self.projects.last_id(),
            self.contracts.last_id(),
            self.tasks.last_id(),
            self.viewers.last_id(),
            self.policies.last_id(),
        ]
        .into_iter()
        .max()
        .unwrap_or_default()
    }

    /// Adds rows, in place of those with the same ids.
    pub fn merge(&mut self, data: &Value) -> Result<(), String> {
        let Value::Object(tables) = data else {
            return Err("expected an object of arrays".to_owned());
        };
        for (name, rows) in tables {
            match name.as_str() {
                "members" => put_all(&mut self.members, name, rows)?,
                "projects" => put_all(&mut self.projects, name, rows)?,
                "contracts" => put_all(&mut self.contracts, name, rows)?,
                "tasks" => put_all(&mut self.tasks, name, rows)?,
                "viewers" => put_all(&mut self.viewers, name, rows)?,
                "trackers" => put_all(&mut self.trackers, name, rows)?,
                "policies" => put_all(&mut self.policies, name, rows)?,
                "timesheets" => append_all(&mut self.timesheets, name, rows)?,
                "time_requests" => append_all(&mut self.time_requests, name, rows)?,
                "leaves" => append_all(&mut self.leaves, name, rows)?,
                "categories" => append_all(&mut self.categories, name, rows)?,
                "expenses" => append_all(&mut self.expenses, name, rows)?,
                "webhooks" => append_all(&mut self.webhooks, name, rows)?,
                "time_entries" => {
                    for (index, entry) in read::<EntryRow>(name, rows)?.into_iter().enumerate() {
                        self.time_entries.remove(&entry.id);
                        let added = self.time_entries.add(entry, Limits::default());
                        added.map_err(|_| {
                            format!("{name}[{index}]: it is empty or overlaps other time")
                        })?;
                    }
                }
                _ => {
                    return Err(format!(
                        "{name}: there is no such table; tables are members, projects, contracts, tasks, viewers, \
                         trackers, time_entries, timesheets, time_requests, policies, leaves, categories, expenses, webhooks"
                    ));
                }
            }
        }
        self.problem().map_or(Ok(()), Err)
    }

    /// What leads nowhere: an id of something that is not there.
    pub fn problem(&self) -> Option<String> {
        let missing = |what: String, id: i64| Some(format!("{what}: there is no {id}"));
        for row in self.contracts.iter() {
            if !self.members.contains(row.user_id) {
                return missing(format!("contracts {}, user_id", row.id), row.user_id);
            }
            if !self.projects.contains(row.project_id) {
                return missing(format!("contracts {}, project_id", row.id), row.project_id);
            }
        }
        for row in self.tasks.iter() {
            if !self.projects.contains(row.project_id) {
                return missing(format!("tasks {}, project_id", row.id), row.project_id);
            }
        }
        for row in self.time_entries.iter() {
            if !self.members.contains(row.user_id) {
                return missing(format!("time_entries {}, user_id", row.id), row.user_id);
            }
            let contract = row.contract_id.filter(|id| !self.contracts.contains(*id));
            if let Some(id) = contract {
                return missing(format!("time_entries {}, contract_id", row.id), id);
            }
        }
        let owners = (self
            .timesheets
            .iter()
            .map(|row| ("timesheets", row.user_id)))
        .chain(
            self.time_requests
                .iter()
                .map(|row| ("time_requests", row.user_id)),
        )
        .chain(self.leaves.iter().map(|row| ("leaves", row.user_id)))
        .chain(self.expenses.iter().map(|row| ("expenses", row.user_id)))
        .chain(self.trackers.iter().map(|row| ("trackers", row.user_id)));
        for (table, id) in owners {
            if !self.members.contains(id) {
                return missing(format!("{table}, user_id"), id);
            }
        }
        let policies = self.leaves.iter().map(|row| row.policy_id);
        let mut unknown = policies.filter(|id| !self.policies.contains(*id));
        unknown
            .next()
            .and_then(|id| missing("leaves, policy_id".to_owned(), id))
    }

    /// How many rows each table has.
    pub fn counts(&self) -> [(&'static str, usize); 14] {
        [
            ("members", self.members.len()),
            ("projects", self.projects.len()),
            ("contracts", self.contracts.len()),
            ("tasks", self.tasks.len()),
            ("viewers", self.viewers.len()),
            ("trackers", self.trackers.len()),
            ("time_entries", self.time_entries.len()),
            ("timesheets", self.timesheets.len()),
            ("time_requests", self.time_requests.len()),
            ("policies", self.policies.len()),
            ("leaves", self.leaves.len()),
            ("categories", self.categories.len()),
            ("expenses", self.expenses.len()),
            ("webhooks", self.webhooks.len()),
        ]
    }
}

fn read<R: DeserializeOwned>(name: &str, rows: &Value) -> Result<Vec<R>, String> {
    let Value::Array(rows) = rows else {
        return Err(format!("{name}: expected an array"));
    };
    let rows = rows.iter().enumerate().map(|(index, row)| {
        crate::read::from_value::<R>(row.clone())
            .map_err(|error| format!("{name}[{index}]: {error}"))
    });
    rows.collect()
}

fn put_all<R: Row + DeserializeOwned>(
    table: &mut Table<R>,
    name: &str,
    rows: &Value,
) -> Result<(), String> {
    for row in read(name, rows)? {
        table.put(row);
    }
    Ok(())
}

fn append_all<R: OpaqueRow + DeserializeOwned>(
    series: &mut Series<R>,
    name: &str,
    rows: &Value,
) -> Result<(), String> {
    for row in read(name, rows)? {
        series.put(row);
    }
    Ok(())
}
