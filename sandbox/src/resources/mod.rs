//! The operations: one file per resource.

mod contracts;
mod expenses;
mod leaves;
mod members;
mod project_viewers;
mod projects;
mod reports;
mod tasks;
mod time_entries;
mod time_requests;
mod time_tracking;
mod timesheets;
mod webhooks;
mod workspaces;

use crate::call::{Call, Reply};
use crate::sdk::common::{MemberRole, MemberStatus, RequestStatus};
use crate::sdk::contracts::ContractRole;
use crate::state::rows::{Decision, Role, Status};
use crate::time::Day;

/// Carries out an operation.
pub type Handler = fn(&mut Call<'_>) -> Reply;

/// The handler of an operation, by its operationId.
pub fn handler(id: &str) -> Option<Handler> {
    let handler: Handler = match id {
        "getWorkspaces" => workspaces::list,
        "getMembers" => members::list,
        "inviteMember" => members::invite,
        "getMember" => members::get,
        "updateMember" => members::update,
        "deleteMember" => members::archive,
        "getProjects" => projects::list,
        "createProject" => projects::create,
        "getProject" => projects::get,
        "updateProject" => projects::update,
        "deleteProject" => projects::archive,
        "getContracts" => contracts::list,
        "createContract" => contracts::create,
        "getContract" => contracts::get,
        "updateContract" => contracts::update,
        "deleteContract" => contracts::delete,
        "getTasks" => tasks::list,
        "createTask" => tasks::create,
        "getTask" => tasks::get,
        "updateTask" => tasks::update,
        "deleteTask" => tasks::delete,
        "getTaskAssignees" => tasks::list_assignees,
        "assignTask" => tasks::assign,
        "unassignTask" => tasks::unassign,
        "getProjectViewers" => project_viewers::list,
        "createProjectViewer" => project_viewers::create,
        "getProjectViewer" => project_viewers::get,
        "deleteProjectViewer" => project_viewers::delete,
        "restoreProjectViewer" => project_viewers::restore,
        "assignProjectToViewer" => project_viewers::assign_project,
        "unassignProjectFromViewer" => project_viewers::unassign_project,
        "getTimesheets" => timesheets::list,
        "approveTimesheet" => timesheets::approve,
        "submitTimesheet" => timesheets::submit,
        "unsubmitTimesheet" => timesheets::unsubmit,
        "rejectTimesheet" => timesheets::reject,
        "getTimeRequests" => time_requests::list,
        "createTimeRequest" => time_requests::create,
        "approveTimeRequest" => time_requests::approve,
        "rejectTimeRequest" => time_requests::reject,
        "getLeaves" => leaves::list,
        "createLeaveRequest" => leaves::create,
        "getLeaveBalances" => leaves::list_balances,
        "getLeavePolicies" => leaves::list_policies,
        "getExpenses" => expenses::list,
        "createExpense" => expenses::create,
        "updateExpense" => expenses::update,
        "startTimeTracking" => time_tracking::start,
        "stopTimeTracking" => time_tracking::stop,
        "getCurrentTrackerData" => time_tracking::current,
        "getTimeEntries" => time_entries::list,
        "createTimeEntry" => time_entries::create,
        "updateTimeEntry" => time_entries::update,
        "deleteTimeEntry" => time_entries::delete,
        "getTrackedHoursReport" => reports::tracked_hours,
        "getDailyTimelineReport" => reports::daily_timeline,
        "getActivityLevelReport" => reports::activity_level,
        "getTaskReport" => reports::tasks,
        "getDailyAttendanceReport" => reports::daily_attendance,
        "getWebhooks" => webhooks::list,
        "createWebhook" => webhooks::create,
        "updateWebhook" => webhooks::update,
        "deleteWebhook" => webhooks::delete,
        _ => return None,
    };
    Some(handler)
}

/// A day as the API writes it.
fn date(day: Option<Day>) -> Option<String> {
    day.map(|day| day.to_string())
}

const fn role(role: Role) -> MemberRole {
    match role {
        Role::Owner => MemberRole::Owner,
        Role::ExecutiveManager => MemberRole::ExecutiveManager,
        Role::ProjectManager => MemberRole::ProjectManager,
        Role::TeamManager => MemberRole::TeamManager,
        Role::RegularUser => MemberRole::RegularUser,
        Role::ProjectViewer => MemberRole::ProjectViewer,
    }
}

const fn rows_role(role: &MemberRole) -> Role {
    match role {
        MemberRole::Owner => Role::Owner,
        MemberRole::ExecutiveManager => Role::ExecutiveManager,
        MemberRole::ProjectManager => Role::ProjectManager,
        MemberRole::TeamManager => Role::TeamManager,
        MemberRole::RegularUser => Role::RegularUser,
        MemberRole::ProjectViewer => Role::ProjectViewer,
    }
}

const fn role_of_contract(role: Role) -> ContractRole {
    match role {
        Role::Owner => ContractRole::Owner,
        Role::ExecutiveManager => ContractRole::ExecutiveManager,
        Role::ProjectManager => ContractRole::ProjectManager,
        Role::TeamManager => ContractRole::TeamManager,
        Role::RegularUser => ContractRole::RegularUser,
        Role::ProjectViewer => ContractRole::ProjectViewer,
    }
}

const fn member_status(status: Status) -> MemberStatus {
    match status {
        Status::Active => MemberStatus::Active,
        Status::Inactive => MemberStatus::Inactive,
        Status::Left => MemberStatus::Left,
    }
}

/// `None` for `unknown`, which no member is.
const fn rows_status(status: &MemberStatus) -> Option<Status> {
    match status {
        MemberStatus::Active => Some(Status::Active),
        MemberStatus::Inactive => Some(Status::Inactive),
        MemberStatus::Left => Some(Status::Left),
        MemberStatus::Unknown => None,
    }
}

const fn request_status(decision: Decision) -> RequestStatus {
    match decision {
        Decision::Pending => RequestStatus::Pending,
        Decision::Approved => RequestStatus::Approved,
        Decision::Rejected => RequestStatus::Rejected,
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use crate::router::OPERATION_IDS;

    #[test]
    fn every_operation_of_the_contract_has_a_handler() {
        for id in OPERATION_IDS {
            assert!(super::handler(id).is_some(), "{id}");
        }
    }
}
