//! Parameters by themselves: where they go, and what is refused.

use crate::support::{
    BASE, CREATE, DELETE, LIST, UPDATE, entry, make, make_with, message, refusal, with,
};
use proptest::prelude::*;
use serde_json::{Value, json};
use webwork_sdk::request::formats::safe_integer;
use webwork_sdk::request::{Base, build, build_raw};
use webwork_sdk::tables;

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
        message(&failure),
        "workspace_id is required: an integer, here or as workspaceId of the client"
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
fn each_required_parameter_is_missed() {
    for name in ["user_id", "date", "start_time", "end_time"] {
        let mut params = entry();
        params.as_object_mut().unwrap().remove(name);
        assert!(refusal(CREATE, &params).starts_with(&format!("{name} is required: ")));
    }
}

#[test]
fn notes_are_counted_in_characters_not_bytes() {
    assert!(make(CREATE, &with("notes", json!("é".repeat(500)))).is_ok());
    assert!(make(CREATE, &with("notes", json!("😀".repeat(500)))).is_ok());
    assert!(make(CREATE, &with("notes", json!("😀".repeat(501)))).is_err());
}

/// The page and page size that are sent, wherever they come from.
#[test]
fn the_page_is_known_without_parsing_the_url() {
    let page = |operation, params: Value, overrides: Option<Value>| {
        let request = make_with(operation, &params, overrides.as_ref()).unwrap();
        (request.page, request.per_page)
    };
    let list = json!({ "user_id": 1, "date": "2026-01-29" });
    let third = json!({ "user_id": 1, "date": "2026-01-29", "page": 3, "per_page": 100 });
    assert_eq!(page(LIST, list.clone(), None), (1, 20));
    assert_eq!(page(LIST, third.clone(), None), (3, 50));
    let four = json!({ "query": { "page": 4, "per_page": "10" } });
    assert_eq!(page(LIST, third, Some(four)), (4, 10));
    let odd = json!({ "query": { "page": "last", "per_page": 1e300 } });
    assert_eq!(page(LIST, list, Some(odd)), (1, 20));
    assert_eq!(page(CREATE, entry(), None), (0, 0));
}

#[test]
fn booleans_in_queries_are_sent_as_one_and_zero() {
    let report = tables::index_of("getTaskReport");
    for (value, sent) in [(true, "1"), (false, "0")] {
        let params = json!({ "start_date": "2026-01-01", "end_date": "2026-01-02", "include_no_task": value });
        let url = make(report, &params).unwrap().url;
        assert!(url.ends_with(&format!("include_no_task={sent}")), "{url}");
    }
}

#[test]
fn no_parameter_of_a_query_may_be_null() {
    for index in 0.. {
        let Some(operation) = tables::operation(index) else {
            assert!(index > 60);
            break;
        };
        for field in tables::params(operation) {
            let in_url = field.flags & (tables::IN_QUERY | tables::IN_PATH) != 0;
            assert!(
                !in_url || field.flags & tables::NULLABLE == 0,
                "{}",
                tables::string(field.name)
            );
        }
    }
}

proptest! {
    #[test]
    fn texts_reach_the_body_unchanged(notes in "\\PC{0,100}") {
        let body = make(CREATE, &with("notes", json!(notes))).unwrap().body.unwrap();
        let body: Value = serde_json::from_str(&body).unwrap();
        prop_assert_eq!(body["notes"].as_str(), Some(notes.as_str()));
    }

    #[test]
    fn integers_are_safe_or_refused(number in any::<i64>()) {
        let safe = number.unsigned_abs() < 1 << 53;
        prop_assert_eq!(safe_integer(number.to_string().as_bytes()), safe.then_some(number));
    }

    #[test]
    fn any_text_for_parameters_is_answered_without_a_panic(text in any::<String>(), operation in 0_u16..80) {
        if let Some(operation) = tables::operation(operation) {
            let _ = build(operation, BASE, text.as_bytes(), Some(text.as_bytes()));
        }
        let _ = build_raw(BASE, text.as_bytes(), Some(text.as_bytes()));
    }
}
