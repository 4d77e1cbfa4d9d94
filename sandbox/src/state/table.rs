//! Tables of rows, in a fixed order. In JSON they are arrays.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::collections::BTreeMap;

/// A row with an integer id.
pub trait Row {
    /// Its id, unique in its table.
    fn id(&self) -> i64;
}

/// A row with an opaque id.
pub trait OpaqueRow {
    /// Its id, unique in its series.
    fn id(&self) -> &str;
}

/// Rows in the order of their keys. The rows are apart from the order, so that the code of the tree
/// is there once and not for each type of row.
#[derive(Clone, Debug)]
struct Ordered<R> {
    slots: Vec<Option<R>>,
    free: Vec<usize>,
    order: BTreeMap<i64, usize>,
}

impl<R> Default for Ordered<R> {
    fn default() -> Self {
        Self {
            slots: Vec::new(),
            free: Vec::new(),
            order: BTreeMap::new(),
        }
    }
}

impl<R: PartialEq> PartialEq for Ordered<R> {
    fn eq(&self, other: &Self) -> bool {
        self.order.keys().eq(other.order.keys()) && self.iter().eq(other.iter())
    }
}

impl<R> Ordered<R> {
    fn get(&self, key: i64) -> Option<&R> {
        self.slots.get(*self.order.get(&key)?)?.as_ref()
    }

    fn get_mut(&mut self, key: i64) -> Option<&mut R> {
        self.slots.get_mut(*self.order.get(&key)?)?.as_mut()
    }

    fn put(&mut self, key: i64, row: R) {
        if let Some(known) = self.get_mut(key) {
            *known = row;
            return;
        }
        let slot = self.free.pop().unwrap_or(self.slots.len());
        match self.slots.get_mut(slot) {
            Some(empty) => *empty = Some(row),
            None => self.slots.push(Some(row)),
        }
        self.order.insert(key, slot);
    }

    fn remove(&mut self, key: i64) -> Option<R> {
        let slot = self.order.remove(&key)?;
        self.free.push(slot);
        self.slots.get_mut(slot)?.take()
    }

    fn iter(&self) -> impl DoubleEndedIterator<Item = &R> {
        let slots = self.order.values();
        slots.filter_map(|slot| self.slots.get(*slot)?.as_ref())
    }

    fn last_key(&self) -> i64 {
        self.order.keys().next_back().copied().unwrap_or_default()
    }
}

/// Rows with integer ids, in the order of the ids.
#[derive(Clone, Debug, PartialEq)]
pub struct Table<R>(Ordered<R>);

impl<R> Default for Table<R> {
    fn default() -> Self {
        Self(Ordered::default())
    }
}

impl<R: Row> Table<R> {
    pub fn get(&self, id: i64) -> Option<&R> {
        self.0.get(id)
    }

    pub fn get_mut(&mut self, id: i64) -> Option<&mut R> {
        self.0.get_mut(id)
    }

    pub fn contains(&self, id: i64) -> bool {
        self.0.order.contains_key(&id)
    }

    /// Adds a row, in place of one with its id.
    pub fn put(&mut self, row: R) {
        self.0.put(row.id(), row);
    }

    pub fn remove(&mut self, id: i64) -> Option<R> {
        self.0.remove(id)
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &R> {
        self.0.iter()
    }

    pub fn len(&self) -> usize {
        self.0.order.len()
    }

    /// The greatest id.
    pub fn last_id(&self) -> i64 {
        self.0.last_key()
    }
}

/// Rows with opaque ids, in the order of their creation.
#[derive(Clone, Debug, PartialEq)]
pub struct Series<R> {
    rows: Ordered<R>,
    keys: BTreeMap<String, i64>,
}

impl<R> Default for Series<R> {
    fn default() -> Self {
        Self {
            rows: Ordered::default(),
            keys: BTreeMap::new(),
        }
    }
}

impl<R: OpaqueRow> Series<R> {
    pub fn get(&self, id: &str) -> Option<&R> {
        self.rows.get(*self.keys.get(id)?)
    }

    pub fn get_mut(&mut self, id: &str) -> Option<&mut R> {
        self.rows.get_mut(*self.keys.get(id)?)
    }

    /// Adds a row at the end, or in place of one with its id.
    pub fn put(&mut self, row: R) {
        let key = match self.keys.get(row.id()) {
            Some(key) => *key,
            None => {
                let key = self.rows.last_key() + 1;
                self.keys.insert(row.id().to_owned(), key);
                key
            }
        };
        self.rows.put(key, row);
    }

    pub fn remove(&mut self, id: &str) -> Option<R> {
        self.rows.remove(self.keys.remove(id)?)
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &R> {
        self.rows.iter()
    }

    pub fn len(&self) -> usize {
        self.keys.len()
    }
}

impl<R: Serialize> Serialize for Table<R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter())
    }
}

impl<'de, R: Row + Deserialize<'de>> Deserialize<'de> for Table<R> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut table = Self::default();
        for row in Vec::<R>::deserialize(deserializer)? {
            if table.contains(row.id()) {
                return Err(D::Error::custom(format!("id {} is there twice", row.id())));
            }
            table.put(row);
        }
        Ok(table)
    }
}

impl<R: Serialize> Serialize for Series<R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.rows.iter())
    }
}

impl<'de, R: OpaqueRow + Deserialize<'de>> Deserialize<'de> for Series<R> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut series = Self::default();
        for row in Vec::<R>::deserialize(deserializer)? {
            if series.get(row.id()).is_some() {
                return Err(D::Error::custom(format!("id {} is there twice", row.id())));
            }
            series.put(row);
        }
        Ok(series)
    }
}
