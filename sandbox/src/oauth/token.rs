//! The token endpoint.

use super::{
    Access, CLIENT_ID, CLIENT_SECRET, Failure, Fields, Grants, Refresh, Request, bad, scope,
};
use crate::http::Response;
use crate::time::{DAY, Ms};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::json;
use sha2::{Digest, Sha256};

const ACCESS_LIFE: Ms = 15 * DAY;
const REFRESH_LIFE: Ms = 30 * DAY;

const NO_SECRET: Failure = Failure(401, "invalid_client", "client_secret is missing.");

impl Grants {
    pub(super) fn token(&mut self, request: &Request, now: Ms) -> Result<Response, Failure> {
        let fields = request.fields();
        let proved = client(request, &fields)?;
        self.forget_expired(now);
        match fields.get("grant_type").map(String::as_str) {
            Some("authorization_code") => self.exchange(&fields, proved, now),
            Some("refresh_token") => self.rotate(&fields, proved, now),
            Some("client_credentials") => {
                if !proved {
                    return Err(NO_SECRET);
                }
                let scope = scope(fields.get("scope").map(String::as_str))
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

    /// Exchanges an authorization code for tokens.
    fn exchange(&mut self, fields: &Fields, proved: bool, now: Ms) -> Result<Response, Failure> {
        let get = |name: &str| fields.get(name).map(String::as_str);
        let code = get("code").ok_or(bad("invalid_request", "code is missing."))?;
        let known = self.codes.get(code).cloned();
        let known = known.ok_or(bad("invalid_grant", "The code is unknown or has expired."))?;
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
            (Some(_), _) => return Err(bad("invalid_grant", "code_verifier does not match.")),
            (None, _) if !proved => {
                let message = "Send client_secret, or use PKCE.";
                return Err(Failure(401, "invalid_client", message));
            }
            (None, _) => {}
        }
        let grant = self.issued + 1;
        if let Some(entry) = self.codes.get_mut(code) {
            entry.grant = Some(grant);
        }
        Ok(self.issue(grant, &known.scope, Some(!proved), now))
    }

    /// Exchanges a refresh token for new tokens.
    fn rotate(&mut self, fields: &Fields, proved: bool, now: Ms) -> Result<Response, Failure> {
        let get = |name: &str| fields.get(name).map(String::as_str);
        let token =
            get("refresh_token").ok_or(bad("invalid_request", "refresh_token is missing."))?;
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
            return Err(NO_SECRET);
        }
        let narrowed = get("scope").map_or(Some(known.scope.clone()), |wanted| scope(Some(wanted)));
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

fn s256(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}
