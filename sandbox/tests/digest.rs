//! The same calls give the same bytes: natively, and as wasm in Node and in Chromium (this test runs
//! in all three, and compares with the same digest).

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod support;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use support::{Ask, NOW, machine, outcome_at, target};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

macro_rules! examples {
    ($($id:literal),* $(,)?) => {
        const EXAMPLES: &[(&str, &str)] = &[$((
            $id,
            include_str!(concat!("../../contract/examples/", $id, ".json")),
        )),*];
    };
}

examples!(
    "approveTimesheet",
    "assignProjectToViewer",
    "createContract",
    "createExpense",
    "createLeaveRequest",
    "createProject",
    "createProjectViewer",
    "createTask",
    "createTimeEntry",
    "createTimeRequest",
    "createWebhook",
    "deleteContract",
    "deleteTimeEntry",
    "getActivityLevelReport",
    "getContract",
    "getContracts",
    "getCurrentTrackerData",
    "getDailyAttendanceReport",
    "getDailyTimelineReport",
    "getExpenses",
    "getLeaveBalances",
    "getLeaves",
    "getMember",
    "getMembers",
    "getProjectViewer",
    "getProjectViewers",
    "getProjects",
    "getTaskReport",
    "getTasks",
    "getTimeEntries",
    "getTimeRequests",
    "getTimesheets",
    "getTrackedHoursReport",
    "getWebhooks",
    "getWorkspaces",
    "inviteMember",
    "rejectTimesheet",
    "restoreProjectViewer",
    "startTimeTracking",
    "stopTimeTracking",
    "unassignProjectFromViewer",
    "unassignTask",
    "unsubmitTimesheet",
    "updateTask",
    "updateTimeEntry",
    "updateWebhook",
);

/// What is asked for after the examples.
const MORE: [&str; 7] = [
    "/members?workspace_id=1&per_page=100",
    "/projects?workspace_id=1&per_page=100",
    "/tasks?workspace_id=1&project_id=10",
    "/timesheets?workspace_id=1&per_page=100",
    "/reports/tracked-hours?workspace_id=1&start_date=2026-01-01&end_date=2026-03-31",
    "/reports/daily-attendance?workspace_id=1&date=2026-01-20&per_page=100",
    "/nowhere",
];

fn digest() -> String {
    let mut sha = Sha256::new();
    for options in [
        json!({ "now": NOW }),
        json!({ "now": NOW, "seed": 7, "rateLimit": { "requests": 10_000, "per": 60_000 } }),
    ] {
        let mut machine = machine(options);
        let mut send = |method: &str, path: &str, body: Option<Value>| {
            let request = Ask {
                role: "owner",
                method,
                path,
                body,
            };
            let mut response = outcome_at(&mut machine, &request, NOW).response;
            response.headers.sort();
            let mut text = format!("{}\n", response.status);
            for (name, value) in response.headers {
                writeln!(text, "{name}: {value}").unwrap();
            }
            sha.update(text);
            sha.update(response.body);
        };
        for (_, example) in EXAMPLES {
            let example: Value = serde_json::from_str(example).unwrap();
            let request = &example["request"];
            let method = request["method"].as_str().unwrap();
            send(method, &target(request), request.get("body").cloned());
        }
        for path in MORE {
            send("GET", path, None);
        }
        sha.update(machine.dump().to_string());
    }
    let digest = sha.finalize();
    digest
        .iter()
        .fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

#[test]
fn the_same_calls_give_the_same_bytes() {
    let expected = include_str!("digest.txt").trim();
    assert_eq!(
        digest(),
        expected,
        "after an intended change of responses, put the new digest into digest.txt"
    );
}

#[cfg(not(target_arch = "wasm32"))]
#[test]
fn every_example_is_among_the_calls() {
    let folder = format!("{}/../contract/examples", env!("CARGO_MANIFEST_DIR"));
    let files = std::fs::read_dir(folder).unwrap();
    let mut ids: Vec<String> = files
        .map(|file| {
            file.unwrap()
                .path()
                .file_stem()
                .unwrap()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    ids.sort();
    let listed: Vec<&str> = EXAMPLES.iter().map(|(id, _)| *id).collect();
    assert_eq!(ids, listed);
}
