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

/// Rows with integer ids, in the order of the ids.
#[derive(Clone, Debug, PartialEq)]
pub struct Table<R>(BTreeMap<i64, R>);

impl<R> Default for Table<R> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<R: Row> Table<R> {
    pub fn get(&self, id: i64) -> Option<&R> {
        self.0.get(&id)
    }

    pub fn get_mut(&mut self, id: i64) -> Option<&mut R> {
        self.0.get_mut(&id)
    }

    pub fn contains(&self, id: i64) -> bool {
        self.0.contains_key(&id)
    }

    /// Adds a row, in place of one with its id.
    pub fn put(&mut self, row: R) {
        self.0.insert(row.id(), row);
    }

    pub fn remove(&mut self, id: i64) -> Option<R> {
        self.0.remove(&id)
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &R> {
        self.0.values()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The greatest id.
    pub fn last_id(&self) -> i64 {
        self.0.keys().next_back().copied().unwrap_or_default()
    }
}

/// Rows with opaque ids, in the order of their creation.
#[derive(Clone, Debug, PartialEq)]
pub struct Series<R> {
    rows: BTreeMap<u64, R>,
    numbers: BTreeMap<String, u64>,
}

impl<R> Default for Series<R> {
    fn default() -> Self {
        Self {
            rows: BTreeMap::new(),
            numbers: BTreeMap::new(),
        }
    }
}

impl<R: OpaqueRow> Series<R> {
    pub fn get(&self, id: &str) -> Option<&R> {
        self.rows.get(self.numbers.get(id)?)
    }

    pub fn get_mut(&mut self, id: &str) -> Option<&mut R> {
        self.rows.get_mut(self.numbers.get(id)?)
    }

    /// Adds a row at the end, or in place of one with its id.
    pub fn put(&mut self, row: R) {
        let known = self.numbers.get(row.id()).copied();
        let number = known.unwrap_or_else(|| {
            let last = self.rows.keys().next_back().copied();
            last.unwrap_or_default() + 1
        });
        self.numbers.insert(row.id().to_owned(), number);
        self.rows.insert(number, row);
    }

    pub fn remove(&mut self, id: &str) -> Option<R> {
        self.rows.remove(&self.numbers.remove(id)?)
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &R> {
        self.rows.values()
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }
}

impl<R: Serialize> Serialize for Table<R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.values())
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
        serializer.collect_seq(self.rows.values())
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
