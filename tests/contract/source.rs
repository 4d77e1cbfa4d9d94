//! Where a model is in the source, and how a field of it is written.

use crate::openapi::{Contract, snake, types};
use serde_json::Value;

/// The file that declares a model, such as `src/api/tasks.rs`.
pub fn file_of(model: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/api");
    let files = std::fs::read_dir(folder).unwrap();
    let found = files.map(|file| file.unwrap().path()).find(|file| {
        let text = std::fs::read_to_string(file).unwrap();
        ["struct", "enum"].iter().any(|keyword| {
            let declaration = format!("pub {keyword} {model}");
            text.lines().any(|line| {
                let rest = line.strip_prefix(&declaration);
                rest.is_some_and(|rest| rest.starts_with([' ', '<', '{']))
            })
        })
    });
    match found.as_ref().and_then(|file| file.file_name()) {
        Some(name) => format!("src/api/{}", name.to_string_lossy()),
        None => "src/api".to_owned(),
    }
}

/// The file of a resource by its tag in the contract, such as `src/api/time_entries.rs`.
pub fn file_of_tag(tag: &str) -> String {
    format!("src/api/{}.rs", tag.to_lowercase().replace(' ', "_"))
}

/// A field for a member of the contract, as Rust.
pub fn field(contract: &Contract, name: &str, schema: &Value, required: bool) -> String {
    let ty = rust_type(contract, schema);
    let ty = if required {
        ty
    } else {
        format!("Option<{ty}>")
    };
    format!("pub {}: {ty}", snake(name))
}

fn rust_type(contract: &Contract, schema: &Value) -> String {
    let reference = schema["$ref"]
        .as_str()
        .and_then(|text| text.rsplit('/').next());
    let schema = contract.resolve(schema);
    let mut allowed = types(schema);
    let nullable = allowed.remove("null");
    let allowed: Vec<&str> = allowed.into_iter().collect();
    let item = || rust_type(contract, &schema["items"]);
    let ty = match allowed.as_slice() {
        ["string"] => "String".to_owned(),
        ["integer"] => "i64".to_owned(),
        ["number"] | ["integer", "number"] => "f64".to_owned(),
        ["boolean"] => "bool".to_owned(),
        ["array"] => format!("Vec<{}>", item()),
        ["array", "object"] => format!("ArrayOrObject<{}>", item()),
        ["integer", "string"] => "StringOrInteger".to_owned(),
        ["object"] => match reference {
            Some(model) => model.to_owned(),
            None if schema["additionalProperties"].is_object() => format!(
                "Map<{}>",
                rust_type(contract, &schema["additionalProperties"])
            ),
            None => "…".to_owned(),
        },
        _ => "Any".to_owned(),
    };
    if nullable {
        format!("Nullable<{ty}>")
    } else {
        ty
    }
}
