//! The TypeScript of what crosses between Rust and JavaScript.

use crate::glue;
use anyhow::{Result, ensure};
use std::fmt::Write as _;
use webwork_sdk::boundary::{
    ActionKind, Adder, DayEvent, DayStep, EntryStatus, HEADERS, Member, PageVerdict, STEP_ADDERS,
    STEP_MEMBERS, STEP_SETTERS, Setter, TransportFailure, ValidationMode,
};
use webwork_sdk::error::{Code, Outcome};

/// `boundary.ts`: the constants, and the class `Step`.
pub fn module() -> String {
    let mut text = String::new();
    for (name, variants) in [
        ("ActionKind", ActionKind::ALL),
        ("TransportFailure", TransportFailure::ALL),
        ("ValidationMode", ValidationMode::ALL),
        ("PageVerdict", PageVerdict::ALL),
        ("DayStep", DayStep::ALL),
        ("DayEvent", DayEvent::ALL),
    ] {
        enumeration(&mut text, name, variants);
    }
    array(&mut text, "ERROR_CODES", &Code::ALL.map(Code::name));
    array(&mut text, "OUTCOMES", &Outcome::ALL.map(Outcome::name));
    let statuses: Vec<String> = EntryStatus::ALL
        .iter()
        .map(|(name, _)| name.to_lowercase())
        .collect();
    let statuses: Vec<&str> = statuses.iter().map(String::as_str).collect();
    array(&mut text, "ENTRY_STATUSES", &statuses);
    array(&mut text, "HEADERS", HEADERS);
    step(&mut text);
    text
}

fn enumeration(text: &mut String, name: &str, variants: &[(&str, &str)]) {
    let _ = writeln!(text, "export const enum {name} {{");
    for (number, (variant, doc)) in variants.iter().enumerate() {
        let _ = writeln!(text, "  /** {} */\n  {variant} = {number},", doc.trim());
    }
    text.push_str("}\n\n");
}

fn array(text: &mut String, name: &str, values: &[&str]) {
    let _ = writeln!(text, "export const {name} = {values:?} as const;\n");
}

fn step(text: &mut String) {
    text.push_str(
        "/** What a call does next. Rust sets the members that belong to the action. */\n",
    );
    text.push_str("export class Step {\n");
    for Member {
        name,
        ty,
        initial,
        doc,
    } in STEP_MEMBERS
    {
        let _ = write!(text, "  /** {} */\n  {name}: {ty}", doc.trim());
        // Undefined is what it is without saying so.
        if *initial != "undefined" {
            let _ = write!(text, " = {initial}");
        }
        text.push_str(";\n");
    }
    for Setter {
        name,
        object,
        doc,
        members,
    } in STEP_SETTERS
    {
        let fields = typed(members, "?: number | undefined").join("; ");
        let _ = write!(
            text,
            "  /** {} */\n  {object}: {{ {fields} }} | undefined;\n",
            doc.trim()
        );
        let statement = format!("this.{object} = {{ {} }};", members.join(", "));
        method(
            text,
            name,
            &typed(members, ": number | undefined"),
            &statement,
        );
    }
    for Adder {
        name,
        array,
        members,
    } in STEP_ADDERS
    {
        let parameters = typed(members, ": string");
        let fields = parameters.join("; ");
        let _ = writeln!(text, "  {array}: {{ {fields} }}[] | undefined;");
        let statement = format!("(this.{array} ??= []).push({{ {} }});", members.join(", "));
        method(text, name, &parameters, &statement);
    }
    text.push_str("}\n");
}

/// Names with what follows each of them.
fn typed(names: &[&str], ty: &str) -> Vec<String> {
    names.iter().map(|name| format!("{name}{ty}")).collect()
}

fn method(text: &mut String, name: &str, parameters: &[String], statement: &str) {
    let parameters = parameters.join(", ");
    let _ = write!(
        text,
        "  {name}({parameters}): void {{\n    {statement}\n  }}\n"
    );
}

/// `glue.d.ts`: the functions and classes of the wasm, from the declarations that wasm-bindgen wrote.
pub fn glue_types(declarations: &str) -> Result<String> {
    let mut classes = String::new();
    let mut functions = String::new();
    let mut doc = String::new();
    let mut lines = declarations.lines();
    while let Some(line) = lines.next() {
        if line.starts_with("/**") || line.starts_with(" *") {
            doc.push_str(line);
            doc.push('\n');
            continue;
        }
        if let Some(function) = line.strip_prefix("export function ") {
            let _ = writeln!(functions, "{doc}{function}");
        } else if let Some(class) = line.strip_prefix("export class ") {
            let name = class.split([' ', '<']).next().unwrap_or_default();
            let _ = writeln!(functions, "readonly {name}: typeof {name};");
            let _ = writeln!(classes, "{doc}export declare class {class}");
            for line in lines.by_ref() {
                let _ = writeln!(classes, "{line}");
                if line == "}" {
                    break;
                }
            }
        }
        doc.clear();
    }
    ensure!(
        !functions.is_empty(),
        "wasm-bindgen's declarations have no functions, or their form has changed"
    );
    Ok(format!(
        "import type {{ Step }} from \"./boundary.js\";\n\n{classes}\n\
         /** The functions of the wasm. */\n\
         export interface Glue {{\n{functions}}}\n\n{}",
        glue::DECLARATION,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_and_classes_become_members_of_the_glue_with_their_docs() -> Result<()> {
        let declarations = "export type Other = 1;\n\n/**\n * Rows.\n */\nexport class Rows {\n  free(): void;\n}\n\n/**\n * Starts.\n */\nexport function start(step: Step): number;\n";
        let types = glue_types(declarations)?;
        assert!(
            types.contains("/**\n * Rows.\n */\nexport declare class Rows {\n  free(): void;\n}")
        );
        assert!(types.contains("readonly Rows: typeof Rows;"));
        assert!(types.contains("/**\n * Starts.\n */\nstart(step: Step): number;"));
        assert!(!types.contains("Other"));
        Ok(())
    }

    #[test]
    fn declarations_without_functions_are_refused() {
        assert!(glue_types("export interface A {}\n").is_err());
    }
}
