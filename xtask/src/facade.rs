//! The TypeScript side: what is generated for it, and how it is bundled.

use crate::boundary;
use crate::chunks;
use crate::contract::Contract;
use crate::files::{Cached, write};
use crate::{run, step, target_folder, tool};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use webwork_sandbox::options;
use webwork_sdk::api::RESOURCES;
use webwork_sdk::schema::typescript;

/// Writes the types and names that are generated from the Rust tables.
pub fn generate(root: &Path) -> Result<()> {
    let generated = root.join("pkg/src/internal/generated");
    let documentation = Contract::read(root)?.documentation();
    write(
        &generated.join("models.ts"),
        typescript::models(RESOURCES).as_bytes(),
    )?;
    write(
        &generated.join("operations.ts"),
        typescript::operations(RESOURCES).as_bytes(),
    )?;
    write(
        &generated.join("resources.ts"),
        typescript::resources(RESOURCES, &documentation).as_bytes(),
    )?;
    write(
        &generated.join("boundary.ts"),
        boundary::module().as_bytes(),
    )?;
    write(
        &generated.join("sandbox-options.ts"),
        options::typescript().as_bytes(),
    )
}

/// Bundles the entries and writes their declarations.
pub fn bundle(root: &Path) -> Result<()> {
    let pkg = root.join("pkg");
    copy_documents(root, &pkg)?;
    for file in ["LICENSE-MIT", "LICENSE-APACHE"] {
        write(
            &root.join("pkg-sandbox").join(file),
            &fs::read(root.join(file))?,
        )?;
    }
    Cached {
        stamp: &target_folder()?.join("facade.stamp"),
        inputs: &[
            pkg.join("src"),
            pkg.join("package.json"),
            pkg.join("tsconfig.json"),
            root.join("xtask/src"),
            root.join("package-lock.json"),
        ],
        outputs: &[pkg.join("dist")],
        variant: "",
    }
    .run(|| step("facade: esbuild, tsc", || make(root)))
}

/// Copies the documents that the package's manifest lists and that are kept in the repository's root.
fn copy_documents(root: &Path, pkg: &Path) -> Result<()> {
    let manifest: Value = serde_json::from_slice(&fs::read(pkg.join("package.json"))?)?;
    let files = manifest["files"].as_array().into_iter().flatten();
    for file in files.filter_map(Value::as_str) {
        let original = root.join(file);
        if original.is_file() {
            write(&pkg.join(file), &fs::read(original)?)?;
        }
    }
    Ok(())
}

fn make(root: &Path) -> Result<()> {
    clear(&root.join("pkg/dist"))?;
    let manifest = serde_json::from_slice(&fs::read(root.join("pkg/package.json"))?)?;
    run(tool(root, "esbuild")
        .args(
            entries(&manifest)
                .iter()
                .map(|entry| format!("pkg/src/{entry}.ts")),
        )
        .args([
            "--bundle",
            "--splitting",
            "--format=esm",
            "--platform=neutral",
            "--target=es2022",
            // Not minified: Node prints the whole line that an uncaught error comes from, and the
            // user's own bundler minifies anyway.
            "--external:*.wasm?module",
            "--external:node:*",
            // The start page of the sandbox's server.
            "--loader:.html=text",
            "--loader:.css=text",
            "--loader:.mjs=text",
            "--outdir=pkg/dist",
            "--log-level=warning",
        ]))?;
    chunks::join(root, &root.join("pkg/dist"))?;
    run(tool(root, "tsc").args(["-p", "pkg"]))?;
    // A command has no declarations.
    prune(
        &root.join("pkg/dist/types"),
        &entries(&json!({ "exports": manifest["exports"] })),
    )
}

/// Removes the earlier output of this step, but not the wasm: chunks have hashes in their names, and
/// declarations of deleted files would stay.
fn clear(dist: &Path) -> Result<()> {
    for file in fs::read_dir(dist).with_context(|| format!("reading {}", dist.display()))? {
        let path = file?.path();
        if path.is_dir() {
            fs::remove_dir_all(path)?;
        } else if path.extension().is_some_and(|ending| ending == "js") {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

/// Removes the declarations that no entry refers to.
fn prune(types: &Path, entries: &BTreeSet<&str>) -> Result<()> {
    let mut reached = BTreeSet::new();
    let mut waiting: Vec<PathBuf> = entries
        .iter()
        .map(|entry| types.join(format!("{entry}.d.ts")))
        .collect();
    while let Some(file) = waiting.pop() {
        let text =
            fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
        let folder = file.parent().unwrap_or(types);
        let imported = relative_imports(&text).map(|path| join(folder, path));
        waiting.extend(imported.filter(|path| path.exists() && !reached.contains(path)));
        reached.insert(file);
    }
    remove_unreached(types, &reached)
}

fn remove_unreached(folder: &Path, reached: &BTreeSet<PathBuf>) -> Result<()> {
    for file in fs::read_dir(folder)? {
        let file = file?.path();
        if file.is_dir() {
            remove_unreached(&file, reached)?;
        } else if !reached.contains(&file) {
            fs::remove_file(file)?;
        }
    }
    Ok(())
}

/// The strings that begin like relative paths.
fn relative_imports(text: &str) -> impl Iterator<Item = &str> {
    text.split(['"', '\''])
        .filter(|part| part.starts_with("./") || part.starts_with("../"))
}

/// The declarations that an import in `folder` refers to.
fn join(folder: &Path, import: &str) -> PathBuf {
    let mut path = folder.to_owned();
    for part in import.trim_end_matches(".js").split('/') {
        match part {
            "." => {}
            ".." => {
                path.pop();
            }
            name => path.push(name),
        }
    }
    path.with_extension("d.ts")
}

/// The entries of the package: every `dist/<entry>.js` that its manifest exports or runs.
pub fn entries(manifest: &Value) -> BTreeSet<&str> {
    fn collect<'a>(value: &'a Value, entries: &mut BTreeSet<&'a str>) {
        match value {
            Value::String(path) => {
                entries.extend(
                    path.strip_prefix("./dist/")
                        .and_then(|path| path.strip_suffix(".js")),
                );
            }
            Value::Object(members) => members.values().for_each(|value| collect(value, entries)),
            _ => {}
        }
    }
    let mut entries = BTreeSet::new();
    collect(&manifest["exports"], &mut entries);
    collect(&manifest["bin"], &mut entries);
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_lead_to_declarations() {
        let text = "import { a } from \"../options.js\";\nexport * from './x.js'; // \"not\"";
        let folder = Path::new("types/generated");
        let found: Vec<_> = relative_imports(text)
            .map(|import| join(folder, import))
            .collect();
        assert_eq!(
            found,
            [
                Path::new("types/options.d.ts"),
                Path::new("types/generated/x.d.ts")
            ]
        );
    }

    #[test]
    fn entries_are_the_scripts_that_the_manifest_exports_or_runs() {
        let manifest = serde_json::json!({
            "sideEffects": ["./dist/other.js"],
            "bin": { "webwork-sandbox": "./dist/cli.js" },
            "exports": {
                ".": { "types": "./dist/types/index.d.ts", "workerd": "./dist/workerd.js", "default": "./dist/index.js" },
                "./same": { "default": { "import": "./dist/index.js" } },
                "./webwork.wasm": "./dist/webwork.wasm",
                "./package.json": "./package.json",
            },
        });
        assert_eq!(
            entries(&manifest).into_iter().collect::<Vec<_>>(),
            ["cli", "index", "workerd"]
        );
    }
}
