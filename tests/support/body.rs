//! What the core learns about a body: what `src/bindings/body.rs` reads from JavaScript values, read
//! with serde_json.

use serde_json::Value;
use webwork_sdk::response::body::{BodyKind, Summary};

/// The facts of a body.
pub fn summary(text: &str) -> Summary {
    let kind = match serde_json::from_str::<Value>(text) {
        Ok(Value::Object(object)) => {
            let words = |name: &str| {
                let words = object.get(name)?.as_str()?;
                (!words.trim().is_empty()).then(|| words.to_owned())
            };
            return Summary {
                kind: BodyKind::Object,
                success: object.get("success").map(|success| *success == true),
                message: words("message"),
                error: words("error"),
            };
        }
        Ok(_) => BodyKind::OtherJson,
        Err(_) if text.trim().is_empty() => BodyKind::Empty,
        Err(_) => BodyKind::NotJson,
    };
    Summary {
        kind,
        ..Summary::default()
    }
}
