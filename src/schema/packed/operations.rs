//! Packs operations and their rules.

use super::const_fns::{byte, same};
use super::{ALWAYS, PackedOperation, PackedRule, Packer, RuleTag};
use crate::schema::{Kind, Model, Operation, Resource, Rule};

/// Packs all resources.
#[must_use]
pub const fn pack(resources: &[Resource]) -> Packer {
    let mut packer = Packer::empty();
    let mut i = 0;
    while i < resources.len() {
        packer.resource(&resources[i]);
        i += 1;
    }
    packer
}

impl Packer {
    /// Adds the operations of a resource.
    pub const fn resource(&mut self, resource: &Resource) {
        let mut i = 0;
        while i < resource.operations.len() {
            self.operation(resource.name, &resource.operations[i]);
            i += 1;
        }
    }

    const fn operation(&mut self, resource: &str, operation: &Operation) {
        let Kind::Model(params) = &operation.params else {
            panic!("the parameters of an operation are a model");
        };
        let first_rule = self.rules_len;
        let mut i = 0;
        while i < operation.rules.len() {
            let (rule, first, second, only_with) = match &operation.rules[i] {
                Rule::Before(first, second) => (RuleTag::Before, first, second, None),
                Rule::NotAfter(first, second) => (RuleTag::NotAfter, first, second, None),
                Rule::AtMost31Days(first, second) => (RuleTag::AtMost31Days, first, second, None),
                Rule::AtMost31DaysWith(first, second, with) => {
                    (RuleTag::AtMost31Days, first, second, Some(with))
                }
                Rule::AtLeastOne(first, second) => (RuleTag::AtLeastOne, first, second, None),
                Rule::Requires(first, second) => (RuleTag::Requires, first, second, None),
                Rule::Clamp(field, _) => (RuleTag::Clamp, field, field, None),
            };
            self.rules[self.rules_len] = PackedRule {
                rule,
                field: byte(position(params, first)),
                operand: match &operation.rules[i] {
                    Rule::Clamp(_, most) => byte(*most as usize),
                    _ => byte(position(params, second)),
                },
                only_with: match only_with {
                    Some(field) => byte(position(params, field)),
                    None => ALWAYS,
                },
            };
            self.rules_len += 1;
            i += 1;
        }
        let response = self.unconstrained(&operation.response);
        let (first_param, count) = self.model(params, operation.method, operation.path);
        self.operations[self.operations_len] = PackedOperation {
            resource: self.string(resource),
            name: self.string(operation.name),
            path: self.string(operation.path),
            first_param,
            params: count,
            response: self.kind(response),
            method: operation.method,
            page_size: if operation.paginated {
                page_size(params)
            } else {
                0
            },
            first_rule: byte(first_rule),
            rules: byte(operation.rules.len()),
        };
        self.operations_len += 1;
    }
}

const fn position(model: &Model, name: &str) -> usize {
    match find(model, name) {
        Some(position) => position,
        None => panic!("a rule is about a parameter that does not exist"),
    }
}

const fn find(model: &Model, name: &str) -> Option<usize> {
    let mut i = 0;
    while i < model.fields.len() {
        let other = model.fields[i].name.as_bytes();
        if same(name.as_bytes(), other, 0, other.len()) {
            return Some(i);
        }
        i += 1;
    }
    None
}

/// The documented default of `per_page`, or 20, which is the default of the API as a whole.
const fn page_size(params: &Model) -> u8 {
    const API_DEFAULT: u8 = 20;
    let default = match find(params, "per_page") {
        Some(position) => params.fields[position].default.as_bytes(),
        None => b"",
    };
    if default.is_empty() {
        return API_DEFAULT;
    }
    let mut size = 0;
    let mut i = 0;
    while i < default.len() {
        size = size * 10 + (default[i] - b'0');
        i += 1;
    }
    size
}
