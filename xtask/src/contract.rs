//! Reads `contract/openapi.yaml`: how well each operation is documented, and how we know.

use anyhow::{Context, Result};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use webwork_sdk::schema::typescript::Documentation;

/// The contract file.
pub struct Contract {
    root: Value,
}

/// A member of a request or response.
#[derive(Debug, PartialEq, Eq)]
pub struct Member {
    /// Where it is, such as `data[].rate`.
    pub path: String,
    /// Where our knowledge of it comes from.
    pub origin: Origin,
}

/// Where our knowledge of a member comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The sources of its operation.
    Operation,
    /// Nobody documents it for this operation.
    Inferred,
    /// Only a third party's reference lists it.
    ThirdParty,
    /// Only an older revision of the vendor's documentation lists it.
    Older,
}

impl Contract {
    /// Reads the project's copy.
    pub fn read(root: &Path) -> Result<Self> {
        let file = root.join("contract/openapi.yaml");
        let text =
            fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
        Ok(Self {
            root: serde_norway::from_str(&text)?,
        })
    }

    /// The operations by `operationId`.
    pub fn operations(&self) -> BTreeMap<&str, &Value> {
        let paths = self.root["paths"].as_object();
        let methods = paths
            .into_iter()
            .flat_map(Map::values)
            .filter_map(Value::as_object);
        methods
            .flat_map(Map::values)
            .filter_map(|operation| Some((operation["operationId"].as_str()?, operation)))
            .collect()
    }

    /// A top-level member, such as `x-known-gaps`.
    pub fn member(&self, name: &str) -> &Value {
        &self.root[name]
    }

    /// What the hovers tell about the documentation of each operation, by `operationId`.
    pub fn documentation(&self) -> BTreeMap<String, Documentation> {
        let operations = self.operations().into_iter();
        operations
            .map(|(id, operation)| {
                let documentation = Documentation {
                    complete: operation["x-confidence"] == "high",
                    error_statuses: error_statuses(operation),
                };
                (id.to_owned(), documentation)
            })
            .collect()
    }

    /// The parameters and body members of the request.
    pub fn request_members(&self, operation: &Value) -> Vec<Member> {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let mut members: Vec<Member> = parameters
            .map(|parameter| {
                let parameter = self.resolve(parameter);
                member(parameter["name"].as_str().unwrap_or_default(), parameter)
            })
            .collect();
        let content = &operation["requestBody"]["content"]["application/json"]["schema"];
        self.walk(content, "", &mut members);
        members
    }

    /// The members of the successful response.
    pub fn response_members(&self, operation: &Value) -> Vec<Member> {
        let mut members = Vec::new();
        for (status, response) in operation["responses"].as_object().into_iter().flatten() {
            if status.starts_with('2') {
                let content = &self.resolve(response)["content"]["application/json"]["schema"];
                self.walk(content, "", &mut members);
            }
        }
        members
    }

    fn walk(&self, schema: &Value, at: &str, members: &mut Vec<Member>) {
        let schema = self.resolve(schema);
        for part in schema["allOf"].as_array().into_iter().flatten() {
            self.walk(part, at, members);
        }
        if schema["items"].is_object() {
            self.walk(&schema["items"], &format!("{at}[]"), members);
        }
        let body_is_inferred = at.is_empty() && schema["x-inferred"] == true;
        for (name, described) in schema["properties"].as_object().into_iter().flatten() {
            let separator = if at.is_empty() { "" } else { "." };
            let at = format!("{at}{separator}{name}");
            let mut member = member(&at, described);
            if body_is_inferred {
                member.origin = Origin::Inferred;
            }
            members.push(member);
            self.walk(described, &at, members);
        }
    }

    fn resolve<'c>(&'c self, value: &'c Value) -> &'c Value {
        let reference = value["$ref"]
            .as_str()
            .and_then(|text| text.strip_prefix('#'));
        match reference.and_then(|pointer| self.root.pointer(pointer)) {
            Some(target) => self.resolve(target),
            None => value,
        }
    }
}

fn member(path: &str, described: &Value) -> Member {
    let only = |key: &str, value: &str| {
        let values = described[key].as_array();
        values.is_some_and(|values| values.iter().all(|one| one == value))
    };
    let origin = if described["x-inferred"] == true {
        Origin::Inferred
    } else if only("x-sources", "thirdparty") {
        Origin::ThirdParty
    } else if only("x-docs-revision", "older") {
        Origin::Older
    } else {
        Origin::Operation
    };
    Member {
        path: path.to_owned(),
        origin,
    }
}

/// The error statuses that the vendor documents, in ascending order.
pub fn error_statuses(operation: &Value) -> Vec<String> {
    let statuses = operation["responses"].as_object().into_iter().flatten();
    statuses
        .map(|(status, _)| status.clone())
        .filter(|status| status.starts_with(['4', '5']))
        .collect()
}
