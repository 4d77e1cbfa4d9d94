//! Contracts: the assignment of members to projects.

use super::common::{Envelope, EnvelopeWithPagination, NullDataResponse};
use crate::schema::{Describe, Method, Nullable, Open, Operation, Resource, WorkspaceId};
use webwork_sdk_macros::model;

/// Whether time can be tracked on a contract.
#[model]
pub enum ContractStatus {
    /// `active`
    #[serde(rename = "active")]
    Active,
    /// `paused`
    #[serde(rename = "paused")]
    Paused,
}

/// The role of the member of a contract. Unlike the roles of a workspace, it may be `Client`.
#[model]
pub enum ContractRole {
    /// `Owner`
    #[serde(rename = "Owner")]
    Owner,
    /// `Executive manager`
    #[serde(rename = "Executive manager")]
    ExecutiveManager,
    /// `Team manager`
    #[serde(rename = "Team manager")]
    TeamManager,
    /// `Project manager`
    #[serde(rename = "Project manager")]
    ProjectManager,
    /// `Regular User`
    #[serde(rename = "Regular User")]
    RegularUser,
    /// `Project viewer`
    #[serde(rename = "Project viewer")]
    ProjectViewer,
    /// `Client`
    #[serde(rename = "Client")]
    Client,
}

/// How much the screenshots of a contract show.
#[model]
pub enum ScreenshotMode {
    /// `full`
    #[serde(rename = "full")]
    Full,
    /// `blurred`
    #[serde(rename = "blurred")]
    Blurred,
    /// `no_preview`
    #[serde(rename = "no_preview")]
    NoPreview,
    /// `no_screenshot`
    #[serde(rename = "no_screenshot")]
    NoScreenshot,
    /// `background_blurred`
    #[serde(rename = "background_blurred")]
    BackgroundBlurred,
    /// `video_full`
    #[serde(rename = "video_full")]
    VideoFull,
    /// `video_blurred`
    #[serde(rename = "video_blurred")]
    VideoBlurred,
    /// `video_full_silent`
    #[serde(rename = "video_full_silent")]
    VideoFullSilent,
    /// `video_blurred_silent`
    #[serde(rename = "video_blurred_silent")]
    VideoBlurredSilent,
}

/// A member's assignment to a project, with rate, weekly limit and screenshot mode.
#[model]
pub struct Contract {
    /// Id of the contract: the `contract_id` of other operations.
    pub id: i64,
    /// Name of the contract. Not documented by the vendor.
    pub contract_name: Option<Nullable<String>>,
    /// Id of the project.
    pub project_id: i64,
    /// Name of the project.
    pub project_name: Option<Nullable<String>>,
    /// Icon of the project.
    pub project_icon: Option<Nullable<String>>,
    /// User id of the member.
    pub user_id: i64,
    /// First name of the member.
    pub user_firstname: Option<Nullable<String>>,
    /// Last name of the member.
    pub user_lastname: Option<Nullable<String>>,
    /// Email address of the member.
    pub user_email: Option<Nullable<String>>,
    /// Role of the member.
    pub user_role: Option<Nullable<Open<ContractRole>>>,
    /// Hours per week that may be tracked.
    pub weekly_hours_limit: Option<Nullable<i64>>,
    /// How much screenshots show, as a code such as `full`.
    pub screenshots: Option<Nullable<String>>,
    /// How much screenshots show, as text for display.
    pub screenshots_label: Option<Nullable<String>>,
    /// Hourly rate. Present only if the caller may view rates and the project is billable.
    pub rate: Option<Nullable<f64>>,
    /// Where the rate comes from: 1 custom, 2 member, 3 project.
    #[field(known = [1, 2, 3])]
    pub rate_type: Option<Nullable<i64>>,
    /// Currency code. Not documented by the vendor.
    pub currency: Option<Nullable<String>>,
    /// Whether time can be tracked: `active` or `paused`.
    pub status: Open<ContractStatus>,
    /// Time of creation. Not documented by the vendor.
    pub created_at: Option<Nullable<String>>,
    /// Time of the last change. Not documented by the vendor.
    pub updated_at: Option<Nullable<String>>,
}

/// Parameters of `contracts.list`.
#[model(params)]
pub struct ListContractsParams {
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// Only contracts on the project with this id.
    pub project_id: Option<i64>,
    /// Only contracts of the member with this user id.
    pub user_id: Option<i64>,
    /// Only contracts with this status.
    pub status: Option<ContractStatus>,
    /// Page number, from 1. Defaults to 1.
    #[field(min = 1, default = "1")]
    pub page: Option<i64>,
    /// Items per page, 1 to 100. Defaults to 20.
    #[field(min = 1, max = 100, default = "20")]
    pub per_page: Option<i64>,
}

/// Parameters of `contracts.create`.
#[model(params)]
pub struct CreateContractParams {
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    #[field(location = "query")]
    pub workspace_id: WorkspaceId,
    /// Id of the project.
    pub project_id: i64,
    /// User id of the member.
    pub user_id: i64,
    /// Hours per week that may be tracked. Defaults to 168, the hours of a week.
    #[field(default = "168")]
    pub weekly_hours_limit: Option<i64>,
    /// How much screenshots show.
    pub screenshots: Option<ScreenshotMode>,
    /// Hourly rate. The server ignores it if the caller may not view rates.
    pub rate: Option<f64>,
}

/// Parameters of `contracts.get`.
#[model(params)]
pub struct GetContractParams {
    /// Id of the contract.
    pub contract_id: i64,
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
}

/// Parameters of `contracts.update`. Omitted parameters keep their value.
#[model(params)]
pub struct UpdateContractParams {
    /// Id of the contract.
    pub contract_id: i64,
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    #[field(location = "query")]
    pub workspace_id: WorkspaceId,
    /// Hours per week that may be tracked.
    pub weekly_hours_limit: Option<i64>,
    /// How much screenshots show.
    pub screenshots: Option<ScreenshotMode>,
    /// Hourly rate. The server ignores it if the caller may not view rates.
    pub rate: Option<f64>,
    /// Whether time can be tracked.
    pub status: Option<ContractStatus>,
}

/// Parameters of `contracts.delete`.
#[model(params)]
pub struct DeleteContractParams {
    /// Id of the contract.
    pub contract_id: i64,
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
}

/// The resource with its operations.
pub const RESOURCE: Resource = Resource {
    name: "contracts",
    interface: "Contracts",
    doc: "The assignment of members to projects, with rate, weekly limit and screenshot mode. Rates\n\
          are shown only to callers who may view them.",
    operations: &[
        Operation {
            name: "list",
            id: "getContracts",
            method: Method::Get,
            path: "/contracts",
            params: ListContractsParams::KIND,
            response: <EnvelopeWithPagination<Vec<Contract>>>::KIND,
            paginated: true,
            rules: &[],
            doc: "Lists contracts. Which ones are included depends on the caller's role.",
        },
        Operation {
            name: "create",
            id: "createContract",
            method: Method::Post,
            path: "/contracts",
            params: CreateContractParams::KIND,
            response: <Envelope<Contract>>::KIND,
            paginated: false,
            rules: &[],
            doc: "Assigns a member to a project. For owners and executive managers.",
        },
        Operation {
            name: "get",
            id: "getContract",
            method: Method::Get,
            path: "/contracts/{contract_id}",
            params: GetContractParams::KIND,
            response: <Envelope<Contract>>::KIND,
            paginated: false,
            rules: &[],
            doc: "Returns one contract.",
        },
        Operation {
            name: "update",
            id: "updateContract",
            method: Method::Put,
            path: "/contracts/{contract_id}",
            params: UpdateContractParams::KIND,
            response: <Envelope<Contract>>::KIND,
            paginated: false,
            rules: &[],
            doc: "Updates a contract. Omitted parameters keep their value. For owners and executive\n\
                  managers.",
        },
        Operation {
            name: "delete",
            id: "deleteContract",
            method: Method::Delete,
            path: "/contracts/{contract_id}",
            params: DeleteContractParams::KIND,
            response: NullDataResponse::KIND,
            paginated: false,
            rules: &[],
            doc: "Deletes a contract. The server keeps the record and marks it as deleted. For owners\n\
                  and executive managers.",
        },
    ],
};
