//! Reads text from its start, piece by piece.

use super::days_since_1970;
use crate::json::{digits, has_byte};

/// The part of a text that has not been read yet.
pub(super) struct Reader<'t> {
    rest: &'t [u8],
}

impl<'t> Reader<'t> {
    pub(super) const fn new(text: &'t str) -> Self {
        Self {
            rest: text.as_bytes(),
        }
    }

    /// `None` if something is left.
    pub(super) fn end(&self) -> Option<()> {
        self.rest.is_empty().then_some(())
    }

    /// One of these bytes.
    pub(super) fn one_of(&mut self, bytes: &[u8]) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        if !has_byte(bytes, *first) {
            return None;
        }
        self.rest = rest;
        Some(*first)
    }

    /// The value of so many digits.
    pub(super) fn digits(&mut self, count: usize) -> Option<f64> {
        let (start, rest) = self.rest.split_at_checked(count)?;
        let value = digits(start)?;
        self.rest = rest;
        Some(value)
    }

    /// A date that exists, `YYYY-MM-DD`, as days since 1970-01-01.
    pub(super) fn date(&mut self) -> Option<f64> {
        let year = self.digits(4)?;
        self.one_of(b"-")?;
        let month = self.digits(2)?;
        self.one_of(b"-")?;
        let day = self.digits(2)?;
        let exists = (1.0..=12.0).contains(&month)
            && day >= 1.0
            && days_since_1970(year, month, day) < days_since_1970(year, month + 1.0, 1.0);
        exists.then(|| days_since_1970(year, month, day))
    }

    /// A time of day, `HH:mm` from 00:00 to 23:59, as minutes since midnight.
    pub(super) fn minutes(&mut self) -> Option<f64> {
        let hours = self.digits(2)?;
        self.one_of(b":")?;
        let minutes = self.digits(2)?;
        (hours < 24.0 && minutes < 60.0).then_some(hours * 60.0 + minutes)
    }

    /// The seconds of a time, `07`. 60 is a leap second.
    pub(super) fn seconds(&mut self) -> Option<f64> {
        self.digits(2).filter(|seconds| *seconds < 61.0)
    }
}
