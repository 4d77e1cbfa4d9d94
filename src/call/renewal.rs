//! Which token replaces one that the server refused with a 401.
//!
//! Several callers with tokens of their own may share a client, so everything here goes by the refused
//! token: calls that were refused with the same token share one renewal, and no call ever gets a token
//! that was obtained for another one. A late 401 for a token that has been replaced uses the
//! replacement and does not ask again.

/// So many replacements are remembered per client, for 401s that arrive late.
const REMEMBERED: usize = 16;

/// What a call does about its refused token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// It calls the token function, on behalf of all with the same refused token.
    Ask,
    /// Another call is asking.
    Wait,
    /// It uses the replacement.
    Use(String),
}

#[derive(Debug)]
struct Renewal {
    refused: String,
    /// `None` while a call is asking.
    replacement: Option<String>,
}

/// The renewals of one client.
#[derive(Debug, Default)]
pub struct Renewals {
    list: Vec<Renewal>,
}

impl Renewals {
    /// A call was refused with this token.
    pub fn refused(&mut self, token: &str) -> Step {
        match self.list.iter().find(|one| one.refused == *token) {
            Some(Renewal {
                replacement: Some(token),
                ..
            }) => Step::Use(token.clone()),
            Some(_) => Step::Wait,
            None => {
                self.list.push(Renewal {
                    refused: token.to_owned(),
                    replacement: None,
                });
                Step::Ask
            }
        }
    }

    /// The call that asked got a replacement.
    pub fn replaced(&mut self, refused: &str, replacement: &str) {
        for one in &mut self.list {
            // Whoever is late for an older token gets the newest one too.
            if *one.refused == *refused || one.replacement.as_deref() == Some(refused) {
                one.replacement = Some(replacement.to_owned());
            }
        }
        // A token that is given out again is good again.
        self.forget(replacement, false);
        if self.list.len() > REMEMBERED {
            let oldest = self.list.iter().position(|one| one.replacement.is_some());
            oldest.map(|index| self.list.remove(index));
        }
    }

    /// The call that asked got none, or is gone: the next one asks again.
    pub fn failed(&mut self, refused: &str) {
        self.forget(refused, true);
    }

    /// Forgets the renewal of a token, if a call is (not) asking. There is one at most.
    fn forget(&mut self, refused: &str, is_asking: bool) {
        let is_it =
            |one: &Renewal| one.refused == refused && one.replacement.is_none() == is_asking;
        let index = self.list.iter().position(is_it);
        index.map(|index| self.list.remove(index));
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn token(number: usize) -> String {
        format!("token-{number}")
    }

    #[test]
    fn one_call_asks_and_the_others_with_the_same_token_wait() {
        let mut renewals = Renewals::default();
        assert_eq!(renewals.refused(&token(0)), Step::Ask);
        assert_eq!(renewals.refused(&token(0)), Step::Wait);
        renewals.replaced("token-0", &token(1));
        assert_eq!(renewals.refused(&token(0)), Step::Use(token(1)));
        assert_eq!(
            renewals.refused(&token(1)),
            Step::Ask,
            "a fresh token may be refused too"
        );
    }

    #[test]
    fn calls_with_different_tokens_never_get_each_others_replacement() {
        let mut renewals = Renewals::default();
        assert_eq!(renewals.refused(&token(0)), Step::Ask);
        assert_eq!(renewals.refused(&token(10)), Step::Ask);
        renewals.replaced("token-0", &token(1));
        assert_eq!(renewals.refused(&token(10)), Step::Wait);
        renewals.replaced("token-10", &token(11));
        assert_eq!(renewals.refused(&token(10)), Step::Use(token(11)));
        assert_eq!(renewals.refused(&token(0)), Step::Use(token(1)));
    }

    #[test]
    fn a_token_that_was_replaced_twice_leads_to_the_newest() {
        let mut renewals = Renewals::default();
        for number in 0..3 {
            assert_eq!(renewals.refused(&token(number)), Step::Ask);
            renewals.replaced(&token(number), &token(number + 1));
        }
        assert_eq!(renewals.refused(&token(0)), Step::Use(token(3)));
    }

    #[test]
    fn a_token_that_is_given_out_again_is_not_taken_for_a_refused_one() {
        let mut renewals = Renewals::default();
        assert_eq!(renewals.refused(&token(0)), Step::Ask);
        renewals.replaced("token-0", &token(1));
        assert_eq!(renewals.refused(&token(1)), Step::Ask);
        renewals.replaced("token-1", &token(0));
        assert_eq!(renewals.refused(&token(1)), Step::Use(token(0)));
        assert_eq!(renewals.refused(&token(0)), Step::Ask);
    }

    #[test]
    fn after_a_failed_renewal_the_next_call_asks_again() {
        let mut renewals = Renewals::default();
        assert_eq!(renewals.refused(&token(0)), Step::Ask);
        renewals.failed("token-0");
        assert_eq!(renewals.refused(&token(0)), Step::Ask);
    }

    proptest! {
        #[test]
        fn memory_is_bounded_and_replacements_are_the_right_ones(script in prop::collection::vec((0_usize..40, 0_u8..3), 1..200)) {
            let mut renewals = Renewals::default();
            let mut asking = std::collections::BTreeSet::new();
            for (number, event) in script {
                match event {
                    0 => match renewals.refused(&token(number)) {
                        Step::Ask => prop_assert!(asking.insert(number), "asked twice at once"),
                        Step::Wait => prop_assert!(asking.contains(&number)),
                        Step::Use(replacement) => prop_assert_eq!(replacement, token(1_000 + number)),
                    },
                    1 if asking.remove(&number) => renewals.replaced(&token(number), &token(1_000 + number)),
                    2 if asking.remove(&number) => renewals.failed(&token(number)),
                    _ => {}
                }
                prop_assert!(renewals.list.len() <= REMEMBERED + asking.len() + 1);
            }
        }
    }
}
