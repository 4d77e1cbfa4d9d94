//! Contracts.

use super::role_of_contract;
use crate::call::{Call, Reply, listed, nullable};
use crate::http::Refusal;
use crate::sdk::contracts::{
    Contract, ContractStatus, CreateContractParams, DeleteContractParams, GetContractParams,
    ListContractsParams, ScreenshotMode, UpdateContractParams,
};
use crate::sdk::{Nullable, Open};
use crate::state::rows::{ContractRow, Role};
use crate::state::space::Space;
use crate::state::table::Group;
use crate::state::view::View;
use std::collections::BTreeSet;

/// Hours of a week.
const WEEK: i64 = 168;

fn shown(row: &ContractRow, space: &Space, view: &View) -> Contract {
    let project = space.projects.get(row.project_id);
    let member = space.members.get(row.user_id);
    let rates = view.sees_rates_of(row.user_id) && project.is_some_and(|one| one.is_billable);
    let own = row.rate;
    let rate = own
        .or_else(|| member.and_then(|one| one.rate))
        .or_else(|| project.and_then(|one| one.rate));
    let rate_type = match (own, member.and_then(|one| one.rate)) {
        (Some(_), _) => 1,
        (None, Some(_)) => 2,
        (None, None) => 3,
    };
    let status = if row.paused {
        ContractStatus::Paused
    } else {
        ContractStatus::Active
    };
    Contract {
        id: row.id,
        contract_name: nullable(project.map(|one| one.name.clone())),
        project_id: row.project_id,
        project_name: nullable(project.map(|one| one.name.clone())),
        project_icon: nullable(project.and_then(|one| one.icon.clone())),
        user_id: row.user_id,
        user_firstname: nullable(member.map(|one| one.firstname.clone())),
        user_lastname: nullable(member.map(|one| one.lastname.clone())),
        user_email: nullable(member.map(|one| one.email.clone())),
        user_role: nullable(member.map(|one| Open::Known(role_of_contract(one.role)))),
        weekly_hours_limit: nullable(Some(row.weekly_hours_limit)),
        screenshots: nullable(Some(row.screenshots.clone())),
        screenshots_label: nullable(Some(label(&row.screenshots).to_owned())),
        rate: rates.then_some(Nullable(rate)),
        rate_type: nullable(Some(rate_type)),
        currency: rates.then(|| Nullable(Some("USD".to_owned()))),
        status: Open::Known(status),
        created_at: nullable(row.created_at.clone()),
        updated_at: nullable(row.updated_at.clone()),
    }
}

fn label(code: &str) -> &'static str {
    match code {
        "full" => "Screenshot on",
        "blurred" => "Blurred screenshot",
        "no_preview" => "No preview",
        "no_screenshot" => "Screenshot off",
        "background_blurred" => "Background blurred",
        "video_full" => "Video on",
        "video_blurred" => "Blurred video",
        "video_full_silent" => "Video on, silent",
        "video_blurred_silent" => "Blurred video, silent",
        _ => "Unknown",
    }
}

fn code(mode: &ScreenshotMode) -> String {
    let value = serde_json::to_value(mode).ok();
    let code = value.as_ref().and_then(|value| value.as_str());
    code.unwrap_or("full").to_owned()
}

/// What the caller sees of the contracts.
struct Visible {
    projects: Option<BTreeSet<i64>>,
    members: Option<BTreeSet<i64>>,
}

impl Visible {
    fn new(space: &Space, view: &View) -> Self {
        Self {
            projects: view.projects(space),
            members: view.members(space),
        }
    }

    fn includes(&self, view: &View, row: &ContractRow) -> bool {
        let of = |set: &Option<BTreeSet<i64>>, id| set.as_ref().is_none_or(|set| set.contains(&id));
        match view.role {
            Role::Owner | Role::ExecutiveManager => true,
            Role::ProjectManager => of(&self.projects, row.project_id),
            Role::TeamManager | Role::RegularUser => of(&self.members, row.user_id),
            Role::ProjectViewer => false,
        }
    }
}

pub fn list(call: &mut Call<'_>) -> Reply {
    let params: ListContractsParams = call.params()?;
    let (space, view) = call.enter(params.workspace_id.0)?;
    view.insider()?;
    let visible = Visible::new(space, &view);
    let paused = params.status.map(|status| status == ContractStatus::Paused);
    let (group, is_narrowed) = match (params.user_id, params.project_id) {
        (Some(id), project_id) => (Group::Member(id), project_id.is_some()),
        (None, Some(id)) => (Group::Project(id), false),
        (None, None) => (Group::All, false),
    };
    let wanted = |row: &ContractRow| {
        visible.includes(&view, row)
            && params.project_id.is_none_or(|id| row.project_id == id)
            && paused.is_none_or(|paused| row.paused == paused)
    };
    let page = listed(
        &space.contracts.group(group),
        (is_narrowed || !view.role.is_admin() || paused.is_some()).then_some(&wanted),
        false,
        (params.page, params.per_page, 20),
        |row| shown(row, space, &view),
    );
    call.page_beside_meta("Contracts retrieved successfully", page)
}

pub fn get(call: &mut Call<'_>) -> Reply {
    let params: GetContractParams = call.params()?;
    let (space, view) = call.enter(params.workspace_id.0)?;
    view.insider()?;
    let row = space.contract(params.contract_id)?;
    if !Visible::new(space, &view).includes(&view, row) {
        return Err(Refusal::not_found("Contract"));
    }
    let contract = shown(row, space, &view);
    call.data(200, "Contract retrieved successfully", contract)
}

fn hours(hours: Option<i64>) -> Result<Option<i64>, Refusal> {
    if hours.is_some_and(|hours| !(0..=WEEK).contains(&hours)) {
        let message = "The weekly hours limit field must be between 0 and 168.";
        return Err(Refusal::invalid("weekly_hours_limit", message));
    }
    Ok(hours)
}

fn rate(rate: Option<f64>) -> Result<Option<f64>, Refusal> {
    if rate.is_some_and(|rate| rate < 0.0) {
        return Err(Refusal::invalid(
            "rate",
            "The rate field must be at least 0.",
        ));
    }
    Ok(rate)
}

pub fn create(call: &mut Call<'_>) -> Reply {
    let params: CreateContractParams = call.params()?;
    let workspace_id = params.workspace_id.0;
    let (space, view) = call.enter_as_admin(workspace_id)?;
    space.project(params.project_id)?;
    space.active_member(params.user_id)?;
    let (limit, rate) = (hours(params.weekly_hours_limit)?, rate(params.rate)?);
    let row = ContractRow {
        id: call.state.next_id(),
        project_id: params.project_id,
        user_id: params.user_id,
        weekly_hours_limit: limit.unwrap_or(WEEK),
        screenshots: params
            .screenshots
            .as_ref()
            .map_or_else(|| "full".to_owned(), code),
        rate,
        created_at: Some(call.stamp()),
        updated_at: Some(call.stamp()),
        ..ContractRow::default()
    };
    let space = call.space(workspace_id)?;
    space.contracts.put(row.clone());
    let contract = shown(&row, space, &view);
    call.data(201, "Contract created successfully", contract)
}

pub fn update(call: &mut Call<'_>) -> Reply {
    let params: UpdateContractParams = call.params()?;
    let stamp = call.stamp();
    let (space, view) = call.enter_as_admin(params.workspace_id.0)?;
    let mut row = space.contract(params.contract_id)?.clone();
    row.weekly_hours_limit = hours(params.weekly_hours_limit)?.unwrap_or(row.weekly_hours_limit);
    row.screenshots = params.screenshots.as_ref().map_or(row.screenshots, code);
    row.rate = rate(params.rate)?.or(row.rate);
    row.paused = params
        .status
        .map_or(row.paused, |status| status == ContractStatus::Paused);
    row.updated_at = Some(stamp);
    space.contracts.put(row.clone());
    let contract = shown(&row, space, &view);
    call.data(200, "Contract updated successfully", contract)
}

pub fn delete(call: &mut Call<'_>) -> Reply {
    let params: DeleteContractParams = call.params()?;
    let stamp = call.stamp();
    let (space, _) = call.enter_as_admin(params.workspace_id.0)?;
    let mut row = space.contract(params.contract_id)?.clone();
    row.deleted_at = Some(stamp);
    space.contracts.put(row);
    call.done("Contract deleted successfully")
}
