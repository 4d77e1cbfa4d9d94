//! What in the wasm weighs what: functions by module, data, and the tables of each resource.

use crate::wasm;
use anyhow::Result;
use std::collections::BTreeMap;
use std::path::Path;
use walrus::{FunctionKind, Module};
use webwork_sdk::api::pack;

/// How many of the largest functions are listed.
const LARGEST: usize = 25;

/// Prints the bytes of the published wasm, told apart by the names that it has before it is published.
pub fn print(root: &Path) -> Result<()> {
    let named = wasm::with_names(root)?;
    let module = Module::from_buffer(&named)?;
    let mut functions = functions(&module);
    functions.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));

    let mut groups = BTreeMap::<String, usize>::new();
    for (name, bytes) in &functions {
        *groups.entry(group(name)).or_default() += bytes;
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(_, bytes)| std::cmp::Reverse(*bytes));

    let code: usize = functions.iter().map(|(_, bytes)| bytes).sum();
    let data: Vec<usize> = module.data.iter().map(|data| data.value.len()).collect();
    println!("\nThe wasm, bytes\n");
    row("functions", code, "");
    row(
        "data",
        data.iter().sum(),
        &format!("in {} segments", data.len()),
    );

    println!("\nFunctions by module, bytes\n");
    for (name, bytes) in &groups {
        row(name, *bytes, &share(*bytes, code));
    }
    println!("\nThe {LARGEST} largest functions, bytes\n");
    for (name, bytes) in functions.iter().take(LARGEST) {
        row(name, *bytes, &share(*bytes, code));
    }
    println!("\nTables, bytes: what each resource adds to those before it\n");
    for (resource, bytes) in pack::bytes_by_resource() {
        row(resource, bytes, "");
    }
    Ok(())
}

fn row(name: &str, bytes: usize, more: &str) {
    println!("{bytes:>8} {more:>14}  {name}");
}

fn share(bytes: usize, of: usize) -> String {
    #[expect(
        clippy::cast_precision_loss,
        reason = "a wasm of so many bytes would not load"
    )]
    let share = bytes as f64 / of as f64 * 100.0;
    format!("{share:.1} %")
}

fn functions(module: &Module) -> Vec<(String, usize)> {
    let sized = module.funcs.iter().filter_map(|function| {
        let FunctionKind::Local(local) = &function.kind else {
            return None;
        };
        let range = local.original_range.clone()?;
        Some((plain(function.name.as_deref().unwrap_or("?")), range.len()))
    });
    sized.collect()
}

/// A name without the hashes that tell apart what has the same name.
fn plain(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    let mut rest = name;
    // Of the crate: `core[c5930c85a12de822]::fmt`.
    while let Some((before, after)) = rest.split_once('[') {
        text.push_str(before);
        match after.split_once(']') {
            Some((hash, after)) if is_hash(hash) => rest = after,
            _ => {
                text.push('[');
                rest = after;
            }
        }
    }
    text.push_str(rest);
    // Of the function: `call::json::hex::hfa8867d19ca72b98`.
    match text.rsplit_once("::h") {
        Some((before, hash)) if is_hash(hash) => before.to_owned(),
        _ => text,
    }
}

fn is_hash(text: &str) -> bool {
    text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The module that a function belongs to; of other people's crates, the crate. A function without a
/// path stands for itself: an export, with all that was inlined into it.
fn group(name: &str) -> String {
    let path = name.trim_start_matches(['<', '&', '(', '*', ' ']);
    let path = path
        .split(|letter: char| !letter.is_alphanumeric() && !matches!(letter, '_' | ':'))
        .next()
        .unwrap_or(path);
    let mut parts: Vec<&str> = path.split("::").filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        ["webwork_sdk", ..] => {
            // The last part is the function; a type, and what follows, is no module either.
            parts.pop();
            let modules = parts
                .into_iter()
                .take_while(|part| part.starts_with(|letter: char| letter.is_lowercase()));
            modules.collect::<Vec<_>>().join("::")
        }
        [crate_name, _, ..] => (*crate_name).to_owned(),
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_taken_out_of_names() {
        assert_eq!(
            plain("core[c5930c85a12de822]::str::split"),
            "core::str::split"
        );
        assert_eq!(
            plain("webwork_sdk::call::json::hex::hfa8867d19ca72b98"),
            "webwork_sdk::call::json::hex"
        );
        assert_eq!(plain("<[u8] as Trait>::run"), "<[u8] as Trait>::run");
    }

    #[test]
    fn functions_are_grouped_by_their_module() {
        let group_of = |name: &str, expected: &str| assert_eq!(group(name), expected, "{name}");
        group_of(
            "webwork_sdk::call::json::Scanner::text",
            "webwork_sdk::call::json",
        );
        group_of("webwork_sdk::call::json::hex", "webwork_sdk::call::json");
        group_of(
            "<webwork_sdk::call::check::Path as core::fmt::Display>::fmt",
            "webwork_sdk::call::check",
        );
        group_of(
            "<dlmalloc::dlmalloc::Dlmalloc<dlmalloc::sys::System>>::malloc",
            "dlmalloc",
        );
        group_of(
            "webwork_sdk::call::request::collect::{{closure}}::{{closure}}",
            "webwork_sdk::call::request",
        );
        group_of("begin multivalue shim", "begin");
    }
}
