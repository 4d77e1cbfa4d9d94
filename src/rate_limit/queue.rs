//! Calls that wait for a slot: first come, first served, interactive before bulk.

use std::collections::VecDeque;

/// Bulk calls get at least one slot in so many more.
const BULK_SHARE: u32 = 8;

/// A call in the queue: when it was made, counted, and its handle.
type Ticket = (u64, usize);

/// The queue of one limiter.
#[derive(Debug, Default)]
pub struct Queue {
    interactive: VecDeque<Ticket>,
    bulk: VecDeque<Ticket>,
    interactive_since_bulk: u32,
}

impl Queue {
    /// Nobody waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.interactive.is_empty() && self.bulk.is_empty()
    }

    fn class(&mut self, bulk: bool) -> &mut VecDeque<Ticket> {
        if bulk {
            &mut self.bulk
        } else {
            &mut self.interactive
        }
    }

    /// Lets a call wait. One that waited before keeps its place.
    pub fn push(&mut self, bulk: bool, ticket: Ticket) {
        let class = self.class(bulk);
        let place = class.partition_point(|other| *other < ticket);
        class.insert(place, ticket);
    }

    /// A call waits no longer.
    pub fn remove(&mut self, bulk: bool, ticket: Ticket) {
        let class = self.class(bulk);
        if let Ok(place) = class.binary_search(&ticket) {
            class.remove(place);
        }
    }

    /// Whose turn it is.
    pub fn pop(&mut self) -> Option<usize> {
        let bulk = self.interactive.is_empty()
            || (self.interactive_since_bulk >= BULK_SHARE && !self.bulk.is_empty());
        let (_, id) = self.class(bulk).pop_front()?;
        self.interactive_since_bulk = if bulk {
            0
        } else {
            self.interactive_since_bulk.saturating_add(1)
        };
        Some(id)
    }
}
