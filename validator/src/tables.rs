//! The tables that JSON text is validated against: kinds and fields as arrays of small
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
    /// One of the `count` strings from `first` on; a response may hold any other string.
    Enum,
    /// As [`Self::Enum`], but a request may hold any other string too.
    OpenEnum,
    /// An array; `first` is the kind of its items.
    Array,
    /// An array as in [`Self::Array`], or any object.
    ArrayOrObject,
    /// An object whose keys are data; `first` is the kind of its values.
    Map,
    /// An object with known members: the `count` fields from `first` on, at most 64.
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
    /// How many strings an enumeration has, members a model, or codes a closed integer.
    pub count: u8,
    /// Index of the limits.
    pub limits: u8,
    /// Where what the tag refers to begins, or the codes of a closed integer.
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
    /// Where its name is among the strings.
    pub name: u16,
    /// Index of its kind.
    pub kind: u8,
    /// [`OPTIONAL`], [`NULLABLE`], and flags that the owner of the tables adds.
    pub flags: u8,
}

/// All tables.
///
/// A look-up with an index out of range gives an empty result instead of a panic. The tables are
/// made at compile time, so this cannot happen; the empty result only keeps the panic code out.
#[derive(Debug)]
pub struct Tables {
    /// All strings, one after another, each behind a byte with its length.
    pub strings: &'static [u8],
    /// All kinds.
    pub kinds: &'static [Kind],
    /// All limits.
    pub limits: &'static [Limits],
    /// The fields of all models.
    pub fields: &'static [Field],
}

const ANY: Kind = Kind {
    tag: Tag::Any,
    format: Format::None,
    count: 0,
    limits: 0,
    first: 0,
};

impl Tables {
    /// The bytes of the string at `at`.
    #[must_use]
    pub fn bytes(&self, at: u16) -> &'static [u8] {
        let start = usize::from(at) + 1;
        let length = self.strings.get(start - 1).copied().unwrap_or_default();
        self.strings
            .get(start..start + usize::from(length))
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
    pub fn fields(&self, model: Kind) -> &'static [Field] {
        let first = usize::from(model.first);
        self.fields
            .get(first..first + usize::from(model.count))
            .unwrap_or_default()
    }
}
