//! Rate limits that others share: instances of the SDK in the same process, and other processes.

use super::calls::{Calls, RateLimit};
use crate::rate_limit::Granted;

impl Calls {
    /// The state of the rate limit with this key, for other instances of the SDK in the same process.
    /// Unless `always`, nothing if it has not changed since it was last exported or imported.
    pub fn export_rate_limit(&mut self, key: &str, always: bool, push: &mut dyn FnMut(f64)) {
        if let Some(one) = self.rate_limit_of(key) {
            let changes = Some(one.limiter.changes());
            if always || one.shared_at != changes {
                one.shared_at = changes;
                one.limiter.export(push);
            }
        }
    }

    /// Takes over the state of the rate limit with this key from another instance.
    pub fn import_rate_limit(&mut self, key: &str, state: &[f64]) {
        if let Some(one) = self.rate_limit_of(key) {
            one.limiter.import(state);
            one.shared_at = Some(one.limiter.changes());
        }
    }

    /// What the store of the rate limit with this key has to know; see
    /// [`Limiter::report`](crate::rate_limit::Limiter::report). From the first time on, its permits come
    /// from the store.
    pub fn report_rate_limit(&mut self, key: &str, push: &mut dyn FnMut(f64)) {
        let isolated = self.isolated;
        if let Some(one) = self.rate_limit_of(key) {
            let interactive = one.queue.ahead_of(false);
            let bulk = one.queue.len() - interactive;
            one.limiter.report(isolated, interactive, bulk, push);
        }
    }

    /// Takes what the store of the rate limit with this key has granted.
    pub fn grant_rate_limit(&mut self, key: &str, granted: Granted) {
        if let Some(one) = self.rate_limit_of(key) {
            one.limiter.grant(granted);
        }
    }

    fn rate_limit_of(&mut self, key: &str) -> Option<&mut RateLimit> {
        let handle = self.rate_limits.find(|one| one.key == key)?;
        self.rate_limits.get_mut(handle)
    }
}
