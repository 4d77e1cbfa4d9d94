//! Steps over JSON text without building anything.
//!
//! The engine's own `JSON.parse` (answers) or `JSON.stringify` (parameters) vouches for the syntax,
//! so the walk only has to find its way; on text that is not JSON after all it stops with
//! [`Malformed`], and never reads past the end.

use crate::tables::Tag;

/// The text is not JSON after all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

/// What a value is, told by its first byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `{`
    Object,
    /// `[`
    Array,
    /// `"`
    Text,
    /// A digit or `-`
    Number,
    /// `true` or `false`
    Bool,
    /// `null`
    Null,
}

impl Shape {
    /// As JSON Schema names it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Object => "object",
            Self::Array => "array",
            Self::Text => "string",
            Self::Number => "number",
            Self::Bool => "boolean",
            Self::Null => "null",
        }
    }
}

/// A place in a JSON text.
#[derive(Clone, Debug)]
pub struct Scanner<'t> {
    text: &'t [u8],
    at: usize,
}

impl<'t> Scanner<'t> {
    /// Starts at the beginning.
    #[must_use]
    pub const fn new(text: &'t [u8]) -> Self {
        Self { text, at: 0 }
    }

    #[inline(always)]
    fn byte(&self) -> Result<u8, Malformed> {
        self.text.get(self.at).copied().ok_or(Malformed)
    }

    #[inline(always)]
    fn skip_space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.text.get(self.at) {
            self.at += 1;
        }
    }

    /// What comes next.
    ///
    /// # Errors
    /// The text ends, or no value starts here.
    pub fn shape(&mut self) -> Result<Shape, Malformed> {
        self.skip_space();
        Ok(match self.byte()? {
            b'{' => Shape::Object,
            b'[' => Shape::Array,
            b'"' => Shape::Text,
            b't' | b'f' => Shape::Bool,
            b'n' => Shape::Null,
            b'-' | b'0'..=b'9' => Shape::Number,
            _ => return Err(Malformed),
        })
    }

    /// Steps into an object or array; then ask [`Self::member`] or [`Self::element`] until they
    /// say there is no more.
    pub fn enter(&mut self) {
        self.at += 1;
    }

    /// Whether another element follows; steps out when none does.
    ///
    /// # Errors
    /// The text ends.
    pub fn element(&mut self) -> Result<bool, Malformed> {
        self.skip_space();
        if self.byte()? == b',' {
            self.at += 1;
            self.skip_space();
        }
        if matches!(self.byte()?, b']' | b'}') {
            self.at += 1;
            return Ok(false);
        }
        Ok(true)
    }

    /// The name of the next member, raw between its quotes; `None` steps out of the object.
    ///
    /// # Errors
    /// The text ends, or there is no name.
    pub fn member(&mut self) -> Result<Option<&'t [u8]>, Malformed> {
        if !self.element()? {
            return Ok(None);
        }
        self.name().map(Some)
    }

    /// The name of a member, raw between its quotes.
    ///
    /// # Errors
    /// The text ends, or there is no name.
    pub fn name(&mut self) -> Result<&'t [u8], Malformed> {
        let name = self.text()?;
        self.skip_space();
        if self.byte()? != b':' {
            return Err(Malformed);
        }
        self.at += 1;
        Ok(name)
    }

    /// Steps over the name of a member if it is this one, written without a space before its colon.
    #[inline(always)]
    pub fn take_name(&mut self, name: &[u8]) -> bool {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let taken = rest.first() == Some(&b'"')
            && rest
                .get(1..=name.len())
                .is_some_and(|found| same(found, name))
            && rest.get(name.len() + 1) == Some(&b'"')
            && rest.get(name.len() + 2) == Some(&b':');
        if taken {
            self.at += name.len() + 3;
        }
        taken
    }

    /// Steps over a value that is simple, of this type, and written without a space: the common case,
    /// in which nothing else needs to be asked.
    #[inline(always)]
    pub fn take_plain(&mut self, tag: Tag, nullable: bool) -> bool {
        match (tag, self.text.get(self.at)) {
            (Tag::Text | Tag::Enum | Tag::OpenEnum, Some(b'"')) => self.text().is_ok(),
            (Tag::Integer | Tag::Number, Some(b'0'..=b'9')) => {
                let digits = |byte: &&u8| byte.is_ascii_digit();
                let rest = self.text.get(self.at..).unwrap_or_default();
                let length = rest.iter().take_while(digits).count();
                let ends = matches!(rest.get(length), Some(b',' | b'}'));
                self.at += if ends { length } else { 0 };
                ends
            }
            (_, Some(b'n')) => {
                let rest = self.text.get(self.at..).unwrap_or_default();
                let null = nullable && rest.starts_with(b"null");
                self.at += if null { 4 } else { 0 };
                null
            }
            _ => false,
        }
    }

    /// A text with its quotes.
    ///
    /// # Errors
    /// The text does not start here, or does not end.
    #[inline(always)]
    pub fn quoted(&mut self) -> Result<&'t [u8], Malformed> {
        let start = self.at;
        self.text()?;
        self.text.get(start..self.at).ok_or(Malformed)
    }

    /// A text, raw between its quotes.
    ///
    /// # Errors
    /// The text does not start here, or does not end.
    pub fn text(&mut self) -> Result<&'t [u8], Malformed> {
        if self.byte()? != b'"' {
            return Err(Malformed);
        }
        let start = self.at + 1;
        let mut at = start;
        loop {
            at += plain_bytes(self.text.get(at..).unwrap_or_default());
            match self.text.get(at) {
                Some(b'"') => break,
                Some(b'\\') => at += 2,
                Some(_) => at += 1,
                None => return Err(Malformed),
            }
        }
        self.at = at + 1;
        self.text.get(start..at).ok_or(Malformed)
    }

    /// A number, `true`, `false` or `null`, as written.
    ///
    /// # Errors
    /// No such value starts here.
    pub fn word(&mut self) -> Result<&'t [u8], Malformed> {
        let start = self.at;
        while let Some(b'0'..=b'9' | b'+' | b'-' | b'.' | b'a'..=b'z' | b'A'..=b'Z') =
            self.text.get(self.at)
        {
            self.at += 1;
        }
        if self.at == start {
            return Err(Malformed);
        }
        self.text.get(start..self.at).ok_or(Malformed)
    }

    /// Steps over a value and returns it as written.
    ///
    /// # Errors
    /// No value starts here, or it does not end.
    pub fn skip(&mut self) -> Result<&'t [u8], Malformed> {
        self.skip_space();
        let start = self.at;
        // A counter instead of recursion: nesting must not cost stack.
        let mut depth = 0_usize;
        loop {
            match self.byte()? {
                b'"' => {
                    self.text()?;
                }
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' => {
                    depth = depth.checked_sub(1).ok_or(Malformed)?;
                    self.at += 1;
                }
                b',' | b':' | b' ' | b'\n' | b'\r' | b'\t' if depth > 0 => self.at += 1,
                _ => {
                    self.word()?;
                }
            }
            if depth == 0 {
                return self.text.get(start..self.at).ok_or(Malformed);
            }
        }
    }
}

/// Whether texts are equal, eight bytes at a time; what `==` calls goes byte by byte.
#[inline(always)]
fn same(one: &[u8], other: &[u8]) -> bool {
    let (words, rest) = one.as_chunks::<8>();
    let (other_words, other_rest) = other.as_chunks::<8>();
    one.len() == other.len()
        && words
            .iter()
            .zip(other_words)
            .all(|(word, other)| u64::from_le_bytes(*word) == u64::from_le_bytes(*other))
        && rest
            .iter()
            .zip(other_rest)
            .all(|(byte, other)| byte == other)
}

/// How many bytes, taken eight at a time, come before a quote or a backslash.
fn plain_bytes(text: &[u8]) -> usize {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    // The high bit of each byte that is zero, and of none below the lowest such byte.
    let zeros = |word: u64| word.wrapping_sub(ONES) & !word & (ONES << 7);
    let mut plain = 0;
    for eight in text.as_chunks::<8>().0 {
        let word = u64::from_le_bytes(*eight);
        let found =
            zeros(word ^ (ONES * u64::from(b'"'))) | zeros(word ^ (ONES * u64::from(b'\\')));
        if found != 0 {
            return plain + (found.trailing_zeros() / 8) as usize;
        }
        plain += 8;
    }
    plain
}
