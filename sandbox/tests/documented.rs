//! The sandbox answers the documented requests as documented, and keeps its own rules.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![cfg(not(target_arch = "wasm32"))]

use proptest::prelude::*;
use serde_json::{Value, json};
use webwork_sandbox::options::{RateLimit, SandboxOptions};
use webwork_sandbox::server::{Request, Response, Server};

/// The time of the documented answers.
const NOW: f64 = 1_769_688_000_000.0;

fn sandbox() -> Server {
    Server::new(SandboxOptions {
        rate_limit: RateLimit::Off(false),
        ..SandboxOptions::default()
    })
}

fn ask(server: &mut Server, method: &str, url: &str, body: Option<&Value>) -> (u16, Value) {
    let body = body.map(Value::to_string).unwrap_or_default();
    let token = format!("Bearer {}", server.token());
    let response = server.answer(
        &Request {
            method,
            url,
            authorization: Some(&token),
            body: body.as_bytes(),
        },
        NOW,
    );
    (response.status, parsed(&response))
}

fn parsed(response: &Response) -> Value {
    serde_json::from_str(&response.body).unwrap()
}

fn example(id: &str) -> Value {
    let path = format!(
        "{}/../contract/examples/{id}.json",
        env!("CARGO_MANIFEST_DIR")
    );
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Sends the request of an example to a fresh sandbox.
fn documented(id: &str) -> (Value, u16, Value) {
    let example = example(id);
    let request = &example["request"];
    let query: Vec<String> = request["query"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| {
            format!(
                "{name}={}",
                value
                    .as_str()
                    .map_or_else(|| value.to_string(), str::to_owned)
            )
        })
        .collect();
    let url = format!(
        "https://api.webwork-tracker.com/api/v2{}?{}",
        request["path"].as_str().unwrap(),
        query.join("&")
    );
    let (status, mut answer) = ask(
        &mut sandbox(),
        request["method"].as_str().unwrap(),
        &url,
        request.get("body"),
    );
    answer["meta"]["timestamp"] = example["response"]["meta"]["timestamp"].clone();
    (example, status, answer)
}

#[test]
fn the_documented_list_shows_the_documented_entry() {
    let (example, status, answer) = documented("getTimeEntries");
    assert_eq!(status, 200);
    let mut expected = example["response"].clone();
    expected["data"] = json!([example["item"]]);
    // The docs show the page object collapsed.
    expected["meta"]["pagination"] =
        json!({ "total": 1, "per_page": 20, "current_page": 1, "last_page": 1 });
    assert_eq!(answer, expected);
}

#[test]
fn the_documented_writes_are_answered_as_documented() {
    for (id, expected) in [
        ("createTimeEntry", 201),
        ("updateTimeEntry", 200),
        ("deleteTimeEntry", 200),
    ] {
        let (example, status, answer) = documented(id);
        assert_eq!((status, &answer), (expected, &example["response"]), "{id}");
    }
}

#[test]
fn a_removal_without_workspace_is_refused_as_documented() {
    let example = example("deleteTimeEntry");
    let path = example["request"]["path"].as_str().unwrap();
    assert_eq!(
        ask(&mut sandbox(), "DELETE", path, None),
        (400, example["errors"]["400"].clone())
    );
}

fn create(start: &str, end: &str) -> Value {
    json!({ "workspace_id": 1, "user_id": 100, "date": "2026-02-02", "start_time": start, "end_time": end })
}

const DAY: &str = "/time-entries?workspace_id=1&user_id=100&date=2026-02-02&per_page=100";

#[test]
fn time_that_overlaps_is_saved_in_part_and_the_message_says_so() {
    let mut server = sandbox();
    ask(
        &mut server,
        "POST",
        "/time-entries",
        Some(&create("10:00", "11:00")),
    );
    let (status, answer) = ask(
        &mut server,
        "POST",
        "/time-entries",
        Some(&create("09:30", "12:00")),
    );
    assert_eq!((status, &answer["saved_minutes"]), (201, &json!(90)));
    assert_eq!(
        answer["message"],
        "1 hr 30 min successfully added for John Doe. 1 hr not added because of overlapping time or limits."
    );
    let (_, list) = ask(&mut server, "GET", DAY, None);
    let times: Vec<(&str, i64)> = list["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                &one["start_time"].as_str().unwrap()[11..16],
                one["duration_minutes"].as_i64().unwrap(),
            )
        })
        .collect();
    assert_eq!(times, [("09:30", 30), ("10:00", 60), ("11:00", 60)]);
    assert_eq!(
        ask(
            &mut server,
            "POST",
            "/time-entries",
            Some(&create("10:00", "11:30"))
        )
        .0,
        422
    );
}

#[test]
fn the_weekly_limit_of_the_contract_cuts_what_is_saved() {
    let mut server = sandbox();
    let mut saved = Vec::new();
    for day in 2..5 {
        let mut body = create("08:00", "16:00");
        body["contract_id"] = json!(21);
        body["date"] = json!(format!("2026-02-0{day}"));
        saved.push(
            ask(&mut server, "POST", "/time-entries", Some(&body)).1["saved_minutes"].clone(),
        );
    }
    assert_eq!(saved, [json!(480), json!(480), json!(240)]);
}

#[test]
fn an_update_keeps_what_is_not_sent_and_clears_what_is_null() {
    let mut server = sandbox();
    let url = "/time-entries/a1b2c3d4-e5f6-7890-abcd-ef1234567890";
    let show = |server: &mut Server| {
        ask(
            server,
            "GET",
            "/time-entries?workspace_id=1&user_id=100&date=2026-01-29",
            None,
        )
        .1["data"][0]
            .clone()
    };
    assert_eq!(
        ask(
            &mut server,
            "PUT",
            url,
            Some(&json!({ "workspace_id": 1, "end_time": "17:30" }))
        )
        .0,
        200
    );
    let entry = show(&mut server);
    assert_eq!(
        (&entry["start_time"], &entry["end_time"]),
        (
            &json!("2026-01-29T09:00:00Z"),
            &json!("2026-01-29T17:30:00Z")
        )
    );
    assert_eq!(entry["task_id"], 5);
    assert_eq!(
        ask(
            &mut server,
            "PUT",
            url,
            Some(&json!({ "workspace_id": 1, "task_id": null, "notes": null }))
        )
        .0,
        200
    );
    let entry = show(&mut server);
    assert_eq!(
        (
            &entry["task_id"],
            &entry["task_title"],
            &entry["activity_description"]
        ),
        (&Value::Null, &Value::Null, &Value::Null)
    );
    assert_eq!(
        ask(
            &mut server,
            "PUT",
            url,
            Some(&json!({ "workspace_id": 1, "end_time": "08:00" }))
        )
        .0,
        422
    );
}

#[test]
fn what_breaks_a_rule_is_refused_with_its_status() {
    let entries = "/time-entries?workspace_id=1&user_id=100&date=2026-01-29";
    let get = |query: &str| ("GET", format!("/time-entries?{query}"), None);
    let cases = [
        (
            get("user_id=100&date=2026-01-29"),
            422,
            "The workspace id field is required.",
        ),
        (
            get("workspace_id=2&user_id=100&date=2026-01-29"),
            403,
            "You do not have access to this workspace",
        ),
        (
            get("workspace_id=3&user_id=100&date=2026-01-29"),
            404,
            "Workspace not found",
        ),
        (
            get("workspace_id=1&date=2026-01-29"),
            422,
            "The user id field is required.",
        ),
        (
            get("workspace_id=1&user_id=9&date=2026-01-29"),
            404,
            "Member not found",
        ),
        (
            get("workspace_id=1&user_id=100&date=2026-02-30"),
            422,
            "The date field must match the format Y-m-d.",
        ),
        (
            ("GET", format!("{entries}&page=0"), None),
            422,
            "The page field must be at least 1.",
        ),
        (
            ("GET", format!("{entries}&per_page=101"), None),
            422,
            "The per page field must not be greater than 100.",
        ),
        (
            (
                "POST",
                "/time-entries".to_owned(),
                Some(create("9:00", "10:00")),
            ),
            422,
            "The start time field must match the format H:i.",
        ),
        (
            (
                "POST",
                "/time-entries".to_owned(),
                Some(create("10:00", "10:00")),
            ),
            422,
            "The end time field must be a date after start time.",
        ),
        (
            (
                "PUT",
                "/time-entries/none".to_owned(),
                Some(json!({ "workspace_id": 1 })),
            ),
            404,
            "Time entry not found",
        ),
        (
            (
                "DELETE",
                "/time-entries/none".to_owned(),
                Some(json!({ "workspace_id": 1 })),
            ),
            404,
            "Time entry not found",
        ),
        (
            ("PATCH", "/time-entries".to_owned(), None),
            405,
            "The PATCH method is not supported for this route.",
        ),
        (
            ("GET", "/nothing".to_owned(), None),
            404,
            "The route /nothing could not be found.",
        ),
    ];
    for ((method, url, body), status, message) in cases {
        let (actual, answer) = ask(&mut sandbox(), method, &url, body.as_ref());
        assert_eq!(
            (actual, answer["message"].as_str()),
            (status, Some(message)),
            "{method} {url}"
        );
        assert_eq!(answer["success"], false);
    }
    let mut long = create("09:00", "10:00");
    long["notes"] = json!("é".repeat(501));
    assert_eq!(
        ask(&mut sandbox(), "POST", "/time-entries", Some(&long)).0,
        422
    );
}

#[test]
fn without_the_token_nothing_is_answered() {
    for authorization in [None, Some("Bearer wrong"), Some("sandbox-token")] {
        let response = sandbox().answer(
            &Request {
                method: "GET",
                url: "/time-entries",
                authorization,
                body: b"",
            },
            NOW,
        );
        assert_eq!(
            (response.status, parsed(&response)["message"].as_str()),
            (401, Some("Unauthenticated."))
        );
    }
}

#[test]
fn the_rate_limit_counts_a_sliding_window_and_tells_how_long_to_wait() {
    let mut server = Server::new(SandboxOptions {
        rate_limit: RateLimit::Window {
            requests: 2,
            per: 1_000.0,
        },
        ..SandboxOptions::default()
    });
    let mut at = |now: f64| {
        let response = server.answer(
            &Request {
                method: "GET",
                url: "/nothing",
                authorization: Some("Bearer sandbox-token"),
                body: b"",
            },
            now,
        );
        let header = |name: &str| {
            response
                .headers
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| value.clone())
        };
        (
            response.status,
            header("x-ratelimit-remaining"),
            header("retry-after"),
        )
    };
    assert_eq!(at(0.0), (404, Some("1".to_owned()), None));
    assert_eq!(at(400.0), (404, Some("0".to_owned()), None));
    assert_eq!(at(999.0), (429, Some("0".to_owned()), Some("1".to_owned())));
    assert_eq!(at(1_000.0), (404, Some("0".to_owned()), None));
}

#[test]
fn lists_come_in_pages() {
    let mut server = sandbox();
    let mut seen = Vec::new();
    for page in 1..=10 {
        let url = format!(
            "/time-entries?workspace_id=1&user_id=101&date=2026-01-05&per_page=1&page={page}"
        );
        let (_, answer) = ask(&mut server, "GET", &url, None);
        let last = answer["meta"]["pagination"]["last_page"].as_u64().unwrap();
        seen.extend(
            answer["data"]
                .as_array()
                .unwrap()
                .iter()
                .map(|one| one["id"].as_str().unwrap().to_owned()),
        );
        assert_eq!(seen.len() as u64, last.min(page));
    }
    seen.sort();
    seen.dedup();
    assert!(seen.len() >= 2);
}

#[test]
fn two_sandboxes_hold_the_same_and_do_not_share_it() {
    let seeded = "/time-entries?workspace_id=1&user_id=102&date=2026-01-12";
    let (mut one, mut other) = (sandbox(), sandbox());
    assert_eq!(
        ask(&mut one, "GET", seeded, None),
        ask(&mut other, "GET", seeded, None)
    );
    let before = ask(&mut other, "GET", DAY, None);
    ask(
        &mut one,
        "POST",
        "/time-entries",
        Some(&create("09:00", "10:00")),
    );
    assert_eq!(before, ask(&mut other, "GET", DAY, None));
}

proptest! {
    #[test]
    fn no_minute_is_booked_twice_and_what_is_said_to_be_saved_is_saved(
        asks in prop::collection::vec((0_u32..1_400, 1_u32..300), 1..20),
    ) {
        let mut server = sandbox();
        let mut said = 0;
        for (start, length) in asks {
            let end = (start + length).min(1_439);
            let time = |minutes: u32| format!("{:02}:{:02}", minutes / 60, minutes % 60);
            let (status, answer) = ask(&mut server, "POST", "/time-entries", Some(&create(&time(start), &time(end))));
            prop_assert!(status == 201 || status == 422);
            let saved = answer["saved_minutes"].as_u64().unwrap_or(0);
            prop_assert!(saved <= u64::from(end - start));
            said += saved;
        }
        let mut booked = [false; 1_440];
        let (_, list) = ask(&mut server, "GET", DAY, None);
        for entry in list["data"].as_array().unwrap() {
            let minutes = |name: &str| {
                let text = &entry[name].as_str().unwrap()[11..16];
                text[..2].parse::<usize>().unwrap() * 60 + text[3..].parse::<usize>().unwrap()
            };
            for slot in &mut booked[minutes("start_time")..minutes("end_time")] {
                prop_assert!(!*slot, "booked twice");
                *slot = true;
            }
        }
        prop_assert_eq!(booked.iter().filter(|slot| **slot).count() as u64, said);
    }

    #[test]
    fn any_request_is_answered_with_an_envelope(
        method in "GET|POST|PUT|DELETE", path in "(/time-entries)?(/[a-z.%0-9]{0,8})?", query in "\\PC{0,40}", body in "\\PC{0,60}",
    ) {
        let mut server = sandbox();
        let url = format!("{path}?{query}");
        let response = server.answer(&Request { method: &method, url: &url, authorization: Some("Bearer sandbox-token"), body: body.as_bytes() }, NOW);
        prop_assert!(parsed(&response)["success"].is_boolean());
        prop_assert!(response.status < 500);
    }
}
