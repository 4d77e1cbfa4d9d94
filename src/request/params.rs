//! The parameters of an operation: taken from their JSON and validated against the contract.

use super::formats::{is_allowed, safe_integer};
use super::issue::{Issues, add_placeholders};
use super::{each_member, expected};
use crate::json::{Scanner, push_number, unescape};
use crate::tables::{self, CLIENT_DEFAULT, NULLABLE, OPTIONAL, PackedField, PackedOperation};
use webwork_validator::{Path, Validator, Violation};

/// The parameters of one call, by their position in the model.
#[derive(Debug)]
pub struct Params<'p> {
    /// What the contract says of each.
    pub fields: &'static [PackedField],
    values: [Option<&'p [u8]>; 64],
    /// A bit for each parameter that an issue was found with.
    invalid: u64,
    /// The parameter that was above its cap, with the cap.
    capped: Option<(usize, String)>,
}

impl<'p> Params<'p> {
    /// Takes the parameters from the JSON of an object. What is unknown, missing or not as the contract
    /// says goes into `issues`. `workspace_id` is JSON; empty where the client has none.
    pub fn read(
        operation: &PackedOperation,
        json: &'p [u8],
        workspace_id: &'p [u8],
        issues: &mut Issues,
    ) -> Self {
        let fields = tables::params(operation);
        let mut params = Self {
            fields,
            values: [None; 64],
            invalid: 0,
            capped: None,
        };
        each_member(json, &mut |name, value| {
            let is_it = |field: &PackedField| tables::bytes(field.name) == name;
            match fields.iter().position(is_it) {
                Some(index) => params.take(index, value, issues),
                None => {
                    let known: Vec<&str> = fields
                        .iter()
                        .map(|field| tables::string(field.name))
                        .collect();
                    issues.add_unknown(&unescape(name), &known, value);
                }
            }
        });
        params.require(workspace_id, issues);
        params
    }

    fn take(&mut self, index: usize, value: &'p [u8], issues: &mut Issues) {
        let Some(field) = self.fields.get(index) else {
            return;
        };
        if let Some(slot) = self.values.get_mut(index) {
            *slot = Some(value);
        }
        let before = issues.len();
        let mut report = |violation: Violation<'_>| issues.add_violation(&violation);
        let mut validator = Validator {
            tables: &tables::TABLES,
            constraints: Some(&is_allowed),
            report: &mut report,
        };
        // JSON.stringify wrote it, so the walk finds its way.
        let _ = validator.value(
            &mut Scanner::new(value),
            tables::kind_of(field),
            field.flags & NULLABLE != 0,
            Path::Member(&Path::Root, tables::bytes(field.name)),
        );
        if issues.len() == before {
            // Where the contract takes any object, a placeholder would pass for one.
            add_placeholders(value, tables::string(field.name), issues);
        }
        if issues.len() > before {
            self.invalid |= 1 << index;
        }
    }

    /// Fills in the client's workspace and adds an issue for each required parameter that is missing.
    fn require(&mut self, workspace_id: &'p [u8], issues: &mut Issues) {
        for (field, value) in self.fields.iter().zip(&mut self.values) {
            let client_default = field.flags & CLIENT_DEFAULT != 0;
            if client_default && !workspace_id.is_empty() {
                value.get_or_insert(workspace_id);
            }
            if value.is_some() || field.flags & OPTIONAL != 0 {
                continue;
            }
            let nullable = field.flags & NULLABLE != 0;
            let mut expected = expected::in_request(tables::kind_of(field), nullable);
            if client_default {
                expected.push_str(", here or as workspaceId of the client");
            }
            issues.add_value(tables::string(field.name), &expected, None);
        }
    }

    /// The value of a parameter as JSON, `null` included.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<&[u8]> {
        match &self.capped {
            Some((capped, cap)) if *capped == index => Some(cap.as_bytes()),
            _ => self.values.get(index).copied().flatten(),
        }
    }

    /// The value of a parameter, unless it is `null`.
    #[must_use]
    pub fn given(&self, index: usize) -> Option<&[u8]> {
        self.get(index).filter(|value| *value != b"null")
    }

    /// Sends this number instead of a greater one.
    pub fn cap(&mut self, index: usize, cap: u8) {
        if self.given(index).and_then(safe_integer) > Some(i64::from(cap)) {
            let mut text = String::new();
            push_number(i64::from(cap), &mut text);
            self.capped = Some((index, text));
        }
    }

    /// Whether an issue was found with the value of a parameter.
    #[must_use]
    pub fn is_invalid(&self, index: usize) -> bool {
        self.invalid & (1 << index) != 0
    }

    /// The name of a parameter.
    #[must_use]
    pub fn name(&self, index: usize) -> &'static str {
        self.fields
            .get(index)
            .map_or("", |field| tables::string(field.name))
    }

    /// What the contract allows for a parameter, in words.
    #[must_use]
    pub fn expected(&self, index: usize) -> String {
        let kind = self.fields.get(index).map(tables::kind_of);
        kind.map_or_else(String::new, |kind| expected::in_request(kind, false))
    }
}
