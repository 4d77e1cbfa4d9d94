//! Which operation a request is for, from the contract's table of operations.

use crate::http::Refusal;
use crate::sdk::{self, Method, PackedOperation, RESOURCES};
use percent_encoding::percent_decode_str;

const COUNT: usize = count();

const fn count() -> usize {
    let mut count = 0;
    let mut i = 0;
    while i < RESOURCES.len() {
        count += RESOURCES[i].operations.len();
        i += 1;
    }
    count
}

/// The operationIds, in the order of the packed operations.
pub static OPERATION_IDS: [&str; COUNT] = {
    let mut ids = [""; COUNT];
    let mut at = 0;
    let mut i = 0;
    while i < RESOURCES.len() {
        let mut j = 0;
        while j < RESOURCES[i].operations.len() {
            ids[at] = RESOURCES[i].operations[j].id;
            at += 1;
            j += 1;
        }
        i += 1;
    }
    ids
};

/// An operation, and what its path holds.
#[derive(Clone, Debug)]
pub struct Route {
    /// Index of the operation.
    pub index: usize,
    /// The operation.
    pub operation: &'static PackedOperation,
    /// Parameters in the path, decoded.
    pub captures: Vec<(&'static str, String)>,
}

impl Route {
    /// The operationId.
    pub fn id(&self) -> &'static str {
        OPERATION_IDS.get(self.index).copied().unwrap_or_default()
    }
}

/// `timeEntries.list`
pub fn method_name(operation: &PackedOperation) -> String {
    let (resource, name) = (sdk::string(operation.resource), sdk::string(operation.name));
    format!("{resource}.{name}")
}

/// All operations with their index.
pub fn operations() -> impl Iterator<Item = (usize, &'static PackedOperation)> {
    (0..COUNT).filter_map(|index| Some((index, sdk::operation(u16::try_from(index).ok()?)?)))
}

/// The index of an operation by its operationId or by `resource.method`.
pub fn operation_named(name: &str) -> Option<usize> {
    operations()
        .find(|(index, operation)| {
            OPERATION_IDS.get(*index) == Some(&name) || method_name(operation) == name
        })
        .map(|(index, _)| index)
}

/// The path below the base of the API.
pub fn below_base(path: &str) -> &str {
    let path = path.split_once("/api/v2").map_or(path, |(_, below)| below);
    path.strip_suffix('/').unwrap_or(path)
}

/// The operation of a method and a path; 404 with the nearest route, or 405.
pub fn route(method: &str, path: &str) -> Result<Route, Refusal> {
    let path = below_base(path);
    let mut allowed = Vec::new();
    for (index, operation) in operations() {
        let Some(captures) = captures(sdk::string(operation.path), path) else {
            continue;
        };
        if operation.method.name() == method {
            return Ok(Route {
                index,
                operation,
                captures,
            });
        }
        allowed.push(operation.method.name());
    }
    if allowed.is_empty() {
        let nearest = nearest(method, path);
        let message = format!("The route {path} could not be found. The nearest one is {nearest}.");
        return Err(Refusal::new(404, message));
    }
    let allowed = allowed.join(", ");
    let mut refusal = Refusal::new(
        405,
        format!(
            "The {method} method is not supported for this route. Supported methods: {allowed}."
        ),
    );
    refusal.headers.push(("allow", allowed));
    Err(refusal)
}

/// The values of the placeholders of a template, if the path is of its form.
fn captures(template: &'static str, path: &str) -> Option<Vec<(&'static str, String)>> {
    let mut captures = Vec::new();
    let mut segments = path.split('/');
    for part in template.split('/') {
        let segment = segments.next()?;
        match part
            .strip_prefix('{')
            .and_then(|rest| rest.strip_suffix('}'))
        {
            Some(name) if !segment.is_empty() => {
                let value = percent_decode_str(segment).decode_utf8_lossy();
                captures.push((name, value.into_owned()));
            }
            Some(_) => return None,
            None if part == segment => {}
            None => return None,
        }
    }
    segments.next().is_none().then_some(captures)
}

fn nearest(method: &str, path: &str) -> String {
    let path: String = path.chars().take(200).collect();
    let distance = |operation: &PackedOperation| {
        let other = usize::from(operation.method.name() != method);
        edits(&path, sdk::string(operation.path)) * 2 + other
    };
    let nearest = operations().min_by_key(|(_, operation)| distance(operation));
    nearest.map_or_else(String::new, |(_, operation)| {
        format!(
            "{} {}",
            operation.method.name(),
            sdk::string(operation.path)
        )
    })
}

/// Single-character edits between two strings (Levenshtein).
fn edits(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.chars().count()).collect();
    for (i, a) in one.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (b, cell) in other.chars().zip(row.iter_mut().skip(1)) {
            let substituted = diagonal + usize::from(a != b);
            diagonal = *cell;
            left = substituted.min(left + 1).min(diagonal + 1);
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

/// Whether an operation reads only.
pub fn reads(operation: &PackedOperation) -> bool {
    operation.method == Method::Get
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn every_operation_of_the_contract_has_a_route() {
        for (index, operation) in operations() {
            let path = sdk::string(operation.path)
                .replace(['{', '}'], "")
                .replace("_id", "1");
            let found = route(operation.method.name(), &path).map(|found| found.index);
            assert_eq!(found, Ok(index), "{path}");
        }
        assert_eq!(COUNT, 63);
    }

    fn refusal(method: &str, path: &str) -> Refusal {
        let found = route(method, path).map(|route| route.id());
        found.err().unwrap_or_else(|| Refusal::new(200, ""))
    }

    #[test]
    fn an_unknown_route_names_the_nearest_one() {
        let refusal = refusal("GET", "/api/v2/time-entry");
        assert_eq!(refusal.status, 404);
        assert!(refusal.message.contains("GET /time-entries"), "{refusal:?}");
    }

    #[test]
    fn a_known_path_with_another_method_names_those_it_supports() {
        let refusal = refusal("PATCH", "/api/v2/members");
        assert_eq!(refusal.status, 405);
        assert_eq!(refusal.headers, [("allow", "GET, POST".to_owned())]);
    }

    #[test]
    fn edits_are_counted() {
        assert_eq!(edits("kitten", "sitting"), 3);
        assert_eq!(edits("", "abc"), 3);
        assert_eq!(edits("abc", "abc"), 0);
    }
}
