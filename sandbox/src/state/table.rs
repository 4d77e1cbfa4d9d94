//! Tables of rows, in a fixed order. In JSON they are arrays.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::collections::BTreeMap;

/// What the rows of a table are looked up by. Each group holds its rows in the order of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// All that are not deleted.
    All,
    /// Those with a status.
    Status(i64),
    /// Those of a project.
    Project(i64),
    /// Those of a project with a status.
    ProjectStatus(i64, i64),
    /// Those of a member.
    Member(i64),
    /// The subtasks of a task, deleted ones included.
    Parent(i64),
}

/// A row that belongs to groups.
pub trait Grouped {
    /// Its groups. The table keeps them up to date as rows come, change and go.
    fn groups(&self) -> Vec<Group> {
        vec![Group::All]
    }
}

/// A row with an integer id.
pub trait Row: Grouped {
    /// Its id, unique in its table.
    fn id(&self) -> i64;
}

/// A row with an opaque id.
pub trait OpaqueRow: Grouped {
    /// Its id, unique in its series.
    fn id(&self) -> &str;
}

/// The keys of each group, in order. Not generic, so that its code is there once.
#[derive(Clone, Debug, Default)]
struct Groups(BTreeMap<Group, Vec<i64>>);

impl Groups {
    fn add(&mut self, groups: Vec<Group>, key: i64) {
        for group in groups {
            let keys = self.0.entry(group).or_default();
            if let Err(place) = keys.binary_search(&key) {
                keys.insert(place, key);
            }
        }
    }

    fn remove(&mut self, groups: Vec<Group>, key: i64) {
        for group in groups {
            let Some(keys) = self.0.get_mut(&group) else {
                continue;
            };
            if let Ok(place) = keys.binary_search(&key) {
                keys.remove(place);
            }
            if keys.is_empty() {
                self.0.remove(&group);
            }
        }
    }
}

/// The rows of a group. Its length is known, and it is cut without a walk.
#[derive(Debug)]
pub struct Rows<'t, R> {
    table: &'t Ordered<R>,
    keys: &'t [i64],
}

impl<'t, R> Rows<'t, R> {
    pub const fn len(&self) -> usize {
        self.keys.len()
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &'t R> + use<'t, R> {
        let table = self.table;
        self.keys.iter().filter_map(move |key| table.get(*key))
    }

    /// A part of the rows, by place, from the end if `reversed`; still in the order of the table.
    pub fn part(&self, first: usize, length: usize, reversed: bool) -> Self {
        let all = self.keys.len();
        let from = first.min(all);
        let to = first.saturating_add(length).min(all);
        let place = if reversed {
            all - to..all - from
        } else {
            from..to
        };
        Self {
            table: self.table,
            keys: self.keys.get(place).unwrap_or_default(),
        }
    }
}

/// Rows in the order of their keys. The rows are apart from the order, so that the code of the tree
/// is there once and not for each type of row.
#[derive(Clone, Debug)]
struct Ordered<R> {
    slots: Vec<Option<R>>,
    free: Vec<usize>,
    order: BTreeMap<i64, usize>,
    groups: Groups,
}

impl<R> Default for Ordered<R> {
    fn default() -> Self {
        Self {
            slots: Vec::new(),
            free: Vec::new(),
            order: BTreeMap::new(),
            groups: Groups::default(),
        }
    }
}

impl<R: PartialEq> PartialEq for Ordered<R> {
    fn eq(&self, other: &Self) -> bool {
        self.order.keys().eq(other.order.keys()) && self.iter().eq(other.iter())
    }
}

impl<R: Grouped> Ordered<R> {
    fn put(&mut self, key: i64, row: R) {
        self.remove(key);
        self.groups.add(row.groups(), key);
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
        let row = self.slots.get_mut(slot)?.take()?;
        self.groups.remove(row.groups(), key);
        Some(row)
    }
}

impl<R> Ordered<R> {
    fn get(&self, key: i64) -> Option<&R> {
        self.slots.get(*self.order.get(&key)?)?.as_ref()
    }

    fn group(&self, group: Group) -> Rows<'_, R> {
        let keys = self.groups.0.get(&group);
        Rows {
            table: self,
            keys: keys.map(Vec::as_slice).unwrap_or_default(),
        }
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

    /// The rows of a group.
    pub fn group(&self, group: Group) -> Rows<'_, R> {
        self.0.group(group)
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

    /// The rows of a group.
    pub fn group(&self, group: Group) -> Rows<'_, R> {
        self.rows.group(group)
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

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::{Group, Grouped as _, Table};
    use crate::state::dice::Dice;
    use crate::state::rows::TaskRow;

    #[test]
    fn groups_hold_what_a_scan_finds_whatever_comes_changes_and_goes() {
        let mut dice = Dice::new(7);
        let mut table: Table<TaskRow> = Table::default();
        for _ in 0..2_000 {
            let id = dice.below(40) as i64;
            if dice.below(4) == 0 {
                table.remove(id);
            } else {
                table.put(TaskRow {
                    id,
                    project_id: dice.below(3) as i64,
                    status: dice.below(2) as i64 * 10,
                    parent_id: (dice.below(3) == 0).then_some(1),
                    deleted_at: (dice.below(5) == 0).then(String::new),
                    ..TaskRow::default()
                });
            }
            for group in [
                Group::Project(1),
                Group::ProjectStatus(1, 10),
                Group::ProjectStatus(2, 0),
                Group::Parent(1),
            ] {
                let scanned = table.iter().filter(|row| row.groups().contains(&group));
                let scanned: Vec<i64> = scanned.map(|row| row.id).collect();
                let rows = table.group(group);
                assert!(rows.iter().map(|row| row.id).eq(scanned.iter().copied()));
                assert_eq!(rows.len(), scanned.len(), "{group:?}");
            }
        }
    }

    #[test]
    fn a_part_is_cut_from_either_end_and_may_be_empty() {
        let mut table: Table<TaskRow> = Table::default();
        for id in 1..=5 {
            table.put(TaskRow {
                id,
                ..TaskRow::default()
            });
        }
        let part = |first, length, reversed| -> Vec<i64> {
            let rows = table.group(Group::Project(0));
            let part = rows.part(first, length, reversed);
            part.iter().map(|row| row.id).collect()
        };
        assert_eq!(part(1, 2, false), [2, 3]);
        assert_eq!(part(1, 2, true), [3, 4]);
        assert_eq!(part(4, usize::MAX, false), [5]);
        assert_eq!(part(5, 1, true), [] as [i64; 0]);
        assert_eq!(part(usize::MAX, 1, false), [] as [i64; 0]);
    }
}
