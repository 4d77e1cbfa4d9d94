//! The documented examples, as requests, as responses and as Rust values.

use crate::body_support::summary;
use crate::examples::{each_example, parameters};
use crate::{each_operation, model};
use serde_json::{Map, Value, json};
use webwork_sdk::api::common::ErrorResponse;
use webwork_sdk::request::{self, Base};
use webwork_sdk::response::body::{self, Context, Validation, Verdict};
use webwork_sdk::schema::{Describe, Field, Kind, Model, Operation};
use webwork_sdk::tables;

const BASE: Base<'static> = Base {
    url: "https://api.example/api/v2",
    workspace_id: None,
};

#[test]
fn every_documented_request_is_built_as_documented() {
    for (index, operation, example) in each_example() {
        let request = &example["request"];
        let params = Value::Object(parameters(operation, request)).to_string();
        let packed = tables::operation(index).unwrap();
        let built = request::build(packed, BASE, params.as_bytes(), None).expect(operation.id);

        assert_eq!(built.method.name(), request["method"], "{}", operation.id);
        let (url, query) = built.url.split_once('?').unwrap_or((&built.url, ""));
        let path = request["path"].as_str().unwrap();
        assert_eq!(url, format!("{}{path}", BASE.url));
        let query: Map<String, Value> = query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (name.to_owned(), json!(value.replace("%40", "@"))))
            .collect();
        let documented = request["query"].as_object().into_iter().flatten();
        let documented: Map<String, Value> = documented
            .map(|(name, value)| (name.clone(), json!(in_query(value))))
            .collect();
        assert_eq!(query, documented, "{}: query", operation.id);
        let body: Option<Value> = built.body.map(|body| serde_json::from_str(&body).unwrap());
        assert_eq!(body.as_ref(), request.get("body"), "{}: body", operation.id);
    }
}

fn in_query(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(value) => i64::from(*value).to_string(),
        other => other.to_string(),
    }
}

#[test]
fn every_documented_response_is_accepted_without_drift() {
    for (index, operation, example) in each_example() {
        let Some(response) = example.get("response") else {
            continue;
        };
        let mut drifts = Vec::new();
        let verdict = judge(
            index,
            operation,
            200,
            response,
            &mut |pointer, expected, found| {
                // Some examples are cut off; what came after the cut is missing.
                if found != "nothing" || example.get("truncated").is_none() {
                    drifts.push(format!("{pointer}: {expected}, {found}"));
                }
            },
        );
        assert!(verdict.is_ok(), "{}: {verdict:?}", operation.id);
        assert_eq!(drifts, Vec::<String>::new(), "{}", operation.id);
    }
}

#[test]
fn every_documented_error_is_an_error_with_its_message() {
    for (index, operation, example) in each_example() {
        for (status, body) in example["errors"].as_object().into_iter().flatten() {
            let status = status.parse().unwrap();
            let failure = judge(index, operation, status, body, &mut |_, _, _| {}).unwrap_err();
            let message = body["message"].as_str().unwrap();
            assert!(failure.message.contains(message), "{}", failure.message);
        }
    }
}

fn judge(
    index: u16,
    operation: &Operation,
    status: u16,
    body: &Value,
    drift: &mut dyn FnMut(&str, &str, &str),
) -> Result<Verdict, Box<webwork_sdk::error::Failure>> {
    let context = Context {
        operation: operation.id,
        method: operation.method,
        contract: Some(tables::kind(tables::operation(index).unwrap().response)),
        validation: Validation::Report,
        maybe_applied: false,
    };
    let text = body.to_string();
    let summary = summary(&text);
    body::judge(context, status, &summary, text.as_bytes(), drift)
}

/// Asserts that a value survives being read into its Rust type and written again.
///
/// The order of members does not count, `8` and `8.0` are the same number, and members that the model
/// does not know may get lost.
#[track_caller]
fn assert_survives(what: &str, model: &Model, value: &Value) {
    let written = (model.rewrite)(value.clone()).unwrap_or_else(|error| panic!("{what}: {error}"));
    let expected = comparable(Kind::Any, &known(model, value));
    assert_eq!(comparable(Kind::Any, &written), expected, "{what}");
}

/// A value without the members that its model does not know.
fn known(model: &Model, value: &Value) -> Value {
    let Some(members) = value.as_object() else {
        return value.clone();
    };
    let field = |name: &str| model.fields.iter().find(|field| field.name == name);
    let members = members.iter().filter_map(|(name, value)| {
        let field = field(name)?;
        Some((name.clone(), comparable(field.kind, value)))
    });
    members.collect::<Map<_, _>>().into()
}

/// A value with all numbers as floats, and without members that are not known at any depth.
fn comparable(kind: Kind, value: &Value) -> Value {
    match (kind, value) {
        (_, Value::Number(number)) => json!(number.as_f64()),
        (Kind::Model(model), Value::Object(_)) => known(model, value),
        (Kind::Array(item) | Kind::ArrayOrObject(item), Value::Array(items)) => {
            items.iter().map(|one| comparable(*item, one)).collect()
        }
        (Kind::Map(item), Value::Object(members)) => each_member(members, *item),
        (_, Value::Array(items)) => items.iter().map(|one| comparable(kind, one)).collect(),
        (_, Value::Object(members)) => each_member(members, Kind::Any),
        _ => value.clone(),
    }
}

fn each_member(members: &Map<String, Value>, kind: Kind) -> Value {
    let members = members.iter();
    members
        .map(|(name, value)| (name.clone(), comparable(kind, value)))
        .collect::<Map<_, _>>()
        .into()
}

#[test]
fn every_documented_example_survives_being_read_into_its_models_and_written_again() {
    for (_, operation, example) in each_example() {
        let params = Value::Object(parameters(operation, &example["request"]));
        let what = format!("{}: request", operation.id);
        assert_survives(&what, model(operation.params), &params);
        for (status, body) in example["errors"].as_object().into_iter().flatten() {
            let what = format!("{}: response {status}", operation.id);
            assert_survives(&what, model(ErrorResponse::KIND), body);
        }
        let Some(response) = example.get("response") else {
            continue;
        };
        let response = complete(operation.response, response, example["truncated"] == true);
        let what = format!("{}: response", operation.id);
        assert_survives(&what, model(operation.response), &response);
    }
}

/// An example that the documentation cuts off, with samples for the required members that are missing.
fn complete(kind: Kind, value: &Value, truncated: bool) -> Value {
    match (kind, value) {
        (Kind::Model(model), Value::Object(members)) if truncated => {
            let mut members = members.clone();
            for field in model.fields {
                match members.get(field.name) {
                    Some(value) => {
                        let value = complete(field.kind, value, truncated);
                        members.insert(field.name.to_owned(), value);
                    }
                    None if field.optional => {}
                    None => drop(members.insert(field.name.to_owned(), sample(field.kind))),
                }
            }
            members.into()
        }
        (Kind::Array(item), Value::Array(items)) => items
            .iter()
            .map(|one| complete(*item, one, truncated))
            .collect(),
        _ => value.clone(),
    }
}

/// A value of a kind, with every member.
fn sample(kind: Kind) -> Value {
    match kind {
        Kind::Any => json!([null, { "a": "b" }]),
        Kind::Boolean => json!(true),
        Kind::Integer => json!(7),
        Kind::Number => json!(7.5),
        Kind::String | Kind::StringOrInteger => json!("text"),
        Kind::Enum(enumeration) => json!(enumeration.values[0]),
        Kind::OpenEnum(_) => json!("another value"),
        Kind::Array(item) | Kind::ArrayOrObject(item) => json!([sample(*item), sample(*item)]),
        Kind::Map(item) => json!({ "2026-01-29": sample(*item) }),
        Kind::Model(model) => members(model, |field| Some(sample(field.kind))),
    }
}

/// An object with those fields of a model for which there is a value.
fn members(model: &Model, value: impl Fn(&Field) -> Option<Value>) -> Value {
    let fields = model.fields.iter();
    fields
        .filter_map(|field| Some((field.name.to_owned(), value(field)?)))
        .collect::<Map<_, _>>()
        .into()
}

#[test]
fn every_model_survives_with_all_members_with_nulls_and_with_what_is_required_alone() {
    for (_, operation) in each_operation() {
        for kind in [operation.params, operation.response] {
            let model = model(kind);
            let what = format!("{}, {}", operation.id, model.name);
            let all = |field: &Field| Some(sample(field.kind));
            let nulls = |field: &Field| match field.nullable {
                true => Some(Value::Null),
                false => Some(sample(field.kind)),
            };
            let required = |field: &Field| (!field.optional).then(|| sample(field.kind));
            assert_survives(&what, model, &members(model, all));
            assert_survives(&what, model, &members(model, nulls));
            assert_survives(&what, model, &members(model, required));
        }
    }
}
