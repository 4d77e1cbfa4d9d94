//! Judges the body of a response: a result for the caller, or what went wrong.

use crate::error::{Code, Failure};
use crate::json::{
    JsonType, PathStyle, Scanner, joined, path_text, push_number, split_at_first, utf8,
};
use crate::request::expected;
use crate::schema::Method;
use crate::tables::{PackedKind, TABLES};
use webwork_validator::{Path, Validator, Violation};

/// How responses are compared with the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Validation {
    /// Not at all.
    Off,
    /// Violations are reported.
    Report,
    /// A violation is an error.
    Strict,
}

/// What a body is at the top.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BodyKind {
    /// Nothing, or white space.
    #[default]
    Empty,
    /// Not JSON.
    NotJson,
    /// A JSON object.
    Object,
    /// Another JSON value.
    OtherJson,
}

/// What judging needs to know of a body. The parsed body itself stays in JavaScript.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// What it is at the top.
    pub kind: BodyKind,
    /// The member `success`: whether it is exactly `true`; `None` if it is missing.
    pub success: Option<bool>,
    /// What the server says in `message`, if that is a string with something in it.
    pub message: Option<String>,
    /// What the server says in `error`, likewise.
    pub error: Option<String>,
}

/// What the caller gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The parsed body.
    Body,
    /// `{ success: true }`: there is no body, and none is needed.
    Acknowledged,
}

/// The facts of a call that the judgement depends on.
#[derive(Clone, Copy, Debug)]
pub struct Context<'c> {
    /// Name of the operation.
    pub operation: &'c str,
    /// HTTP method.
    pub method: Method,
    /// What the contract says about the response; `None` for a raw request, which may return any JSON.
    pub contract: Option<PackedKind>,
    /// How to compare with the contract.
    pub validation: Validation,
    /// An earlier attempt of this call may have been applied.
    pub maybe_applied: bool,
}

/// Judges a whole response. `text` is needed where [`is_validated`]. `drift` receives each violation
/// of the contract: pointer, expected, found.
///
/// # Errors
/// An error status, a `success` that is not `true`, a body that is not JSON or not an object, and,
/// under strict validation, the first violation.
pub fn judge(
    context: Context<'_>,
    status: u16,
    body: &Summary,
    text: &[u8],
    drift: &mut dyn FnMut(&str, &str, &str),
) -> Result<Verdict, Box<Failure>> {
    if !is_success(status) {
        if context.maybe_applied && was_done(context, status, body) {
            // The response to the attempt that did it was lost.
            return Ok(Verdict::Acknowledged);
        }
        return Err(refused(status, Code::of_status(status), body));
    }
    let typed = context.contract.is_some();
    let problem = match body.kind {
        BodyKind::Empty if context.method != Method::Get => return Ok(Verdict::Acknowledged),
        BodyKind::Empty => "has no body",
        BodyKind::NotJson => "is not JSON",
        BodyKind::OtherJson if typed => "is not a JSON object",
        BodyKind::OtherJson | BodyKind::Object => "",
    };
    if !problem.is_empty() {
        return Err(undecodable(status, &[" ", problem]));
    }
    // An `error` without `success` is a refusal too; a raw GET may return a record that has one.
    let only_error =
        body.success.is_none() && body.error.is_some() && (typed || context.method != Method::Get);
    if body.success == Some(false) || only_error {
        return Err(refused(status, Code::Api, body));
    }
    match context.contract {
        Some(kind) if context.validation != Validation::Off => {
            match validate(context, status, kind, text, drift) {
                Some(failure) => Err(failure),
                None => Ok(Verdict::Body),
            }
        }
        _ => Ok(Verdict::Body),
    }
}

/// Whether the text of a body is needed to judge it.
#[must_use]
pub const fn is_validated(context: Context<'_>, status: u16) -> bool {
    is_success(status)
        && context.contract.is_some()
        && !matches!(context.validation, Validation::Off)
}

const fn is_success(status: u16) -> bool {
    matches!(status, 200..=299)
}

/// Whether a refusal says that there is nothing left to do: what should be deleted is gone, or what
/// should be approved is "already approved".
fn was_done(context: Context<'_>, status: u16, body: &Summary) -> bool {
    let method = split_at_first(context.operation, b".").map(|(_, method)| method);
    match (context.method, status, method) {
        (Method::Delete, 404, _) => true,
        (
            Method::Put,
            400 | 409 | 422,
            Some(transition @ ("approve" | "reject" | "submit" | "unsubmit")),
        ) => [&body.message, &body.error]
            .into_iter()
            .flatten()
            .any(|said| is_already(said, transition)),
        _ => false,
    }
}

/// Words that turn what follows them into something else than a statement about the record.
const TURNING: [&str; 6] = ["not", "n't", "unless", "whose", "which", "if "];

/// Whether a sentence says that something is "already" what the verb makes of it.
fn is_already(sentence: &str, verb: &str) -> bool {
    let phrase = joined(&["already ", verb]);
    let Some(at) = position(sentence, &phrase) else {
        return false;
    };
    let (before, rest) = sentence.as_bytes().split_at(at);
    let rest = rest.get(phrase.len()..).unwrap_or_default();
    let letters = rest.iter().take_while(|byte| byte.is_ascii_alphabetic());
    // approve-d, reject-ed, submit-ted
    let is_participle = [&b"d"[..], b"ed", b"ted"].iter().any(|ending| {
        letters
            .clone()
            .map(u8::to_ascii_lowercase)
            .eq(ending.iter().copied())
    });
    let before = utf8(before);
    is_participle && TURNING.iter().all(|word| position(before, word).is_none())
}

/// Where a phrase is in a text, whatever its case. The search of `str` weighs 2 KB.
fn position(text: &str, phrase: &str) -> Option<usize> {
    let mut windows = text.as_bytes().windows(phrase.len());
    windows.position(|window| window.eq_ignore_ascii_case(phrase.as_bytes()))
}

/// Compares a body with the contract; a failure only under strict validation.
fn validate(
    context: Context<'_>,
    status: u16,
    kind: PackedKind,
    text: &[u8],
    drift: &mut dyn FnMut(&str, &str, &str),
) -> Option<Box<Failure>> {
    let mut failure = None;
    let mut report = |violation: Violation<'_>| {
        let pointer = path_text(&violation.path, PathStyle::Pointer);
        let expected = expected::in_response(violation.kind, violation.nullable);
        let found = match violation.found {
            None => "nothing",
            Some(found) => Scanner::new(found)
                .next_type()
                .map_or("nothing", JsonType::name),
        };
        if context.validation == Validation::Strict && failure.is_none() {
            let what = [
                " violates the contract at ",
                if pointer.is_empty() { "/" } else { &pointer },
                ": expected ",
                &expected,
                ", found ",
                found,
            ];
            let mut one = undecodable(status, &what);
            one.pointer = Some(pointer.clone());
            failure = Some(one);
        }
        drift(&pointer, &expected, found);
    };
    let mut validator = Validator {
        tables: &TABLES,
        constraints: None,
        report: &mut report,
    };
    // JSON.parse has accepted the text, so the scan succeeds.
    let _ = validator.value(&mut Scanner::new(text), kind, false, Path::Root);
    failure
}

/// The failure of a call whose response cannot be used: `the response (200) …`.
fn undecodable(status: u16, what: &[&str]) -> Box<Failure> {
    let mut message = "the response (".to_owned();
    push_number(i64::from(status), &mut message);
    message.push(')');
    message.push_str(&joined(what));
    let mut failure = Failure::new(Code::Decode, message);
    failure.has_excerpt = true;
    failure
}

/// The failure of a call that the server refused, in the server's words.
fn refused(status: u16, code: Code, body: &Summary) -> Box<Failure> {
    let mut message = String::new();
    push_number(i64::from(status), &mut message);
    message.push(' ');
    let said = body.message.as_deref().or(body.error.as_deref());
    message.push_str(said.unwrap_or("(the response has no message)"));
    Failure::new(code, message)
}
