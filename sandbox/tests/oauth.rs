//! OAuth: the authorize page, the token endpoint, rotation, reuse, expiry, scopes.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]
#![cfg(not(target_arch = "wasm32"))]

mod support;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::Value;
use sha2::{Digest, Sha256};
use support::{NOW, fresh};
use webwork_sandbox::http::{Request, Response};
use webwork_sandbox::machine::Machine;

const DAY: f64 = 86_400_000.0;
const SECRET: &str = "client_id=sandbox-client&client_secret=sandbox-client-secret";
const AUTHORIZE: &str =
    "response_type=code&client_id=sandbox-client&redirect_uri=http%3A%2F%2F127.0.0.1%2Fcallback";

fn send(
    machine: &mut Machine,
    method: &str,
    url: &str,
    body: &str,
    authorization: Option<&str>,
) -> Response {
    let mut headers = vec![(
        "content-type".to_owned(),
        "application/x-www-form-urlencoded".to_owned(),
    )];
    headers.extend(authorization.map(|value| ("authorization".to_owned(), value.to_owned())));
    let request = Request {
        method,
        url,
        headers: &headers,
        body: body.as_bytes(),
    };
    machine.handle(&request, NOW).response
}

/// The user allows an authorization request.
fn allow(machine: &mut Machine, query: &str) -> Response {
    let url = format!("/oauth/authorize?{query}");
    send(machine, "POST", &url, "decision=allow", None)
}

fn token(machine: &mut Machine, body: &str) -> (u16, Value) {
    let response = send(
        machine,
        "POST",
        "https://webwork-tracker.com/oauth/token",
        body,
        None,
    );
    (
        response.status,
        serde_json::from_str(&response.body).unwrap(),
    )
}

fn location(response: &Response) -> String {
    assert_eq!(response.status, 302, "{}", response.body);
    let mut headers = response.headers.iter();
    headers
        .find(|(name, _)| name == "location")
        .unwrap()
        .1
        .clone()
}

fn parameter(url: &str, name: &str) -> String {
    let query = url.split_once('?').unwrap().1;
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    pairs
        .find(|(other, _)| other == name)
        .unwrap()
        .1
        .into_owned()
}

fn code(machine: &mut Machine, extra: &str) -> String {
    let response = allow(machine, &format!("{AUTHORIZE}&scope=read+write{extra}"));
    parameter(&location(&response), "code")
}

fn exchange(code: &str) -> String {
    format!(
        "grant_type=authorization_code&{SECRET}&redirect_uri=http%3A%2F%2F127.0.0.1%2Fcallback&code={code}"
    )
}

fn granted(machine: &mut Machine) -> Value {
    let code = code(machine, "");
    let (status, body) = token(machine, &exchange(&code));
    assert_eq!(status, 200, "{body}");
    body
}

fn status(machine: &mut Machine, method: &str, access: &Value) -> u16 {
    let bearer = format!("Bearer {}", access.as_str().unwrap());
    let (url, body) = if method == "GET" {
        ("/api/v2/workspaces", "")
    } else {
        ("/api/v2/projects?workspace_id=1", "")
    };
    send(machine, method, url, body, Some(&bearer)).status
}

fn refresh(machine: &mut Machine, tokens: &Value) -> (u16, Value) {
    let refresh = tokens["refresh_token"].as_str().unwrap();
    token(
        machine,
        &format!("grant_type=refresh_token&{SECRET}&refresh_token={refresh}"),
    )
}

#[test]
fn the_authorize_page_has_allow_and_deny_and_keeps_the_state() {
    let mut machine = fresh();
    let url = format!("/oauth/authorize?{AUTHORIZE}&scope=read&state=%22%3E%3Cscript%3E");
    let page = send(&mut machine, "GET", &url, "", None);
    assert_eq!(page.status, 200);
    assert!(page.body.contains(">Allow<") && page.body.contains(">Deny<"));
    assert!(!page.body.contains("<script>"), "{}", page.body);
    let denied = send(&mut machine, "POST", &url, "decision=deny", None);
    let denied = location(&denied);
    assert_eq!(
        (parameter(&denied, "error"), parameter(&denied, "state")),
        ("access_denied".to_owned(), "\"><script>".to_owned())
    );
    let form = format!("{AUTHORIZE}&scope=read&state=s&decision=allow");
    let allowed = send(&mut machine, "POST", "/oauth/authorize", &form, None);
    assert!(location(&allowed).starts_with("http://127.0.0.1/callback?code="));
}

#[test]
fn a_foreign_client_or_redirect_is_never_redirected() {
    let mut machine = fresh();
    for query in [
        "response_type=code&client_id=other&redirect_uri=http%3A%2F%2F127.0.0.1%2Fcallback",
        "response_type=code&client_id=sandbox-client&redirect_uri=https%3A%2F%2Fevil.example%2Fcallback",
        "response_type=code&client_id=sandbox-client&redirect_uri=http%3A%2F%2F127.0.0.1.evil.example%2Fcallback",
        "response_type=code&client_id=sandbox-client&redirect_uri=https%3A%2F%2Fabc.chromiumapp.org.evil.example%2F",
        "response_type=code&client_id=sandbox-client&redirect_uri=https%3A%2F%2Fevil.example%3Fabc.chromiumapp.org%2F",
    ] {
        let response = allow(&mut machine, query);
        assert_eq!(response.status, 400, "{query}");
    }
}

#[test]
fn any_port_of_a_loopback_host_and_any_extension_may_be_redirected_to() {
    let mut machine = fresh();
    for uri in [
        "http://127.0.0.1:8976/callback",
        "https://abcdefghijklmnopabcdefghijklmnop.chromiumapp.org/",
        "https://0123456789abcdef.extensions.allizom.org/oauth",
    ] {
        let encoded = uri.replace(':', "%3A").replace('/', "%2F");
        let query = format!("response_type=code&client_id=sandbox-client&redirect_uri={encoded}");
        let response = allow(&mut machine, &query);
        assert!(
            location(&response).starts_with(&format!("{uri}?code=")),
            "{uri}"
        );
    }
}

#[test]
fn a_code_becomes_tokens_once_and_its_reuse_revokes_them() {
    let mut machine = fresh();
    let code = code(&mut machine, "");
    let (status_code, tokens) = token(&mut machine, &exchange(&code));
    assert_eq!(status_code, 200);
    assert_eq!(
        (&tokens["token_type"], &tokens["expires_in"]),
        (&"Bearer".into(), &1_296_000.into())
    );
    assert_eq!(status(&mut machine, "GET", &tokens["access_token"]), 200);
    let (status_code, body) = token(&mut machine, &exchange(&code));
    assert_eq!(
        (status_code, &body["error"]),
        (400, &"invalid_grant".into())
    );
    assert_eq!(status(&mut machine, "GET", &tokens["access_token"]), 401);
    assert_eq!(refresh(&mut machine, &tokens).0, 400);
}

#[test]
fn a_code_lives_ten_minutes() {
    let mut machine = fresh();
    let code = code(&mut machine, "");
    machine.advance(600_000.0, NOW);
    assert_eq!(
        token(&mut machine, &exchange(&code)).1["error"],
        "invalid_grant"
    );
}

#[test]
fn pkce_needs_the_verifier_of_the_challenge_and_then_no_secret() {
    let mut machine = fresh();
    let verifier = "a-verifier-that-is-long-enough-for-the-specification-0123456789";
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier));
    let extra = format!("&code_challenge={challenge}&code_challenge_method=S256");
    let public = |code: &str, verifier: &str| {
        format!(
            "grant_type=authorization_code&client_id=sandbox-client&redirect_uri=http%3A%2F%2F127.0.0.1%2Fcallback&code={code}&code_verifier={verifier}"
        )
    };
    let first = code(&mut machine, &extra);
    assert_eq!(
        token(&mut machine, &public(&first, "wrong")).1["error"],
        "invalid_grant"
    );
    assert_eq!(
        token(&mut machine, &exchange(&first)).1["error"],
        "invalid_grant",
        "the verifier is missing"
    );
    let (status, tokens) = token(&mut machine, &public(&first, verifier));
    assert_eq!(status, 200, "{tokens}");
    let refresh = tokens["refresh_token"].as_str().unwrap();
    let body = format!("grant_type=refresh_token&client_id=sandbox-client&refresh_token={refresh}");
    assert_eq!(token(&mut machine, &body).0, 200);
    let plain = format!("{AUTHORIZE}&code_challenge=x&code_challenge_method=plain");
    let response = allow(&mut machine, &plain);
    assert_eq!(parameter(&location(&response), "error"), "invalid_request");
    let without = code(&mut machine, "");
    assert_eq!(
        token(&mut machine, &public(&without, verifier)).0,
        401,
        "neither secret nor PKCE"
    );
}

#[test]
fn a_refresh_rotates_and_revokes_the_old_access_token() {
    let mut machine = fresh();
    let first = granted(&mut machine);
    let (code, second) = refresh(&mut machine, &first);
    assert_eq!(code, 200);
    assert_ne!(first["refresh_token"], second["refresh_token"]);
    assert_eq!(status(&mut machine, "GET", &first["access_token"]), 401);
    assert_eq!(status(&mut machine, "GET", &second["access_token"]), 200);
}

#[test]
fn reuse_of_a_refresh_token_ends_the_whole_family() {
    let mut machine = fresh();
    let first = granted(&mut machine);
    let other = granted(&mut machine);
    let (_, second) = refresh(&mut machine, &first);
    let (code, body) = refresh(&mut machine, &first);
    assert_eq!((code, &body["error"]), (400, &"invalid_grant".into()));
    assert_eq!(status(&mut machine, "GET", &second["access_token"]), 401);
    assert_eq!(refresh(&mut machine, &second).0, 400);
    assert_eq!(
        status(&mut machine, "GET", &other["access_token"]),
        200,
        "another family"
    );
}

#[test]
fn tokens_expire_by_the_sandbox_clock() {
    let mut machine = fresh();
    let tokens = granted(&mut machine);
    machine.advance(15.0 * DAY - 1.0, NOW);
    assert_eq!(status(&mut machine, "GET", &tokens["access_token"]), 200);
    machine.advance(1.0, NOW);
    assert_eq!(status(&mut machine, "GET", &tokens["access_token"]), 401);
    let (_, second) = refresh(&mut machine, &tokens);
    machine.advance(30.0 * DAY, NOW);
    assert_eq!(refresh(&mut machine, &second).1["error"], "invalid_grant");
}

#[test]
fn client_credentials_need_the_secret_and_give_no_refresh_token() {
    let mut machine = fresh();
    let (status_code, tokens) = token(
        &mut machine,
        &format!("grant_type=client_credentials&{SECRET}&scope=read"),
    );
    assert_eq!(status_code, 200);
    assert!(tokens.get("refresh_token").is_none());
    assert_eq!(status(&mut machine, "GET", &tokens["access_token"]), 200);
    assert_eq!(
        status(&mut machine, "POST", &tokens["access_token"]),
        403,
        "its scope is read"
    );
    let basic = format!(
        "Basic {}",
        STANDARD.encode("sandbox-client:sandbox-client-secret")
    );
    let response = send(
        &mut machine,
        "POST",
        "/oauth/token",
        "grant_type=client_credentials",
        Some(&basic),
    );
    assert_eq!(response.status, 200);
}

#[test]
fn errors_are_those_of_rfc_6749() {
    let mut machine = fresh();
    for (body, status, error) in [
        (String::new(), 401, "invalid_client"),
        (
            "client_id=sandbox-client&client_secret=wrong".to_owned(),
            401,
            "invalid_client",
        ),
        (SECRET.to_owned(), 400, "invalid_request"),
        (
            format!("{SECRET}&grant_type=password"),
            400,
            "unsupported_grant_type",
        ),
        (
            format!("{SECRET}&grant_type=refresh_token"),
            400,
            "invalid_request",
        ),
        (
            format!("{SECRET}&grant_type=refresh_token&refresh_token=x"),
            400,
            "invalid_grant",
        ),
        (
            format!("{SECRET}&grant_type=client_credentials&scope=fly"),
            400,
            "invalid_scope",
        ),
        (
            "grant_type=client_credentials&client_id=sandbox-client".to_owned(),
            401,
            "invalid_client",
        ),
    ] {
        let (actual, json) = token(&mut machine, &body);
        assert_eq!(
            (actual, json["error"].as_str().unwrap()),
            (status, error),
            "{body}"
        );
    }
    let response = send(&mut machine, "GET", "/oauth/token", "", None);
    assert_eq!(response.status, 405);
    let url = "/oauth/authorize?response_type=token&client_id=sandbox-client&redirect_uri=http%3A%2F%2F127.0.0.1%2Fcallback";
    let response = send(&mut machine, "GET", url, "", None);
    assert_eq!(
        parameter(&location(&response), "error"),
        "unsupported_response_type"
    );
}

#[test]
fn no_secret_of_the_exchange_is_in_the_log() {
    let mut machine = fresh();
    let tokens = granted(&mut machine);
    refresh(&mut machine, &tokens);
    let log = serde_json::to_string(&machine.requests()).unwrap();
    for secret in [
        "sandbox-client-secret",
        "sandbox-code",
        "sandbox-refresh",
        "sandbox-access",
    ] {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
}
