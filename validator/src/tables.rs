//! What the text is held against: kinds, fields and models as arrays of small numbers.

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Tag {
    /// Anything.
    Any,
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// A text.
    Text,
    /// A text or a whole number.
    TextOrInteger,
    /// One of the texts `first .. first + count`; in an answer any text.
    Enum,
    /// As [`Self::Enum`], but others may be sent too.
    OpenEnum,
    /// A list; `first` is the kind of the items.
    List,
    /// As [`Self::List`], or any object.
    Listing,
    /// An object whose names are data; `first` is the kind of the values.
    Map,
    /// An object; `first` is the model.
    Model,
}

/// The form of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Format {
    /// Any text.
    None,
    /// `YYYY-MM-DD`, a day that exists.
    Date,
    /// `HH:mm`, 00:00 to 23:59.
    Time,
    /// ISO 8601 with date, time and offset.
    DateTime,
    /// An e-mail address.
    Email,
    /// An absolute http or https URL.
    Uri,
}

/// What a value is, with the limits of the field that has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// What it is.
    pub tag: Tag,
    /// The form of a text.
    pub format: Format,
    /// Number of texts of an enumeration, or of codes of a closed integer.
    pub count: u8,
    /// Index of its limits.
    pub limits: u8,
    /// Index of what the tag says, or of the first code.
    pub first: u16,
}

/// No lower bound.
pub const NO_MIN: i32 = i32::MIN;
/// No upper bound.
pub const NO_MAX: i32 = i32::MAX;

/// Bounds of a value, a length, or a number of items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The least.
    pub min: i32,
    /// The greatest.
    pub max: i32,
}

/// A field may be missing.
pub const OPTIONAL: u8 = 1;
/// A field may be `null`.
pub const NULLABLE: u8 = 2;

/// A member of a model.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Text: its name.
    pub name: u16,
    /// Its kind.
    pub kind: u8,
    /// [`OPTIONAL`], [`NULLABLE`], and what the tables' owner adds.
    pub flags: u8,
}

/// A run of fields.
#[derive(Clone, Copy, Debug)]
pub struct Model {
    /// Index of the first field.
    pub first: u16,
    /// Number of fields, at most 64.
    pub count: u8,
}

/// All tables. What is asked for by an index that is not there is empty: the tables are made at
/// compile time, and a check that finds nothing is better than a trap.
#[derive(Debug)]
pub struct Tables {
    /// All texts, one after another.
    pub text: &'static [u8],
    /// Where each text ends.
    pub ends: &'static [u16],
    /// All kinds.
    pub kinds: &'static [Kind],
    /// All limits.
    pub limits: &'static [Limits],
    /// The fields of all models.
    pub fields: &'static [Field],
    /// All models.
    pub models: &'static [Model],
}

const ANY: Kind = Kind {
    tag: Tag::Any,
    format: Format::None,
    count: 0,
    limits: 0,
    first: 0,
};

impl Tables {
    /// The bytes of a text.
    #[must_use]
    pub fn bytes(&self, index: u16) -> &'static [u8] {
        let index = usize::from(index);
        let start = match index.checked_sub(1) {
            None => 0,
            Some(before) => self.ends.get(before).copied().unwrap_or_default(),
        };
        let end = self.ends.get(index).copied().unwrap_or_default();
        self.text
            .get(usize::from(start)..usize::from(end))
            .unwrap_or_default()
    }

    /// A kind.
    #[must_use]
    pub fn kind(&self, index: u16) -> Kind {
        self.kinds.get(usize::from(index)).copied().unwrap_or(ANY)
    }

    /// The limits of a kind.
    #[must_use]
    pub fn limits(&self, kind: Kind) -> Limits {
        let limits = self.limits.get(usize::from(kind.limits)).copied();
        limits.unwrap_or(Limits {
            min: NO_MIN,
            max: NO_MAX,
        })
    }

    /// The fields of a model.
    #[must_use]
    pub fn fields(&self, model: u16) -> &'static [Field] {
        let Some(model) = self.models.get(usize::from(model)) else {
            return &[];
        };
        let first = usize::from(model.first);
        self.fields
            .get(first..first + usize::from(model.count))
            .unwrap_or_default()
    }
}
