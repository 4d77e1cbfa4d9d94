//! The rows of the table of states, events and actions.

use crate::reach::*;
use crate::support::{CREATE, LIMITS, LIST, Machine, config, head, head_with_wait};
use crate::table::{Edge, Event};
use State::{Authorizing, BackingOff, Queued, Reading, Renewing, Sending};
use webwork_sdk::call::{CallLimits, ClientConfig, State, Target, TransportError};

const GOOD: &str = r#"{"success":true,"data":[]}"#;
const LOST: Event = Event::Failed(TransportError::Lost);
const NOT_CONNECTED: Event = Event::Failed(TransportError::NotConnected);
const CERTIFICATE: Event = Event::Failed(TransportError::Certificate);
const START: Event = Event::Start(LIST, LIMITS);
const TOO_LATE: CallLimits = CallLimits {
    total_timeout: 0.0,
    ..LIMITS
};

/// `state before, event, condition => action, state after, how the state before is reached;`
macro_rules! edges {
    ($($from:expr, $event:expr, $condition:literal => $action:literal, $to:expr, $reach:expr;)*) => {
        vec![$(Edge {
            from: $from.into(),
            event: $event,
            condition: $condition,
            action: $action,
            to: $to.into(),
            reach: $reach,
        },)*]
    };
}

pub fn edges() -> Vec<Edge> {
    edges! {
        None, START, "a permit is free; the token is a string"
            => "Send", Sending, || fresh(Machine::new(1));
        None, START, "a permit is free; token function"
            => "GetToken", Authorizing, || fresh(Machine::with_token_function(1));
        None, START, "no permit is free"
            => "Queue", Queued, || fresh(busy(1));
        None, START, "no permit is free; calls are isolated"
            => "Wait", Queued, || fresh(busy_isolated());
        None, START, "a store grants the permits, and has granted none"
            => "Queue", Queued, || fresh(shared());
        None, START, "the server asks for a wait of more than 65 s"
            => "Fail: rate_limited", None, || fresh(paused(90_000.0));
        None, Event::Start(LIST, HURRY), "no permit is free before totalTimeout ends"
            => "Fail: rate_limited", None, || fresh(used_up(1));
        None, Event::Start(LIST, TOO_LATE), "loading has taken all of totalTimeout"
            => "Fail: timeout", None, || fresh(Machine::new(1));
        None, Event::Start(Target::Raw(b"{}"), LIMITS), "the parameters are invalid"
            => "Fail: invalid_argument", None, || fresh(Machine::new(1));
        None, START, "there is no such client"
            => "Fail: internal", None, without_client;

        Queued, Event::Resumed, "it has a permit; the token is a string, or not sent yet"
            => "Send", Sending, || with_permit(config(1));
        Queued, Event::Resumed, "it has a permit; token function"
            => "GetToken", Authorizing, || with_permit(token_function());
        Queued, Event::Resumed, "the lease of its permit has ended; no other is free"
            => "Queue", Queued, with_lost_permit;
        Queued, Event::Resumed, "a store says how long the wait is"
            => "Queue", Queued, told_by_a_store;
        Queued, Event::Resumed, "the server asks for a wait of more than 65 s"
            => "Fail: rate_limited", None, while_left_alone;
        Queued, Event::Resumed, "totalTimeout has ended"
            => "Fail: timeout", None, with_late_permit;
        Queued, Event::TimeUp, "totalTimeout has ended"
            => "Fail: rate_limited", None, waiting_in_a_hurry_too_long;
        Queued, Event::TimeUp, "too early"
            => "Queue", Queued, waiting_in_a_hurry;
        Queued, Event::TimeUp, "calls are isolated; a permit is free"
            => "Send", Sending, waiting_alone_for_long;
        Queued, Event::TimeUp, "calls are isolated; no permit is free"
            => "Wait", Queued, waiting_alone;
        Queued, Event::Abandon, ""
            => "none", None, || with_permit(config(1));

        BackingOff, Event::TimeUp, "a permit is free; the token is a string"
            => "Send", Sending, || after_503(config(2));
        BackingOff, Event::TimeUp, "a permit is free; token function"
            => "GetToken", Authorizing, || after_503(ClientConfig { has_token_function: true, ..config(2) });
        BackingOff, Event::TimeUp, "no permit is free"
            => "Queue", Queued, || after_503(config(1));
        BackingOff, Event::TimeUp, "the server asks for a wait of more than 65 s"
            => "Fail: rate_limited", None, backing_off_while_left_alone;
        BackingOff, Event::TimeUp, "totalTimeout has ended"
            => "Fail: timeout", None, backing_off_too_long;
        BackingOff, Event::Abandon, ""
            => "none", None, || after_503(config(2));

        Authorizing, Event::Token("a"), "it has a permit, or one is free"
            => "Send", Sending, || asking(LIMITS);
        Authorizing, Event::Token("b"), "another token than the refused one; no permit is free"
            => "Queue", Queued, || refused(1);
        Authorizing, Event::Token("a"), "the refused token again"
            => "Fail: authentication", None, || refused(2);
        Authorizing, Event::Token("a"), "totalTimeout has ended"
            => "Fail: timeout", None, asking_too_long;
        Authorizing, Event::TokenFailed, ""
            => "Fail: authentication", None, || asking(LIMITS);
        Authorizing, Event::TimeUp, "totalTimeout has ended"
            => "Fail: timeout", None, || asking(HURRY);
        Authorizing, Event::Abandon, ""
            => "none", None, || asking(LIMITS);

        Renewing, Event::Resumed, "the token was replaced; a permit is free"
            => "Send", Sending, replaced_with_permit;
        Renewing, Event::Resumed, "the token was replaced; no permit is free"
            => "Queue", Queued, replaced_without_permit;
        Renewing, Event::Resumed, "the call that asked for a token has ended"
            => "GetToken (refused)", Authorizing, asker_gone;
        Renewing, Event::Resumed, "the next call asks for a token"
            => "Queue", Renewing, third_of_three;
        Renewing, Event::Resumed, "no other token was to be had"
            => "Fail: authentication", None, replaced_in_vain;
        Renewing, Event::TimeUp, "totalTimeout has ended"
            => "Fail: timeout", None, renewing_in_a_hurry;
        Renewing, Event::Abandon, ""
            => "none", None, renewing;

        Sending, Event::Response(head(200)), "any status that is not repeated"
            => "Read", Reading, || sent(LIST, LIMITS);
        Sending, Event::Response(head(503)), "408, 500, 502, 503, 504; it may be repeated"
            => "Wait", BackingOff, || sent(LIST, LIMITS);
        Sending, Event::Response(head_with_wait(429, 2_000.0)), "429; it may be repeated"
            => "Queue", Queued, || sent(CREATE, LIMITS);
        Sending, Event::Response(head_with_wait(429, 2_000.0)), "429; it may be repeated; calls are isolated"
            => "Wait", Queued, sent_isolated;
        Sending, Event::Response(head_with_wait(429, 0.0)), "429 without a wait; it may be repeated; a permit is free"
            => "Send", Sending, || sent(CREATE, LIMITS);
        Sending, Event::Response(head_with_wait(429, 90_000.0)), "429; the wait is longer than 65 s or totalTimeout"
            => "Fail: rate_limited", None, || sent(CREATE, LIMITS);
        Sending, Event::Response(head_with_wait(429, 2_000.0)), "429; no retry is left"
            => "Read", Reading, || sent(CREATE, NO_RETRIES);
        Sending, Event::Response(head(302)), "a redirect"
            => "Fail: connection", None, || sent(LIST, LIMITS);
        Sending, LOST, "it may be repeated"
            => "Wait", BackingOff, || sent(LIST, LIMITS);
        Sending, LOST, "a POST, or no retry is left"
            => "Fail: connection", None, || sent(CREATE, LIMITS);
        Sending, NOT_CONNECTED, "it may be repeated"
            => "Wait", BackingOff, || sent(LIST, LIMITS);
        Sending, NOT_CONNECTED, "a POST, or no retry is left"
            => "Fail: connection", None, || sent(CREATE, LIMITS);
        Sending, CERTIFICATE, ""
            => "Fail: connection", None, || sent(LIST, LIMITS);
        Sending, Event::TimeUp, "it may be repeated"
            => "Wait", BackingOff, || sent(LIST, LIMITS);
        Sending, Event::TimeUp, "a POST, or no retry is left"
            => "Fail: timeout", None, || sent(CREATE, LIMITS);
        Sending, Event::Abandon, ""
            => "none", None, || sent(LIST, LIMITS);

        Reading, Event::Body(GOOD), "a success"
            => "Done", None, || read(LIST, 200);
        Reading, Event::Body(""), "nothing, to a write"
            => "Done", None, || read(CREATE, 204);
        Reading, Event::Body(r#"{"success":false}"#), "a 2xx whose `success` is not true"
            => "Fail: api", None, || read(LIST, 200);
        Reading, Event::Body("<html>"), "a 2xx that is not the JSON it should be"
            => "Fail: decode", None, || read(LIST, 200);
        Reading, Event::Body("{}"), "an error status"
            => "Fail: validation", None, || read(CREATE, 422);
        Reading, Event::Body("{}"), "the first 401; token function"
            => "GetToken (refused)", Authorizing, || read_401(1);
        Reading, Event::Body("{}"), "the first 401; another call asks for a token"
            => "Queue", Renewing, second_401;
        Reading, Event::Body("{}"), "the first 401; the token was replaced; a permit is free"
            => "Send", Sending, || late_401(4);
        Reading, Event::Body("{}"), "the first 401; the token was replaced; no permit is free"
            => "Queue", Queued, || late_401(2);
        Reading, LOST, "a success; it may be repeated"
            => "Wait", BackingOff, || read(LIST, 200);
        Reading, LOST, "a success; a POST, or no retry is left"
            => "Fail: decode", None, || read(CREATE, 200);
        Reading, LOST, "an error status: like `body`"
            => "Fail: not_found", None, || read(LIST, 404);
        Reading, Event::TimeUp, "a success; it may be repeated"
            => "Wait", BackingOff, || read(LIST, 200);
        Reading, Event::TimeUp, "a success; a POST, or no retry is left"
            => "Fail: timeout", None, || read(CREATE, 200);
        Reading, Event::TimeUp, "an error status: like `body`"
            => "Fail: not_found", None, || read(LIST, 404);
        Reading, Event::Abandon, ""
            => "none", None, || read(LIST, 200);
    }
}
