//! What copies of the SDK in the same process tell each other about a rate limit.

use super::limiter::Limiter;

impl Limiter {
    /// What other copies of the SDK in the same process have to know: which permits are taken, and until
    /// when nothing leaves.
    pub fn export(&self, push: &mut dyn FnMut(f64)) {
        push(self.paused_until);
        push(self.in_flight.len() as f64);
        push(self.withheld.len() as f64);
        for numbers in [&self.in_flight, &self.withheld, &self.released] {
            numbers.iter().copied().for_each(&mut *push);
        }
    }

    /// Takes over what another copy has exported.
    pub fn import(&mut self, numbers: &[f64]) {
        let [paused_until, in_flight, withheld, times @ ..] = numbers else {
            return;
        };
        let (in_flight, times) = split(times, *in_flight);
        let (withheld, released) = split(times, *withheld);
        self.paused_until = *paused_until;
        for (times, numbers) in [
            (&mut self.in_flight, in_flight),
            (&mut self.withheld, withheld),
            (&mut self.released, released),
        ] {
            *times = numbers.to_vec();
        }
        self.changes = self.changes.wrapping_add(1);
    }
}

fn split(numbers: &[f64], at: f64) -> (&[f64], &[f64]) {
    numbers.split_at_checked(at as usize).unwrap_or_default()
}
