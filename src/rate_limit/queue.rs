//! Calls that wait for a permit: first come, first served, interactive calls before bulk ones.

/// Of so many permits that interactive calls get in a row, the next one is for a bulk call.
const INTERACTIVE_IN_A_ROW: u32 = 8;

/// A call in the queue: the number of the call, which orders it, and its handle.
type Entry = (u64, usize);

/// Entries in order. The first `served` ones are gone; they are dropped in bulk, so that serving one does
/// not move all others.
#[derive(Debug, Default)]
struct Line {
    entries: Vec<Entry>,
    served: usize,
}

impl Line {
    fn waiting(&self) -> &[Entry] {
        self.entries.get(self.served..).unwrap_or_default()
    }

    fn position(&self, entry: Entry) -> usize {
        self.served + self.waiting().partition_point(|other| *other < entry)
    }

    fn pop(&mut self) -> Option<usize> {
        let (_, call) = self.waiting().first().copied()?;
        self.served += 1;
        if self.served * 2 > self.entries.len() {
            self.entries.drain(..self.served);
            self.served = 0;
        }
        Some(call)
    }
}

/// The queue of one rate limit.
#[derive(Debug, Default)]
pub struct Queue {
    interactive: Line,
    bulk: Line,
    interactive_since_bulk: u32,
}

impl Queue {
    /// Whether no call waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many calls wait.
    #[must_use]
    pub fn len(&self) -> usize {
        self.interactive.waiting().len() + self.bulk.waiting().len()
    }

    /// How many calls would be served before a new one of this priority.
    #[must_use]
    pub fn ahead_of(&self, bulk: bool) -> usize {
        if bulk {
            self.len()
        } else {
            self.interactive.waiting().len()
        }
    }

    /// Adds a call. One that waited before gets its old position.
    pub fn push(&mut self, bulk: bool, entry: Entry) {
        let line = self.of(bulk);
        line.entries.insert(line.position(entry), entry);
    }

    /// Removes a call that waits no longer.
    pub fn remove(&mut self, bulk: bool, entry: Entry) {
        let line = self.of(bulk);
        let index = line.position(entry);
        if line.entries.get(index) == Some(&entry) {
            line.entries.remove(index);
        }
    }

    /// Removes the call whose turn it is.
    pub fn pop(&mut self) -> Option<usize> {
        let bulk = self.interactive.waiting().is_empty()
            || (self.interactive_since_bulk >= INTERACTIVE_IN_A_ROW
                && !self.bulk.waiting().is_empty());
        let call = self.of(bulk).pop()?;
        self.interactive_since_bulk = if bulk {
            0
        } else {
            self.interactive_since_bulk.saturating_add(1)
        };
        Some(call)
    }

    fn of(&mut self, bulk: bool) -> &mut Line {
        if bulk {
            &mut self.bulk
        } else {
            &mut self.interactive
        }
    }
}
