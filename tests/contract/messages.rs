//! What a failing comparison says: operation, member, and what to do.

use crate::members::{compare_parameters, compare_responses};
use crate::openapi::Contract;
use crate::operations;
use serde_json::{Value, json};

/// The contract with one value set, or removed if it is `null`.
fn changed(pointer: &str, value: Value) -> Contract {
    let mut contract = Contract::read();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let parent = contract.root.pointer_mut(parent).expect(pointer);
    let members = parent.as_object_mut().unwrap();
    let name = name.replace("~1", "/");
    if value.is_null() {
        members.remove(&name).expect(pointer);
    } else {
        members.insert(name, value);
    }
    contract
}

#[track_caller]
fn assert_line(text: &str, line: &str) {
    assert!(
        text.lines().any(|one| one == line),
        "{line}\n-- not in --\n{text}"
    );
}

#[test]
fn a_new_response_member_is_named_with_the_field_to_add() {
    let contract = changed(
        "/components/schemas/Task/properties/colour",
        json!({ "type": ["string", "null"] }),
    );
    let text = compare_responses(&contract).text();
    assert_line(
        &text,
        "getTasks, response member `data[].colour`: the contract has it, the model does not",
    );
    assert_line(
        &text,
        "    in src/api/tasks.rs, Task: add field `pub colour: Option<Nullable<String>>`",
    );
}

#[test]
fn a_removed_response_member_is_named() {
    let contract = changed("/components/schemas/Webhook/properties/url", Value::Null);
    let text = compare_responses(&contract).text();
    assert_line(
        &text,
        "getWebhooks, response member `data[].url`: the model has it, the contract does not",
    );
    assert_line(
        &text,
        "    in src/api/webhooks.rs, Webhook: remove field `url`",
    );
}

#[test]
fn a_changed_limit_of_a_parameter_is_named_with_the_new_value() {
    let contract = changed(
        "/components/schemas/TimeEntryCreate/properties/notes/maxLength",
        json!(1_000),
    );
    let text = compare_parameters(&contract).text();
    assert_line(
        &text,
        "createTimeEntry, parameter `notes`: max_length is Some(500), but Some(1000) in the contract",
    );
    assert_line(
        &text,
        "    in src/api/time_entries.rs, CreateTimeEntryParams: change max_length of `notes` to Some(1000)",
    );
}

#[test]
fn a_changed_type_is_named() {
    let contract = changed(
        "/components/schemas/Webhook/properties/token/type",
        json!("integer"),
    );
    assert_line(
        &compare_responses(&contract).text(),
        "getWebhooks, response member `data[].token`: the type is {\"string\"}, but {\"integer\"} in the contract",
    );
}

#[test]
fn a_new_operation_is_named_with_its_file() {
    let contract = changed(
        "/paths/~1teams",
        json!({ "get": { "operationId": "getTeams", "tags": ["Teams"] } }),
    );
    let text = operations::compare(&contract).text();
    assert_line(&text, "getTeams: GET /teams is in the contract only");
    assert_line(
        &text,
        "    in src/api/teams.rs: add an Operation with the id \"getTeams\"",
    );
}

#[test]
fn a_removed_operation_is_named() {
    let contract = changed("/paths/~1workspaces", Value::Null);
    let text = operations::compare(&contract).text();
    assert_line(&text, "getWorkspaces: the contract has no such operation");
    assert_line(&text, "    in src/api: remove workspaces.list");
}

#[test]
fn a_moved_operation_is_named_with_the_new_path() {
    let operations = Contract::read().root["paths"]["/workspaces"].clone();
    let mut contract = changed("/paths/~1workspaces", Value::Null);
    contract.root["paths"]["/spaces"] = operations;
    let text = operations::compare(&contract).text();
    assert_line(
        &text,
        "getWorkspaces: path is /workspaces, but /spaces in the contract",
    );
    assert_line(
        &text,
        "    in src/api/workspaces.rs: change `path` of workspaces.list to /spaces",
    );
}
