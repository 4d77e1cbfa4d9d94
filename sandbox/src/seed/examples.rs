//! The default seed: the ids of the vendor's examples, so that every documented request works.

mod time;

use super::{OWNER, WORKSPACE};
use crate::gather::gather;
use crate::state::State;
use crate::state::rows::{
    ContractRow, MemberRow, PolicyRow, ProjectRow, Role, TagRow, TaskRow, Unit, ViewerRow,
    WebhookRow, WorkspaceRow,
};
use crate::state::space::Space;
use crate::time::Day;

/// The id that the vendor's examples have for everything opaque.
const DOCUMENTED: &str = "a1b2c3d4-e5f6-7890-abcd-ef1234567890";

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn day(year: i32, month: u32, day: u32) -> Day {
    Day::from_ymd_opt(year, month, day).unwrap_or_default()
}

/// The state of a fresh sandbox.
pub fn examples() -> State {
    let mut state = State {
        last_id: 1_000,
        ..State::default()
    };
    for space in [main(), third(), foreign(), zero()] {
        state.workspaces.insert(space.workspace.id, space);
    }
    state
}

pub(super) fn workspace(id: i64, owner_id: i64, name: &str) -> WorkspaceRow {
    WorkspaceRow {
        id,
        name: name.to_owned(),
        owner_id,
        created_at: "2025-02-19T19:24:55.000000Z".to_owned(),
        activated_at: "2025-02-19 19:24:55".to_owned(),
    }
}

pub(super) fn member(id: i64, role: Role, name: (&str, &str), email: &str) -> MemberRow {
    MemberRow {
        id,
        email: email.to_owned(),
        firstname: name.0.to_owned(),
        lastname: name.1.to_owned(),
        role,
        invitation_code: text("abc123def456"),
        created_at: text("2025-02-19T19:24:55Z"),
        updated_at: text("2025-02-19T19:24:55Z"),
        ..MemberRow::default()
    }
}

/// The owner of every workspace but 2.
fn owner() -> MemberRow {
    member(
        OWNER,
        Role::Owner,
        ("Olivia", "Stone"),
        "olivia.stone@example.com",
    )
}

/// The people behind the tokens; the same in every seed.
pub(super) fn people() -> Vec<MemberRow> {
    let team = text("Development Team");
    vec![
        owner(),
        MemberRow {
            avatar: text("avatar.jpg"),
            timezone: text("America/New_York"),
            team_name: team.clone(),
            title: text("Developer"),
            rate: Some(40.0),
            rate_status: 1,
            ..member(
                100,
                Role::RegularUser,
                ("John", "Doe"),
                "john.doe@example.com",
            )
        },
        member(
            101,
            Role::ExecutiveManager,
            ("Jane", "Smith"),
            "jane.smith@example.com",
        ),
        MemberRow {
            timezone: text("Europe/Warsaw"),
            team_name: team,
            title: text("Team lead"),
            rate: Some(60.0),
            ..member(
                102,
                Role::TeamManager,
                ("Łukasz", "Müller"),
                "lukasz.mueller@example.com",
            )
        },
        MemberRow {
            timezone: text("Asia/Jerusalem"),
            title: text("Project manager"),
            rate: Some(55.0),
            ..member(
                103,
                Role::ProjectManager,
                ("מיכל", "לוי"),
                "michal.levi@example.com",
            )
        },
    ]
}

fn main() -> Space {
    let mut space = Space {
        workspace: workspace(WORKSPACE, OWNER, "WebWork Workspace"),
        ..Space::default()
    };
    for row in people() {
        space.members.put(row);
    }
    space.members.put(MemberRow {
        timezone: text("Asia/Tokyo"),
        team_name: text("Design Team"),
        ..member(
            123,
            Role::RegularUser,
            ("さくら", "田中"),
            "sakura.tanaka@example.com",
        )
    });
    projects(&mut space);
    time::time(&mut space);
    time::requests(&mut space);
    space.viewers.put(ViewerRow {
        id: 100,
        email: "viewer@example.com".to_owned(),
        firstname: "John".to_owned(),
        lastname: "Doe".to_owned(),
        member_since: text("2024-01-15T09:00:00Z"),
        projects: gather([100]),
        ..ViewerRow::default()
    });
    space.webhooks.put(WebhookRow {
        id: "abc123def456".to_owned(),
        url: "https://example.com/webhook/endpoint".to_owned(),
        // One that never happens in the sandbox, so that it is told of nothing until it is changed.
        events: vec!["member.deleted".to_owned()],
        token: "whsec_1234567890abcdef".to_owned(),
    });
    space
}

fn projects(space: &mut Space) {
    let created = || text("2024-01-02T08:00:00Z");
    space.projects.put(ProjectRow {
        id: 10,
        name: "Website Redesign".to_owned(),
        start_date: Some(day(2024, 1, 1)),
        created_at: created(),
        updated_at: created(),
        ..ProjectRow::default()
    });
    space.projects.put(ProjectRow {
        id: 100,
        name: "Marketing Campaign Q1".to_owned(),
        start_date: Some(day(2024, 1, 15)),
        deadline: Some(day(2024, 3, 31)),
        estimation: Some(120.0),
        budget_estimation: Some(5_000.0),
        notes: text("Focus on social media channels"),
        icon: text("project-icon-1"),
        tags: vec![TagRow {
            id: 5,
            name: "Marketing".to_owned(),
            color: text("#FF5733"),
        }],
        created_at: created(),
        updated_at: created(),
        ..ProjectRow::default()
    });
    for (id, user_id, project_id, hours, rate) in [
        (20, 100, 10, 40, None),
        (21, 102, 10, 40, None),
        (100, 100, 100, 40, Some(50.0)),
        (101, 102, 100, 20, None),
        (102, 103, 100, 168, None),
        (456, 123, 10, 40, Some(35.0)),
    ] {
        space.contracts.put(ContractRow {
            id,
            project_id,
            user_id,
            weekly_hours_limit: hours,
            rate,
            created_at: created(),
            updated_at: created(),
            ..ContractRow::default()
        });
    }
    for (id, title) in [
        (5, "Update homepage design"),
        (6, "Fix \"quotes\" & <tags> ✅"),
        (7, "顧客との打ち合わせ"),
        (101, "Write release notes"),
    ] {
        space.tasks.put(TaskRow {
            id,
            project_id: 10,
            title: title.to_owned(),
            priority: Some(30),
            creator_id: OWNER,
            created_at: created(),
            updated_at: created(),
            ..TaskRow::default()
        });
    }
    space.tasks.put(TaskRow {
        id: 500,
        project_id: 100,
        title: "Implement user authentication".to_owned(),
        description: text("Add OAuth2 authentication support"),
        priority: Some(30),
        creator_id: 100,
        start_date: Some(day(2024, 1, 15)),
        end_date: Some(day(2024, 1, 30)),
        assignees: gather([100]),
        created_at: created(),
        updated_at: created(),
        ..TaskRow::default()
    });
}

/// Workspace 123, of the documented request for leave.
fn third() -> Space {
    let mut space = Space {
        workspace: workspace(123, OWNER, "Second Workspace"),
        ..Space::default()
    };
    space.members.put(owner());
    space.members.put(member(
        789,
        Role::RegularUser,
        ("José", "García"),
        "jose.garcia@example.com",
    ));
    space.policies.put(PolicyRow {
        id: 456,
        name: "Vacation".to_owned(),
        is_paid: true,
        allowance: 20.0,
        unit: Unit::Days,
    });
    space.policies.put(PolicyRow {
        id: 457,
        name: "Time off in lieu".to_owned(),
        is_paid: false,
        allowance: 40.0,
        unit: Unit::Hours,
    });
    space
}

/// Workspace 2, of which the owner of workspace 1 is no member.
fn foreign() -> Space {
    let mut space = Space {
        workspace: workspace(2, 20, "Somebody else's Workspace"),
        ..Space::default()
    };
    space.members.put(member(
        20,
        Role::Owner,
        ("Amara", "Okafor"),
        "amara.okafor@example.com",
    ));
    space
}

/// Workspace 0, of two documented requests.
fn zero() -> Space {
    let mut space = Space {
        workspace: workspace(0, OWNER, "Workspace Zero"),
        ..Space::default()
    };
    space.members.put(owner());
    space.projects.put(ProjectRow {
        id: 0,
        name: "Project Zero".to_owned(),
        ..ProjectRow::default()
    });
    space
}
