//! What a fresh sandbox holds.

mod company;
mod examples;
mod names;

pub use company::company;
pub use examples::examples;

use crate::state::view::Caller;

/// The workspace of the examples.
pub const WORKSPACE: i64 = 1;
/// The user id of the owner.
pub const OWNER: i64 = 10;

/// The roles that have a token.
pub const ROLES: [&str; 6] = [
    "owner",
    "executive_manager",
    "project_manager",
    "team_manager",
    "member",
    "viewer",
];

/// Who the token of a role acts for; the same in every seed.
pub fn caller(role: &str) -> Option<Caller> {
    match role {
        "owner" => Some(Caller::Member(OWNER)),
        "executive_manager" => Some(Caller::Member(101)),
        "team_manager" => Some(Caller::Member(102)),
        "project_manager" => Some(Caller::Member(103)),
        "member" => Some(Caller::Member(100)),
        "viewer" => Some(Caller::Viewer(100)),
        _ => None,
    }
}
