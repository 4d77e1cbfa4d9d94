//! Expenses.

use super::common::Envelope;
use crate::schema::{
    Any, Describe, Method, Nullable, Open, Operation, Resource, Rule, WorkspaceId,
};
use webwork_sdk_macros::model;

/// Whether an expense is billable.
#[model]
pub enum ExpenseType {
    /// `billable`
    #[serde(rename = "billable")]
    Billable,
    /// `non-billable`
    #[serde(rename = "non-billable")]
    NonBillable,
}

/// An expense.
#[model]
pub struct Expense {
    /// Opaque id: the `expense_id` of other operations.
    pub id: String,
    /// Full name of the member.
    pub member: Option<Nullable<String>>,
    /// Date as text for display, such as `Jan 15, 2024`.
    pub expense_date: Option<Nullable<String>>,
    /// What the money was spent on.
    pub expense_name: String,
    /// Name of the project.
    pub project: Option<Nullable<String>>,
    /// Name of the category.
    pub category: Option<Nullable<String>>,
    /// Amount.
    pub amount: f64,
    /// Note.
    pub note: Option<Nullable<String>>,
    /// Whether it is billable.
    pub r#type: Open<ExpenseType>,
    /// Date of entry, as text for display. The API really spells it like this.
    pub added_dte: Option<Nullable<String>>,
    /// Date of entry, as text for display, in case the server corrects the spelling of `added_dte`.
    pub added_date: Option<Nullable<String>>,
}

/// Parameters of `expenses.list`.
#[model(params)]
pub struct ListExpensesParams {
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// Only the expense with this id. Not in the vendor's current documentation.
    pub id: Option<String>,
    /// First day, `YYYY-MM-DD`. Not in the vendor's current documentation.
    #[field(format = "date")]
    pub date_from: Option<String>,
    /// Last day, `YYYY-MM-DD`. Must not be before `date_from`. Not in the vendor's current
    /// documentation.
    #[field(format = "date")]
    pub date_to: Option<String>,
    /// Page number, from 1. Defaults to 1.
    #[field(min = 1, default = "1")]
    pub page: Option<i64>,
    /// Items per page, 1 to 100. Defaults to 20.
    #[field(min = 1, max = 100, default = "20")]
    pub per_page: Option<i64>,
}

/// Parameters of `expenses.create`.
#[model(params)]
pub struct CreateExpenseParams {
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// What the money was spent on.
    pub expense_name: String,
    /// Date, `YYYY-MM-DD`. The server may require it.
    #[field(format = "date")]
    pub date: Option<String>,
    /// Amount. The server may require it.
    pub amount: Option<f64>,
    /// Opaque id of the category. The server may require it.
    pub category_id: Option<String>,
    /// Id of the project. Not in the vendor's current documentation.
    pub project_id: Option<i64>,
    /// Note. The server may know it as `description`.
    pub note: Option<String>,
    /// Description. The server may know it as `note`.
    pub description: Option<String>,
    /// Whether it is billable. Not in the vendor's current documentation.
    pub is_billable: Option<bool>,
}

/// Parameters of `expenses.update`. Omitted parameters keep their value.
#[model(params)]
pub struct UpdateExpenseParams {
    /// `id` of the expense.
    pub expense_id: String,
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// What the money was spent on.
    pub expense_name: Option<String>,
    /// Date, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub date: Option<String>,
    /// Amount.
    pub amount: Option<f64>,
    /// Opaque id of the category.
    pub category_id: Option<String>,
    /// Id of the project.
    pub project_id: Option<i64>,
    /// Note.
    pub note: Option<String>,
    /// Whether it is billable.
    pub is_billable: Option<bool>,
}

/// The resource with its operations.
pub const RESOURCE: Resource = Resource {
    name: "expenses",
    interface: "Expenses",
    doc: "Expenses.",
    operations: &[
        Operation {
            name: "list",
            id: "getExpenses",
            method: Method::Get,
            path: "/expenses",
            params: ListExpensesParams::KIND,
            response: <Envelope<Vec<Expense>>>::KIND,
            paginated: true,
            rules: &[Rule::NotAfter("date_from", "date_to")],
            doc: "Lists expenses.",
        },
        Operation {
            name: "create",
            id: "createExpense",
            method: Method::Post,
            path: "/expenses",
            params: CreateExpenseParams::KIND,
            response: <Envelope<Expense>>::KIND,
            paginated: false,
            rules: &[],
            doc: "Creates an expense. Give `date`, `amount` and `category_id` too: the server may\n\
                  require them.",
        },
        Operation {
            name: "update",
            id: "updateExpense",
            method: Method::Put,
            path: "/expenses/{expense_id}",
            params: UpdateExpenseParams::KIND,
            response: <Envelope<Any>>::KIND,
            paginated: false,
            rules: &[],
            doc: "Updates an expense. Omitted parameters keep their value. The parameters and the\n\
                  response are not documented.",
        },
    ],
};
