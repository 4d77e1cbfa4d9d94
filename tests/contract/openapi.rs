//! Reads the contract.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

pub struct Contract {
    pub root: Value,
}

/// An operation of the contract.
pub struct Documented<'c> {
    contract: &'c Contract,
    pub method: String,
    pub path: String,
    pub operation: &'c Value,
}

/// A parameter or a member of the request body.
pub struct Parameter {
    /// `path`, `query` or `body`.
    pub location: String,
    pub required: bool,
    /// Its schema, with the description of the parameter.
    pub schema: Value,
}

pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("contract")
}

impl Contract {
    pub fn read() -> Self {
        let text = std::fs::read_to_string(folder().join("openapi.yaml")).unwrap();
        Self {
            root: serde_norway::from_str(&text).unwrap(),
        }
    }

    /// A schema with its `$ref` and an `allOf` of one part resolved.
    pub fn resolve<'c>(&'c self, schema: &'c Value) -> &'c Value {
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            let target = self.root.pointer(reference.trim_start_matches('#'));
            return self.resolve(target.expect(reference));
        }
        match schema["allOf"].as_array().map(Vec::as_slice) {
            Some([only]) => self.resolve(only),
            Some(_) => panic!("allOf with several parts is not supported: {schema}"),
            None => schema,
        }
    }

    /// The operations by `operationId`.
    pub fn operations(&self) -> BTreeMap<String, Documented<'_>> {
        let mut found = BTreeMap::new();
        for (path, methods) in self.root["paths"].as_object().unwrap() {
            for (method, operation) in methods.as_object().unwrap() {
                let id = operation["operationId"].as_str().unwrap().to_owned();
                let documented = Documented {
                    contract: self,
                    method: method.to_uppercase(),
                    path: path
                        .split('/')
                        .map(placeholder)
                        .collect::<Vec<_>>()
                        .join("/"),
                    operation,
                };
                found.insert(id, documented);
            }
        }
        found
    }
}

impl Documented<'_> {
    pub fn tag(&self) -> &str {
        self.operation["tags"][0].as_str().unwrap()
    }

    /// The parameters and the members of the body, by name.
    pub fn parameters(&self) -> BTreeMap<String, Parameter> {
        let mut found = BTreeMap::new();
        let mut add = |name: String, parameter: Parameter| {
            let known = found.insert(name.clone(), parameter);
            assert!(known.is_none(), "{name} is in the contract twice");
        };
        for parameter in self.operation["parameters"]
            .as_array()
            .into_iter()
            .flatten()
        {
            let parameter = self.contract.resolve(parameter);
            let mut schema = self.contract.resolve(&parameter["schema"]).clone();
            if let Some(description) = parameter.get("description") {
                schema["description"] = description.clone();
            }
            add(
                snake(parameter["name"].as_str().unwrap()),
                Parameter {
                    location: parameter["in"].as_str().unwrap().to_owned(),
                    required: parameter["required"] == true,
                    schema,
                },
            );
        }
        let body = &self.operation["requestBody"]["content"]["application/json"]["schema"];
        let body = self.contract.resolve(body);
        for (name, schema) in body["properties"].as_object().into_iter().flatten() {
            add(
                name.clone(),
                Parameter {
                    location: "body".to_owned(),
                    required: requires(body, name),
                    schema: self.contract.resolve(schema).clone(),
                },
            );
        }
        found
    }

    /// The schema of the successful response.
    pub fn response(&self) -> &Value {
        let responses = self.operation["responses"].as_object().unwrap();
        let (_, success) = responses
            .iter()
            .find(|(status, _)| status.starts_with('2'))
            .unwrap();
        self.contract
            .resolve(&success["content"]["application/json"]["schema"])
    }
}

/// The types that a schema allows.
pub fn types(schema: &Value) -> BTreeSet<&str> {
    match &schema["type"] {
        Value::String(one) => BTreeSet::from([one.as_str()]),
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ => BTreeSet::new(),
    }
}

/// Whether an object schema requires a member.
pub fn requires(schema: &Value, name: &str) -> bool {
    let required = schema["required"].as_array();
    required.is_some_and(|names| names.iter().any(|one| one == name))
}

/// A name in snake_case; a few path parameters of the contract are in camelCase.
pub fn snake(name: &str) -> String {
    let mut text = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            text.push('_');
        }
        text.push(letter.to_ascii_lowercase());
    }
    text
}

fn placeholder(segment: &str) -> String {
    if segment.starts_with('{') {
        snake(segment)
    } else {
        segment.to_owned()
    }
}
