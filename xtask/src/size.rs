//! What the package weighs, raw and as brotli, in bytes: as a bundler ships it, minified.

use crate::tool;
use anyhow::{Result, ensure};
use std::fs;
use std::path::Path;

/// The entries, what they consist of, and what they may weigh as brotli.
///
/// The aims are 45 KB for the default entry, 4 KB for `oauth` and 250 KB for `sandbox`. These three are
/// over them; the numbers here keep them from growing further. Lower a number whenever an entry shrinks.
/// `entry#export` is what an app ships that imports nothing else of an entry: nobody needs both stores of
/// `rate-limit-stores`, and each of them has 4 KB. `oauth` is always used with a client, which shares the
/// errors with it: [`OAUTH_ADDED`] is for what it adds.
const BUDGETS: [(&str, &str, Option<usize>); 8] = [
    ("slim.js", "glue, facade", None),
    ("index.js", "wasm, glue, facade", Some(52_900)),
    ("oauth.js", "errors", Some(4_950)),
    ("webhooks.js", "errors", Some(4 * 1024)),
    ("rate-limit-stores.js", "errors", Some(5_300)),
    (
        "rate-limit-stores.js#redisStore",
        "one export",
        Some(4 * 1024),
    ),
    (
        "rate-limit-stores.js#browserStore",
        "one export",
        Some(4 * 1024),
    ),
    ("sandbox.js", "wasm, glue", Some(266_500)),
];
const OAUTH_ADDED: usize = 3_900;

/// Prints the wasm, and each entry with all it imports. Fails where an entry is over its budget.
pub fn print(root: &Path) -> Result<()> {
    println!("{:<50}{:>10}{:>10}", "", "bytes", "brotli");
    row(
        "webwork.wasm",
        &fs::read(root.join("pkg/dist/webwork.wasm"))?,
    )?;
    let glue = "pkg/src/internal/generated/glue.js";
    row("glue", &bundled(root, glue, &[])?)?;
    let without_glue = format!("--external:./{glue}");
    row(
        "facade",
        &bundled(root, "pkg/src/slim.ts", &[&without_glue])?,
    )?;
    let mut over = Vec::new();
    for (entry, parts, budget) in BUDGETS {
        let bytes = match entry.split_once('#') {
            Some((entry, export)) => only(root, entry, export)?,
            None => bundled(root, &format!("pkg/dist/{entry}"), &[])?,
        };
        let packed = row(&format!("{entry} ({parts})"), &bytes)?;
        over.extend(budget.and_then(|budget| excess(entry, packed, budget)));
    }
    let added = "oauth.js, added to the client";
    let packed = added_to_client(root, "oauth.js", added)?;
    over.extend(excess(added, packed, OAUTH_ADDED));
    ensure!(over.is_empty(), "{}", over.join("\n"));
    Ok(())
}

fn row(name: &str, bytes: &[u8]) -> Result<usize> {
    let packed = brotli(bytes)?;
    println!("{name:<50}{:>10}{packed:>10}", bytes.len());
    Ok(packed)
}

fn excess(name: &str, packed: usize, budget: usize) -> Option<String> {
    let excess = packed.checked_sub(budget).filter(|excess| *excess > 0)?;
    Some(format!(
        "{name} is {excess} bytes over its budget of {budget}"
    ))
}

/// What an app ships that imports one export of an entry.
fn only(root: &Path, entry: &str, export: &str) -> Result<Vec<u8>> {
    let import = format!("export {{ {export} }} from \"../../pkg/dist/{entry}\";\n");
    app(root, export, &import)
}

/// Prints by how much an app grows that has the client, when it imports an entry too.
fn added_to_client(root: &Path, entry: &str, name: &str) -> Result<usize> {
    let client = "export { WebWork } from \"../../pkg/dist/slim.js\";\n";
    let import = format!("{client}export * from \"../../pkg/dist/{entry}\";\n");
    let before = app(root, "client", client)?;
    let after = app(root, "client-and-entry", &import)?;
    let packed = brotli(&after)?.saturating_sub(brotli(&before)?);
    let bytes = after.len().saturating_sub(before.len());
    println!("{name:<50}{bytes:>10}{packed:>10}");
    Ok(packed)
}

/// The bundle of an app that consists of one module.
fn app(root: &Path, name: &str, source: &str) -> Result<Vec<u8>> {
    let folder = root.join("target/size");
    fs::create_dir_all(&folder)?;
    fs::write(folder.join(format!("{name}.mjs")), source)?;
    bundled(root, &format!("target/size/{name}.mjs"), &[])
}

fn bundled(root: &Path, entry: &str, options: &[&str]) -> Result<Vec<u8>> {
    let output = tool(root, "esbuild")
        .arg(entry)
        .args(options)
        .args(["--bundle", "--minify", "--format=esm", "--platform=neutral"])
        .output()?;
    ensure!(
        output.status.success(),
        "esbuild could not bundle {entry}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(output.stdout)
}

/// What bytes weigh once they are packed.
pub fn brotli(bytes: &[u8]) -> Result<usize> {
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
