//! Contracts: who works on which project.

use super::common::{Envelope, ListedEnvelope, NullDataResponse};
use crate::schema::{
    Confidence, Describe, Method, Nullable, Open, Operation, Resource, WorkspaceId,
};
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

/// The role of a contract's member; `Client` is no role of a workspace.
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

/// What screenshots of a contract show.
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

/// A member's place on a project, with rate, weekly limit and screenshots.
#[model]
pub struct Contract {
    /// Number of the contract: `contract_id` elsewhere.
    pub id: i64,
    /// Name of the contract. Inferred: a third party alone lists it, for `get` and `list`.
    pub contract_name: Option<Nullable<String>>,
    /// The project.
    pub project_id: i64,
    /// Name of the project.
    pub project_name: Option<Nullable<String>>,
    /// Icon of the project.
    pub project_icon: Option<Nullable<String>>,
    /// The member.
    pub user_id: i64,
    /// First name of the member.
    pub user_firstname: Option<Nullable<String>>,
    /// Last name of the member.
    pub user_lastname: Option<Nullable<String>>,
    /// E-mail address of the member.
    pub user_email: Option<Nullable<String>>,
    /// Role of the member; may also be `Client`.
    pub user_role: Option<Nullable<Open<ContractRole>>>,
    /// Hours a week that may be tracked.
    pub weekly_hours_limit: Option<Nullable<i64>>,
    /// What screenshots show: a code such as `full`.
    pub screenshots: Option<Nullable<String>>,
    /// What screenshots show, in words.
    pub screenshots_label: Option<Nullable<String>>,
    /// Hourly rate. Present only if the caller may view rates and the project is billable.
    pub rate: Option<Nullable<f64>>,
    /// Where the rate comes from: 1 custom, 2 member, 3 project.
    #[field(known = [1, 2, 3])]
    pub rate_type: Option<Nullable<i64>>,
    /// Currency code. Inferred from a third party's listing.
    pub currency: Option<Nullable<String>>,
    /// `active` or `paused`.
    pub status: Open<ContractStatus>,
    /// When it was made. Inferred from a third party's listing.
    pub created_at: Option<Nullable<String>>,
    /// When it was last changed. Inferred from a third party's listing.
    pub updated_at: Option<Nullable<String>>,
}

/// What to list.
#[model(params)]
pub struct ListContractsParams {
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// Only those of this project.
    pub project_id: Option<i64>,
    /// Only those of this member.
    pub user_id: Option<i64>,
    /// Only records in this state.
    pub status: Option<ContractStatus>,
    /// Page, from 1. Default: 1.
    #[field(min = 1, default = "1")]
    pub page: Option<i64>,
    /// Records per page, 1 to 100. Default: 20.
    #[field(min = 1, max = 100, default = "20")]
    pub per_page: Option<i64>,
}

/// What to add.
#[model(params)]
pub struct CreateContractParams {
    /// The workspace. Default: the client's `workspaceId`.
    #[field(place = "query")]
    pub workspace_id: WorkspaceId,
    /// The project.
    pub project_id: i64,
    /// The member.
    pub user_id: i64,
    /// Hours a week that may be tracked. Default: 168.
    #[field(default = "168")]
    pub weekly_hours_limit: Option<i64>,
    /// What screenshots show.
    pub screenshots: Option<ScreenshotMode>,
    /// Hourly rate. Kept only if the caller may view rates.
    pub rate: Option<f64>,
}

/// What to get.
#[model(params)]
pub struct GetContractParams {
    /// Contract id.
    pub contract_id: i64,
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
}

/// What to change: members left out keep their value.
#[model(params)]
pub struct UpdateContractParams {
    /// Contract id.
    pub contract_id: i64,
    /// The workspace. Default: the client's `workspaceId`.
    #[field(place = "query")]
    pub workspace_id: WorkspaceId,
    /// Hours a week that may be tracked.
    pub weekly_hours_limit: Option<i64>,
    /// What screenshots show.
    pub screenshots: Option<ScreenshotMode>,
    /// Hourly rate. Kept only if the caller may view rates.
    pub rate: Option<f64>,
    /// Whether time can be tracked on it.
    pub status: Option<ContractStatus>,
}

/// What to remove.
#[model(params)]
pub struct DeleteContractParams {
    /// Contract id.
    pub contract_id: i64,
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
}

/// The resource and its operations.
pub const RESOURCE: Resource = Resource {
    name: "contracts",
    interface: "Contracts",
    doc: "Contracts: who works on which project, with rate, weekly limit and screenshots. Rates only for callers who may view them.",
    operations: &[
        Operation {
            verb: "list",
            id: "getContracts",
            method: Method::Get,
            path: "/contracts",
            params: ListContractsParams::KIND,
            answer: <ListedEnvelope<Vec<Contract>>>::KIND,
            paged: true,
            rules: &[],
            doc: "Lists contracts. What comes depends on the caller's role.",
            confidence: Confidence::Medium,
            evidence: "Docs: older, middle, newest. Also a third party. Not documented: tail of the contract fields; error statuses.",
        },
        Operation {
            verb: "create",
            id: "createContract",
            method: Method::Post,
            path: "/contracts",
            params: CreateContractParams::KIND,
            answer: <Envelope<Contract>>::KIND,
            paged: false,
            rules: &[],
            doc: "Puts a member on a project. For owners and executive managers.",
            confidence: Confidence::Medium,
            evidence: "Docs: older, middle, newest. Also a third party. Not documented: 201 is from the older revision; error statuses.",
        },
        Operation {
            verb: "get",
            id: "getContract",
            method: Method::Get,
            path: "/contracts/{contract_id}",
            params: GetContractParams::KIND,
            answer: <Envelope<Contract>>::KIND,
            paged: false,
            rules: &[],
            doc: "Gets one contract.",
            confidence: Confidence::Medium,
            evidence: "Docs: older. Also a third party. Not documented: tail of the contract fields; error statuses.",
        },
        Operation {
            verb: "update",
            id: "updateContract",
            method: Method::Put,
            path: "/contracts/{contract_id}",
            params: UpdateContractParams::KIND,
            answer: <Envelope<Contract>>::KIND,
            paged: false,
            rules: &[],
            doc: "Changes a contract. For owners and executive managers. Do not rely on the answer's `message`: the documented one\nis that of `get`.",
            confidence: Confidence::Medium,
            evidence: "Docs: older. Also a third party. Not documented: newest listing; error statuses.",
        },
        Operation {
            verb: "delete",
            id: "deleteContract",
            method: Method::Delete,
            path: "/contracts/{contract_id}",
            params: DeleteContractParams::KIND,
            answer: NullDataResponse::KIND,
            paged: false,
            rules: &[],
            doc: "Deletes a contract (softly). For owners and executive managers.",
            confidence: Confidence::Medium,
            evidence: "Docs: older. Not documented: whether it still exists, and query vs body, in the newest revision.",
        },
    ],
};
