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
use webwork_sdk::request::{self, Base};
use webwork_sdk::response::judge::{self, Body, Question, Validation};
use webwork_sdk::schema::{Field, Format, Kind, Location, Method, Model, Operation, Resource};
use webwork_sdk::tables;

const BASE: Base<'static> = Base {
    url: "https://api.example/api/v2",
    workspace_id: None,
};

/// What every answer carries by the conventions of the contract (its notes, "Envelope"), though no
/// schema marks it as required.
const ENVELOPE: &[&str] = &["success", "data"];

/// Members that answers may carry, though the schema of the operation does not list them.
const COMMON: &[&str] = &["success", "message", "meta"];

/// Other spellings of documented members, from other revisions or from V1.
const ALSO_TAKEN: &[(&str, &str)] = &[
    ("Expense", "added_date"),
    ("TimeRequest", "activity_description"),
];

/// Enumerations that the contract lists for requests too, but that are open there.
const OPEN_IN_REQUESTS: &[&str] = &["WebhookEvent"];

struct Contract {
    root: Value,
    /// What the documented examples show of each model, by its name.
    shown: BTreeMap<&'static str, Vec<Value>>,
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
    let mut shown = BTreeMap::new();
    for (_, operation) in each_operation() {
        if let Some(response) = example(operation.id).and_then(|one| one.get("response").cloned()) {
            collect(operation.response, &response, &mut shown);
        }
    }
    Contract {
        root: serde_norway::from_str(&text).unwrap(),
        shown,
    }
}

fn collect(kind: Kind, value: &Value, shown: &mut BTreeMap<&'static str, Vec<Value>>) {
    match (kind, value) {
        (Kind::Array(item) | Kind::ArrayOrObject(item), Value::Array(items)) => {
            items.iter().for_each(|one| collect(*item, one, shown));
        }
        // Objects that the docs show collapsed, as `{}`, show nothing.
        (Kind::Model(model), Value::Object(members)) if !members.is_empty() => {
            shown.entry(model.name).or_default().push(value.clone());
            for field in model.fields {
                collect(field.kind, &value[field.name], shown);
            }
        }
        _ => {}
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
    fn params(&self) -> BTreeMap<String, (&str, bool, Value)> {
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
                    described(self.contract.resolve(&parameter["schema"]), parameter),
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
                    (
                        "body",
                        requires(body, name),
                        self.contract.resolve(schema).clone(),
                    ),
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

/// A schema with the description of the parameter that has it.
fn described(schema: &Value, parameter: &Value) -> Value {
    let mut schema = schema.clone();
    if let Some(text) = parameter.get("description") {
        schema["description"] = text.clone();
    }
    schema
}

/// Whether the contract names a value in prose.
fn describes(unresolved: &Value, schema: &Value, value: &str) -> bool {
    [unresolved, schema]
        .iter()
        .filter_map(|one| one["description"].as_str())
        .any(|text| text.contains(value))
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
fn compare(contract: &Contract, at: &str, field: &Field, schema: &Value, request: bool) {
    let unresolved = schema;
    let schema = contract.resolve(schema);
    let mut named = types(schema);
    assert_eq!(field.nullable, named.remove("null"), "{at}: nullable");
    compare_kind(contract, at, field.kind, unresolved, request);
    if matches!(field.kind, Kind::Integer) {
        match schema["enum"].as_array() {
            Some(list) => {
                let codes: Vec<i64> = list.iter().filter_map(Value::as_i64).collect();
                assert_eq!(field.codes, codes, "{at}: codes");
                assert_eq!(
                    field.closed, request,
                    "{at}: closed in requests, open in answers"
                );
            }
            None => {
                assert!(!field.closed, "{at}: the contract does not close the list");
                for code in field.codes {
                    assert!(
                        describes(unresolved, schema, &code.to_string()),
                        "{at}: {code}"
                    );
                }
            }
        }
    }
    if !request {
        return;
    }
    let format = match (schema["format"].as_str(), schema["pattern"].as_str()) {
        (None, None) if describes(unresolved, schema, "HH:mm") => Format::Time,
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

fn compare_kind(contract: &Contract, at: &str, kind: Kind, schema: &Value, request: bool) {
    let unresolved = schema;
    let schema = contract.resolve(schema);
    let mut named = types(schema);
    named.remove("null");
    let expected: &[&str] = match kind {
        Kind::Any => &[],
        Kind::Boolean => &["boolean"],
        Kind::Integer => &["integer"],
        Kind::Number if named.contains("integer") => &["integer", "number"],
        Kind::Number => &["number"],
        Kind::String | Kind::Enum(_) | Kind::OpenEnum(_) => &["string"],
        Kind::StringOrInteger => &["integer", "string"],
        Kind::Array(_) => &["array"],
        Kind::ArrayOrObject(_) => &["array", "object"],
        Kind::Map(_) | Kind::Model(_) => &["object"],
    };
    assert!(
        named.iter().copied().eq(expected.iter().copied()),
        "{at}: {named:?}, not {expected:?}"
    );
    let documented = schema["enum"].as_array().filter(|_| expected == ["string"]);
    match kind {
        Kind::OpenEnum(list) if documented.is_none() => {
            for value in list.values {
                assert!(describes(unresolved, schema, value), "{at}: {value}");
            }
        }
        Kind::Enum(list) | Kind::OpenEnum(list) => {
            let values: Vec<&str> = documented
                .expect(at)
                .iter()
                .filter_map(Value::as_str)
                .collect();
            assert_eq!(list.values, values, "{at}: values");
            assert_eq!(
                request && !OPEN_IN_REQUESTS.contains(&list.name),
                matches!(kind, Kind::Enum(_)),
                "{at}: closed in requests, open in answers"
            );
        }
        _ => assert!(documented.is_none(), "{at}: the contract lists values"),
    }
    match kind {
        Kind::ArrayOrObject(Kind::Model(row)) if schema.get("items").is_none() => {
            assert!(
                row.open && row.fields.is_empty(),
                "{at}: nothing is documented"
            );
        }
        Kind::Map(values) => match schema.get("additionalProperties") {
            Some(inner @ Value::Object(_)) => {
                compare_kind(contract, &format!("{at}{{}}"), *values, inner, request);
            }
            _ => assert!(matches!(values, Kind::Any), "{at}: nothing is documented"),
        },
        Kind::Array(item) | Kind::ArrayOrObject(item) => {
            compare_kind(
                contract,
                &format!("{at}[]"),
                *item,
                &schema["items"],
                request,
            );
        }
        Kind::Model(model) => compare_model(contract, at, model, schema, request),
        _ => {}
    }
}

fn compare_model(contract: &Contract, at: &str, model: &Model, schema: &Value, request: bool) {
    let documented: BTreeSet<&str> = schema["properties"]
        .as_object()
        .map(|all| all.keys().map(String::as_str).collect())
        .unwrap_or_default();
    let also =
        |name: &&str| ALSO_TAKEN.contains(&(model.name, *name)) && !documented.contains(name);
    let ours: BTreeSet<&str> = model
        .fields
        .iter()
        .map(|field| field.name)
        .filter(|name| !also(name))
        .collect();
    assert_eq!(ours, documented, "{at}: members of {}", model.name);
    let examples = contract
        .shown
        .get(model.name)
        .map(Vec::as_slice)
        .unwrap_or_default();
    for field in model.fields.iter().filter(|field| !also(&field.name)) {
        let at = format!("{at}.{}", field.name);
        let required = requires(schema, field.name);
        let shown = !examples.is_empty() && examples.iter().all(|one| !one[field.name].is_null());
        assert!(
            !(required && field.optional),
            "{at}: required by the contract"
        );
        if !field.optional {
            let convention = model.fields[0].name == "success" && ENVELOPE.contains(&field.name);
            assert!(
                required || convention || (shown && !field.nullable),
                "{at}: neither required by the contract nor shown by every example"
            );
        }
        compare(
            contract,
            &at,
            field,
            &schema["properties"][field.name],
            request,
        );
    }
}

fn example(id: &str) -> Option<Value> {
    let text =
        std::fs::read_to_string(folder().join("examples").join(format!("{id}.json"))).ok()?;
    let mut example: Value = serde_json::from_str(&text).unwrap();
    // The docs show the items of some lists apart; put them where they belong.
    if let Some(item) = example.get("item").cloned() {
        if example.get("response").is_none() {
            example["response"] = json!({ "success": true });
        }
        example["response"]["data"] = json!([item]);
    }
    Some(example)
}

#[test]
fn every_operation_of_the_contract_is_in_the_tables_and_no_other() {
    let contract = contract();
    let documented = contract.operations();
    let ours: Vec<&str> = each_operation()
        .map(|(_, operation)| operation.id)
        .collect();
    assert_eq!(ours.len(), 63);
    let ours: BTreeSet<&str> = ours.into_iter().collect();
    let theirs: BTreeSet<&str> = documented.keys().map(String::as_str).collect();
    assert_eq!(ours, theirs);
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
fn methods_and_paths_are_those_of_the_contract() {
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
        let paginated = one.operation["x-paginated"] != json!(false);
        assert_eq!(
            operation.paginated, paginated,
            "{}: paginated",
            operation.id
        );
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
            let (place, required, schema) = &params[field.name];
            let in_path = operation.path.contains(&format!("{{{}}}", field.name));
            let ours = match (in_path, field.location, operation.method) {
                (true, ..) => "path",
                (_, Location::Query, _) | (_, _, Method::Get) => "query",
                _ => "body",
            };
            assert_eq!(ours, *place, "{at}: place");
            assert_eq!(field.optional, !*required, "{at}: required");
            compare(&contract, &at, field, schema, true);
        }
    }
}

#[test]
fn answers_are_those_of_the_contract_member_by_member() {
    let contract = contract();
    let documented = contract.operations();
    for (_, operation) in each_operation() {
        compare_kind_of_answer(&contract, operation, documented[operation.id].answer());
    }
}

/// As `compare_model`, but an envelope of ours may name what any answer may carry.
fn compare_kind_of_answer(contract: &Contract, operation: &Operation, schema: &Value) {
    let envelope = model(operation.response);
    let mut schema = schema.clone();
    if schema.get("properties").is_none() {
        schema["properties"] = json!({});
    }
    for field in envelope
        .fields
        .iter()
        .filter(|field| COMMON.contains(&field.name))
    {
        let common = match field.name {
            "success" => json!({ "type": "boolean" }),
            "message" => json!({ "type": "string" }),
            _ => json!({ "$ref": "#/components/schemas/Meta" }),
        };
        let properties = schema["properties"].as_object_mut().unwrap();
        properties.entry(field.name).or_insert(common);
    }
    compare_model(contract, operation.id, envelope, &schema, false);
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
        for field in model(operation.params).fields {
            if let (Kind::Array(_), Some(Value::String(text))) =
                (field.kind, params.get(field.name))
            {
                let items = text
                    .split(',')
                    .map(|item| serde_json::from_str(item).unwrap_or(json!(item)));
                params.insert(field.name.to_owned(), items.collect());
            }
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
        let packed = tables::operation(u16::try_from(index).unwrap()).unwrap();
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
            .map(|(name, value)| (name.to_owned(), json!(value.replace("%40", "@"))))
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
        let packed = tables::operation(u16::try_from(index).unwrap()).unwrap();
        let Some(response) = example.get("response") else {
            continue;
        };
        let text = response.to_string();
        let question = Question {
            name: operation.id,
            method: operation.method,
            answer: Some(tables::kind(packed.response)),
            validation: Validation::Report,
            maybe_applied: false,
        };
        let mut drifts = Vec::new();
        let verdict = judge::judge(
            question,
            200,
            Body {
                text: text.as_bytes(),
                json: true,
            },
            &mut |pointer, expected, found| {
                // The docs cut some examples off.
                if found != "nothing" || example.get("truncated").is_none() {
                    drifts.push(format!("{pointer}: {expected}, {found}"));
                }
            },
        );
        assert!(verdict.is_ok(), "{}: {verdict:?}", operation.id);
        assert_eq!(drifts, Vec::<String>::new(), "{}", operation.id);
        for (status, body) in example["errors"].as_object().into_iter().flatten() {
            let text = body.to_string();
            let failure = judge::judge(
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
