//! Packs kinds, models and fields; [`super::operations`] adds operations and rules.

use super::const_fns::{byte, has_placeholder, index, limit, same, small};
use super::{
    ALWAYS, CLIENT_DEFAULT, IN_PATH, IN_QUERY, Limits, NO_MAX, NO_MIN, NULLABLE, OPTIONAL,
    PackedField, PackedKind, PackedOperation, PackedRule, RuleTag, Tag,
};
use crate::schema::{Field, Format, Kind, Location, Method, Model};

const MAX_STRING_BYTES: usize = 24_576;
const MAX_KINDS: usize = 512;
const MAX_LIMITS: usize = 64;
const MAX_FIELDS: usize = 1_536;
const MAX_MODELS: usize = 256;
const MAX_OPERATIONS: usize = 96;
const MAX_CODES: usize = 64;
const MAX_RULES: usize = 96;

/// The tables while they are being filled: arrays of fixed capacity, and how much of each is in use.
pub struct Packer {
    /// All strings, one after another, each behind a byte with its length.
    pub strings: [u8; MAX_STRING_BYTES],
    /// Bytes in use.
    pub strings_len: usize,
    /// Kinds.
    pub kinds: [PackedKind; MAX_KINDS],
    /// Kinds in use.
    pub kinds_len: usize,
    /// Limits.
    pub limits: [Limits; MAX_LIMITS],
    /// Limits in use.
    pub limits_len: usize,
    /// Fields of all models.
    pub fields: [PackedField; MAX_FIELDS],
    /// Fields in use.
    pub fields_len: usize,
    /// The name of each model, by which it is found again, its first field and their number. The name is
    /// empty for generic ones, which are stored once for each use.
    models: [(&'static str, u16, u8); MAX_MODELS],
    /// Models in use.
    models_len: usize,
    /// Operations.
    pub operations: [PackedOperation; MAX_OPERATIONS],
    /// Operations in use.
    pub operations_len: usize,
    /// Codes of closed integers.
    pub codes: [i32; MAX_CODES],
    /// Codes in use.
    pub codes_len: usize,
    /// Rules of all operations.
    pub rules: [PackedRule; MAX_RULES],
    /// Rules in use.
    pub rules_len: usize,
}

const ANY: PackedKind = PackedKind {
    tag: Tag::Any,
    format: Format::None,
    count: 0,
    limits: 0,
    first: 0,
};

const UNLIMITED: Limits = Limits {
    min: NO_MIN,
    max: NO_MAX,
};

impl Packer {
    /// Empty tables.
    #[must_use]
    pub const fn empty() -> Self {
        Self {
            strings: [0; MAX_STRING_BYTES],
            strings_len: 0,
            kinds: [ANY; MAX_KINDS],
            kinds_len: 0,
            limits: [UNLIMITED; MAX_LIMITS],
            // The first entry stands for "no limits".
            limits_len: 1,
            fields: [PackedField {
                name: 0,
                kind: 0,
                flags: 0,
            }; MAX_FIELDS],
            fields_len: 0,
            models: [("", 0, 0); MAX_MODELS],
            models_len: 0,
            operations: [PackedOperation {
                resource: 0,
                name: 0,
                path: 0,
                first_param: 0,
                response: 0,
                params: 0,
                method: Method::Get,
                page_size: 0,
                first_rule: 0,
                rules: 0,
            }; MAX_OPERATIONS],
            operations_len: 0,
            codes: [0; MAX_CODES],
            codes_len: 0,
            rules: [PackedRule {
                rule: RuleTag::Before,
                field: 0,
                operand: 0,
                only_with: ALWAYS,
            }; MAX_RULES],
            rules_len: 0,
        }
    }

    /// The size of the tables in bytes.
    #[cfg(not(target_arch = "wasm32"))]
    #[must_use]
    pub const fn bytes(&self) -> usize {
        self.strings_len
            + self.kinds_len * size_of::<PackedKind>()
            + self.limits_len * size_of::<Limits>()
            + self.fields_len * size_of::<PackedField>()
            + self.operations_len * size_of::<PackedOperation>()
            + self.codes_len * size_of::<i32>()
            + self.rules_len * size_of::<PackedRule>()
    }

    /// Stores a string, or finds it.
    pub(super) const fn string(&mut self, string: &str) -> u16 {
        self.strings(&[string])
    }

    /// Stores several strings one after another, or finds them in that order. Returns where the first
    /// one is.
    const fn strings(&mut self, strings: &[&str]) -> u16 {
        let mut first = 0;
        while first < self.strings_len {
            if self.are_strings(first, strings) {
                return index(first);
            }
            first = self.after_string(first);
        }
        let first = self.strings_len;
        let mut i = 0;
        while i < strings.len() {
            self.append_string(strings[i]);
            i += 1;
        }
        index(first)
    }

    /// Whether these strings are stored from `at` on.
    const fn are_strings(&self, mut at: usize, strings: &[&str]) -> bool {
        let mut i = 0;
        while i < strings.len() {
            let end = self.after_string(at);
            if at == self.strings_len || !same(strings[i].as_bytes(), &self.strings, at + 1, end) {
                return false;
            }
            at = end;
            i += 1;
        }
        true
    }

    const fn after_string(&self, at: usize) -> usize {
        at + 1 + self.strings[at] as usize
    }

    const fn append_string(&mut self, string: &str) {
        let bytes = string.as_bytes();
        self.strings[self.strings_len] = byte(bytes.len());
        self.strings_len += 1;
        let mut i = 0;
        while i < bytes.len() {
            self.strings[self.strings_len] = bytes[i];
            self.strings_len += 1;
            i += 1;
        }
    }

    /// Stores a kind, or finds it.
    pub(super) const fn kind(&mut self, kind: PackedKind) -> u16 {
        let mut known = 0;
        while known < self.kinds_len {
            let other = self.kinds[known];
            if other.tag as u8 == kind.tag as u8
                && other.format as u8 == kind.format as u8
                && other.count == kind.count
                && other.first == kind.first
                && other.limits == kind.limits
            {
                return index(known);
            }
            known += 1;
        }
        self.kinds[self.kinds_len] = kind;
        self.kinds_len += 1;
        index(self.kinds_len - 1)
    }

    /// Stores limits, or finds them.
    const fn limits(&mut self, limits: Limits) -> u8 {
        let mut known = 0;
        while known < self.limits_len {
            let other = self.limits[known];
            if other.min == limits.min && other.max == limits.max {
                return byte(known);
            }
            known += 1;
        }
        self.limits[self.limits_len] = limits;
        self.limits_len += 1;
        byte(self.limits_len - 1)
    }

    /// A kind without the constraints of a field.
    pub(super) const fn unconstrained(&mut self, kind: &Kind) -> PackedKind {
        let (tag, first, count) = match kind {
            Kind::Any => (Tag::Any, 0, 0),
            Kind::Boolean => (Tag::Boolean, 0, 0),
            Kind::Integer => (Tag::Integer, 0, 0),
            Kind::Number => (Tag::Number, 0, 0),
            Kind::String => (Tag::String, 0, 0),
            Kind::StringOrInteger => (Tag::StringOrInteger, 0, 0),
            Kind::Enum(one) => (Tag::Enum, self.strings(one.values), one.values.len()),
            Kind::OpenEnum(one) => (Tag::OpenEnum, self.strings(one.values), one.values.len()),
            Kind::Array(inner) => {
                let inner = self.unconstrained(inner);
                (Tag::Array, self.kind(inner), 0)
            }
            Kind::ArrayOrObject(inner) => {
                let inner = self.unconstrained(inner);
                (Tag::ArrayOrObject, self.kind(inner), 0)
            }
            Kind::Map(inner) => {
                let inner = self.unconstrained(inner);
                (Tag::Map, self.kind(inner), 0)
            }
            Kind::Model(model) => {
                let (first, count) = self.model(model, Method::Get, "");
                (Tag::Model, first, count as usize)
            }
        };
        PackedKind {
            tag,
            first,
            count: byte(count),
            ..ANY
        }
    }

    /// Stores a model, or finds it. Returns the index of its first field, and their number. For the parameters of an operation, `method` and `path` are those
    /// of the operation; they decide where each parameter is sent. Otherwise `path` is empty.
    pub(super) const fn model(&mut self, model: &Model, method: Method, path: &str) -> (u16, u8) {
        let generic = !model.arguments.is_empty();
        let mut known = 0;
        while known < self.models_len && !generic {
            let (name, first, count) = self.models[known];
            if same(model.name.as_bytes(), name.as_bytes(), 0, name.len()) {
                return (first, count);
            }
            known += 1;
        }
        assert!(
            model.fields.len() <= 64,
            "the validator marks the fields it has seen in 64 bits"
        );
        let mut rows = [PackedField {
            name: 0,
            kind: 0,
            flags: 0,
        }; 64];
        let mut i = 0;
        while i < model.fields.len() {
            rows[i] = self.field(&model.fields[i], method, path);
            i += 1;
        }
        let first = self.fields_len;
        let mut i = 0;
        while i < model.fields.len() {
            self.fields[self.fields_len] = rows[i];
            self.fields_len += 1;
            i += 1;
        }
        let (first, count) = (index(first), byte(model.fields.len()));
        let name = if generic { "" } else { model.name };
        self.models[self.models_len] = (name, first, count);
        self.models_len += 1;
        (first, count)
    }

    const fn field(&mut self, field: &Field, method: Method, path: &str) -> PackedField {
        let mut kind = self.unconstrained(&field.kind);
        kind.format = field.format;
        kind.limits = self.limits(Limits {
            min: limit(
                field.min,
                limit(field.min_length, limit(field.min_items, NO_MIN)),
            ),
            max: limit(field.max, limit(field.max_length, NO_MAX)),
        });
        if field.closed {
            kind.first = index(self.codes_len);
            kind.count = byte(field.codes.len());
            let mut i = 0;
            while i < field.codes.len() {
                self.codes[self.codes_len] = small(field.codes[i]);
                self.codes_len += 1;
                i += 1;
            }
        }
        let mut flags = 0;
        if field.optional {
            flags |= OPTIONAL;
        }
        if field.nullable {
            flags |= NULLABLE;
        }
        if field.client_default {
            flags |= CLIENT_DEFAULT;
        }
        if has_placeholder(path, field.name) {
            flags |= IN_PATH;
        } else if matches!(field.location, Location::Query) || matches!(method, Method::Get) {
            flags |= IN_QUERY;
        }
        PackedField {
            name: self.string(field.name),
            kind: byte(self.kind(kind) as usize),
            flags,
        }
    }
}
