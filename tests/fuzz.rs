//! Whatever arrives as parameters or as a response, for any operation: no panic, and nothing half done.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/body.rs"]
mod body;

use body::summary;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use webwork_sdk::api::RESOURCES;
use webwork_sdk::request::{Base, build};
use webwork_sdk::response::body::{BodyKind, Context, Summary, Validation, judge};
use webwork_sdk::schema::{Field, Kind, Method, Model, Operation};
use webwork_sdk::tables;

const BASE: Base<'static> = Base {
    url: "https://h",
    workspace_id: Some(1),
};

fn operations() -> Vec<&'static Operation> {
    let all = RESOURCES.iter().flat_map(|resource| resource.operations);
    all.collect()
}

fn fields(kind: Kind) -> &'static [Field] {
    match kind {
        Kind::Model(Model { fields, .. }) => fields,
        _ => &[],
    }
}

/// Values that are often nearly right.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (0_i64..40).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        prop::sample::select(vec![
            "2026-01-29",
            "2026-02-30",
            "09:00",
            "24:00",
            "2026-01-29T09:00:00Z",
            "2026-01-29T09:00:00.5-02:30",
            "active",
            "Owner",
            "yes",
            "",
            "..",
            "a@b.c",
            "https://h/p",
            "2026-01-29T09:00é",
            "T",
        ])
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z_]{0,8}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// An object with some of the members, and one that is not known.
fn object(of: &'static [Field], values: Vec<Value>, stray: Option<String>) -> Map<String, Value> {
    let mut members = Map::new();
    for (field, value) in of.iter().zip(values) {
        if value != json!({}) {
            members.insert(field.name.to_owned(), value);
        }
    }
    members.extend(stray.map(|name| (name, json!(1))));
    members
}

/// A response after the contract, as far as `depth` goes, with values from a list of odd ones.
fn response(kind: Kind, values: &mut impl Iterator<Item = Value>, depth: usize) -> Value {
    let odd = values.next().unwrap_or(Value::Null);
    match kind {
        _ if depth == 0 => odd,
        // One in a few is not what the contract says.
        _ if odd.is_boolean() && !matches!(kind, Kind::Boolean) => odd,
        Kind::Model(model) => model
            .fields
            .iter()
            .map(|field| {
                (
                    field.name.to_owned(),
                    response(field.kind, values, depth - 1),
                )
            })
            .collect::<Map<_, _>>()
            .into(),
        Kind::Array(item) | Kind::ArrayOrObject(item) => {
            json!([response(*item, values, depth - 1), odd])
        }
        Kind::Map(item) => json!({ "a": response(*item, values, depth - 1) }),
        _ => odd,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn parameters_make_a_request_or_a_refusal(
        index in 0..operations().len(), values in prop::collection::vec(value(), 12), stray in prop::option::of(any::<String>()),
    ) {
        let operation = operations()[index];
        let params = object(fields(operation.params), values, stray);
        let packed = tables::operation(u16::try_from(index).unwrap()).unwrap();
        match build(packed, BASE, Value::Object(params).to_string().as_bytes(), None) {
            Ok(request) => {
                let stray = request.url.contains(['{', '}', ' ', '"']);
                prop_assert!(request.url.is_ascii() && !stray, "{}", request.url);
                prop_assert!(!request.url.contains("/../") && !request.url.contains("//time"));
                if let Some(body) = request.body {
                    prop_assert!(serde_json::from_str::<Map<String, Value>>(&body).is_ok());
                    prop_assert_ne!(request.method, Method::Get);
                }
            }
            Err(failure) => prop_assert_eq!(failure.code.name(), "invalid_argument"),
        }
    }

    #[test]
    fn responses_are_judged(
        index in 0..operations().len(), values in prop::collection::vec(value(), 40), status in 100_u16..600, cut in 0_usize..4_000,
    ) {
        let operation = operations()[index];
        let text = response(operation.response, &mut values.into_iter(), 6).to_string();
        let packed = tables::operation(u16::try_from(index).unwrap()).unwrap();
        let context = Context {
            operation: operation.id,
            method: operation.method,
            contract: Some(tables::kind(packed.response)),
            validation: Validation::Strict,
            maybe_applied: false,
        };
        // Also text that is cut off, and a summary that does not belong to it: nothing may rely on either.
        let bytes = text.as_bytes();
        for text in [bytes, &bytes[..cut.min(bytes.len())]] {
            let its_own = summary(&String::from_utf8_lossy(text));
            for summary in [its_own, Summary { kind: BodyKind::Object, ..Summary::default() }, Summary::default()] {
                let _ = judge(context, status, &summary, text, &mut |pointer, _, _| {
                    assert!(pointer.is_empty() || pointer.starts_with('/'));
                });
            }
        }
    }
}
