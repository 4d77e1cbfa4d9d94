//! The contract's rules between parameters.

use super::issue::Issues;
use super::params::Params;
use crate::json::{joined, string_contents, unescape, utf8};
use crate::tables::{self, PackedOperation, PackedRule, RuleTag};
use crate::time::{day_number, instant, minutes};

/// The way out for entries that are to last until midnight, at the end of what is expected.
pub const MIDNIGHT: &str =
    "; an entry cannot end at 24:00, so end it at 23:59 or split it at midnight";

/// Applies the rules of an operation: adds an issue for each that is broken, and lowers a value that
/// is above its cap. A rule is left out where a parameter of it has an issue of its own.
pub fn apply(operation: &PackedOperation, params: &mut Params<'_>, issues: &mut Issues) {
    for rule in tables::rules(operation) {
        let (first, second) = (usize::from(rule.field), usize::from(rule.operand));
        if rule.rule == RuleTag::Clamp {
            params.cap(first, rule.operand);
        } else if !params.is_invalid(first) && !params.is_invalid(second) {
            check(rule, params, issues);
        }
    }
}

fn check(rule: &PackedRule, params: &Params<'_>, issues: &mut Issues) {
    let (first, second) = (usize::from(rule.field), usize::from(rule.operand));
    let (first_name, second_name) = (params.name(first), params.name(second));
    let (from, to) = (params.given(first), params.given(second));
    let allowed;
    let value = utf8(from.unwrap_or_default());
    // The parameter that is at fault, and what it has to be.
    let (at_fault, expected) = match (rule.rule, from, to) {
        (RuleTag::AtLeastOne, None, None) => {
            allowed = params.expected(first);
            (first, [&allowed, ", unless ", second_name, " is given", ""])
        }
        (RuleTag::Requires, Some(_), None) => {
            allowed = params.expected(second);
            (second, [&allowed, " when ", first_name, " is given", ""])
        }
        (RuleTag::Before, Some(from), Some(to)) if !is_before(from, to) => {
            (second, ["later than ", first_name, " (", value, ")"])
        }
        (RuleTag::NotAfter, Some(from), Some(to)) if day_of(from) > day_of(to) => {
            (second, ["on or after ", first_name, " (", value, ")"])
        }
        (RuleTag::AtMost31Days, Some(from), Some(to))
            if (rule.only_with == tables::ALWAYS
                || params.given(usize::from(rule.only_with)).is_some())
                && !within_31_days(from, to) =>
        {
            let end = "), both days counted";
            (
                second,
                ["within 31 days from ", first_name, " (", value, end],
            )
        }
        _ => return,
    };
    let mut expected = joined(&expected);
    if rule.rule == RuleTag::Before && to == Some(b"\"00:00\"") {
        expected.push_str(MIDNIGHT);
    }
    issues.add_value(params.name(at_fault), &expected, params.get(at_fault));
}

/// Whether a time of day, or an instant, lies before another; `true` where it cannot be told.
fn is_before(from: &[u8], to: &[u8]) -> bool {
    let at = |value: &[u8]| {
        let text = unescape(string_contents(value)?);
        minutes(&text).map(f64::from).or_else(|| instant(&text))
    };
    match (at(from), at(to)) {
        (Some(from), Some(to)) => from < to,
        _ => true,
    }
}

/// A date as a number.
fn day_of(value: &[u8]) -> Option<i64> {
    day_number(&unescape(string_contents(value)?))
}

fn within_31_days(from: &[u8], to: &[u8]) -> bool {
    match (day_of(from), day_of(to)) {
        (Some(from), Some(to)) => to - from < 31,
        _ => true,
    }
}
