//! The TypeScript side: what is generated for it, and what is made of it.

use crate::{run, tool, write};
use anyhow::Result;
use std::path::Path;
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
    for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
        write(
            &root.join("pkg").join(licence),
            &std::fs::read(root.join(licence))?,
        )?;
    }
    Ok(())
}
