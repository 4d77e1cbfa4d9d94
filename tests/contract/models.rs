//! Compares the members of a model.

use crate::differences::At;
use crate::openapi::requires;
use crate::source;
use crate::values::{Comparison, compare_field};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use webwork_sdk::schema::{Field, Model};

/// Members that every response has by the conventions of the contract, though no schema requires
/// them.
const ENVELOPE: &[&str] = &["success", "data"];

/// Members that our envelopes have, though the schema of the operation may not list them.
const COMMON: &[&str] = &["success", "message", "meta"];

/// Spellings of documented members that come from other revisions or from V1.
const OTHER_SPELLINGS: &[(&str, &str)] = &[
    ("Expense", "added_date"),
    ("TimeRequest", "activity_description"),
];

/// Compares the envelope of a response, which may have [`COMMON`] members that its schema lacks.
pub fn compare_envelope(comparison: &mut Comparison<'_>, at: &At, model: &Model, schema: &Value) {
    let mut schema = schema.clone();
    if !schema["properties"].is_object() {
        schema["properties"] = json!({});
    }
    for field in model.fields {
        if COMMON.contains(&field.name) && schema["properties"].get(field.name).is_none() {
            schema["properties"][field.name] = match field.name {
                "success" => json!({ "type": "boolean" }),
                "message" => json!({ "type": "string" }),
                _ => json!({ "$ref": "#/components/schemas/Meta" }),
            };
        }
    }
    compare_model(comparison, at, model, &schema);
}

/// Compares a model with an object schema.
pub fn compare_model(comparison: &mut Comparison<'_>, at: &At, model: &Model, schema: &Value) {
    let nothing = serde_json::Map::new();
    let documented = schema["properties"].as_object().unwrap_or(&nothing);
    let is_other_spelling = |name: &str| {
        OTHER_SPELLINGS.contains(&(model.name, name)) && !documented.contains_key(name)
    };
    for (name, member) in documented {
        if !model.fields.iter().any(|field| field.name == name) {
            let required = requires(schema, name);
            let field = source::field(comparison.contract, name, member, required);
            comparison.differences.add(
                &at.member(name),
                "the contract has it, the model does not",
                format!("add field `{field}`"),
            );
        }
    }
    let fields = model.fields.iter();
    for field in fields.filter(|field| !is_other_spelling(field.name)) {
        let at = at.member(field.name);
        match documented.get(field.name) {
            Some(member) => {
                compare_presence(comparison, &at, model, field, schema);
                compare_field(comparison, &at, field, member);
            }
            None => comparison.differences.add(
                &at,
                "the model has it, the contract does not",
                format!("remove field `{}`", field.name),
            ),
        }
    }
}

/// A field must be optional unless something says that it is always there: the contract, its
/// conventions, or every example.
fn compare_presence(
    comparison: &mut Comparison<'_>,
    at: &At,
    model: &Model,
    field: &Field,
    schema: &Value,
) {
    let required = requires(schema, field.name);
    if required && field.optional {
        let remedy = format!("make `{}` required: no Option<…>", field.name);
        comparison
            .differences
            .add(at, "the contract requires it", remedy);
    }
    if field.optional || required {
        return;
    }
    let examples = comparison.shown.get(model.name);
    let examples = examples.map(Vec::as_slice).unwrap_or_default();
    let always_shown = !field.nullable
        && !examples.is_empty()
        && examples
            .iter()
            .all(|example| !example[field.name].is_null());
    let names: BTreeSet<&str> = model.fields.iter().map(|field| field.name).collect();
    let is_envelope = names.contains("success") && ENVELOPE.contains(&field.name);
    if !always_shown && !is_envelope {
        comparison.differences.add(
            at,
            "neither does the contract require it nor does every example show it",
            format!("make `{}` an Option<…>", field.name),
        );
    }
}
