//! Operations, methods and paths.

use crate::differences::Differences;
use crate::openapi::Contract;
use crate::source::file_of_tag;
use crate::{each_operation, model};
use std::collections::{BTreeMap, BTreeSet};
use webwork_sdk::api::RESOURCES;

#[test]
fn every_operation_of_the_contract_is_described_and_no_other() {
    compare(&Contract::read()).assert_none();
}

/// What differs in the set of operations, and in the method, path and pagination of each.
pub fn compare(contract: &Contract) -> Differences {
    let mut differences = Differences::default();
    let documented = contract.operations();
    let ours: BTreeSet<&str> = each_operation().map(|(_, one)| one.id).collect();
    for (id, one) in documented
        .iter()
        .filter(|(id, _)| !ours.contains(id.as_str()))
    {
        differences.add_in(
            id,
            format!("{} {} is in the contract only", one.method, one.path),
            file_of_tag(one.tag()),
            format!("add an Operation with the id {id:?}"),
        );
    }
    for (resource, operation) in each_operation() {
        let name = format!("{}.{}", resource.name, operation.name);
        let Some(one) = documented.get(operation.id) else {
            let id = operation.id;
            let problem = "the contract has no such operation";
            differences.add_in(id, problem, "src/api", format!("remove {name}"));
            continue;
        };
        let place = file_of_tag(one.tag());
        let mut compare = |member: &str, ours: &str, contract: &str| {
            if ours != contract {
                let problem = format!("{member} is {ours}, but {contract} in the contract");
                let remedy = format!("change `{member}` of {name} to {contract}");
                differences.add_in(operation.id, problem, &place, remedy);
            }
        };
        compare("method", operation.method.name(), &one.method);
        compare("path", operation.path, &one.path);
        let paginated = one.operation["x-paginated"] != false;
        compare(
            "paginated",
            bool_name(operation.paginated),
            bool_name(paginated),
        );
    }
    differences
}

const fn bool_name(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}

#[test]
fn each_resource_is_one_tag_of_the_contract() {
    let contract = Contract::read();
    let documented = contract.operations();
    for resource in RESOURCES {
        let operations = resource.operations.iter();
        let tags: BTreeSet<&str> = operations
            .filter_map(|operation| Some(documented.get(operation.id)?.tag()))
            .collect();
        assert_eq!(tags.len(), 1, "{}: {tags:?}", resource.name);
    }
}

#[test]
fn names_are_unique_and_parameters_belong_to_one_operation() {
    let mut methods = BTreeSet::new();
    let mut params = BTreeMap::new();
    for (resource, operation) in each_operation() {
        let unique = methods.insert((resource.name, operation.name));
        assert!(unique, "{}.{} twice", resource.name, operation.name);
        let name = model(operation.params).name;
        assert!(name.ends_with("Params"), "{name} does not end in Params");
        let other = params.insert(name, operation.id);
        assert_eq!(other, None, "{name} also belongs to {}", operation.id);
    }
}
