//! The simulated server: it counts, checks tokens, and does what it is told, now and then with a fault.

use super::random::Random;
use crate::support::{CREATE, DELETE, LIST};
use webwork_sdk::call::Target;
use webwork_sdk::rate_limit::Reported;
use webwork_sdk::response::headers::Head;
use webwork_sdk::tables;

pub const WINDOW: f64 = 60_000.0;

const APPROVE: Target<'static> = Target::Operation(
    tables::index_of("approveTimesheet"),
    br#"{"timesheet_id":"a"}"#,
);

/// What a call is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    List,
    Create,
    Delete,
    Approve,
}

impl Kind {
    pub const ALL: [Self; 4] = [Self::List, Self::Create, Self::Delete, Self::Approve];

    pub fn target(self) -> Target<'static> {
        match self {
            Self::List => LIST,
            Self::Create => CREATE,
            Self::Delete => DELETE,
            Self::Approve => APPROVE,
        }
    }
}

/// Whose token it is, and its generation: older ones are refused.
pub type Token = (usize, u32);

pub fn token_name((tenant, generation): Token) -> String {
    format!("tenant-{tenant}-{generation}")
}

pub fn token_of(name: &str) -> Token {
    let mut parts = name.split('-').skip(1).map(|part| part.parse().unwrap());
    let tenant: u32 = parts.next().unwrap();
    (tenant as usize, parts.next().unwrap())
}

/// How the server counts.
#[derive(Clone, Copy, Debug)]
pub enum Counting {
    Sliding,
    /// In windows that begin at this time and each minute after it.
    Fixed(f64),
}

pub struct Server {
    pub limit: usize,
    pub counting: Counting,
    pub sends_headers: bool,
    /// Faults in a hundred requests.
    pub faults: u32,
    /// The current generation of each tenant's token.
    pub generations: Vec<u32>,
    /// How often each call was done.
    pub applied: Vec<u32>,
    /// The requests of each window, as the server saw them.
    counted: Vec<f64>,
    /// More requests arrived in a window than are allowed.
    pub exceeded: bool,
}

/// What the server says.
pub struct Response {
    pub head: Head,
    pub body: &'static str,
}

impl Server {
    pub fn new(limit: usize, counting: Counting, tenants: usize, calls: usize) -> Self {
        Self {
            limit,
            counting,
            sends_headers: false,
            faults: 0,
            generations: vec![0; tenants],
            applied: vec![0; calls],
            counted: Vec::new(),
            exceeded: false,
        }
    }

    /// A request arrives. `token`: `None` where the client's token is a string that is always right.
    pub fn handle(
        &mut self,
        call: usize,
        kind: Kind,
        token: Option<Token>,
        now: f64,
        random: &mut Random,
    ) -> Response {
        let reported = self.count(now);
        let (status, body) = self.decide(call, kind, token, random);
        let retry_after = match (status, random.below(8)) {
            (429, 0) => Some(90_000.0),
            (429, 1) | (503, 0) => Some(0.0),
            (429 | 503, 2..6) => Some(random.between(1.0, 8_000.0)),
            _ => None,
        };
        Response {
            head: Head {
                status,
                redirect: status == 302,
                retry_after,
                reported,
            },
            body,
        }
    }

    fn count(&mut self, now: f64) -> Reported {
        let begin = match self.counting {
            Counting::Sliding => now - WINDOW,
            Counting::Fixed(phase) => phase + ((now - phase) / WINDOW).floor() * WINDOW,
        };
        self.counted.retain(|at| match self.counting {
            Counting::Sliding => *at > begin,
            Counting::Fixed(_) => *at >= begin,
        });
        self.counted.push(now);
        self.exceeded |= self.counted.len() > self.limit;
        if !self.sends_headers {
            return Reported::default();
        }
        let reset = match self.counting {
            Counting::Sliding => self.counted[0] + WINDOW - now,
            Counting::Fixed(_) => begin + WINDOW - now,
        };
        Reported {
            limit: Some(self.limit as f64),
            remaining: Some(self.limit.saturating_sub(self.counted.len()) as f64),
            reset: Some(reset),
            window: None,
        }
    }

    fn decide(
        &mut self,
        call: usize,
        kind: Kind,
        token: Option<Token>,
        random: &mut Random,
    ) -> (u16, &'static str) {
        let is_current =
            |(tenant, generation): Token| self.generations.get(tenant) == Some(&generation);
        if !token.is_none_or(is_current) {
            return (401, r#"{"success":false,"message":"Unauthenticated."}"#);
        }
        let fault = random.percent(self.faults);
        if fault {
            let refusal = random.pick(&[400, 403, 409, 422, 429, 429, 429, 503, 500, 408, 302]);
            if matches!(refusal, 500..|408| 302) && random.percent(50) {
                self.apply(call);
            }
            return (refusal, r#"{"success":false,"message":"no"}"#);
        }
        if self.applied[call] > 0 {
            match kind {
                Kind::Delete => return (404, r#"{"success":false,"message":"Not found"}"#),
                Kind::Approve => return (409, r#"{"success":false,"message":"Already approved"}"#),
                Kind::List | Kind::Create => {}
            }
        }
        if random.percent(self.faults / 8) {
            return (200, r#"{"success":false,"message":"no"}"#);
        }
        self.apply(call);
        if random.percent(self.faults / 8) {
            return (200, "<html>");
        }
        match kind {
            Kind::List => (200, r#"{"success":true,"data":[]}"#),
            Kind::Create => (201, r#"{"success":true,"data":{}}"#),
            Kind::Delete => (204, ""),
            Kind::Approve => (200, r#"{"success":true}"#),
        }
    }

    fn apply(&mut self, call: usize) {
        self.applied[call] += 1;
    }
}
