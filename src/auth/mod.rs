//! Which token a call carries after a refusal. Tokens themselves stay with the host; here they are
//! numbers, counted up with each new one.

/// What to do about a token that the server refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A newer one is there already: the call goes again with that. The refusal came late, and says
    /// nothing of it.
    Repeat,
    /// One is being asked for: the call waits for it.
    Wait,
    /// The call is to ask for one, on behalf of all.
    Ask,
}

/// The token of one client, and whether another is being asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Renewal {
    newest: u32,
    asking: bool,
}

impl Renewal {
    /// The number of the token that requests carry now.
    #[must_use]
    pub const fn newest(self) -> u32 {
        self.newest
    }

    /// The server refused the token of this number.
    pub fn refused(&mut self, number: u32) -> Step {
        if number != self.newest {
            return Step::Repeat;
        }
        if self.asking {
            return Step::Wait;
        }
        self.asking = true;
        Step::Ask
    }

    /// The source answered, or failed; `fresh`: with another token than before.
    pub fn told(&mut self, fresh: bool) {
        self.asking = false;
        if fresh {
            self.newest = self.newest.wrapping_add(1);
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_call_asks_and_the_others_wait() {
        let mut renewal = Renewal::default();
        assert_eq!(renewal.refused(0), Step::Ask);
        assert_eq!(renewal.refused(0), Step::Wait);
        renewal.told(true);
        assert_eq!((renewal.newest(), renewal.refused(0)), (1, Step::Repeat));
        assert_eq!(
            renewal.refused(1),
            Step::Ask,
            "a fresh token may be refused too"
        );
    }

    #[test]
    fn a_source_that_failed_may_be_asked_again() {
        let mut renewal = Renewal::default();
        assert_eq!(renewal.refused(0), Step::Ask);
        renewal.told(false);
        assert_eq!(renewal.refused(0), Step::Ask);
    }

    proptest! {
        #[test]
        fn a_late_refusal_never_throws_a_fresh_token_away(script in prop::collection::vec((0_u8..3, any::<prop::sample::Index>()), 1..50)) {
            let mut renewal = Renewal::default();
            let mut asking = 0;
            let mut sent = vec![0];
            for (what, which) in script {
                match what {
                    0 => sent.push(renewal.newest()),
                    1 => {
                        let number = sent[which.index(sent.len())];
                        let newest = renewal.newest();
                        match renewal.refused(number) {
                            Step::Ask => asking += 1,
                            Step::Wait => prop_assert_eq!(asking, 1),
                            Step::Repeat => prop_assert!(number < newest),
                        }
                        prop_assert!(asking <= 1, "asked twice at once");
                        prop_assert_eq!(renewal.newest(), newest);
                    }
                    _ if asking > 0 => {
                        asking = 0;
                        renewal.told(true);
                    }
                    _ => {}
                }
            }
        }
    }
}
