//! What the package weighs, raw and as brotli, in bytes: as a bundler ships it, minified.

use crate::tool;
use anyhow::{Result, ensure};
use std::path::Path;

/// Prints the wasm, and each entry with all it imports.
pub fn print(root: &Path) -> Result<()> {
    println!("{:<24}{:>10}{:>10}", "", "bytes", "brotli");
    row(
        "webwork.wasm",
        &std::fs::read(root.join("pkg/dist/webwork.wasm"))?,
    )?;
    for entry in ["index.js", "slim.js", "sandbox.js"] {
        let output = tool(root, "esbuild")
            .arg(format!("pkg/dist/{entry}"))
            .args(["--bundle", "--minify", "--format=esm", "--platform=neutral"])
            .output()?;
        ensure!(output.status.success(), "esbuild could not bundle {entry}");
        row(entry, &output.stdout)?;
    }
    Ok(())
}

fn row(name: &str, bytes: &[u8]) -> Result<()> {
    println!("{name:<24}{:>10}{:>10}", bytes.len(), brotli(bytes)?);
    Ok(())
}

fn brotli(bytes: &[u8]) -> Result<usize> {
    let mut packed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        ..Default::default()
    };
    Ok(brotli::BrotliCompress(
        &mut &*bytes,
        &mut packed,
        &parameters,
    )?)
}
