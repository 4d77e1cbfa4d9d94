//! Reads the documented examples.

use crate::openapi::folder;
use crate::{each_operation, model};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use webwork_sdk::schema::{Kind, Operation};

/// The example of an operation, if there is one.
pub fn example(id: &str) -> Option<Value> {
    let file = folder().join("examples").join(format!("{id}.json"));
    let text = std::fs::read_to_string(file).ok()?;
    let mut example: Value = serde_json::from_str(&text).unwrap();
    // The documentation shows the items of some lists separately. Put them into the response.
    if let Some(item) = example.get("item").cloned() {
        if example.get("response").is_none() {
            example["response"] = json!({ "success": true });
        }
        example["response"]["data"] = json!([item]);
    }
    Some(example)
}

/// The operations that have an example, with their index in the tables.
pub fn each_example() -> impl Iterator<Item = (u16, &'static Operation, Value)> {
    (0..)
        .zip(each_operation())
        .filter_map(|(index, (_, operation))| {
            example(operation.id).map(|example| (index, operation, example))
        })
}

/// The parameters of the SDK's method that make the documented request.
pub fn parameters(operation: &Operation, request: &Value) -> Map<String, Value> {
    let mut params = Map::new();
    let path = request["path"].as_str().unwrap();
    for (template, segment) in operation.path.split('/').zip(path.split('/')) {
        if let Some(name) = template.strip_prefix('{') {
            params.insert(name.trim_end_matches('}').to_owned(), json!(segment));
        }
    }
    for part in ["query", "body"] {
        params.extend(request[part].as_object().cloned().unwrap_or_default());
    }
    for field in model(operation.params).fields {
        if let Some(Value::String(text)) = params.get(field.name) {
            let value = typed(field.kind, text);
            params.insert(field.name.to_owned(), value);
        }
    }
    params
}

/// A value out of a URL, or a string out of a body.
fn typed(kind: Kind, text: &str) -> Value {
    match kind {
        Kind::Integer => json!(text.parse::<i64>().expect(text)),
        Kind::Array(item) => text.split(',').map(|part| typed(*item, part)).collect(),
        _ => json!(text),
    }
}

/// All values that the documented responses show of each model, by its name.
pub fn shown_models() -> BTreeMap<&'static str, Vec<Value>> {
    let mut shown = BTreeMap::new();
    for (_, operation, example) in each_example() {
        collect(operation.response, &example["response"], &mut shown);
    }
    shown
}

fn collect(kind: Kind, value: &Value, shown: &mut BTreeMap<&'static str, Vec<Value>>) {
    match (kind, value) {
        (Kind::Array(item) | Kind::ArrayOrObject(item), Value::Array(items)) => {
            items.iter().for_each(|one| collect(*item, one, shown));
        }
        // The documentation shows some objects collapsed, as `{}`. They show nothing.
        (Kind::Model(model), Value::Object(members)) if !members.is_empty() => {
            shown.entry(model.name).or_default().push(value.clone());
            for field in model.fields {
                collect(field.kind, &value[field.name], shown);
            }
        }
        _ => {}
    }
}
