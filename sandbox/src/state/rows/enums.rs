//! Roles and states.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

/// A role in a workspace.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Tsify)]
pub enum Role {
    /// Sees and may do everything.
    Owner,
    /// As the owner.
    #[serde(rename = "Executive manager")]
    ExecutiveManager,
    /// Sees the projects that they have a contract on.
    #[serde(rename = "Project manager")]
    ProjectManager,
    /// Sees the members of their team and the projects these work on.
    #[serde(rename = "Team manager")]
    TeamManager,
    /// Sees their own.
    #[default]
    #[serde(rename = "Regular User")]
    RegularUser,
    /// Sees the projects that are assigned to them.
    #[serde(rename = "Project viewer")]
    ProjectViewer,
}

impl Role {
    /// Whether it is one of those that may do everything.
    pub const fn is_admin(self) -> bool {
        matches!(self, Self::Owner | Self::ExecutiveManager)
    }

    /// Whether it may change tasks.
    pub const fn manages_tasks(self) -> bool {
        self.is_admin() || matches!(self, Self::ProjectManager | Self::TeamManager)
    }
}

/// Whether a member or viewer has access.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Has access.
    #[default]
    Active,
    /// Archived.
    Inactive,
    /// Has left the workspace.
    Left,
}

/// Where a request for time or leave is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "lowercase")]
pub enum Decision {
    /// Waits for a decision.
    #[default]
    Pending,
    /// Approved.
    Approved,
    /// Rejected.
    Rejected,
}

/// Where a timesheet is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "lowercase")]
pub enum SheetStatus {
    /// Not submitted.
    #[default]
    Pending,
    /// Waits for a decision.
    Submitted,
    /// Approved.
    Approved,
    /// Rejected.
    Rejected,
}

/// What is counted in a leave policy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Working days.
    #[default]
    Days,
    /// Hours.
    Hours,
}
