//! `options.query` and `options.body`.

use crate::support::{BASE, CREATE, LIST, issues, make_with, message, with};
use serde_json::{Value, json};
use webwork_sdk::request::build_raw;

#[test]
fn overrides_are_merged_and_win() {
    let overrides = json!({ "query": { "ids": [1, 2], "trace": "a b", "flag": true }, "body": { "notes": "new", "flag": true } });
    let request = make_with(CREATE, &with("notes", json!("old")), Some(&overrides)).unwrap();
    assert_eq!(
        request.url,
        "https://h/api/time-entries?flag=1&ids=1,2&trace=a%20b"
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
        message(&make_with(LIST, &list, Some(&json!({ "body": { "a": 1 } }))).unwrap_err())
            .contains("options.body must be left out, as a GET has no body")
    );
    assert!(
        message(
            &make_with(LIST, &list, Some(&json!({ "query": { "a": { "b": 1 } } }))).unwrap_err()
        )
        .contains("options.query.a must be")
    );
}

#[test]
fn what_a_query_cannot_say_is_refused_by_its_name() {
    let list = json!({ "user_id": 1, "date": "2026-01-29" });
    let query =
        json!({ "a": null, "b": { "c": 1 }, "d": [], "e": [[1]], "f": ["a,b"], "g": [1, null] });
    let failure = make_with(LIST, &list, Some(&json!({ "query": query }))).unwrap_err();
    let found = issues(&failure);
    let names: Vec<&str> = found.iter().map(|[name, ..]| *name).collect();
    let expected =
        ["a", "b", "d", "e[0]", "f[0]", "g[1]"].map(|name| format!("options.query.{name}"));
    assert_eq!(names, expected);
}

#[test]
fn a_body_that_is_no_object_cannot_be_merged_into() {
    let spec = json!({ "method": "POST", "path": "/a", "body": [1] });
    let overrides = json!({ "body": { "a": 1 } });
    let failure = build_raw(
        BASE,
        spec.to_string().as_bytes(),
        Some(overrides.to_string().as_bytes()),
    )
    .unwrap_err();
    assert_eq!(
        message(&failure),
        "options.body must be left out, as the body of the request is not an object, got {\"a\":1}"
    );
}

#[test]
fn issues_of_parameters_and_overrides_are_told_together() {
    let failure = make_with(
        CREATE,
        &with("user_id", json!("1")),
        Some(&json!({ "query": { "x": null } })),
    )
    .unwrap_err();
    let found = issues(&failure);
    assert_eq!([found[0][0], found[1][0]], ["user_id", "options.query.x"]);
}
