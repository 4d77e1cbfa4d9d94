//! The state: workspaces with all that is in them, and the counters that ids come from.

pub mod dice;
pub mod ledger;
pub mod rows;
pub mod space;
pub mod table;
pub mod view;

use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;
use space::Space;
use std::collections::BTreeMap;

/// One namespace.
///
/// It is read by way of a JSON value, so that the code for all its rows is there once.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Value")]
pub struct State {
    /// The last integer id that was given.
    pub last_id: i64,
    /// How many opaque ids were given.
    pub opaque_ids: u64,
    /// The workspaces, by id.
    #[serde(serialize_with = "in_order")]
    pub workspaces: BTreeMap<i64, Space>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    last_id: i64,
    opaque_ids: u64,
    workspaces: Vec<Space>,
}

impl TryFrom<Value> for State {
    type Error = serde_json::Error;

    fn try_from(value: Value) -> Result<Self, Self::Error> {
        let fields: Fields = crate::read::from_value(value)?;
        let mut workspaces = BTreeMap::new();
        for space in fields.workspaces {
            workspaces.insert(space.workspace.id, space);
        }
        Ok(Self {
            last_id: fields.last_id,
            opaque_ids: fields.opaque_ids,
            workspaces,
        })
    }
}

impl State {
    /// A new integer id.
    pub fn next_id(&mut self) -> i64 {
        self.last_id += 1;
        self.last_id
    }

    /// A new opaque id, in the form of a UUID.
    pub fn next_opaque_id(&mut self) -> String {
        dice::opaque_id(&mut self.opaque_ids)
    }

    /// Adds rows to a workspace, in place of those with the same ids. `data` is an object of arrays
    /// under the names of the tables.
    pub fn merge(&mut self, workspace_id: i64, data: &Value) -> Result<(), String> {
        let space = self
            .workspaces
            .get_mut(&workspace_id)
            .ok_or_else(|| format!("there is no workspace {workspace_id}"))?;
        space.merge(data)?;
        let last_id = space.last_id();
        self.last_id = self.last_id.max(last_id);
        Ok(())
    }

    /// What is wrong with a state that was read from outside.
    pub fn problem(&self) -> Option<String> {
        if self.workspaces.is_empty() {
            return Some("there is no workspace".to_owned());
        }
        let highest = self.workspaces.values().map(Space::last_id).max();
        if highest.is_some_and(|id| id > self.last_id) {
            return Some("last_id is less than an id that is in use".to_owned());
        }
        let mut spaces = self.workspaces.values();
        spaces.find_map(Space::problem)
    }
}

fn in_order<S: Serializer>(
    spaces: &BTreeMap<i64, Space>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(spaces.values())
}
