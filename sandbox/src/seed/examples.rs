pub fn examples() -> crate::state::State { crate::state::State::default() }
