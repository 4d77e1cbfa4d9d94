//! Members: the people of a workspace.

use super::common::{Envelope, MemberRole, MemberStatus, NullDataResponse};
use crate::schema::{
    Confidence, Describe, Method, Nullable, Open, Operation, Resource, WorkspaceId,
};
use webwork_sdk_macros::model;

/// A role that a member can be given.
#[model]
pub enum AssignableRole {
    /// `Regular User`
    #[serde(rename = "Regular User")]
    RegularUser,
    /// `Project manager`
    #[serde(rename = "Project manager")]
    ProjectManager,
    /// `Team manager`
    #[serde(rename = "Team manager")]
    TeamManager,
    /// `Executive manager`
    #[serde(rename = "Executive manager")]
    ExecutiveManager,
    /// `Project viewer`
    #[serde(rename = "Project viewer")]
    ProjectViewer,
}

/// A member of a workspace.
#[model]
pub struct Member {
    /// User id: `member_id` and `user_id` elsewhere.
    pub id: i64,
    /// E-mail address.
    pub email: String,
    /// First name.
    pub firstname: String,
    /// Last name.
    pub lastname: String,
    /// Avatar file name.
    pub avatar: Option<Nullable<String>>,
    /// Role in the workspace.
    pub current_role: Open<MemberRole>,
    /// IANA zone name.
    pub timezone: Option<Nullable<String>>,
    /// Where the member stands.
    pub status: Open<MemberStatus>,
    /// Name of the member's team.
    pub team_name: Option<Nullable<String>>,
    /// Job title. Third party does not list it.
    pub title: Option<Nullable<String>>,
    /// Shown only to callers who may view rates. Inferred from a third party's listing.
    pub rate: Option<Nullable<f64>>,
    /// Whether rates are shown: 0 hidden, 1 visible.
    pub rate_status: Option<Nullable<i64>>,
    /// Where the rate comes from.
    pub rate_type: Option<Nullable<String>>,
    /// Hours a week that may be tracked. Inferred from a third party's listing.
    pub weekly_hours_limit: Option<Nullable<i64>>,
    /// What screenshots show.
    pub screenshots: Option<Nullable<String>>,
    /// Whether the member is blocked.
    pub is_blocked: Option<Nullable<bool>>,
    /// When it was made. Inferred from a third party's listing.
    pub created_at: Option<Nullable<String>>,
    /// When it was last changed. Inferred from a third party's listing.
    pub updated_at: Option<Nullable<String>>,
    /// When it was archived. Inferred from a third party's listing.
    pub deleted_at: Option<Nullable<String>>,
}

/// An invitation.
#[model]
pub struct MemberInvited {
    /// User id of the new member.
    pub user_id: i64,
    /// Link by which the invitation is taken.
    #[field(format = "uri")]
    pub invitation_link: String,
}

/// What to list.
#[model(params)]
pub struct ListMembersParams {
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// Exact match.
    #[field(format = "email")]
    pub email: Option<String>,
    /// Only records in this state.
    pub status: Option<MemberStatus>,
    /// Only members of this role.
    pub role: Option<MemberRole>,
    /// Page, from 1. Default: 1.
    #[field(min = 1, default = "1")]
    pub page: Option<i64>,
    /// Records per page, 1 to 100. Default: 20.
    #[field(min = 1, max = 100, default = "20")]
    pub per_page: Option<i64>,
}

/// Whom to invite.
#[model(params)]
pub struct InviteMemberParams {
    /// The workspace. Default: the client's `workspaceId`.
    #[field(place = "query")]
    pub workspace_id: WorkspaceId,
    /// E-mail address.
    #[field(format = "email")]
    pub email: String,
    /// First name.
    pub firstname: String,
    /// Last name.
    pub lastname: String,
    /// Role to give. Only `Regular User` is documented here; the list is that of `update`.
    pub role: AssignableRole,
}

/// What to get.
#[model(params)]
pub struct GetMemberParams {
    /// User id of the member.
    pub member_id: i64,
    /// The workspace. Default: the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
}

/// What to change: members left out keep their value.
#[model(params)]
pub struct UpdateMemberParams {
    /// User id of the member.
    pub member_id: i64,
    /// The workspace. Default: the client's `workspaceId`.
    #[field(place = "query")]
    pub workspace_id: WorkspaceId,
    /// E-mail address.
    #[field(format = "email")]
    pub email: Option<String>,
    /// First name.
    pub firstname: Option<String>,
    /// Last name.
    pub lastname: Option<String>,
    /// IANA zone name, such as `America/New_York`.
    pub timezone: Option<String>,
    /// Role to give.
    pub role: Option<AssignableRole>,
    /// 0 hides, 1 shows rates.
    #[field(only = [0, 1])]
    pub rate_status: Option<i64>,
    /// Hours a week that may be tracked.
    pub weekly_hours_limit: Option<i64>,
    /// 1 removes the avatar.
    #[field(only = [0, 1])]
    pub remove_avatar: Option<i64>,
}

/// What to archive.
#[model(params)]
pub struct ArchiveMemberParams {
    /// User id of the member.
    pub member_id: i64,
    /// The workspace. Default: the client's `workspaceId`.
    #[field(place = "query")]
    pub workspace_id: WorkspaceId,
}

/// The resource and its operations.
pub const RESOURCE: Resource = Resource {
    name: "members",
    interface: "Members",
    doc: "The members of a workspace: invite, change, archive.",
    operations: &[
        Operation {
            verb: "list",
            id: "getMembers",
            method: Method::Get,
            path: "/members",
            params: ListMembersParams::KIND,
            answer: <Envelope<Vec<Member>>>::KIND,
            paged: true,
            rules: &[],
            doc: "Lists the members. What comes depends on the caller's role; rates only for those who may view them.",
            confidence: Confidence::Medium,
            evidence: "Docs: older, middle, newest. Also a third party. Not documented: tail of the member fields (after title).",
        },
        Operation {
            verb: "invite",
            id: "inviteMember",
            method: Method::Post,
            path: "/members",
            params: InviteMemberParams::KIND,
            answer: <Envelope<MemberInvited>>::KIND,
            paged: false,
            rules: &[],
            doc: "Invites a member by e-mail. For owners and executive managers.",
            confidence: Confidence::Medium,
            evidence: "Docs: older, middle, newest. Also a third party. Not documented: status code; allowed roles; error statuses.",
        },
        Operation {
            verb: "get",
            id: "getMember",
            method: Method::Get,
            path: "/members/{member_id}",
            params: GetMemberParams::KIND,
            answer: <Envelope<Member>>::KIND,
            paged: false,
            rules: &[],
            doc: "Gets one member.",
            confidence: Confidence::Medium,
            evidence: "Docs: older, middle, newest. Also a third party. Not documented: tail of the member fields; status codes.",
        },
        Operation {
            verb: "update",
            id: "updateMember",
            method: Method::Put,
            path: "/members/{member_id}",
            params: UpdateMemberParams::KIND,
            answer: NullDataResponse::KIND,
            paged: false,
            rules: &[],
            doc: "Changes a member. What is left out keeps its value.",
            confidence: Confidence::Medium,
            evidence: "Docs: older. Also a third party. Not documented: newest body listing; error statuses after 401.",
        },
        Operation {
            verb: "archive",
            id: "deleteMember",
            method: Method::Delete,
            path: "/members/{member_id}",
            params: ArchiveMemberParams::KIND,
            answer: NullDataResponse::KIND,
            paged: false,
            rules: &[],
            doc: "Archives a member.",
            confidence: Confidence::Low,
            evidence: "Docs: older. Also a third party. Not documented: response body, status codes; whether workspace_id may also be in the body.",
        },
    ],
};
