//! The packed tables say the same as the descriptions in `src/api` that they are made from.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeSet;
use webwork_sdk::api::RESOURCES;
use webwork_sdk::schema::{Field, Kind, Location, Method, Model, Operation, Rule};
use webwork_sdk::tables::{
    self, ALWAYS, CLIENT_DEFAULT, IN_PATH, IN_QUERY, NO_MAX, NO_MIN, NULLABLE, OPTIONAL,
    PackedField, PackedKind, PackedRule, RuleTag, TABLES, Tag,
};

fn each_operation() -> impl Iterator<Item = (u16, &'static str, &'static Operation)> {
    let operations = RESOURCES.iter().flat_map(|resource| {
        let operations = resource.operations.iter();
        operations.map(move |operation| (resource.name, operation))
    });
    (0..)
        .zip(operations)
        .map(|(index, (resource, operation))| (index, resource, operation))
}

fn model(kind: Kind) -> &'static Model {
    match kind {
        Kind::Model(model) => model,
        other => panic!("{other:?} is not a model"),
    }
}

#[test]
fn every_operation_is_found_under_its_index_with_name_path_method_and_page_size() {
    for (index, resource, operation) in each_operation() {
        let packed = tables::operation(index).unwrap();
        assert_eq!(tables::index_of(operation.id), index);
        assert_eq!(tables::string(packed.resource), resource);
        assert_eq!(tables::string(packed.name), operation.name);
        assert_eq!(tables::string(packed.path), operation.path);
        assert_eq!(packed.method, operation.method);
        let params = model(operation.params).fields.iter();
        let default = params
            .clone()
            .find(|field| field.name == "per_page")
            .map_or("", |field| field.default);
        let expected = match (operation.paginated, default) {
            (false, _) => 0,
            (true, "") => 20,
            (true, default) => default.parse().unwrap(),
        };
        assert_eq!(packed.page_size, expected, "{}", operation.id);
    }
}

#[test]
fn parameters_have_the_flags_and_constraints_of_their_fields() {
    for (index, _, operation) in each_operation() {
        let packed = tables::operation(index).unwrap();
        let (fields, rows) = (model(operation.params).fields, tables::params(packed));
        assert_eq!(rows.len(), fields.len(), "{}", operation.id);
        for (row, field) in rows.iter().zip(fields) {
            let what = format!("{}.{}", operation.id, field.name);
            assert_same_field(&what, row, field);
            let in_path = operation.path.contains(&format!("{{{}}}", field.name));
            let query = operation.method == Method::Get || field.location == Location::Query;
            assert_eq!(row.flags & IN_PATH != 0, in_path, "{what}");
            assert_eq!(row.flags & IN_QUERY != 0, query && !in_path, "{what}");
        }
    }
}

#[test]
fn responses_have_the_members_of_their_models_at_every_depth() {
    for (index, _, operation) in each_operation() {
        let packed = tables::operation(index).unwrap();
        let kind = tables::kind(packed.response);
        assert_same_kind(operation.id, kind, operation.response);
    }
}

fn assert_same_field(what: &str, row: &PackedField, field: &Field) {
    assert_eq!(tables::string(row.name), field.name, "{what}");
    for (flag, expected) in [
        (OPTIONAL, field.optional),
        (NULLABLE, field.nullable),
        (CLIENT_DEFAULT, field.client_default),
    ] {
        assert_eq!(row.flags & flag != 0, expected, "{what}: flag {flag}");
    }
    let kind = tables::kind_of(row);
    assert_eq!(kind.format, field.format, "{what}");
    let limits = TABLES.limits(kind);
    let min = field.min.or(field.min_length).or(field.min_items);
    let max = field.max.or(field.max_length);
    assert_eq!(
        i64::from(limits.min),
        min.unwrap_or(NO_MIN.into()),
        "{what}"
    );
    assert_eq!(
        i64::from(limits.max),
        max.unwrap_or(NO_MAX.into()),
        "{what}"
    );
    if field.closed {
        let codes: Vec<i64> = tables::codes(kind).iter().copied().map(i64::from).collect();
        assert_eq!(codes, field.codes, "{what}");
    }
    assert_same_kind(what, kind, field.kind);
}

fn assert_same_kind(what: &str, packed: PackedKind, kind: Kind) {
    let tag = match kind {
        Kind::Any => Tag::Any,
        Kind::Boolean => Tag::Boolean,
        Kind::Integer => Tag::Integer,
        Kind::Number => Tag::Number,
        Kind::String => Tag::String,
        Kind::StringOrInteger => Tag::StringOrInteger,
        Kind::Enum(_) => Tag::Enum,
        Kind::OpenEnum(_) => Tag::OpenEnum,
        Kind::Array(_) => Tag::Array,
        Kind::ArrayOrObject(_) => Tag::ArrayOrObject,
        Kind::Map(_) => Tag::Map,
        Kind::Model(_) => Tag::Model,
    };
    assert_eq!(packed.tag, tag, "{what}");
    match kind {
        Kind::Enum(enumeration) | Kind::OpenEnum(enumeration) => {
            let values: Vec<&str> = tables::values(packed).collect();
            assert_eq!(values, enumeration.values, "{what}");
        }
        Kind::Array(inner) | Kind::ArrayOrObject(inner) | Kind::Map(inner) => {
            assert_same_kind(&format!("{what}[]"), tables::kind(packed.first), *inner);
        }
        Kind::Model(model) => {
            let rows = TABLES.fields(packed);
            assert_eq!(rows.len(), model.fields.len(), "{what}");
            for (row, field) in rows.iter().zip(model.fields) {
                assert_same_field(&format!("{what}.{}", field.name), row, field);
            }
        }
        _ => {}
    }
}

#[test]
fn rules_are_about_the_parameters_that_they_name() {
    let mut seen = BTreeSet::new();
    for (index, _, operation) in each_operation() {
        let rules = tables::rules(tables::operation(index).unwrap());
        assert_eq!(rules.len(), operation.rules.len(), "{}", operation.id);
        for (packed, rule) in rules.iter().zip(operation.rules) {
            let fields = model(operation.params).fields;
            let name = |position: u8| fields[usize::from(position)].name;
            let PackedRule {
                rule: tag,
                field,
                operand,
                only_with,
            } = *packed;
            let (expected, first, second, condition) = match *rule {
                Rule::Before(first, second) => (RuleTag::Before, first, second, None),
                Rule::NotAfter(first, second) => (RuleTag::NotAfter, first, second, None),
                Rule::AtMost31Days(first, second) => (RuleTag::AtMost31Days, first, second, None),
                Rule::AtMost31DaysWith(first, second, with) => {
                    (RuleTag::AtMost31Days, first, second, Some(with))
                }
                Rule::AtLeastOne(first, second) => (RuleTag::AtLeastOne, first, second, None),
                Rule::Requires(first, second) => (RuleTag::Requires, first, second, None),
                Rule::Clamp(field, greatest) => {
                    assert_eq!(i64::from(operand), greatest);
                    (RuleTag::Clamp, field, field, None)
                }
            };
            assert_eq!((tag, name(field)), (expected, first), "{}", operation.id);
            if tag != RuleTag::Clamp {
                assert_eq!(name(operand), second, "{}", operation.id);
            }
            let found = (only_with != ALWAYS).then(|| name(only_with));
            assert_eq!(found, condition, "{}", operation.id);
            seen.insert(tag as u8);
        }
    }
    assert_eq!(
        seen.len(),
        RuleTag::Clamp as usize + 1,
        "every rule is used"
    );
}

#[test]
fn an_index_out_of_range_gives_an_empty_result() {
    assert_eq!(tables::string(u16::MAX), "");
    assert_eq!(tables::kind(u16::MAX).tag, Tag::Any);
    let beyond = PackedKind {
        first: u16::MAX,
        ..tables::kind(tables::operation(0).unwrap().response)
    };
    assert!(TABLES.fields(beyond).is_empty());
    assert!(tables::operation(u16::MAX).is_none());
}

#[test]
fn a_string_that_is_no_part_of_an_enumeration_is_stored_once() {
    let names = each_operation().flat_map(|(_, _, operation)| model(operation.params).fields);
    let names: BTreeSet<&str> = names.map(|field| field.name).collect();
    let places = each_operation().flat_map(|(index, ..)| {
        let packed = tables::operation(index).unwrap();
        tables::params(packed).iter().map(|field| field.name)
    });
    let places: BTreeSet<u16> = places.collect();
    assert_eq!(places.len(), names.len());
}
