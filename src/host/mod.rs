//! All that touches JavaScript: headers, texts, the clock on the wall, chance.
//!
//! Nothing in here waits. The facade calls `fetch`, awaits what it returns and tells the core of it:
//! so every entry into the wasm is one plain call, a trap surfaces in one place, and no promise can
//! be left hanging by it.

pub mod headers;
pub mod text;

#[cfg(test)]
mod tests;

/// Milliseconds since 1970.
#[must_use]
pub fn wall() -> f64 {
    js_sys::Date::now()
}

/// A number in 0..1.
#[must_use]
pub fn chance() -> f64 {
    js_sys::Math::random()
}
