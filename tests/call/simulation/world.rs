//! Many concurrent calls, a network and a clock: the events of all of them in the order of their time.

use super::call::{Driven, Plan};
use super::random::Random;
use super::server::{Counting, Kind, Response, Server, Token};
use crate::support::config;
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use webwork_sdk::call::{Calls, ClientConfig, TransportError};

/// What happens at some moment.
#[derive(Debug)]
pub enum Event {
    Start,
    Resumed,
    TimeUp,
    Token(Result<Token, ()>),
    /// The request arrives at the server.
    Arrival(Option<Token>),
    Head(Response, BodyFate),
    Body(&'static str),
    Failed(TransportError),
    /// The caller aborts.
    Abort,
    /// The context of the call is gone, and the driver with it.
    Vanish,
}

/// What becomes of the body of a response.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum BodyFate {
    Arrives,
    CutOff,
    Stalls,
}

impl std::fmt::Debug for Response {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} {}", self.head.status, self.body)
    }
}

/// An event of a call. What belongs to an earlier step of the call, as `step` says, comes too late.
#[derive(Debug)]
pub struct Scheduled {
    at: f64,
    number: u64,
    pub call: usize,
    pub step: Option<u64>,
    pub event: Event,
}

impl Ord for Scheduled {
    fn cmp(&self, other: &Self) -> Ordering {
        let order = self.at.total_cmp(&other.at);
        order.then(self.number.cmp(&other.number)).reverse()
    }
}

impl PartialOrd for Scheduled {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Scheduled {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Scheduled {}

/// How a world is made.
#[derive(Clone, Debug)]
pub struct Setup {
    pub seed: u64,
    pub calls: usize,
    pub limit: usize,
    pub tenants: usize,
    pub fixed_windows: bool,
    pub headers: bool,
    pub isolated: bool,
    pub token_function: bool,
    /// Calls start within so many milliseconds.
    pub spread: f64,
    /// All of these: in a hundred.
    pub faults: u32,
    pub aborts: u32,
    pub vanishing: u32,
    pub token_failures: u32,
    pub total_timeouts: u32,
    pub revocations: usize,
}

pub struct World {
    pub now: f64,
    pub random: Random,
    pub machine: Calls,
    pub clients: [usize; 2],
    pub server: Server,
    pub setup: Setup,
    pub calls: Vec<Driven>,
    events: BinaryHeap<Scheduled>,
    /// When each tenant's token is revoked.
    revocations: Vec<(f64, usize)>,
    scheduled: u64,
    /// When the scheduler's timer fires.
    wake_at: f64,
}

impl World {
    pub fn new(setup: Setup) -> Self {
        let mut random = Random(setup.seed);
        let mut machine = Calls::new(setup.isolated);
        let client = || ClientConfig {
            has_token_function: setup.token_function,
            ..config(setup.limit)
        };
        let clients = [machine.open(client(), 0.0), machine.open(client(), 0.0)];
        let counting = if setup.fixed_windows {
            Counting::Fixed(random.between(-60_000.0, 0.0))
        } else {
            Counting::Sliding
        };
        let mut server = Server::new(setup.limit, counting, setup.tenants, setup.calls);
        server.sends_headers = setup.headers;
        server.faults = setup.faults;
        let revocations = (0..setup.revocations)
            .map(|_| {
                (
                    random.between(0.0, setup.spread),
                    random.below(setup.tenants),
                )
            })
            .collect();
        let calls = (0..setup.calls)
            .map(|_| Driven::new(Plan::new(&setup, &mut random)))
            .collect();
        let mut world = Self {
            now: 0.0,
            random,
            machine,
            clients,
            server,
            setup,
            calls,
            events: BinaryHeap::new(),
            revocations,
            scheduled: 0,
            wake_at: f64::INFINITY,
        };
        for call in 0..world.calls.len() {
            world.now = world.random.between(0.0, world.setup.spread);
            world.schedule(call, 0.0, None, Event::Start);
            if world.random.percent(world.setup.aborts) {
                let delay = world.random.pick(&[0.0, 100.0, 3_000.0, 70_000.0]);
                let delay = delay * world.random.share();
                world.schedule(call, delay, None, Event::Abort);
            } else if world.setup.isolated && world.random.percent(world.setup.vanishing) {
                let delay = world.random.between(0.0, 40_000.0);
                world.schedule(call, delay, None, Event::Vanish);
            }
        }
        world.now = 0.0;
        world
    }

    pub fn schedule(&mut self, call: usize, delay: f64, step: Option<u64>, event: Event) {
        self.scheduled += 1;
        self.events.push(Scheduled {
            at: self.now + delay,
            number: self.scheduled,
            call,
            step,
            event,
        });
    }

    /// Lets everything happen, until nothing is left to happen.
    pub fn run(&mut self) {
        for _ in 0..200_000 {
            let next = self.events.peek().map_or(f64::INFINITY, |next| next.at);
            if next == f64::INFINITY && self.wake_at == f64::INFINITY {
                return;
            }
            if self.wake_at < next {
                self.now = self.wake_at;
                self.wake_at = f64::INFINITY;
            } else if let Some(scheduled) = self.events.pop() {
                self.now = scheduled.at;
                self.revoke();
                self.happen(scheduled);
            }
            self.attend();
        }
        panic!("the world does not come to an end");
    }

    fn revoke(&mut self) {
        let now = self.now;
        let (due, later) = self
            .revocations
            .iter()
            .copied()
            .partition::<Vec<_>, _>(|(at, _)| *at <= now);
        self.revocations = later;
        for (_, tenant) in due {
            self.server.generations[tenant] += 1;
        }
    }

    /// Resumes the calls whose turn it is, as the driver does after every event.
    fn attend(&mut self) {
        if self.setup.isolated {
            return;
        }
        while let Some(handle) = self.machine.next_ready(self.now) {
            let call = self
                .calls
                .iter()
                .position(|call| call.handle == Some(handle) && call.waits_for_turn);
            let call = call.unwrap_or_else(|| panic!("nobody waits as {handle}: a lost wake-up"));
            self.calls[call].waits_for_turn = false;
            let step = self.calls[call].step;
            let delay = self.random.pick(&[0.0, 0.0, 0.0, 4.0]);
            self.schedule(call, delay, Some(step), Event::Resumed);
        }
        let waiting = self.calls.iter().any(|call| call.waits_for_turn);
        let wake_in = self.machine.wake_in(self.now);
        if waiting && wake_in < f64::INFINITY {
            // Timers have whole milliseconds.
            let due = self.now + wake_in.ceil().max(1.0);
            self.wake_at = self.wake_at.min(due);
        }
    }

    /// A request travels to the server, and what it says back. At most 250 ms to get there.
    pub fn send(&mut self, call: usize, token: Option<Token>) {
        let step = Some(self.calls[call].step);
        let to = self.random.between(1.0, 250.0);
        if self.random.percent(self.setup.faults / 2) {
            let error = self.random.pick(&[
                Some(TransportError::NotConnected),
                Some(TransportError::Certificate),
                Some(TransportError::Lost),
                None,
            ]);
            if let Some(error) = error {
                self.schedule(call, to, step, Event::Failed(error));
            }
            return;
        }
        self.schedule(call, to, step, Event::Arrival(token));
    }

    /// The server handles a request, also one that nobody awaits any more.
    pub fn arrive(&mut self, call: usize, kind: Kind, step: Option<u64>, token: Option<Token>) {
        let Self {
            server,
            random,
            now,
            ..
        } = self;
        let response = server.handle(call, kind, token, *now, random);
        let back = random.between(1.0, 1_500.0);
        let faults = self.setup.faults / 3;
        if self.random.percent(faults) {
            if self.random.percent(50) {
                self.schedule(call, back, step, Event::Failed(TransportError::Lost));
            }
            return;
        }
        let fate = if self.random.percent(faults) {
            self.random.pick(&[BodyFate::CutOff, BodyFate::Stalls])
        } else {
            BodyFate::Arrives
        };
        self.schedule(call, back, step, Event::Head(response, fate));
    }
}
