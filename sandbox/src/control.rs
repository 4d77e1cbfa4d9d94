//! The control endpoints under `/__sandbox/`, for tests in any language.

use crate::gather::gather;
use crate::http::{Request, Response};
use crate::machine::{Machine, Outcome};
use crate::seed;
use serde_json::{Map, Value, json};

const BASE: &str = "/__sandbox";
/// A body of `POST /__sandbox/snapshots` may be large.
const MAX_BODY: usize = 64_000_000;

/// The part of a path below the base of the control endpoints.
pub fn below(path: &str) -> Option<&str> {
    let below = path.strip_prefix(BASE)?;
    let below = below.strip_suffix('/').unwrap_or(below);
    (below.is_empty() || below.starts_with('/')).then_some(below)
}

/// Whether a string may name a namespace.
pub fn is_namespace(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}

/// A response, and what was changed.
struct Done {
    status: u16,
    body: Value,
    journal: Vec<Value>,
    advance: Option<f64>,
}

impl Done {
    const fn new(body: Value) -> Self {
        Self {
            status: 200,
            body,
            journal: Vec::new(),
            advance: None,
        }
    }
}

/// A status and what went wrong.
type Failure = (u16, String);

/// Responds to a control request.
pub fn respond(machine: &mut Machine, request: &Request<'_>, below: &str, wall: f64) -> Outcome {
    let done = dispatch(machine, request, below, wall).unwrap_or_else(|(status, message)| Done {
        status,
        ..Done::new(json!({ "error": message }))
    });
    Outcome {
        response: Response::json(done.status, done.body.to_string()),
        journal: done.journal,
        advance: done.advance,
        ..Outcome::default()
    }
}

const ENDPOINTS: [(&str, &str); 9] = [
    ("/state", "GET"),
    ("/reset", "POST"),
    ("/clock", "GET, POST"),
    ("/snapshots", "GET, POST"),
    ("/faults", "GET, POST"),
    ("/faults/{id}", "DELETE"),
    ("/requests", "GET"),
    ("/webhooks", "GET"),
    ("/openapi.json", "GET"),
];

fn dispatch(
    machine: &mut Machine,
    request: &Request<'_>,
    below: &str,
    wall: f64,
) -> Result<Done, Failure> {
    let namespace = namespace(request)?;
    let name = namespace.as_deref().unwrap_or_default();
    match (request.method, below) {
        ("GET", "" | "/state") => Ok(Done::new(state(machine, wall))),
        ("POST", "/reset") => {
            if !matches!(request.body, b"" | b"{}") {
                let problem = "expected no body; a namespace goes into the query: ?namespace=name";
                return Err((422, problem.to_owned()));
            }
            let journal = machine.reset(namespace.as_deref(), wall);
            Ok(Done {
                journal,
                ..Done::new(json!({ "reset": true }))
            })
        }
        ("GET", "/clock") => Ok(Done::new(clock(machine, wall, 0.0))),
        ("POST", "/clock") => {
            let advance = body(request)?.get("advance").and_then(Value::as_f64);
            let advance = advance
                .filter(|ms| *ms >= 0.0)
                .ok_or_else(|| (422, "advance: expected ms, 0 or more".to_owned()))?;
            Ok(Done {
                advance: Some(advance),
                ..Done::new(clock(machine, wall, advance))
            })
        }
        ("GET", "/snapshots") => Ok(Done::new(machine.snapshot(name, wall))),
        ("POST", "/snapshots") => {
            let snapshot = Value::Object(body(request)?);
            let journal = machine.restore(name, snapshot, wall);
            let journal = journal.map_err(|problem| (422, problem))?;
            Ok(Done {
                journal,
                ..Done::new(json!({ "restored": true }))
            })
        }
        ("GET", "/faults") => Ok(Done::new(machine.faults.shown())),
        ("POST", "/faults") => {
            let rule = Value::Object(body(request)?);
            let id = machine.add_fault(rule).map_err(|problem| (422, problem))?;
            Ok(Done {
                status: 201,
                ..Done::new(json!({ "id": id, "hits": 0 }))
            })
        }
        ("GET", "/requests") => {
            let entries: Vec<_> = machine.log.entries().collect();
            Ok(Done::new(json!(entries)))
        }
        ("GET", "/webhooks") => Ok(Done::new(json!(machine.deliveries))),
        ("GET", "/openapi.json") => {
            let description = serde_json::from_str(include_str!("openapi.json"));
            Ok(Done::new(description.unwrap_or_default()))
        }
        ("DELETE", path) if path.starts_with("/faults/") => {
            let id = path.strip_prefix("/faults/").and_then(|id| id.parse().ok());
            if id.is_some_and(|id| machine.remove_fault(id)) {
                return Ok(Done::new(json!({ "removed": true })));
            }
            Err((404, "there is no such fault rule".to_owned()))
        }
        (method, path) => Err(unknown(method, path)),
    }
}

fn unknown(method: &str, path: &str) -> Failure {
    let known = ENDPOINTS.iter().find(|(endpoint, _)| {
        *endpoint == path || (*endpoint == "/faults/{id}" && path.starts_with("/faults/"))
    });
    match known {
        Some((endpoint, methods)) => (
            405,
            format!("{BASE}{endpoint} does not take {method}; it takes {methods}"),
        ),
        None => {
            let endpoints = ENDPOINTS.map(|(endpoint, _)| format!("{BASE}{endpoint}"));
            (
                404,
                format!(
                    "there is no such endpoint; there are {}",
                    endpoints.join(", ")
                ),
            )
        }
    }
}

fn namespace(request: &Request<'_>) -> Result<Option<String>, Failure> {
    let (_, query) = request.target();
    let found = form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == "namespace")
        .map(|(_, value)| value.into_owned());
    match found {
        Some(name) if !is_namespace(&name) => Err((
            422,
            "namespace: expected 1 to 64 letters, digits, hyphens, underscores and dots".to_owned(),
        )),
        other => Ok(other),
    }
}

fn body(request: &Request<'_>) -> Result<Map<String, Value>, Failure> {
    if request.body.len() > MAX_BODY {
        return Err((413, format!("the body is greater than {MAX_BODY} bytes")));
    }
    let text = std::str::from_utf8(request.body).unwrap_or_default();
    match serde_json::from_str(text) {
        Ok(Value::Object(members)) => Ok(members),
        _ => Err((400, "the body must be a JSON object".to_owned())),
    }
}

fn clock(machine: &Machine, wall: f64, advance: f64) -> Value {
    let now = machine.now(wall).saturating_add(advance as i64);
    let now = now.min(crate::time::LATEST);
    json!({
        "now": now,
        "iso": crate::time::precise(now),
        "speed": machine.world.clock.speed,
    })
}

fn state(machine: &Machine, wall: f64) -> Value {
    let tokens = seed::ROLES.map(|role| (role.to_owned(), json!(machine.token(role))));
    let namespaces = machine.world.namespaces.iter().map(|(name, state)| {
        let workspaces = state.workspaces.values().map(|space| {
            let rows = space.counts().map(|(table, count)| (table.to_owned(), json!(count)));
            json!({ "id": space.workspace.id, "name": space.workspace.name, "rows": gather::<Map<_, _>, _>(rows) })
        });
        let workspaces: Vec<Value> = workspaces.collect();
        json!({ "name": name, "workspaces": workspaces })
    });
    let namespaces: Vec<Value> = namespaces.collect();
    json!({
        "clock": clock(machine, wall, 0.0),
        "tokens": gather::<Map<_, _>, _>(tokens),
        "namespaces": namespaces,
        "pending_deliveries": machine.world.pending.len(),
    })
}
