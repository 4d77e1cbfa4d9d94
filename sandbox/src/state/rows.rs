//! What a workspace consists of, row by row. The option `data` and snapshots hold the same rows.
//!
//! Optional members may be left out; the defaults are those of a new record.

mod enums;
mod time;

pub use enums::{Decision, Role, SheetStatus, Status, Unit};
pub use time::{
    CategoryRow, EntryRow, ExpenseRow, LeaveRow, PolicyRow, TimeRequestRow, TimesheetRow,
    TrackerRow, WebhookRow,
};

use super::table::{Group, Grouped, OpaqueRow, Row};
use crate::time::Day;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use tsify::Tsify;

/// The workspace itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Tsify)]
#[serde(default, deny_unknown_fields)]
pub struct WorkspaceRow {
    /// `workspace_id` elsewhere.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// User id of the owner.
    pub owner_id: i64,
    /// ISO 8601.
    pub created_at: String,
    /// `YYYY-MM-DD HH:MM:SS`.
    pub activated_at: String,
}

/// A member.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
#[serde(default, deny_unknown_fields)]
#[allow(missing_docs, reason = "named as in the API")]
pub struct MemberRow {
    pub id: i64,
    pub email: String,
    pub firstname: String,
    pub lastname: String,
    pub role: Role,
    pub status: Status,
    pub avatar: Option<String>,
    pub timezone: Option<String>,
    pub team_name: Option<String>,
    pub title: Option<String>,
    pub rate: Option<f64>,
    pub rate_status: i64,
    pub weekly_hours_limit: Option<i64>,
    /// The end of their invitation link.
    pub invitation_code: Option<String>,
    pub created_at: Option<String>,
    pub updated_at: Option<String>,
    pub deleted_at: Option<String>,
}

impl Default for MemberRow {
    fn default() -> Self {
        Self {
            id: 0,
            email: String::new(),
            firstname: String::new(),
            lastname: String::new(),
            role: Role::RegularUser,
            status: Status::Active,
            avatar: None,
            timezone: Some("UTC".to_owned()),
            team_name: None,
            title: None,
            rate: None,
            rate_status: 0,
            weekly_hours_limit: None,
            invitation_code: None,
            created_at: None,
            updated_at: None,
            deleted_at: None,
        }
    }
}

impl MemberRow {
    /// First and last name.
    pub fn name(&self) -> String {
        format!("{} {}", self.firstname, self.lastname)
    }
}

/// A tag of a project.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "named as in the API")]
pub struct TagRow {
    pub id: i64,
    pub name: String,
    pub color: Option<String>,
}

/// A project.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
#[serde(default, deny_unknown_fields)]
#[allow(missing_docs, reason = "named as in the API")]
pub struct ProjectRow {
    pub id: i64,
    pub name: String,
    #[serde(with = "crate::time::days_or_none")]
    #[tsify(type = "string | null")]
    pub start_date: Option<Day>,
    #[serde(with = "crate::time::days_or_none")]
    #[tsify(type = "string | null")]
    pub deadline: Option<Day>,
    pub estimation: Option<f64>,
    pub budget_estimation: Option<f64>,
    pub notes: Option<String>,
    pub icon: Option<String>,
    pub is_billable: bool,
    pub rate: Option<f64>,
    pub weekly_hours_limit: Option<i64>,
    pub screenshots: Option<String>,
    pub tags: Vec<TagRow>,
    pub created_at: Option<String>,
    pub updated_at: Option<String>,
    /// When it was archived.
    pub deleted_at: Option<String>,
}

impl Default for ProjectRow {
    fn default() -> Self {
        Self {
            id: 0,
            name: String::new(),
            start_date: None,
            deadline: None,
            estimation: None,
            budget_estimation: None,
            notes: None,
            icon: None,
            is_billable: true,
            rate: Some(0.0),
            weekly_hours_limit: Some(168),
            screenshots: Some("blur".to_owned()),
            tags: Vec::new(),
            created_at: None,
            updated_at: None,
            deleted_at: None,
        }
    }
}

/// A member's contract on a project.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
#[serde(default, deny_unknown_fields)]
#[allow(missing_docs, reason = "named as in the API")]
pub struct ContractRow {
    pub id: i64,
    pub project_id: i64,
    pub user_id: i64,
    pub weekly_hours_limit: i64,
    pub screenshots: String,
    pub rate: Option<f64>,
    /// Takes no time while it is so.
    pub paused: bool,
    pub created_at: Option<String>,
    pub updated_at: Option<String>,
    pub deleted_at: Option<String>,
}

impl Default for ContractRow {
    fn default() -> Self {
        Self {
            id: 0,
            project_id: 0,
            user_id: 0,
            weekly_hours_limit: 168,
            screenshots: "full".to_owned(),
            rate: None,
            paused: false,
            created_at: None,
            updated_at: None,
            deleted_at: None,
        }
    }
}

/// A task.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Tsify)]
#[serde(default, deny_unknown_fields)]
#[allow(missing_docs, reason = "named as in the API")]
pub struct TaskRow {
    pub id: i64,
    pub project_id: i64,
    pub title: String,
    pub description: Option<String>,
    pub status: i64,
    pub priority: Option<i64>,
    pub parent_id: Option<i64>,
    pub creator_id: i64,
    #[serde(with = "crate::time::days_or_none")]
    #[tsify(type = "string | null")]
    pub start_date: Option<Day>,
    #[serde(with = "crate::time::days_or_none")]
    #[tsify(type = "string | null")]
    pub end_date: Option<Day>,
    pub completed_at: Option<String>,
    #[tsify(type = "number[]")]
    pub assignees: BTreeSet<i64>,
    pub created_at: Option<String>,
    pub updated_at: Option<String>,
    pub deleted_at: Option<String>,
}

/// A project viewer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Tsify)]
#[serde(default, deny_unknown_fields)]
#[allow(missing_docs, reason = "named as in the API")]
pub struct ViewerRow {
    pub id: i64,
    pub email: String,
    pub firstname: String,
    pub lastname: String,
    pub status: Status,
    pub member_since: Option<String>,
    /// Ids of the projects assigned to them.
    #[tsify(type = "number[]")]
    pub projects: BTreeSet<i64>,
}

/// `method` of time that was added by hand.
pub const MANUAL: &str = "Manually added time";
/// `method` of time that a tracker recorded which the API started.
pub const WEB_TRACKER: &str = "Web tracker";

fn manual() -> String {
    MANUAL.to_owned()
}

macro_rules! rows {
    ($($row:ident),*) => { $(impl Row for $row {
        fn id(&self) -> i64 {
            self.id
        }
    })* };
}

macro_rules! opaque_rows {
    ($($row:ident),*) => { $(impl OpaqueRow for $row {
        fn id(&self) -> &str {
            &self.id
        }
    })* };
}

rows!(
    MemberRow,
    ProjectRow,
    ContractRow,
    TaskRow,
    ViewerRow,
    PolicyRow
);
opaque_rows!(
    TimesheetRow,
    TimeRequestRow,
    LeaveRow,
    CategoryRow,
    ExpenseRow,
    WebhookRow
);

impl Grouped for MemberRow {
    fn groups(&self) -> Vec<Group> {
        vec![Group::All, Group::Status(self.status as i64)]
    }
}

impl Grouped for ProjectRow {
    fn groups(&self) -> Vec<Group> {
        match self.deleted_at {
            None => vec![Group::All],
            Some(_) => Vec::new(),
        }
    }
}

impl Grouped for ContractRow {
    fn groups(&self) -> Vec<Group> {
        match self.deleted_at {
            None => vec![
                Group::All,
                Group::Project(self.project_id),
                Group::Member(self.user_id),
            ],
            Some(_) => Vec::new(),
        }
    }
}

impl Grouped for TaskRow {
    fn groups(&self) -> Vec<Group> {
        let mut groups: Vec<Group> = self.parent_id.map(Group::Parent).into_iter().collect();
        if self.deleted_at.is_none() {
            groups.push(Group::Project(self.project_id));
            groups.push(Group::ProjectStatus(self.project_id, self.status));
        }
        groups
    }
}

macro_rules! grouped_by_member {
    ($($row:ident),*) => { $(impl Grouped for $row {
        fn groups(&self) -> Vec<Group> {
            vec![Group::All, Group::Member(self.user_id)]
        }
    })* };
}

grouped_by_member!(TimesheetRow, TimeRequestRow, LeaveRow, ExpenseRow);

impl Grouped for ViewerRow {}
impl Grouped for PolicyRow {}
impl Grouped for TrackerRow {}
impl Grouped for CategoryRow {}
impl Grouped for WebhookRow {}

impl Row for TrackerRow {
    fn id(&self) -> i64 {
        self.user_id
    }
}
