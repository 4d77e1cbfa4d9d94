//! Judges an answer: a body for the caller, or what went wrong.

use crate::error::{Code, Failure};
use crate::json::{JsonType, Malformed, Scanner, unescape, utf8};
use crate::request::check::{Rigour, expected, pointer, push_number};
use crate::schema::Method;
use crate::tables::{PackedKind, TABLES};
use webwork_validator::{Path, Validator, Violation};

/// How answers are held against the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Validation {
    /// Not at all.
    Off,
    /// Breaches are reported.
    Report,
    /// A breach is an error.
    Strict,
}

/// A body, as it was read.
#[derive(Clone, Copy, Debug)]
pub struct Body<'b> {
    /// Its text.
    pub text: &'b [u8],
    /// `JSON.parse` took it.
    pub json: bool,
}

/// What an answer to a call is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The parsed body is the result.
    Body,
    /// There is no body, and none is needed: `{ success: true }` is the result.
    Acknowledged,
}

/// What of the call the judgement depends on.
#[derive(Clone, Copy, Debug)]
pub struct Question<'q> {
    /// The operation's name, for messages.
    pub name: &'q str,
    /// HTTP method.
    pub method: Method,
    /// What the contract says of the answer; `None` for a raw request: any JSON will do.
    pub answer: Option<PackedKind>,
    /// How to hold the answer against it.
    pub validation: Validation,
    /// An earlier attempt of this call may have been applied.
    pub maybe_applied: bool,
}

/// Judges a whole answer. `drift` is told of each breach: pointer, expected, found.
///
/// # Errors
/// An error status, `success: false`, a body that is not JSON or not an envelope, and under strict
/// validation the first breach.
pub fn judge(
    question: Question<'_>,
    status: u16,
    body: Body<'_>,
    drift: &mut dyn FnMut(&str, &str, &str),
) -> Result<Verdict, Failure> {
    let top = if body.json {
        top(body.text, status)
    } else {
        Top::default()
    };
    if !(200..300).contains(&status) {
        if question.maybe_applied && was_done(question, status, &top) {
            // The answer to the attempt that did it was lost; it is done, as asked.
            return Ok(Verdict::Acknowledged);
        }
        return Err(error(
            question.name,
            Code::of_status(status),
            status,
            &top,
            body,
        ));
    }
    let blank = body.text.iter().all(u8::is_ascii_whitespace);
    if blank && question.method != Method::Get {
        return Ok(Verdict::Acknowledged);
    }
    if blank || !body.json || (question.answer.is_some() && top.shape != Some(JsonType::Object)) {
        let what = if blank {
            " had no body"
        } else if !body.json {
            " was not JSON"
        } else {
            " was not a JSON object"
        };
        let mut message = said(question.name, status);
        message.push_str(what);
        return Err(Failure {
            excerpt: Some(excerpt(body.text)),
            ..Failure::new(Code::Decode, message)
        });
    }
    if top.success == Some(false) {
        return Err(error(question.name, Code::Api, status, &top, body));
    }
    let Some(kind) = question
        .answer
        .filter(|_| question.validation != Validation::Off)
    else {
        return Ok(Verdict::Body);
    };
    match hold(question, status, kind, body.text, drift) {
        Some(failure) => Err(failure),
        None => Ok(Verdict::Body),
    }
}

/// Whether a refusal says that there is nothing left to do: what was to be removed is gone, or, for
/// `timesheets.approve`, that it is "already approved".
fn was_done(question: Question<'_>, status: u16, top: &Top<'_>) -> bool {
    match (question.method, status, question.name.split_once('.')) {
        (Method::Delete, 404, _) => true,
        (Method::Put, 400 | 409 | 422, Some((_, verb))) if verb != "update" => {
            let message = top.message.unwrap_or_default();
            // Byte by byte: the search of `str` for texts is code of 2 KB.
            let says = |word: &str| {
                let mut parts = message.windows(word.len());
                parts.any(|part| part.eq_ignore_ascii_case(word.as_bytes()))
            };
            says("already") && says(verb)
        }
        _ => false,
    }
}

/// Holds a body against the contract; a failure only under strict validation.
fn hold(
    question: Question<'_>,
    status: u16,
    kind: PackedKind,
    text: &[u8],
    drift: &mut dyn FnMut(&str, &str, &str),
) -> Option<Failure> {
    let mut failure = None;
    let mut report = |breach: Violation<'_>| {
        let pointer = pointer(&breach.path);
        let expected = expected(breach.kind, breach.nullable, Rigour::Answer);
        let found = match breach.found {
            None => "nothing",
            Some(found) => Scanner::new(found)
                .next_type()
                .map_or("nothing", JsonType::name),
        };
        if question.validation == Validation::Strict && failure.is_none() {
            let mut message = said(question.name, status);
            for part in [
                " broke the contract at ",
                &pointer,
                ": expected ",
                &expected,
                ", found ",
                found,
            ] {
                message.push_str(part);
            }
            failure = Some(Failure {
                pointer: Some(pointer.clone()),
                excerpt: Some(excerpt(text)),
                ..Failure::new(Code::Decode, message)
            });
        }
        drift(&pointer, &expected, found);
    };
    let mut checker = Validator {
        tables: &TABLES,
        constraints: None,
        report: &mut report,
    };
    // JSON.parse took the text, so the walk finds its way.
    let _ = checker.value(&mut Scanner::new(text), kind, false, Path::Root);
    failure
}

/// `timeEntries.list: the answer (200)`
fn said(name: &str, status: u16) -> String {
    let mut message = String::from(name);
    message.push_str(": the answer (");
    push_number(i64::from(status), &mut message);
    message.push(')');
    message
}

fn error(name: &str, code: Code, status: u16, top: &Top<'_>, body: Body<'_>) -> Failure {
    let mut message = String::from(name);
    message.push_str(": ");
    push_number(i64::from(status), &mut message);
    match &top.message {
        Some(text) => {
            message.push(' ');
            message.push_str(&bounded(&unescape(text), 500));
        }
        None => message.push_str(if body.json {
            " without a message"
        } else {
            " without a JSON body"
        }),
    }
    Failure::new(code, message)
}

/// The first 200 characters.
fn excerpt(text: &[u8]) -> String {
    utf8(text).chars().take(200).collect()
}

fn bounded(text: &str, most: usize) -> String {
    let mut start: String = text.chars().take(most).collect();
    if start.len() < text.len() {
        start.push('…');
    }
    start
}

/// What the judgement needs of the envelope's own members.
#[derive(Default)]
struct Top<'t> {
    shape: Option<JsonType>,
    success: Option<bool>,
    message: Option<&'t [u8]>,
}

fn top(text: &[u8], status: u16) -> Top<'_> {
    let mut scanner = Scanner::new(text);
    let Ok(shape) = scanner.next_type() else {
        return Top::default();
    };
    let mut top = Top {
        shape: Some(shape),
        ..Top::default()
    };
    if shape == JsonType::Object {
        // JSON.parse took the text; should it break off all the same, what was found stands.
        let _ = scan_top(&mut scanner, &mut top, (200..300).contains(&status));
    }
    top
}

fn scan_top<'t>(scanner: &mut Scanner<'t>, top: &mut Top<'t>, fine: bool) -> Result<(), Malformed> {
    scanner.enter();
    while let Some(name) = scanner.member()? {
        let value = scanner.skip()?;
        match name {
            // `success` comes first; a good answer need not be walked through for its message.
            b"success" if value == b"true" && fine => {
                top.success = Some(true);
                return Ok(());
            }
            b"success" if value == b"false" => top.success = Some(false),
            b"message" => {
                top.message = value
                    .strip_prefix(b"\"")
                    .and_then(|raw| raw.strip_suffix(b"\""))
            }
            _ => {}
        }
    }
    Ok(())
}
