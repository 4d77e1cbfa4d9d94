//! What a store decides when many processes share one limit: the reference of the algorithm.
//!
//! The stores of `webwork-sdk/rate-limit-stores` run the same steps in Lua and in JavaScript, and
//! `js-tests/tests/rate-limit-stores/conformance.test.mjs` compares both with this one, reply by reply.
//!
//! The state is a log of permits. Each is free again one window after its request was counted: a holder
//! reports when that was at the latest, and until then the end of the permit's lease stands in for it. So
//! a permit that is granted at `g` and counted by the server at `c` occupies the log from `g ≤ c` until
//! `c + per` at least. Of any `requests + 1` permits that the server counts within one window, all would be
//! in the log at the moment when the last of them was granted, which the count forbids.
//!
//! Holders who get less than they want queue up. Each is told when its turn is expected and sleeps until
//! then. One that comes too late loses its reservation, but not its place.
//!
//! Times are whole milliseconds of the store's own clock; holders say only how long ago, or how far ahead,
//! something is. So their clocks need not agree.

use super::sorted::Sorted;

/// What a holder tells the store.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// Name of the holder.
    pub holder: String,
    /// The epoch of the state that the holder knows; 0 if it knows none that should still be there.
    pub epoch: i64,
    /// Requests per window.
    pub requests: i64,
    /// Length of the window.
    pub per: i64,
    /// How long a permit may take until its request is counted.
    pub lease: i64,
    /// Permits wanted now.
    pub want: i64,
    /// They are for bulk calls, which go behind interactive ones.
    pub bulk: bool,
    /// How long the holder has waited for its turn.
    pub waited: i64,
    /// Permits that the holder would take if there were no store.
    pub spare: i64,
    /// The server wants to be left alone for so long; 0: it does not.
    pub pause: i64,
    /// The holder went on without the store, or has a reason to think that the store forgot something.
    pub lost: bool,
    /// Number of the first permit that is granted; the others follow.
    pub first: i64,
    /// Permits of this holder, by number, and in how many milliseconds each is free; 0: it is free.
    pub put: Vec<(i64, i64)>,
}

/// What the store tells the holder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    /// When the state was begun, as an identity of it.
    pub epoch: i64,
    /// The time by the store's clock, which never runs backwards.
    pub now: i64,
    /// Permits granted.
    pub granted: i64,
    /// In how many milliseconds the holder should ask again, if it did not get all.
    pub wait: i64,
    /// Holders seen within the last window, this one included.
    pub holders: i64,
    /// Permits that are left.
    pub free: i64,
    /// Milliseconds until another one is free; -1 if none is taken.
    pub reset: i64,
    /// Milliseconds for which the server wants to be left alone.
    pub pause: i64,
    /// Milliseconds for which holders must take no more than they would without the store.
    pub recovery: i64,
}

/// What a store keeps about one limit.
#[derive(Clone, Debug, Default)]
pub struct Store {
    epoch: i64,
    /// The last time, and what has to be added to the clock so that it does not run backwards.
    last: i64,
    offset: i64,
    paused_until: i64,
    recovers_until: i64,
    /// When each permit is free.
    permits: Sorted,
    /// The queue: holders in the order of their turns.
    waiting: Sorted,
    /// Until when a turn is kept for each holder in the queue.
    due: Sorted,
    /// Until when each holder counts as one.
    seen: Sorted,
}

/// No server's wish to be left alone is kept for longer.
const LONGEST_PAUSE: i64 = 86_400_000;

impl Store {
    /// Takes what a holder says, and grants it permits. `time` is the store's clock.
    pub fn exchange(&mut self, request: &Request, time: i64) -> Reply {
        let Request { per, .. } = *request;
        let now = self.tick(time);
        if request.lost || (request.epoch != 0 && request.epoch != self.epoch) {
            self.recovers_until = now + per;
        }
        if request.pause > 0 {
            let until = now + request.pause.min(LONGEST_PAUSE);
            self.paused_until = self.paused_until.max(until);
        }
        for (number, free_in) in &request.put {
            let name = permit_name(&request.holder, *number);
            if *free_in > 0 {
                self.permits.add(&name, now + free_in);
            } else {
                self.permits.remove(&name);
            }
        }
        self.permits.remove_until(now);
        self.seen.remove_until(now);
        for late in self.due.remove_until(now) {
            self.waiting.remove(&late);
        }
        let (granted, wait) = self.serve(request, now);
        self.seen.add(&request.holder, now + wait + per);
        let left = request.requests - self.permits.len() as i64;
        Reply {
            epoch: self.epoch,
            now,
            granted,
            wait,
            holders: self.seen.len() as i64,
            free: left.max(0),
            reset: self.permits.score_at(0).map_or(-1, |at| at - now),
            pause: (self.paused_until - now).max(0),
            recovery: (self.recovers_until - now).max(0),
        }
    }

    /// The time, never less than before: a clock that is set back goes on from where it was.
    fn tick(&mut self, time: i64) -> i64 {
        if self.epoch == 0 {
            self.epoch = time.max(1);
        }
        if time + self.offset < self.last {
            self.offset = self.last - time;
        }
        self.last = time + self.offset;
        self.last
    }

    /// Grants permits. Returns how many, and when to ask for the others.
    fn serve(&mut self, request: &Request, now: i64) -> (i64, i64) {
        let Request {
            requests,
            per,
            lease,
            want,
            ..
        } = *request;
        let holder = &request.holder;
        self.waiting.remove(holder);
        self.due.remove(holder);
        if want <= 0 {
            return (0, 0);
        }
        let paused = now < self.paused_until;
        let recovering = now < self.recovers_until;
        // A bulk call is worth an interactive one that comes a window later: it waits, but not forever.
        let handicap = if request.bulk { per } else { 0 };
        self.waiting.add(holder, now - request.waited + handicap);
        let ahead = self.waiting.rank(holder) as i64;
        let free = requests - self.permits.len() as i64;
        let mut granted = 0;
        if !paused && free > ahead {
            let others = self.waiting.len() as i64;
            let share = (free + others - 1) / others;
            let allowed = if recovering { request.spare } else { want };
            granted = want.min(allowed).min(share).min(free - ahead).max(0);
        }
        for number in request.first..request.first + granted {
            self.permits
                .add(&permit_name(holder, number), now + lease + per);
        }
        if granted == want {
            self.waiting.remove(holder);
            return (granted, 0);
        }
        if recovering {
            self.waiting.remove(holder);
            return (granted, per.min(self.recovers_until - now));
        }
        if granted > 0 {
            // The others first.
            self.waiting.add(holder, now + handicap);
        }
        let ahead = self.waiting.rank(holder) as i64;
        let slot = usize::try_from(ahead - (free - granted));
        let at = slot.map_or(now, |slot| self.permits.score_at(slot).unwrap_or(i64::MAX));
        // A request that is in flight may have been counted just now.
        let wake = at.min(now + per).max(self.paused_until);
        let grace = (per / 20).clamp(50, 1_000);
        self.due.add(holder, wake + grace);
        (granted, wake - now)
    }
}

fn permit_name(holder: &str, number: i64) -> String {
    format!("{holder}:{number}")
}
