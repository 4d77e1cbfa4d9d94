//! Messages: every parameter that is wrong is named, with what is allowed and what was given.

use crate::support::{CREATE, DELETE, LIST, entry, issues, make, message, raw, refusal, with};
use serde_json::{Value, json};
use webwork_sdk::error::Code;
use webwork_sdk::tables;

#[test]
fn every_refusal_names_the_parameter_and_what_is_allowed() {
    let cases = [
        (
            with("user_id", json!("1")),
            r#"user_id must be an integer, got "1""#,
        ),
        (
            with("user_id", json!(1.5)),
            "user_id must be an integer, got 1.5",
        ),
        (
            with("user_id", json!(9_007_199_254_740_992_i64)),
            "user_id must be an integer, got 9007199254740992, which JavaScript cannot hold exactly",
        ),
        (
            with("user_id", json!(null)),
            "user_id must be an integer, got null",
        ),
        (
            with("user_id", json!({ "\0": "NaN" })),
            "user_id must be an integer, got NaN",
        ),
        (
            with("contract_id", json!([])),
            "contract_id must be an integer or null, got []",
        ),
        (
            with("date", json!("2026-02-29")),
            r#"date must be a date that exists, as YYYY-MM-DD, got "2026-02-29""#,
        ),
        (
            with("date", json!("29.01.2026")),
            r#"date must be a date that exists, as YYYY-MM-DD, got "29.01.2026""#,
        ),
        (
            with("start_time", json!("9:00")),
            r#"start_time must be a time of day as HH:mm, from 00:00 to 23:59, got "9:00""#,
        ),
        (
            with("end_time", json!("24:00")),
            r#"end_time must be a time of day as HH:mm, from 00:00 to 23:59; an entry cannot end at 24:00, so end it at 23:59 or split it at midnight, got "24:00""#,
        ),
        (
            with("end_time", json!("09:00")),
            r#"end_time must be later than start_time ("09:00"), got "09:00""#,
        ),
        (
            with("notes", json!("x".repeat(501))),
            "notes must be a string of at most 500 characters or null, got 501 characters",
        ),
        (
            with("note", json!("x")),
            "note is unknown (did you mean notes?)",
        ),
        (
            with("startTime", json!("x")),
            "startTime is unknown (did you mean start_time?)",
        ),
        (
            with("colour", json!("x")),
            "colour is unknown (known: workspace_id, user_id, contract_id, task_id, notes, date, start_time, end_time)",
        ),
    ];
    for (params, expected) in cases {
        assert_eq!(refusal(CREATE, &params), expected);
    }
    for (name, value, expected) in [
        ("page", json!(0), "page must be an integer from 1, got 0"),
        (
            "per_page",
            json!(0),
            "per_page must be an integer from 1 to 100, got 0",
        ),
        (
            "per_page",
            json!(101),
            "per_page must be an integer from 1 to 100, got 101",
        ),
    ] {
        let mut list = json!({ "user_id": 1, "date": "2026-01-29" });
        list[name] = value;
        assert_eq!(refusal(LIST, &list), expected);
    }
    for id in ["", ".", ".."] {
        assert_eq!(
            refusal(DELETE, &json!({ "time_entry_id": id })),
            format!(
                "time_entry_id must be an id, which is never empty, \".\" or \"..\", got \"{id}\""
            )
        );
    }
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let params = json!({ "user_id": "1", "date": "tomorrow", "start_time": "09:00", "note": "x" });
    let failure = make(CREATE, &params).unwrap_err();
    assert_eq!(failure.code, Code::InvalidArgument);
    assert_eq!(
        issues(&failure),
        [
            ["date", "a date that exists, as YYYY-MM-DD", "\"tomorrow\""],
            ["note", "nothing (did you mean notes?)", "a string"],
            ["user_id", "an integer", "\"1\""],
            [
                "end_time",
                "a time of day as HH:mm, from 00:00 to 23:59",
                "nothing"
            ],
        ]
    );
    assert_eq!(
        message(&failure),
        "\
         date must be a date that exists, as YYYY-MM-DD, got \"tomorrow\"; \
         note is unknown (did you mean notes?); \
         user_id must be an integer, got \"1\"; \
         end_time is required: a time of day as HH:mm, from 00:00 to 23:59"
    );
}

#[test]
fn of_thousands_of_issues_the_first_fifty_are_told() {
    let users = vec![json!("x"); 10_000];
    let params = json!({ "date": "2024-01-01", "users": users });
    let failure = make(tables::index_of("getDailyAttendanceReport"), &params).unwrap_err();
    assert_eq!(failure.issues.len(), 50);
    assert_eq!(failure.issues[49].parameter, "users[49]");
}

#[test]
fn options_among_the_parameters_are_sent_to_the_second_argument() {
    for option in [
        "signal",
        "timeout",
        "totalTimeout",
        "maxRetries",
        "headers",
        "priority",
        "prefetch",
        "query",
        "body",
    ] {
        assert_eq!(
            refusal(
                LIST,
                &json!({ "user_id": 1, "date": "2026-01-29", option: 1 })
            ),
            format!("{option} is unknown (options go in the second argument)")
        );
    }
    let spec = json!({ "method": "GET", "path": "/a", "headers": { "a": "b" } });
    assert_eq!(
        message(&raw(&spec).unwrap_err()),
        "headers is unknown (options go in the second argument)"
    );
}

#[test]
fn an_option_that_is_also_a_parameter_stays_a_parameter() {
    let task = json!({ "name": "a", "project_id": 1, "priority": "high" });
    assert!(refusal(tables::index_of("createTask"), &task).contains("priority must be one of"));
}

/// The TypeScript side writes what JSON cannot hold as `{"\u0000":"NaN"}`.
fn placeholder(name: &str) -> Value {
    json!({ "\0": name })
}

#[test]
fn what_json_cannot_hold_is_refused_by_its_name_wherever_it_is() {
    assert_eq!(
        refusal(CREATE, &with("notes", placeholder("a Date"))),
        "notes must be a string of at most 500 characters or null, got a Date"
    );
    for index in 0.. {
        let Some(operation) = tables::operation(index) else {
            assert!(index > 60);
            break;
        };
        for field in tables::params(operation) {
            let name = tables::string(field.name);
            for value in [
                placeholder("a Date"),
                json!([placeholder("a Date")]),
                json!({ "a": [placeholder("a Date")] }),
            ] {
                let failure = make(index, &json!({ name: value })).unwrap_err();
                let is_named = failure
                    .issues
                    .iter()
                    .any(|issue| issue.parameter.starts_with(name) && issue.received != "nothing");
                assert!(is_named, "{name}: {}", message(&failure));
            }
        }
    }
    let spec = json!({ "method": "PUT", "path": "/a", "query": { "q": placeholder("NaN"), "l": [1, placeholder("NaN")] },
        "body": { "from": placeholder("NaN"), "deep": [{ "at": [0, placeholder("undefined")] }] } });
    assert_eq!(
        issues(&raw(&spec).unwrap_err()),
        [
            [
                "query.l[1]",
                "a string without a comma, a number or a boolean",
                "NaN"
            ],
            [
                "query.q",
                "a string, a number, a boolean or a non-empty array of these",
                "NaN"
            ],
            ["body.deep[0].at[1]", "a JSON value", "undefined"],
            ["body.from", "a JSON value", "NaN"],
        ]
    );
    let spec = json!({ "method": placeholder("a symbol"), "path": placeholder("a URL"), "query": placeholder("a Map"), "body": placeholder("a FormData") });
    let failure = raw(&spec).unwrap_err();
    let received: Vec<&str> = failure
        .issues
        .iter()
        .map(|issue| issue.received.as_str())
        .collect();
    assert_eq!(received, ["a symbol", "a URL", "a Map", "a FormData"]);
}

#[test]
fn long_values_and_names_are_cut_in_messages() {
    let failure = make(CREATE, &with("user_id", json!("x".repeat(10_000)))).unwrap_err();
    assert!(message(&failure).len() < 200, "{}", message(&failure));
    let mut params = entry();
    params["y".repeat(10_000)] = json!(1);
    assert!(refusal(CREATE, &params).len() < 300);
}
