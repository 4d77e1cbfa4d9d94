//! Snapshots, and what outlives the process: dump and journal.

use super::{Machine, Outcome, whole};
use crate::faults::Faults;
use crate::http::Refusal;
use crate::options::Clock;
use crate::state::State;
use crate::time::LATEST;
use crate::world::{self, Change, World};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The form of a snapshot.
const SNAPSHOT_FORMAT: u32 = 1;

/// A snapshot of one namespace.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Snapshot {
    format: u32,
    clock: Clock,
    state: State,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Dump {
    format: u32,
    world: World,
}

impl Machine {
    /// Data, counters, running trackers and clock of a namespace.
    #[must_use]
    pub fn snapshot(&self, namespace: &str, wall: f64) -> Value {
        let wall = whole(wall);
        let clock = Clock {
            base: self.world.clock.at(wall),
            wall,
            ..self.world.clock
        };
        let state = self.world.namespaces.get(namespace).unwrap_or(&self.origin);
        json!({ "format": SNAPSHOT_FORMAT, "clock": clock, "state": state })
    }

    /// Puts a snapshot in place of a namespace. Returns what changed.
    ///
    /// # Errors
    /// It is no snapshot, or contradicts itself.
    pub fn restore(
        &mut self,
        namespace: &str,
        value: Value,
        wall: f64,
    ) -> Result<Vec<Value>, String> {
        let snapshot: Snapshot = crate::read::from_value(value)
            .map_err(|error| format!("this is not a snapshot: {error}"))?;
        if snapshot.format != SNAPSHOT_FORMAT {
            let format = snapshot.format;
            return Err(format!(
                "the snapshot has format {format}, not {SNAPSHOT_FORMAT}"
            ));
        }
        if let Some(problem) = snapshot.state.problem() {
            return Err(format!("the snapshot contradicts itself: {problem}"));
        }
        let change = Change::Restore {
            namespace: namespace.to_owned(),
            clock: Clock {
                wall: whole(wall),
                base: snapshot.clock.base.clamp(0, LATEST),
                ..self.world.clock
            },
            state: Box::new(snapshot.state),
        };
        let mut outcome = Outcome::default();
        let _ = self.apply(change, &mut outcome);
        Ok(outcome.journal)
    }

    /// Back to the seed: one namespace, or everything with clock, log and faults. Returns what changed.
    pub fn reset(&mut self, namespace: Option<&str>, wall: f64) -> Vec<Value> {
        if namespace.is_none_or(str::is_empty) {
            self.faults = Faults::new(u64::from(self.options.seed.unwrap_or_default()));
            self.log.clear();
            self.deliveries.clear();
            self.rate_limiter.clear();
        }
        let change = Change::Reset {
            namespace: namespace.map(str::to_owned),
            clock: self.options.clock(whole(wall)),
        };
        let mut outcome = Outcome::default();
        let _ = self.apply(change, &mut outcome);
        outcome.journal
    }

    /// Everything durable.
    #[must_use]
    pub fn dump(&self) -> Value {
        json!({ "format": world::FORMAT, "world": self.world })
    }

    /// Takes a dump back. Call [`Self::resume`] when all of the journal is replayed.
    ///
    /// # Errors
    /// It is no dump of this version, or contradicts itself.
    pub fn load(&mut self, value: Value) -> Result<(), String> {
        let dump: Dump = crate::read::from_value(value)
            .map_err(|error| format!("this is not a dump: {error}"))?;
        if dump.format != world::FORMAT {
            return Err(format!(
                "the dump has format {}, not {}",
                dump.format,
                world::FORMAT
            ));
        }
        if let Some(problem) = dump.world.problem() {
            return Err(format!("the dump contradicts itself: {problem}"));
        }
        self.world = dump.world;
        Ok(())
    }

    /// Makes a change again that a machine has written to its journal.
    ///
    /// # Errors
    /// It is no such change, or was refused, which means that the journal belongs to another dump.
    pub fn replay(&mut self, change: Value) -> Result<(), String> {
        let change: Change = crate::read::from_value(change)
            .map_err(|error| format!("this is not a change: {error}"))?;
        let applied = self.world.apply(&change, &self.origin);
        let refused = |refusal: Refusal| format!("the change is refused: {}", refusal.message);
        applied.reply.map(|_| ()).map_err(refused)
    }

    /// After a restart: deliveries that were under way are due again.
    pub fn resume(&mut self, wall: f64) {
        let now = self.now(wall);
        self.world.resume(now);
    }
}
