//! The server: a request and a time in, an answer out.

use crate::data::Data;
use crate::error::Refusal;
use crate::options::SandboxOptions;
use crate::pacing::{Pacing, Standing};
use crate::seed::{self, OTHER_WORKSPACE, WORKSPACE};
use crate::time;
use crate::time_entries;
use crate::validate::Input;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};
use webwork_sdk::api::common::{Meta, Pagination};
use webwork_sdk::schema::Method;

/// A request, as it comes over the wire.
#[derive(Clone, Debug, Default)]
pub struct Request<'r> {
    /// HTTP method.
    pub method: &'r str,
    /// URL, or its path and query.
    pub url: &'r str,
    /// `Authorization`.
    pub authorization: Option<&'r str>,
    /// Body.
    pub body: &'r [u8],
}

/// An answer, as it goes over the wire.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// Headers, names in lower case.
    pub headers: Vec<(&'static str, String)>,
    /// JSON.
    pub body: String,
}

/// A good answer of a handler.
pub(crate) struct Reply {
    /// HTTP status.
    pub(crate) status: u16,
    /// The members of the envelope beyond `success` and `meta`.
    pub(crate) members: Value,
    /// `meta.pagination`.
    pub(crate) pagination: Option<Pagination>,
}

impl Reply {
    pub(crate) const fn new(status: u16, members: Value) -> Self {
        Self {
            status,
            members,
            pagination: None,
        }
    }
}

/// What a handler works with.
pub(crate) struct Context<'c> {
    pub(crate) data: &'c mut Data,
    /// Query, without `?`.
    pub(crate) query: &'c str,
    pub(crate) body: &'c [u8],
    /// The value of `{id}` in the path.
    pub(crate) id: &'c str,
    method: Method,
}

impl Context<'_> {
    /// Refuses a request that is not about the caller's workspace. `place` is where the id belongs.
    pub(crate) fn workspace(&self, input: &Input, place: &str) -> Result<(), Refusal> {
        match input.integer("workspace_id")? {
            Some(WORKSPACE) => Ok(()),
            Some(OTHER_WORKSPACE) => Err(Refusal::new(
                403,
                "You do not have access to this workspace",
            )),
            Some(_) => Err(Refusal::new(404, "Workspace not found")),
            None if self.method == Method::Delete && place == "body" => Err(Refusal {
                detailed: false,
                ..Refusal::new(400, "workspace_id is required in request body")
            }),
            None => Err(Refusal::invalid("The workspace id field is required.")),
        }
    }
}

/// An operation.
pub(crate) struct Route {
    pub(crate) method: Method,
    /// Path below the base; `{id}` stands for one segment.
    pub(crate) path: &'static str,
    pub(crate) handle: fn(&mut Context<'_>) -> Result<Reply, Refusal>,
}

const ROUTES: &[&[Route]] = &[time_entries::ROUTES];

/// A WebWork in memory.
pub struct Server {
    options: SandboxOptions,
    data: Data,
    pacing: Pacing,
    requests: u64,
}

impl Server {
    /// A fresh one, with the seed.
    #[must_use]
    pub fn new(options: SandboxOptions) -> Self {
        Self {
            pacing: Pacing::new(options.rate_limit),
            data: seed::data(),
            options,
            requests: 0,
        }
    }

    /// The access token it takes.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.options.token
    }

    /// Answers a request. `wall` is the time in milliseconds since 1970, unless its own clock stands.
    pub fn answer(&mut self, request: &Request<'_>, wall: f64) -> Response {
        let now = self.options.now.unwrap_or(wall);
        self.requests += 1;
        let mut headers = vec![
            ("content-type", "application/json".to_owned()),
            ("date", time::http_date(now)),
            ("x-request-id", format!("sandbox-{:06}", self.requests)),
        ];
        let result = self.authorize(request).and_then(|()| {
            self.pace(&mut headers, now, wall)?;
            self.route(request)
        });
        let (status, mut members, meta) = match result {
            Ok(reply) => (
                reply.status,
                success(reply.members),
                meta(now, reply.pagination),
            ),
            Err(refusal) => (refusal.status, failure(&refusal), meta(now, None)),
        };
        members.insert(
            "meta".to_owned(),
            serde_json::to_value(meta).unwrap_or_default(),
        );
        Response {
            status,
            headers,
            body: Value::Object(members).to_string(),
        }
    }

    fn authorize(&self, request: &Request<'_>) -> Result<(), Refusal> {
        let token = request
            .authorization
            .and_then(|header| header.strip_prefix("Bearer "));
        if token == Some(self.options.token.as_str()) {
            return Ok(());
        }
        Err(Refusal::new(401, "Unauthenticated."))
    }

    fn pace(
        &mut self,
        headers: &mut Vec<(&'static str, String)>,
        now: f64,
        wall: f64,
    ) -> Result<(), Refusal> {
        // By the real time also where the sandbox's own clock stands still.
        match self.pacing.count(wall) {
            Standing::Unlimited => Ok(()),
            Standing::Taken { limit, remaining } => {
                headers.push(("x-ratelimit-limit", limit.to_string()));
                headers.push(("x-ratelimit-remaining", remaining.to_string()));
                Ok(())
            }
            Standing::Refused { limit, wait } => {
                headers.push(("x-ratelimit-limit", limit.to_string()));
                headers.push(("x-ratelimit-remaining", "0".to_owned()));
                headers.push((
                    "x-ratelimit-reset",
                    ((now + wait) / 1_000.0).ceil().to_string(),
                ));
                headers.push(("retry-after", (wait / 1_000.0).ceil().to_string()));
                Err(Refusal::new(429, "Too Many Attempts."))
            }
        }
    }

    fn route(&mut self, request: &Request<'_>) -> Result<Reply, Refusal> {
        let (path, query) = request.url.split_once('?').unwrap_or((request.url, ""));
        // Of a whole URL only what lies below the API's base counts.
        let path = path.split_once("/api/v2").map_or(path, |(_, below)| below);
        let mut known_path = false;
        for route in ROUTES.iter().copied().flatten() {
            let Some(id) = matches(route.path, path) else {
                continue;
            };
            known_path = true;
            if route.method.name() == request.method {
                let id = percent_decode_str(id).decode_utf8_lossy();
                return (route.handle)(&mut Context {
                    data: &mut self.data,
                    query,
                    body: request.body,
                    id: &id,
                    method: route.method,
                });
            }
        }
        if known_path {
            return Err(Refusal::new(
                405,
                format!(
                    "The {} method is not supported for this route.",
                    request.method
                ),
            ));
        }
        Err(Refusal::new(
            404,
            format!("The route {path} could not be found."),
        ))
    }
}

/// The segment that stands for `{id}`, if the path is the template's.
fn matches<'p>(template: &str, path: &'p str) -> Option<&'p str> {
    let Some((before, after)) = template.split_once("{id}") else {
        return (template == path).then_some("");
    };
    let id = path.strip_prefix(before)?.strip_suffix(after)?;
    (!id.is_empty() && !id.contains('/')).then_some(id)
}

fn success(members: Value) -> Map<String, Value> {
    let mut envelope = Map::new();
    envelope.insert("success".to_owned(), true.into());
    if let Value::Object(members) = members {
        envelope.extend(members);
    }
    envelope
}

fn failure(refusal: &Refusal) -> Map<String, Value> {
    let mut envelope = Map::new();
    envelope.insert("success".to_owned(), false.into());
    envelope.insert("message".to_owned(), json!(refusal.message));
    if refusal.detailed {
        envelope.insert("error".to_owned(), json!(refusal.reason()));
    }
    envelope
}

fn meta(now: f64, pagination: Option<Pagination>) -> Meta {
    Meta {
        api_version: Some("2.0.0".to_owned()),
        timestamp: Some(time::precise(now)),
        pagination,
    }
}
