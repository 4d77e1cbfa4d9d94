//! Permits: never more requests in any window than the server allows, and hardly fewer.
//!
//! A request holds a permit while it is in flight. The server counts the request at some moment
//! between its departure and its response, so the permit becomes free one window after the
//! *response*: no window of the server, fixed or sliding, ever sees more requests than permits,
//! whatever the latency. Where the response was not awaited, it is assumed to take as long as the
//! slowest of the recent ones.
//!
//! A permit is a lease. If its holder never reports back (a runtime that dropped it, a test that
//! gave up), it counts as released when the lease ends.
//!
//! Where the limit is shared with other processes, a permit also has to be granted by a store.

use super::reported::Reported;
use super::shared::Shared;

/// At most `requests` in any `per` milliseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limit {
    /// Requests per window, at least 1.
    pub requests: usize,
    /// Length of the window in milliseconds.
    pub per: f64,
}

/// A limit that applies.
#[derive(Clone, Copy, Debug)]
pub(super) struct Applied {
    /// What a client asked for.
    pub(super) asked: Limit,
    /// Requests per window, as far as is known.
    pub(super) requests: usize,
    /// Length of the window in milliseconds, likewise, with some tolerance.
    pub(super) per: f64,
}

/// When the next permit is available.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Availability {
    /// The time; in the past if a permit is free.
    pub at: f64,
    /// An earlier response may make it sooner: all permits are in flight.
    pub estimate: bool,
    /// The server asked for this wait; the local count alone would be shorter.
    pub by_server: bool,
}

impl Availability {
    const NOW: Self = Self {
        at: f64::NEG_INFINITY,
        estimate: false,
        by_server: false,
    };
}

/// Permission for one request.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Permit {
    acquired_at: f64,
    lease_end: f64,
    /// Its number in the store, and until when the store leases it.
    granted: (f64, f64),
}

/// The clocks of client and server run at slightly different speeds: windows are taken to be this
/// much longer.
const CLOCK_TOLERANCE: f64 = 1.005;

/// How long a response is taken to take before the first one has arrived.
const FIRST_LATENCY: f64 = 1_000.0;

/// The largest limit that a server is believed to have. The log of permits grows with it.
const LARGEST_LIMIT: f64 = 10_000.0;

/// The permits of one rate limit.
#[derive(Clone, Debug)]
pub struct Limiter {
    /// Every limit that applies; none where pacing is off. What the server reports is about the first,
    /// which had the longest window of those that clients asked for.
    pub(super) limits: Vec<Applied>,
    /// Lease ends of the permits in flight, in order.
    pub(super) in_flight: Vec<f64>,
    /// When each permit was released, in order. Older entries than the longest window are dropped.
    pub(super) released: Vec<f64>,
    /// Permits that the server reported as used, but not by this process: when each is free again.
    pub(super) withheld: Vec<f64>,
    pub(super) paused_until: f64,
    /// How long the slowest of the recent responses took.
    latency: f64,
    pub(super) reported: Reported,
    pub(super) reported_at: f64,
    pub(super) changes: u32,
    /// `None`: the limit is not shared with other processes.
    pub(super) shared: Option<Shared>,
}

impl Default for Limiter {
    fn default() -> Self {
        Self {
            limits: Vec::new(),
            in_flight: Vec::new(),
            released: Vec::new(),
            withheld: Vec::new(),
            paused_until: f64::NEG_INFINITY,
            latency: FIRST_LATENCY,
            reported: Reported::default(),
            reported_at: 0.0,
            changes: 0,
            shared: None,
        }
    }
}

impl Limiter {
    /// Adds a limit to those that apply. All of them are kept: the stricter one decides.
    pub fn restrict(&mut self, limit: Limit) {
        // What the server has reported about a known limit stands.
        if self.limits.iter().any(|known| known.asked == limit) {
            return;
        }
        let per = limit.per * CLOCK_TOLERANCE;
        // The longest window first; of those that are equally long, the strictest limit.
        let index = self.limits.partition_point(|other| {
            other.per > per || (other.per == per && other.requests < limit.requests)
        });
        self.limits.insert(
            index,
            Applied {
                asked: limit,
                requests: limit.requests,
                per,
            },
        );
        self.changes = self.changes.wrapping_add(1);
    }

    /// When the next permit is available.
    #[must_use]
    pub fn availability(&self) -> Availability {
        let mut next = Availability::NOW;
        for limit in &self.limits {
            let one = self.under(limit);
            if one.at > next.at {
                next = one;
            }
        }
        if let Some(shared) = self.shared.as_ref().filter(|shared| !shared.has_grant())
            && (next.estimate || shared.next_at > next.at)
        {
            next = Availability {
                at: shared.next_at,
                estimate: true,
                by_server: false,
            };
        }
        if self.paused_until > next.at {
            next = Availability {
                at: self.paused_until,
                estimate: false,
                by_server: true,
            };
        }
        next
    }

    /// When a permit is available under one limit: as soon as so many of those taken are free that
    /// fewer than the limit are left.
    fn under(&self, limit: &Applied) -> Availability {
        let taken = self.in_flight.len() + self.released.len() + self.withheld.len();
        let Some(mut index) = taken.checked_sub(limit.requests) else {
            return Availability::NOW;
        };
        // In the order in which they become free: first those released or withheld, then, a window
        // after their lease at the latest, those in flight.
        let (mut released, mut withheld) = (&self.released[..], &self.withheld[..]);
        while !(released.is_empty() && withheld.is_empty()) {
            let free_at = |times: &[f64]| times.first().copied().unwrap_or(f64::INFINITY);
            let (own, others) = (free_at(released) + limit.per, free_at(withheld));
            let by_server = others < own;
            if index == 0 {
                return Availability {
                    at: own.min(others),
                    estimate: false,
                    by_server,
                };
            }
            index -= 1;
            let taken = if by_server {
                &mut withheld
            } else {
                &mut released
            };
            *taken = taken.get(1..).unwrap_or_default();
        }
        let lease = self.in_flight.get(index).copied();
        Availability {
            at: lease.map_or(f64::NEG_INFINITY, |end| end + limit.per),
            estimate: true,
            by_server: false,
        }
    }

    /// The longest window in milliseconds; 0 where pacing is off.
    #[must_use]
    pub fn window(&self) -> f64 {
        let windows = self.limits.iter().map(|limit| limit.per);
        windows.fold(0.0, f64::max)
    }

    /// Takes a permit, if one is free, until `lease_end`.
    pub fn acquire(&mut self, lease_end: f64, now: f64) -> Option<Permit> {
        self.settle(now);
        if self.availability().at > now {
            return None;
        }
        let granted = match &mut self.shared {
            Some(shared) => shared.take(lease_end)?,
            None => (0.0, f64::INFINITY),
        };
        self.lease(lease_end);
        Some(Permit {
            acquired_at: now,
            lease_end,
            granted,
        })
    }

    /// Extends a lease: the request leaves now. `None`: the lease has ended, and the permit may be
    /// somebody else's.
    pub fn extend(&mut self, permit: Permit, lease_end: f64, now: f64) -> Option<Permit> {
        self.settle(now);
        let held = self.take_back(permit);
        if !held || permit.granted.1 < lease_end {
            self.end_grant(permit, f64::NEG_INFINITY);
            return None;
        }
        self.lease(lease_end);
        Some(Permit {
            lease_end,
            acquired_at: now,
            ..permit
        })
    }

    /// The request of a permit never left.
    pub fn give_back(&mut self, permit: Permit) {
        self.take_back(permit);
        self.end_grant(permit, f64::NEG_INFINITY);
    }

    /// The store has to know that a permit is over.
    fn end_grant(&mut self, permit: Permit, at: f64) {
        if let Some(shared) = &mut self.shared {
            shared.end(permit.granted.0, at);
        }
    }

    /// Nobody awaits the response to the request of a permit any more; the server may still count it.
    pub fn abandon(&mut self, permit: Permit, now: f64) {
        let at = now.max(permit.acquired_at + self.latency);
        if self.take_back(permit) {
            self.release_at(at);
        }
        self.end_grant(permit, at);
    }

    /// The request of a permit got its response, or failed: if the server counts it, it has done so.
    pub fn release(&mut self, permit: Permit, reported: Reported, now: f64) {
        // What was released since this request left may or may not be part of what the server reports.
        let mut released = self.released.iter().rev();
        let released_since = released.position(|at| *at < permit.acquired_at);
        let released_since = released_since.unwrap_or(self.released.len()) as f64;
        let held = self.take_back(permit);
        self.end_grant(permit, now);
        if !reported.is_empty() {
            self.reported = reported;
            self.reported_at = now;
        }
        let Some(limit) = self.limits.first_mut() else {
            return;
        };
        if let Some(window) = reported.window.filter(|window| *window > 0.0) {
            limit.per = window * CLOCK_TOLERANCE;
        }
        if let Some(requests) = reported.limit
            && (1.0..=LARGEST_LIMIT).contains(&requests)
        {
            limit.requests = requests as usize;
        }
        let window = limit.per;
        // One slow response is forgotten after some hundreds.
        const MEMORY: f64 = 0.99;
        self.latency = (self.latency * MEMORY).max((now - permit.acquired_at).min(window));
        if held {
            self.release_at(now);
        }
        self.settle(now);
        if let Some(remaining) = reported.remaining {
            let reset_at = now + reported.reset.unwrap_or(window).max(0.0);
            self.believe(remaining.max(0.0), released_since, reset_at);
            // The server's window may be longer than that of the local count.
            if remaining < 1.0 && reported.reset.is_some() {
                self.pause(reset_at);
            }
        }
    }

    /// No request leaves before `until`.
    pub fn pause(&mut self, until: f64) {
        self.paused_until = self.paused_until.max(until);
        self.changes = self.changes.wrapping_add(1);
    }

    /// Grows with every change, so that a reader knows when to look again.
    #[must_use]
    pub const fn changes(&self) -> u32 {
        self.changes
    }

    /// Leases that have ended are released, and what no window sees any more is dropped.
    fn settle(&mut self, now: f64) {
        while self.in_flight.first().is_some_and(|end| *end <= now) {
            let end = self.in_flight.remove(0);
            self.release_at(end);
        }
        let window = self.window();
        drop_past(&mut self.released, window, now);
        drop_past(&mut self.withheld, 0.0, now);
    }

    fn lease(&mut self, end: f64) {
        insert(&mut self.in_flight, end);
        self.changes = self.changes.wrapping_add(1);
    }

    /// Ends a lease. `false`: it had ended by itself.
    fn take_back(&mut self, permit: Permit) -> bool {
        self.changes = self.changes.wrapping_add(1);
        let index = self
            .in_flight
            .iter()
            .position(|end| *end == permit.lease_end);
        index.map(|index| self.in_flight.remove(index)).is_some()
    }

    fn release_at(&mut self, at: f64) {
        let requests = self.limits.iter().map(|limit| limit.requests);
        let Some(most) = requests.max() else { return };
        insert(&mut self.released, at);
        // After a limit has fallen, the permits that are free last are those that count.
        if self.released.len() > most {
            self.released.remove(0);
        }
    }

    /// Takes the server's count over the local one, in both directions, but no further than is
    /// certain: requests in flight, and those released since this request left, may or may not be part
    /// of its `remaining`.
    fn believe(&mut self, remaining: f64, released_since: f64, reset_at: f64) {
        let Some(limit) = self.limits.first().copied() else {
            return;
        };
        let in_flight = self.in_flight.len() as f64;
        let used = in_flight + self.released.len() as f64 + self.withheld.len() as f64;
        let mut free = limit.requests as f64 - used;
        while free > remaining {
            insert(&mut self.withheld, reset_at);
            free -= 1.0;
        }
        while free < remaining - in_flight - released_since
            && let Some(first) = [&mut self.withheld, &mut self.released]
                .into_iter()
                .find(|times| !times.is_empty())
        {
            first.remove(0);
            free += 1.0;
        }
    }
}

/// Adds a time to times in order. Most are later than all others.
fn insert(times: &mut Vec<f64>, at: f64) {
    let later = times.iter().rev().take_while(|other| **other > at).count();
    times.insert(times.len() - later, at);
}

/// How many of times in order are at least `window` ago.
pub(super) fn past(times: &[f64], window: f64, now: f64) -> usize {
    let first = times.iter().position(|at| at + window > now);
    first.unwrap_or(times.len())
}

fn drop_past(times: &mut Vec<f64>, window: f64, now: f64) {
    times.drain(..past(times, window, now));
}
