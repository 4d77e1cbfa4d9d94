//! Many holders of one limit, simulated: they exchange messages with a store over a network that is slow,
//! their clocks run at different speeds, and some of them die.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use webwork_sdk::rate_limit::{Reply, Request, Store};

/// What an attempt takes at most, and how long a permit is leased for it, in milliseconds.
const ATTEMPT: i64 = 5_000;
const LEASE: i64 = 10_000;
/// An exchange that takes longer has failed.
const EXCHANGE: i64 = 500;
/// News that is not urgent waits for so long for an exchange to ride along with.
const FLUSH: i64 = 1_000;
/// Windows are taken to be this much longer, because clocks run at different speeds.
const TOLERANCE: f64 = 1.005;

/// A generator of random numbers: xorshift.
pub struct Random(pub u64);

impl Random {
    /// A number from 0 to `most`.
    pub fn up_to(&mut self, most: i64) -> i64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 11) % (most as u64 + 1)) as i64
    }
}

pub struct Holder {
    /// How fast its clock runs.
    speed: f64,
    pub bulk: bool,
    /// Calls that wait. It is not used up where it is `i64::MAX`.
    pub calls: i64,
    alive: bool,
    next: i64,
    /// By number, when each permit that the store knows is counted at the latest.
    unreported: BTreeMap<i64, i64>,
    waiting_since: i64,
    /// When it expects its turn.
    wakes_at: i64,
    /// When it tells its news at the latest.
    flushes_at: i64,
    /// The exchange under way, if there is one.
    exchange: Option<u64>,
    /// Grants that it got.
    pub granted: i64,
    /// How long its calls waited for their permits, all together.
    pub waited: i64,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    /// A holder looks whether it has something to say.
    Look(usize),
    /// An exchange reaches the store.
    Arrive(usize, u64, i64),
    /// The reply reaches the holder: exchange, when it began, first number, permits, wait.
    Reply(usize, u64, i64, i64, i64, i64),
    /// The server has responded.
    Response(usize, i64),
    Crash(usize),
    /// A new call of a holder.
    Call(usize),
}

pub struct Fleet {
    pub store: Store,
    pub holders: Vec<Holder>,
    /// When the server counted each request.
    pub counted: Vec<i64>,
    /// Exchanges with the store.
    pub exchanges: usize,
    /// The number of holders that the store said last.
    pub seen: i64,
    requests: i64,
    per: i64,
    /// One way, at most.
    network: i64,
    /// Of a response, at most.
    latency: i64,
    /// One of so many messages takes seconds; 0: none.
    slow: i64,
    random: Random,
    events: BinaryHeap<Reverse<(i64, u64, Event)>>,
    sequence: u64,
    looking: BTreeSet<(i64, usize)>,
    now: i64,
}

impl Fleet {
    pub fn new(requests: i64, per: i64, network: i64, latency: i64, slow: i64, seed: u64) -> Self {
        Self {
            store: Store::default(),
            holders: Vec::new(),
            counted: Vec::new(),
            exchanges: 0,
            seen: 0,
            requests,
            per,
            network,
            latency,
            slow,
            random: Random(seed | 1),
            events: BinaryHeap::new(),
            sequence: 0,
            looking: BTreeSet::new(),
            now: 1_700_000_000_000,
        }
    }

    /// Adds a holder that starts within `within` milliseconds.
    pub fn join(&mut self, calls: i64, bulk: bool, within: i64) -> usize {
        let speed = 1.0 + (self.random.up_to(4_000) - 2_000) as f64 / 1e6;
        self.holders.push(Holder {
            speed,
            bulk,
            calls,
            alive: true,
            next: 1,
            unreported: BTreeMap::new(),
            waiting_since: self.now,
            wakes_at: 0,
            flushes_at: 0,
            exchange: None,
            granted: 0,
            waited: 0,
        });
        let index = self.holders.len() - 1;
        let at = self.now + self.random.up_to(within);
        self.push(at, Event::Call(index));
        self.holders[index].calls = calls.saturating_sub(1);
        index
    }

    pub fn crash_after(&mut self, index: usize, delay: i64) {
        self.push(self.now + delay, Event::Crash(index));
    }

    /// A call of a holder, `delay` milliseconds from now.
    pub fn call_after(&mut self, index: usize, delay: i64) {
        self.push(self.now + delay, Event::Call(index));
    }

    pub fn run(&mut self, milliseconds: i64) {
        let end = self.now + milliseconds;
        while let Some(Reverse((at, _, _))) = self.events.peek()
            && *at <= end
            && let Some(Reverse((at, _, event))) = self.events.pop()
        {
            self.now = at;
            self.handle(event);
        }
        self.now = end;
    }

    /// The most requests that the server counted in any window.
    pub fn most_in_a_window(&self) -> usize {
        let mut counted = self.counted.clone();
        counted.sort_unstable();
        let window = |first: usize| {
            let end = counted[first] + self.per;
            counted[first..].partition_point(|at| *at < end)
        };
        (0..counted.len()).map(window).max().unwrap_or(0)
    }

    /// The part of the permitted rate that was used between two times from the start.
    pub fn used(&self, from: i64, to: i64) -> f64 {
        let start = 1_700_000_000_000;
        let range = start + from..start + to;
        let sent = self.counted.iter().filter(|at| range.contains(at)).count();
        sent as f64 * self.per as f64 / (self.requests * (to - from)) as f64
    }

    fn push(&mut self, at: i64, event: Event) {
        self.sequence += 1;
        self.events.push(Reverse((at, self.sequence, event)));
    }

    fn look(&mut self, index: usize, at: i64) {
        if self.looking.insert((at, index)) {
            self.push(at, Event::Look(index));
        }
    }

    fn message(&mut self) -> i64 {
        let is_slow = self.slow > 0 && self.random.up_to(self.slow) == 0;
        let most = if is_slow { 4 * EXCHANGE } else { self.network };
        self.now + self.random.up_to(most)
    }

    fn handle(&mut self, event: Event) {
        match event {
            Event::Look(index) => {
                self.looking.remove(&(self.now, index));
                self.speak(index);
            }
            Event::Arrive(index, exchange, began) => self.arrive(index, exchange, began),
            Event::Reply(index, exchange, began, first, granted, wait) => {
                if self.holders[index].exchange == Some(exchange) {
                    self.holders[index].exchange = None;
                    self.replied(index, began, first, granted, wait);
                }
            }
            Event::Response(index, number) => {
                let now = self.now;
                let holder = &mut self.holders[index];
                if holder.unreported.is_empty() {
                    holder.flushes_at = now + FLUSH;
                }
                holder.unreported.insert(number, now);
                self.look(index, now + FLUSH);
            }
            Event::Crash(index) => self.holders[index].alive = false,
            Event::Call(index) => {
                let holder = &mut self.holders[index];
                if holder.calls == 0 {
                    holder.waiting_since = self.now;
                    holder.wakes_at = self.now;
                }
                holder.calls = holder.calls.saturating_add(1);
                self.look(index, self.now);
            }
        }
    }

    /// Begins an exchange, unless one is under way.
    fn speak(&mut self, index: usize) {
        let holder = &mut self.holders[index];
        let is_turn = holder.calls > 0 && holder.wakes_at <= self.now;
        let has_news = !holder.unreported.is_empty() && holder.flushes_at <= self.now;
        if !holder.alive || !(is_turn || has_news) || holder.exchange.is_some() {
            return;
        }
        self.sequence += 1;
        holder.exchange = Some(self.sequence);
        let (exchange, began) = (self.sequence, self.now);
        let at = self.message();
        self.push(at, Event::Arrive(index, exchange, began));
        // Without a reply in time, the holder gives the permits back that it does not know of.
        let first = self.holders[index].next;
        self.push(
            self.now + EXCHANGE,
            Event::Reply(index, exchange, began, first, 0, 100),
        );
    }

    fn arrive(&mut self, index: usize, exchange: u64, began: i64) {
        let per = (self.per as f64 * TOLERANCE) as i64;
        let holder = &mut self.holders[index];
        let local = |milliseconds: i64| (milliseconds as f64 * holder.speed).ceil() as i64;
        let want = holder.calls.min(self.requests);
        let put = holder.unreported.iter().map(|(number, counted)| {
            // As of the moment when the holder sent it.
            let age = local(began - counted);
            (*number, if *counted == 0 { 0 } else { (per - age).max(0) })
        });
        let request = Request {
            holder: format!("h{index}"),
            requests: self.requests,
            per,
            lease: LEASE,
            want,
            bulk: holder.bulk,
            waited: local(began - holder.waiting_since),
            first: holder.next,
            put: put.collect(),
            ..Request::default()
        };
        let reply: Reply = self.store.exchange(&request, self.now);
        self.exchanges += 1;
        self.seen = reply.holders;
        let at = self.message();
        let (granted, wait) = (reply.granted, reply.wait);
        self.push(
            at,
            Event::Reply(index, exchange, began, request.first, granted, wait),
        );
    }

    fn replied(&mut self, index: usize, began: i64, first: i64, granted: i64, wait: i64) {
        let (now, latency) = (self.now, self.latency);
        let is_late = now - began >= EXCHANGE;
        let wanted = self.holders[index].calls.min(self.requests);
        self.holders[index].next += self.requests;
        if is_late {
            // Whatever the store has granted or will grant: nobody uses it.
            for number in first..first + wanted {
                self.holders[index].unreported.insert(number, 0);
            }
            self.holders[index].wakes_at = now + wait;
            self.holders[index].flushes_at = now + wait;
            self.look(index, now + wait);
            return;
        }
        let holder = &mut self.holders[index];
        holder.unreported.clear();
        if !holder.alive {
            return;
        }
        if granted > 0 {
            holder.waited += granted * (now - holder.waiting_since);
            holder.waiting_since = now;
        }
        if holder.calls < i64::MAX / 2 {
            holder.calls -= granted;
        }
        holder.granted += granted;
        for number in first..first + granted {
            let took = self.random.up_to(latency.min(ATTEMPT));
            let counted = now + self.random.up_to(took);
            self.counted.push(counted);
            self.push(now + took, Event::Response(index, number));
        }
        let wakes_at = now + wait.max(1);
        self.holders[index].wakes_at = wakes_at;
        self.look(index, wakes_at);
    }
}
