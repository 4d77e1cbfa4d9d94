//! When a request may leave: never more in any window than the server permits, and hardly fewer.
//!
//! A request takes a slot when it leaves. The server counts it some time before its answer is here,
//! so the slot is free again one window after the *answer*, not after the sending: whatever the
//! latencies, no window of the server's, fixed or sliding, sees more requests than there are slots.

/// What the server told of its limit; members it did not tell are `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Told {
    /// Requests per window.
    pub limit: Option<f64>,
    /// Requests left in this window.
    pub remaining: Option<f64>,
    /// Milliseconds until the window ends.
    pub reset: Option<f64>,
}

/// The state of a limiter, for users.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// Requests per window.
    pub limit: Option<f64>,
    /// Requests that may leave now.
    pub remaining: Option<f64>,
    /// Milliseconds until `remaining` grows.
    pub reset: Option<f64>,
}

/// Clocks of client and server do not run alike: windows are taken to be this much longer.
const DRIFT: f64 = 1.005;

#[derive(Clone, Copy, Debug)]
struct Slot {
    /// When it may be taken again; infinite while its request is under way.
    free_at: f64,
    /// How many answers had come when its request left.
    answers_before: u32,
}

const FREE: Slot = Slot {
    free_at: f64::NEG_INFINITY,
    answers_before: 0,
};

/// The slots of one token.
#[derive(Clone, Debug)]
pub struct Limiter {
    /// Empty where pacing is off.
    slots: Vec<Slot>,
    window: f64,
    paused_until: f64,
    answers: u32,
    told: Told,
    told_at: f64,
}

impl Limiter {
    /// `requests` in any `per` milliseconds; 0 requests: no pacing, only pauses.
    #[must_use]
    pub fn new(requests: usize, per: f64) -> Self {
        Self {
            slots: vec![FREE; requests],
            window: per * DRIFT,
            paused_until: f64::NEG_INFINITY,
            answers: 0,
            told: Told::default(),
            told_at: 0.0,
        }
    }

    /// When the next slot is free, in the past if one is now.
    #[must_use]
    pub fn free_at(&self) -> f64 {
        let slot = self
            .slots
            .iter()
            .map(|slot| slot.free_at)
            .reduce(f64::min)
            .unwrap_or(f64::NEG_INFINITY);
        slot.max(self.paused_until)
    }

    /// Takes a slot, if one is free.
    pub fn take(&mut self, now: f64) -> Option<usize> {
        if now < self.paused_until {
            return None;
        }
        if self.slots.is_empty() {
            return Some(0);
        }
        let answers_before = self.answers;
        let index = self.slots.iter().position(|slot| slot.free_at <= now)?;
        if let Some(slot) = self.slots.get_mut(index) {
            *slot = Slot {
                free_at: f64::INFINITY,
                answers_before,
            };
        }
        Some(index)
    }

    /// The request of a slot never left.
    pub fn give_back(&mut self, slot: usize) {
        if let Some(slot) = self.slots.get_mut(slot) {
            *slot = FREE;
        }
    }

    /// The request of a slot was answered, or failed: the server counted it by now, if at all.
    pub fn answered(&mut self, slot: usize, told: Told, now: f64) {
        let mut answers_since = 0.0;
        if let Some(slot) = self.slots.get_mut(slot) {
            answers_since = f64::from(self.answers.wrapping_sub(slot.answers_before));
            slot.free_at = now + self.window;
        }
        self.answers = self.answers.wrapping_add(1);
        if told != Told::default() {
            self.told = told;
            self.told_at = now;
        }
        if let Some(limit) = told.limit {
            self.resize(limit);
        }
        if let Some(remaining) = told.remaining {
            self.believe(
                remaining,
                answers_since,
                told.reset.unwrap_or(self.window),
                now,
            );
        }
    }

    /// It holds nobody back.
    #[must_use]
    pub fn is_idle(&self, now: f64) -> bool {
        now >= self.paused_until && self.slots.iter().all(|slot| slot.free_at <= now)
    }

    /// Nothing leaves before `until`.
    pub fn pause(&mut self, until: f64) {
        self.paused_until = self.paused_until.max(until);
    }

    /// The state, for users.
    #[must_use]
    pub fn rate(&self, now: f64) -> Rate {
        let local = !self.slots.is_empty();
        let free = self.slots.iter().filter(|slot| slot.free_at <= now).count() as f64;
        let paused = now < self.paused_until;
        let told_reset = self
            .told
            .reset
            .map(|reset| self.told_at + reset - now)
            .filter(|reset| *reset > 0.0);
        let next = self
            .slots
            .iter()
            .map(|slot| slot.free_at)
            .filter(|at| *at > now && at.is_finite())
            .reduce(f64::min);
        Rate {
            limit: self
                .told
                .limit
                .or_else(|| local.then_some(self.slots.len() as f64)),
            remaining: if paused {
                Some(0.0)
            } else if local {
                Some(free)
            } else {
                self.told.remaining.filter(|_| told_reset.is_some())
            },
            reset: if paused {
                Some(self.paused_until - now)
            } else {
                told_reset.or_else(|| next.map(|at| at - now))
            },
        }
    }

    fn resize(&mut self, limit: f64) {
        // Beyond this a list of slots is the wrong tool, and no server of this API means it.
        const MOST: f64 = 10_000.0;
        if self.slots.is_empty() || !(1.0..=MOST).contains(&limit) {
            return;
        }
        let limit = limit as usize;
        while self.slots.len() > limit {
            // Only slots at the end that are not under way: indices in use must stay.
            match self.slots.last() {
                Some(slot) if slot.free_at.is_finite() || slot.free_at < 0.0 => self.slots.pop(),
                _ => break,
            };
        }
        while self.slots.len() < limit {
            self.slots.push(FREE);
        }
    }

    /// The server's word over the local count, in both directions, but no further than is certain:
    /// requests under way, and answers that came since this request left, may or may not be in its
    /// `remaining`.
    fn believe(&mut self, remaining: f64, answers_since: f64, reset: f64, now: f64) {
        let mut free = 0.0;
        let mut under_way = 0.0;
        for slot in &self.slots {
            if slot.free_at == f64::INFINITY {
                under_way += 1.0;
            } else if slot.free_at <= now {
                free += 1.0;
            }
        }
        let at_most = remaining;
        let at_least = remaining - under_way - answers_since;
        for slot in &mut self.slots {
            if free > at_most && slot.free_at <= now {
                slot.free_at = now + reset.max(0.0);
                free -= 1.0;
            } else if free < at_least && slot.free_at > now && slot.free_at.is_finite() {
                slot.free_at = f64::NEG_INFINITY;
                free += 1.0;
            }
        }
    }
}
