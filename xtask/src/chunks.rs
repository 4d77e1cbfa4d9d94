//! Joins the small chunks of the package into one.
//!
//! esbuild makes a chunk for each set of entries that share code, which is ten of them for the errors and a few
//! helpers. In Node.js each file takes a third of a millisecond of the import, and in browsers without a
//! bundler it is a request.

use crate::{run, tool};
use anyhow::Result;
use std::fs;
use std::path::Path;

const JOINED: &str = "chunk-SHARED.js";
/// A larger chunk stays as it is: not every entry needs it.
const SMALL: u64 = 8 * 1024;

/// Joins them, and makes the others import the result.
pub fn join(root: &Path, dist: &Path) -> Result<()> {
    let mut small = Vec::new();
    let mut others = Vec::new();
    for file in fs::read_dir(dist)? {
        let file = file?;
        let name = file.file_name().to_string_lossy().into_owned();
        if name.starts_with("chunk-") && file.metadata()?.len() <= SMALL {
            small.push(name);
        } else if name.ends_with(".js") {
            others.push(file.path());
        }
    }
    small.sort();

    let list = dist.join("chunks.mjs");
    let exports = small
        .iter()
        .map(|name| format!("export * from \"./{name}\";\n"));
    fs::write(&list, exports.collect::<String>())?;
    run(tool(root, "esbuild")
        .arg(&list)
        .arg(format!("--outfile={}", dist.join(JOINED).display()))
        .args([
            "--bundle",
            "--format=esm",
            "--platform=neutral",
            "--target=es2022",
            "--log-level=warning",
        ]))?;
    fs::remove_file(list)?;

    for path in others {
        let mut text = fs::read_to_string(&path)?;
        for name in &small {
            // What is imported for nothing but its effects has none.
            text = text.replace(&format!("import \"./{name}\";\n"), "");
            text = text.replace(name, JOINED);
        }
        fs::write(path, text)?;
    }
    for name in small {
        fs::remove_file(dist.join(name))?;
    }
    Ok(())
}
