//! The TypeScript side: what is generated for it, and what is made of it.

use crate::{run, tool, write};
use anyhow::Result;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use webwork_sdk::api::typescript;

/// The entries of the package, one file each in `pkg/src` and `pkg/dist`.
pub const ENTRIES: &[&str] = &["index", "slim", "workerd", "sandbox"];

/// Writes the types and names that follow from the Rust tables.
pub fn generate(root: &Path) -> Result<()> {
    let generated = root.join("pkg/src/generated");
    write(
        &generated.join("models.ts"),
        typescript::models().as_bytes(),
    )?;
    write(
        &generated.join("operations.ts"),
        typescript::operations().as_bytes(),
    )?;
    write(
        &generated.join("sandbox-options.ts"),
        webwork_sandbox::options::typescript().as_bytes(),
    )
}

/// Bundles the entries and writes their declarations.
pub fn bundle(root: &Path) -> Result<()> {
    let dist = root.join("pkg/dist");
    // Chunks carry hashes in their names: old ones would stay.
    for file in std::fs::read_dir(&dist).into_iter().flatten().flatten() {
        if file.path().extension().is_some_and(|ending| ending == "js") {
            std::fs::remove_file(file.path())?;
        }
    }
    run(tool(root, "esbuild")
        .args(ENTRIES.iter().map(|entry| format!("pkg/src/{entry}.ts")))
        .args([
            "--bundle",
            "--splitting",
            "--format=esm",
            "--platform=neutral",
            "--target=es2022",
            // Not minified: Node prints the whole line that an uncaught error comes from, and the
            // user's own bundler minifies anyway.
            "--external:*.wasm?module",
            "--outdir=pkg/dist",
            "--log-level=warning",
        ]))?;
    run(tool(root, "tsc").args(["-p", "pkg"]))?;
    prune(&dist.join("types"))?;
    for file in ["README.md", "LICENSE-MIT", "LICENSE-APACHE"] {
        write(
            &root.join("pkg").join(file),
            &std::fs::read(root.join(file))?,
        )?;
    }
    Ok(())
}

/// Removes the declarations that no entry leads to: those of the insides.
fn prune(types: &Path) -> Result<()> {
    let mut reached = BTreeSet::new();
    let mut waiting: Vec<PathBuf> = ENTRIES
        .iter()
        .map(|entry| types.join(format!("{entry}.d.ts")))
        .collect();
    while let Some(file) = waiting.pop() {
        if !reached.insert(file.clone()) {
            continue;
        }
        let text = std::fs::read_to_string(&file)?;
        for part in text
            .split(['"', '\''])
            .filter(|part| part.starts_with("./") || part.starts_with("../"))
        {
            let folder = file.parent().unwrap_or(types);
            let mut target = folder.to_owned();
            for step in part
                .trim_end_matches(".js")
                .split('/')
                .filter(|step| *step != ".")
            {
                if step == ".." {
                    target.pop();
                } else {
                    target.push(step);
                }
            }
            let target = target.with_extension("d.ts");
            if target.exists() {
                waiting.push(target);
            }
        }
    }
    for folder in [types.to_owned(), types.join("generated")] {
        for file in std::fs::read_dir(folder)? {
            let file = file?.path();
            if file.is_file() && !reached.contains(&file) {
                std::fs::remove_file(file)?;
            }
        }
    }
    Ok(())
}
