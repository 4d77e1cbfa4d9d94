//! From a crate to the wasm in the package: cargo, wasm-bindgen, wasm-opt, deflate.

use crate::{glue, run, shrink, step, tool, write};
use anyhow::{Context, Result};
use base64::Engine;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::process::Command;
use wasm_bindgen_cli_support::{Bindgen, EncodeInto};

/// A crate that becomes a wasm of the package.
pub struct Package {
    /// Its name.
    crate_name: &'static str,
    /// What its generated files are called.
    prefix: &'static str,
    /// Where its wasm also lies as a file of its own.
    raw: Option<&'static str>,
    /// It formats nothing, and weighs on every user.
    shrink: bool,
}

/// The SDK and the sandbox.
pub const PACKAGES: &[Package] = &[
    Package {
        crate_name: "webwork-sdk",
        prefix: "",
        raw: Some("pkg/dist/webwork.wasm"),
        shrink: true,
    },
    Package {
        crate_name: "webwork-sandbox",
        prefix: "sandbox-",
        raw: None,
        shrink: false,
    },
];

pub fn build(root: &Path, package: &Package) -> Result<()> {
    let name = package.crate_name;
    // Of its own: the sandbox takes the SDK's crate without exports, under the same file name.
    let target = root.join("target/package").join(name);
    step(&format!("cargo build {name}"), || {
        // Panic messages hold the paths of sources; the bytes must not depend on where they lie.
        let home = std::env::var("CARGO_HOME")
            .or_else(|_| std::env::var("HOME").map(|home| format!("{home}/.cargo")))?;
        let remap = |from: &str, to: &str| format!("\"--remap-path-prefix={from}={to}\"");
        let flags = [
            remap(&root.display().to_string(), "webwork-sdk"),
            remap(&home, "cargo"),
        ]
        .join(", ");
        run(Command::new(env!("CARGO"))
            .current_dir(root)
            .args([
                "build",
                "--lib",
                "--profile",
                "wasm",
                "--target",
                "wasm32-unknown-unknown",
                "--package",
                name,
            ])
            .arg("--target-dir")
            .arg(&target)
            .arg("--config")
            .arg(format!(
                "target.wasm32-unknown-unknown.rustflags = [{flags}]"
            )))
    })?;
    let file = name.replace('-', "_");
    let compiled = target
        .join("wasm32-unknown-unknown/wasm")
        .join(format!("{file}.wasm"));
    let compiled =
        std::fs::read(&compiled).with_context(|| format!("reading {}", compiled.display()))?;

    let generated = root.join("pkg/src/generated");
    let wasm_ts = generated.join(format!("{}wasm.ts", package.prefix));
    let stamp = root.join("target").join(format!("{name}.stamp"));
    let hash = stamp_of(&compiled)?;
    let fresh = std::fs::read_to_string(&stamp).is_ok_and(|old| old == hash)
        && wasm_ts.exists()
        && package.raw.is_none_or(|raw| root.join(raw).exists());
    if fresh {
        return Ok(());
    }

    let mut output = step("wasm-bindgen", || {
        let mut bindgen = Bindgen::new();
        bindgen
            .input_bytes(&file, compiled)
            .bundler(true)?
            .typescript(false)
            .encode_into(EncodeInto::Always)
            .remove_producers_section(true);
        bindgen.generate_output()
    })?;
    if package.shrink {
        shrink::remove_dead_ends(output.wasm_mut());
    }
    let folder = root.join("target/wasm-bindgen").join(name);
    output.emit(&folder)?;
    let bound = folder.join(format!("{file}_bg"));
    let glue = std::fs::read_to_string(bound.with_extension("js"))?;
    write(
        &generated.join(format!("{}glue.js", package.prefix)),
        glue::factory(root, &file, &glue)?.as_bytes(),
    )?;
    write(
        &generated.join(format!("{}glue.d.ts", package.prefix)),
        glue::DECLARATION.as_bytes(),
    )?;

    let wasm = step("wasm-opt", || optimise(root, &bound.with_extension("wasm")))?;
    let deflated = step("deflate", || deflate(&wasm))?;
    if let Some(raw) = package.raw {
        write(&root.join(raw), &wasm)?;
    }
    let text = format!(
        "/** Bytes of the wasm. */\nexport const size = {};\n/** The wasm, deflated (raw), as base64. */\nexport const deflated = \"{}\";\n",
        wasm.len(),
        base64::engine::general_purpose::STANDARD.encode(&deflated),
    );
    write(&wasm_ts, text.as_bytes())?;
    std::fs::write(stamp, hash)?;
    Ok(())
}

/// What the later steps depend on: the compiled wasm and this very program.
fn stamp_of(compiled: &[u8]) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    compiled.hash(&mut hasher);
    std::fs::read(std::env::current_exe()?)?.hash(&mut hasher);
    Ok(format!("{:016x}", hasher.finish()))
}

fn optimise(root: &Path, wasm: &Path) -> Result<Vec<u8>> {
    let optimised = wasm.with_extension("opt.wasm");
    run(tool(root, "wasm-opt")
        .arg(wasm)
        .arg("-o")
        .arg(&optimised)
        .args([
            "-Oz",
            "--converge",
            "--strip-debug",
            "--strip-target-features",
            "--enable-simd",
            "--enable-bulk-memory",
            "--enable-sign-ext",
            "--enable-mutable-globals",
            "--enable-nontrapping-float-to-int",
            "--enable-multivalue",
            "--enable-reference-types",
        ]))?;
    Ok(std::fs::read(optimised)?)
}

fn deflate(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut deflated = Vec::new();
    zopfli::compress(
        zopfli::Options::default(),
        zopfli::Format::Deflate,
        wasm,
        &mut deflated,
    )?;
    Ok(deflated)
}
