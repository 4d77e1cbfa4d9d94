//! Rules between parameters.

use crate::support::{UPDATE, make, refusal};
use serde_json::json;
use webwork_sdk::tables;

/// What is refused, as `operation, parameters → message`; `{}` stands for what is needed besides.
#[test]
fn rules_between_parameters_are_kept() {
    let refused = [
        (
            "getTasks",
            json!({}),
            "project_id is required: an integer, unless contract_id is given",
        ),
        (
            "startTimeTracking",
            json!({ "user_id": 1, "task_id": 5, "contract_id": null }),
            "contract_id must be an integer when task_id is given, got null",
        ),
        (
            "createProject",
            json!({ "name": "a", "start_date": "2026-02-01", "deadline": "2026-01-31" }),
            "deadline must be on or after start_date (\"2026-02-01\"), got \"2026-01-31\"",
        ),
        (
            "createTimeRequest",
            json!({ "user_id": 1, "start": "2026-01-01T09:00:00+02:00", "end": "2026-01-01T07:00:00Z" }),
            "end must be later than start (\"2026-01-01T09:00:00+02:00\"), got \"2026-01-01T07:00:00Z\"",
        ),
        (
            "getTrackedHoursReport",
            json!({ "user_id": 1, "start_date": "2024-01-01", "end_date": "2024-02-01" }),
            "end_date must be within 31 days from start_date (\"2024-01-01\"), both days counted, got \"2024-02-01\"",
        ),
        (
            "getTaskReport",
            json!({ "start_date": "2024-01-01", "end_date": "2024-02-01" }),
            "end_date must be within 31 days from start_date (\"2024-01-01\"), both days counted, got \"2024-02-01\"",
        ),
        (
            "getTaskReport",
            json!({ "start_date": "2024-01-01", "end_date": "2024-01-02", "users": [] }),
            "users must be a non-empty array, or left out, got []",
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
fn an_entry_until_midnight_is_refused_with_the_way_out() {
    let until = |end: &str| json!({ "time_entry_id": "a", "start_time": "23:00", "end_time": end });
    let way_out = "an entry cannot end at 24:00, so end it at 23:59 or split it at midnight";
    assert_eq!(
        refusal(UPDATE, &until("00:00")),
        format!("end_time must be later than start_time (\"23:00\"); {way_out}, got \"00:00\"")
    );
    assert_eq!(
        refusal(UPDATE, &until("24:00")),
        format!(
            "end_time must be a time of day as HH:mm, from 00:00 to 23:59; {way_out}, got \"24:00\""
        )
    );
    assert!(make(UPDATE, &until("23:59")).is_ok());
}

#[test]
fn a_rule_is_left_out_where_one_of_its_parameters_is_wrong_by_itself() {
    let params = json!({ "time_entry_id": "a", "start_time": "9 am", "end_time": "08:00" });
    assert_eq!(
        refusal(UPDATE, &params),
        "start_time must be a time of day as HH:mm, from 00:00 to 23:59, got \"9 am\""
    );
}
