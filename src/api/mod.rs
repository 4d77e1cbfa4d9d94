//! The contract as Rust: one file per resource, with its models and its operations as data.

pub mod common;
pub mod contracts;
pub mod expenses;
pub mod leaves;
pub mod members;
pub mod project_viewers;
pub mod projects;
pub mod reports;
pub mod tasks;
pub mod time_entries;
pub mod time_requests;
pub mod time_tracking;
pub mod timesheets;
pub mod webhooks;
pub mod workspaces;

use crate::schema::Resource;

/// Every resource, in the order of the contract. The index of an operation counts through all.
pub const RESOURCES: &[Resource] = &[
    workspaces::RESOURCE,
    members::RESOURCE,
    projects::RESOURCE,
    contracts::RESOURCE,
    tasks::RESOURCE,
    project_viewers::RESOURCE,
    timesheets::RESOURCE,
    time_requests::RESOURCE,
    leaves::RESOURCE,
    expenses::RESOURCE,
    time_tracking::RESOURCE,
    time_entries::RESOURCE,
    reports::RESOURCE,
    webhooks::RESOURCE,
];
