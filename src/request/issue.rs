//! Collects what is wrong with a request, so that the caller learns all of it at once.

use super::did_you_mean::nearest;
use super::expected;
use super::formats::safe_integer;
use crate::error::{Code, Failure, Issue};
use crate::json::{
    PathStyle, bounded, count_characters, joined, path_text, push_index, push_number,
    string_contents, unescape, utf8,
};
use crate::tables::{NO_MAX, PackedKind, TABLES, Tag};
use webwork_validator::Violation;

/// Issues beyond these are left out: an array may hold thousands of bad items.
const KEPT: usize = 50;
/// Characters of a name or a value that a message quotes.
const QUOTED: usize = 80;

/// What is `received` where nothing was given.
const NOTHING: &str = "nothing";

/// The names of the call's options. As parameters they are a mistake that has its own hint.
const CALL_OPTIONS: &str =
    "signal timeout totalTimeout maxRetries headers query body priority prefetch";

/// Everything that is wrong with a request, as far as it is known.
#[derive(Debug, Default)]
pub struct Issues {
    kept: Vec<Issue>,
}

impl Issues {
    /// Adds an issue: `parameter` must be `expected`, but `received` was given.
    pub fn add(&mut self, parameter: String, expected: String, received: String) {
        if self.kept.len() < KEPT {
            self.kept.push(Issue {
                parameter,
                expected,
                received,
            });
        }
    }

    /// Adds an issue with a JSON value that is not as expected; `None` where there is no value.
    pub fn add_value(&mut self, parameter: &str, expected: &str, value: Option<&[u8]>) {
        let received = value.map_or_else(|| NOTHING.to_owned(), describe);
        self.add(parameter.to_owned(), expected.to_owned(), received);
    }

    /// Adds a violation of the contract.
    pub fn add_violation(&mut self, violation: &Violation<'_>) {
        if self.kept.len() == KEPT {
            return;
        }
        let parameter = path_text(&violation.path, PathStyle::Code);
        let expected = expected::in_request(violation.kind, violation.nullable);
        let received = violation.found.map_or_else(
            || NOTHING.to_owned(),
            |found| describe_for(found, violation.kind),
        );
        self.add(parameter, with_hint(expected, violation), received);
    }

    /// Adds a name that is not among the known ones.
    pub fn add_unknown(&mut self, name: &str, known: &[&str], value: &[u8]) {
        let mut expected = String::from(NOTHING);
        expected.push_str(" (");
        if CALL_OPTIONS.split(' ').any(|option| option == name) {
            expected.push_str("options go in the second argument");
        } else if let Some(near) = nearest(name, known) {
            expected.push_str("did you mean ");
            expected.push_str(near);
            expected.push('?');
        } else {
            expected.push_str("known: ");
            for (index, name) in known.iter().enumerate() {
                if index > 0 {
                    expected.push_str(", ");
                }
                expected.push_str(name);
            }
        }
        expected.push(')');
        // The string may be a secret that belongs elsewhere.
        let received = match string_contents(value) {
            Some(_) => "a string".to_owned(),
            None => describe(value),
        };
        self.add(bounded(name, QUOTED), expected, received);
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// How many issues there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.kept.len()
    }

    /// The failure that has all of them.
    #[must_use]
    pub fn into_failure(self) -> Box<Failure> {
        let mut failure = Failure::new(Code::InvalidArgument, String::new());
        failure.issues = self.kept;
        failure
    }
}

/// `24:00` is how many a schedule says midnight, so its refusal says what to do instead.
fn with_hint(mut expected: String, violation: &Violation<'_>) -> String {
    if violation.found == Some(b"\"24:00\"") {
        expected.push_str(super::rules::MIDNIGHT);
    }
    expected
}

/// What was given, in words for a message.
fn describe_for(found: &[u8], kind: PackedKind) -> String {
    let is_integer = matches!(kind.tag, Tag::Integer | Tag::StringOrInteger);
    if is_integer && found.len() > 15 && found.iter().all(|byte| matches!(byte, b'-' | b'0'..=b'9'))
    {
        let mut text = describe(found);
        if safe_integer(found).is_none() {
            text.push_str(", which JavaScript cannot hold exactly");
        }
        return text;
    }
    let has_maximum = TABLES.limits(kind).max != NO_MAX;
    match string_contents(found) {
        Some(raw) if has_maximum && found.len() > QUOTED => {
            let mut text = String::new();
            push_number(count_characters(&unescape(raw)) as i64, &mut text);
            text.push_str(" characters");
            text
        }
        _ => describe(found),
    }
}

/// A JSON value as a message quotes it: bounded, and what JSON cannot hold by its name.
fn describe(found: &[u8]) -> String {
    match placeholder_name(found) {
        Some(name) => unescape(name).into_owned(),
        None => bounded(utf8(found), QUOTED),
    }
}

const PLACEHOLDER: &[u8] = b"{\"\\u0000\":\"";

/// What stands for a value that JSON cannot hold, such as `NaN` or `a Date`. The TypeScript side
/// writes it as `{"\u0000":"NaN"}`, and lets no name of the caller's begin with that character.
fn placeholder_name(value: &[u8]) -> Option<&[u8]> {
    value.strip_prefix(PLACEHOLDER)?.strip_suffix(b"\"}")
}

/// Whether the JSON stands for a value that JSON cannot hold.
#[must_use]
pub fn is_placeholder(json: &[u8]) -> bool {
    placeholder_name(json).is_some()
}

/// Whether somewhere in the JSON something stands for what JSON cannot hold.
fn has_placeholder(json: &[u8]) -> bool {
    matches!(json.first(), Some(b'{' | b'['))
        && json
            .windows(PLACEHOLDER.len())
            .any(|part| part == PLACEHOLDER)
}

/// Adds an issue for each value in the JSON that JSON cannot hold.
pub fn add_placeholders(value: &[u8], parameter: &str, issues: &mut Issues) {
    if is_placeholder(value) {
        return issues.add_value(parameter, "a JSON value", Some(value));
    }
    if !has_placeholder(value) {
        return;
    }
    super::each_member(value, &mut |name, member| {
        let name = bounded(&unescape(name), QUOTED);
        add_placeholders(member, &joined(&[parameter, ".", &name]), issues);
    });
    let mut index = 0;
    super::each_item(value, &mut |item| {
        let mut place = parameter.to_owned();
        push_index(index, &mut place);
        add_placeholders(item, &place, issues);
        index += 1;
    });
}
