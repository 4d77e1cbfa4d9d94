//! What the contract allows, in words for messages. Requests and responses use the same type names.

use crate::json::push_number;
use crate::schema::Format;
use crate::tables::{self, NO_MAX, NO_MIN, PackedKind, TABLES, Tag};
use webwork_validator::tables::Limits;

/// The name of a type, as JSON Schema has it.
const fn type_name(tag: Tag) -> &'static str {
    match tag {
        Tag::Any => "any value",
        Tag::Boolean => "boolean",
        Tag::Integer => "integer",
        Tag::Number => "number",
        Tag::String | Tag::Enum | Tag::OpenEnum => "string",
        Tag::StringOrInteger => "string or integer",
        Tag::Array => "array",
        Tag::ArrayOrObject => "array or object",
        Tag::Map | Tag::Model => "object",
    }
}

/// What a response may hold: the type alone, such as `integer or null`.
#[must_use]
pub fn in_response(kind: PackedKind, nullable: bool) -> String {
    let mut text = String::from(type_name(kind.tag));
    if nullable {
        text.push_str(" or null");
    }
    text
}

/// What may be sent: type, range, format, length and allowed values, such as `an integer from 1 to 100`.
#[must_use]
pub fn in_request(kind: PackedKind, nullable: bool) -> String {
    let mut text = String::new();
    push_allowed(kind, &mut text);
    if nullable {
        text.push_str(" or null");
    }
    text
}

fn push_allowed(kind: PackedKind, text: &mut String) {
    let Limits { min, max } = TABLES.limits(kind);
    let codes = tables::codes(kind);
    match (kind.tag, kind.format) {
        (Tag::Enum, _) => {
            text.push_str("one of");
            for (index, value) in tables::values(kind).enumerate() {
                text.push_str(if index == 0 { " \"" } else { ", \"" });
                text.push_str(value);
                text.push('"');
            }
        }
        (Tag::Integer, _) if !codes.is_empty() => {
            text.push_str("one of");
            for (index, code) in codes.iter().enumerate() {
                text.push_str(if index == 0 { " " } else { ", " });
                push_number(i64::from(*code), text);
            }
        }
        (_, Format::Date) => text.push_str("a date that exists, as YYYY-MM-DD"),
        (_, Format::Time) => text.push_str("a time of day as HH:mm, from 00:00 to 23:59"),
        (_, Format::DateTime) => {
            text.push_str("a date and time with an offset, such as 2026-01-29T09:00:00Z");
        }
        (_, Format::Email) => text.push_str("an email address"),
        (_, Format::Uri) => text.push_str("an absolute http or https URL"),
        (Tag::Integer | Tag::Number, _) => {
            push_type(kind.tag, "", text);
            for (word, limit, none) in [(" from ", min, NO_MIN), (" to ", max, NO_MAX)] {
                if limit != none {
                    text.push_str(if min == NO_MIN { " up to " } else { word });
                    push_number(i64::from(limit), text);
                }
            }
        }
        (Tag::Array | Tag::ArrayOrObject, _) => {
            push_type(Tag::Array, if min > 0 { "non-empty " } else { "" }, text);
            text.push_str(", each item ");
            push_allowed(tables::kind(kind.first), text);
        }
        _ => {
            let is_string = matches!(kind.tag, Tag::String | Tag::OpenEnum);
            let filled = is_string && min != NO_MIN && min > 0;
            push_type(kind.tag, if filled { "non-empty " } else { "" }, text);
            if is_string && max != NO_MAX {
                text.push_str(" of at most ");
                push_number(i64::from(max), text);
                text.push_str(" characters");
            }
        }
    }
}

/// `an integer`, `a non-empty string`.
fn push_type(tag: Tag, adjective: &str, text: &mut String) {
    let name = type_name(tag);
    text.push_str(match (adjective, tag) {
        ("", Tag::Any) => "",
        ("", Tag::Integer | Tag::Array | Tag::ArrayOrObject | Tag::Map | Tag::Model) => "an ",
        _ => "a ",
    });
    text.push_str(adjective);
    text.push_str(name);
}
