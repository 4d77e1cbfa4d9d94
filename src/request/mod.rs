//! From parameters to a request, without I/O.
//!
//! Parameters arrive as JSON that `JSON.stringify` wrote. It is validated with the contract's tables
//! and copied piece by piece into path, query and body; no tree is built. Everything that is wrong with
//! a request is collected in [`issue::Issues`] and reported at once.

mod did_you_mean;
pub mod expected;
pub mod formats;
pub mod issue;
mod overrides;
mod params;
mod raw;
mod rules;
mod url;

pub use raw::build_raw;

use crate::error::Failure;
use crate::json::{JsonType, Scanner, push_number, utf8};
use crate::schema::Method;
use crate::tables::{self, IN_PATH, IN_QUERY, PackedOperation};
use issue::Issues;
use params::Params;
use url::Query;

/// What is sent, but for the headers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// HTTP method.
    pub method: Method,
    /// The whole URL.
    pub url: String,
    /// JSON, if there is a body.
    pub body: Option<String>,
    /// The page that is asked for, from 1; 0 where the operation is not paged.
    pub page: u32,
    /// Items per page that are asked for, or the server's default; 0 where the operation is not paged.
    pub per_page: u32,
}

/// What the client adds to every request.
#[derive(Clone, Copy, Debug)]
pub struct Base<'c> {
    /// The base URL, without a slash at its end.
    pub url: &'c str,
    /// Stands in for a missing `workspace_id`.
    pub workspace_id: Option<i64>,
}

/// The name of an operation as users write it, such as `timeEntries.create`.
#[must_use]
pub fn name(operation: &PackedOperation) -> String {
    let mut name = String::from(tables::string(operation.resource));
    name.push('.');
    name.push_str(tables::string(operation.name));
    name
}

/// Validates the parameters of an operation and builds its request. `params` is the JSON of an object,
/// `overrides` that of `{ query?, body? }` of the call's options.
///
/// # Errors
/// [`crate::error::Code::InvalidArgument`] with everything that is wrong.
pub fn build(
    operation: &PackedOperation,
    base: Base<'_>,
    params: &[u8],
    overrides: Option<&[u8]>,
) -> Result<Request, Box<Failure>> {
    let mut issues = Issues::default();
    let mut workspace_id = String::new();
    if let Some(id) = base.workspace_id {
        push_number(id, &mut workspace_id);
    }
    let mut params = Params::read(operation, params, workspace_id.as_bytes(), &mut issues);
    rules::apply(operation, &mut params, &mut issues);

    let mut url = String::with_capacity(base.url.len() + 160);
    url.push_str(base.url);
    url::push_path(operation, &params, &mut url, &mut issues);
    let (mut query, mut body) = query_and_body(&params, &mut issues);
    overrides::apply(
        overrides,
        operation.method,
        &mut query,
        &mut body,
        &mut issues,
    );
    if !issues.is_empty() {
        return Err(issues.into_failure());
    }
    url.push_str(&query.text);
    let default_size = u32::from(operation.page_size);
    let paged = default_size > 0;
    Ok(Request {
        method: operation.method,
        url,
        body,
        page: if paged { query.page.max(1) } else { 0 },
        per_page: match query.per_page {
            _ if !paged => 0,
            0 => default_size,
            per_page => per_page,
        },
    })
}

fn query_and_body(params: &Params<'_>, issues: &mut Issues) -> (Query, Option<String>) {
    let mut query = Query::default();
    // Where the contract has a body, one is sent, be it `{}`.
    let mut body: Option<String> = None;
    for (index, field) in params.fields.iter().enumerate() {
        let in_body = field.flags & (IN_PATH | IN_QUERY) == 0;
        if in_body {
            body.get_or_insert_with(|| "{".to_owned());
        }
        let Some(value) = params.get(index) else {
            continue;
        };
        let parameter = tables::string(field.name);
        if field.flags & IN_QUERY != 0 {
            if value == b"[]" && !params.is_invalid(index) {
                // `users=` might mean all of them, or none.
                issues.add_value(parameter, "a non-empty array, or left out", Some(value));
            }
            query.push(parameter, value);
        } else if let Some(body) = body.as_mut().filter(|_| in_body) {
            if body.len() > 1 {
                body.push(',');
            }
            for part in ["\"", parameter, "\":", utf8(value)] {
                body.push_str(part);
            }
        }
    }
    if let Some(body) = &mut body {
        body.push('}');
    }
    (query, body)
}

/// Calls for each member of the JSON of an object, with its name as written between the quotes.
fn each_member<'t>(
    object: &'t [u8],
    // Not generic: each caller would bring its own copy of the loop.
    take: &mut dyn FnMut(&'t [u8], &'t [u8]),
) {
    let mut scanner = Scanner::new(object);
    if scanner.next_type() != Ok(JsonType::Object) {
        return;
    }
    scanner.enter();
    while let Ok(Some(name)) = scanner.member() {
        let Ok(value) = scanner.skip() else { return };
        take(name, value);
    }
}

/// Calls for each item of the JSON of an array.
fn each_item<'t>(array: &'t [u8], take: &mut dyn FnMut(&'t [u8])) {
    let mut scanner = Scanner::new(array);
    if scanner.next_type() != Ok(JsonType::Array) {
        return;
    }
    scanner.enter();
    while let Ok(true) = scanner.element() {
        let Ok(item) = scanner.skip() else { return };
        take(item);
    }
}

/// Whether the JSON is that of an object.
fn is_object(json: &[u8]) -> bool {
    Scanner::new(json).next_type() == Ok(JsonType::Object)
}
