//! The rate limit: so many requests per user and window, by the sandbox's clock.

use crate::options::{Limit, Window};
use crate::time::Ms;
use std::collections::{BTreeMap, VecDeque};

/// Where a request is after it was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Requests per window.
    pub limit: u32,
    /// Requests left.
    pub remaining: u32,
    /// For a refused one: ms until one is left again.
    pub wait: Option<Ms>,
}

/// Counts requests.
#[derive(Clone, Debug)]
pub struct RateLimiter<K> {
    limit: Option<Limit>,
    users: BTreeMap<K, VecDeque<Ms>>,
}

impl<K: Ord> RateLimiter<K> {
    /// None counted so far.
    pub const fn new(limit: Option<Limit>) -> Self {
        Self {
            limit,
            users: BTreeMap::new(),
        }
    }

    /// Forgets what it counted.
    pub fn clear(&mut self) {
        self.users.clear();
    }

    /// Counts a request of a user; `None` where there is no limit.
    pub fn count(&mut self, user: K, now: Ms) -> Option<Standing> {
        let Limit {
            requests: limit,
            per,
            window,
        } = self.limit?;
        let per = per as Ms;
        let taken = self.users.entry(user).or_default();
        match window {
            Window::Sliding => {
                while taken
                    .front()
                    .is_some_and(|at| at.saturating_add(per) <= now)
                {
                    taken.pop_front();
                }
            }
            // A window begins with the first request after the last one ended.
            Window::Fixed => {
                if taken
                    .front()
                    .is_some_and(|at| at.saturating_add(per) <= now)
                {
                    taken.clear();
                }
            }
        }
        let count = u32::try_from(taken.len()).unwrap_or(u32::MAX);
        let first = taken.front().copied().unwrap_or(now);
        if count >= limit {
            return Some(Standing {
                limit,
                remaining: 0,
                wait: Some(first.saturating_add(per) - now),
            });
        }
        taken.push_back(now);
        Some(Standing {
            limit,
            remaining: limit - count - 1,
            wait: None,
        })
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    fn limiter(window: Window) -> RateLimiter<i64> {
        RateLimiter::new(Some(Limit {
            requests: 2,
            per: 100.0,
            window,
        }))
    }

    fn waits(window: Window, times: &[Ms]) -> Vec<Option<Ms>> {
        let mut limiter = limiter(window);
        let counted = times.iter().map(|at| limiter.count(1, *at));
        counted
            .map(|standing| standing.and_then(|one| one.wait))
            .collect()
    }

    #[test]
    fn a_fixed_window_ends_as_a_whole() {
        assert_eq!(
            waits(Window::Fixed, &[0, 90, 95, 100, 101, 102]),
            [None, None, Some(5), None, None, Some(98)]
        );
    }

    #[test]
    fn a_sliding_window_frees_one_request_after_another() {
        assert_eq!(
            waits(Window::Sliding, &[0, 90, 95, 100, 101, 190]),
            [None, None, Some(5), None, Some(89), None]
        );
    }

    #[test]
    fn each_user_has_a_budget_of_their_own() {
        let mut limiter = limiter(Window::Fixed);
        for user in [1, 2, 1, 2] {
            assert_eq!(limiter.count(user, 0).and_then(|one| one.wait), None);
        }
        assert!(limiter.count(1, 0).and_then(|one| one.wait).is_some());
    }
}
