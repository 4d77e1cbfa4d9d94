//! What others are told about a rate limit: its state, how long a number of requests takes, and
//! whether it can be forgotten.

use super::limiter::{Limiter, past};
use super::reported::Rate;
use super::shared::Shared;

impl Limiter {
    /// The state, for users.
    #[must_use]
    pub fn rate(&self, now: f64) -> Rate {
        let reported_reset = self
            .reported
            .reset
            .map(|reset| self.reported_at + reset - now)
            .filter(|reset| *reset > 0.0);
        let limit = self.limits.first().copied();
        // What the strictest limit leaves, and when that grows.
        let mut local: Option<(usize, Option<f64>)> = None;
        let withheld = self.withheld.len() - past(&self.withheld, 0.0, now);
        for limit in &self.limits {
            let expired = past(&self.released, limit.per, now);
            let used = self.in_flight.len() + self.released.len() - expired + withheld;
            let free = limit.requests.saturating_sub(used);
            if local.is_none_or(|(least, _)| free < least) {
                let next = self.released.get(expired);
                local = Some((free, next.map(|at| at + limit.per - now)));
            }
        }
        // What the store has left, for as long as that is known.
        if let Some(shared) = &self.shared
            && now < shared.reset_at
        {
            let free = (shared.free as usize).min(local.map_or(0, |(free, _)| free));
            local = Some((free, Some(shared.reset_at - now)));
        }
        let paused = now < self.paused_until;
        let remaining = match local {
            _ if paused => Some(0.0),
            Some((free, _)) => Some(free as f64),
            None => self
                .reported
                .remaining
                .filter(|_| reported_reset.is_some())
                .map(f64::floor),
        };
        let reset = if paused {
            Some(self.paused_until - now)
        } else {
            reported_reset.or(local.and_then(|(_, next)| next))
        };
        Rate {
            limit: limit
                .map(|limit| limit.requests as f64)
                .or(self.reported.limit.map(f64::floor)),
            remaining,
            reset: reset.map(f64::ceil),
        }
    }

    /// When the last of so many further requests may leave. Those in flight are taken to be over now.
    #[must_use]
    pub fn schedule(&self, requests: usize, now: f64) -> f64 {
        let Some(before) = requests.checked_sub(1) else {
            return now;
        };
        let start = now.max(self.paused_until);
        let taken = self.in_flight.len() + self.released.len() + self.withheld.len();
        let mut last = start;
        for limit in &self.limits {
            let windows = (before / limit.requests) as f64 * limit.per;
            let slot = (before % limit.requests + taken).checked_sub(limit.requests);
            let free = slot.map_or(now, |slot| {
                self.released.get(slot).copied().unwrap_or(now) + limit.per
            });
            last = last.max(free.max(start) + windows);
        }
        last
    }

    /// Whether it holds nobody back and remembers nothing.
    #[must_use]
    pub fn is_idle(&self, now: f64) -> bool {
        let window = self.window();
        now >= self.paused_until
            && self.shared.as_ref().is_none_or(Shared::is_idle)
            && self.in_flight.last().is_none_or(|end| end + window <= now)
            && self.released.last().is_none_or(|at| at + window <= now)
            && self.withheld.last().is_none_or(|until| *until <= now)
    }
}
