//! Every edge of the state machine: the table in ARCHITECTURE.md is the one that is walked here, and a
//! pair of state and event that is not in it is a bug of the driver.

use crate::edges::edges;
use crate::support::{Machine, failure, head};
use std::collections::BTreeSet;
use webwork_sdk::call::{Action, CallLimits, State, Target, TransportError};
use webwork_sdk::error::Code;
use webwork_sdk::response::headers::Head;

const HEADING: &str = "## States, events and actions";

/// What a driver may report.
pub enum Event {
    Start(Target<'static>, CallLimits),
    Resumed,
    TimeUp,
    Token(&'static str),
    TokenFailed,
    Response(Head),
    Body(&'static str),
    Failed(TransportError),
    Abandon,
}

/// One row of the table.
pub struct Edge {
    /// `None`: before the call has started.
    pub from: Option<State>,
    pub event: Event,
    pub condition: &'static str,
    pub action: &'static str,
    /// `None`: the call has ended.
    pub to: Option<State>,
    /// Brings a new machine into the state, and makes the condition true.
    pub reach: fn() -> (Machine, usize),
}

impl Event {
    fn name(&self) -> &'static str {
        match self {
            Self::Start(..) => "`start`",
            Self::Resumed => "`resumed`",
            Self::TimeUp => "`time_up`",
            Self::Token(_) => "`token`",
            Self::TokenFailed => "`token_failed`",
            Self::Response(_) => "`response`",
            Self::Body(_) => "`body`",
            Self::Failed(TransportError::Lost) => "`failed`: lost",
            Self::Failed(TransportError::NotConnected) => "`failed`: not connected",
            Self::Failed(TransportError::Certificate) => "`failed`: certificate",
            Self::Failed(TransportError::Timeout) => "`failed`: timeout",
            Self::Abandon => "`abandon`",
        }
    }

    /// Reports the event. `None`: it has no action.
    fn report(&self, machine: &mut Machine, call: &mut usize) -> Option<Action> {
        let call_id = *call;
        Some(match self {
            Self::Start(target, limits) => {
                let (started, action) = machine.start_limited(*target, *limits);
                *call = started;
                action
            }
            Self::Resumed => machine.resumed(call_id),
            Self::TimeUp => machine.time_up(call_id),
            Self::Token(token) => machine.token(call_id, token),
            Self::TokenFailed => {
                machine
                    .calls
                    .token_failed(call_id, "no token", false, machine.now)
            }
            Self::Response(head) => machine.head(call_id, *head),
            Self::Body(text) => machine.body(call_id, text),
            Self::Failed(error) => machine.failed(call_id, *error),
            Self::Abandon => {
                machine.calls.abandon(call_id, machine.now);
                return None;
            }
        })
    }
}

fn name_of(state: Option<State>, none: &str) -> String {
    state.map_or_else(|| none.to_owned(), |state| format!("{state:?}"))
}

fn describe(action: Option<&Action>) -> String {
    match action {
        None => "none".to_owned(),
        Some(Action::Queue { .. }) => "Queue".to_owned(),
        Some(Action::Wait { .. }) => "Wait".to_owned(),
        Some(Action::GetToken { refused: false, .. }) => "GetToken".to_owned(),
        Some(Action::GetToken { refused: true, .. }) => "GetToken (refused)".to_owned(),
        Some(Action::Send { .. }) => "Send".to_owned(),
        Some(Action::Read) => "Read".to_owned(),
        Some(Action::Done(_)) => "Done".to_owned(),
        Some(Action::Fail(ended)) => format!("Fail: {}", ended.failure.code.name()),
    }
}

/// The cells of the table's rows.
fn rows() -> Vec<[String; 5]> {
    let rows = edges().into_iter().map(|edge| {
        [
            name_of(edge.from, "–"),
            edge.event.name().to_owned(),
            edge.condition.to_owned(),
            edge.action.to_owned(),
            name_of(edge.to, "ended"),
        ]
    });
    rows.collect()
}

#[test]
fn every_edge_of_the_table_leads_where_the_table_says() {
    for edge in edges() {
        let Edge {
            from,
            condition,
            event,
            ..
        } = &edge;
        let at = format!("{from:?}, {}, {condition}", event.name());
        let (mut machine, mut call) = (edge.reach)();
        assert_eq!(machine.state(call), *from, "{at}: the state before");
        let action = event.report(&mut machine, &mut call);
        assert_eq!(describe(action.as_ref()), edge.action, "{at}");
        assert_eq!(machine.state(call), edge.to, "{at}: the state after");
    }
}

#[test]
fn the_table_in_the_architecture_is_the_one_that_is_walked() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/ARCHITECTURE.md");
    let text = std::fs::read_to_string(path).unwrap();
    let (_, section) = text.split_once(HEADING).unwrap();
    let section = section.split("\n## ").next().unwrap();
    let lines = section
        .lines()
        .skip_while(|line| !line.starts_with("| state"));
    let documented: Vec<Vec<&str>> = lines
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    let expected = rows();
    let lines: Vec<String> = expected
        .iter()
        .map(|cells| format!("| {} |", cells.join(" | ")))
        .collect();
    assert!(
        documented == expected,
        "ARCHITECTURE.md, {HEADING}: replace its rows with these\n{}",
        lines.join("\n")
    );
}

#[test]
fn an_event_that_the_table_does_not_list_for_a_state_ends_the_call_as_an_internal_error() {
    let listed: BTreeSet<(String, &str)> = edges()
        .iter()
        .map(|edge| (name_of(edge.from, "–"), edge.event.name()))
        .collect();
    let mut unlisted = 0;
    for state in [
        State::Queued,
        State::BackingOff,
        State::Authorizing,
        State::Renewing,
        State::Sending,
        State::Reading,
    ] {
        for event in [
            Event::Resumed,
            Event::TimeUp,
            Event::Token("t"),
            Event::TokenFailed,
            Event::Response(head(200)),
            Event::Body(r#"{"success":true}"#),
            Event::Failed(TransportError::Lost),
            Event::Failed(TransportError::NotConnected),
            Event::Failed(TransportError::Certificate),
            Event::Abandon,
        ] {
            if listed.contains(&(format!("{state:?}"), event.name())) {
                continue;
            }
            unlisted += 1;
            for edge in edges().iter().filter(|edge| edge.from == Some(state)) {
                let at = format!("{state:?}, {}, {}", event.name(), edge.condition);
                let (mut machine, mut call) = (edge.reach)();
                let action = event.report(&mut machine, &mut call).unwrap();
                assert_eq!(failure(action).failure.code, Code::Internal, "{at}");
                assert_eq!(machine.state(call), None, "{at}: the call is freed");
                let resumed: Vec<_> = std::iter::from_fn(|| machine.next_ready()).collect();
                assert!(!resumed.contains(&call), "{at}: nothing resumes it");
            }
        }
    }
    assert_eq!(unlisted, 38, "pairs that the table does not list");
}

#[test]
fn an_event_for_a_call_that_has_ended_changes_nothing() {
    let (mut machine, other) = (Machine::new(60), 7);
    let call = machine.send(crate::support::LIST);
    for event in [
        Event::Resumed,
        Event::TimeUp,
        Event::Token("t"),
        Event::TokenFailed,
        Event::Response(head(200)),
        Event::Body("{}"),
        Event::Failed(TransportError::Lost),
        Event::Failed(TransportError::Timeout),
    ] {
        let action = event.report(&mut machine, &mut other.clone()).unwrap();
        assert_eq!(failure(action).failure.code, Code::Internal);
    }
    assert_eq!(
        Event::Abandon.report(&mut machine, &mut other.clone()),
        None
    );
    assert_eq!(machine.state(call), Some(State::Sending));
    machine.good_response(call);
}
