//! What `contract/openapi.yaml` tells about how well each operation is documented.

use anyhow::{Context, Result};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// How well the vendor documents one operation, and how we know.
#[derive(Debug)]
pub struct Evidence {
    /// `high`: the documentation shows it in full; `medium`: in part, or in an older revision only;
    /// `low`: a third party alone shows it, or part of it is inferred.
    pub confidence: String,
}

impl Evidence {
    /// Whether the vendor's documentation shows the operation in full.
    pub fn is_complete(&self) -> bool {
        self.confidence == "high"
    }
}

/// The evidence of every operation, by `operationId`.
pub fn evidence(root: &Path) -> Result<BTreeMap<String, Evidence>> {
    let file = root.join("contract/openapi.yaml");
    let text = fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
    let contract: Value = serde_norway::from_str(&text)?;
    let mut found = BTreeMap::new();
    let paths = contract["paths"].as_object().context("no paths")?;
    for operation in paths
        .values()
        .filter_map(Value::as_object)
        .flat_map(|path| path.values())
    {
        let id = operation["operationId"]
            .as_str()
            .context("no operationId")?;
        let confidence = operation["x-confidence"]
            .as_str()
            .with_context(|| format!("{id} has no x-confidence"))?;
        found.insert(
            id.to_owned(),
            Evidence {
                confidence: confidence.to_owned(),
            },
        );
    }
    Ok(found)
}
