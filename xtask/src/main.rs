//! The project's build tool:
//!
//! - `cargo xtask build` builds `pkg/dist` from the Rust crates and the TypeScript; `--dev` is faster, and
//!   keeps names in the wasm;
//! - `cargo xtask size` prints the size of each entry; `--details` also shows what takes up the wasm;
//! - `cargo xtask docs` writes `docs/api-coverage.md` from the contract;
//! - `cargo xtask licences` prints the third-party code in the package with its licences;
//! - `cargo xtask traces` prints random conversations with a store of a shared rate limit.

mod boundary;
mod chunks;
mod contract;
mod coverage;
mod dead_data;
mod facade;
mod files;
mod glue;
mod insight;
mod licences;
mod shrink;
mod size;
mod text;
mod traces;
mod wasm;
mod wrappers;

use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// What the package is built for.
#[derive(Clone, Copy, Debug, Hash, PartialEq, Eq)]
pub enum Mode {
    /// For publishing: as small as possible, even if it takes long.
    Release,
    /// For development: the wasm keeps its names, and wasm-opt does not run.
    Dev,
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let root = root();
    match arguments.as_slice() {
        ["build"] => build(&root, Mode::Release),
        ["build", "--dev"] => build(&root, Mode::Dev),
        ["size"] => size::print(&root),
        // The details matter most if a size is over its budget.
        ["size", "--details"] => {
            let sizes = size::print(&root);
            insight::print(&root).and(sizes)
        }
        ["docs"] => coverage::generate(&root),
        ["licences"] => licences::print(&root),
        ["traces", seed, conversations] => {
            traces::print(seed.parse()?, conversations.parse()?);
            Ok(())
        }
        _ => bail!(
            "usage: cargo xtask build [--dev] | size [--details] | docs | licences | traces <seed> <count>"
        ),
    }
}

fn build(root: &Path, mode: Mode) -> Result<()> {
    facade::generate(root)?;
    for package in &wasm::PACKAGES {
        wasm::build(root, package, mode)?;
    }
    licences::write(root)?;
    facade::bundle(root)
}

fn root() -> PathBuf {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask).to_owned()
}

/// Cargo's target folder, which this program was built into.
fn target_folder() -> Result<PathBuf> {
    let program = std::env::current_exe()?;
    let target = program
        .ancestors()
        .nth(2)
        .context("cargo xtask does not run from a target folder")?;
    Ok(target.to_owned())
}

/// Runs one long step: prints its name, and how long it took if that was a second or more.
fn step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    eprintln!("{name} …");
    let start = Instant::now();
    let result = work().with_context(|| format!("{name} failed"))?;
    let seconds = start.elapsed().as_secs_f64();
    if seconds >= 1.0 {
        eprintln!("{name}: {seconds:.1} s");
    }
    Ok(result)
}

/// A program of `node_modules`.
fn tool(root: &Path, name: &str) -> Command {
    let ending = if cfg!(windows) { ".cmd" } else { "" };
    let mut command = Command::new(root.join(format!("node_modules/.bin/{name}{ending}")));
    command.current_dir(root);
    command
}

fn run(command: &mut Command) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command
        .status()
        .with_context(|| format!("{name} could not be started: run `npm ci` first"))?;
    if !status.success() {
        bail!("{name} ended with {status}");
    }
    Ok(())
}
