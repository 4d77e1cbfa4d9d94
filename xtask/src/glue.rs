//! wasm-bindgen's glue as a factory.
//!
//! The glue keeps its state (memory views, the exports) in module scope: one instance per module.
//! Inside a function each call makes a fresh state, so that an instance that trapped can be thrown
//! away and replaced; and nothing, such as a TextDecoder, is made when the package is imported.

use crate::tool;
use anyhow::{Context, Result, bail, ensure};
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

/// Types of the factory; the facade knows the functions by name.
pub const DECLARATION: &str = "\
/** The functions of the wasm, the import object, and what binds both to an instance. */
export interface Glue {
  readonly imports: WebAssembly.Imports;
  attach(instance: WebAssembly.Instance): void;
}
export function createGlue(): Glue;
";

pub fn factory(root: &Path, name: &str, glue: &str) -> Result<String> {
    let plain = plain(root, glue)?;
    let (body, exports) = plain
        .rsplit_once("export {")
        .context("wasm-bindgen's glue has no list of exports any more")?;
    let names = exports
        .trim()
        .trim_end_matches(';')
        .trim_end_matches('}')
        .trim();
    ensure!(
        !body.contains("\nimport ") && !body.contains("\nexport "),
        "wasm-bindgen's glue is no longer one closed module"
    );
    ensure!(
        names.contains("__wbg_set_wasm") && !names.contains(" as "),
        "wasm-bindgen's glue exports under other names than it did"
    );
    Ok(format!(
        "export function createGlue() {{\n{body}\n\
         const functions = {{ {names} }};\n\
         return Object.assign(Object.create(null), functions, {{\n\
           imports: {{ \"./{name}_bg.js\": functions }},\n\
           attach(instance) {{ __wbg_set_wasm(instance.exports); instance.exports.__wbindgen_start(); }},\n\
         }});\n}}\n"
    ))
}

/// The glue with its exports in one list at the end, as esbuild writes it.
fn plain(root: &Path, glue: &str) -> Result<String> {
    let mut child = tool(root, "esbuild")
        .args([
            "--format=esm",
            "--bundle",
            "--tree-shaking=true",
            "--loader=js",
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("esbuild could not be started")?;
    child
        .stdin
        .take()
        .context("esbuild takes no input")?
        .write_all(glue.as_bytes())?;
    let output = child.wait_with_output()?;
    if !output.status.success() {
        bail!("esbuild refused wasm-bindgen's glue");
    }
    Ok(String::from_utf8(output.stdout)?)
}
