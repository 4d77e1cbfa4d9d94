//! The same calls give the same bytes, here and in JavaScript: `js-tests/tests/sandbox-digest.test.mjs`
//! sends the same requests and compares with the same digest.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
#![cfg(not(target_arch = "wasm32"))]

mod support;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use support::{Ask, NOW, machine, outcome_at};

/// What the requests are: those of the examples in the order of their names, then these.
const MORE: [&str; 7] = [
    "/members?workspace_id=1&per_page=100",
    "/projects?workspace_id=1&per_page=100",
    "/tasks?workspace_id=1&project_id=10",
    "/timesheets?workspace_id=1&per_page=100",
    "/reports/tracked-hours?workspace_id=1&start_date=2026-01-01&end_date=2026-03-31",
    "/reports/daily-attendance?workspace_id=1&date=2026-01-20&per_page=100",
    "/nowhere",
];

fn examples() -> Vec<Value> {
    let folder = format!("{}/../contract/examples", env!("CARGO_MANIFEST_DIR"));
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    paths.sort();
    let read = paths.iter().map(|path| std::fs::read_to_string(path).unwrap());
    read.map(|text| serde_json::from_str(&text).unwrap()).collect()
}

fn digest() -> String {
    let mut sha = Sha256::new();
    for options in [json!({ "now": NOW }), json!({ "now": NOW, "seed": 7, "rateLimit": { "requests": 10_000, "per": 60_000 } })] {
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
        for example in examples() {
            let request = &example["request"];
            let query = request["query"].as_object().into_iter().flatten();
            let query: Vec<String> = query
                .map(|(name, value)| {
                    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                    format!("{name}={text}")
                })
                .collect();
            let path = format!("{}?{}", request["path"].as_str().unwrap(), query.join("&"));
            send(request["method"].as_str().unwrap(), &path, request.get("body").cloned());
        }
        for path in MORE {
            send("GET", path, None);
        }
    }
    sha.finalize().iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

#[test]
fn the_same_calls_give_the_same_bytes() {
    let expected = include_str!("digest.txt").trim();
    assert_eq!(digest(), expected, "after an intended change of responses, put the new digest into digest.txt");
}
