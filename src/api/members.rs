//! Members: the people of a workspace.

use super::common::{Envelope, MemberRole, MemberStatus, NullDataResponse};
use crate::schema::{Describe, Method, Nullable, Open, Operation, Resource, WorkspaceId};
use webwork_sdk_macros::model;

/// A role that can be given to a member.
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
    /// User id: the `member_id` and `user_id` of other operations.
    pub id: i64,
    /// Email address.
    pub email: String,
    /// First name.
    pub firstname: String,
    /// Last name.
    pub lastname: String,
    /// File name of the avatar.
    pub avatar: Option<Nullable<String>>,
    /// Role in the workspace.
    pub current_role: Open<MemberRole>,
    /// IANA time zone, such as `America/New_York`.
    pub timezone: Option<Nullable<String>>,
    /// Status in the workspace.
    pub status: Open<MemberStatus>,
    /// Name of the member's team.
    pub team_name: Option<Nullable<String>>,
    /// Job title.
    pub title: Option<Nullable<String>>,
    /// Hourly rate; only for callers who may view rates. Not documented by the vendor.
    pub rate: Option<Nullable<f64>>,
    /// Whether rates are shown: 0 hidden, 1 visible.
    pub rate_status: Option<Nullable<i64>>,
    /// Where the rate comes from.
    pub rate_type: Option<Nullable<String>>,
    /// Hours per week that may be tracked. Not documented by the vendor.
    pub weekly_hours_limit: Option<Nullable<i64>>,
    /// How much screenshots show.
    pub screenshots: Option<Nullable<String>>,
    /// Whether the member is blocked.
    pub is_blocked: Option<Nullable<bool>>,
    /// Time of creation. Not documented by the vendor.
    pub created_at: Option<Nullable<String>>,
    /// Time of the last change. Not documented by the vendor.
    pub updated_at: Option<Nullable<String>>,
    /// Time of archiving. Not documented by the vendor.
    pub deleted_at: Option<Nullable<String>>,
}

/// An invitation that was sent.
#[model]
pub struct MemberInvited {
    /// User id of the invited member.
    pub user_id: i64,
    /// Link that accepts the invitation.
    #[field(format = "uri")]
    pub invitation_link: String,
}

/// Parameters of `members.list`.
#[model(params)]
pub struct ListMembersParams {
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
    /// Only the member with exactly this email address.
    #[field(format = "email")]
    pub email: Option<String>,
    /// Only members with this status.
    pub status: Option<MemberStatus>,
    /// Only members with this role.
    pub role: Option<MemberRole>,
    /// Page number, from 1. Defaults to 1.
    #[field(min = 1, default = "1")]
    pub page: Option<i64>,
    /// Items per page, 1 to 100. Defaults to 20.
    #[field(min = 1, max = 100, default = "20")]
    pub per_page: Option<i64>,
}

/// Parameters of `members.invite`.
#[model(params)]
pub struct InviteMemberParams {
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    #[field(location = "query")]
    pub workspace_id: WorkspaceId,
    /// Email address.
    #[field(format = "email")]
    pub email: String,
    /// First name.
    pub firstname: String,
    /// Last name.
    pub lastname: String,
    /// Role to give to the member. The vendor documents `Regular User` only.
    pub role: AssignableRole,
}

/// Parameters of `members.get`.
#[model(params)]
pub struct GetMemberParams {
    /// User id of the member.
    pub member_id: i64,
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    pub workspace_id: WorkspaceId,
}

/// Parameters of `members.update`. Omitted parameters keep their value.
#[model(params)]
pub struct UpdateMemberParams {
    /// User id of the member.
    pub member_id: i64,
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    #[field(location = "query")]
    pub workspace_id: WorkspaceId,
    /// Email address.
    #[field(format = "email")]
    pub email: Option<String>,
    /// First name.
    pub firstname: Option<String>,
    /// Last name.
    pub lastname: Option<String>,
    /// IANA time zone, such as `America/New_York`.
    pub timezone: Option<String>,
    /// Role to give to the member.
    pub role: Option<AssignableRole>,
    /// Whether rates are shown: 0 hidden, 1 visible.
    #[field(only = [0, 1])]
    pub rate_status: Option<i64>,
    /// Hours per week that may be tracked.
    pub weekly_hours_limit: Option<i64>,
    /// 1 removes the avatar, 0 keeps it.
    #[field(only = [0, 1])]
    pub remove_avatar: Option<i64>,
}

/// Parameters of `members.archive`.
#[model(params)]
pub struct ArchiveMemberParams {
    /// User id of the member.
    pub member_id: i64,
    /// Id of the workspace. Defaults to the client's `workspaceId`.
    #[field(location = "query")]
    pub workspace_id: WorkspaceId,
}

/// The resource with its operations.
pub const RESOURCE: Resource = Resource {
    name: "members",
    interface: "Members",
    doc: "The members of a workspace: invite, update, archive.",
    operations: &[
        Operation {
            name: "list",
            id: "getMembers",
            method: Method::Get,
            path: "/members",
            params: ListMembersParams::KIND,
            response: <Envelope<Vec<Member>>>::KIND,
            paginated: true,
            rules: &[],
            doc: "Lists the members of a workspace. Which members and fields are included depends on\n\
                  the caller's role; rates only for callers who may view them.",
        },
        Operation {
            name: "invite",
            id: "inviteMember",
            method: Method::Post,
            path: "/members",
            params: InviteMemberParams::KIND,
            response: <Envelope<MemberInvited>>::KIND,
            paginated: false,
            rules: &[],
            doc: "Invites a person to the workspace by email. For owners and executive managers.",
        },
        Operation {
            name: "get",
            id: "getMember",
            method: Method::Get,
            path: "/members/{member_id}",
            params: GetMemberParams::KIND,
            response: <Envelope<Member>>::KIND,
            paginated: false,
            rules: &[],
            doc: "Returns one member.",
        },
        Operation {
            name: "update",
            id: "updateMember",
            method: Method::Put,
            path: "/members/{member_id}",
            params: UpdateMemberParams::KIND,
            response: NullDataResponse::KIND,
            paginated: false,
            rules: &[],
            doc: "Updates a member. Omitted parameters keep their value.",
        },
        Operation {
            name: "archive",
            id: "deleteMember",
            method: Method::Delete,
            path: "/members/{member_id}",
            params: ArchiveMemberParams::KIND,
            response: NullDataResponse::KIND,
            paginated: false,
            rules: &[],
            doc: "Archives a member.",
        },
    ],
};
