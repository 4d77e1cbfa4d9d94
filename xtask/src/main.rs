//! `cargo xtask build` makes `pkg/dist` from the Rust crates and the facade;
//! `cargo xtask size` tells what of it weighs what.

mod facade;
mod glue;
mod shrink;
mod size;
mod wasm;

use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let root = root();
    match arguments
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .as_slice()
    {
        ["build"] => build(&root),
        ["size"] => size::print(&root),
        _ => bail!("usage: cargo xtask build | size"),
    }
}

fn build(root: &Path) -> Result<()> {
    facade::generate(root)?;
    for package in wasm::PACKAGES {
        wasm::build(root, package)?;
    }
    step("facade", || facade::bundle(root))
}

fn root() -> PathBuf {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask).to_owned()
}

/// Runs one step and says how long it took.
fn step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let start = Instant::now();
    let result = work().with_context(|| format!("step {name}"))?;
    eprintln!("  {name} ({:.1} s)", start.elapsed().as_secs_f64());
    Ok(result)
}

/// A tool of `node_modules`.
fn tool(root: &Path, name: &str) -> Command {
    let mut command = Command::new(root.join("node_modules/.bin").join(name));
    command.current_dir(root);
    command
}

fn run(command: &mut Command) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command
        .status()
        .with_context(|| format!("{name} could not be started"))?;
    if !status.success() {
        bail!("{name} ended with {status}");
    }
    Ok(())
}

/// Writes a file unless it holds the same already, so that what depends on it stays fresh.
fn write(path: &Path, content: &[u8]) -> Result<()> {
    if std::fs::read(path).is_ok_and(|old| old == content) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, content).with_context(|| format!("writing {}", path.display()))
}
