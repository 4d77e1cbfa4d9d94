//! Who sees what.
//!
//! Owners and executive managers see everything. A project manager sees the projects that they have
//! a contract on and who works there; a team manager sees the members of their team and the
//! projects these work on; a regular user sees what is their own; a viewer sees assigned projects.

use super::rows::{MemberRow, Role, Status};
use super::space::Space;
use super::table::Group;
use crate::gather::gather;
use crate::http::Refusal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Whose token a request carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Caller {
    /// A member, by user id.
    Member(i64),
    /// A project viewer, by viewer id.
    Viewer(i64),
}

/// A caller in a workspace.
#[derive(Clone, Debug)]
pub struct View {
    /// The caller.
    pub caller: Caller,
    /// Their role here.
    pub role: Role,
    rate_status: i64,
    team: Option<String>,
}

impl View {
    /// The caller as somebody of the workspace; 403 for who has no access.
    pub fn new(space: &Space, caller: Caller) -> Result<Self, Refusal> {
        let outsider = || Refusal::new(403, "You do not have access to this workspace");
        let (role, status, rate_status, team) = match caller {
            Caller::Member(id) => {
                let row = space.members.get(id).ok_or_else(outsider)?;
                (row.role, row.status, row.rate_status, row.team_name.clone())
            }
            Caller::Viewer(id) => {
                let row = space.viewers.get(id).ok_or_else(outsider)?;
                (Role::ProjectViewer, row.status, 0, None)
            }
        };
        if status != Status::Active {
            return Err(outsider());
        }
        Ok(Self {
            caller,
            role,
            rate_status,
            team,
        })
    }

    /// The caller's user id.
    pub const fn user_id(&self) -> i64 {
        match self.caller {
            Caller::Member(id) | Caller::Viewer(id) => id,
        }
    }

    /// Whether something of this member is the caller's own.
    pub fn is_own(&self, user_id: i64) -> bool {
        self.caller == Caller::Member(user_id)
    }

    /// 403 for who is neither owner nor executive manager.
    pub fn admin(&self) -> Result<(), Refusal> {
        if self.role.is_admin() {
            return Ok(());
        }
        Err(Refusal::forbidden())
    }

    /// 403 for who may not change tasks.
    pub fn task_manager(&self) -> Result<(), Refusal> {
        if self.role.manages_tasks() {
            return Ok(());
        }
        Err(Refusal::forbidden())
    }

    /// 403 for project viewers.
    pub fn insider(&self) -> Result<(), Refusal> {
        if self.role == Role::ProjectViewer {
            return Err(Refusal::forbidden());
        }
        Ok(())
    }

    /// 403 unless it is the caller's own, or the caller may do everything.
    pub fn own_or_admin(&self, user_id: i64) -> Result<(), Refusal> {
        if self.is_own(user_id) {
            return Ok(());
        }
        self.admin()
    }

    /// Whether the caller sees the rates of a member.
    pub fn sees_rates_of(&self, user_id: i64) -> bool {
        self.role.is_admin() || (self.is_own(user_id) && self.rate_status == 1)
    }

    fn is_of_team(&self, member: &MemberRow) -> bool {
        self.team.is_some() && member.team_name == self.team
    }

    /// The projects that the caller sees, archived ones included; `None`: all.
    pub fn projects(&self, space: &Space) -> Option<BTreeSet<i64>> {
        match (self.role, self.caller) {
            (_, Caller::Viewer(id)) => {
                let viewer = space.viewers.get(id);
                Some(viewer.map(|row| row.projects.clone()).unwrap_or_default())
            }
            (Role::Owner | Role::ExecutiveManager, _) => None,
            (Role::TeamManager, _) => {
                let team = self.members(space).unwrap_or_default();
                let contracts = team.into_iter().flat_map(|id| space.contracts_of(id));
                Some(gather(contracts.map(|row| row.project_id)))
            }
            (_, Caller::Member(id)) => {
                Some(gather(space.contracts_of(id).map(|row| row.project_id)))
            }
        }
    }

    /// The members that the caller sees; `None`: all.
    pub fn members(&self, space: &Space) -> Option<BTreeSet<i64>> {
        let Caller::Member(own) = self.caller else {
            return Some(BTreeSet::new());
        };
        let mut seen: BTreeSet<i64> = match self.role {
            Role::Owner | Role::ExecutiveManager => return None,
            Role::ProjectManager => {
                let projects = self.projects(space).unwrap_or_default();
                let projects = projects.into_iter();
                let there = projects.map(|id| space.contracts.group(Group::Project(id)));
                gather(there.flat_map(|rows| rows.iter().map(|row| row.user_id)))
            }
            Role::TeamManager => {
                let members = space.members.iter();
                let team = members.filter(|row| self.is_of_team(row));
                gather(team.map(|row| row.id))
            }
            Role::RegularUser | Role::ProjectViewer => BTreeSet::new(),
        };
        seen.insert(own);
        Some(seen)
    }

    /// 404 for a project that the caller does not see.
    pub fn project(&self, space: &Space, id: i64) -> Result<(), Refusal> {
        space.project(id)?;
        if includes(self.projects(space).as_ref(), id) {
            return Ok(());
        }
        Err(Refusal::not_found("Project"))
    }

    /// 404 for a member that the caller does not see.
    pub fn member(&self, space: &Space, id: i64) -> Result<(), Refusal> {
        space.member(id)?;
        if includes(self.members(space).as_ref(), id) {
            return Ok(());
        }
        Err(Refusal::not_found("Member"))
    }
}

/// Whether a set includes an id; `None` includes all.
pub fn includes(set: Option<&BTreeSet<i64>>, id: i64) -> bool {
    set.is_none_or(|set| set.contains(&id))
}
