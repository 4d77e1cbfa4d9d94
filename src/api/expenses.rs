//! Expenses: money spent.

use super::common::Envelope;
use crate::schema::{
    Anything, Confidence, Describe, Method, Nullable, Open, Operation, Resource, Rule, WorkspaceId,
};
use webwork_sdk_macros::model;

/// Whether an expense is billed.
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
    /// Opaque id.
    pub id: String,
    /// Full name of the member.
    pub member: Option<Nullable<String>>,
    /// Day of the expense, as text for display, such as `Jan 15, 2024`.
    pub expense_date: Option<Nullable<String>>,
    /// What the money went for.
    pub expense_name: String,
    /// Name of the project.
    pub project: Option<Nullable<String>>,
    /// Name of the category.
    pub category: Option<Nullable<String>>,
    /// Amount.
    pub amount: f64,
    /// Note.
    pub note: Option<Nullable<String>>,
    /// Whether it is billed.
    pub r#type: Open<ExpenseType>,
    /// When it was added, as text for display. Spelt so on the wire.
    pub added_dte: Option<Nullable<String>>,
    /// When it was added, should the server ever spell it right.
    pub added_date: Option<Nullable<String>>,
}

/// What to list.
#[model(params)]
pub struct ListExpensesParams {
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// Only the expense with this id. Only older docs show it.
    pub id: Option<String>,
    /// First day, `YYYY-MM-DD`. Only older docs show it.
    #[field(format = "date")]
    pub date_from: Option<String>,
    /// Last day, `YYYY-MM-DD`. Only older docs show it.
    #[field(format = "date")]
    pub date_to: Option<String>,
    /// Page, from 1. Default: 1.
    #[field(min = 1, default = "1")]
    pub page: Option<i64>,
    /// Records per page, 1 to 100. Default: 20.
    #[field(min = 1, max = 100, default = "20")]
    pub per_page: Option<i64>,
}

/// What to add.
#[model(params)]
pub struct CreateExpenseParams {
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// What the money went for.
    pub expense_name: String,
    /// Day of the expense, `YYYY-MM-DD`. Send it: V1 requires it.
    #[field(format = "date")]
    pub date: Option<String>,
    /// Amount. Send it: V1 requires it.
    pub amount: Option<f64>,
    /// The category, an opaque text. Send it: V1 requires it.
    pub category_id: Option<String>,
    /// The project. Only older docs show it.
    pub project_id: Option<i64>,
    /// Note. A third party has `description` instead.
    pub note: Option<String>,
    /// Description. A third party alone shows it; older docs have `note`.
    pub description: Option<String>,
    /// Whether it is billed. Only older docs show it.
    pub is_billable: Option<bool>,
}

/// What to change: members left out keep their value.
#[model(params)]
pub struct UpdateExpenseParams {
    /// UUID / encrypted expense id.
    pub expense_id: String,
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// What the money went for.
    pub expense_name: Option<String>,
    /// The day, `YYYY-MM-DD`.
    #[field(format = "date")]
    pub date: Option<String>,
    /// Amount.
    pub amount: Option<f64>,
    /// The category of expenses, an opaque text.
    pub category_id: Option<String>,
    /// The project.
    pub project_id: Option<i64>,
    /// Note.
    pub note: Option<String>,
    /// Whether it is billed.
    pub is_billable: Option<bool>,
}

/// The resource and its operations.
pub const RESOURCE: Resource = Resource {
    name: "expenses",
    interface: "Expenses",
    doc: "Expenses.",
    operations: &[
        Operation {
            verb: "list",
            id: "getExpenses",
            method: Method::Get,
            path: "/expenses",
            params: ListExpensesParams::KIND,
            answer: <Envelope<Vec<Expense>>>::KIND,
            paged: true,
            rules: &[Rule::NotAfter("date_from", "date_to")],
            doc: "Lists expenses.",
            confidence: Confidence::Medium,
            evidence: "Docs: older. Also a third party. Not documented: newest filters; place of the page object.",
        },
        Operation {
            verb: "create",
            id: "createExpense",
            method: Method::Post,
            path: "/expenses",
            params: CreateExpenseParams::KIND,
            answer: <Envelope<Expense>>::KIND,
            paged: false,
            rules: &[],
            doc: "Adds an expense. Send `date`, `amount` and `category_id` too: V1 requires them.",
            confidence: Confidence::Medium,
            evidence: "Docs: older. Also a third party. Not documented: status code; newest body (note vs description, project_id, is_billable).",
        },
        Operation {
            verb: "update",
            id: "updateExpense",
            method: Method::Put,
            path: "/expenses/{expense_id}",
            params: UpdateExpenseParams::KIND,
            answer: <Envelope<Anything>>::KIND,
            paged: false,
            rules: &[],
            doc: "Changes an expense. What is left out keeps its value. Body and answer are not documented.",
            confidence: Confidence::Low,
            evidence: "Docs: older. Not documented: body, response, status codes; existence in the newest revision. Inferred: operationId and body; only method and path were visible.",
        },
    ],
};
