//! Collects what differs between the contract and `src/api`, with what to do about it.

use crate::source::file_of;
use std::fmt::{self, Display};

/// A member of a request or of a response.
#[derive(Clone)]
pub struct At {
    pub operation: &'static str,
    /// A parameter; otherwise a member of the response.
    pub request: bool,
    /// Such as `data[].status`.
    pub member: String,
    /// The model that has the member.
    pub model: &'static str,
}

impl At {
    pub fn request(operation: &'static str, model: &'static str) -> Self {
        Self {
            operation,
            request: true,
            member: String::new(),
            model,
        }
    }

    pub fn response(operation: &'static str, model: &'static str) -> Self {
        Self {
            request: false,
            ..Self::request(operation, model)
        }
    }

    /// A member of this one.
    pub fn member(&self, name: &str) -> Self {
        let separator = if self.member.is_empty() { "" } else { "." };
        Self {
            member: format!("{}{separator}{name}", self.member),
            ..self.clone()
        }
    }

    /// The items of this array, or the values of this map.
    pub fn each(&self, brackets: &str) -> Self {
        Self {
            member: format!("{}{brackets}", self.member),
            ..self.clone()
        }
    }

    /// The same place, in a nested model.
    pub fn within(&self, model: &'static str) -> Self {
        Self {
            model,
            ..self.clone()
        }
    }
}

impl Display for At {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = if self.request {
            "parameter"
        } else {
            "response member"
        };
        write!(formatter, "{}, {part} `{}`", self.operation, self.member)
    }
}

/// What differs.
#[derive(Default)]
pub struct Differences(Vec<String>);

impl Differences {
    /// Adds a difference about a member. `remedy` is what to do in the file of its model.
    pub fn add(&mut self, at: &At, problem: impl Display, remedy: impl Display) {
        self.add_in(
            at,
            problem,
            format!("{}, {}", file_of(at.model), at.model),
            remedy,
        );
    }

    /// Adds a difference. `place` is where to do something about it.
    pub fn add_in(
        &mut self,
        subject: impl Display,
        problem: impl Display,
        place: impl Display,
        remedy: impl Display,
    ) {
        self.0
            .push(format!("{subject}: {problem}\n    in {place}: {remedy}"));
    }

    /// Adds a difference unless both are equal. `remedy` says what to write, given the contract's
    /// value.
    pub fn compare<T: PartialEq + fmt::Debug>(
        &mut self,
        at: &At,
        what: &str,
        ours: T,
        contract: T,
    ) {
        if ours != contract {
            let problem = format!("{what} is {ours:?}, but {contract:?} in the contract");
            let name = at.member.rsplit('.').next().unwrap_or_default();
            self.add(
                at,
                problem,
                format!("change {what} of `{name}` to {contract:?}"),
            );
        }
    }

    /// All of them, one paragraph each.
    pub fn text(&self) -> String {
        self.0.join("\n")
    }

    /// Fails if there are any.
    pub fn assert_none(&self) {
        assert!(
            self.0.is_empty(),
            "{} differences between contract/openapi.yaml and src/api:\n{}\n",
            self.0.len(),
            self.text()
        );
    }
}
