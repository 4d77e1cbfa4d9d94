//! Everything that the sandbox uses of the `webwork-sdk` crate: models, tables, formats.

pub use webwork_sdk::schema::pack::{
    NO_MAX, NO_MIN, PackedField, PackedKind, PackedOperation, PackedRule, RuleTag,
    TABLES, Tag, codes, fields, kind, kind_of, operation, rules, text,
};
pub use webwork_sdk::schema::{
    Anything, Format, Listing, Map, Method, Nullable, Open, TextOrInteger,
};
pub use webwork_sdk::api::{
    RESOURCES, common, contracts, expenses, leaves, members, project_viewers, projects, reports,
    tasks, time_entries, time_requests, time_tracking, timesheets, webhooks, workspaces,
};
pub use webwork_sdk::request::check::{instant, is_date, minutes, values};
