//! The rate limit: so many requests in any window, as the server counts them.

use crate::options::RateLimit;
use std::collections::VecDeque;

/// Where a request stands after it was counted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Standing {
    /// No limit.
    Unlimited,
    /// Taken; so many of the limit are left.
    Taken {
        /// Requests per window.
        limit: u32,
        /// Requests left.
        remaining: u32,
    },
    /// Refused.
    Refused {
        /// Requests per window.
        limit: u32,
        /// Milliseconds until one is left again.
        wait: f64,
    },
}

/// Counts requests over a sliding window.
#[derive(Clone, Debug)]
pub struct Pacing {
    limit: RateLimit,
    taken: VecDeque<f64>,
}

impl Pacing {
    pub const fn new(limit: RateLimit) -> Self {
        Self {
            limit,
            taken: VecDeque::new(),
        }
    }

    pub fn count(&mut self, now: f64) -> Standing {
        let RateLimit::Window {
            requests: limit,
            per,
        } = self.limit
        else {
            return Standing::Unlimited;
        };
        while self.taken.front().is_some_and(|at| *at + per <= now) {
            self.taken.pop_front();
        }
        match (u32::try_from(self.taken.len()), self.taken.front()) {
            (Ok(count), _) if count < limit => {
                self.taken.push_back(now);
                Standing::Taken {
                    limit,
                    remaining: limit - count - 1,
                }
            }
            (_, first) => Standing::Refused {
                limit,
                wait: first.map_or(per, |at| at + per - now),
            },
        }
    }
}
