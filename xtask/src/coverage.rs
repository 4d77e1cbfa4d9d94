//! `docs/api-coverage.md`: what is known about each operation, and from where.
//!
//! The page is checked in, because README and the pages of GitHub link to it where nothing is built.
//! A test compares it with what this module generates.

use crate::contract::{Contract, Member, Origin, error_statuses};
use crate::files::write;
use anyhow::{Context, Result};
use serde_json::Value;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use webwork_sdk::api::RESOURCES;
use webwork_sdk::schema::Operation;

const INTRODUCTION: &str = "\
# What is known about the API, and from where

Generated from `contract/openapi.yaml` by `cargo xtask docs`.

The vendor's documentation exists in three revisions, none of which was readable in full:

- **newest**: \"WebWork Time Tracker API V2 Documentation (2.0.0)\";
- **middle**: \"WebWork Tracker REST API V2 (2.0.0)\", pages below `/api/`;
- **older**: the same title, pages below `/v2/`.

**Confidence** of an operation:

- **high**: the vendor's documentation shows it in full;
- **medium**: it shows part of it, or only the middle or older revision shows it;
- **low**: only a third party's reference shows it, or part of it is inferred.

Responses may lack whatever is not documented. The SDK never relies on it, and reports differences
between a response and this contract through `onDrift`. Parameters and members are listed under
\"Request\" and \"Response\"; they come from the sources of the operation unless marked otherwise. The
conventions, gaps and contradictions of the API as a whole are in `contract/NOTES.md` in the repository.
";

/// Writes the page.
pub fn generate(root: &Path) -> Result<()> {
    write(&file(root), page(&Contract::read(root)?)?.as_bytes())
}

fn file(root: &Path) -> PathBuf {
    root.join("docs/api-coverage.md")
}

fn page(contract: &Contract) -> Result<String> {
    let documented = contract.operations();
    let mut text = String::from(INTRODUCTION);
    for resource in RESOURCES {
        let _ = write!(
            text,
            "\n## {}\n\n| Method | Request | Confidence | Revisions |\n|---|---|---|---|\n",
            resource.name
        );
        let mut details = String::new();
        for operation in resource.operations {
            let known = documented
                .get(operation.id)
                .with_context(|| format!("{} is not in the contract", operation.id))?;
            let _ = writeln!(
                text,
                "| `{}.{}` | `{} {}` | {} | {} |",
                resource.name,
                operation.name,
                operation.method.name(),
                operation.path,
                known["x-confidence"].as_str().unwrap_or("none"),
                list(&strings(&known["x-docs-revision"]), "none"),
            );
            details.push_str(&section(contract, resource.name, operation, known));
        }
        text.push_str(&details);
    }
    text.push_str(&gaps(contract));
    Ok(text)
}

fn section(contract: &Contract, resource: &str, operation: &Operation, known: &Value) -> String {
    let mut text = format!(
        "\n### {resource}.{}\n\n- `operationId`: `{}`\n",
        operation.name, operation.id
    );
    let mut item = |title: &str, content: &str| {
        let _ = writeln!(text, "- {title}: {content}");
    };
    item("Sources", &list(&sources(known), "none"));
    item(
        "Documented error statuses",
        &list(&error_statuses(known), "none"),
    );
    item(
        "Not documented",
        known["x-undocumented"]
            .as_str()
            .unwrap_or("nothing known to be missing"),
    );
    for (part, members) in [
        ("Request", contract.request_members(known)),
        ("Response", contract.response_members(known)),
    ] {
        for (origin, title) in [
            (Origin::Operation, ""),
            (Origin::Inferred, ", inferred"),
            (Origin::ThirdParty, ", from a third party only"),
            (Origin::Older, ", in the older revision only"),
        ] {
            let paths = paths(&members, origin);
            if !paths.is_empty() {
                item(&format!("{part}{title}"), &paths.join(", "));
            }
        }
    }
    text
}

/// The members of an origin, without those that are the same in every response.
fn paths(members: &[Member], origin: Origin) -> Vec<String> {
    const ENVELOPE: [&str; 4] = ["success", "message", "data", "meta"];
    let paths = members
        .iter()
        .filter(|member| member.origin == origin)
        .map(|member| member.path.as_str())
        .filter(|path| !ENVELOPE.contains(path) && !path.starts_with("meta."));
    paths.map(|path| format!("`{path}`")).collect()
}

fn sources(known: &Value) -> Vec<String> {
    let sources = strings(&known["x-sources"]);
    sources
        .iter()
        .map(|source| match source.split_once(':') {
            Some(("docs", page)) => format!("`{page}`"),
            _ if source == "thirdparty" => "a third party's reference".to_owned(),
            _ => source.clone(),
        })
        .collect()
}

fn gaps(contract: &Contract) -> String {
    let mut text = String::from("\n## Known to exist, but not visible\n\n");
    for gap in contract
        .member("x-known-gaps")
        .as_array()
        .into_iter()
        .flatten()
    {
        let part = |name: &str| gap[name].as_str().unwrap_or_default().to_owned();
        let _ = writeln!(text, "- {}: {}.", part("what"), part("evidence"));
    }
    text
}

fn strings(value: &Value) -> Vec<String> {
    let values = value.as_array().into_iter().flatten();
    values
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

fn list(items: &[String], none: &str) -> String {
    if items.is_empty() {
        none.to_owned()
    } else {
        items.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_in_docs_is_the_one_that_the_contract_gives() -> Result<()> {
        let root = crate::root();
        let found = std::fs::read_to_string(file(&root))?;
        let expected = page(&Contract::read(&root)?)?;
        assert!(
            found == expected,
            "docs/api-coverage.md is out of date: run `cargo xtask docs`"
        );
        Ok(())
    }

    #[test]
    fn the_page_tells_sources_gaps_and_inferred_members() -> Result<()> {
        let page = page(&Contract::read(&crate::root())?)?;
        for line in [
            "| `timeEntries.list` | `GET /time-entries` | high | newest |",
            "- Not documented: tail of the member fields (after title)",
            "- Request, from a third party only: `parent_id`",
            "- Response, in the older revision only: `data[].assignees`",
        ] {
            assert!(page.lines().any(|one| one == line), "{line}");
        }
        let is_inferred = |line: &str| {
            line.starts_with("- Response, inferred: ") && line.contains("`data[].rate`")
        };
        assert!(page.lines().any(is_inferred));
        Ok(())
    }
}
