//! What in the wasm weighs what: functions by module, data, and the tables of each resource.

use crate::size::brotli;
use crate::wasm;
use anyhow::Result;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::path::Path;
use wasmparser::{KnownCustom, Name, Parser, Payload, TypeRef};
use webwork_sdk::tables;

/// How many of the largest functions are listed.
const LARGEST: usize = 25;
/// Modules of fewer bytes are taken together.
const SMALL: usize = 200;

/// Prints the bytes of the published wasm, told apart by the names that it has before it is published.
pub fn print(root: &Path) -> Result<()> {
    let code = Code::read(wasm::with_names(root)?)?;
    let mut modules = BTreeMap::<String, Vec<Range<usize>>>::new();
    for (name, range) in &code.functions {
        modules.entry(group(name)).or_default().push(range.clone());
    }
    let data = code.wasm.len() - code.data..code.wasm.len();
    modules.insert("(data)".to_owned(), vec![data]);
    let bytes = |ranges: &[Range<usize>]| ranges.iter().map(Range::len).sum::<usize>();
    let (mut modules, small): (Vec<_>, Vec<_>) = modules
        .into_iter()
        .partition(|(_, ranges)| bytes(ranges) >= SMALL);
    let mut small: Vec<_> = small.into_iter().flat_map(|(_, ranges)| ranges).collect();
    small.sort_by_key(|range| range.start);
    modules.push(("(all that are smaller)".to_owned(), small));
    modules.sort_by_key(|(_, ranges)| Reverse(bytes(ranges)));

    println!("\nThe wasm by module: bytes, and how much smaller its brotli is without\n");
    let packed = brotli(&code.wasm)?;
    for (name, ranges) in &modules {
        let saved = packed.saturating_sub(brotli(&code.without(ranges))?);
        println!("{:>8}{saved:>8}  {name}", bytes(ranges));
    }

    println!("\nThe {LARGEST} largest functions, bytes\n");
    let mut functions: Vec<_> = code.functions.iter().collect();
    functions.sort_by_key(|(_, range)| Reverse(range.len()));
    for (name, range) in functions.into_iter().take(LARGEST) {
        println!("{:>8}  {name}", range.len());
    }

    println!("\nTables: bytes that each resource adds to those before it\n");
    for (resource, bytes) in tables::bytes_by_resource() {
        println!("{bytes:>8}  {resource}");
    }
    Ok(())
}

/// The code with what stands before it, then the data; and which function is where.
struct Code {
    wasm: Vec<u8>,
    functions: Vec<(String, Range<usize>)>,
    data: usize,
}

impl Code {
    fn read(mut wasm: Vec<u8>) -> Result<Self> {
        let mut imported = 0;
        let mut ranges = Vec::new();
        let mut data = Vec::new();
        let mut names = HashMap::new();
        for payload in Parser::new(0).parse_all(&wasm) {
            match payload? {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        imported += usize::from(matches!(import?.ty, TypeRef::Func(_)));
                    }
                }
                Payload::CodeSectionEntry(body) => ranges.push(body.range()),
                Payload::DataSection(segments) => {
                    for segment in segments {
                        data.extend_from_slice(segment?.data);
                    }
                }
                Payload::CustomSection(section) => {
                    if let KnownCustom::Name(sections) = section.as_known() {
                        for section in sections {
                            if let Name::Function(namings) = section? {
                                for naming in namings {
                                    let naming = naming?;
                                    names.insert(naming.index as usize, plain(naming.name));
                                }
                            }
                        }
                    }
                }
                _ => {}
            }
        }
        // What follows, the names above all, is not published.
        wasm.truncate(ranges.last().map_or(0, |range: &Range<usize>| range.end));
        wasm.extend_from_slice(&data);
        let functions = ranges.into_iter().enumerate().map(|(index, range)| {
            let name = names.remove(&(imported + index));
            (name.unwrap_or_else(|| "nameless".to_owned()), range)
        });
        Ok(Self {
            functions: functions.collect(),
            data: data.len(),
            wasm,
        })
    }

    fn without(&self, ranges: &[Range<usize>]) -> Vec<u8> {
        let mut rest = self.wasm.clone();
        for range in ranges.iter().rev() {
            rest.drain(range.clone());
        }
        rest
    }
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
            plain("webwork_sdk::json::hex::hfa8867d19ca72b98"),
            "webwork_sdk::json::hex"
        );
        assert_eq!(plain("<[u8] as Trait>::run"), "<[u8] as Trait>::run");
    }

    #[test]
    fn functions_are_grouped_by_their_module() {
        let group_of = |name: &str, expected: &str| assert_eq!(group(name), expected, "{name}");
        group_of("webwork_sdk::json::Scanner::text", "webwork_sdk::json");
        group_of("webwork_sdk::json::hex", "webwork_sdk::json");
        group_of(
            "<webwork_sdk::request::check::Path as core::fmt::Display>::fmt",
            "webwork_sdk::request::check",
        );
        group_of(
            "<dlmalloc::dlmalloc::Dlmalloc<dlmalloc::sys::System>>::malloc",
            "dlmalloc",
        );
        group_of(
            "webwork_sdk::request::collect::{{closure}}::{{closure}}",
            "webwork_sdk::request",
        );
        group_of("begin multivalue shim", "begin");
    }
}
