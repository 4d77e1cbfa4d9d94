//! What the package weighs, raw and as brotli, in bytes.

use anyhow::Result;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Prints each entry with all it imports.
pub fn print(root: &Path) -> Result<()> {
    let dist = root.join("pkg/dist");
    println!("{:<24}{:>10}{:>10}", "", "bytes", "brotli");
    row("webwork.wasm", &std::fs::read(dist.join("webwork.wasm"))?)?;
    for entry in ["index.js", "slim.js", "sandbox.js"] {
        let mut files = BTreeSet::new();
        collect(&dist.join(entry), &mut files)?;
        let mut all = Vec::new();
        for file in files {
            all.extend(std::fs::read(file)?);
        }
        row(entry, &all)?;
    }
    Ok(())
}

fn row(name: &str, bytes: &[u8]) -> Result<()> {
    println!("{name:<24}{:>10}{:>10}", bytes.len(), brotli(bytes)?);
    Ok(())
}

fn brotli(bytes: &[u8]) -> Result<usize> {
    let mut packed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    Ok(brotli::BrotliCompress(&mut &*bytes, &mut packed, &parameters)?)
}

/// A file and the chunks it imports.
fn collect(file: &Path, files: &mut BTreeSet<PathBuf>) -> Result<()> {
    if !files.insert(file.to_owned()) {
        return Ok(());
    }
    let text = std::fs::read_to_string(file)?;
    for part in text.split("\"./").skip(1) {
        if let Some((name, _)) = part.split_once(".js\"") {
            let chunk = file.with_file_name(format!("{name}.js"));
            if chunk.exists() {
                collect(&chunk, files)?;
            }
        }
    }
    Ok(())
}
