//! Steps through JSON text without building a value.
//!
//! The syntax has been checked before, by the engine's own `JSON.parse` (responses) or
//! `JSON.stringify` (parameters), so the scanner only has to find where values begin and end. On text
//! that is not JSON after all it returns [`Malformed`], and it never reads past the end.

use crate::tables::Tag;

/// The text is not JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

/// The JSON type of a value, which its first byte determines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonType {
    /// `{`
    Object,
    /// `[`
    Array,
    /// `"`
    String,
    /// A digit or `-`
    Number,
    /// `true` or `false`
    Boolean,
    /// `null`
    Null,
}

impl JsonType {
    /// Its name in JSON Schema.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Object => "object",
            Self::Array => "array",
            Self::String => "string",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Null => "null",
        }
    }
}

/// A position in a JSON text.
#[derive(Clone, Debug)]
pub struct Scanner<'t> {
    text: &'t [u8],
    at: usize,
}

impl<'t> Scanner<'t> {
    /// A scanner at the beginning of the text.
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

    /// The type of the next value. Does not step over it.
    ///
    /// # Errors
    /// The text ends, or no value starts here.
    pub fn next_type(&mut self) -> Result<JsonType, Malformed> {
        self.skip_space();
        Ok(match self.byte()? {
            b'{' => JsonType::Object,
            b'[' => JsonType::Array,
            b'"' => JsonType::String,
            b't' | b'f' => JsonType::Boolean,
            b'n' => JsonType::Null,
            b'-' | b'0'..=b'9' => JsonType::Number,
            _ => return Err(Malformed),
        })
    }

    /// Steps into an object or array. Call [`Self::member`] or [`Self::element`] next, until they
    /// say that there is no more.
    pub fn enter(&mut self) {
        self.at += 1;
    }

    /// Whether another element or member follows. Steps out of the array or object if not.
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

    /// Steps over the next key and returns it as written, without quotes. `None` if there is no
    /// other member; the scanner has then left the object.
    ///
    /// # Errors
    /// The text ends, or no key starts here.
    pub fn member(&mut self) -> Result<Option<&'t [u8]>, Malformed> {
        if !self.element()? {
            return Ok(None);
        }
        self.key().map(Some)
    }

    /// Steps over a key and its colon, and returns the key as written, without quotes.
    ///
    /// # Errors
    /// The text ends, or no key starts here.
    pub fn key(&mut self) -> Result<&'t [u8], Malformed> {
        let key = self.string()?;
        self.skip_space();
        if self.byte()? != b':' {
            return Err(Malformed);
        }
        self.at += 1;
        Ok(key)
    }

    /// Steps over a key and its colon if it is this key, written without a space before the colon.
    #[inline(always)]
    pub fn take_key(&mut self, key: &[u8]) -> bool {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let taken = rest.first() == Some(&b'"')
            && rest
                .get(1..=key.len())
                .is_some_and(|found| same(found, key))
            && rest.get(key.len() + 1) == Some(&b'"')
            && rest.get(key.len() + 2) == Some(&b':');
        if taken {
            self.at += key.len() + 3;
        }
        taken
    }

    /// Steps over the next value if it is a simple one of the given type with no space before it. This
    /// is the fast path for most members of a response.
    #[inline(always)]
    pub fn take_simple(&mut self, tag: Tag, nullable: bool) -> bool {
        match (tag, self.text.get(self.at)) {
            (Tag::String | Tag::Enum | Tag::OpenEnum, Some(b'"')) => self.string().is_ok(),
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

    /// Steps over a string and returns it as written, with its quotes.
    ///
    /// # Errors
    /// No string starts here, or it does not end.
    #[inline(always)]
    pub fn quoted_string(&mut self) -> Result<&'t [u8], Malformed> {
        let start = self.at;
        self.string()?;
        self.text.get(start..self.at).ok_or(Malformed)
    }

    /// Steps over a string and returns it as written, without its quotes.
    ///
    /// # Errors
    /// No string starts here, or it does not end.
    pub fn string(&mut self) -> Result<&'t [u8], Malformed> {
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

    /// Steps over a number, `true`, `false` or `null`, and returns it as written.
    ///
    /// # Errors
    /// No such value starts here.
    pub fn literal(&mut self) -> Result<&'t [u8], Malformed> {
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
        // A counter instead of recursion, so that deep nesting cannot overflow the stack.
        let mut depth = 0_usize;
        loop {
            match self.byte()? {
                b'"' => {
                    self.string()?;
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
                    self.literal()?;
                }
            }
            if depth == 0 {
                return self.text.get(start..self.at).ok_or(Malformed);
            }
        }
    }
}

/// Whether two byte strings are equal, compared eight bytes at a time: `==` calls a `memcmp` that goes
/// byte by byte.
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

/// A number of leading bytes that contain no quote and no backslash, found eight at a time. The caller
/// looks at the up to seven bytes that are left.
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
