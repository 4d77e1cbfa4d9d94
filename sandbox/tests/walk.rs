//! Seeded random walks, after each step of which the invariants hold.
//!
//! `SANDBOX_STEPS=20000 cargo test -p webwork-sandbox --test walk` walks further.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]
#![cfg(not(target_arch = "wasm32"))]

mod support;
#[path = "support/walk.rs"]
mod walk;

use chrono::{Datelike, NaiveDate};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use support::{Ask, NOW, fresh, good};
use walk::{Dice, Known, ROLES, Step, send, space, step, steps};
use webwork_sandbox::machine::Machine;

fn rows<'v>(space: &'v Value, table: &str) -> &'v [Value] {
    space[table].as_array().unwrap()
}

fn minute(value: &Value) -> u32 {
    let (hours, minutes) = value.as_str().unwrap().split_once(':').unwrap();
    hours.parse::<u32>().unwrap() * 60 + minutes.parse::<u32>().unwrap()
}

fn minutes(entry: &Value) -> u32 {
    minute(&entry["end_time"]) - minute(&entry["start_time"])
}

/// No minute of a member's day twice; every entry within its day.
fn no_overlap(space: &Value) {
    let mut days: BTreeMap<(i64, &str), Vec<(u32, u32)>> = BTreeMap::new();
    for entry in rows(space, "time_entries") {
        let key = (
            entry["user_id"].as_i64().unwrap(),
            entry["date"].as_str().unwrap(),
        );
        let span = (minute(&entry["start_time"]), minute(&entry["end_time"]));
        assert!(span.0 < span.1 && span.1 <= 1_440, "{entry}");
        days.entry(key).or_default().push(span);
    }
    for (key, mut spans) in days {
        spans.sort_unstable();
        for pair in spans.windows(2) {
            assert!(pair[0].1 <= pair[1].0, "{key:?}: {pair:?} overlap");
        }
    }
}

/// The weekly sums by contract, with the limit of each. Limits that were lowered below what was
/// booked before are not broken by it, so the check is on growth.
fn weeks(space: &Value) -> BTreeMap<(i64, i32, u32), u32> {
    let mut sums = BTreeMap::new();
    for entry in rows(space, "time_entries") {
        if let Some(contract) = entry["contract_id"].as_i64() {
            let date: NaiveDate = entry["date"].as_str().unwrap().parse().unwrap();
            let week = date.iso_week();
            *sums
                .entry((contract, week.year(), week.week()))
                .or_default() += minutes(entry);
        }
    }
    sums
}

fn limits_kept(before: &Value, after: &Value) {
    let old = weeks(before);
    for (key, sum) in weeks(after) {
        let grown = old.get(&key).is_none_or(|old| sum > *old);
        let contract = rows(after, "contracts")
            .iter()
            .find(|row| row["id"] == key.0)
            .unwrap();
        let limit = contract["weekly_hours_limit"].as_i64().unwrap() * 60;
        assert!(
            !grown || i64::from(sum) <= limit,
            "contract {key:?}: {sum} of {limit}"
        );
    }
}

/// Reports and timesheets add up to the entries.
fn sums_agree(machine: &mut Machine, space: &Value) {
    let (from, to) = ("2026-01-19", "2026-01-31");
    let within = |entry: &&Value| (from..=to).contains(&entry["date"].as_str().unwrap());
    let total: u32 = rows(space, "time_entries")
        .iter()
        .filter(within)
        .map(minutes)
        .sum();
    let path = format!("/reports/tracked-hours?workspace_id=1&start_date={from}&end_date={to}");
    let report = good(machine, &Ask::get(&path));
    assert_eq!(
        report["data"]["total"]["total_minutes"], total,
        "tracked hours"
    );
    let rows_of_days = report["data"]["days"].as_object().unwrap().values();
    let sum: i64 = rows_of_days
        .flat_map(|day| day["users"].as_array().unwrap())
        .map(|row| row["total_minutes"].as_i64().unwrap())
        .sum();
    assert_eq!(sum, i64::from(total), "rows of tracked hours");
    for report in ["task-report", "activity-level"] {
        let mut sum = 0;
        for page in 1..=20 {
            let path = format!(
                "/reports/{report}?workspace_id=1&start_date={from}&end_date={to}&page={page}"
            );
            let body = good(machine, &Ask::get(&path));
            let rows = body["data"].as_array().unwrap();
            sum += rows
                .iter()
                .map(|row| row["total_minutes"].as_i64().unwrap())
                .sum::<i64>();
            if body["meta"]["pagination"]["last_page"].as_i64().unwrap() <= page {
                break;
            }
        }
        assert_eq!(sum, i64::from(total), "{report}");
    }
    let sheets = good(
        machine,
        &Ask::get("/timesheets?workspace_id=1&per_page=100"),
    );
    for sheet in sheets["data"].as_array().unwrap() {
        let of = |entry: &&Value| {
            entry["user_id"] == sheet["user_id"]
                && entry["date"].as_str() >= sheet["date_from"].as_str()
                && entry["date"].as_str() <= sheet["date_to"].as_str()
        };
        let sum: u32 = rows(space, "time_entries")
            .iter()
            .filter(of)
            .map(minutes)
            .sum();
        assert_eq!(sheet["total_minutes"], sum, "{sheet}");
    }
}

const LISTS: [(&str, &str); 8] = [
    ("members", "/members?workspace_id=1"),
    ("projects", "/projects?workspace_id=1"),
    ("contracts", "/contracts?workspace_id=1"),
    ("viewers", "/project-viewers?workspace_id=1"),
    ("timesheets", "/timesheets?workspace_id=1"),
    ("leaves", "/leaves?workspace_id=1"),
    ("expenses", "/expenses?workspace_id=1"),
    (
        "time_requests",
        "/time-requests?workspace_id=1&date_from=2020-01-01&date_to=2030-01-01",
    ),
];

/// All items of a list, page by page; the page object tells the truth.
fn pages(machine: &mut Machine, role: &str, path: &str) -> Option<Vec<Value>> {
    let mut items = Vec::new();
    for page in 1..=1_000 {
        let path = format!("{path}&per_page=7&page={page}");
        let (status, body) = support::ask(machine, &Ask::get(&path).by(role));
        if status == 403 {
            return None;
        }
        assert_eq!(status, 200, "{path} {body}");
        let beside = body.get("pagination");
        let position = beside.unwrap_or(&body["meta"]["pagination"]);
        items.extend(body["data"].as_array().unwrap().clone());
        assert_eq!(position["current_page"], page);
        if position["last_page"].as_i64().unwrap() <= page {
            assert_eq!(position["total"], items.len(), "{path}");
            return Some(items);
        }
    }
    panic!("{path} has no last page");
}

fn ids(items: &[Value]) -> BTreeSet<String> {
    items.iter().map(|item| item["id"].to_string()).collect()
}

/// Totals equal pages, lists show what is there, and nobody sees what the role may not.
fn lists_are_true(machine: &mut Machine, space: &Value) {
    for (table, path) in LISTS {
        let all = pages(machine, "owner", path).unwrap();
        let live = rows(space, table).iter();
        let live: Vec<Value> = live
            .filter(|row| table == "members" || row["deleted_at"].is_null())
            .cloned()
            .collect();
        assert_eq!(ids(&all), ids(&live), "{table}");
        for role in ROLES {
            if let Some(seen) = pages(machine, role, path) {
                assert!(ids(&seen).is_subset(&ids(&all)), "{role} {table}");
                privacy(role, table, &seen, space);
            }
        }
    }
}

/// What a role must not see.
fn privacy(role: &str, table: &str, seen: &[Value], space: &Value) {
    let own = |item: &Value| match table {
        "members" => item["id"] == 100,
        "contracts" | "timesheets" | "leaves" | "time_requests" => item["user_id"] == 100,
        "expenses" => {
            let row = rows(space, "expenses")
                .iter()
                .find(|row| row["id"] == item["id"]);
            row.is_some_and(|row| row["user_id"] == 100)
        }
        _ => true,
    };
    match role {
        "member" => {
            assert!(seen.iter().all(own), "{table}: {seen:?}");
            assert_ne!(table, "viewers");
        }
        "viewer" => assert_eq!(table, "projects", "a viewer sees projects alone"),
        _ => {}
    }
    if !["owner", "executive_manager"].contains(&role) {
        for item in seen.iter().filter(|item| item.get("rate").is_some()) {
            let caller = match role {
                "project_manager" => 103,
                "team_manager" => 102,
                _ => 100,
            };
            let user = if table == "members" {
                &item["id"]
            } else {
                &item["user_id"]
            };
            assert_eq!(*user, caller, "{role} sees the rate of {item}");
        }
    }
}

/// The tables that an operation may change.
fn may_change(step: &Step) -> &'static [&'static str] {
    let path = step.path.split('?').next().unwrap();
    match path.split('/').nth(1).unwrap() {
        "time-entries" => &["time_entries"],
        "time-tracking" => &["trackers", "time_entries"],
        "time-requests" => &["time_requests", "time_entries"],
        "timesheets" => &["timesheets"],
        "leaves" => &["leaves"],
        "expenses" => &["expenses"],
        "contracts" => &["contracts"],
        "members" => &["members"],
        "projects" => &["projects"],
        "tasks" => &["tasks"],
        "project-viewers" => &["viewers"],
        "webhooks" => &["webhooks"],
        _ => &[],
    }
}

fn nothing_else_changed(step: &Step, status: u16, before: &Value, after: &Value) {
    let refused = status >= 400 || step.method == "GET";
    let allowed = if refused { &[] } else { may_change(step) };
    for (table, rows) in after.as_object().unwrap() {
        assert!(
            *rows == before[table] || allowed.contains(&table.as_str()),
            "{step:?} changed {table}"
        );
    }
    let grown = |table: &str| rows(after, table).len() as i64 - rows(before, table).len() as i64;
    if step.method == "POST"
        && status < 300
        && ["/expenses", "/leaves", "/time-requests", "/tasks"].contains(&step.path.as_str())
    {
        let table = allowed[0];
        assert_eq!(grown(table), 1, "{step:?}");
    }
}

fn walk_from(seed: u64, steps: usize) -> (Machine, BTreeMap<String, usize>) {
    let mut machine = fresh();
    let mut dice = Dice(seed);
    let mut answered: BTreeMap<String, usize> = BTreeMap::new();
    let mut before = space(&machine);
    for number in 0..steps {
        let step = step(&mut dice, &Known(&before));
        let (status, body) = send(&mut machine, &step);
        assert!(
            status < 500,
            "seed {seed} step {number} {step:?}: {status} {body}"
        );
        assert_eq!(body["success"], json!(status < 300), "{step:?} {body}");
        let after = space(&machine);
        no_overlap(&after);
        limits_kept(&before, &after);
        nothing_else_changed(&step, status, &before, &after);
        if status < 300 {
            let name = step.path.split(['/', '?']).nth(1).unwrap();
            *answered
                .entry(format!("{} {name}", step.method))
                .or_default() += 1;
        }
        if number % 20 == 0 {
            sums_agree(&mut machine, &after);
        }
        if number % 50 == 0 {
            lists_are_true(&mut machine, &after);
        }
        if dice.chance(20) {
            machine.advance(dice.below(40_000_000) as f64, NOW);
        }
        before = after;
    }
    (machine, answered)
}

#[test]
fn invariants_hold_after_each_step_of_a_random_walk() {
    let parts = 4;
    let mut answered: BTreeMap<String, usize> = BTreeMap::new();
    for seed in 0..parts {
        for (name, count) in walk_from(seed, steps() / parts as usize).1 {
            *answered.entry(name).or_default() += count;
        }
    }
    for name in [
        "POST time-entries",
        "PUT time-entries",
        "DELETE time-entries",
        "POST time-tracking",
        "POST time-requests",
        "PUT timesheets",
        "POST leaves",
        "POST expenses",
        "PUT contracts",
        "PUT members",
        "POST tasks",
        "POST project-viewers",
        "GET reports",
    ] {
        assert!(
            answered.contains_key(name),
            "the walk never came through {name}: {answered:?}"
        );
    }
}

#[test]
fn a_write_is_seen_by_the_next_read() {
    let mut machine = fresh();
    let body = json!({ "workspace_id": 1, "user_id": 100, "contract_id": 20, "date": "2026-02-03", "start_time": "08:00", "end_time": "09:15" });
    good(&mut machine, &Ask::send("POST", "/time-entries", body));
    let list = good(
        &mut machine,
        &Ask::get("/time-entries?workspace_id=1&user_id=100&date=2026-02-03"),
    );
    assert_eq!(list["data"][0]["duration_minutes"], 75);
    let id = list["data"][0]["id"].as_str().unwrap().to_owned();
    good(
        &mut machine,
        &Ask::send(
            "DELETE",
            &format!("/time-entries/{id}"),
            json!({ "workspace_id": 1 }),
        ),
    );
    let list = good(
        &mut machine,
        &Ask::get("/time-entries?workspace_id=1&user_id=100&date=2026-02-03"),
    );
    assert_eq!(list["data"], json!([]));
}

#[test]
fn the_same_seed_and_calls_give_the_same_state() {
    let (one, _) = walk_from(7, 300);
    let (other, _) = walk_from(7, 300);
    assert_eq!(one.dump().to_string(), other.dump().to_string());
}
