//! Responses of the endpoints: redirects, errors, the page.

use super::{AUTHORIZE_PATH, Failure, Fields};
use crate::http::Response;
use serde_json::json;

pub fn redirect(uri: &str, fields: &[(&str, &str)], state: Option<&str>) -> Response {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(fields);
    query.extend_pairs(state.map(|state| ("state", state)));
    let mut response = Response {
        status: 302,
        ..Response::default()
    };
    response.set("location", format!("{uri}?{}", query.finish()));
    response
}

pub fn failed(failure: &Failure) -> Response {
    let Failure(status, error, description) = failure;
    let body = json!({ "error": error, "error_description": description, "message": description });
    let mut response = Response::json(*status, body.to_string());
    if *status == 401 {
        response.set("www-authenticate", "Basic realm=\"sandbox\"");
    }
    response
}

pub fn page(fields: &Fields, scope: &str) -> Response {
    let hidden: String = fields
        .iter()
        .filter(|(name, _)| *name != "decision")
        .map(|(name, value)| {
            format!(
                "<input type=\"hidden\" name=\"{}\" value=\"{}\">",
                escaped(name),
                escaped(value)
            )
        })
        .collect();
    let body = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Authorize</title>\
         <meta name=\"viewport\" content=\"width=device-width\">\
         <body style=\"font: 1rem system-ui; max-width: 26rem; margin: 4rem auto\">\
         <h1>Allow access?</h1><p>The sandbox app asks for: <b>{}</b></p>\
         <form method=\"post\" action=\"{AUTHORIZE_PATH}\">{hidden}\
         <button name=\"decision\" value=\"allow\">Allow</button> \
         <button name=\"decision\" value=\"deny\">Deny</button></form></body></html>",
        escaped(scope)
    );
    Response {
        status: 200,
        headers: vec![(
            "content-type".to_owned(),
            "text/html; charset=utf-8".to_owned(),
        )],
        body,
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
