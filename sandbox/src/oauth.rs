//! OAuth 2.0: the authorize page and the token endpoint, with the errors of RFC 6749.
//!
//! Authorization code with PKCE (S256) or a client secret, refresh with rotation, client
//! credentials. A refresh revokes the old access token; reuse of a code or of a refresh token ends
//! everything that came of the same grant (RFC 9700). All tokens act for the owner.

mod responses;

use crate::http::Response;
use crate::state::dice::Dice;
use crate::time::{DAY, MINUTE, Ms};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use responses::{failed, page, redirect};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
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
const ACCESS_LIFE: Ms = 15 * DAY;
const REFRESH_LIFE: Ms = 30 * DAY;

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
        let mut fields: Fields = form(&self.query).collect();
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

    fn token(&mut self, request: &Request, now: Ms) -> Result<Response, Failure> {
        let fields = request.fields();
        let get = |name: &str| fields.get(name).map(String::as_str);
        let proved = client(request, &fields)?;
        self.forget_expired(now);
        match get("grant_type") {
            Some("authorization_code") => {
                let code = get("code").ok_or(bad("invalid_request", "code is missing."))?;
                let known = self.codes.get(code).cloned();
                let known =
                    known.ok_or(bad("invalid_grant", "The code is unknown or has expired."))?;
                if let Some(grant) = known.grant {
                    self.revoke(grant);
                    return Err(bad(
                        "invalid_grant",
                        "The code was used already; its tokens are revoked.",
                    ));
                }
                if get("redirect_uri") != Some(known.redirect_uri.as_str()) {
                    return Err(bad(
                        "invalid_grant",
                        "redirect_uri is not that of the authorization request.",
                    ));
                }
                match (&known.challenge, get("code_verifier")) {
                    (Some(challenge), Some(verifier)) if *challenge == s256(verifier) => {}
                    (Some(_), _) => {
                        return Err(bad("invalid_grant", "code_verifier does not match."));
                    }
                    (None, _) if !proved => {
                        return Err(Failure(
                            401,
                            "invalid_client",
                            "Send client_secret, or use PKCE.",
                        ));
                    }
                    (None, _) => {}
                }
                let grant = self.issued + 1;
                if let Some(entry) = self.codes.get_mut(code) {
                    entry.grant = Some(grant);
                }
                Ok(self.issue(grant, &known.scope, Some(!proved), now))
            }
            Some("refresh_token") => {
                let token = get("refresh_token")
                    .ok_or(bad("invalid_request", "refresh_token is missing."))?;
                let known = self.refresh.get(token).cloned();
                let known = known.ok_or(bad(
                    "invalid_grant",
                    "The refresh token is unknown, revoked or has expired.",
                ))?;
                if known.used {
                    self.revoke(known.grant);
                    return Err(bad(
                        "invalid_grant",
                        "The refresh token was used already; all tokens of its grant are revoked.",
                    ));
                }
                if !known.public && !proved {
                    return Err(Failure(401, "invalid_client", "client_secret is missing."));
                }
                let narrowed =
                    get("scope").map_or(Some(known.scope.clone()), |wanted| scope(Some(wanted)));
                let narrowed = narrowed
                    .filter(|wanted| {
                        wanted
                            .split(' ')
                            .all(|one| known.scope.split(' ').any(|had| had == one))
                    })
                    .ok_or(bad("invalid_scope", "scope goes beyond what was granted."))?;
                if let Some(entry) = self.refresh.get_mut(token) {
                    entry.used = true;
                }
                self.access.retain(|_, access| access.grant != known.grant);
                Ok(self.issue(known.grant, &narrowed, Some(known.public), now))
            }
            Some("client_credentials") => {
                if !proved {
                    return Err(Failure(401, "invalid_client", "client_secret is missing."));
                }
                let scope = scope(get("scope"))
                    .ok_or(bad("invalid_scope", "Scopes are read, write and admin."))?;
                let grant = self.issued + 1;
                Ok(self.issue(grant, &scope, None, now))
            }
            Some(_) => Err(bad(
                "unsupported_grant_type",
                "Grant types are authorization_code, refresh_token and client_credentials.",
            )),
            None => Err(bad("invalid_request", "grant_type is missing.")),
        }
    }

    /// Issues an access token, and unless `public` is `None` a refresh token.
    fn issue(&mut self, grant: u64, scope: &str, public: Option<bool>, now: Ms) -> Response {
        let access = self.next("access");
        self.access.insert(
            access.clone(),
            Access {
                grant,
                scope: scope.to_owned(),
                expires: now + ACCESS_LIFE,
            },
        );
        let mut body = json!({
            "token_type": "Bearer",
            "expires_in": ACCESS_LIFE / 1_000,
            "access_token": access,
        });
        if let Some(public) = public {
            let refresh = self.next("refresh");
            body["refresh_token"] = json!(refresh);
            self.refresh.insert(
                refresh,
                Refresh {
                    grant,
                    scope: scope.to_owned(),
                    expires: now + REFRESH_LIFE,
                    used: false,
                    public,
                },
            );
        }
        body["scope"] = json!(scope);
        Response::json(200, body.to_string())
    }

    fn revoke(&mut self, grant: u64) {
        self.access.retain(|_, access| access.grant != grant);
        self.refresh.retain(|_, refresh| refresh.grant != grant);
    }

    fn forget_expired(&mut self, now: Ms) {
        self.codes.retain(|_, code| code.expires > now);
        self.access.retain(|_, access| access.expires > now);
        self.refresh.retain(|_, refresh| refresh.expires > now);
    }

    fn next(&mut self, kind: &str) -> String {
        self.issued += 1;
        format!("sandbox-{kind}-{}", Dice::new(self.issued ^ 0x0A07).uuid())
    }
}

/// Whether the client proved itself with its secret; an error where it sent a wrong one.
fn client(request: &Request, fields: &Fields) -> Result<bool, Failure> {
    const WRONG: Failure = Failure(
        401,
        "invalid_client",
        "client_id or client_secret is wrong.",
    );
    let basic = request
        .authorization
        .as_deref()
        .and_then(|header| header.strip_prefix("Basic "));
    let (id, secret) = match basic {
        Some(encoded) => {
            let decoded = STANDARD.decode(encoded.trim()).map_err(|_| WRONG)?;
            let decoded = String::from_utf8(decoded).map_err(|_| WRONG)?;
            let (id, secret) = decoded.split_once(':').ok_or(WRONG)?;
            (Some(id.to_owned()), Some(secret.to_owned()))
        }
        None => (
            fields.get("client_id").cloned(),
            fields.get("client_secret").cloned(),
        ),
    };
    if id.as_deref() != Some(CLIENT_ID)
        || secret
            .as_deref()
            .is_some_and(|secret| secret != CLIENT_SECRET)
    {
        return Err(WRONG);
    }
    Ok(secret.is_some())
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
    if uri == REDIRECT_URI {
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

fn s256(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}
