//! Who sent a request, by its token.

use super::Machine;
use crate::control;
use crate::http::{Refusal, Request};
use crate::seed;
use crate::state::view::Caller;
use crate::time::Ms;

/// Who sent a request.
pub struct Identity {
    /// The namespace.
    pub namespace: String,
    /// Who it is.
    pub caller: Caller,
    /// What the log calls them.
    pub label: String,
    /// Scope of an OAuth token; `None`: no restriction.
    pub scope: Option<String>,
}

impl Machine {
    /// Who a token belongs to; 401 for an unknown one.
    pub(super) fn identify(&self, token: Option<&str>, now: Ms) -> Result<Identity, Refusal> {
        let refused = || Refusal::new(401, "Unauthenticated.");
        let token = token.ok_or_else(refused)?;
        if let Some(scope) = self.world.oauth.scope(token, now) {
            return Ok(Identity {
                namespace: String::new(),
                caller: Caller::Member(seed::OWNER),
                label: "oauth".to_owned(),
                scope: Some(scope.to_owned()),
            });
        }
        let (namespace, role, label) = match token.strip_prefix("ns:") {
            Some(rest) => {
                let (namespace, role) = rest.rsplit_once(':').ok_or_else(refused)?;
                if !control::is_namespace(namespace) {
                    return Err(refused());
                }
                (namespace, role, token)
            }
            None => {
                let role = token.strip_prefix(self.prefix.as_str());
                let role = role
                    .and_then(|rest| rest.strip_prefix('-'))
                    .ok_or_else(refused)?;
                ("", role, role)
            }
        };
        let caller = seed::caller(role).ok_or_else(refused)?;
        Ok(Identity {
            namespace: namespace.to_owned(),
            caller,
            label: label.to_owned(),
            scope: None,
        })
    }
}

/// The bearer token of a request.
pub fn bearer<'r>(request: &Request<'r>) -> Option<&'r str> {
    request.header("authorization")?.strip_prefix("Bearer ")
}
