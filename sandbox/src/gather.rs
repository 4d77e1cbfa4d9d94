//! Maps and sets out of iterators.

/// As `Iterator::collect`, which for maps and sets sorts first: a sorting algorithm more in the wasm
/// for each type.
pub fn gather<T: Default + Extend<A>, A>(items: impl IntoIterator<Item = A>) -> T {
    let mut all = T::default();
    all.extend(items);
    all
}
