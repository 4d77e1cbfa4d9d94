//! Holds the tables against the contract (`contract/openapi.yaml` and its examples), for every
//! resource that the tables have: names, places, required, nullable, enumerations, formats, limits.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use webwork_sdk::api::RESOURCES;
use webwork_sdk::api::pack;
use webwork_sdk::api::schema::{Field, Format, Kind, Method, Model, Operation, Place, Resource};
use webwork_sdk::call::request::{self, Base};
use webwork_sdk::call::response::{self, Body, Question, Validation};

const BASE: Base<'static> = Base {
    url: "https://api.example/api/v2",
    workspace_id: None,
};

/// An answer without a body stands for it, so only `success` is promised.
const MAY_BE_BARE: &[&str] = &["MessageResponse"];

struct Contract {
    root: Value,
}

/// An operation of the contract, with what its surroundings say of it.
struct Documented<'c> {
    contract: &'c Contract,
    method: String,
    path: String,
    operation: &'c Value,
}

fn contract() -> Contract {
    let text = std::fs::read_to_string(folder().join("openapi.yaml")).unwrap();
    Contract {
        root: serde_norway::from_str(&text).unwrap(),
    }
}

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("contract")
}

impl Contract {
    /// A schema with its `$ref` followed and its `allOf` of one taken apart.
    fn resolve<'c>(&'c self, schema: &'c Value) -> &'c Value {
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            return self.resolve(
                self.root
                    .pointer(reference.trim_start_matches('#'))
                    .expect(reference),
            );
        }
        match schema
            .get("allOf")
            .and_then(Value::as_array)
            .map(Vec::as_slice)
        {
            Some([only]) => self.resolve(only),
            Some(_) => panic!("an allOf of several"),
            None => schema,
        }
    }

    fn operations(&self) -> BTreeMap<String, Documented<'_>> {
        let mut found = BTreeMap::new();
        for (path, methods) in self.root["paths"].as_object().unwrap() {
            for (method, operation) in methods.as_object().unwrap() {
                let id = operation["operationId"].as_str().unwrap().to_owned();
                let documented = Documented {
                    contract: self,
                    method: method.to_uppercase(),
                    path: path.clone(),
                    operation,
                };
                found.insert(id, documented);
            }
        }
        found
    }
}

impl Documented<'_> {
    fn tag(&self) -> &str {
        self.operation["tags"][0].as_str().unwrap()
    }

    /// Name → (place, required, schema) of each parameter and body member.
    fn params(&self) -> BTreeMap<String, (&str, bool, &Value)> {
        let mut params = BTreeMap::new();
        for parameter in self.operation["parameters"]
            .as_array()
            .into_iter()
            .flatten()
        {
            let parameter = self.contract.resolve(parameter);
            let name = snake(parameter["name"].as_str().unwrap());
            let required = parameter["required"].as_bool().unwrap_or(false);
            let known = params.insert(
                name,
                (
                    parameter["in"].as_str().unwrap(),
                    required,
                    self.contract.resolve(&parameter["schema"]),
                ),
            );
            assert!(known.is_none(), "a parameter twice");
        }
        if let Some(body) = self
            .operation
            .pointer("/requestBody/content/application~1json/schema")
        {
            let body = self.contract.resolve(body);
            for (name, schema) in body["properties"].as_object().unwrap() {
                let known = params.insert(
                    name.clone(),
                    ("body", requires(body, name), self.contract.resolve(schema)),
                );
                assert!(known.is_none(), "{name} both in the body and elsewhere");
            }
        }
        params
    }

    fn answer(&self) -> &Value {
        let responses = self.operation["responses"].as_object().unwrap();
        let (_, good) = responses
            .iter()
            .find(|(status, _)| status.starts_with('2'))
            .unwrap();
        self.contract
            .resolve(good.pointer("/content/application~1json/schema").unwrap())
    }
}

/// The tables' own names are snake_case; a few of the contract's path parameters are not.
fn snake(name: &str) -> String {
    let mut text = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            text.push('_');
        }
        text.push(letter.to_ascii_lowercase());
    }
    text
}

fn requires(schema: &Value, name: &str) -> bool {
    schema["required"]
        .as_array()
        .is_some_and(|list| list.iter().any(|one| one == name))
}

fn types(schema: &Value) -> BTreeSet<&str> {
    match &schema["type"] {
        Value::String(one) => BTreeSet::from([one.as_str()]),
        Value::Array(several) => several.iter().map(|one| one.as_str().unwrap()).collect(),
        _ => BTreeSet::new(),
    }
}

fn model(kind: Kind) -> &'static Model {
    match kind {
        Kind::Model(model) => model,
        other => panic!("{other:?} is no model"),
    }
}

fn each_operation() -> impl Iterator<Item = (&'static Resource, &'static Operation)> {
    RESOURCES.iter().flat_map(|resource| {
        resource
            .operations
            .iter()
            .map(move |operation| (resource, operation))
    })
}

/// Compares one value's kind with the contract's schema. `request`: limits and formats count too.
fn compare(
    contract: &Contract,
    at: &str,
    field: &Field,
    schema: &Value,
    request: bool,
    examples: &[&Value],
) {
    let schema = contract.resolve(schema);
    let mut named = types(schema);
    assert_eq!(field.nullable, named.remove("null"), "{at}: nullable");
    compare_kind(contract, at, field.kind, schema, request, examples);
    if let Some(list) = schema["enum"]
        .as_array()
        .filter(|_| matches!(field.kind, Kind::Integer))
    {
        let codes: Vec<i64> = list.iter().filter_map(Value::as_i64).collect();
        assert_eq!(field.codes, codes, "{at}: codes");
    }
    if !request {
        return;
    }
    let format = match (schema["format"].as_str(), schema["pattern"].as_str()) {
        (Some("date"), _) => Format::Date,
        (Some("date-time"), _) => Format::DateTime,
        (Some("email"), _) => Format::Email,
        (Some("uri"), _) => Format::Uri,
        // The ids are called UUIDs, but the examples are not all of that shape: opaque.
        (Some("uuid") | None, None) => Format::None,
        (None, Some(r"^\d{2}:\d{2}$")) => Format::Time,
        other => panic!("{at}: the tables have no word for {other:?}"),
    };
    assert_eq!(field.format, format, "{at}: format");
    let limit = |name: &str| schema.get(name).map(|value| value.as_i64().unwrap());
    assert_eq!(field.min, limit("minimum"), "{at}: minimum");
    assert_eq!(field.max, limit("maximum"), "{at}: maximum");
    assert_eq!(field.min_length, limit("minLength"), "{at}: minLength");
    assert_eq!(field.max_length, limit("maxLength"), "{at}: maxLength");
    assert_eq!(field.min_items, limit("minItems"), "{at}: minItems");
    let default = schema
        .get("default")
        .map_or(String::new(), Value::to_string);
    assert_eq!(field.default, default, "{at}: default");
}

fn compare_kind(
    contract: &Contract,
    at: &str,
    kind: Kind,
    schema: &Value,
    request: bool,
    examples: &[&Value],
) {
    let schema = contract.resolve(schema);
    let mut named = types(schema);
    named.remove("null");
    let expected = match kind {
        Kind::Any => None,
        Kind::Bool => Some("boolean"),
        Kind::Integer => Some("integer"),
        Kind::Number => Some("number"),
        Kind::Text | Kind::Enum(_) | Kind::OpenEnum(_) => Some("string"),
        Kind::List(_) => Some("array"),
        Kind::Map(_) | Kind::Model(_) => Some("object"),
    };
    if let Some(expected) = expected {
        assert_eq!(named, BTreeSet::from([expected]), "{at}: type");
    } else {
        assert_ne!(named.len(), 1, "{at}: the contract knows the type");
    }
    let documented = schema["enum"]
        .as_array()
        .filter(|_| expected == Some("string"));
    match kind {
        Kind::Enum(list) | Kind::OpenEnum(list) => {
            let values: Vec<&str> = documented
                .expect(at)
                .iter()
                .filter_map(Value::as_str)
                .collect();
            assert_eq!(list.values, values, "{at}: values");
            assert_eq!(
                request,
                matches!(kind, Kind::Enum(_)),
                "{at}: closed in requests, open in answers"
            );
        }
        _ => assert!(documented.is_none(), "{at}: the contract lists values"),
    }
    match kind {
        Kind::List(item) => {
            let items: Vec<&Value> = examples
                .iter()
                .filter_map(|one| one.as_array())
                .flatten()
                .collect();
            compare_kind(
                contract,
                &format!("{at}[]"),
                *item,
                &schema["items"],
                request,
                &items,
            );
        }
        Kind::Model(model) => compare_model(contract, at, model, schema, request, examples),
        _ => {}
    }
}

fn compare_model(
    contract: &Contract,
    at: &str,
    model: &Model,
    schema: &Value,
    request: bool,
    examples: &[&Value],
) {
    let documented: BTreeSet<&str> = schema["properties"]
        .as_object()
        .map(|all| all.keys().map(String::as_str).collect())
        .unwrap_or_default();
    let ours: BTreeSet<&str> = model.fields.iter().map(|field| field.name).collect();
    assert_eq!(ours, documented, "{at}: members of {}", model.name);
    // Objects that the docs show collapsed, as `{}`, show nothing.
    let examples: Vec<&Value> = examples
        .iter()
        .copied()
        .filter(|one| one.as_object().is_some_and(|members| !members.is_empty()))
        .collect();
    for field in model.fields {
        let at = format!("{at}.{}", field.name);
        let required = requires(schema, field.name);
        let shown = !examples.is_empty() && examples.iter().all(|one| !one[field.name].is_null());
        assert!(
            !(required && field.optional),
            "{at}: required by the contract"
        );
        if !field.optional && !MAY_BE_BARE.contains(&model.name) {
            assert!(
                required || (shown && !field.nullable),
                "{at}: neither required by the contract nor shown by every example"
            );
        }
        let inner: Vec<&Value> = examples
            .iter()
            .map(|one| &one[field.name])
            .filter(|one| !one.is_null())
            .collect();
        compare(
            contract,
            &at,
            field,
            &schema["properties"][field.name],
            request,
            &inner,
        );
    }
}

fn example(id: &str) -> Option<Value> {
    let text =
        std::fs::read_to_string(folder().join("examples").join(format!("{id}.json"))).ok()?;
    let mut example: Value = serde_json::from_str(&text).unwrap();
    // The docs show the items of some lists apart; put them where they belong.
    if let Some(item) = example.get("item").cloned() {
        example["response"]["data"] = json!([item]);
    }
    Some(example)
}

#[test]
fn every_operation_of_a_known_resource_is_in_the_tables_and_no_other() {
    let contract = contract();
    let documented = contract.operations();
    let tags: BTreeSet<&str> = each_operation()
        .map(|(_, operation)| documented.get(operation.id).expect(operation.id).tag())
        .collect();
    let expected: BTreeSet<&str> = documented
        .iter()
        .filter(|(_, one)| tags.contains(one.tag()))
        .map(|(id, _)| id.as_str())
        .collect();
    let ours: BTreeSet<&str> = each_operation()
        .map(|(_, operation)| operation.id)
        .collect();
    assert_eq!(ours, expected);
    for resource in RESOURCES {
        let tags: BTreeSet<&str> = resource
            .operations
            .iter()
            .map(|operation| documented[operation.id].tag())
            .collect();
        assert_eq!(tags.len(), 1, "{} is one tag", resource.name);
    }
}

#[test]
fn methods_paths_and_confidence_are_those_of_the_contract() {
    let contract = contract();
    let documented = contract.operations();
    for (_, operation) in each_operation() {
        let one = &documented[operation.id];
        assert_eq!(operation.method.name(), one.method, "{}", operation.id);
        let segments: Vec<String> = one
            .path
            .split('/')
            .map(|segment| {
                if segment.starts_with('{') {
                    snake(segment)
                } else {
                    segment.to_owned()
                }
            })
            .collect();
        assert_eq!(operation.path, segments.join("/"), "{}", operation.id);
        assert_eq!(
            operation.confidence.name(),
            one.operation["x-confidence"].as_str().unwrap(),
            "{}",
            operation.id
        );
        let paged = one.params().contains_key("per_page");
        assert_eq!(operation.paged, paged, "{}: paged", operation.id);
    }
}

#[test]
fn parameters_are_those_of_the_contract_in_name_place_type_and_limits() {
    let contract = contract();
    let documented = contract.operations();
    for (_, operation) in each_operation() {
        let params = documented[operation.id].params();
        let fields = model(operation.params).fields;
        let ours: BTreeSet<&str> = fields.iter().map(|field| field.name).collect();
        let theirs: BTreeSet<&str> = params.keys().map(String::as_str).collect();
        assert_eq!(ours, theirs, "{}: names", operation.id);
        for field in fields {
            let at = format!("{}.{}", operation.id, field.name);
            let (place, required, schema) = params[field.name];
            let in_path = operation.path.contains(&format!("{{{}}}", field.name));
            let ours = match (in_path, field.place, operation.method) {
                (true, ..) => "path",
                (_, Place::Query, _) | (_, _, Method::Get) => "query",
                _ => "body",
            };
            assert_eq!(ours, place, "{at}: place");
            assert_eq!(field.optional, !required, "{at}: required");
            compare(&contract, &at, field, schema, true, &[]);
        }
    }
}

#[test]
fn answers_are_those_of_the_contract_member_by_member() {
    let contract = contract();
    let documented = contract.operations();
    for (_, operation) in each_operation() {
        let example = example(operation.id).map(|one| one["response"].clone());
        let examples: Vec<&Value> = example.iter().collect();
        compare_kind_of_answer(
            &contract,
            operation,
            documented[operation.id].answer(),
            &examples,
        );
    }
}

/// As `compare_model`, but an envelope of ours may name `message` where the contract does not: any
/// answer may carry one.
fn compare_kind_of_answer(
    contract: &Contract,
    operation: &Operation,
    schema: &Value,
    examples: &[&Value],
) {
    let envelope = model(operation.answer);
    let mut schema = schema.clone();
    if envelope
        .fields
        .iter()
        .any(|field| field.name == "message" && field.optional)
    {
        let properties = schema["properties"].as_object_mut().unwrap();
        properties
            .entry("message")
            .or_insert_with(|| json!({ "type": "string" }));
    }
    compare_model(contract, operation.id, envelope, &schema, false, examples);
}

#[test]
fn names_of_models_are_unique_and_parameters_belong_to_one_operation() {
    let mut names = BTreeMap::new();
    for (_, operation) in each_operation() {
        let params = model(operation.params);
        assert!(params.name.ends_with("Params"), "{}", params.name);
        assert!(
            names.insert(params.name, operation.id).is_none(),
            "{} twice",
            params.name
        );
    }
}

#[test]
fn every_documented_request_is_built_as_documented() {
    for (index, (_, operation)) in each_operation().enumerate() {
        let Some(example) = example(operation.id) else {
            continue;
        };
        let request = &example["request"];
        let mut params = Map::new();
        for part in ["query", "body"] {
            params.extend(request[part].as_object().cloned().unwrap_or_default());
        }
        let path = request["path"].as_str().unwrap();
        for (template, actual) in operation.path.split('/').zip(path.split('/')) {
            if let Some(name) = template
                .strip_prefix('{')
                .and_then(|rest| rest.strip_suffix('}'))
            {
                params.insert(
                    name.to_owned(),
                    actual
                        .parse::<i64>()
                        .map_or_else(|_| json!(actual), |id| json!(id)),
                );
            }
        }
        let packed = pack::operation(u16::try_from(index).unwrap()).unwrap();
        let built = request::build(
            packed,
            BASE,
            Value::Object(params).to_string().as_bytes(),
            None,
        )
        .expect(operation.id);
        assert_eq!(built.method.name(), request["method"].as_str().unwrap());
        let (url, query) = built.url.split_once('?').unwrap_or((&built.url, ""));
        assert_eq!(url, format!("{}{path}", BASE.url));
        let query: Map<String, Value> = query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (name.to_owned(), json!(value)))
            .collect();
        let expected: Map<String, Value> = request["query"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, value)| {
                (
                    name.clone(),
                    value
                        .as_str()
                        .map_or_else(|| json!(value.to_string()), |text| json!(text)),
                )
            })
            .collect();
        assert_eq!(query, expected, "{}: query", operation.id);
        let body: Option<Value> = built.body.map(|body| serde_json::from_str(&body).unwrap());
        assert_eq!(body.as_ref(), request.get("body"), "{}: body", operation.id);
    }
}

#[test]
fn every_documented_answer_is_taken_without_drift() {
    for (index, (_, operation)) in each_operation().enumerate() {
        let Some(example) = example(operation.id) else {
            continue;
        };
        let packed = pack::operation(u16::try_from(index).unwrap()).unwrap();
        let text = example["response"].to_string();
        let question = Question {
            name: operation.id,
            method: operation.method,
            answer: Some(pack::kind(packed.answer)),
            validation: Validation::Strict,
            maybe_applied: false,
        };
        let mut drifts = Vec::new();
        let verdict = response::judge(
            question,
            200,
            Body {
                text: text.as_bytes(),
                json: true,
            },
            &mut |pointer, expected, found| {
                drifts.push(format!("{pointer}: {expected}, {found}"));
            },
        );
        assert!(verdict.is_ok(), "{}: {verdict:?}", operation.id);
        assert_eq!(drifts, Vec::<String>::new(), "{}", operation.id);
        for (status, body) in example["errors"].as_object().into_iter().flatten() {
            let text = body.to_string();
            let failure = response::judge(
                question,
                status.parse().unwrap(),
                Body {
                    text: text.as_bytes(),
                    json: true,
                },
                &mut |_, _, _| {},
            )
            .unwrap_err();
            assert!(
                failure.message.contains(body["message"].as_str().unwrap()),
                "{}",
                failure.message
            );
        }
    }
}
