//! Holds JSON text against the tables.

use crate::scan::{Malformed, Scanner, Shape};
use crate::tables::{Kind, NULLABLE, OPTIONAL, Tables, Tag};

/// Where in the text, as a list from the inside out.
#[derive(Clone, Copy, Debug)]
pub enum Path<'p> {
    /// The whole.
    Root,
    /// A member, by its name as written.
    Member(&'p Path<'p>, &'p [u8]),
    /// An element of a list.
    Element(&'p Path<'p>, usize),
}

/// One breach of the tables.
#[derive(Debug)]
pub struct Breach<'p> {
    /// Where.
    pub path: Path<'p>,
    /// What the tables say.
    pub kind: Kind,
    /// `null` is allowed.
    pub nullable: bool,
    /// What is there, as written; `None`: nothing is.
    pub found: Option<&'p [u8]>,
}

/// Whether a text, number or list of the right type is also good in all else: found, kind, and the
/// number of items of a list.
pub type Exactly<'e> = &'e dyn Fn(&[u8], Kind, usize) -> bool;

/// A walk over one text.
pub struct Checker<'s> {
    /// What the text is held against.
    pub tables: &'s Tables,
    /// What parameters have to be beyond their type; `None` for answers.
    pub exactly: Option<Exactly<'s>>,
    /// Told of each breach.
    pub report: &'s mut dyn FnMut(Breach<'_>),
}

impl Checker<'_> {
    /// Checks the value that comes next and steps over it.
    ///
    /// # Errors
    /// The text is not JSON.
    pub fn value(
        &mut self,
        text: &mut Scanner<'_>,
        kind: Kind,
        nullable: bool,
        path: Path<'_>,
    ) -> Result<(), Malformed> {
        let shape = text.shape()?;
        match (kind.tag, shape) {
            (Tag::Model, Shape::Object) => return self.model(text, kind.first, path),
            (Tag::List | Tag::Listing, Shape::Array) => {
                return self.list(text, kind, path, nullable);
            }
            (Tag::Map, Shape::Object) => {
                text.enter();
                let values = self.tables.kind(kind.first);
                while let Some(name) = text.member()? {
                    self.value(text, values, false, Path::Member(&path, name))?;
                }
                return Ok(());
            }
            _ => {}
        }
        let found = match shape {
            Shape::Text => text.quoted()?,
            Shape::Object | Shape::Array => text.skip()?,
            _ => text.word()?,
        };
        let good = match (kind.tag, shape) {
            (Tag::Any, _) | (Tag::Bool, Shape::Bool) | (Tag::Listing, Shape::Object) => true,
            (_, Shape::Null) => nullable,
            // PHP writes an empty map as a list.
            (Tag::Map, Shape::Array) => self.exactly.is_none() && is_empty_list(found),
            (Tag::Number, Shape::Number) | (Tag::TextOrInteger, Shape::Text) => true,
            (Tag::Integer | Tag::TextOrInteger, Shape::Number) => {
                is_whole(found) && self.is_exact(found, kind, 0)
            }
            (Tag::Text | Tag::Enum | Tag::OpenEnum, Shape::Text) => self.is_exact(found, kind, 0),
            _ => false,
        };
        if !good {
            (self.report)(Breach {
                path,
                kind,
                nullable,
                found: Some(found),
            });
        }
        Ok(())
    }

    #[inline]
    fn is_exact(&self, found: &[u8], kind: Kind, items: usize) -> bool {
        self.exactly
            .is_none_or(|exactly| exactly(found, kind, items))
    }

    fn model(
        &mut self,
        text: &mut Scanner<'_>,
        model: u16,
        path: Path<'_>,
    ) -> Result<(), Malformed> {
        let fields = self.tables.fields(model);
        let mut seen = 0_u64;
        // Servers keep the order of the contract: the expected place is tried before the search.
        let mut expected = 0;
        text.enter();
        while text.element()? {
            let next = fields
                .get(expected)
                .map(|field| self.tables.bytes(field.name));
            let (name, place) = match next.filter(|name| text.take_name(name)) {
                Some(name) => (name, Some(expected)),
                None => {
                    let name = text.name()?;
                    let is_it =
                        |field: &crate::tables::Field| self.tables.bytes(field.name) == name;
                    (name, fields.iter().position(is_it))
                }
            };
            match place.and_then(|place| fields.get(place).map(|field| (place, field))) {
                Some((place, field)) => {
                    seen |= 1 << place;
                    expected = place + 1;
                    let kind = self.tables.kind(u16::from(field.kind));
                    let nullable = field.flags & NULLABLE != 0;
                    if self.exactly.is_some() || !text.take_plain(kind.tag, nullable) {
                        self.value(text, kind, nullable, Path::Member(&path, name))?;
                    }
                }
                None => {
                    text.skip()?;
                }
            }
        }
        for (place, field) in fields.iter().enumerate() {
            if field.flags & OPTIONAL == 0 && seen & (1 << place) == 0 {
                (self.report)(Breach {
                    path: Path::Member(&path, self.tables.bytes(field.name)),
                    kind: self.tables.kind(u16::from(field.kind)),
                    nullable: field.flags & NULLABLE != 0,
                    found: None,
                });
            }
        }
        Ok(())
    }

    fn list(
        &mut self,
        text: &mut Scanner<'_>,
        kind: Kind,
        path: Path<'_>,
        nullable: bool,
    ) -> Result<(), Malformed> {
        let item = self.tables.kind(kind.first);
        let mut count = 0;
        text.enter();
        while text.element()? {
            self.value(text, item, false, Path::Element(&path, count))?;
            count += 1;
        }
        if !self.is_exact(b"[]", kind, count) {
            (self.report)(Breach {
                path,
                kind,
                nullable,
                found: Some(b"[]"),
            });
        }
        Ok(())
    }
}

fn is_empty_list(found: &[u8]) -> bool {
    let inside = found.get(1..found.len() - 1).unwrap_or_default();
    inside.iter().all(u8::is_ascii_whitespace)
}

/// A number without a fraction; `8.0` counts, PHP writes floats so.
fn is_whole(word: &[u8]) -> bool {
    match word
        .iter()
        .position(|byte| !matches!(byte, b'-' | b'0'..=b'9'))
    {
        None => true,
        Some(dot) => {
            word.get(dot) == Some(&b'.') && word.iter().skip(dot + 1).all(|byte| *byte == b'0')
        }
    }
}
