//! A collection whose handles stay valid until their entry is removed.

/// Entries by handle. Boxed: to move them about as a whole is code that every user downloads.
pub struct Slab<T> {
    entries: Vec<Option<Box<T>>>,
    free: Vec<usize>,
}

impl<T> Slab<T> {
    /// Without entries.
    pub(super) const fn new() -> Self {
        Self {
            entries: Vec::new(),
            free: Vec::new(),
        }
    }

    /// Adds an entry and returns its handle.
    pub fn insert(&mut self, entry: T) -> usize {
        let entry = Some(Box::new(entry));
        let handle = self.free.pop().unwrap_or(self.entries.len());
        match self.entries.get_mut(handle) {
            Some(slot) => *slot = entry,
            None => self.entries.push(entry),
        }
        handle
    }

    /// The entry of a handle.
    pub fn get(&self, handle: usize) -> Option<&T> {
        self.entries.get(handle)?.as_deref()
    }

    /// The entry of a handle, to change it.
    pub fn get_mut(&mut self, handle: usize) -> Option<&mut T> {
        self.entries.get_mut(handle)?.as_deref_mut()
    }

    /// Removes an entry; its handle may be used again.
    pub fn remove(&mut self, handle: usize) -> Option<Box<T>> {
        let entry = self.entries.get_mut(handle)?.take();
        if entry.is_some() {
            self.free.push(handle);
        }
        entry
    }

    /// Removes every entry that matches.
    pub fn remove_where(&mut self, matches: impl Fn(&T) -> bool) {
        for handle in 0..self.entries.len() {
            if self.get(handle).is_some_and(&matches) {
                self.remove(handle);
            }
        }
    }

    /// The handle of the first entry that matches.
    pub fn find(&self, matches: impl Fn(&T) -> bool) -> Option<usize> {
        self.entries
            .iter()
            .position(|entry| entry.as_deref().is_some_and(&matches))
    }

    /// Entries and handles.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (usize, &mut T)> {
        let entries = self.entries.iter_mut().enumerate();
        entries.filter_map(|(handle, entry)| entry.as_deref_mut().map(|entry| (handle, entry)))
    }

    /// Entries.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.entries.iter().flatten().map(Box::as_ref)
    }
}
