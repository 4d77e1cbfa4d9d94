//! Everything that the sandbox uses of the `webwork-sdk` crate: models, tables, formats.

pub use webwork_sdk::api::{
    RESOURCES, common, contracts, expenses, leaves, members, project_viewers, projects, reports,
    tasks, time_entries, time_requests, time_tracking, timesheets, webhooks, workspaces,
};
pub use webwork_sdk::schema::packed::{
    NO_MAX, NO_MIN, NULLABLE, OPTIONAL, PackedField, PackedKind, PackedOperation, PackedRule,
    RuleTag, Tag,
};
pub use webwork_sdk::schema::{
    Any, ArrayOrObject, Format, Map, Method, Nullable, Open, StringOrInteger,
};
pub use webwork_sdk::tables::{
    TABLES, codes, kind, kind_of, operation, params, rules, string, values,
};
pub use webwork_sdk::time::{day_number, instant, minutes};
