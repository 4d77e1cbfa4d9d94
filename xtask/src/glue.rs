//! wasm-bindgen's glue as a factory.
//!
//! wasm-bindgen's glue keeps its state (memory views, the exports) in module scope, which allows one
//! instance per module. Wrapped into a function, each call makes new state, so that an instance that
//! trapped can be replaced, and importing the package makes nothing, such as a TextDecoder.
//!
//! What the wasm imports and exports becomes members of objects, and no more than it needs: the glue is a
//! tenth of what a user downloads beside the wasm.

use crate::{tool, wrappers};
use anyhow::{Context, Result, ensure};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;
use walrus::Module;

/// The type of the factory. `Glue` is what it makes of the exports of an instance.
pub const DECLARATION: &str = "\
/** What a wasm imports, and what binds it to an instance: it returns the functions and classes of the wasm. */
export function createGlue(): {
  readonly imports: WebAssembly.Imports;
  attach(instance: WebAssembly.Instance): Glue;
};
";

/// Binds the glue to the exports of an instance.
const SET_WASM: &str = "__wbg_set_wasm";
/// The start function of the wasm, which the glue has to call.
const START: &str = "__wbindgen_start";

/// What passes a string, and the same with the two functions of the wasm that all its callers give it.
const PASS_STRING: [&str; 2] = [
    "passStringToWasm0(arg, malloc, realloc)",
    "passStringToWasm0(arg, malloc = wasm.__wbindgen_malloc, realloc = wasm.__wbindgen_realloc)",
];
/// These two, as its callers give them.
const GIVEN: &str = ", wasm.__wbindgen_malloc, wasm.__wbindgen_realloc)";
/// Begins and ends what it does for a wasm without the second one.
const WITHOUT_REALLOC: [&str; 2] = ["  if (realloc === void 0) {\n", "\n  }\n"];

/// The module that a wasm imports from. Each of its imports names it.
const MODULE: &str = "glue";

/// What a wasm imports, by the names in wasm-bindgen's glue.
pub struct Imports(Vec<String>);

impl Imports {
    /// Gives the imports short names. Those of wasm-bindgen end in hashes, which do not compress and
    /// would be in both the wasm and the glue.
    pub fn shorten(wasm: &mut Module) -> Result<Self> {
        let modules: BTreeSet<&str> = wasm
            .imports
            .iter()
            .map(|import| import.module.as_str())
            .collect();
        ensure!(
            modules.len() == 1,
            "the wasm imports from {modules:?}, not from the glue alone; the loader provides nothing else"
        );
        let mut functions = Vec::new();
        for import in wasm.imports.iter_mut() {
            let short = short(functions.len());
            functions.push(std::mem::replace(&mut import.name, short));
            import.module = MODULE.to_owned();
        }
        Ok(Self(functions))
    }

    /// The short and the long name of each import that an optimised wasm still has.
    fn left_in(&self, wasm: &Module) -> Vec<(String, &str)> {
        let left: BTreeSet<&str> = wasm
            .imports
            .iter()
            .map(|import| import.name.as_str())
            .collect();
        let all = self.0.iter().enumerate();
        all.map(|(index, function)| (short(index), function.as_str()))
            .filter(|(short, _)| left.contains(short.as_str()))
            .collect()
    }
}

fn short(index: usize) -> String {
    format!("i{index}")
}

/// The factory for a wasm, out of wasm-bindgen's glue for it (a module in a file).
pub fn factory(root: &Path, glue: &Path, imports: &Imports, wasm: &Module) -> Result<String> {
    ensure!(
        wasm.exports.iter().any(|export| export.name == START),
        "the wasm has no {START} any more; glue.rs must start it in another way"
    );
    let imported = imports.left_in(wasm);
    let text = std::fs::read_to_string(glue)?;
    // What wasm-bindgen made for itself begins with __wb: only the part of it stays that the wasm imports.
    let exported: Vec<&str> = exports(&text)
        .filter(|name| !name.starts_with("__wb"))
        .collect();
    ensure!(
        !exported.is_empty(),
        "wasm-bindgen's glue has no exports, or their form has changed"
    );

    let mut names: Vec<&str> = imported.iter().map(|(_, function)| *function).collect();
    names.extend(&exported);
    names.push(SET_WASM);
    let mut body = pass_strings(&closed(root, glue, &names)?)
        .context("wasm-bindgen's glue passes strings in another way")?;

    let mut object = String::new();
    for (short, name) in &imported {
        let member = wrappers::take(&mut body, name)
            .map_or_else(|| format!("{short}: {name}"), |import| import.method(short));
        let _ = writeln!(object, "{member},");
    }
    let mut functions = String::new();
    for name in exported {
        let member = wrappers::take(&mut body, name)
            .map_or_else(|| name.to_owned(), |function| function.export(name));
        let _ = writeln!(functions, "{member},");
    }
    Ok(format!(
        "export function createGlue() {{\n{body}\
         return {{\n\
         imports: {{ {MODULE}: {{\n{object}}} }},\n\
         attach(instance) {{\n\
         {SET_WASM}(instance.exports);\n\
         wasm.{START}();\n\
         return {{\n{functions}}};\n\
         }},\n\
         }};\n}}\n"
    ))
}

/// The same statements, with a function for passing strings that needs no more than the string.
fn pass_strings(statements: &str) -> Option<String> {
    let [begin, end] = WITHOUT_REALLOC;
    let (before, rest) = statements.split_once(begin)?;
    let (_, after) = rest.split_once(end)?;
    let [long, short] = PASS_STRING;
    let passed = format!("{before}{after}").replace(GIVEN, ")");
    passed.contains(long).then(|| passed.replace(long, short))
}

/// The names that the text of a module exports.
fn exports(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| {
        let mut words = line
            .strip_prefix("export ")?
            .split(|letter: char| !letter.is_alphanumeric() && letter != '_' && letter != '$');
        words.find(|word| !matches!(*word, "" | "async" | "class" | "const" | "function" | "let"))
    })
}

/// The statements of a module that make `names`, and what those need, without an import or an export.
fn closed(root: &Path, module: &Path, names: &[&str]) -> Result<String> {
    let mut child = tool(root, "esbuild")
        .args([
            "--bundle",
            "--format=esm",
            "--target=es2022",
            "--log-level=warning",
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("esbuild could not be started: run `npm ci` first")?;
    let entry = format!("export {{ {} }} from {module:?};", names.join(", "));
    child
        .stdin
        .take()
        .context("esbuild does not accept input")?
        .write_all(entry.as_bytes())?;
    let output = child.wait_with_output()?;
    ensure!(
        output.status.success(),
        "esbuild refused wasm-bindgen's glue"
    );

    let text = String::from_utf8(output.stdout)?;
    let (body, exported) = text
        .rsplit_once("export {")
        .context("esbuild's output has no list of exports")?;
    ensure!(
        !body
            .lines()
            .any(|line| line.starts_with("import ") || line.starts_with("export ")),
        "wasm-bindgen's glue has imports, so it cannot be wrapped into a function"
    );
    let mut exported: Vec<&str> = exported
        .trim_end_matches(['}', ';', '\n'])
        .split(',')
        .map(str::trim)
        .collect();
    let mut names = names.to_vec();
    exported.sort_unstable();
    names.sort_unstable();
    ensure!(
        exported == names,
        "the names in wasm-bindgen's glue have changed: {exported:?}"
    );
    Ok(body.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use walrus::ValType;

    #[test]
    fn imports_get_short_names_and_come_back_by_their_long_ones() -> Result<()> {
        let mut wasm = Module::default();
        let ty = wasm.types.add(&[], &[ValType::I32]);
        let (_, unused) = wasm.add_import_func("./glue.js", "__wbg_now_463ac581d2fc7ea3", ty);
        wasm.add_import_func("./glue.js", "__wbg_random_df36b90cd78a7d54", ty);
        let imports = Imports::shorten(&mut wasm)?;
        assert_eq!(
            wasm.imports
                .iter()
                .map(|import| (import.module.as_str(), import.name.as_str()))
                .collect::<Vec<_>>(),
            [("glue", "i0"), ("glue", "i1")]
        );
        wasm.imports.delete(unused);
        assert_eq!(
            imports.left_in(&wasm),
            [("i1".to_owned(), "__wbg_random_df36b90cd78a7d54")]
        );
        Ok(())
    }

    #[test]
    fn a_wasm_that_imports_from_elsewhere_is_refused() {
        let mut wasm = Module::default();
        let ty = wasm.types.add(&[], &[]);
        wasm.add_import_func("./glue.js", "a", ty);
        wasm.add_import_func("./snippets/inline0.js", "b", ty);
        assert!(Imports::shorten(&mut wasm).is_err());
    }

    #[test]
    fn strings_are_passed_without_the_functions_of_the_wasm() {
        let text = "\
function passStringToWasm0(arg, malloc, realloc) {
  if (realloc === void 0) {
    const buf = encode(arg);
    return malloc(buf);
  }
  return realloc(malloc(arg));
}
say(passStringToWasm0(a, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc));
";
        assert_eq!(
            pass_strings(text).as_deref(),
            Some(
                "\
function passStringToWasm0(arg, malloc = wasm.__wbindgen_malloc, realloc = wasm.__wbindgen_realloc) {
  return realloc(malloc(arg));
}
say(passStringToWasm0(a));
"
            )
        );
        assert_eq!(pass_strings("say(a);\n"), None);
    }

    #[test]
    fn exports_are_found_whatever_they_are() {
        let text = "export function begin(a) {\nexport async function late() {\nexport class Sandbox {\nexport const one = 1;\nfunction no() {}\n  export function no2() {}\n";
        assert_eq!(
            exports(text).collect::<Vec<_>>(),
            ["begin", "late", "Sandbox", "one"]
        );
    }
}
