//! Expenses.

use crate::call::{Call, Reply, listed, nullable};
use crate::http::Refusal;
use crate::sdk::Open;
use crate::sdk::expenses::{
    CreateExpenseParams, Expense, ExpenseType, ListExpensesParams, UpdateExpenseParams,
};
use crate::state::rows::ExpenseRow;
use crate::state::space::Space;
use crate::state::table::Group;
use crate::state::view::{View, includes};
use crate::time::{self, display_date};

fn shown(row: &ExpenseRow, space: &Space) -> Expense {
    let member = space.members.get(row.user_id);
    let project = row.project_id.and_then(|id| space.projects.get(id));
    let category = row
        .category_id
        .as_ref()
        .and_then(|id| space.categories.get(id));
    let kind = if row.is_billable {
        ExpenseType::Billable
    } else {
        ExpenseType::NonBillable
    };
    Expense {
        id: row.id.clone(),
        member: nullable(member.map(|one| one.name())),
        expense_date: nullable(Some(display_date(row.date))),
        expense_name: row.expense_name.clone(),
        project: nullable(project.map(|one| one.name.clone())),
        category: nullable(category.map(|one| one.name.clone())),
        amount: row.amount,
        note: nullable(row.note.clone()),
        r#type: Open::Known(kind),
        added_dte: nullable(Some(display_date(row.added))),
        added_date: None,
    }
}

pub fn list(call: &mut Call<'_>) -> Reply {
    let params: ListExpensesParams = call.params()?;
    let (space, view) = call.enter(params.workspace_id.0)?;
    view.insider()?;
    let seen = view.members(space);
    let from = params.date_from.as_deref().and_then(time::day);
    let to = params.date_to.as_deref().and_then(time::day);
    let wanted = |row: &ExpenseRow| {
        includes(seen.as_ref(), row.user_id)
            && params.id.as_ref().is_none_or(|id| row.id == *id)
            && from.is_none_or(|day| row.date >= day)
            && to.is_none_or(|day| row.date <= day)
    };
    let is_narrowed = seen.is_some() || params.id.is_some() || from.is_some() || to.is_some();
    let page = listed(
        &space.expenses.group(Group::All),
        is_narrowed.then_some(&wanted),
        false,
        (params.page, params.per_page, 20),
        |row| shown(row, space),
    );
    call.page("", page)
}

/// What an expense names must be there.
fn check(
    space: &Space,
    view: &View,
    amount: Option<f64>,
    category_id: Option<&String>,
    project_id: Option<i64>,
) -> Result<(), Refusal> {
    if amount.is_some_and(|amount| amount < 0.0) {
        return Err(Refusal::invalid(
            "amount",
            "The amount field must be at least 0.",
        ));
    }
    if category_id.is_some_and(|id| space.categories.get(id).is_none()) {
        return Err(Refusal::invalid(
            "category_id",
            "The selected category id is invalid.",
        ));
    }
    match project_id {
        Some(id) => view.project(space, id),
        None => Ok(()),
    }
}

pub fn create(call: &mut Call<'_>) -> Reply {
    let params: CreateExpenseParams = call.params()?;
    let today = call.today();
    let workspace_id = params.workspace_id.0;
    let (space, view) = call.enter(workspace_id)?;
    view.insider()?;
    check(
        space,
        &view,
        params.amount,
        params.category_id.as_ref(),
        params.project_id,
    )?;
    let row = ExpenseRow {
        id: call.state.next_opaque_id(),
        user_id: view.user_id(),
        date: params.date.as_deref().and_then(time::day).unwrap_or(today),
        expense_name: params.expense_name,
        amount: params.amount.unwrap_or_default(),
        category_id: params.category_id,
        project_id: params.project_id,
        note: params.note.or(params.description),
        is_billable: params.is_billable.unwrap_or_default(),
        added: today,
    };
    let space = call.space(workspace_id)?;
    space.expenses.put(row.clone());
    let expense = shown(&row, space);
    call.data(200, "Expense created successfully", expense)
}

pub fn update(call: &mut Call<'_>) -> Reply {
    let params: UpdateExpenseParams = call.params()?;
    let (space, view) = call.enter(params.workspace_id.0)?;
    view.insider()?;
    let seen = view.members(space);
    let row = space.expenses.get(&params.expense_id);
    let row = row.filter(|row| includes(seen.as_ref(), row.user_id));
    let mut row = row.cloned().ok_or_else(|| Refusal::not_found("Expense"))?;
    view.own_or_admin(row.user_id)?;
    check(
        space,
        &view,
        params.amount,
        params.category_id.as_ref(),
        params.project_id,
    )?;
    row.expense_name = params.expense_name.unwrap_or(row.expense_name);
    row.date = params
        .date
        .as_deref()
        .and_then(time::day)
        .unwrap_or(row.date);
    row.amount = params.amount.unwrap_or(row.amount);
    row.category_id = params.category_id.or(row.category_id);
    row.project_id = params.project_id.or(row.project_id);
    row.note = params.note.or(row.note);
    row.is_billable = params.is_billable.unwrap_or(row.is_billable);
    space.expenses.put(row.clone());
    let expense = shown(&row, space);
    call.data(200, "Expense updated successfully", expense)
}
