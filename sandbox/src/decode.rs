//! From path, query and body to one JSON object that holds what the operation's parameters may be.

use crate::http::Refusal;
use crate::router::Route;
use crate::sdk::{
    self, Format, NO_MAX, NO_MIN, NULLABLE, OPTIONAL, PackedField, PackedKind, PackedOperation,
    PackedRule, RuleTag, TABLES, Tag,
};
use crate::time;
use serde_json::{Map, Value};

/// What a request brings, raw.
pub struct Raw<'r> {
    /// Query, without `?`.
    pub query: &'r str,
    /// `Content-Type`.
    pub content_type: Option<&'r str>,
    /// Body.
    pub body: &'r str,
}

/// The parameters of an operation; 400, 415 or 422 with all violations.
pub fn parameters(route: &Route, raw: &Raw<'_>) -> Result<Value, Refusal> {
    let mut values = query(raw.query);
    let body = body(raw)?;
    if route.id() == "deleteTimeEntry" && !body.contains_key("workspace_id") {
        return Err(Refusal {
            detailed: false,
            ..Refusal::new(400, "workspace_id is required in request body")
        });
    }
    values.extend(body);
    for (name, value) in &route.captures {
        values.insert((*name).to_owned(), Value::String(value.clone()));
    }
    let mut checked = Map::new();
    let mut errors = Vec::new();
    for field in sdk::params(route.operation) {
        let name = sdk::string(field.name);
        let value = values.remove(name).map(trimmed);
        match member(field, value) {
            Ok(Some(value)) => {
                checked.insert(name.to_owned(), value);
            }
            Ok(None) => {}
            Err(message) => errors.push((name.to_owned(), vec![message])),
        }
    }
    if errors.is_empty() {
        errors = broken_rules(route.operation, &mut checked);
    }
    if !errors.is_empty() {
        return Err(Refusal::violations(errors));
    }
    Ok(Value::Object(checked))
}

/// The parameters of a query. The last of a name counts; `name[]` and `name[0]` make an array.
fn query(query: &str) -> Map<String, Value> {
    let mut values = Map::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let value = Value::String(value.into_owned());
        match name.split_once('[') {
            Some((name, rest)) if rest.ends_with(']') => match values.get_mut(name) {
                Some(Value::Array(items)) => items.push(value),
                _ => {
                    values.insert(name.to_owned(), Value::Array(vec![value]));
                }
            },
            _ => {
                values.insert(name.into_owned(), value);
            }
        }
    }
    values
}

/// The members of a JSON body; an empty one has none.
fn body(raw: &Raw<'_>) -> Result<Map<String, Value>, Refusal> {
    if raw.body.trim_ascii().is_empty() {
        return Ok(Map::new());
    }
    let content_type = raw.content_type.map(str::to_ascii_lowercase);
    let is_json = content_type.as_deref().is_none_or(|found| {
        let essence = found.split(';').next().unwrap_or_default().trim();
        essence == "application/json" || essence.ends_with("+json")
    });
    if !is_json {
        let message = "The body must be JSON: send Content-Type: application/json.";
        return Err(Refusal::new(415, message));
    }
    match serde_json::from_str(raw.body) {
        Ok(Value::Object(members)) => Ok(members),
        Ok(_) => Err(Refusal::new(400, "The body must be a JSON object.")),
        Err(_) => Err(Refusal::new(400, "The body is not valid JSON.")),
    }
}

/// Strings lose white space around them, and an empty one is null.
fn trimmed(value: Value) -> Value {
    match value {
        Value::String(text) => match text.trim() {
            "" => Value::Null,
            same if same.len() == text.len() => Value::String(text),
            shorter => Value::String(shorter.to_owned()),
        },
        other => other,
    }
}

/// `workspace_id` reads "workspace id".
fn spoken(name: &str) -> String {
    name.replace('_', " ")
}

/// The value of a field; `None`: not sent. A null that the field may not be counts as not sent.
fn member(field: &PackedField, value: Option<Value>) -> Result<Option<Value>, String> {
    let name = spoken(sdk::string(field.name));
    match value {
        Some(Value::Null) if field.flags & NULLABLE != 0 => Ok(Some(Value::Null)),
        None | Some(Value::Null) if field.flags & OPTIONAL != 0 => Ok(None),
        None | Some(Value::Null) => Err(format!("The {name} field is required.")),
        Some(value) => coerced(sdk::kind_of(field), value, &name).map(Some),
    }
}

/// The value as the kind has it: queries and paths hold strings only.
fn coerced(kind: PackedKind, value: Value, name: &str) -> Result<Value, String> {
    match kind.tag {
        Tag::Any | Tag::Map | Tag::Model => Ok(value),
        Tag::Boolean => match &value {
            Value::Bool(_) => Some(value),
            Value::Number(number) => bit(&number.to_string()),
            Value::String(text) => bit(text),
            _ => None,
        }
        .ok_or_else(|| format!("The {name} field must be true or false.")),
        Tag::Integer => integer(kind, &value, name).map(Value::from),
        Tag::Number => number(&value).ok_or_else(|| format!("The {name} field must be a number.")),
        Tag::StringOrInteger => match &value {
            Value::String(text) => Ok(text.parse::<i64>().map_or(value, Value::from)),
            _ => integer(kind, &value, name).map(Value::from),
        },
        Tag::String | Tag::Enum | Tag::OpenEnum => match value {
            Value::String(text) => string(kind, &text, name).map(|()| Value::String(text)),
            _ => Err(format!("The {name} field must be a string.")),
        },
        Tag::Array | Tag::ArrayOrObject => list(kind, value, name),
    }
}

fn bit(text: &str) -> Option<Value> {
    match text {
        "1" => Some(Value::Bool(true)),
        "0" => Some(Value::Bool(false)),
        _ => None,
    }
}

fn number(value: &Value) -> Option<Value> {
    match value {
        Value::Number(_) => Some(value.clone()),
        // Not `f64::from_str`, whose tables would be in the wasm for this alone.
        Value::String(text) => serde_json::from_str(text).ok().filter(Value::is_number),
        _ => None,
    }
}

fn integer(kind: PackedKind, value: &Value, name: &str) -> Result<i64, String> {
    const SAFE: i64 = 9_007_199_254_740_991;
    let number = match value {
        Value::Number(number) => number.as_i64().or_else(|| {
            let float = number.as_f64().filter(|float| float.fract() == 0.0)?;
            (float.abs() <= SAFE as f64).then_some(float as i64)
        }),
        Value::String(text) => text.parse().ok(),
        _ => None,
    };
    let number = number
        .filter(|number| (-SAFE..=SAFE).contains(number))
        .ok_or_else(|| format!("The {name} field must be an integer."))?;
    let limits = TABLES.limits(kind);
    if limits.min != NO_MIN && number < i64::from(limits.min) {
        return Err(format!("The {name} field must be at least {}.", limits.min));
    }
    if limits.max != NO_MAX && number > i64::from(limits.max) {
        let most = limits.max;
        return Err(format!("The {name} field must not be greater than {most}."));
    }
    let codes = sdk::codes(kind);
    if kind.tag == Tag::Integer
        && !codes.is_empty()
        && !codes.iter().any(|code| i64::from(*code) == number)
    {
        return Err(format!("The selected {name} is invalid."));
    }
    Ok(number)
}

fn string(kind: PackedKind, text: &str, name: &str) -> Result<(), String> {
    if kind.tag == Tag::Enum && !sdk::values(kind).any(|value| value == text) {
        return Err(format!("The selected {name} is invalid."));
    }
    let limits = TABLES.limits(kind);
    let length = text.chars().count();
    if limits.max != NO_MAX && length as i64 > i64::from(limits.max) {
        let most = limits.max;
        return Err(format!(
            "The {name} field must not be greater than {most} characters."
        ));
    }
    let (good, what) = match kind.format {
        Format::None => (true, ""),
        Format::Date => (time::day(text).is_some(), "match the format Y-m-d"),
        Format::Time => (sdk::minutes(text).is_some(), "match the format H:i"),
        Format::DateTime => (is_instant(text), "be a valid date with time and offset"),
        Format::Email => (is_email(text), "be a valid email address"),
        Format::Uri => (is_url(text), "be a valid URL"),
    };
    if good {
        return Ok(());
    }
    Err(format!("The {name} field must {what}."))
}

fn is_instant(text: &str) -> bool {
    time::instant(text).is_some_and(|at| (0..=time::LATEST).contains(&at))
}

fn is_email(text: &str) -> bool {
    let parts = text.rsplit_once('@');
    parts.is_some_and(|(name, domain)| !name.is_empty() && !domain.is_empty())
        && !text.contains(char::is_whitespace)
}

fn is_url(text: &str) -> bool {
    let rest = text
        .strip_prefix("https://")
        .or(text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
        && !text.contains(char::is_whitespace)
}

/// An array, or in a query a string with commas.
fn list(kind: PackedKind, value: Value, name: &str) -> Result<Value, String> {
    let items = match value {
        Value::Array(items) => items,
        Value::String(text) => text
            .split(',')
            .map(|part| Value::String(part.trim().to_owned()))
            .collect(),
        _ => return Err(format!("The {name} field must be an array.")),
    };
    let limits = TABLES.limits(kind);
    if limits.min != NO_MIN && (items.len() as i64) < i64::from(limits.min) {
        let least = limits.min;
        return Err(format!(
            "The {name} field must have at least {least} items."
        ));
    }
    let of = sdk::kind(kind.first);
    let items = items.into_iter().enumerate().map(|(index, item)| {
        if item.is_null() {
            return Err(format!("The {name}.{index} field is required."));
        }
        coerced(of, item, &format!("{name}.{index}"))
    });
    items.collect::<Result<Vec<_>, _>>().map(Value::Array)
}

/// What breaks the rules between parameters; caps are applied here too.
fn broken_rules(
    operation: &PackedOperation,
    values: &mut Map<String, Value>,
) -> Vec<(String, Vec<String>)> {
    let mut errors = Vec::new();
    for rule in sdk::rules(operation) {
        if let Some(error) = broken(operation, rule, values) {
            errors.push(error);
        }
    }
    errors
}

fn broken(
    operation: &PackedOperation,
    rule: &PackedRule,
    values: &mut Map<String, Value>,
) -> Option<(String, Vec<String>)> {
    let name = |position: u8| {
        let field = sdk::params(operation).get(usize::from(position));
        field
            .map(|field| sdk::string(field.name))
            .unwrap_or_default()
    };
    let first = name(rule.field);
    if rule.rule == RuleTag::Clamp {
        let most = i64::from(rule.operand);
        if values
            .get(first)
            .and_then(Value::as_i64)
            .is_some_and(|value| value > most)
        {
            values.insert(first.to_owned(), most.into());
        }
        return None;
    }
    let second = name(rule.operand);
    let text = |name: &str| values.get(name).and_then(Value::as_str);
    let (there, other) = (values.contains_key(first), values.contains_key(second));
    let error = |name: &str, message: String| Some((name.to_owned(), vec![message]));
    match rule.rule {
        RuleTag::Clamp => None,
        RuleTag::AtLeastOne if !there && !other => {
            let message = format!(
                "The {} field is required when {} is not present.",
                spoken(first),
                spoken(second)
            );
            error(first, message)
        }
        RuleTag::Requires if there && !other => {
            let message = format!(
                "The {} field is required when {} is present.",
                spoken(second),
                spoken(first)
            );
            error(second, message)
        }
        RuleTag::AtLeastOne | RuleTag::Requires => None,
        RuleTag::Before | RuleTag::NotAfter | RuleTag::AtMost31Days => {
            let (start, end) = (text(first)?, text(second)?);
            let (start_at, end_at) = (comparable(start)?, comparable(end)?);
            match rule.rule {
                RuleTag::Before if start_at >= end_at => {
                    let message = format!(
                        "The {} field must be a date after {}.",
                        spoken(second),
                        spoken(first)
                    );
                    error(second, message)
                }
                RuleTag::NotAfter if start_at > end_at => {
                    let message = format!(
                        "The {} field must be a date after or equal to {}.",
                        spoken(second),
                        spoken(first)
                    );
                    error(second, message)
                }
                RuleTag::AtMost31Days if end_at - start_at >= 31 * time::DAY => {
                    let applies =
                        rule.only_with == u8::MAX || values.contains_key(name(rule.only_with));
                    applies.then(|| {
                        let message = "The date range must not be longer than 31 days.".to_owned();
                        (second.to_owned(), vec![message])
                    })
                }
                _ => None,
            }
        }
    }
}

/// A day, a time of day or an instant as a number.
fn comparable(text: &str) -> Option<i64> {
    let of_day = || sdk::minutes(text).map(|minutes| i64::from(minutes) * time::MINUTE);
    time::day(text)
        .map(|day| time::at(day, 0))
        .or_else(of_day)
        .or_else(|| time::instant(text))
}
