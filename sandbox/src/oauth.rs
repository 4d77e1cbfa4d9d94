//! OAuth 2.0: the authorize page and the token endpoint, with the errors of RFC 6749.
//!
//! Authorization code with PKCE (S256) or a client secret, refresh with rotation, client
//! credentials. A refresh revokes the old access token; reuse of a code or of a refresh token ends
//! everything that came of the same grant (RFC 9700). All tokens act for the owner.

mod responses;
mod token;

use crate::gather::gather;
use crate::http::Response;
use crate::state::dice::Dice;
use crate::time::{MINUTE, Ms};
use responses::{failed, page, redirect};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// `client_id` of the sandbox's one app.
pub const CLIENT_ID: &str = "sandbox-client";
/// `client_secret` of the app.
pub const CLIENT_SECRET: &str = "sandbox-client-secret";
/// Where the app is sent back to. On a loopback host any port will do (RFC 8252).
pub const REDIRECT_URI: &str = "http://127.0.0.1/callback";
/// Where users allow or deny.
pub const AUTHORIZE_PATH: &str = "/oauth/authorize";
/// Where tokens are issued.
pub const TOKEN_PATH: &str = "/oauth/token";

const SCOPES: [&str; 3] = ["read", "write", "admin"];
const CODE_LIFE: Ms = 10 * MINUTE;

/// A request to an endpoint, in the form that the journal keeps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Request {
    pub method: String,
    pub path: String,
    pub query: String,
    pub authorization: Option<String>,
    pub content_type: Option<String>,
    pub body: String,
}

/// What was granted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grants {
    issued: u64,
    codes: BTreeMap<String, Code>,
    access: BTreeMap<String, Access>,
    refresh: BTreeMap<String, Refresh>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Code {
    redirect_uri: String,
    scope: String,
    challenge: Option<String>,
    expires: Ms,
    /// The grant that was made of it.
    grant: Option<u64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Access {
    grant: u64,
    scope: String,
    expires: Ms,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Refresh {
    grant: u64,
    scope: String,
    expires: Ms,
    /// It was exchanged already.
    used: bool,
    /// The client proved itself by PKCE alone.
    public: bool,
}

/// An error of RFC 6749, section 5.2.
struct Failure(u16, &'static str, &'static str);

const fn bad(error: &'static str, description: &'static str) -> Failure {
    Failure(400, error, description)
}

type Fields = BTreeMap<String, String>;

fn form(text: &str) -> impl Iterator<Item = (String, String)> {
    form_urlencoded::parse(text.as_bytes())
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
}

impl Request {
    /// The parameters of query and body; the body wins.
    fn fields(&self) -> Fields {
        let mut fields: Fields = gather(form(&self.query));
        let content_type = self.content_type.as_deref().unwrap_or_default();
        if content_type.starts_with("application/json") {
            if let Ok(Value::Object(members)) = serde_json::from_str(&self.body) {
                fields.extend(
                    members
                        .into_iter()
                        .filter_map(|(name, value)| Some((name, value.as_str()?.to_owned()))),
                );
            }
        } else {
            fields.extend(form(&self.body));
        }
        fields.retain(|_, value| !value.is_empty());
        fields
    }
}

impl Grants {
    /// The scope of an access token that is good at a time.
    pub fn scope(&self, token: &str, now: Ms) -> Option<&str> {
        let access = self.access.get(token)?;
        (access.expires > now).then_some(access.scope.as_str())
    }

    /// Responds to a request to one of the endpoints.
    pub fn respond(&mut self, request: &Request, now: Ms) -> Response {
        match (request.method.as_str(), request.path.as_str()) {
            ("GET", AUTHORIZE_PATH) => self.authorize(&request.fields(), None, now),
            ("POST", AUTHORIZE_PATH) => {
                let fields = request.fields();
                let decision = fields.get("decision").cloned().unwrap_or_default();
                self.authorize(&fields, Some(&decision), now)
            }
            ("POST", TOKEN_PATH) => {
                let issued = self.token(request, now);
                let mut response = issued.unwrap_or_else(|failure| failed(&failure));
                response.set("cache-control", "no-store");
                response
            }
            _ => {
                let mut response = failed(&Failure(
                    405,
                    "invalid_request",
                    "This endpoint does not take the method.",
                ));
                let allowed = if request.path == TOKEN_PATH {
                    "POST"
                } else {
                    "GET, POST"
                };
                response.set("allow", allowed);
                response
            }
        }
    }

    fn authorize(&mut self, fields: &Fields, decision: Option<&str>, now: Ms) -> Response {
        let get = |name: &str| fields.get(name).map(String::as_str);
        if get("client_id") != Some(CLIENT_ID) {
            return failed(&bad(
                "invalid_client",
                "client_id is not that of the sandbox's app.",
            ));
        }
        let Some(redirect_uri) = get("redirect_uri").filter(|uri| is_registered(uri)) else {
            return failed(&bad(
                "invalid_request",
                "redirect_uri is not the registered one.",
            ));
        };
        let state = get("state");
        let refuse = |error: &str| redirect(redirect_uri, &[("error", error)], state);
        if get("response_type") != Some("code") {
            return refuse("unsupported_response_type");
        }
        let Some(scope) = scope(get("scope")) else {
            return refuse("invalid_scope");
        };
        let challenge = get("code_challenge");
        let method = get("code_challenge_method");
        if challenge.is_some() && method != Some("S256") || challenge.is_none() && method.is_some()
        {
            return refuse("invalid_request");
        }
        match decision {
            None => page(fields, &scope),
            Some("deny") => refuse("access_denied"),
            Some("allow") => {
                let code = self.next("code");
                self.codes.insert(
                    code.clone(),
                    Code {
                        redirect_uri: redirect_uri.to_owned(),
                        scope,
                        challenge: challenge.map(str::to_owned),
                        expires: now + CODE_LIFE,
                        grant: None,
                    },
                );
                redirect(redirect_uri, &[("code", &code)], state)
            }
            Some(_) => failed(&bad("invalid_request", "decision must be allow or deny.")),
        }
    }

    fn next(&mut self, kind: &str) -> String {
        self.issued += 1;
        format!("sandbox-{kind}-{}", Dice::new(self.issued ^ 0x0A07).uuid())
    }
}

/// The scopes in a fixed order, or `None` for an unknown one. Default: read.
fn scope(wanted: Option<&str>) -> Option<String> {
    let wanted: Vec<&str> = wanted.unwrap_or("read").split_whitespace().collect();
    if wanted.iter().any(|one| !SCOPES.contains(one)) {
        return None;
    }
    let granted = SCOPES.into_iter().filter(|one| wanted.contains(one));
    Some(granted.collect::<Vec<_>>().join(" "))
}

/// Whether a scope allows an operation.
pub fn allows(scope: &str, reads: bool) -> bool {
    let needed = if reads { "read" } else { "write" };
    scope.split(' ').any(|one| one == needed || one == "admin")
}

fn is_registered(uri: &str) -> bool {
    if uri == REDIRECT_URI || is_of_extension(uri) {
        return true;
    }
    let rest = ["http://127.0.0.1", "http://localhost", "http://[::1]"]
        .iter()
        .find_map(|host| uri.strip_prefix(host));
    rest.and_then(|rest| rest.strip_suffix("/callback"))
        .is_some_and(|port| {
            port.is_empty()
                || port
                    .strip_prefix(':')
                    .is_some_and(|port| port.parse::<u16>().is_ok())
        })
}

/// What `identity.getRedirectURL()` gives to an extension: a host of its own, which only its browser
/// answers for.
fn is_of_extension(uri: &str) -> bool {
    let host = uri
        .strip_prefix("https://")
        .and_then(|rest| rest.split_once('/'))
        .map(|(host, _)| host);
    host.and_then(|host| host.split_once('.'))
        .is_some_and(|(id, domain)| {
            matches!(domain, "chromiumapp.org" | "extensions.allizom.org")
                && !id.is_empty()
                && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}
