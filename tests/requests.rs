//! What becomes of parameters.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use proptest::prelude::*;
use serde_json::{Value, json};
use webwork_sdk::error::{Code, Failure};
use webwork_sdk::request::check::{is_date, minutes, safe_integer};
use webwork_sdk::request::{Base, Request, build, build_raw};
use webwork_sdk::tables;

const LIST: u16 = tables::index_of("getTimeEntries");
const CREATE: u16 = tables::index_of("createTimeEntry");
const UPDATE: u16 = tables::index_of("updateTimeEntry");
const DELETE: u16 = tables::index_of("deleteTimeEntry");

const BASE: Base<'static> = Base {
    url: "https://h/api",
    workspace_id: Some(7),
};

fn make(operation: u16, params: &Value) -> Result<Request, Failure> {
    make_with(operation, params, None)
}

fn make_with(operation: u16, params: &Value, extras: Option<&Value>) -> Result<Request, Failure> {
    let extras = extras.map(Value::to_string);
    build(
        tables::operation(operation).unwrap(),
        BASE,
        params.to_string().as_bytes(),
        extras.as_deref().map(str::as_bytes),
    )
}

fn refusal(operation: u16, params: &Value) -> String {
    let failure = make(operation, params).unwrap_err();
    assert_eq!(failure.code, Code::InvalidArgument);
    failure.message
}

fn entry() -> Value {
    json!({ "user_id": 1, "date": "2026-01-29", "start_time": "09:00", "end_time": "17:00" })
}

fn with(name: &str, value: Value) -> Value {
    let mut params = entry();
    params[name] = value;
    params
}

#[test]
fn the_clients_workspace_stands_in_and_gives_way() {
    let list = json!({ "user_id": 1, "date": "2026-01-29" });
    assert_eq!(
        make(LIST, &list).unwrap().url,
        "https://h/api/time-entries?workspace_id=7&user_id=1&date=2026-01-29"
    );
    let list = json!({ "user_id": 1, "date": "2026-01-29", "workspace_id": 0 });
    assert_eq!(
        make(LIST, &list).unwrap().url,
        "https://h/api/time-entries?workspace_id=0&user_id=1&date=2026-01-29"
    );
}

/// What is refused, as `operation, parameters → message`; `{}` stands for what is needed besides.
#[test]
fn rules_between_parameters_are_kept() {
    let refused = [
        (
            "getTasks",
            json!({}),
            "tasks.list: project_id or contract_id is required",
        ),
        (
            "startTimeTracking",
            json!({ "user_id": 1, "task_id": 5, "contract_id": null }),
            "timeTracking.start: task_id is sent only together with contract_id",
        ),
        (
            "createProject",
            json!({ "name": "a", "start_date": "2026-02-01", "deadline": "2026-01-31" }),
            "projects.create: deadline must not be before start_date, got \"2026-02-01\" to \"2026-01-31\"",
        ),
        (
            "createTimeRequest",
            json!({ "user_id": 1, "start": "2026-01-01T09:00:00+02:00", "end": "2026-01-01T07:00:00Z" }),
            "timeRequests.create: end must be after start, got \"2026-01-01T09:00:00+02:00\" to \"2026-01-01T07:00:00Z\"",
        ),
        (
            "getTrackedHoursReport",
            json!({ "user_id": 1, "start_date": "2024-01-01", "end_date": "2024-02-01" }),
            "reports.trackedHours: start_date to end_date must be 31 days at most, got \"2024-01-01\" to \"2024-02-01\"",
        ),
        (
            "getTaskReport",
            json!({ "start_date": "2024-01-01", "end_date": "2024-02-01" }),
            "reports.tasks: start_date to end_date must be 31 days at most, got \"2024-01-01\" to \"2024-02-01\"",
        ),
        (
            "getTaskReport",
            json!({ "start_date": "2024-01-01", "end_date": "2024-01-02", "users": [] }),
            "reports.tasks: users must not be an empty list; leave it out",
        ),
    ];
    for (id, params, message) in refused {
        assert_eq!(refusal(tables::index_of(id), &params), message, "{id}");
    }
    let taken = [
        ("getTasks", json!({ "contract_id": 1 })),
        (
            "startTimeTracking",
            json!({ "user_id": 1, "task_id": null }),
        ),
        (
            "createProject",
            json!({ "name": "a", "start_date": "2026-02-01", "deadline": "2026-02-01" }),
        ),
        (
            "createTimeRequest",
            json!({ "user_id": 1, "start": "2026-01-01T09:00:00+02:00", "end": "2026-01-01T08:00:00Z" }),
        ),
        (
            "getTrackedHoursReport",
            json!({ "user_id": 1, "start_date": "2024-01-01", "end_date": "2024-01-31" }),
        ),
        (
            "getTrackedHoursReport",
            json!({ "start_date": "2024-01-01", "end_date": "2024-12-31" }),
        ),
        (
            "getTrackedHoursReport",
            json!({ "user_id": 1, "start_date": "2024-01-01" }),
        ),
    ];
    for (id, params) in taken {
        assert!(make(tables::index_of(id), &params).is_ok(), "{id}");
    }
}

#[test]
fn parameters_go_where_the_contract_puts_them() {
    let update = make(
        tables::index_of("updateMember"),
        &json!({ "member_id": 100 }),
    )
    .unwrap();
    assert_eq!(update.url, "https://h/api/members/100?workspace_id=7");
    assert_eq!(
        update.body.as_deref(),
        Some("{}"),
        "a body is required, if an empty one"
    );
    let archive = make(
        tables::index_of("deleteMember"),
        &json!({ "member_id": 100 }),
    )
    .unwrap();
    assert_eq!(
        (archive.url.as_str(), archive.body),
        ("https://h/api/members/100?workspace_id=7", None)
    );
    let assign = json!({ "task_id": 5, "user_id": 100, "project_id": 10 });
    let assign = make(tables::index_of("assignTask"), &assign).unwrap();
    assert_eq!(assign.url, "https://h/api/tasks/5/assign/100");
    assert_eq!(
        assign.body.as_deref(),
        Some(r#"{"workspace_id":7,"project_id":10}"#)
    );
    let report = json!({ "date": "2024-01-01", "status": ["late", "absent"], "users": [1, 2] });
    let report = make(tables::index_of("getDailyAttendanceReport"), &report).unwrap();
    assert_eq!(
        report.url,
        "https://h/api/reports/daily-attendance?workspace_id=7&date=2024-01-01&users=1,2&status=late,absent"
    );
    for id in [json!(100), json!("100")] {
        let viewer = make(
            tables::index_of("getProjectViewer"),
            &json!({ "viewer_id": id }),
        )
        .unwrap();
        assert_eq!(
            viewer.url,
            "https://h/api/project-viewers/100?workspace_id=7"
        );
    }
}

#[test]
fn without_a_workspace_anywhere_the_message_names_both_places() {
    let failure = build(
        tables::operation(DELETE).unwrap(),
        Base {
            url: "",
            workspace_id: None,
        },
        br#"{"time_entry_id":"a"}"#,
        None,
    )
    .unwrap_err();
    assert_eq!(
        failure.message,
        "timeEntries.delete: workspace_id is required: a whole number (a safe integer), here or as workspaceId of the client"
    );
}

#[test]
fn null_clears_and_missing_is_not_sent() {
    let request = make(
        UPDATE,
        &json!({ "time_entry_id": "a", "notes": null, "task_id": null }),
    )
    .unwrap();
    assert_eq!(
        request.body.unwrap(),
        r#"{"workspace_id":7,"task_id":null,"notes":null}"#
    );
}

#[test]
fn per_page_above_fifty_is_sent_as_fifty() {
    let list = json!({ "user_id": 1, "date": "2026-01-29", "per_page": 100 });
    assert!(make(LIST, &list).unwrap().url.ends_with("&per_page=50"));
}

#[test]
fn every_refusal_names_the_parameter_and_what_is_allowed() {
    let cases = [
        (
            with("user_id", json!("1")),
            r#"user_id must be a whole number (a safe integer), got "1""#,
        ),
        (
            with("user_id", json!(1.5)),
            "user_id must be a whole number (a safe integer), got 1.5",
        ),
        (
            with("user_id", json!(9_007_199_254_740_992_i64)),
            "user_id must be a whole number (a safe integer), got 9007199254740992",
        ),
        (
            with("user_id", json!(null)),
            "user_id must be a whole number (a safe integer), got null",
        ),
        (
            with("user_id", json!({ "\0": "NaN" })),
            "user_id must be a whole number (a safe integer), got NaN",
        ),
        (
            with("contract_id", json!([])),
            "contract_id must be a whole number (a safe integer), or null, got []",
        ),
        (
            with("date", json!("2026-02-29")),
            r#"date must be a day that exists, as YYYY-MM-DD, got "2026-02-29""#,
        ),
        (
            with("date", json!("29.01.2026")),
            r#"date must be a day that exists, as YYYY-MM-DD, got "29.01.2026""#,
        ),
        (
            with("start_time", json!("9:00")),
            r#"start_time must be a time of day as HH:mm, 00:00 to 23:59, got "9:00""#,
        ),
        (
            with("end_time", json!("24:00")),
            r#"end_time must be a time of day as HH:mm, 00:00 to 23:59, got "24:00""#,
        ),
        (
            with("end_time", json!("09:00")),
            r#"end_time must be after start_time, got "09:00" to "09:00""#,
        ),
        (
            with("notes", json!("x".repeat(501))),
            "notes must be a text of at most 500 characters, or null, got 501 characters",
        ),
        (
            with("note", json!("x")),
            "there is no parameter note; did you mean notes?",
        ),
        (
            with("startTime", json!("x")),
            "there is no parameter startTime; did you mean start_time?",
        ),
        (
            with("colour", json!("x")),
            "there is no parameter colour; known are workspace_id, user_id, contract_id, task_id, notes, date, start_time, end_time",
        ),
    ];
    for (params, expected) in cases {
        assert_eq!(
            refusal(CREATE, &params),
            format!("timeEntries.create: {expected}")
        );
    }
    for (name, value, expected) in [
        (
            "page",
            json!(0),
            "page must be a whole number from 1, got 0",
        ),
        (
            "per_page",
            json!(0),
            "per_page must be a whole number from 1 to 100, got 0",
        ),
        (
            "per_page",
            json!(101),
            "per_page must be a whole number from 1 to 100, got 101",
        ),
    ] {
        let mut list = json!({ "user_id": 1, "date": "2026-01-29" });
        list[name] = value;
        assert_eq!(
            refusal(LIST, &list),
            format!("timeEntries.list: {expected}")
        );
    }
    for id in ["", ".", ".."] {
        assert_eq!(
            refusal(DELETE, &json!({ "time_entry_id": id })),
            format!("timeEntries.delete: time_entry_id must be an id, got \"{id}\"")
        );
    }
}

#[test]
fn each_required_parameter_is_missed() {
    for name in ["user_id", "date", "start_time", "end_time"] {
        let mut params = entry();
        params.as_object_mut().unwrap().remove(name);
        assert!(
            refusal(CREATE, &params)
                .starts_with(&format!("timeEntries.create: {name} is required: "))
        );
    }
}

#[test]
fn notes_are_counted_in_characters_not_bytes() {
    assert!(make(CREATE, &with("notes", json!("é".repeat(500)))).is_ok());
    assert!(make(CREATE, &with("notes", json!("😀".repeat(500)))).is_ok());
    assert!(make(CREATE, &with("notes", json!("😀".repeat(501)))).is_err());
}

#[test]
fn one_end_alone_is_fine_in_an_update() {
    assert!(
        make(
            UPDATE,
            &json!({ "time_entry_id": "a", "end_time": "08:00" })
        )
        .is_ok()
    );
    assert!(
        make(
            UPDATE,
            &json!({ "time_entry_id": "a", "start_time": "09:00", "end_time": "08:00" })
        )
        .is_err()
    );
}

#[test]
fn extras_are_merged_and_win() {
    let extras = json!({ "query": { "ids": [1, 2], "trace": "a b" }, "body": { "notes": "new", "flag": true } });
    let request = make_with(CREATE, &with("notes", json!("old")), Some(&extras)).unwrap();
    assert_eq!(
        request.url,
        "https://h/api/time-entries?ids=1,2&trace=a%20b"
    );
    let body: Value = serde_json::from_str(&request.body.unwrap()).unwrap();
    assert_eq!(
        body,
        json!({ "workspace_id": 7, "user_id": 1, "date": "2026-01-29", "start_time": "09:00", "end_time": "17:00", "notes": "new", "flag": true })
    );
    let list = json!({ "user_id": 1, "date": "2026-01-29", "page": 2 });
    let request = make_with(LIST, &list, Some(&json!({ "query": { "page": 3 } }))).unwrap();
    assert_eq!(
        request.url,
        "https://h/api/time-entries?workspace_id=7&user_id=1&date=2026-01-29&page=3"
    );
    assert!(
        make_with(LIST, &list, Some(&json!({ "body": { "a": 1 } })))
            .unwrap_err()
            .message
            .contains("a GET takes no body")
    );
    assert!(
        make_with(LIST, &list, Some(&json!({ "query": { "a": { "b": 1 } } })))
            .unwrap_err()
            .message
            .contains("options.query.a must be")
    );
}

#[test]
fn raw_requests_stay_below_the_base_url() {
    let raw = |spec: Value| build_raw(BASE, spec.to_string().as_bytes(), None);
    let request =
        raw(json!({ "method": "PUT", "path": "/a/b%20c", "query": { "q": "ü" }, "body": [1] }))
            .unwrap();
    assert_eq!(
        (request.url.as_str(), request.body.as_deref()),
        ("https://h/api/a/b%20c?q=%C3%BC", Some("[1]"))
    );
    for path in [
        "",
        "a",
        "//evil.example/a",
        "/../a",
        "/a/./b",
        "/a?b",
        "/a#b",
        "/a b",
        "/\\evil",
        "https://evil.example/",
    ] {
        assert!(
            raw(json!({ "method": "GET", "path": path })).is_err(),
            "{path}"
        );
    }
    assert!(raw(json!({ "method": "PATCH", "path": "/a" })).is_err());
    assert!(raw(json!({ "method": "GET", "path": "/a", "body": {} })).is_err());
    assert!(
        raw(json!({ "method": "GET", "path": "/a", "headers": {} }))
            .unwrap_err()
            .message
            .contains("there is no member headers")
    );
}

proptest! {
    #[test]
    fn an_id_of_any_letters_stays_one_segment_of_the_path(id in "\\PC+") {
        prop_assume!(id != "." && id != "..");
        let url = make(DELETE, &json!({ "time_entry_id": id })).unwrap().url;
        let segment = url.strip_prefix("https://h/api/time-entries/").unwrap();
        prop_assert!(!segment.contains(['/', '?', '#', ' ']) && segment.is_ascii());
        let decoded: Vec<u8> = decode(segment);
        prop_assert_eq!(String::from_utf8(decoded).unwrap(), id);
    }

    #[test]
    fn texts_reach_the_body_unchanged(notes in "\\PC{0,100}") {
        let body = make(CREATE, &with("notes", json!(notes))).unwrap().body.unwrap();
        let body: Value = serde_json::from_str(&body).unwrap();
        prop_assert_eq!(body["notes"].as_str(), Some(notes.as_str()));
    }

    #[test]
    fn dates_are_those_of_the_calendar(year in 0_u32..10_000, month in 0_u32..14, day in 0_u32..33) {
        let text = format!("{year:04}-{month:02}-{day:02}");
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let longest = [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        let exists = (1..=12).contains(&month) && day >= 1 && day <= longest[(month as usize - 1).min(11)];
        prop_assert_eq!(is_date(&text), exists);
    }

    #[test]
    fn times_are_two_digits_each(hours in 0_u32..30, rest in 0_u32..70) {
        let expected = (hours < 24 && rest < 60).then_some(hours * 60 + rest);
        prop_assert_eq!(minutes(&format!("{hours:02}:{rest:02}")), expected);
    }

    #[test]
    fn integers_are_safe_or_refused(number in any::<i64>()) {
        let safe = number.unsigned_abs() < 1 << 53;
        prop_assert_eq!(safe_integer(number.to_string().as_bytes()), safe.then_some(number));
    }

    #[test]
    fn any_text_for_parameters_is_answered_without_a_panic(text in any::<String>(), operation in 0_u16..63) {
        let _ = build(tables::operation(operation).unwrap(), BASE, text.as_bytes(), Some(text.as_bytes()));
        let _ = build_raw(BASE, text.as_bytes(), Some(text.as_bytes()));
    }
}

fn decode(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let hex: Vec<u8> = rest.by_ref().take(2).collect();
            bytes.push(u8::from_str_radix(std::str::from_utf8(&hex).unwrap(), 16).unwrap());
        } else {
            bytes.push(byte);
        }
    }
    bytes
}
