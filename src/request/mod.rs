//! From parameters to a request, without I/O.

pub mod check;

use crate::error::{Code, Failure};
use crate::json::{JsonType, Scanner, count_characters, joined, push_hex, quote, unescape, utf8};
use crate::schema::Method;
use crate::tables::{
    self, CLIENT_DEFAULT, IN_PATH, IN_QUERY, NULLABLE, OPTIONAL, PackedField, PackedOperation,
    RuleTag,
};
use check::{Rigour, exactly, expected, pointer, push_number, safe_integer};
use webwork_validator::{Path, Validator, Violation};

/// What is sent, but for the headers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// HTTP method.
    pub method: Method,
    /// The whole URL.
    pub url: String,
    /// JSON, if there is a body.
    pub body: Option<String>,
}

/// What the client adds to every request.
#[derive(Clone, Copy, Debug)]
pub struct Base<'c> {
    /// The base URL, without a slash at its end.
    pub url: &'c str,
    /// Stands in for a missing `workspace_id`.
    pub workspace_id: Option<i64>,
}

/// `timeEntries.create`
#[must_use]
pub fn name(operation: &PackedOperation) -> String {
    let mut name = String::from(tables::string(operation.resource));
    name.push('.');
    name.push_str(tables::string(operation.name));
    name
}

/// Checks the parameters (JSON text of an object) against the contract and builds the request.
/// `extras` is JSON text of `{ query?, body? }`, merged into what is sent.
///
/// # Errors
/// [`Code::InvalidArgument`], naming the parameter.
pub fn build(
    operation: &PackedOperation,
    base: Base<'_>,
    params: &[u8],
    extras: Option<&[u8]>,
) -> Result<Request, Failure> {
    let fields = tables::fields(operation.params);
    let builder = Builder {
        operation,
        fields,
        values: collect(operation, fields, params)?,
    };
    builder.build(base, extras)
}

/// Builds the request of `webwork.request()`: `spec` is JSON text of `{ method, path, query?, body? }`.
///
/// # Errors
/// [`Code::InvalidArgument`], naming the member.
pub fn build_raw(base: Base<'_>, spec: &[u8], extras: Option<&[u8]>) -> Result<Request, Failure> {
    let refuse = |what: &str| {
        Err(Failure::new(
            Code::InvalidArgument,
            joined(&["request: ", what]),
        ))
    };
    let mut method = None;
    let mut path = None;
    let mut query = None;
    let mut body = None;
    let unknown = each_member(spec, &mut |name, value| match name {
        b"method" => {
            method = Some(value);
            true
        }
        b"path" => {
            path = Some(value);
            true
        }
        b"query" => {
            query = Some(value);
            true
        }
        b"body" => {
            body = Some(value);
            true
        }
        _ => false,
    });
    if let Some(unknown) = unknown {
        return refuse(&joined(&[
            "there is no member ",
            &unescape(unknown),
            "; known are method, path, query, body",
        ]));
    }
    let method = match method {
        Some(b"\"GET\"") => Method::Get,
        Some(b"\"POST\"") => Method::Post,
        Some(b"\"PUT\"") => Method::Put,
        Some(b"\"DELETE\"") => Method::Delete,
        _ => return refuse("method must be one of \"GET\", \"POST\", \"PUT\", \"DELETE\""),
    };
    let path = path
        .and_then(inner_text)
        .map(|raw| unescape(raw).into_owned())
        .unwrap_or_default();
    // A path that could leave the base URL would take the token along.
    let leaves = path
        .split(['/', '\\'])
        .any(|segment| matches!(segment, "." | ".."));
    let bad = |byte: u8| byte <= b' ' || matches!(byte, b'\\' | b'?' | b'#' | 0x7F);
    if !path.starts_with('/') || path.starts_with("//") || leaves || path.bytes().any(bad) {
        return refuse(
            "path must start with one \"/\" and hold no space, \"?\", \"#\", \"\\\" or dot segment; put the query into query",
        );
    }
    let mut url = String::from(base.url);
    for byte in path.bytes() {
        if byte.is_ascii() {
            url.push(char::from(byte))
        } else {
            percent(byte, &mut url)
        }
    }
    let mut query_text = String::new();
    if let Some(query) = query {
        add_query("request: query", query, &mut query_text)?;
    }
    let mut body = match body {
        None => None,
        Some(_) if method == Method::Get => return refuse("a GET takes no body"),
        Some(body) => Some(utf8(body).to_owned()),
    };
    merge_extras("request", extras, method, &mut query_text, &mut body)?;
    url.push_str(&query_text);
    Ok(Request { method, url, body })
}

/// The raw value of each parameter, by its place in the model.
type Values<'p> = [Option<&'p [u8]>; 64];

fn collect<'p>(
    operation: &PackedOperation,
    fields: &[PackedField],
    params: &'p [u8],
) -> Result<Values<'p>, Failure> {
    let mut values: Values<'p> = [None; 64];
    let mut breach = None;
    let unknown = each_member(params, &mut |name, value| {
        let Some(place) = fields
            .iter()
            .position(|field| tables::bytes(field.name) == name)
        else {
            return false;
        };
        if let Some(slot) = values.get_mut(place) {
            *slot = Some(value);
        }
        if let Some(field) = fields.get(place) {
            let mut report = |found: Violation<'_>| {
                breach.get_or_insert_with(|| refusal(operation, &found));
            };
            let mut checker = Validator {
                tables: &tables::TABLES,
                constraints: Some(&exactly),
                report: &mut report,
            };
            let kind = tables::kind_of(field);
            // The text was written by JSON.stringify; if it is not JSON the value is refused below.
            let _ = checker.value(
                &mut Scanner::new(value),
                kind,
                field.flags & NULLABLE != 0,
                Path::Member(&Path::Root, name),
            );
        }
        true
    });
    if let Some(unknown) = unknown {
        return Err(unknown_name(operation, fields, &unescape(unknown)));
    }
    match breach {
        Some(failure) => Err(failure),
        None => Ok(values),
    }
}

/// Calls for each member of an object; stops at the first that is refused and returns its name.
fn each_member<'t>(
    object: &'t [u8],
    // Not generic: each caller would bring its own copy of the loop.
    take: &mut dyn FnMut(&'t [u8], &'t [u8]) -> bool,
) -> Option<&'t [u8]> {
    let mut scanner = Scanner::new(object);
    if scanner.next_type() != Ok(JsonType::Object) {
        return None;
    }
    scanner.enter();
    while let Ok(Some(name)) = scanner.member() {
        let Ok(value) = scanner.skip() else {
            return Some(name);
        };
        if !take(name, value) {
            return Some(name);
        }
    }
    None
}

/// `timeEntries.create: ` and the parts.
fn refuse(operation: &PackedOperation, parts: &[&str]) -> Failure {
    let mut message = name(operation);
    message.push_str(": ");
    for part in parts {
        message.push_str(part);
    }
    Failure::new(Code::InvalidArgument, message)
}

fn refusal(operation: &PackedOperation, breach: &Violation<'_>) -> Failure {
    let mut message = name(operation);
    message.push_str(": ");
    // `/assignees/0` reads as `assignees[0]` to those who wrote it.
    for (place, part) in pointer(&breach.path).split('/').skip(1).enumerate() {
        if place == 0 {
            message.push_str(part);
        } else {
            message.push('[');
            message.push_str(part);
            message.push(']');
        }
    }
    message.push_str(" must be ");
    message.push_str(&expected(breach.kind, breach.nullable, Rigour::Request));
    if let Some(found) = breach.found {
        message.push_str(", got ");
        message.push_str(&given(found, breach.kind));
    }
    Failure::new(Code::InvalidArgument, message)
}

/// What was given, for a message: bounded, and with the name of what JSON cannot hold.
fn given(found: &[u8], kind: tables::PackedKind) -> String {
    // The facade writes {"\u0000":"NaN"} for what JSON would silently change.
    if let Some(marked) = found
        .strip_prefix(b"{\"\\u0000\":\"")
        .and_then(|rest| rest.strip_suffix(b"\"}"))
    {
        return unescape(marked).into_owned();
    }
    if found.starts_with(b"\"")
        && tables::TABLES.limits(kind).max != tables::NO_MAX
        && found.len() > 80
    {
        let mut text = String::new();
        push_number(
            inner_text(found).map_or(0, |raw| count_characters(&unescape(raw)) as i64),
            &mut text,
        );
        text.push_str(" characters");
        return text;
    }
    let text = utf8(found);
    if count_characters(text) <= 80 {
        return text.to_owned();
    }
    let mut start: String = text.chars().take(80).collect();
    start.push('…');
    start
}

fn unknown_name(operation: &PackedOperation, fields: &[PackedField], given: &str) -> Failure {
    let mut message = name(operation);
    message.push_str(": there is no parameter ");
    message.push_str(&given.chars().take(80).collect::<String>());
    let near = nearest(given, fields.iter().map(|field| tables::string(field.name)));
    match near {
        Some(near) => {
            message.push_str("; did you mean ");
            message.push_str(near);
            message.push('?');
        }
        None => {
            message.push_str("; known are ");
            for (place, field) in fields.iter().enumerate() {
                if place > 0 {
                    message.push_str(", ");
                }
                message.push_str(tables::string(field.name));
            }
        }
    }
    Failure::new(Code::InvalidArgument, message)
}

/// The known name that was most likely meant: the same but for case and underscores, or at most a
/// third of its letters away.
fn nearest<'n>(given: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let fold = |text: &str| {
        text.chars()
            .filter(|letter| *letter != '_')
            .take(40)
            .map(|letter| letter.to_ascii_lowercase())
            .collect::<Vec<_>>()
    };
    let given = fold(given);
    known
        .map(|name| (distance(&given, &fold(name)), name))
        .filter(|(distance, name)| *distance * 3 <= name.len())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// Letters to change, add or drop (Levenshtein).
fn distance(from: &[char], to: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (line, letter) in from.iter().enumerate() {
        let mut diagonal = line;
        if let Some(first) = row.first_mut() {
            *first = line + 1;
        }
        let mut left = line + 1;
        for (cell, other) in row.iter_mut().skip(1).zip(to) {
            let above = *cell;
            *cell = (diagonal + usize::from(letter != other))
                .min(above + 1)
                .min(left + 1);
            diagonal = above;
            left = *cell;
        }
    }
    row.last().copied().unwrap_or_default()
}

struct Builder<'p> {
    operation: &'p PackedOperation,
    fields: &'p [PackedField],
    values: Values<'p>,
}

impl Builder<'_> {
    fn build(mut self, base: Base<'_>, extras: Option<&[u8]>) -> Result<Request, Failure> {
        let mut workspace = String::new();
        if let Some(id) = base.workspace_id {
            push_number(id, &mut workspace);
        }
        let mut rules_text = Vec::new();
        self.require(&workspace)?;
        self.rules(&mut rules_text)?;

        let mut url = String::with_capacity(base.url.len() + 160);
        url.push_str(base.url);
        self.path(&mut url)?;
        let mut query = String::new();
        // `None` as long as no member belongs there: where the contract has a body, one is sent,
        // be it `{}`.
        let mut body: Option<String> = None;
        for (place, field) in self.fields.iter().enumerate() {
            let in_body = field.flags & (IN_PATH | IN_QUERY) == 0;
            if in_body {
                body.get_or_insert_with(|| "{".to_owned());
            }
            let stand_in = (field.flags & CLIENT_DEFAULT != 0 && !workspace.is_empty())
                .then_some(workspace.as_bytes());
            let Some(value) = self.values.get(place).copied().flatten().or(stand_in) else {
                continue;
            };
            let value = rules_text
                .iter()
                .find(|(at, _)| *at == place)
                .map_or(value, |(_, text): &(usize, String)| text.as_bytes());
            let parameter = tables::string(field.name);
            if field.flags & IN_QUERY != 0 {
                if value == b"[]" {
                    // `users=` might mean all.
                    return Err(refuse(
                        self.operation,
                        &[parameter, " must not be an empty list; leave it out"],
                    ));
                }
                push_query_name(parameter, &mut query);
                push_query_value(value, &mut query);
            } else if let Some(body) = body.as_mut().filter(|_| in_body) {
                if body.len() > 1 {
                    body.push(',');
                }
                quote(parameter, body);
                body.push(':');
                body.push_str(utf8(value));
            }
        }
        if let Some(body) = &mut body {
            body.push('}');
        }
        merge_extras(
            &name(self.operation),
            extras,
            self.operation.method,
            &mut query,
            &mut body,
        )?;
        url.push_str(&query);
        Ok(Request {
            method: self.operation.method,
            url,
            body,
        })
    }

    fn require(&self, workspace: &str) -> Result<(), Failure> {
        for (place, field) in self.fields.iter().enumerate() {
            let missing = self.values.get(place).copied().flatten().is_none();
            let stands_in = field.flags & CLIENT_DEFAULT != 0 && !workspace.is_empty();
            if missing && field.flags & OPTIONAL == 0 && !stands_in {
                let nullable = field.flags & NULLABLE != 0;
                let elsewhere = if field.flags & CLIENT_DEFAULT != 0 {
                    ", here or as workspaceId of the client"
                } else {
                    ""
                };
                return Err(refuse(
                    self.operation,
                    &[
                        tables::string(field.name),
                        " is required: ",
                        &expected(tables::kind_of(field), nullable, Rigour::Request),
                        elsewhere,
                    ],
                ));
            }
        }
        Ok(())
    }

    /// Applies the rules between parameters; values that a rule changes are added to `changed`.
    fn rules(&mut self, changed: &mut Vec<(usize, String)>) -> Result<(), Failure> {
        for rule in tables::rules(self.operation) {
            let (first, second) = (usize::from(rule.field), usize::from(rule.operand));
            let value = self.sent(first);
            if rule.rule == RuleTag::Clamp {
                let most = i64::from(rule.operand);
                if value
                    .and_then(safe_integer)
                    .is_some_and(|value| value > most)
                {
                    let mut text = String::new();
                    push_number(most, &mut text);
                    changed.push((first, text));
                }
                continue;
            }
            let other = self.sent(second);
            let (first, second) = (self.name_of(first), self.name_of(second));
            let broken = match (rule.rule, value, other) {
                (RuleTag::AtLeastOne, None, None) => [first, " or ", second, " is required"],
                (RuleTag::Requires, Some(_), None) => {
                    [first, " is sent only together with ", second, ""]
                }
                (RuleTag::Before, Some(from), Some(to)) if !is_before(from, to) => {
                    [second, " must be after ", first, ""]
                }
                (RuleTag::NotAfter, Some(from), Some(to)) if day_of(from) > day_of(to) => {
                    [second, " must not be before ", first, ""]
                }
                (RuleTag::AtMost31Days, Some(from), Some(to))
                    if (rule.only_with == tables::ALWAYS
                        || self.sent(usize::from(rule.only_with)).is_some())
                        && !within_31_days(from, to) =>
                {
                    [first, " to ", second, " must be 31 days at most"]
                }
                _ => continue,
            };
            let [one, two, three, four] = broken;
            let got = match (value, other) {
                (Some(value), Some(other)) => [", got ", utf8(value), " to ", utf8(other)],
                _ => [""; 4],
            };
            let parts = [one, two, three, four, got[0], got[1], got[2], got[3]];
            return Err(refuse(self.operation, &parts));
        }
        Ok(())
    }

    /// The value that was given for a parameter, unless it is `null`.
    fn sent(&self, place: usize) -> Option<&[u8]> {
        let value = self.values.get(place).copied().flatten();
        value.filter(|value| *value != b"null")
    }

    fn name_of(&self, place: usize) -> &'static str {
        self.fields
            .get(place)
            .map_or("", |field| tables::string(field.name))
    }

    fn path(&self, url: &mut String) -> Result<(), Failure> {
        let mut rest = tables::string(self.operation.path);
        while let Some((before, after)) = rest.split_once('{') {
            url.push_str(before);
            let Some((placeholder, after)) = after.split_once('}') else {
                break;
            };
            rest = after;
            let place = self
                .fields
                .iter()
                .position(|field| tables::string(field.name) == placeholder);
            let value = place
                .and_then(|place| self.values.get(place).copied().flatten())
                .unwrap_or_default();
            match inner_text(value) {
                None => url.push_str(utf8(value)),
                Some(raw) => {
                    let text = unescape(raw);
                    if matches!(&*text, "" | "." | "..") {
                        return Err(refuse(
                            self.operation,
                            &[placeholder, " must be an id, got ", utf8(value)],
                        ));
                    }
                    for byte in text.bytes() {
                        percent(byte, url);
                    }
                }
            }
        }
        url.push_str(rest);
        Ok(())
    }
}

/// Whether a time of day, or a point in time, lies before another; `true` where it cannot be told.
fn is_before(from: &[u8], to: &[u8]) -> bool {
    let at = |raw: &[u8]| {
        let text = unescape(inner_text(raw)?);
        check::minutes(&text)
            .map(f64::from)
            .or_else(|| check::instant(&text))
    };
    match (at(from), at(to)) {
        (Some(from), Some(to)) => from < to,
        _ => true,
    }
}

/// A day as a number.
fn day_of(raw: &[u8]) -> Option<i64> {
    check::day_number(&unescape(inner_text(raw)?))
}

fn within_31_days(from: &[u8], to: &[u8]) -> bool {
    match (day_of(from), day_of(to)) {
        (Some(from), Some(to)) => to - from < 31,
        _ => true,
    }
}

/// The raw text between the quotes.
fn inner_text(value: &[u8]) -> Option<&[u8]> {
    value.strip_prefix(b"\"")?.strip_suffix(b"\"")
}

/// Appends the name of a query parameter; its value follows.
fn push_query_name(name: &str, query: &mut String) {
    query.push(if query.is_empty() { '?' } else { '&' });
    for byte in name.bytes() {
        percent(byte, query);
    }
    query.push('=');
}

/// A value in a query: a text percent-encoded, a list with commas between its items.
fn push_query_value(value: &[u8], to: &mut String) {
    if value.first() == Some(&b'[') {
        let mut scanner = Scanner::new(value);
        scanner.enter();
        let mut first = true;
        while let Ok(true) = scanner.element() {
            let Ok(item) = scanner.skip() else { return };
            if !first {
                to.push(',');
            }
            first = false;
            push_query_value(item, to);
        }
        return;
    }
    match inner_text(value) {
        None => to.push_str(utf8(value)),
        Some(raw) => {
            for byte in unescape(raw).bytes() {
                percent(byte, to);
            }
        }
    }
}

/// Appends a byte, percent-encoded unless RFC 3986 leaves it unreserved.
fn percent(byte: u8, to: &mut String) {
    if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
        to.push(char::from(byte));
    } else {
        to.push('%');
        push_hex(byte, to);
    }
}

/// Adds the members of a JSON object to the query; a name that is there already is replaced.
fn add_query(what: &str, object: &[u8], query: &mut String) -> Result<(), Failure> {
    let refused = each_member(object, &mut |name, value| {
        let scalar = |value: &[u8]| !matches!(value.first(), None | Some(b'{' | b'[' | b'n'));
        let mut good = scalar(value);
        if value.first() == Some(&b'[') {
            let mut items = Scanner::new(value);
            items.enter();
            good = true;
            while let Ok(true) = items.element() {
                good &= items.skip().is_ok_and(scalar);
            }
        }
        if good {
            let mut part = String::new();
            push_query_name(&unescape(name), &mut part);
            let wanted = part.get(1..).unwrap_or_default();
            let mut kept = String::new();
            for other in query.split(['?', '&']).filter(|other| !other.is_empty()) {
                if !other.starts_with(wanted) {
                    kept.push(if kept.is_empty() { '?' } else { '&' });
                    kept.push_str(other);
                }
            }
            kept.push(if kept.is_empty() { '?' } else { '&' });
            kept.push_str(wanted);
            push_query_value(value, &mut kept);
            *query = kept;
        }
        good
    });
    match refused {
        None => Ok(()),
        Some(name) => {
            let message = joined(&[
                what,
                ".",
                &unescape(name),
                " must be a text, a number, a boolean, or a list of these",
            ]);
            Err(Failure::new(Code::InvalidArgument, message))
        }
    }
}

/// Merges `{ query?, body? }` of the call's options into what is sent.
fn merge_extras(
    what: &str,
    extras: Option<&[u8]>,
    method: Method,
    query: &mut String,
    body: &mut Option<String>,
) -> Result<(), Failure> {
    let Some(extras) = extras else { return Ok(()) };
    let mut more_query = None;
    let mut more_body = None;
    each_member(extras, &mut |name, value| {
        match name {
            b"query" => more_query = Some(value),
            _ => more_body = Some(value),
        }
        true
    });
    if let Some(object) = more_query {
        add_query(&joined(&[what, ": options.query"]), object, query)?;
    }
    if let Some(object) = more_body {
        if method == Method::Get {
            return Err(Failure::new(
                Code::InvalidArgument,
                joined(&[what, ": options.body: a GET takes no body"]),
            ));
        }
        let base = body.take();
        *body = Some(merged(base.as_deref().unwrap_or("{}").as_bytes(), object));
    }
    Ok(())
}

/// Two JSON objects as one; the second wins.
fn merged(first: &[u8], second: &[u8]) -> String {
    let mut text = String::from("{");
    let mut push = |name: &[u8], value: &[u8]| {
        if text.len() > 1 {
            text.push(',');
        }
        text.push('"');
        text.push_str(utf8(name));
        text.push_str("\":");
        text.push_str(utf8(value));
        true
    };
    each_member(first, &mut |name, value| {
        let mut replaced = false;
        each_member(second, &mut |other, _| {
            replaced |= other == name;
            true
        });
        replaced || push(name, value)
    });
    each_member(second, &mut push);
    text.push('}');
    text
}
