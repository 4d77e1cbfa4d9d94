//! Everything durable. [`World::apply`] is the only way to change it, and deterministic: the same
//! changes in the same order give the same world.

use crate::call::{Call, Event};
use crate::decode::{self, Raw};
use crate::gather::gather;
use crate::http::{Refusal, Response};
use crate::oauth::{self, Grants};
use crate::options::Clock;
use crate::resources;
use crate::router;
use crate::state::State;
use crate::state::view::Caller;
use crate::time::{self, MINUTE, Ms};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;
use tsify::Tsify;

/// The form of a dump; see [`World`].
pub const FORMAT: u32 = 1;
/// Waits after a failed delivery, in ms.
pub const RETRIES: [Ms; 5] = [10_000, MINUTE, 5 * MINUTE, 30 * MINUTE, 120 * MINUTE];
/// How many namespaces there may be, the default one included.
const NAMESPACES: usize = 1_000;

/// The durable part of a machine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct World {
    /// The clock of all namespaces.
    pub clock: Clock,
    /// The namespaces; the default one is named "".
    pub namespaces: BTreeMap<String, State>,
    /// What OAuth has granted.
    pub oauth: Grants,
    /// Deliveries that have not succeeded yet.
    pub pending: BTreeMap<u64, Pending>,
    /// The id of the last delivery.
    pub last_delivery: u64,
}

/// A webhook delivery that has not succeeded yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pending {
    delivery: Delivery,
    namespace: String,
    workspace_id: i64,
    /// When it is to be tried again; `None` while a try is under way.
    due: Option<Ms>,
}

/// A webhook delivery to carry out now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct Delivery {
    /// Counts from 1; the same for all attempts.
    #[tsify(type = "number")]
    pub id: u64,
    /// Id of the webhook.
    pub webhook: String,
    /// Where it goes.
    pub url: String,
    /// Such as `project.created`.
    pub event: String,
    /// From 1.
    pub attempt: u32,
    /// When, by the sandbox's clock, ISO 8601.
    pub at: String,
    /// Headers of the request.
    #[tsify(type = "Record<string, string>")]
    pub headers: BTreeMap<String, String>,
    /// Body of the request: JSON.
    pub body: String,
}

/// A change of the world: an element of the journal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Change {
    /// A request to an operation.
    Call {
        at: Ms,
        namespace: String,
        caller: Caller,
        method: String,
        path: String,
        query: String,
        content_type: Option<String>,
        body: String,
    },
    /// A namespace is there from now on, unless there are too many.
    Open { namespace: String },
    /// A request to the OAuth endpoints.
    OAuth { at: Ms, request: oauth::Request },
    /// A retry of a delivery.
    Fire { at: Ms, id: u64 },
    /// What became of a delivery.
    Settle {
        at: Ms,
        id: u64,
        status: Option<u16>,
    },
    /// The clock was set.
    Clock { clock: Clock },
    /// Back to the seed: one namespace, or everything.
    Reset {
        namespace: Option<String>,
        clock: Clock,
    },
    /// A snapshot was restored.
    Restore {
        namespace: String,
        clock: Clock,
        state: Box<State>,
    },
}

/// What came of a change.
#[derive(Debug)]
pub struct Applied {
    /// The response, where the change was a request.
    pub reply: Result<Response, Refusal>,
    /// Deliveries to carry out.
    pub deliveries: Vec<Delivery>,
}

impl Applied {
    fn silent(deliveries: Vec<Delivery>) -> Self {
        Self {
            reply: Ok(Response::default()),
            deliveries,
        }
    }
}

impl World {
    /// One that holds a state alone.
    pub fn new(clock: Clock, state: State) -> Self {
        Self {
            clock,
            namespaces: gather([(String::new(), state)]),
            oauth: Grants::default(),
            pending: BTreeMap::new(),
            last_delivery: 0,
        }
    }

    /// Makes a change. `origin` is the state of a new namespace.
    pub fn apply(&mut self, change: &Change, origin: &State) -> Applied {
        match change {
            Change::Call {
                at,
                namespace,
                caller,
                method,
                path,
                query,
                content_type,
                body,
            } => {
                let raw = Raw {
                    query,
                    content_type: content_type.as_deref(),
                    body,
                };
                self.call(*at, namespace, *caller, (method, path), &raw)
            }
            Change::Open { namespace } => {
                if self.namespaces.len() < NAMESPACES {
                    self.namespaces.insert(namespace.clone(), origin.clone());
                }
                Applied::silent(Vec::new())
            }
            Change::OAuth { at, request } => Applied {
                reply: Ok(self.oauth.respond(request, *at)),
                deliveries: Vec::new(),
            },
            Change::Fire { at, id } => Applied::silent(self.fire(*at, *id).into_iter().collect()),
            Change::Settle { at, id, status } => {
                self.settle(*at, *id, *status);
                Applied::silent(Vec::new())
            }
            Change::Clock { clock } => {
                self.clock = *clock;
                Applied::silent(Vec::new())
            }
            Change::Reset { namespace, clock } => {
                match namespace {
                    Some(name) if !name.is_empty() => {
                        self.namespaces.remove(name);
                        self.pending.retain(|_, pending| pending.namespace != *name);
                    }
                    _ => *self = Self::new(*clock, origin.clone()),
                }
                Applied::silent(Vec::new())
            }
            Change::Restore {
                namespace,
                clock,
                state,
            } => {
                self.namespaces
                    .insert(namespace.clone(), State::clone(state));
                self.pending
                    .retain(|_, pending| pending.namespace != *namespace);
                self.clock = *clock;
                Applied::silent(Vec::new())
            }
        }
    }

    fn call(
        &mut self,
        now: Ms,
        namespace: &str,
        caller: Caller,
        (method, path): (&str, &str),
        raw: &Raw<'_>,
    ) -> Applied {
        let refused = |refusal| Applied {
            reply: Err(refusal),
            deliveries: Vec::new(),
        };
        let called = router::route(method, path).and_then(|route| {
            let parameters = decode::parameters(&route, raw)?;
            let handler = resources::handler(route.id()).ok_or_else(|| {
                Refusal::new(
                    500,
                    format!("The sandbox has no handler for {}.", route.id()),
                )
            })?;
            Ok((handler, parameters))
        });
        let (handler, parameters) = match called {
            Ok(called) => called,
            Err(refusal) => return refused(refusal),
        };
        let Some(state) = self.namespaces.get_mut(namespace) else {
            let message = format!("There are {NAMESPACES} namespaces already; reset some.");
            return refused(Refusal::new(429, message));
        };
        let mut call = Call {
            state,
            caller,
            now,
            parameters,
            events: Vec::new(),
        };
        let reply = handler(&mut call);
        let events = call.events;
        let deliveries = match reply {
            Ok(_) => self.deliver(namespace, now, &events),
            Err(_) => Vec::new(),
        };
        Applied { reply, deliveries }
    }

    /// Makes a delivery for each webhook that is subscribed to an event.
    fn deliver(&mut self, namespace: &str, now: Ms, events: &[Event]) -> Vec<Delivery> {
        let mut made = Vec::new();
        for event in events {
            let state = self.namespaces.get(namespace);
            let space = state.and_then(|state| state.workspaces.get(&event.workspace_id));
            let webhooks = space.iter().flat_map(|space| space.webhooks.iter());
            for webhook in webhooks.filter(|row| row.events.iter().any(|name| name == event.name)) {
                self.last_delivery += 1;
                let body = json!({
                    "event": event.name,
                    "workspace_id": event.workspace_id,
                    "timestamp": time::precise(now),
                    "data": event.data,
                });
                made.push((
                    event.workspace_id,
                    Delivery {
                        id: self.last_delivery,
                        webhook: webhook.id.clone(),
                        url: webhook.url.clone(),
                        event: event.name.to_owned(),
                        attempt: 1,
                        at: time::precise(now),
                        headers: gather([
                            ("content-type".to_owned(), "application/json".to_owned()),
                            ("x-webhook-token".to_owned(), webhook.token.clone()),
                        ]),
                        body: body.to_string(),
                    },
                ));
            }
        }
        for (workspace_id, delivery) in &made {
            self.pending.insert(
                delivery.id,
                Pending {
                    delivery: delivery.clone(),
                    namespace: namespace.to_owned(),
                    workspace_id: *workspace_id,
                    due: None,
                },
            );
        }
        made.into_iter().map(|(_, delivery)| delivery).collect()
    }

    /// The next attempt of a delivery, unless its webhook is gone.
    fn fire(&mut self, now: Ms, id: u64) -> Option<Delivery> {
        let pending = self.pending.get_mut(&id)?;
        let state = self.namespaces.get(&pending.namespace);
        let space = state.and_then(|state| state.workspaces.get(&pending.workspace_id));
        let webhook = space.and_then(|space| space.webhooks.get(&pending.delivery.webhook));
        if webhook.is_none() {
            self.pending.remove(&id);
            return None;
        }
        pending.due = None;
        pending.delivery.attempt += 1;
        pending.delivery.at = time::precise(now);
        Some(pending.delivery.clone())
    }

    /// Ends a delivery that succeeded, or plans the next attempt. Status 0: it was not sent, and
    /// will not be.
    fn settle(&mut self, now: Ms, id: u64, status: Option<u16>) {
        let Some(pending) = self.pending.get_mut(&id) else {
            return;
        };
        let done = matches!(status, Some(0 | 200..=299));
        let tried = pending.delivery.attempt as usize;
        match RETRIES.get(tried.saturating_sub(1)) {
            Some(wait) if !done => pending.due = Some(now.saturating_add(*wait)),
            _ => {
                self.pending.remove(&id);
            }
        }
    }

    /// The next retry: when, and which.
    pub fn next_due(&self) -> Option<(Ms, u64)> {
        let due = self.pending.iter();
        due.filter_map(|(id, pending)| Some((pending.due?, *id)))
            .min()
    }

    /// After a restart: what was under way is to be tried again.
    pub fn resume(&mut self, now: Ms) {
        for pending in self.pending.values_mut() {
            pending.due = pending.due.or(Some(now));
        }
    }

    /// What is wrong with a world that was read from outside.
    pub fn problem(&self) -> Option<String> {
        if !self.namespaces.contains_key("") {
            return Some("the default namespace is missing".to_owned());
        }
        self.namespaces.values().find_map(State::problem)
    }
}
