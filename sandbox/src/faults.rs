//! Fault rules: which requests they match, how often they apply, what they do.

use crate::http::{Request, Response};
use crate::router::{self, Route};
use crate::sdk;
use crate::state::dice::Dice;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use tsify::Tsify;

/// Which requests a rule is for: those that match every member.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Tsify)]
#[serde(default, deny_unknown_fields)]
pub struct Match {
    /// operationId or `resource.method`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[tsify(optional, type = "(typeof operationNames)[number] | undefined")]
    pub operation: Option<String>,
    /// HTTP method.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[tsify(optional, type = "string | undefined")]
    pub method: Option<String>,
    /// Path below the base, such as `/members`, or with `*` at its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[tsify(optional, type = "string | undefined")]
    pub path: Option<String>,
    /// The token of the request, or whose it is, such as `member`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[tsify(optional, type = "string | undefined")]
    pub token: Option<String>,
}

/// A fault rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Which requests it is for. Default: all.
    #[serde(default, rename = "match")]
    pub matches: Match,
    /// How many matching requests are left alone first. Default: 0.
    #[serde(default)]
    pub after: u64,
    /// How many requests it applies to. Default: all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u64>,
    /// How probable it is that it applies, 0 to 1. Default: 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probability: Option<f64>,
    /// What it does.
    pub effect: Value,
}

/// What a rule does.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Responds so; `stored`: after the request was carried out.
    Status {
        status: u16,
        body: Option<Value>,
        headers: Map<String, Value>,
        stored: bool,
    },
    /// A proxy's HTML page.
    Html502,
    /// The connection fails, `stored`: after the request was carried out.
    Reset { stored: bool },
    /// No response ever.
    Stall,
    /// The connection fails within the body.
    CutBody(u32),
    /// The body takes so long.
    SlowBody(f64),
    /// A member of the body is missing.
    Drop(String),
    /// A member of the body has another type.
    Retype(String),
    /// The last item of `data` comes twice.
    DuplicateItem,
    /// The `Date` header is off.
    ClockSkew(i64),
    /// The response comes later.
    Latency(f64),
}

const EFFECTS: &str = "\"html502\", \"stall\", \"duplicateItem\", { status, body?, headers?, stored? }, \
    { reset: \"before\" | \"after\" }, { cutBody: bytes }, { slowBody: ms }, { drop: pointer }, \
    { retype: pointer }, { clockSkewMs }, { latencyMs }";

impl Effect {
    fn parse(value: &Value) -> Result<Self, String> {
        let unknown = || format!("effect: expected one of {EFFECTS}");
        match value {
            Value::String(name) => match name.as_str() {
                "html502" => Ok(Self::Html502),
                "stall" => Ok(Self::Stall),
                "duplicateItem" => Ok(Self::DuplicateItem),
                _ => Err(unknown()),
            },
            Value::Object(members) if members.contains_key("status") => Self::status(members),
            Value::Object(members) if members.len() == 1 => {
                let (name, value) = members.iter().next().ok_or_else(unknown)?;
                Self::single(name, value).ok_or_else(unknown)
            }
            _ => Err(unknown()),
        }
    }

    fn status(members: &Map<String, Value>) -> Result<Self, String> {
        let known = ["status", "body", "headers", "stored"];
        if let Some(name) = members.keys().find(|name| !known.contains(&name.as_str())) {
            return Err(format!(
                "effect.{name}: there is no such member; known are {}",
                known.join(", ")
            ));
        }
        let status = members.get("status").and_then(Value::as_u64);
        let status = status
            .filter(|status| (200..=599).contains(status))
            .and_then(|status| u16::try_from(status).ok())
            .ok_or("effect.status: expected an integer from 200 to 599")?;
        let headers = match members.get("headers") {
            None => Map::new(),
            Some(Value::Object(headers))
                if headers.iter().all(|(name, value)| is_header(name, value)) =>
            {
                headers.clone()
            }
            Some(_) => {
                return Err(
                    "effect.headers: expected an object of header names and strings".to_owned(),
                );
            }
        };
        let stored = match members.get("stored") {
            None => false,
            Some(Value::Bool(stored)) => *stored,
            Some(_) => return Err("effect.stored: expected a boolean".to_owned()),
        };
        Ok(Self::Status {
            status,
            body: members.get("body").cloned(),
            headers,
            stored,
        })
    }

    fn single(name: &str, value: &Value) -> Option<Self> {
        let pointer = || {
            value
                .as_str()
                .filter(|text| text.starts_with('/'))
                .map(str::to_owned)
        };
        let ms = || value.as_f64().filter(|ms| (0.0..=600_000.0).contains(ms));
        match name {
            "reset" => match value.as_str()? {
                "before" => Some(Self::Reset { stored: false }),
                "after" => Some(Self::Reset { stored: true }),
                _ => None,
            },
            "cutBody" => u32::try_from(value.as_u64()?).ok().map(Self::CutBody),
            "slowBody" => ms().map(Self::SlowBody),
            "drop" => pointer().map(Self::Drop),
            "retype" => pointer().map(Self::Retype),
            "clockSkewMs" => value
                .as_i64()
                .filter(|ms| ms.abs() < 1 << 50)
                .map(Self::ClockSkew),
            "latencyMs" => ms().map(Self::Latency),
            _ => None,
        }
    }

    /// Whether the request is not carried out.
    pub const fn prevents(&self) -> bool {
        matches!(
            self,
            Self::Status { stored: false, .. }
                | Self::Html502
                | Self::Reset { stored: false }
                | Self::Stall
        )
    }
}

fn is_header(name: &str, value: &Value) -> bool {
    let is_name = !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    let printable = |text: &str| text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    is_name && (value.as_str().is_some_and(printable) || value.is_number())
}

/// A rule at work.
#[derive(Clone, Debug)]
struct Active {
    id: u64,
    rule: Rule,
    effect: Effect,
    matched: u64,
    hits: u64,
}

/// The rules of a machine.
#[derive(Clone, Debug)]
pub struct Faults {
    rules: Vec<Active>,
    last_id: u64,
    dice: Dice,
}

impl Faults {
    /// Without rules. The seed decides where probabilities fall.
    pub const fn new(seed: u64) -> Self {
        Self {
            rules: Vec::new(),
            last_id: 0,
            dice: Dice::new(seed),
        }
    }

    /// Adds a rule; returns its id.
    pub fn add(&mut self, rule: Rule) -> Result<u64, String> {
        let effect = Effect::parse(&rule.effect)?;
        if let Some(name) = &rule.matches.operation
            && router::operation_named(name).is_none()
        {
            return Err(format!(
                "match.operation: there is no operation {name:?}; name one by its operationId or as \"timeEntries.list\""
            ));
        }
        if rule.times.is_some() && rule.probability.is_some() {
            return Err("times and probability exclude each other".to_owned());
        }
        if rule
            .probability
            .is_some_and(|chance| !(0.0..=1.0).contains(&chance))
        {
            return Err("probability: expected a number from 0 to 1".to_owned());
        }
        self.last_id += 1;
        self.rules.push(Active {
            id: self.last_id,
            rule,
            effect,
            matched: 0,
            hits: 0,
        });
        Ok(self.last_id)
    }

    /// Removes a rule; whether it was there.
    pub fn remove(&mut self, id: u64) -> bool {
        let before = self.rules.len();
        self.rules.retain(|active| active.id != id);
        self.rules.len() < before
    }

    /// How many requests a rule was applied to.
    pub fn hits(&self, id: u64) -> Option<u64> {
        let active = self.rules.iter().find(|active| active.id == id);
        active.map(|active| active.hits)
    }

    /// The rules as JSON, with their ids and hits.
    pub fn shown(&self) -> Value {
        let rules = self.rules.iter().map(|active| {
            let mut rule = serde_json::to_value(&active.rule).unwrap_or_default();
            rule["id"] = json!(active.id);
            rule["hits"] = json!(active.hits);
            rule
        });
        rules.collect()
    }

    /// The effects on a request, with the ids of their rules. Of those that prevent the request
    /// only the first applies.
    pub fn decide(
        &mut self,
        request: &Request<'_>,
        route: Option<&Route>,
        token: Option<&str>,
        caller: Option<&str>,
    ) -> Vec<(u64, Effect)> {
        let mut effects: Vec<(u64, Effect)> = Vec::new();
        let dice = &mut self.dice;
        for active in &mut self.rules {
            if !active.rule.matches.includes(request, route, token, caller) {
                continue;
            }
            active.matched += 1;
            let is_over = active.rule.times.is_some_and(|times| active.hits >= times);
            if active.matched <= active.rule.after || is_over {
                continue;
            }
            if let Some(chance) = active.rule.probability
                && dice.below(1 << 53) as f64 >= chance * (1_u64 << 53) as f64
            {
                continue;
            }
            if active.effect.prevents() && effects.iter().any(|(_, effect)| effect.prevents()) {
                continue;
            }
            active.hits += 1;
            effects.push((active.id, active.effect.clone()));
        }
        effects
    }
}

impl Match {
    fn includes(
        &self,
        request: &Request<'_>,
        route: Option<&Route>,
        token: Option<&str>,
        caller: Option<&str>,
    ) -> bool {
        let operation = self.operation.as_ref().is_none_or(|name| {
            route.is_some_and(|route| router::operation_named(name) == Some(route.index))
        });
        let method = self.method.as_ref();
        let method = method.is_none_or(|method| method.eq_ignore_ascii_case(request.method));
        let below = router::below_base(request.target().0);
        let template = route.map(|route| sdk::string(route.operation.path));
        let path = self
            .path
            .as_ref()
            .is_none_or(|path| match path.strip_suffix('*') {
                Some(prefix) => below.starts_with(prefix),
                None => below == path || template == Some(path),
            });
        let token = self
            .token
            .as_deref()
            .is_none_or(|wanted| token == Some(wanted) || caller == Some(wanted));
        operation && method && path && token
    }
}

/// What the effects make of a response that was sent for a carried-out request.
pub fn alter(response: &mut Response, effect: &Effect) {
    match effect {
        Effect::Drop(pointer) => edit(response, |body| {
            let (parent, name) = pointer.rsplit_once('/').unwrap_or_default();
            let name = name.replace("~1", "/").replace("~0", "~");
            match body.pointer_mut(parent) {
                Some(Value::Object(members)) => {
                    members.remove(&name);
                }
                Some(Value::Array(items)) => {
                    if let Some(at) = name.parse().ok().filter(|at| *at < items.len()) {
                        items.remove(at);
                    }
                }
                _ => {}
            }
        }),
        Effect::Retype(pointer) => edit(response, |body| {
            if let Some(value) = body.pointer_mut(pointer) {
                *value = match value {
                    Value::String(_) => json!(12_345),
                    _ => json!("retyped"),
                };
            }
        }),
        Effect::DuplicateItem => edit(response, |body| {
            if let Some(Value::Array(items)) = body.get_mut("data")
                && let Some(last) = items.last().cloned()
            {
                items.push(last);
            }
        }),
        _ => {}
    }
}

fn edit(response: &mut Response, change: impl FnOnce(&mut Value)) {
    if let Ok(mut body) = serde_json::from_str(&response.body) {
        change(&mut body);
        response.body = body.to_string();
    }
}
