//! The machine: a world with what is not durable around it, namely rate limit, faults and log.

mod due;
mod durable;
mod effects;
mod identity;

use crate::control;
use crate::faults::{Faults, Rule};
use crate::http::{Refusal, Request, Response};
pub use crate::log::Entry as LogEntry;
use crate::log::{self, Log};
use crate::oauth;
use crate::options::Options;
use crate::rate_limit::RateLimiter;
use crate::router::{self, Route};
use crate::seed;
use crate::state::State;
use crate::state::view::Caller;
use crate::time::{self, LATEST, Ms};
pub use crate::world::Delivery;
use crate::world::{Change, World};
pub use effects::Transport;
use identity::{Identity, bearer};
use serde::Serialize;
use serde_json::Value;

/// The greatest body of a request to an operation, in bytes.
pub const MAX_BODY: usize = 1_000_000;

/// What is to be done about a request. See `sandbox/README.md`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Outcome {
    /// The response.
    #[serde(flatten)]
    pub response: Response,
    /// What is done to the connection.
    pub transport: Option<Transport>,
    /// Ms to wait before responding.
    pub latency: f64,
    /// Webhook deliveries to carry out now.
    pub deliveries: Vec<Delivery>,
    /// Ms by which the clock is to move before responding.
    pub advance: Option<f64>,
    /// What changed, for [`Machine::replay`].
    pub journal: Vec<Value>,
}

/// What came due on the clock.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Due {
    /// Ms that are left to advance by.
    pub left: f64,
    /// The clock is where it was to be, and nothing is due.
    pub done: bool,
    /// Webhook deliveries to carry out now.
    pub deliveries: Vec<Delivery>,
    /// What changed.
    pub journal: Vec<Value>,
}

/// A WebWork in memory.
#[derive(Clone, Debug)]
pub struct Machine {
    options: Options,
    /// What its tokens begin with.
    prefix: String,
    origin: State,
    pub(crate) world: World,
    rate_limiter: RateLimiter<(String, Caller)>,
    pub(crate) faults: Faults,
    pub(crate) log: Log,
    pub(crate) deliveries: Vec<Value>,
}

impl Machine {
    /// A fresh one. Its tokens are `<prefix>-<role>`.
    ///
    /// # Errors
    /// What is wrong with the options.
    pub fn new(options: Options, prefix: &str, wall: f64) -> Result<Self, String> {
        if let Some(problem) = options.problem() {
            return Err(problem);
        }
        let wall = whole(wall);
        let mut origin = options.seed.map_or_else(seed::examples, seed::company);
        if let Some(data) = &options.data {
            let merged = origin.merge(seed::WORKSPACE, data);
            merged.map_err(|problem| format!("data.{problem}"))?;
        }
        Ok(Self {
            world: World::new(options.clock(wall), origin.clone()),
            rate_limiter: RateLimiter::new(options.limit()),
            faults: Faults::new(u64::from(options.seed.unwrap_or_default())),
            log: Log::default(),
            deliveries: Vec::new(),
            prefix: prefix.to_owned(),
            options,
            origin,
        })
    }

    /// The token of a role.
    #[must_use]
    pub fn token(&self, role: &str) -> String {
        format!("{}-{role}", self.prefix)
    }

    /// The sandbox's time.
    #[must_use]
    pub fn now(&self, wall: f64) -> i64 {
        self.world.clock.at(whole(wall))
    }

    /// Responds to a request. `wall` is the real time in ms since 1970.
    pub fn handle(&mut self, request: &Request<'_>, wall: f64) -> Outcome {
        let now = self.now(wall);
        let (path, _) = request.target();
        if let Some(below) = control::below(path) {
            let below = below.to_owned();
            let mut outcome = control::respond(self, request, &below, wall);
            self.finish(&mut outcome.response, now, 0, None);
            return outcome;
        }
        let number = self.log.next_number();
        let mut entry = log::entry(number, now, request);
        let mut outcome = Outcome {
            latency: self.options.latency.unwrap_or_default(),
            ..Outcome::default()
        };

        let route = router::route(request.method, path);
        let token = bearer(request);
        let identity = self.identify(token, now);
        let known = identity.as_ref().ok();
        entry.operation = route.as_ref().ok().map(|route| route.id().to_owned());
        entry.caller = known.map(|identity| identity.label.clone());
        let effects = self.faults.decide(
            request,
            route.as_ref().ok(),
            token,
            known.map(|identity| identity.label.as_str()),
        );
        entry.faults = effects.iter().map(|(id, _)| *id).collect();

        let prevented = effects.iter().any(|(_, effect)| effect.prevents());
        if !prevented {
            outcome.response = match oauth_request(request) {
                Some(asked) => self.apply(
                    Change::OAuth {
                        at: now,
                        request: asked,
                    },
                    &mut outcome,
                ),
                None => self.operation(request, route, identity, now, &mut outcome),
            }
            .unwrap_or_else(|refusal| refusal.response(now));
        }
        let mut skew = 0;
        for (_, effect) in &effects {
            effects::carry_out(effect, &mut outcome, now, &mut skew);
        }
        self.finish(&mut outcome.response, now, skew, Some(number));
        let responds = !matches!(outcome.transport, Some(Transport::Reset | Transport::Stall));
        entry.status = responds.then_some(outcome.response.status);
        self.log.push(entry);
        let pending = self.due(wall);
        outcome.deliveries.extend(pending.deliveries);
        outcome.journal.extend(pending.journal);
        outcome
    }

    fn operation(
        &mut self,
        request: &Request<'_>,
        route: Result<Route, Refusal>,
        identity: Result<Identity, Refusal>,
        now: Ms,
        outcome: &mut Outcome,
    ) -> Result<Response, Refusal> {
        let identity = identity?;
        let user = (identity.namespace.clone(), identity.caller);
        let standing = self.rate_limiter.count(user, now);
        let mut headers = Vec::new();
        if let Some(standing) = standing {
            headers.push(("x-ratelimit-limit", standing.limit.to_string()));
            headers.push(("x-ratelimit-remaining", standing.remaining.to_string()));
        }
        if let Some(wait) = standing.and_then(|standing| standing.wait) {
            headers.push(("retry-after", ceil_seconds(wait).to_string()));
            headers.push((
                "x-ratelimit-reset",
                ceil_seconds(now.saturating_add(wait)).to_string(),
            ));
            let mut refusal = Refusal::new(429, "Too Many Attempts.");
            refusal.headers = headers;
            return Err(refusal);
        }
        let responded = self.called(request, route, &identity, now, outcome);
        match responded {
            Ok(mut response) => {
                for (name, value) in headers {
                    response.set(name, value);
                }
                Ok(response)
            }
            Err(mut refusal) => {
                refusal.headers.splice(0..0, headers);
                Err(refusal)
            }
        }
    }

    fn called(
        &mut self,
        request: &Request<'_>,
        route: Result<Route, Refusal>,
        identity: &Identity,
        now: Ms,
        outcome: &mut Outcome,
    ) -> Result<Response, Refusal> {
        if request.body.len() > MAX_BODY {
            let message = format!("The body must not be greater than {MAX_BODY} bytes.");
            return Err(Refusal::new(413, message));
        }
        let route = route?;
        let reads = router::reads(route.operation);
        if identity
            .scope
            .as_deref()
            .is_some_and(|scope| !oauth::allows(scope, reads))
        {
            return Err(Refusal::new(403, "Invalid scope(s) provided."));
        }
        let body = if reads { &[] } else { request.body };
        let Ok(body) = std::str::from_utf8(body) else {
            return Err(Refusal::new(400, "The body is not valid JSON."));
        };
        if !self.world.namespaces.contains_key(&identity.namespace) {
            let namespace = identity.namespace.clone();
            self.apply(Change::Open { namespace }, outcome)?;
        }
        let (path, query) = request.target();
        let change = Change::Call {
            at: now,
            namespace: identity.namespace.clone(),
            caller: identity.caller,
            method: request.method.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            content_type: request.header("content-type").map(str::to_owned),
            body: body.to_owned(),
        };
        self.apply(change, outcome)
    }

    /// Makes a change; keeps it for the journal unless it was refused or reads only.
    pub(crate) fn apply(
        &mut self,
        change: Change,
        outcome: &mut Outcome,
    ) -> Result<Response, Refusal> {
        let reads = matches!(&change, Change::Call { method, .. } if method == "GET");
        let applied = self.world.apply(&change, &self.origin);
        let reply = applied.reply?;
        if !reads {
            outcome
                .journal
                .push(serde_json::to_value(&change).unwrap_or_default());
        }
        outcome.deliveries.extend(applied.deliveries);
        Ok(reply)
    }

    /// The headers of every response.
    fn finish(&self, response: &mut Response, now: Ms, skew: Ms, number: Option<u64>) {
        let date = now.saturating_add(skew).clamp(0, LATEST);
        if !response.headers.iter().any(|(name, _)| name == "date") {
            response.set("date", time::http_date(date));
        }
        if let Some(number) = number {
            response.set("x-request-id", format!("sandbox-{number:06}"));
        }
    }

    /// Adds a fault rule; returns its id.
    ///
    /// # Errors
    /// What is wrong with the rule.
    pub fn add_fault(&mut self, rule: Value) -> Result<u64, String> {
        let rule: Rule = crate::read::from_value(rule).map_err(|error| error.to_string())?;
        self.faults.add(rule)
    }

    /// Removes a fault rule; whether it was there.
    pub fn remove_fault(&mut self, id: u64) -> bool {
        self.faults.remove(id)
    }

    /// How many requests a fault rule was applied to.
    #[must_use]
    pub fn fault_hits(&self, id: u64) -> Option<u64> {
        self.faults.hits(id)
    }

    /// The log of requests, the oldest first.
    #[must_use]
    pub fn requests(&self) -> Vec<LogEntry> {
        self.log.entries().cloned().collect()
    }
}

/// The value in whole ms.
fn whole(ms: f64) -> Ms {
    if ms.is_finite() {
        ms.clamp(0.0, LATEST as f64) as Ms
    } else {
        0
    }
}

fn ceil_seconds(ms: Ms) -> Ms {
    ms.saturating_add(999) / 1_000
}

fn oauth_request(request: &Request<'_>) -> Option<oauth::Request> {
    let (path, query) = request.target();
    if ![oauth::AUTHORIZE_PATH, oauth::TOKEN_PATH].contains(&path) {
        return None;
    }
    Some(oauth::Request {
        method: request.method.to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        authorization: request.header("authorization").map(str::to_owned),
        content_type: request.header("content-type").map(str::to_owned),
        body: String::from_utf8_lossy(request.body).into_owned(),
    })
}
