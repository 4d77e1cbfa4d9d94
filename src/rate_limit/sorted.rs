//! Names in the order of their scores, like a sorted set of Redis.

use std::collections::{BTreeMap, BTreeSet};

/// A sorted set: each name once, with a score. Equal scores are ordered by name.
#[derive(Clone, Debug, Default)]
pub(super) struct Sorted {
    scores: BTreeMap<String, i64>,
    order: BTreeSet<(i64, String)>,
}

impl Sorted {
    /// Adds a name, or changes its score.
    pub(super) fn add(&mut self, name: &str, score: i64) {
        self.remove(name);
        self.scores.insert(name.to_owned(), score);
        self.order.insert((score, name.to_owned()));
    }

    /// Removes a name.
    pub(super) fn remove(&mut self, name: &str) {
        if let Some(score) = self.scores.remove(name) {
            self.order.remove(&(score, name.to_owned()));
        }
    }

    /// Removes all names whose score is at most `score`, and returns them.
    pub(super) fn remove_until(&mut self, score: i64) -> Vec<String> {
        let mut removed = Vec::new();
        while let Some((first, _)) = self.order.first()
            && *first <= score
            && let Some((_, name)) = self.order.pop_first()
        {
            self.scores.remove(&name);
            removed.push(name);
        }
        removed
    }

    /// How many names come before this one.
    pub(super) fn rank(&self, name: &str) -> usize {
        let score = self.scores.get(name).copied().unwrap_or(i64::MAX);
        self.order.range(..(score, name.to_owned())).count()
    }

    /// The score at an index.
    pub(super) fn score_at(&self, index: usize) -> Option<i64> {
        self.order.iter().nth(index).map(|(score, _)| *score)
    }

    /// How many names there are.
    pub(super) fn len(&self) -> usize {
        self.scores.len()
    }
}
