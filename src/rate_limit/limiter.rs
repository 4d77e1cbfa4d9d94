//! When a request may leave: never more in any window than the server permits, and hardly fewer.
//!
//! A request takes a slot when it leaves. The server counts it some time before its answer is here,
//! so the slot is free again one window after the *answer*, not after the sending: whatever the
//! latencies, no window of the server's, fixed or sliding, sees more requests than there are slots.
//! Where the caller did not wait for the answer, it is taken to come as late as others lately did.

use std::collections::VecDeque;

/// What the server told of its limit; members it did not tell are `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Told {
    /// Requests per window.
    pub limit: Option<f64>,
    /// Requests left in this window.
    pub remaining: Option<f64>,
    /// Milliseconds until the window ends.
    pub reset: Option<f64>,
    /// Length of a window in milliseconds.
    pub window: Option<f64>,
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

/// A slot that a request holds while it is under way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slot {
    left_at: f64,
    /// How many answers had come when the request left.
    answers_before: u32,
}

/// Clocks of client and server do not run alike: windows are taken to be this much longer.
const DRIFT: f64 = 1.005;

/// The slots of one token. A slot is free, held by a request under way, or cooling: its request was
/// answered less than a window ago.
#[derive(Clone, Debug)]
pub struct Limiter {
    /// Slots in all; 0 where pacing is off.
    limit: usize,
    window: f64,
    under_way: usize,
    /// When each cooling slot is free, in order. Those whose time has come count as free.
    cooling: VecDeque<f64>,
    paused_until: f64,
    /// How long the slowest of the last answers took.
    latency: f64,
    answers: u32,
    told: Told,
    told_at: f64,
}

impl Limiter {
    /// `requests` in any `per` milliseconds; 0 requests: no pacing, only pauses.
    #[must_use]
    pub fn new(requests: usize, per: f64) -> Self {
        Self {
            limit: requests,
            window: per * DRIFT,
            under_way: 0,
            cooling: VecDeque::new(),
            paused_until: f64::NEG_INFINITY,
            latency: 0.0,
            answers: 0,
            told: Told::default(),
            told_at: 0.0,
        }
    }

    /// When the next slot is free, in the past if one is now; infinite while all are under way.
    #[must_use]
    pub fn free_at(&self) -> f64 {
        let taken = self.under_way + self.cooling.len();
        let slot = if self.limit == 0 || taken < self.limit {
            f64::NEG_INFINITY
        } else {
            // More than the limit are taken where it fell meanwhile.
            let place = taken - self.limit;
            self.cooling.get(place).copied().unwrap_or(f64::INFINITY)
        };
        slot.max(self.paused_until)
    }

    /// Milliseconds until a slot that is answered now is free again.
    #[must_use]
    pub const fn window(&self) -> f64 {
        self.window
    }

    /// Takes a slot, if one is free.
    pub fn take(&mut self, now: f64) -> Option<Slot> {
        if self.free_at() > now {
            return None;
        }
        self.warm_up(now);
        self.under_way += 1;
        Some(Slot {
            left_at: now,
            answers_before: self.answers,
        })
    }

    /// The request of a slot never left.
    pub fn give_back(&mut self, _slot: Slot) {
        self.under_way -= 1;
    }

    /// The request of a slot was given up: it may still be on its way to the server.
    pub fn given_up(&mut self, slot: Slot, now: f64) {
        self.under_way -= 1;
        if self.limit > 0 {
            self.cool(now.max(slot.left_at + self.latency) + self.window);
        }
    }

    /// The request of a slot was answered, or failed: the server counted it by now, if at all.
    pub fn answered(&mut self, slot: Slot, told: Told, now: f64) {
        let answers_since = f64::from(self.answers.wrapping_sub(slot.answers_before));
        self.answers = self.answers.wrapping_add(1);
        self.under_way -= 1;
        if told != Told::default() {
            self.told = told;
            self.told_at = now;
        }
        if self.limit == 0 {
            return;
        }
        // One that was slow once is forgotten after some hundreds.
        const MEMORY: f64 = 0.99;
        self.latency = (self.latency * MEMORY).max((now - slot.left_at).min(self.window));
        if let Some(window) = told.window {
            self.window = window * DRIFT;
        }
        if let Some(limit) = told.limit {
            // Beyond this a list of slots is the wrong tool, and no server of this API means it.
            const MOST: f64 = 10_000.0;
            if (1.0..=MOST).contains(&limit) {
                self.limit = limit as usize;
            }
        }
        self.cool(now + self.window);
        self.warm_up(now);
        if let Some(remaining) = told.remaining {
            self.believe(
                remaining,
                answers_since,
                now + told.reset.unwrap_or(self.window).max(0.0),
            );
        }
    }

    /// It holds nobody back.
    #[must_use]
    pub fn is_idle(&self, now: f64) -> bool {
        now >= self.paused_until
            && self.under_way == 0
            && self.cooling.back().is_none_or(|at| *at <= now)
    }

    /// Nothing leaves before `until`.
    pub fn pause(&mut self, until: f64) {
        self.paused_until = self.paused_until.max(until);
    }

    /// The state, for users.
    #[must_use]
    pub fn rate(&self, now: f64) -> Rate {
        let local = self.limit > 0;
        let cooling = self.cooling.partition_point(|at| *at <= now);
        let next = self.cooling.get(cooling).map(|at| at - now);
        let free = self
            .limit
            .saturating_sub(self.under_way + self.cooling.len() - cooling);
        let told_reset = self
            .told
            .reset
            .map(|reset| self.told_at + reset - now)
            .filter(|reset| *reset > 0.0);
        let paused = now < self.paused_until;
        Rate {
            limit: self.told.limit.or(local.then_some(self.limit as f64)),
            remaining: if paused {
                Some(0.0)
            } else if local {
                Some(free as f64)
            } else {
                self.told.remaining.filter(|_| told_reset.is_some())
            },
            reset: if paused {
                Some(self.paused_until - now)
            } else {
                told_reset.or(next)
            },
        }
    }

    /// Cooling slots whose time has come are free.
    fn warm_up(&mut self, now: f64) {
        while self.cooling.front().is_some_and(|at| *at <= now) {
            self.cooling.pop_front();
        }
    }

    fn cool(&mut self, until: f64) {
        let place = self.cooling.partition_point(|at| *at <= until);
        self.cooling.insert(place, until);
        // A limit that fell leaves slots over. The last to be free are those that count.
        while self.cooling.len() > self.limit {
            self.cooling.pop_front();
        }
    }

    /// The server's word over the local count, in both directions, but no further than is certain:
    /// requests under way, and answers that came since this request left, may or may not be in its
    /// `remaining`.
    fn believe(&mut self, remaining: f64, answers_since: f64, reset_at: f64) {
        let under_way = self.under_way as f64;
        let mut free = self.limit as f64 - under_way - self.cooling.len() as f64;
        while free > remaining {
            self.cool(reset_at);
            free -= 1.0;
        }
        while free < remaining - under_way - answers_since && self.cooling.pop_front().is_some() {
            free += 1.0;
        }
    }
}
