//! From a crate to the wasm in the package: cargo, wasm-bindgen, wasm-opt, text.

use crate::boundary;
use crate::files::{Cached, write};
use crate::glue::{self, Imports};
use crate::shrink::{self, DeadEnds};
use crate::{Mode, dead_data, run, step, target_folder, text, tool};
use anyhow::{Context, Result, ensure};
use std::fs;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::Command;
use walrus::Module;
use wasm_bindgen_cli_support::{Bindgen, EncodeInto};

/// A crate that becomes a wasm of the package.
pub struct Package {
    /// Its name.
    pub name: &'static str,
    /// Prefix of the names of its generated files.
    prefix: &'static str,
    /// Where its wasm is also written as a file.
    raw: Option<&'static str>,
    /// How wasm-opt makes it small.
    passes: &'static [&'static str],
    /// Which of its functions are emptied.
    dead_ends: DeadEnds,
    /// Whether TypeScript calls its functions by name.
    typed: bool,
}

/// The SDK and the sandbox.
pub const PACKAGES: [Package; 2] = [
    Package {
        name: "webwork-sdk",
        prefix: "",
        raw: Some("pkg/dist/webwork.wasm"),
        // Rebuilding the control flow, and a second pass: half a percent each.
        passes: &["--flatten", "--rereloop", "-Oz", "-Oz", "--converge"],
        dead_ends: DeadEnds::All,
        typed: true,
    },
    Package {
        name: "webwork-sandbox",
        prefix: "sandbox-",
        raw: None,
        // More passes take minutes, and gain less than one percent.
        passes: &["-Oz"],
        dead_ends: DeadEnds::Panics,
        typed: false,
    },
];

/// The compilation target.
pub const TARGET: &str = "wasm32-unknown-unknown";

pub fn build(root: &Path, package: &Package, mode: Mode) -> Result<()> {
    let target = target_folder()?;
    step(&format!("{}: compiling", package.name), || {
        compile(root, &target, package)
    })?;

    let generated = |name: &str| {
        root.join("pkg/src/internal/generated")
            .join(format!("{}{name}", package.prefix))
    };
    let compiled = target
        .join(TARGET)
        .join("wasm")
        .join(format!("{}.wasm", package.name.replace('-', "_")));
    let out = Outputs {
        glue: generated("glue.js"),
        types: generated("glue.d.ts"),
        inline: generated("wasm.ts"),
        raw: package.raw.map(|raw| root.join(raw)),
    };
    Cached {
        stamp: &target.join(format!("{}.stamp", package.name)),
        inputs: &[
            compiled.clone(),
            root.join("xtask/src"),
            root.join("Cargo.lock"),
            root.join("package-lock.json"),
        ],
        outputs: &out.files(),
        variant: &format!("{mode:?}"),
    }
    .run(|| {
        make(
            root,
            &target.join("wasm-bindgen"),
            package,
            mode,
            &compiled,
            &out,
        )
    })
}

/// The files that are made from a compiled wasm.
struct Outputs {
    glue: PathBuf,
    types: PathBuf,
    inline: PathBuf,
    raw: Option<PathBuf>,
}

impl Outputs {
    fn files(&self) -> Vec<PathBuf> {
        let files = [
            Some(&self.glue),
            Some(&self.types),
            Some(&self.inline),
            self.raw.as_ref(),
        ];
        files.into_iter().flatten().cloned().collect()
    }
}

fn compile(root: &Path, target: &Path, package: &Package) -> Result<()> {
    // Panic messages contain source paths, and the bytes must not depend on the folder.
    let home = std::env::var("CARGO_HOME")
        .or_else(|_| std::env::var("HOME").map(|home| format!("{home}/.cargo")))?;
    let remap = |from: &str, to: &str| format!("\"--remap-path-prefix={from}={to}\"");
    let flags = [
        remap(&root.display().to_string(), "webwork-sdk"),
        remap(&home, "cargo"),
    ]
    .join(", ");
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .current_dir(root)
        // Either would replace the target features of .cargo/config.toml.
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        // The crate type here, not in Cargo.toml: as an rlib too, the crate would be left out of the
        // LTO (a fifth of its size), and cargo would build it anew whenever features change.
        .args([
            "rustc",
            "--lib",
            "--crate-type",
            "cdylib",
            "--profile",
            "wasm",
        ])
        .args([
            "--target",
            TARGET,
            "--package",
            package.name,
            "--target-dir",
        ])
        .arg(target)
        .arg("--config")
        .arg(format!("target.{TARGET}.rustflags = [{flags}]"));
    if !std::io::stderr().is_terminal() {
        cargo.arg("--quiet");
    }
    // After the dashes, so that it applies to this crate alone and shared crates are built once.
    cargo
        .arg("--")
        .arg(format!("-Clink-arg={}", dead_data::LINK_ARGUMENT));
    run(&mut cargo)
}

fn make(
    root: &Path,
    folder: &Path,
    package: &Package,
    mode: Mode,
    compiled: &Path,
    out: &Outputs,
) -> Result<()> {
    fs::create_dir_all(folder)?;
    let file = |ending: &str| folder.join(format!("{}{ending}", package.name));
    let (bound, glue) = (file(".wasm"), file(".js"));
    let imports = step(&format!("{}: wasm-bindgen", package.name), || {
        let mut linked = fs::read(compiled)?;
        dead_data::clear(&mut linked, package.dead_ends)?;
        let mut output = Bindgen::new()
            .input_bytes(package.name, linked)
            .bundler(true)?
            .typescript(true)
            .encode_into(EncodeInto::Always)
            .remove_producers_section(true)
            .generate_output()?;
        let imports = Imports::shorten(output.wasm_mut())?;
        shrink::remove_dead_ends(output.wasm_mut(), package.dead_ends);
        fs::write(&bound, output.wasm_mut().emit_wasm())?;
        fs::write(
            file(".d.ts"),
            output.ts().context("wasm-bindgen wrote no types")?,
        )?;
        let text = output.start().context("wasm-bindgen wrote no glue")?;
        ensure!(
            package.dead_ends == DeadEnds::Panics || !text.contains("Closure("),
            "{} makes closures, which shrink.rs removes as unused",
            package.name
        );
        fs::write(&glue, text)?;
        Ok(imports)
    })?;

    let wasm = match mode {
        Mode::Release => step(&format!("{}: wasm-opt", package.name), || {
            optimise(root, package, &bound, &file(".opt.wasm"))
        })?,
        Mode::Dev => fs::read(&bound)?,
    };
    let factory = glue::factory(root, &glue, &imports, &Module::from_buffer(&wasm)?)?;
    write(&out.glue, factory.as_bytes())?;
    if package.typed {
        let declarations = fs::read_to_string(file(".d.ts"))?;
        write(&out.types, boundary::glue_types(&declarations)?.as_bytes())?;
    } else {
        let untyped = format!("export type Glue = object;\n\n{}", glue::DECLARATION);
        write(&out.types, untyped.as_bytes())?;
    }

    if let Some(raw) = &out.raw {
        write(raw, &wasm)?;
    }
    // With an explicit type, the declarations do not repeat the whole string.
    let inline = format!(
        "/** Bytes of the wasm. */\nexport const size = {};\n\
         /** The wasm, as `decode` reads it. */\nexport const text: string = \"{}\";\n",
        wasm.len(),
        text::encode(&wasm),
    );
    write(&out.inline, inline.as_bytes())
}

fn optimise(root: &Path, package: &Package, wasm: &Path, optimised: &Path) -> Result<Vec<u8>> {
    run(wasm_opt(root, package, wasm, optimised).arg("--strip-debug"))?;
    Ok(fs::read(optimised)?)
}

/// The SDK's wasm as it is published, but with function names.
pub fn with_names(root: &Path) -> Result<Vec<u8>> {
    let folder = target_folder()?.join("wasm-bindgen");
    let named = folder.join("webwork-sdk.names.wasm");
    let [sdk, _] = &PACKAGES;
    run(wasm_opt(root, sdk, &folder.join("webwork-sdk.wasm"), &named).arg("--debuginfo"))?;
    Ok(fs::read(named)?)
}

fn wasm_opt(root: &Path, package: &Package, wasm: &Path, optimised: &Path) -> Command {
    let mut command = tool(root, "wasm-opt");
    command
        .arg(wasm)
        .arg("-o")
        .arg(optimised)
        .args(package.passes)
        .args([
            "--reorder-functions",
            // Rust's stack is there, and overflowing it traps.
            "--low-memory-unused",
            "--strip-target-features",
            "--enable-simd",
            "--enable-bulk-memory",
            "--enable-sign-ext",
            "--enable-mutable-globals",
            "--enable-nontrapping-float-to-int",
            "--enable-multivalue",
            "--enable-reference-types",
        ]);
    command
}
