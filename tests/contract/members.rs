//! Parameters and responses, member by member.

use crate::differences::{At, Differences};
use crate::examples::shown_models;
use crate::models::{compare_envelope, compare_model};
use crate::openapi::Contract;
use crate::values::{Comparison, compare_field};
use crate::{each_operation, model, source};
use webwork_sdk::api::common::ErrorResponse;
use webwork_sdk::schema::{Describe, Field, Location, Method, Operation};

#[test]
fn parameters_are_those_of_the_contract_in_name_location_type_and_limits() {
    compare_parameters(&Contract::read()).assert_none();
}

#[test]
fn responses_are_those_of_the_contract_member_by_member() {
    compare_responses(&Contract::read()).assert_none();
}

#[test]
fn the_body_of_an_error_is_that_of_the_contract() {
    let contract = Contract::read();
    let mut comparison = comparison(&contract);
    let model = model(ErrorResponse::KIND);
    let schema = &contract.root["components"]["schemas"]["ErrorResponse"];
    let at = At::response("every operation, on an error", model.name);
    compare_model(&mut comparison, &at, model, schema);
    comparison.differences.assert_none();
}

fn comparison(contract: &Contract) -> Comparison<'_> {
    Comparison {
        contract,
        shown: shown_models(),
        differences: Differences::default(),
    }
}

/// What differs in parameters. Operations that only one side has are not looked at.
pub fn compare_parameters(contract: &Contract) -> Differences {
    let mut comparison = comparison(contract);
    let documented = contract.operations();
    for (_, operation) in each_operation() {
        let Some(documented) = documented.get(operation.id) else {
            continue;
        };
        let model = model(operation.params);
        let at = At::request(operation.id, model.name);
        let parameters = documented.parameters();
        for (name, parameter) in &parameters {
            if !model.fields.iter().any(|field| field.name == name) {
                let field = source::field(contract, name, &parameter.schema, parameter.required);
                comparison.differences.add(
                    &at.member(name),
                    format!("the contract has it (in the {})", parameter.location),
                    format!("add field `{field}`"),
                );
            }
        }
        for field in model.fields {
            let at = at.member(field.name);
            let Some(parameter) = parameters.get(field.name) else {
                let remedy = format!("remove field `{}`", field.name);
                let problem = "the contract does not have it";
                comparison.differences.add(&at, problem, remedy);
                continue;
            };
            let differences = &mut comparison.differences;
            differences.compare(
                &at,
                "location",
                location(operation, field),
                &parameter.location,
            );
            differences.compare(&at, "optional", field.optional, !parameter.required);
            compare_field(&mut comparison, &at, field, &parameter.schema);
        }
    }
    comparison.differences
}

/// What differs in responses. Operations that only one side has are not looked at.
pub fn compare_responses(contract: &Contract) -> Differences {
    let mut comparison = comparison(contract);
    let documented = contract.operations();
    for (_, operation) in each_operation() {
        if let Some(documented) = documented.get(operation.id) {
            let model = model(operation.response);
            let at = At::response(operation.id, model.name);
            compare_envelope(&mut comparison, &at, model, documented.response());
        }
    }
    comparison.differences
}

fn location(operation: &Operation, field: &Field) -> &'static str {
    if operation.path.contains(&format!("{{{}}}", field.name)) {
        "path"
    } else if field.location == Location::Query || operation.method == Method::Get {
        "query"
    } else {
        "body"
    }
}
