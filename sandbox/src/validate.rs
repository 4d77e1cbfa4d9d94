//! Reads the members of a request, with the messages of the framework that the API is built on.

use crate::error::Refusal;
use crate::time::day;
use chrono::NaiveDate;
use serde_json::{Map, Value};
use webwork_sdk::time;

/// The members of a query or of a body.
pub struct Input(Map<String, Value>);

/// `workspace_id` reads "workspace id".
fn spoken(name: &str) -> String {
    name.replace('_', " ")
}

impl Input {
    /// The parameters of a query; the last of a name counts.
    pub fn query(query: &str) -> Self {
        let pairs = form_urlencoded::parse(query.as_bytes());
        Self(
            pairs
                .map(|(name, value)| (name.into_owned(), Value::String(value.into_owned())))
                .collect(),
        )
    }

    /// The members of a JSON body; no body has none.
    pub fn body(body: &[u8]) -> Result<Self, Refusal> {
        if body.iter().all(u8::is_ascii_whitespace) {
            return Ok(Self(Map::new()));
        }
        match serde_json::from_slice(body) {
            Ok(Value::Object(members)) => Ok(Self(members)),
            _ => Err(Refusal::new(400, "The request body is not a JSON object")),
        }
    }

    /// Whether the member is there, `null` or not.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    fn get(&self, name: &str) -> Option<&Value> {
        self.0
            .get(name)
            .filter(|value| !value.is_null() && value.as_str() != Some(""))
    }

    /// A whole number, also as text, as queries carry it.
    pub fn integer(&self, name: &str) -> Result<Option<i64>, Refusal> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        let number = value
            .as_i64()
            .or_else(|| value.as_str().and_then(|text| text.parse().ok()));
        number.map(Some).ok_or_else(|| {
            Refusal::invalid(format!("The {} field must be an integer.", spoken(name)))
        })
    }

    /// A whole number within limits.
    pub fn between(
        &self,
        name: &str,
        least: i64,
        most: i64,
        otherwise: i64,
    ) -> Result<i64, Refusal> {
        let value = self.integer(name)?.unwrap_or(otherwise);
        if value < least {
            return Err(Refusal::invalid(format!(
                "The {} field must be at least {least}.",
                spoken(name)
            )));
        }
        if value > most {
            return Err(Refusal::invalid(format!(
                "The {} field must not be greater than {most}.",
                spoken(name)
            )));
        }
        Ok(value)
    }

    /// A text of at most so many characters.
    pub fn text(&self, name: &str, most: usize) -> Result<Option<String>, Refusal> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        let Some(text) = value.as_str() else {
            return Err(Refusal::invalid(format!(
                "The {} field must be a string.",
                spoken(name)
            )));
        };
        if text.chars().count() > most {
            return Err(Refusal::invalid(format!(
                "The {} field must not be greater than {most} characters.",
                spoken(name)
            )));
        }
        Ok(Some(text.to_owned()))
    }

    /// A day that exists.
    pub fn day(&self, name: &str) -> Result<Option<NaiveDate>, Refusal> {
        let Some(text) = self.text(name, usize::MAX)? else {
            return Ok(None);
        };
        day(&text).map(Some).ok_or_else(|| {
            Refusal::invalid(format!(
                "The {} field must match the format Y-m-d.",
                spoken(name)
            ))
        })
    }

    /// A time of day, in minutes.
    pub fn time(&self, name: &str) -> Result<Option<u32>, Refusal> {
        let Some(text) = self.text(name, usize::MAX)? else {
            return Ok(None);
        };
        time::minutes(&text).map(Some).ok_or_else(|| {
            Refusal::invalid(format!(
                "The {} field must match the format H:i.",
                spoken(name)
            ))
        })
    }
}

/// What must be there.
pub fn required<T>(name: &str, value: Option<T>) -> Result<T, Refusal> {
    value.ok_or_else(|| Refusal::invalid(format!("The {} field is required.", spoken(name))))
}
