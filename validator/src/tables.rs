//! The tables that JSON text is validated against: kinds, fields and models as arrays of small
//! numbers that refer to each other by index.

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Tag {
    /// Any JSON value.
    Any,
    /// `true` or `false`.
    Boolean,
    /// An integer.
    Integer,
    /// A number.
    Number,
    /// A string.
    String,
    /// A string or an integer.
    StringOrInteger,
    /// One of the strings `first .. first + count`; a response may hold any other string.
    Enum,
    /// As [`Self::Enum`], but a request may hold any other string too.
    OpenEnum,
    /// An array; `first` is the kind of its items.
    Array,
    /// An array as in [`Self::Array`], or any object.
    ArrayOrObject,
    /// An object whose keys are data; `first` is the kind of its values.
    Map,
    /// An object with known members; `first` is the model.
    Model,
}

/// The format of a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Format {
    /// Any string.
    None,
    /// `YYYY-MM-DD`, a date that exists.
    Date,
    /// `HH:mm`, 00:00 to 23:59.
    Time,
    /// ISO 8601 with date, time and offset.
    DateTime,
    /// An email address.
    Email,
    /// An absolute http or https URL.
    Uri,
}

/// What a value is, with the limits of the field that holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// What it is.
    pub tag: Tag,
    /// The format of a string.
    pub format: Format,
    /// How many strings an enumeration has, or how many codes a closed integer has.
    pub count: u8,
    /// Index of the limits.
    pub limits: u8,
    /// Index of what the tag refers to, or of the first code of a closed integer.
    pub first: u16,
}

/// No lower bound.
pub const NO_MIN: i32 = i32::MIN;
/// No upper bound.
pub const NO_MAX: i32 = i32::MAX;

/// Bounds of a number, of the length of a string, or of the number of items of an array.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The least allowed, or [`NO_MIN`].
    pub min: i32,
    /// The greatest allowed, or [`NO_MAX`].
    pub max: i32,
}

/// Flag of a field that may be missing.
pub const OPTIONAL: u8 = 1;
/// Flag of a field that may be `null`.
pub const NULLABLE: u8 = 2;

/// A member of a model.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Index of the string that is its name.
    pub name: u16,
    /// Index of its kind.
    pub kind: u8,
    /// [`OPTIONAL`], [`NULLABLE`], and flags that the owner of the tables adds.
    pub flags: u8,
}

/// An object with known members: a run of fields.
#[derive(Clone, Copy, Debug)]
pub struct Model {
    /// Index of the first field.
    pub first: u16,
    /// Number of fields, at most 64.
    pub count: u8,
}

/// All tables.
///
/// A look-up with an index out of range gives an empty result instead of a panic. The tables are
/// made at compile time, so this cannot happen; the empty result only keeps the panic code out.
#[derive(Debug)]
pub struct Tables {
    /// The bytes of all strings, one after another.
    pub string_bytes: &'static [u8],
    /// Where each string ends in `string_bytes`.
    pub string_ends: &'static [u16],
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
    /// The bytes of a string.
    #[must_use]
    pub fn bytes(&self, index: u16) -> &'static [u8] {
        let index = usize::from(index);
        let start = match index.checked_sub(1) {
            None => 0,
            Some(before) => self.string_ends.get(before).copied().unwrap_or_default(),
        };
        let end = self.string_ends.get(index).copied().unwrap_or_default();
        self.string_bytes
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
