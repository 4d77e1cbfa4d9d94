//! The packed form of the contract: what of it goes into the wasm.
//!
//! The rich tables of [`super`] cost tens of kilobytes as statics full of pointers. Here
//! they are laid out as arrays of small numbers, at compile time: texts once each in one text,
//! everything else by index.

#![allow(
    clippy::panic,
    reason = "all of the packing happens at compile time, where a panic is a compile error"
)]

use super::{Field, Format, Kind, Method, Model, Operation, Place, Rule};
use crate::api::RESOURCES;
pub use webwork_validator::tables::{
    Field as PackedField, Kind as PackedKind, Model as PackedModel, NO_MAX, NO_MIN, NULLABLE,
    OPTIONAL, Tag,
};
use webwork_validator::tables::{Limits, Tables};

/// The client's `workspaceId` stands in.
pub const CLIENT_DEFAULT: u8 = 4;
/// Goes into the path.
pub const IN_PATH: u8 = 8;
/// Goes into the query.
pub const IN_QUERY: u8 = 16;

/// A rule between fields of one model; the fields by position in it.
#[derive(Clone, Copy, Debug)]
pub struct PackedRule {
    /// Which one.
    pub rule: RuleTag,
    /// The first field.
    pub field: u8,
    /// The second field, or the number of a cap.
    pub operand: u8,
    /// The third field, or [`ALWAYS`].
    pub only_with: u8,
}

/// No third field.
pub const ALWAYS: u8 = u8::MAX;

/// What a packed rule is; see [`Rule`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum RuleTag {
    /// See [`Rule::Before`].
    Before,
    /// See [`Rule::NotAfter`].
    NotAfter,
    /// See [`Rule::Days31`] and [`Rule::Days31With`].
    Days31,
    /// See [`Rule::Either`].
    Either,
    /// See [`Rule::Needs`].
    Needs,
    /// See [`Rule::Cap`].
    Cap,
}

/// An operation.
#[derive(Clone, Copy, Debug)]
pub struct PackedOperation {
    /// Text: the resource.
    pub resource: u16,
    /// Text: the verb.
    pub verb: u16,
    /// Text: the path.
    pub path: u16,
    /// Model of the parameters.
    pub params: u16,
    /// Kind of the answer.
    pub answer: u16,
    /// HTTP method.
    pub method: Method,
    /// Items per page when the caller asks for no number; 0 where the answer is no page.
    pub page_size: u8,
    /// Index of the first rule.
    pub first_rule: u8,
    /// Number of rules.
    pub rules: u8,
}

const MAX_TEXT: usize = 24_576;
const MAX_TEXTS: usize = 1_536;
const MAX_KINDS: usize = 512;
const MAX_LIMITS: usize = 64;
const MAX_FIELDS: usize = 1_536;
const MAX_MODELS: usize = 256;
const MAX_OPERATIONS: usize = 96;
const MAX_CODES: usize = 64;
const MAX_RULES: usize = 96;

struct Packer {
    text: [u8; MAX_TEXT],
    text_len: usize,
    ends: [u16; MAX_TEXTS],
    texts: usize,
    kinds: [PackedKind; MAX_KINDS],
    kinds_len: usize,
    limits: [Limits; MAX_LIMITS],
    limits_len: usize,
    fields: [PackedField; MAX_FIELDS],
    fields_len: usize,
    models: [PackedModel; MAX_MODELS],
    /// Names of the models laid out so far; generic ones have none, they are laid out each time.
    names: [&'static str; MAX_MODELS],
    models_len: usize,
    operations: [PackedOperation; MAX_OPERATIONS],
    operations_len: usize,
    codes: [i32; MAX_CODES],
    codes_len: usize,
    rules: [PackedRule; MAX_RULES],
    rules_len: usize,
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
    const fn new() -> Self {
        Self {
            text: [0; MAX_TEXT],
            text_len: 0,
            ends: [0; MAX_TEXTS],
            texts: 0,
            kinds: [ANY; MAX_KINDS],
            kinds_len: 0,
            limits: [UNLIMITED; MAX_LIMITS],
            // The first are those of everything without limits.
            limits_len: 1,
            fields: [PackedField {
                name: 0,
                kind: 0,
                flags: 0,
            }; MAX_FIELDS],
            fields_len: 0,
            models: [PackedModel { first: 0, count: 0 }; MAX_MODELS],
            names: [""; MAX_MODELS],
            models_len: 0,
            operations: [PackedOperation {
                resource: 0,
                verb: 0,
                path: 0,
                params: 0,
                answer: 0,
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

    #[cfg(not(target_arch = "wasm32"))]
    const fn bytes(&self) -> usize {
        self.text_len
            + self.texts * size_of::<u16>()
            + self.kinds_len * size_of::<PackedKind>()
            + self.limits_len * size_of::<Limits>()
            + self.fields_len * size_of::<PackedField>()
            + self.models_len * size_of::<PackedModel>()
            + self.operations_len * size_of::<PackedOperation>()
            + self.codes_len * size_of::<i32>()
            + self.rules_len * size_of::<PackedRule>()
    }

    const fn start_of(&self, text: usize) -> usize {
        if text == 0 {
            0
        } else {
            self.ends[text - 1] as usize
        }
    }

    const fn append_text(&mut self, text: &str) -> u16 {
        let bytes = text.as_bytes();
        let mut i = 0;
        while i < bytes.len() {
            self.text[self.text_len] = bytes[i];
            self.text_len += 1;
            i += 1;
        }
        self.ends[self.texts] = index(self.text_len);
        self.texts += 1;
        index(self.texts - 1)
    }

    const fn text(&mut self, text: &str) -> u16 {
        let mut known = 0;
        while known < self.texts {
            if same(
                text.as_bytes(),
                &self.text,
                self.start_of(known),
                self.ends[known] as usize,
            ) {
                return index(known);
            }
            known += 1;
        }
        self.append_text(text)
    }

    /// A run of texts, found again where the same run is there.
    const fn run_of_texts(&mut self, texts: &[&str]) -> u16 {
        let mut first = 0;
        while first + texts.len() <= self.texts {
            let mut i = 0;
            while i < texts.len()
                && same(
                    texts[i].as_bytes(),
                    &self.text,
                    self.start_of(first + i),
                    self.ends[first + i] as usize,
                )
            {
                i += 1;
            }
            if i == texts.len() {
                return index(first);
            }
            first += 1;
        }
        let first = self.texts;
        let mut i = 0;
        while i < texts.len() {
            self.append_text(texts[i]);
            i += 1;
        }
        index(first)
    }

    const fn kind(&mut self, kind: PackedKind) -> u16 {
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

    const fn bare(&mut self, kind: &Kind) -> PackedKind {
        let (tag, first, count) = match kind {
            Kind::Any => (Tag::Any, 0, 0),
            Kind::Bool => (Tag::Bool, 0, 0),
            Kind::Integer => (Tag::Integer, 0, 0),
            Kind::Number => (Tag::Number, 0, 0),
            Kind::Text => (Tag::Text, 0, 0),
            Kind::TextOrInteger => (Tag::TextOrInteger, 0, 0),
            Kind::Enum(list) => (Tag::Enum, self.run_of_texts(list.values), list.values.len()),
            Kind::OpenEnum(list) => (
                Tag::OpenEnum,
                self.run_of_texts(list.values),
                list.values.len(),
            ),
            Kind::List(inner) => {
                let inner = self.bare(inner);
                (Tag::List, self.kind(inner), 0)
            }
            Kind::Listing(inner) => {
                let inner = self.bare(inner);
                (Tag::Listing, self.kind(inner), 0)
            }
            Kind::Map(inner) => {
                let inner = self.bare(inner);
                (Tag::Map, self.kind(inner), 0)
            }
            Kind::Model(model) => (Tag::Model, self.model(model, Method::Get, ""), 0),
        };
        PackedKind {
            tag,
            first,
            count: byte(count),
            ..ANY
        }
    }

    /// `path` is that of the operation whose parameters the model is, or empty.
    const fn model(&mut self, model: &Model, method: Method, path: &str) -> u16 {
        let generic = !model.arguments.is_empty();
        let mut known = 0;
        while known < self.models_len && !generic {
            let name = self.names[known].as_bytes();
            if same(model.name.as_bytes(), name, 0, name.len()) {
                return index(known);
            }
            known += 1;
        }
        assert!(
            model.fields.len() <= 64,
            "the checker marks seen fields in 64 bits"
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
        self.models[self.models_len] = PackedModel {
            first: index(first),
            count: byte(model.fields.len()),
        };
        self.names[self.models_len] = if generic { "" } else { model.name };
        self.models_len += 1;
        index(self.models_len - 1)
    }

    const fn field(&mut self, field: &Field, method: Method, path: &str) -> PackedField {
        let mut kind = self.bare(&field.kind);
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
        if names_placeholder(path, field.name) {
            flags |= IN_PATH;
        } else if matches!(field.place, Place::Query) || matches!(method, Method::Get) {
            flags |= IN_QUERY;
        }
        PackedField {
            name: self.text(field.name),
            kind: byte(self.kind(kind) as usize),
            flags,
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
                Rule::Days31(first, second) => (RuleTag::Days31, first, second, None),
                Rule::Days31With(first, second, with) => {
                    (RuleTag::Days31, first, second, Some(with))
                }
                Rule::Either(first, second) => (RuleTag::Either, first, second, None),
                Rule::Needs(first, second) => (RuleTag::Needs, first, second, None),
                Rule::Cap(field, _) => (RuleTag::Cap, field, field, None),
            };
            self.rules[self.rules_len] = PackedRule {
                rule,
                field: byte(position(params, first)),
                operand: match &operation.rules[i] {
                    Rule::Cap(_, most) => byte(*most as usize),
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
        let answer = self.bare(&operation.answer);
        self.operations[self.operations_len] = PackedOperation {
            resource: self.text(resource),
            verb: self.text(operation.verb),
            path: self.text(operation.path),
            params: self.model(params, operation.method, operation.path),
            answer: self.kind(answer),
            method: operation.method,
            page_size: if operation.paged {
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

const fn index(value: usize) -> u16 {
    assert!(value <= u16::MAX as usize, "does not fit 16 bits");
    value as u16
}

const fn byte(value: usize) -> u8 {
    assert!(value <= u8::MAX as usize, "does not fit 8 bits");
    value as u8
}

const fn small(value: i64) -> i32 {
    assert!(
        value > NO_MIN as i64 && value < NO_MAX as i64,
        "does not fit 32 bits"
    );
    value as i32
}

const fn limit(value: Option<i64>, otherwise: i32) -> i32 {
    match value {
        Some(value) => small(value),
        None => otherwise,
    }
}

const fn same(text: &[u8], of: &[u8], start: usize, end: usize) -> bool {
    if text.len() != end - start {
        return false;
    }
    let mut i = 0;
    while i < text.len() {
        if text[i] != of[start + i] {
            return false;
        }
        i += 1;
    }
    true
}

/// Whether `{name}` stands in the path.
const fn names_placeholder(path: &str, name: &str) -> bool {
    let path = path.as_bytes();
    let mut start = 0;
    while start < path.len() {
        if path[start] == b'{' {
            let mut end = start + 1;
            while path[end] != b'}' {
                end += 1;
            }
            if same(name.as_bytes(), path, start + 1, end) {
                return true;
            }
            start = end;
        }
        start += 1;
    }
    false
}

const fn position(model: &Model, name: &str) -> usize {
    match find(model, name) {
        Some(place) => place,
        None => panic!("a rule names no parameter"),
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

/// The documented default of `per_page`, or that of the API in general where none is documented.
const fn page_size(params: &Model) -> u8 {
    const GENERAL: u8 = 20;
    let default = match find(params, "per_page") {
        Some(place) => params.fields[place].default.as_bytes(),
        None => b"",
    };
    if default.is_empty() {
        return GENERAL;
    }
    let mut size = 0;
    let mut i = 0;
    while i < default.len() {
        size = size * 10 + (default[i] - b'0');
        i += 1;
    }
    size
}

const fn pack() -> Packer {
    let mut packer = Packer::new();
    let mut i = 0;
    while i < RESOURCES.len() {
        let mut j = 0;
        while j < RESOURCES[i].operations.len() {
            packer.operation(RESOURCES[i].name, &RESOURCES[i].operations[j]);
            j += 1;
        }
        i += 1;
    }
    packer
}

const PACKED: Packer = pack();

/// For measuring: each resource, and the bytes it adds to the tables of those before it.
#[cfg(not(target_arch = "wasm32"))]
#[must_use]
pub fn bytes_by_resource() -> Vec<(&'static str, usize)> {
    let mut packer = Box::new(Packer::new());
    let mut before = 0;
    let rows = RESOURCES.iter().map(|resource| {
        for operation in resource.operations {
            packer.operation(resource.name, operation);
        }
        let bytes = packer.bytes();
        let added = bytes - before;
        before = bytes;
        (resource.name, added)
    });
    rows.collect()
}

const fn cut<T: Copy, const FROM: usize, const TO: usize>(from: &[T; FROM]) -> [T; TO] {
    match from.first_chunk::<TO>() {
        Some(chunk) => *chunk,
        None => panic!("longer than its source"),
    }
}

static TEXT: [u8; PACKED.text_len] = cut(&PACKED.text);
static ENDS: [u16; PACKED.texts] = cut(&PACKED.ends);
static KINDS: [PackedKind; PACKED.kinds_len] = cut(&PACKED.kinds);
static LIMITS: [Limits; PACKED.limits_len] = cut(&PACKED.limits);
static FIELDS: [PackedField; PACKED.fields_len] = cut(&PACKED.fields);
static MODELS: [PackedModel; PACKED.models_len] = cut(&PACKED.models);

/// What answers and parameters are held against.
pub static TABLES: Tables = Tables {
    text: &TEXT,
    ends: &ENDS,
    kinds: &KINDS,
    limits: &LIMITS,
    fields: &FIELDS,
    models: &MODELS,
};

static OPERATIONS: [PackedOperation; PACKED.operations_len] = cut(&PACKED.operations);
static CODES: [i32; PACKED.codes_len] = cut(&PACKED.codes);
static RULES: [PackedRule; PACKED.rules_len] = cut(&PACKED.rules);

/// A text by index.
#[must_use]
pub fn text(index: u16) -> &'static str {
    core::str::from_utf8(bytes(index)).unwrap_or_default()
}

/// The bytes of a text by index.
#[must_use]
pub fn bytes(index: u16) -> &'static [u8] {
    TABLES.bytes(index)
}

/// A kind by index.
#[must_use]
pub fn kind(index: u16) -> PackedKind {
    TABLES.kind(index)
}

/// The kind of a field.
#[must_use]
pub fn kind_of(field: &PackedField) -> PackedKind {
    TABLES.kind(u16::from(field.kind))
}

/// The fields of a model.
#[must_use]
pub fn fields(model: u16) -> &'static [PackedField] {
    TABLES.fields(model)
}

/// An operation by index.
#[must_use]
pub fn operation(index: u16) -> Option<&'static PackedOperation> {
    OPERATIONS.get(usize::from(index))
}

/// The index of an operation, by the contract's operationId.
///
/// # Panics
/// There is no such operation: at compile time, where it is used in constants.
#[must_use]
pub const fn index_of(id: &str) -> u16 {
    let mut before = 0;
    let mut i = 0;
    while i < RESOURCES.len() {
        let operations = RESOURCES[i].operations;
        let mut j = 0;
        while j < operations.len() {
            let other = operations[j].id.as_bytes();
            if same(id.as_bytes(), other, 0, other.len()) {
                return index(before + j);
            }
            j += 1;
        }
        before += operations.len();
        i += 1;
    }
    panic!("no operation has this operationId")
}

/// The codes of a closed integer.
#[must_use]
pub fn codes(kind: PackedKind) -> &'static [i32] {
    let first = usize::from(kind.first);
    CODES
        .get(first..first + usize::from(kind.count))
        .unwrap_or_default()
}

/// The rules of an operation.
#[must_use]
pub fn rules(operation: &PackedOperation) -> &'static [PackedRule] {
    let first = usize::from(operation.first_rule);
    RULES
        .get(first..first + usize::from(operation.rules))
        .unwrap_or_default()
}
