//! Calls that wait for a permit: first come, first served, interactive calls before bulk ones.

use std::collections::VecDeque;

/// Of so many permits that interactive calls get in a row, the next one is for a bulk call.
const INTERACTIVE_IN_A_ROW: u32 = 8;

/// A call in the queue: the number of the call, which orders it, and its handle.
type Entry = (u64, usize);

/// The queue of one rate limit.
#[derive(Debug, Default)]
pub struct Queue {
    interactive: VecDeque<Entry>,
    bulk: VecDeque<Entry>,
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
        self.interactive.len() + self.bulk.len()
    }

    /// How many calls would be served before a new one of this priority.
    #[must_use]
    pub fn ahead_of(&self, bulk: bool) -> usize {
        if bulk {
            self.len()
        } else {
            self.interactive.len()
        }
    }

    /// Adds a call. One that waited before gets its old position.
    pub fn push(&mut self, bulk: bool, entry: Entry) {
        let queue = self.of(bulk);
        let index = queue.partition_point(|other| *other < entry);
        queue.insert(index, entry);
    }

    /// Removes a call that waits no longer.
    pub fn remove(&mut self, bulk: bool, entry: Entry) {
        let queue = self.of(bulk);
        if let Ok(index) = queue.binary_search(&entry) {
            queue.remove(index);
        }
    }

    /// Removes the call whose turn it is.
    pub fn pop(&mut self) -> Option<usize> {
        let bulk = self.interactive.is_empty()
            || (self.interactive_since_bulk >= INTERACTIVE_IN_A_ROW && !self.bulk.is_empty());
        let (_, call) = self.of(bulk).pop_front()?;
        self.interactive_since_bulk = if bulk {
            0
        } else {
            self.interactive_since_bulk.saturating_add(1)
        };
        Some(call)
    }

    fn of(&mut self, bulk: bool) -> &mut VecDeque<Entry> {
        if bulk {
            &mut self.bulk
        } else {
            &mut self.interactive
        }
    }
}
