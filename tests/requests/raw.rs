//! `webwork.request()`: paths that stay below the base URL, and everything else that is refused.

use crate::support::{issues, message, raw};
use proptest::prelude::*;
use serde_json::json;

#[test]
fn raw_requests_stay_below_the_base_url() {
    let request =
        raw(&json!({ "method": "PUT", "path": "/a/b%20c", "query": { "q": "ü" }, "body": [1] }))
            .unwrap();
    assert_eq!(
        (request.url.as_str(), request.body.as_deref()),
        ("https://h/api/a/b%20c?q=%C3%BC", Some("[1]"))
    );
    for path in [
        "",
        "a",
        "//evil.example/a",
        "/../a",
        "/a/./b",
        "/a?b",
        "/a#b",
        "/a b",
        "/\\evil",
        "https://evil.example/",
        "/%2e%2e/x",
        "/.%2e/x",
        "/%2E./x",
        "/x/%2e%2E",
        "/x/%2E",
        "/..%2fx",
        "/%2e%2e%5Cx",
        "/a\tb",
        "/a\nb",
        "/.\t./x",
        "/a\0",
    ] {
        assert!(
            raw(&json!({ "method": "GET", "path": path })).is_err(),
            "{path}"
        );
    }
    assert!(raw(&json!({ "method": "PATCH", "path": "/a" })).is_err());
    assert!(raw(&json!({ "method": "GET", "path": "/a", "body": {} })).is_err());
    assert!(raw(&json!({ "method": "GET", "path": "/a", "headers": {} })).is_err());
}

#[test]
fn everything_that_is_wrong_with_a_raw_request_is_told_at_once() {
    let failure =
        raw(&json!({ "method": "get", "path": "a", "query": 5, "boddy": {} })).unwrap_err();
    let found = issues(&failure);
    let names: Vec<&str> = found.iter().map(|[name, ..]| *name).collect();
    assert_eq!(names, ["boddy", "method", "path", "query"]);
    let missing = message(&raw(&json!({})).unwrap_err());
    assert!(
        missing.contains("method is required: one of \"GET\", "),
        "{missing}"
    );
    assert!(missing.contains("path is required: "), "{missing}");
}

#[test]
fn a_body_that_is_json_already_is_refused() {
    let body = |body: &str| raw(&json!({ "method": "POST", "path": "/a", "body": body }));
    for json in ["{}", "[1]", "{\"a\":1}"] {
        let refusal = message(&body(json).unwrap_err());
        assert!(refusal.starts_with("body must be the value itself, not its JSON, got "));
    }
    assert_eq!(body("text").unwrap().body.as_deref(), Some("\"text\""));
}

/// What a URL parser makes of a URL's path (WHATWG URL, path state), as segments.
fn resolved(path: &str) -> Vec<String> {
    let mut segments: Vec<String> = Vec::new();
    let path: String = path
        .chars()
        .filter(|letter| !matches!(letter, '\t' | '\n' | '\r'))
        .collect();
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let parts: Vec<&str> = path.split(['/', '\\']).skip(1).collect();
    for (index, part) in parts.iter().enumerate() {
        let last = index + 1 == parts.len();
        match part.to_ascii_lowercase().replace("%2e", ".").as_str() {
            ".." => {
                segments.pop();
                if last {
                    segments.push(String::new());
                }
            }
            "." if last => segments.push(String::new()),
            "." => {}
            _ => segments.push((*part).to_owned()),
        }
    }
    segments
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_096))]

    #[test]
    fn no_path_that_is_accepted_leaves_the_base_url(
        parts in prop::collection::vec(
            prop_oneof![
                Just("/"), Just("."), Just(".."), Just("%2e"), Just("%2E"), Just("%2f"), Just("%5c"),
                Just("\\"), Just("\t"), Just("\n"), Just("?"), Just("#"), Just("@"), Just(":"),
                Just("//"), Just("x"), Just("%"), Just("2e"), Just("é"), Just(" "),
            ],
            0..8,
        )
    ) {
        let path: String = parts.concat();
        let given = format!("/{path}");
        if let Ok(request) = raw(&json!({ "method": "GET", "path": given })) {
            let sent = request.url.strip_prefix("https://h").unwrap();
            let segments = resolved(sent);
            prop_assert_eq!(segments.first().map(String::as_str), Some("api"), "{}", sent);
            // Nothing was resolved away either.
            prop_assert_eq!(segments.len(), 1 + given.matches('/').count(), "{}", sent);
        }
    }
}
