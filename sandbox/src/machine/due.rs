//! What comes due on the clock: retries of webhook deliveries.

use super::{Due, Machine, whole};
use crate::options::Clock;
use crate::time::{LATEST, Ms};
use crate::world::{Change, Delivery};
use serde_json::{Value, json};

/// How many past deliveries are kept.
const KEPT_DELIVERIES: usize = 1_000;

impl Machine {
    /// Fires the retries that are due by now.
    pub fn due(&mut self, wall: f64) -> Due {
        let now = self.now(wall);
        let mut due = Due::default();
        while let Some((at, id)) = self.world.next_due().filter(|(at, _)| *at <= now) {
            self.fire(at.max(0), id, &mut due);
        }
        due
    }

    fn fire(&mut self, at: Ms, id: u64, due: &mut Due) {
        let change = Change::Fire { at, id };
        due.deliveries
            .extend(self.world.apply(&change, &self.origin).deliveries);
        due.journal
            .push(serde_json::to_value(&change).unwrap_or_default());
    }

    /// When something is due next, in ms by the sandbox's clock.
    #[must_use]
    pub fn next_due(&self) -> Option<f64> {
        self.world.next_due().map(|(at, _)| at as f64)
    }

    /// Moves the clock by `ms`, but stops where a delivery comes due: carry it out, settle it, then
    /// go on with what is left until `done`.
    pub fn advance(&mut self, ms: f64, wall: f64) -> Due {
        let wall = whole(wall);
        let target = self
            .world
            .clock
            .at(wall)
            .saturating_add(whole(ms))
            .min(LATEST);
        let mut due = Due::default();
        while due.deliveries.is_empty() && !due.done {
            let now = self.world.clock.at(wall);
            let next = self.world.next_due().filter(|(at, _)| *at <= target);
            let reached = next.map_or(target, |(at, _)| at.max(now));
            let change = Change::Clock {
                clock: Clock {
                    base: reached,
                    wall,
                    ..self.world.clock
                },
            };
            self.world.apply(&change, &self.origin);
            due.journal
                .push(serde_json::to_value(&change).unwrap_or_default());
            due.left = (target - reached) as f64;
            match next {
                Some((_, id)) => self.fire(reached, id, &mut due),
                None => due.done = true,
            }
        }
        due
    }

    /// What became of a delivery: the status of the response, `None` where none came, 0 where the
    /// delivery was not sent and will not be. Returns what changed.
    pub fn settle(&mut self, delivery: &Delivery, status: Option<u16>, wall: f64) -> Vec<Value> {
        if self.deliveries.len() >= KEPT_DELIVERIES {
            self.deliveries.remove(0);
        }
        self.deliveries.push(json!({
            "id": delivery.id,
            "webhook": delivery.webhook,
            "url": delivery.url,
            "event": delivery.event,
            "attempt": delivery.attempt,
            "at": delivery.at,
            "status": status,
            "body": serde_json::from_str::<Value>(&delivery.body).unwrap_or_default(),
        }));
        let change = Change::Settle {
            at: self.now(wall),
            id: delivery.id,
            status,
        };
        self.world.apply(&change, &self.origin);
        vec![serde_json::to_value(&change).unwrap_or_default()]
    }
}
