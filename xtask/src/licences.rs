//! Third-party code in the package: the allowed licences, and the notice that lists it.

use crate::files::Cached;
use crate::{target_folder, wasm};
use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use spdx::{Expression, Licensee, ParseMode};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Licences of code that may be linked into the package. If a crate offers a choice, the first applies.
const ALLOWED: &[&str] = &["MIT", "Apache-2.0", "Zlib", "Unicode-3.0"];

/// How the names of licence files begin.
const FILES: &[&str] = &["LICENSE", "LICENCE", "COPYING", "UNLICENSE"];

/// Third-party code that a wasm contains.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Part {
    name: String,
    licence: String,
    authors: String,
    folder: PathBuf,
}

/// Prints the parts with their licences. Fails if one of them is not allowed in the package.
pub fn print(root: &Path) -> Result<()> {
    let parts = parts(root)?;
    choose(&parts)?
        .iter()
        .zip(&parts)
        .for_each(|(taken, part)| println!("{:<32}{}", part.name, taken.join(", ")));
    Ok(())
}

/// Writes the notice for the package. If a licence is not allowed, no notice is written and the
/// package's tests fail, but the build succeeds, so that a crate can be tried out.
pub fn write(root: &Path) -> Result<()> {
    let notice = root.join("pkg/THIRD-PARTY.md");
    let Err(error) = write_notice(root, &notice) else {
        return Ok(());
    };
    eprintln!("no THIRD-PARTY.md: {error:#}");
    if notice.exists() {
        fs::remove_file(&notice)?;
    }
    Ok(())
}

fn write_notice(root: &Path, notice: &PathBuf) -> Result<()> {
    Cached {
        stamp: &target_folder()?.join("licences.stamp"),
        inputs: &[
            root.join("Cargo.lock"),
            root.join("Cargo.toml"),
            root.join("sandbox/Cargo.toml"),
            root.join("validator/Cargo.toml"),
            root.join("LICENSE-MIT"),
            root.join("xtask/src"),
        ],
        outputs: std::slice::from_ref(notice),
        variant: "",
    }
    .run(|| {
        let parts = parts(root)?;
        let text = render(&parts, &fs::read_to_string(root.join("LICENSE-MIT"))?)?;
        crate::files::write(notice, text.as_bytes())
    })
}

/// Everything that is linked into a wasm of the package, sorted.
fn parts(root: &Path) -> Result<Vec<Part>> {
    let metadata = cargo(
        root,
        &["metadata", "--format-version=1", "--filter-platform"],
        &[wasm::TARGET],
    )?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let mut parts = vec![standard_library()];
    for package in wasm::PACKAGES {
        // The tree knows, other than the metadata, which features this very build has.
        let tree = cargo(
            root,
            &["tree", "--edges=normal,no-proc-macro", "--no-dedupe"],
            &[
                "--prefix=none",
                "--format={p}",
                "--target",
                wasm::TARGET,
                "--package",
                package.name,
            ],
        )?;
        for line in tree.lines() {
            let mut words = line.split_whitespace();
            let (Some(name), Some(version)) = (words.next(), words.next()) else {
                continue;
            };
            parts.extend(part(&metadata, name, version.trim_start_matches('v'))?);
        }
    }
    parts.sort();
    parts.dedup();
    Ok(parts)
}

/// Rust's standard library, which cargo does not list.
fn standard_library() -> Part {
    Part {
        name: "Rust's standard library".to_owned(),
        licence: "MIT OR Apache-2.0".to_owned(),
        authors: "The Rust Project Contributors".to_owned(),
        folder: PathBuf::new(),
    }
}

/// What the metadata say about a crate; `None` for the project's own crates.
fn part(metadata: &Value, name: &str, version: &str) -> Result<Option<Part>> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let package = metadata["packages"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|package| package["name"] == name && package["version"] == version)
        .with_context(|| format!("cargo metadata does not know {name} {version}"))?;
    if package["source"].is_null() {
        return Ok(None);
    }
    let authors: Vec<&str> = package["authors"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(|author| author.split(" <").next().unwrap_or(author))
        .collect();
    let manifest = PathBuf::from(text(&package["manifest_path"]));
    Ok(Some(Part {
        name: format!("{name} {version}"),
        licence: text(&package["license"]),
        authors: authors.join(", "),
        folder: manifest.parent().unwrap_or(&manifest).to_owned(),
    }))
}

/// The licences that apply to each part. Fails with a list of all parts that have no allowed licence.
fn choose(parts: &[Part]) -> Result<Vec<Vec<String>>> {
    let mut refused = String::new();
    let mut chosen = Vec::new();
    for part in parts {
        match taken(&part.licence) {
            Ok(licences) => chosen.push(licences),
            Err(error) => write!(refused, "\n{}: {error:#}", part.name)?,
        }
    }
    ensure!(
        refused.is_empty(),
        "licences that are not allowed ({}):{refused}",
        ALLOWED.join(", ")
    );
    Ok(chosen)
}

/// What to take of a licence expression.
fn taken(expression: &str) -> Result<Vec<String>> {
    let allowed = ALLOWED
        .iter()
        .map(|name| Licensee::parse(name))
        .collect::<Result<Vec<_>, _>>()?;
    let taken = Expression::parse_mode(expression, ParseMode::LAX)
        .with_context(|| format!("\"{expression}\""))?
        .minimized_requirements(&allowed)
        .with_context(|| format!("\"{expression}\""))?;
    Ok(taken.iter().map(ToString::to_string).collect())
}

/// The notice: each licence text once, under the names of the parts that come with it.
fn render(parts: &[Part], mit: &str) -> Result<String> {
    let mut texts: BTreeMap<(String, String), Vec<&str>> = BTreeMap::new();
    for (part, licences) in parts.iter().zip(choose(parts)?) {
        for licence in licences {
            let text = text(part, &licence, mit)?;
            texts.entry((licence, text)).or_default().push(&part.name);
        }
    }
    let mut notice = "# Third-party code in this package\n\n\
        Besides the project's own code, the wasm contains code of the crates below. The JavaScript that connects it\n\
        is generated by wasm-bindgen. Where a crate offers a choice of licences, the one below applies.\n"
        .to_owned();
    for ((licence, text), names) in texts {
        write!(
            notice,
            "\n## {licence}: {}\n\n```text\n{text}\n```\n",
            names.join(", ")
        )?;
    }
    Ok(notice)
}

/// The text of a licence as the part has it, or the common one under the part's authors.
fn text(part: &Part, licence: &str, mit: &str) -> Result<String> {
    let names = if part.folder.as_os_str().is_empty() {
        Vec::new()
    } else {
        fs::read_dir(&part.folder)?
            .map(|file| Ok(file?.file_name().to_string_lossy().into_owned()))
            .collect::<Result<Vec<_>>>()?
    };
    if let Some(name) = file(&names, licence)? {
        let text = fs::read_to_string(part.folder.join(name))?;
        return Ok(text.replace("\r\n", "\n").trim().to_owned());
    }
    let body = mit.find("Permission is hereby granted");
    let (Some(body), "MIT", false) = (body, licence, part.authors.is_empty()) else {
        bail!("{} has no text of {licence}, nor authors", part.name);
    };
    Ok(format!(
        "MIT License\n\nCopyright (c) {}\n\n{}",
        part.authors,
        mit[body..].trim()
    ))
}

/// Which of the files of a crate holds a licence.
fn file<'a>(names: &'a [String], licence: &str) -> Result<Option<&'a str>> {
    let word = licence.split('-').next().unwrap_or(licence).to_uppercase();
    let upper = |name: &&String| name.to_uppercase();
    let mut files: Vec<&String> = names
        .iter()
        .filter(|name| FILES.iter().any(|start| upper(name).starts_with(start)))
        .collect();
    files.sort();
    if let Some(named) = files.iter().find(|name| upper(name).contains(&word)) {
        return Ok(Some(named));
    }
    // "LICENSE", "LICENSE.txt": the only one there is.
    match files.as_slice() {
        [] => Ok(None),
        [only] if !only.contains(['-', '_']) => Ok(Some(only)),
        _ => bail!("none of {files:?} is named after {licence}"),
    }
}

fn cargo(root: &Path, first: &[&str], then: &[&str]) -> Result<String> {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .current_dir(root)
        .args(first)
        .args(then)
        .output()?;
    ensure!(
        output.status.success(),
        "cargo {} failed: {}",
        first.join(" "),
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8(output.stdout)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str, licence: &str) -> Part {
        Part {
            name: name.to_owned(),
            licence: licence.to_owned(),
            authors: "Somebody".to_owned(),
            folder: PathBuf::new(),
        }
    }

    #[test]
    fn of_several_licences_the_preferred_one_is_taken() -> Result<()> {
        for (expression, expected) in [
            ("MIT", vec!["MIT"]),
            ("Apache-2.0 OR MIT", vec!["MIT"]),
            ("MIT/Apache-2.0", vec!["MIT"]),
            ("GPL-3.0-only OR Apache-2.0", vec!["Apache-2.0"]),
            (
                "(MIT OR Apache-2.0) AND Unicode-3.0",
                vec!["MIT", "Unicode-3.0"],
            ),
        ] {
            assert_eq!(taken(expression)?, expected, "{expression}");
        }
        Ok(())
    }

    #[test]
    fn licences_that_are_not_allowed_are_refused_with_the_names_of_all_their_crates() {
        let parts = [
            named("good 1.0.0", "MIT"),
            named("viral 1.0.0", "GPL-3.0-only"),
            named("half 1.0.0", "MIT AND AGPL-3.0-only"),
            named("silent 1.0.0", ""),
        ];
        let message = match choose(&parts) {
            Ok(taken) => format!("{taken:?}"),
            Err(error) => error.to_string(),
        };
        for name in ["viral 1.0.0", "half 1.0.0", "silent 1.0.0"] {
            assert!(message.contains(name), "{message}");
        }
        assert!(!message.contains("good 1.0.0"), "{message}");
    }

    #[test]
    fn the_file_named_after_the_licence_is_taken_else_the_only_one() -> Result<()> {
        let names = |list: &[&str]| {
            list.iter()
                .map(|name| (*name).to_owned())
                .collect::<Vec<_>>()
        };
        let both = names(&["Cargo.toml", "LICENSE-APACHE", "LICENSE-MIT"]);
        assert_eq!(file(&both, "MIT")?, Some("LICENSE-MIT"));
        assert_eq!(file(&both, "Apache-2.0")?, Some("LICENSE-APACHE"));
        assert!(file(&both, "Zlib").is_err());
        assert_eq!(
            file(&names(&["LICENSE.txt", "src"]), "MIT")?,
            Some("LICENSE.txt")
        );
        assert!(file(&names(&["LICENSE-APACHE"]), "MIT").is_err());
        assert_eq!(file(&names(&["README.md"]), "MIT")?, None);
        Ok(())
    }

    #[test]
    fn the_notice_holds_each_text_once_with_its_authors() -> Result<()> {
        let parts = [named("one 1.0.0", "MIT"), named("two 2.0.0", "MIT/Zlib")];
        let notice = render(&parts, "Copyright\n\nPermission is hereby granted, …\n")?;
        assert!(
            notice.contains("## MIT: one 1.0.0, two 2.0.0\n"),
            "{notice}"
        );
        assert_eq!(notice.matches("Permission is hereby granted").count(), 1);
        assert!(notice.contains("Copyright (c) Somebody"), "{notice}");
        Ok(())
    }

    #[test]
    fn a_part_without_text_and_authors_is_refused() {
        let mut part = named("bare 1.0.0", "MIT");
        part.authors.clear();
        assert!(render(&[part], "Permission is hereby granted").is_err());
        assert!(
            render(
                &[named("bare 1.0.0", "Zlib")],
                "Permission is hereby granted"
            )
            .is_err()
        );
    }
}
