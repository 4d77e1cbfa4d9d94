//! Members.

use super::{member_status, role, rows_role, rows_status};
use crate::call::{Call, Reply, listed, nullable};
use crate::http::Refusal;
use crate::sdk::Open;
use crate::sdk::members::{
    ArchiveMemberParams, AssignableRole, GetMemberParams, InviteMemberParams, ListMembersParams,
    Member, MemberInvited, UpdateMemberParams,
};
use crate::state::dice::Dice;
use crate::state::rows::{MemberRow, Role, Status};
use crate::state::space::Space;
use crate::state::table::Group;
use crate::state::view::{View, includes};
use serde_json::{Value, json};

fn shown(row: &MemberRow, view: &View) -> Member {
    let rates = view.sees_rates_of(row.id);
    Member {
        id: row.id,
        email: row.email.clone(),
        firstname: row.firstname.clone(),
        lastname: row.lastname.clone(),
        avatar: nullable(row.avatar.clone()),
        current_role: Open::Known(role(row.role)),
        timezone: nullable(row.timezone.clone()),
        status: Open::Known(member_status(row.status)),
        team_name: nullable(row.team_name.clone()),
        title: nullable(row.title.clone()),
        rate: rates.then_some(crate::sdk::Nullable(row.rate)),
        rate_status: nullable(Some(row.rate_status)),
        rate_type: rates.then(|| crate::sdk::Nullable(row.rate.map(|_| "member".to_owned()))),
        weekly_hours_limit: nullable(row.weekly_hours_limit),
        screenshots: nullable(Some("full".to_owned())),
        is_blocked: nullable(Some(false)),
        created_at: nullable(row.created_at.clone()),
        updated_at: nullable(row.updated_at.clone()),
        deleted_at: nullable(row.deleted_at.clone()),
    }
}

pub fn list(call: &mut Call<'_>) -> Reply {
    let params: ListMembersParams = call.params()?;
    let (space, view) = call.enter(params.workspace_id.0)?;
    view.insider()?;
    let seen = view.members(space);
    let status = params.status.as_ref().and_then(rows_status);
    let wanted_role = params.role.as_ref().map(rows_role);
    let group = match (&params.status, status) {
        (None, _) => Group::All,
        // `unknown`, which no member is.
        (Some(_), None) => Group::Status(-1),
        (Some(_), Some(status)) => Group::Status(status as i64),
    };
    let email = params.email.as_ref();
    let wanted = |row: &MemberRow| {
        includes(seen.as_ref(), row.id)
            && email.is_none_or(|email| row.email.eq_ignore_ascii_case(email))
            && wanted_role.is_none_or(|role| row.role == role)
    };
    let page = listed(
        &space.members.group(group),
        (seen.is_some() || email.is_some() || wanted_role.is_some()).then_some(&wanted),
        false,
        (params.page, params.per_page, 20),
        |row| shown(row, &view),
    );
    call.page("Members retrieved successfully", page)
}

pub fn get(call: &mut Call<'_>) -> Reply {
    let params: GetMemberParams = call.params()?;
    let (space, view) = call.enter(params.workspace_id.0)?;
    view.member(space, params.member_id)?;
    let member = shown(space.member(params.member_id)?, &view);
    call.data(200, "Member retrieved successfully", member)
}

fn assignable(role: &AssignableRole) -> Role {
    match role {
        AssignableRole::RegularUser => Role::RegularUser,
        AssignableRole::ProjectManager => Role::ProjectManager,
        AssignableRole::TeamManager => Role::TeamManager,
        AssignableRole::ExecutiveManager => Role::ExecutiveManager,
        AssignableRole::ProjectViewer => Role::ProjectViewer,
    }
}

fn event(row: &MemberRow) -> Value {
    json!({
        "id": row.id,
        "email": row.email,
        "firstname": row.firstname,
        "lastname": row.lastname,
        "role": row.role,
        "status": row.status,
    })
}

fn with_email(space: &Space, email: &str) -> Option<i64> {
    let mut members = space.members.iter();
    let found = members.find(|row| row.email.eq_ignore_ascii_case(email));
    found.map(|row| row.id)
}

pub fn invite(call: &mut Call<'_>) -> Reply {
    let params: InviteMemberParams = call.params()?;
    let workspace_id = params.workspace_id.0;
    let (space, _) = call.enter_as_admin(workspace_id)?;
    let known = with_email(space, &params.email).and_then(|id| space.members.get(id));
    let row = match known.cloned() {
        // Inviting somebody again responds with the record that is there.
        Some(row) => row,
        None => {
            let id = call.state.next_id();
            let row = MemberRow {
                id,
                email: params.email,
                firstname: params.firstname,
                lastname: params.lastname,
                role: assignable(&params.role),
                invitation_code: Some(Dice::new(id as u64).uuid().replace('-', "")),
                created_at: Some(call.stamp()),
                updated_at: Some(call.stamp()),
                ..MemberRow::default()
            };
            call.space(workspace_id)?.members.put(row.clone());
            call.emit(workspace_id, "member.invited", event(&row));
            row
        }
    };
    let code = row.invitation_code.unwrap_or_default();
    let invited = MemberInvited {
        user_id: row.id,
        invitation_link: format!(
            "https://app.webwork-tracker.com/dashboard/accept-invitation/{code}"
        ),
    };
    call.data(200, "Member invited successfully", invited)
}

pub fn update(call: &mut Call<'_>) -> Reply {
    let params: UpdateMemberParams = call.params()?;
    let stamp = call.stamp();
    let workspace_id = params.workspace_id.0;
    let (space, view) = call.enter(workspace_id)?;
    view.member(space, params.member_id)?;
    view.own_or_admin(params.member_id)?;
    let privileged = params.role.is_some()
        || params.rate_status.is_some()
        || params.weekly_hours_limit.is_some();
    if privileged {
        view.admin()?;
    }
    if let Some(email) = &params.email
        && with_email(space, email).is_some_and(|id| id != params.member_id)
    {
        return Err(Refusal::invalid(
            "email",
            "The email has already been taken.",
        ));
    }
    if params
        .weekly_hours_limit
        .is_some_and(|hours| !(0..=168).contains(&hours))
    {
        let message = "The weekly hours limit field must be between 0 and 168.";
        return Err(Refusal::invalid("weekly_hours_limit", message));
    }
    if params.role.is_some() && params.member_id == space.workspace.owner_id {
        return Err(Refusal::invalid(
            "role",
            "The role of the owner cannot be changed.",
        ));
    }
    let mut row = space.member(params.member_id)?.clone();
    row.email = params.email.unwrap_or(row.email);
    row.firstname = params.firstname.unwrap_or(row.firstname);
    row.lastname = params.lastname.unwrap_or(row.lastname);
    row.timezone = params.timezone.or(row.timezone);
    row.role = params.role.as_ref().map_or(row.role, assignable);
    row.rate_status = params.rate_status.unwrap_or(row.rate_status);
    row.weekly_hours_limit = params.weekly_hours_limit.or(row.weekly_hours_limit);
    if params.remove_avatar == Some(1) {
        row.avatar = None;
    }
    row.updated_at = Some(stamp);
    let event = event(&row);
    space.members.put(row);
    call.emit(workspace_id, "member.updated", event);
    call.done("Member updated successfully")
}

pub fn archive(call: &mut Call<'_>) -> Reply {
    let params: ArchiveMemberParams = call.params()?;
    let stamp = call.stamp();
    let workspace_id = params.workspace_id.0;
    let (space, _) = call.enter_as_admin(workspace_id)?;
    space.member(params.member_id)?;
    if params.member_id == space.workspace.owner_id {
        return Err(Refusal::invalid(
            "member_id",
            "The owner cannot be archived.",
        ));
    }
    let mut row = space.member(params.member_id)?.clone();
    if row.status == Status::Inactive {
        return Err(Refusal::invalid(
            "member_id",
            "The member is archived already.",
        ));
    }
    row.status = Status::Inactive;
    row.deleted_at = Some(stamp.clone());
    row.updated_at = Some(stamp);
    let event = event(&row);
    space.members.put(row);
    call.emit(workspace_id, "member.archived", event);
    call.done("Member archived successfully")
}
