//! Permits that come from a store, which many processes share. The limiter itself stays as the last guard.

use super::limiter::Limiter;

/// A permit is leased for so much longer than its request may take: for the exchange with the store, and
/// for the token function.
const LEASE_MARGIN: f64 = 2_000.0;

/// A permit that the store has granted, and that no call holds yet.
#[derive(Clone, Copy, Debug)]
struct Grant {
    number: f64,
    lease_end: f64,
}

/// What the store has granted, and what it has to be told.
#[derive(Clone, Debug, Default)]
pub struct Shared {
    grants: Vec<Grant>,
    /// Permits whose requests are over: number, and when the server had counted them.
    ended: Vec<(f64, f64)>,
    /// The longest lease that is wanted.
    lease: f64,
    /// Calls that asked for a permit in vain since the last report.
    missed: f64,
    /// When the store expects to have a permit.
    pub(super) next_at: f64,
    /// Permits that the store had left, until `reset_at`.
    pub(super) free: f64,
    pub(super) reset_at: f64,
}

/// What a store grants.
#[derive(Clone, Copy, Debug, Default)]
pub struct Granted {
    /// Number of the first permit; the others follow.
    pub first: f64,
    /// Permits.
    pub count: u32,
    /// Until when they are leased.
    pub lease_end: f64,
    /// When there will be more.
    pub next_at: f64,
    /// Permits that are left.
    pub free: f64,
    /// When that grows.
    pub reset_at: f64,
    /// No request leaves before.
    pub paused_until: f64,
}

impl Shared {
    /// Takes a permit that is leased until `lease_end` at least. Shorter ones are given back.
    pub(super) fn take(&mut self, lease_end: f64) -> Option<(f64, f64)> {
        while let Some(grant) = self.grants.pop() {
            if grant.lease_end >= lease_end {
                self.free -= 1.0;
                return Some((grant.number, grant.lease_end));
            }
            self.end(grant.number, f64::NEG_INFINITY);
        }
        None
    }

    /// A permit is over: the server has counted its request at `at`, or it was not used.
    pub(super) fn end(&mut self, number: f64, at: f64) {
        self.ended.push((number, at));
    }

    /// Whether there is a permit that no call holds.
    pub(super) fn has_grant(&self) -> bool {
        !self.grants.is_empty()
    }

    /// Nobody wants a permit.
    fn give_back(&mut self) {
        self.lease = 0.0;
        for grant in std::mem::take(&mut self.grants) {
            self.end(grant.number, f64::NEG_INFINITY);
        }
    }

    pub(super) fn is_idle(&self) -> bool {
        self.grants.is_empty() && self.ended.is_empty()
    }
}

impl Limiter {
    /// From now on permits come from a store.
    pub fn share(&mut self) -> &mut Shared {
        self.shared.get_or_insert_default()
    }

    /// Whether a call may look for a permit: not while the store has granted none.
    #[must_use]
    pub fn may_acquire(&self) -> bool {
        self.shared.as_ref().is_none_or(Shared::has_grant)
    }

    /// A call wants a permit with such a lease, and there is none.
    pub fn want(&mut self, lease: f64) {
        if let Some(shared) = &mut self.shared {
            shared.lease = shared.lease.max(lease + LEASE_MARGIN);
            shared.missed += 1.0;
        }
    }

    /// What the store has to know: interactive and bulk calls that wait, and permits in hand for them; until
    /// when the limiter is paused; requests per window, and its length; the lease that is wanted; and the
    /// permits that are over, each with the time. Those are reported once. `polls`: calls do not wait in
    /// the queue.
    pub fn report(
        &mut self,
        polls: bool,
        interactive: usize,
        bulk: usize,
        push: &mut dyn FnMut(f64),
    ) {
        let limit = self.limits.first();
        let (requests, per) = limit.map_or((0, 0.0), |limit| (limit.requests, limit.per));
        let paused_until = self.paused_until;
        let shared = self.share();
        let missed = std::mem::take(&mut shared.missed);
        if interactive + bulk == 0 && !polls {
            shared.give_back();
        }
        push(if polls { missed } else { interactive as f64 });
        push(bulk as f64);
        push(shared.grants.len() as f64);
        push(paused_until);
        push(requests as f64);
        push(per);
        push(shared.lease);
        for (number, at) in shared.ended.drain(..) {
            push(number);
            push(at);
        }
    }

    /// Takes what the store has granted.
    pub fn grant(&mut self, granted: Granted) {
        self.paused_until = self.paused_until.max(granted.paused_until);
        self.changes = self.changes.wrapping_add(1);
        let shared = self.share();
        for index in 0..granted.count {
            shared.grants.push(Grant {
                number: granted.first + f64::from(index),
                lease_end: granted.lease_end,
            });
        }
        shared.next_at = granted.next_at;
        shared.free = granted.free + f64::from(granted.count);
        shared.reset_at = granted.reset_at;
    }
}
