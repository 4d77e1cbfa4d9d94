//! Small functions that run at compile time.

use webwork_validator::tables::{NO_MAX, NO_MIN};

/// An index as the tables store it.
pub(super) const fn index(value: usize) -> u16 {
    assert!(value <= u16::MAX as usize, "does not fit 16 bits");
    value as u16
}

/// A count as the tables store it.
pub(super) const fn byte(value: usize) -> u8 {
    assert!(value <= u8::MAX as usize, "does not fit 8 bits");
    value as u8
}

/// A limit or code as the tables store it.
pub(super) const fn small(value: i64) -> i32 {
    assert!(
        value > NO_MIN as i64 && value < NO_MAX as i64,
        "does not fit 32 bits"
    );
    value as i32
}

/// A limit as the tables store it, or `otherwise`.
pub(super) const fn limit(value: Option<i64>, otherwise: i32) -> i32 {
    match value {
        Some(value) => small(value),
        None => otherwise,
    }
}

/// Whether `text` equals `of[start..end]`.
#[must_use]
pub const fn same(text: &[u8], of: &[u8], start: usize, end: usize) -> bool {
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

/// Whether the path has the placeholder `{name}`.
pub(super) const fn has_placeholder(path: &str, name: &str) -> bool {
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

/// The first items of an array: the part that the packer has filled.
///
/// # Panics
/// The array is shorter; at compile time, since this is only called there.
#[must_use]
pub const fn prefix<T: Copy, const N: usize, const LENGTH: usize>(from: &[T; N]) -> [T; LENGTH] {
    match from.first_chunk::<LENGTH>() {
        Some(chunk) => *chunk,
        None => panic!("longer than the array"),
    }
}
