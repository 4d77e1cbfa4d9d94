//! A random walk: seeded requests that are good most of the time.

#![allow(dead_code, reason = "each test uses its own part")]

use super::support::{Ask, NOW, ask};
use serde_json::{Value, json};
use webwork_sandbox::machine::Machine;

pub const ROLES: [&str; 6] = [
    "owner",
    "executive_manager",
    "project_manager",
    "team_manager",
    "member",
    "viewer",
];

/// Numbers from a seed (splitmix64).
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        (self.roll() % bound.max(1) as u64) as usize
    }

    pub fn pick<'v, T>(&mut self, values: &'v [T]) -> &'v T {
        &values[self.below(values.len())]
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// A step of the walk.
#[derive(Clone, Debug)]
pub struct Step {
    pub role: &'static str,
    pub method: &'static str,
    pub path: String,
    pub body: Option<Value>,
}

/// What ids there are to pick from, out of a snapshot.
pub struct Known<'s>(pub &'s Value);

/// Workspace 1 as a snapshot has it.
pub fn space(machine: &Machine) -> Value {
    machine.snapshot("", NOW)["state"]["workspaces"][1].take()
}

impl Known<'_> {
    fn id(&self, dice: &mut Dice, table: &str) -> Value {
        let rows = self.0[table]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default();
        if rows.is_empty() || dice.chance(3) {
            return dice.pick(&[json!(4_242), json!("nowhere")]).clone();
        }
        dice.pick(rows)["id"].clone()
    }
}

fn text(id: &Value) -> String {
    id.as_str().map_or_else(|| id.to_string(), str::to_owned)
}

fn minute(dice: &mut Dice) -> String {
    let minute = dice.below(1_440);
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

fn date(dice: &mut Dice) -> String {
    // A small range, so that days fill up and weeks reach their limits.
    format!("2026-01-{:02}", 19 + dice.below(13))
}

/// A request of the walk.
pub fn step(dice: &mut Dice, known: &Known<'_>) -> Step {
    let user = known.id(dice, "members");
    let contract = known.id(dice, "contracts");
    let project = known.id(dice, "projects");
    let task = known.id(dice, "tasks");
    let w = "workspace_id=1";
    let (day, other) = (date(dice), date(dice));
    let (from, to) = if day <= other {
        (&day, &other)
    } else {
        (&other, &day)
    };
    let mut body = json!({ "workspace_id": 1 });
    let (method, path): (&'static str, String) = match dice.below(60) {
        0..=9 => {
            body["user_id"] = user;
            body["date"] = json!(day);
            let (start, end) = (minute(dice), minute(dice));
            body["start_time"] = json!(start.clone().min(end.clone()));
            body["end_time"] = json!(start.max(end));
            if dice.chance(60) {
                body["contract_id"] = contract;
            }
            if dice.chance(20) {
                body["task_id"] = task;
            }
            ("POST", "/time-entries".to_owned())
        }
        10..=13 => {
            let entry = known.id(dice, "time_entries");
            if dice.chance(50) {
                body["date"] = json!(day);
            }
            if dice.chance(50) {
                body["start_time"] = json!(minute(dice));
            }
            if dice.chance(50) {
                body["end_time"] = json!(minute(dice));
            }
            if dice.chance(30) {
                body["project_id"] = dice.pick(&[project, Value::Null]).clone();
            }
            if dice.chance(30) {
                body["task_id"] = dice.pick(&[task, Value::Null]).clone();
            }
            ("PUT", format!("/time-entries/{}", text(&entry)))
        }
        14..=15 => (
            "DELETE",
            format!("/time-entries/{}", text(&known.id(dice, "time_entries"))),
        ),
        16 => (
            "GET",
            format!(
                "/time-entries?{w}&user_id={}&date={day}&per_page=100",
                text(&user)
            ),
        ),
        17..=19 => {
            body["user_id"] = user;
            if dice.chance(50) {
                body["contract_id"] = contract;
            }
            ("POST", "/time-tracking/start".to_owned())
        }
        20..=22 => {
            body["user_id"] = user;
            ("POST", "/time-tracking/stop".to_owned())
        }
        23 => (
            "GET",
            format!("/time-tracking/current-data?{w}&user_id={}", text(&user)),
        ),
        24..=26 => {
            body["user_id"] = user;
            body["contract_id"] = dice.pick(&[contract, Value::Null]).clone();
            let (start, end) = (minute(dice), minute(dice));
            body["start"] = json!(format!("{day}T{}:00+00:00", start.clone().min(end.clone())));
            body["end"] = json!(format!("{day}T{}:00+00:00", start.max(end)));
            ("POST", "/time-requests".to_owned())
        }
        27..=28 => (
            "POST",
            format!(
                "/time-requests/{}/approve",
                text(&known.id(dice, "time_requests"))
            ),
        ),
        29 => {
            body["comment"] = json!("no");
            (
                "POST",
                format!(
                    "/time-requests/{}/reject",
                    text(&known.id(dice, "time_requests"))
                ),
            )
        }
        30 => (
            "GET",
            format!("/time-requests?{w}&date_from={from}&date_to={to}"),
        ),
        31..=32 => {
            let action = *dice.pick(&["submit", "unsubmit", "approve", "reject"]);
            body["reason"] = json!("because");
            (
                "PUT",
                format!(
                    "/timesheets/{}/{action}",
                    text(&known.id(dice, "timesheets"))
                ),
            )
        }
        33 => ("GET", format!("/timesheets?{w}&order_by=desc")),
        34..=35 => {
            body["policy_id"] = json!(1);
            body["user_id"] = user;
            body["start"] = json!(from);
            body["end"] = json!(to);
            body["leave_period"] = json!(dice.below(3));
            ("POST", "/leaves".to_owned())
        }
        36 => ("GET", format!("/leaves?{w}&per_page=3")),
        37 => (
            "GET",
            format!("/leaves/balances?{w}&date_from={from}&date_to={to}"),
        ),
        38 => ("GET", format!("/leaves/policies?{w}")),
        39 => {
            body["expense_name"] = json!("Taxi 🚕");
            body["amount"] = json!(dice.below(1_000) as f64 / 8.0);
            ("POST", "/expenses".to_owned())
        }
        40 => {
            body["amount"] = json!(dice.below(1_000));
            (
                "PUT",
                format!("/expenses/{}", text(&known.id(dice, "expenses"))),
            )
        }
        41 => ("GET", format!("/expenses?{w}&page=2&per_page=2")),
        42 => {
            body = json!({ "project_id": project, "user_id": user, "weekly_hours_limit": dice.below(60) });
            ("POST", format!("/contracts?{w}"))
        }
        43 => {
            let status = *dice.pick(&["active", "paused"]);
            body = json!({ "status": status });
            if dice.chance(30) {
                body["weekly_hours_limit"] = json!(40 + dice.below(100));
            }
            ("PUT", format!("/contracts/{}?{w}", text(&contract)))
        }
        44 => ("GET", format!("/contracts?{w}&per_page=4")),
        45 => match dice.below(6) {
            0 => ("DELETE", format!("/contracts/{}", text(&contract))),
            1 => ("DELETE", format!("/projects/{}?{w}", text(&project))),
            2 if user != json!(10) => ("DELETE", format!("/members/{}?{w}", text(&user))),
            _ => ("GET", format!("/contracts/{}?{w}", text(&contract))),
        },
        46 => {
            body = json!({ "email": format!("p{}@example.com", dice.below(30)), "firstname": "P", "lastname": "Q", "role": "Regular User" });
            ("POST", format!("/members?{w}"))
        }
        47 => {
            body = json!({ "firstname": "Новое", "rate_status": dice.below(2) });
            ("PUT", format!("/members/{}?{w}", text(&user)))
        }
        48 => (
            "GET",
            format!("/members?{w}&per_page=5&page={}", 1 + dice.below(3)),
        ),
        49 => {
            body = json!({ "name": format!("Project {}", dice.below(100)), "estimation": 12.5 });
            ("POST", format!("/projects?{w}"))
        }
        50 => {
            body = json!({ "notes": "changed" });
            ("PUT", format!("/projects/{}?{w}", text(&project)))
        }
        51 => ("GET", format!("/projects?{w}")),
        52 => {
            body["project_id"] = project;
            body["title"] = json!("Do it");
            body["assignees"] = json!([user]);
            ("POST", "/tasks".to_owned())
        }
        53 => {
            body["project_id"] = project;
            body["status"] = json!(*dice.pick(&[0, 10, 20, 30]));
            ("PUT", format!("/tasks/{}", text(&task)))
        }
        54 => (
            "GET",
            format!("/tasks?{w}&project_id={}&order_by=desc", text(&project)),
        ),
        55 => {
            body["project_id"] = project;
            let user = text(&user);
            match dice.below(4) {
                0 => ("POST", format!("/tasks/{}/assign/{user}", text(&task))),
                1 => ("DELETE", format!("/tasks/{}/unassign/{user}", text(&task))),
                2 => ("DELETE", format!("/tasks/{}", text(&task))),
                _ => (
                    "GET",
                    format!(
                        "/tasks/{}/assignees?{w}&project_id={}",
                        text(&task),
                        text(&body["project_id"])
                    ),
                ),
            }
        }
        56 => {
            let viewer = text(&known.id(dice, "viewers"));
            body["project_id"] = project;
            match dice.below(6) {
                0 => ("DELETE", format!("/project-viewers/{viewer}")),
                1 => ("POST", format!("/project-viewers/{viewer}/restore")),
                2 => ("POST", format!("/project-viewers/{viewer}/assign-project")),
                3 => (
                    "DELETE",
                    format!("/project-viewers/{viewer}/unassign-project"),
                ),
                4 => {
                    body["email"] = json!(format!("v{}@example.com", dice.below(9)));
                    ("POST", "/project-viewers".to_owned())
                }
                _ => ("GET", format!("/project-viewers?{w}")),
            }
        }
        57 => {
            body["url"] = json!("https://example.com/hook");
            body["events"] = json!(["tracker.started", "project.created", "member.updated"]);
            match dice.below(3) {
                0 => ("POST", "/webhooks".to_owned()),
                1 => (
                    "PUT",
                    format!("/webhooks/{}", text(&known.id(dice, "webhooks"))),
                ),
                _ => ("GET", format!("/webhooks?{w}")),
            }
        }
        58 => {
            let report = *dice.pick(&["tracked-hours", "activity-level", "task-report"]);
            (
                "GET",
                format!("/reports/{report}?{w}&start_date={from}&end_date={to}"),
            )
        }
        _ => {
            let report = *dice.pick(&["daily-timeline", "daily-attendance"]);
            ("GET", format!("/reports/{report}?{w}&date={day}"))
        }
    };
    // Mostly the owner: others are refused a lot.
    let role = if dice.chance(75) {
        "owner"
    } else {
        *dice.pick(&ROLES)
    };
    let body = (method != "GET").then_some(body);
    Step {
        role,
        method,
        path,
        body,
    }
}

/// Sends a step.
pub fn send(machine: &mut Machine, step: &Step) -> (u16, Value) {
    ask(
        machine,
        &Ask {
            role: step.role,
            method: step.method,
            path: &step.path,
            body: step.body.clone(),
        },
    )
}

/// How many steps: 2,000, or `SANDBOX_STEPS`.
pub fn steps() -> usize {
    let steps = std::env::var("SANDBOX_STEPS").ok();
    steps.and_then(|steps| steps.parse().ok()).unwrap_or(2_000)
}
