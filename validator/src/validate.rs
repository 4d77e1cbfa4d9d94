//! Validates JSON text against the tables.

use crate::scanner::{JsonType, Malformed, Scanner};
use crate::tables::{Kind, NULLABLE, OPTIONAL, Tables, Tag};

/// The path to a value, as a linked list from the value up to the root.
#[derive(Clone, Copy, Debug)]
pub enum Path<'p> {
    /// The root.
    Root,
    /// A member of an object: the path to the object, and the key as written in the text.
    Member(&'p Path<'p>, &'p [u8]),
    /// An element of an array: the path to the array, and the index.
    Element(&'p Path<'p>, usize),
}

/// A value that is not what the tables say.
#[derive(Debug)]
pub struct Violation<'p> {
    /// Where it is.
    pub path: Path<'p>,
    /// What the tables expect.
    pub kind: Kind,
    /// `null` is allowed too.
    pub nullable: bool,
    /// What was found, as written; `None` where a required member is missing.
    pub found: Option<&'p [u8]>,
}

/// Whether a value of the right type also meets the constraints of its kind. Takes the value
/// as written, its kind, and the number of items if it is an array.
pub type Constraints<'c> = &'c dyn Fn(&[u8], Kind, usize) -> bool;

/// Validates one JSON text.
pub struct Validator<'s> {
    /// What to validate against.
    pub tables: &'s Tables,
    /// What to require beyond types: `Some` for parameters, `None` for responses.
    pub constraints: Option<Constraints<'s>>,
    /// Called with each violation.
    pub report: &'s mut dyn FnMut(Violation<'_>),
}

impl Validator<'_> {
    /// Validates the next value and steps over it.
    ///
    /// # Errors
    /// The text is not JSON.
    pub fn value(
        &mut self,
        scanner: &mut Scanner<'_>,
        kind: Kind,
        nullable: bool,
        path: Path<'_>,
    ) -> Result<(), Malformed> {
        let json_type = scanner.next_type()?;
        match (kind.tag, json_type) {
            (Tag::Model, JsonType::Object) => return self.model(scanner, kind, path),
            (Tag::Array | Tag::ArrayOrObject, JsonType::Array) => {
                return self.array(scanner, kind, path, nullable);
            }
            (Tag::Map, JsonType::Object) => return self.map(scanner, kind, path),
            _ => {}
        }
        let found = match json_type {
            JsonType::String => scanner.quoted_string()?,
            JsonType::Object | JsonType::Array => scanner.skip()?,
            _ => scanner.literal()?,
        };
        let valid = match (kind.tag, json_type) {
            (Tag::Any, _)
            | (Tag::Boolean, JsonType::Boolean)
            | (Tag::ArrayOrObject, JsonType::Object)
            | (Tag::Number, JsonType::Number)
            | (Tag::StringOrInteger, JsonType::String) => true,
            (_, JsonType::Null) => nullable,
            // PHP writes an empty map as `[]`.
            (Tag::Map, JsonType::Array) => self.constraints.is_none() && is_empty_array(found),
            (Tag::Integer | Tag::StringOrInteger, JsonType::Number) => {
                is_integer(found) && self.meets_constraints(found, kind, 0)
            }
            (Tag::String | Tag::Enum | Tag::OpenEnum, JsonType::String) => {
                self.meets_constraints(found, kind, 0)
            }
            _ => false,
        };
        if !valid {
            (self.report)(Violation {
                path,
                kind,
                nullable,
                found: Some(found),
            });
        }
        Ok(())
    }

    #[inline]
    fn meets_constraints(&self, found: &[u8], kind: Kind, items: usize) -> bool {
        self.constraints
            .is_none_or(|constraints| constraints(found, kind, items))
    }

    fn map(
        &mut self,
        scanner: &mut Scanner<'_>,
        kind: Kind,
        path: Path<'_>,
    ) -> Result<(), Malformed> {
        let values = self.tables.kind(kind.first);
        scanner.enter();
        while let Some(key) = scanner.member()? {
            self.value(scanner, values, false, Path::Member(&path, key))?;
        }
        Ok(())
    }

    fn model(
        &mut self,
        scanner: &mut Scanner<'_>,
        model: Kind,
        path: Path<'_>,
    ) -> Result<(), Malformed> {
        let fields = self.tables.fields(model);
        let mut seen = 0_u64;
        // Servers send members in the order of the contract, so try the next field before searching.
        let mut next_index = 0;
        scanner.enter();
        while scanner.element()? {
            let next = fields
                .get(next_index)
                .map(|field| self.tables.bytes(field.name));
            let (key, index) = match next.filter(|key| scanner.take_key(key)) {
                Some(key) => (key, Some(next_index)),
                None => {
                    let key = scanner.key()?;
                    let has_key =
                        |field: &crate::tables::Field| self.tables.bytes(field.name) == key;
                    (key, fields.iter().position(has_key))
                }
            };
            match index.and_then(|index| fields.get(index).map(|field| (index, field))) {
                Some((index, field)) => {
                    seen |= 1 << index;
                    next_index = index + 1;
                    let kind = self.tables.kind(u16::from(field.kind));
                    let nullable = field.flags & NULLABLE != 0;
                    if self.constraints.is_some() || !scanner.take_simple(kind.tag, nullable) {
                        self.value(scanner, kind, nullable, Path::Member(&path, key))?;
                    }
                }
                None => {
                    scanner.skip()?;
                }
            }
        }
        for (index, field) in fields.iter().enumerate() {
            if field.flags & OPTIONAL == 0 && seen & (1 << index) == 0 {
                (self.report)(Violation {
                    path: Path::Member(&path, self.tables.bytes(field.name)),
                    kind: self.tables.kind(u16::from(field.kind)),
                    nullable: field.flags & NULLABLE != 0,
                    found: None,
                });
            }
        }
        Ok(())
    }

    fn array(
        &mut self,
        scanner: &mut Scanner<'_>,
        kind: Kind,
        path: Path<'_>,
        nullable: bool,
    ) -> Result<(), Malformed> {
        let item = self.tables.kind(kind.first);
        let mut count = 0;
        scanner.enter();
        while scanner.element()? {
            self.value(scanner, item, false, Path::Element(&path, count))?;
            count += 1;
        }
        if !self.meets_constraints(b"[]", kind, count) {
            (self.report)(Violation {
                path,
                kind,
                nullable,
                found: Some(b"[]"),
            });
        }
        Ok(())
    }
}

fn is_empty_array(found: &[u8]) -> bool {
    let inside = found.get(1..found.len() - 1).unwrap_or_default();
    inside.iter().all(u8::is_ascii_whitespace)
}

/// Whether a number is an integer. `8.0` counts: PHP writes integral floats like that.
fn is_integer(literal: &[u8]) -> bool {
    match literal
        .iter()
        .position(|byte| !matches!(byte, b'-' | b'0'..=b'9'))
    {
        None => true,
        Some(dot) => {
            literal.get(dot) == Some(&b'.')
                && literal.iter().skip(dot + 1).all(|byte| *byte == b'0')
        }
    }
}
