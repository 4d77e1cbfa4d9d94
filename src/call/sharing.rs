//! Rate limits that others share: instances of the SDK in the same process, and other processes.

use super::calls::{Call, Calls, RateLimit};
use crate::rate_limit::Granted;

impl RateLimit {
    /// The call has been resumed, or is over.
    pub(super) fn end_resumption(&mut self, call: &mut Call) {
        if std::mem::take(&mut call.resumed) {
            self.resumed[usize::from(call.limits.bulk)] -= 1;
        }
    }
}

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
            let waiting = (interactive + one.resumed[0], bulk + one.resumed[1]);
            one.limiter.report((!isolated).then_some(waiting), push);
        }
    }

    /// Takes what the store of the rate limit with this key has granted.
    pub fn grant_rate_limit(&mut self, key: &str, granted: Granted, now: f64) {
        let Some(one) = self.rate_limits.find(|one| one.key == key) else {
            return;
        };
        if let Some(one) = self.rate_limits.get_mut(one)
            && one.limiter.grant(granted, now)
        {
            // They queue again, and report for how long.
            while let Some(id) = one.queue.pop() {
                self.ready.push(id);
                if let Some(call) = self.calls.get_mut(id) {
                    call.resumed = true;
                    one.resumed[usize::from(call.limits.bulk)] += 1;
                }
            }
        }
    }

    fn rate_limit_of(&mut self, key: &str) -> Option<&mut RateLimit> {
        let handle = self.rate_limits.find(|one| one.key == key)?;
        self.rate_limits.get_mut(handle)
    }
}
