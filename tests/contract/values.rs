//! Compares what one value may be.

use crate::differences::{At, Differences};
use crate::models::compare_model;
use crate::openapi::{Contract, types};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use webwork_sdk::schema::{Enumeration, Field, Format, Kind};

/// Enumerations that the contract closes, but that are open in requests too: the vendor announces
/// more values.
const OPEN_IN_REQUESTS: &[&str] = &["WebhookEvent"];

/// What a comparison needs to know.
pub struct Comparison<'c> {
    pub contract: &'c Contract,
    /// All values that the examples show of each model, by its name.
    pub shown: BTreeMap<&'static str, Vec<Value>>,
    pub differences: Differences,
}

/// Compares a field with its schema. Formats, limits and defaults count in requests only.
pub fn compare_field(comparison: &mut Comparison<'_>, at: &At, field: &Field, schema: &Value) {
    let unresolved = schema;
    let schema = comparison.contract.resolve(schema);
    let nullable = types(schema).contains("null");
    let differences = &mut comparison.differences;
    differences.compare(at, "nullable", field.nullable, nullable);
    if matches!(field.kind, Kind::Integer) {
        compare_codes(differences, at, field, unresolved, schema);
    }
    if at.request {
        compare_constraints(differences, at, field, unresolved, schema);
    }
    compare_kind(comparison, at, field.kind, unresolved);
}

/// Codes of an integer: closed in requests if the contract lists them as an enumeration.
fn compare_codes(
    differences: &mut Differences,
    at: &At,
    field: &Field,
    unresolved: &Value,
    schema: &Value,
) {
    match schema["enum"].as_array() {
        Some(values) => {
            let codes: Vec<i64> = values.iter().filter_map(Value::as_i64).collect();
            differences.compare(at, "`known` or `only`", field.codes, &codes);
            differences.compare(at, "closed", field.closed, at.request);
        }
        None => {
            differences.compare(at, "closed", field.closed, false);
            for code in field.codes {
                if !describes(unresolved, schema, &code.to_string()) {
                    let remedy = format!("remove {code} from `known`");
                    differences.add(at, format!("the contract has no code {code}"), remedy);
                }
            }
        }
    }
}

fn compare_constraints(
    differences: &mut Differences,
    at: &At,
    field: &Field,
    unresolved: &Value,
    schema: &Value,
) {
    let format = match (schema["format"].as_str(), schema["pattern"].as_str()) {
        (None, None) if describes(unresolved, schema, "HH:mm") => Format::Time,
        (Some("date"), _) => Format::Date,
        (Some("date-time"), _) => Format::DateTime,
        (Some("email"), _) => Format::Email,
        (Some("uri"), _) => Format::Uri,
        // Ids are called UUIDs, but not all examples have that shape.
        (Some("uuid") | None, None) => Format::None,
        (None, Some(r"^\d{2}:\d{2}$")) => Format::Time,
        (format, pattern) => panic!("{at}: format {format:?} with pattern {pattern:?} is new"),
    };
    differences.compare(at, "format", field.format, format);
    let limit = |name: &str| schema.get(name).and_then(Value::as_i64);
    differences.compare(at, "min", field.min, limit("minimum"));
    differences.compare(at, "max", field.max, limit("maximum"));
    differences.compare(at, "min_length", field.min_length, limit("minLength"));
    differences.compare(at, "max_length", field.max_length, limit("maxLength"));
    differences.compare(at, "min_items", field.min_items, limit("minItems"));
    let default = schema
        .get("default")
        .map_or(String::new(), Value::to_string);
    differences.compare(at, "default", field.default, &default);
}

fn compare_kind(comparison: &mut Comparison<'_>, at: &At, kind: Kind, schema: &Value) {
    let unresolved = schema;
    let schema = comparison.contract.resolve(schema);
    let mut allowed = types(schema);
    allowed.remove("null");
    let ours = json_types(kind, &allowed);
    comparison
        .differences
        .compare(at, "the type", &ours, &allowed);
    if ours != allowed {
        return;
    }
    match kind {
        Kind::Enum(enumeration) | Kind::OpenEnum(enumeration) => {
            let closed = matches!(kind, Kind::Enum(_));
            compare_enumeration(
                &mut comparison.differences,
                at,
                enumeration,
                closed,
                unresolved,
                schema,
            );
        }
        Kind::String if schema.get("enum").is_some() => comparison.differences.add(
            at,
            format!("the contract allows {} only", schema["enum"]),
            "make it an enum under #[model]",
        ),
        Kind::Array(item) => compare_kind(comparison, &at.each("[]"), *item, &schema["items"]),
        Kind::ArrayOrObject(item) => match (item, schema.get("items")) {
            (_, Some(items)) => compare_kind(comparison, &at.each("[]"), *item, items),
            (Kind::Model(row), None) if row.open && row.fields.is_empty() => {}
            _ => comparison.differences.add(
                at,
                "the contract says nothing about the items",
                "make the item a #[model(open)] without fields",
            ),
        },
        Kind::Map(values) => match (values, schema.get("additionalProperties")) {
            (_, Some(inner @ Value::Object(_))) => {
                compare_kind(comparison, &at.each("{}"), *values, inner);
            }
            (Kind::Any, _) => {}
            _ => comparison.differences.add(
                at,
                "the contract says nothing about the values",
                "make it a Map<Any>",
            ),
        },
        Kind::Model(model) => compare_model(comparison, &at.within(model.name), model, schema),
        _ => {}
    }
}

/// The JSON types of a kind. A number may be documented as `number` or as both.
fn json_types(kind: Kind, allowed: &BTreeSet<&str>) -> BTreeSet<&'static str> {
    let types: &[&str] = match kind {
        Kind::Any => &[],
        Kind::Boolean => &["boolean"],
        Kind::Integer => &["integer"],
        Kind::Number if allowed.contains("integer") => &["integer", "number"],
        Kind::Number => &["number"],
        Kind::String | Kind::Enum(_) | Kind::OpenEnum(_) => &["string"],
        Kind::StringOrInteger => &["integer", "string"],
        Kind::Array(_) => &["array"],
        Kind::ArrayOrObject(_) => &["array", "object"],
        Kind::Map(_) | Kind::Model(_) => &["object"],
    };
    types.iter().copied().collect()
}

fn compare_enumeration(
    differences: &mut Differences,
    at: &At,
    enumeration: &Enumeration,
    closed: bool,
    unresolved: &Value,
    schema: &Value,
) {
    let at = at.within(enumeration.name);
    match schema["enum"].as_array() {
        Some(values) => {
            let values: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
            differences.compare(&at, "the list of values", enumeration.values, &values);
            let expected = at.request && !OPEN_IN_REQUESTS.contains(&enumeration.name);
            differences.compare(&at, "closed (no `Open<…>`)", closed, expected);
        }
        None if closed => differences.add(
            &at,
            "the contract does not list the values",
            "use Open<…> for the field",
        ),
        None => {
            for value in enumeration.values {
                if !describes(unresolved, schema, value) {
                    let problem = format!("the contract does not mention {value:?}");
                    differences.add(&at, problem, "remove the variant");
                }
            }
        }
    }
}

/// Whether the contract mentions a value in prose.
fn describes(unresolved: &Value, schema: &Value, value: &str) -> bool {
    [unresolved, schema]
        .iter()
        .filter_map(|one| one["description"].as_str())
        .any(|text| text.contains(value))
}
