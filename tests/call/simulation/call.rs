//! One call of the simulation: a model of the driver, and of what may be known about the call.

use super::random::Random;
use super::server::{Kind, Token, token_name, token_of};
use super::world::{BodyFate, Event, Scheduled, Setup, World};
use crate::body::summary;
use webwork_sdk::call::{Action, Body, CallLimits, State, TransportError};
use webwork_sdk::error::{Code, Outcome};

/// What a call is made with.
#[derive(Clone, Debug)]
pub struct Plan {
    pub kind: Kind,
    pub tenant: usize,
    pub client: usize,
    pub limits: CallLimits,
}

impl Plan {
    pub fn new(setup: &Setup, random: &mut Random) -> Self {
        let total_timeout = if random.percent(setup.total_timeouts) {
            random.pick(&[50.0, 2_000.0, 20_000.0, 130_000.0]) * random.share()
        } else {
            f64::INFINITY
        };
        Self {
            kind: random.pick(&Kind::ALL),
            tenant: random.below(setup.tenants),
            client: random.below(2),
            limits: CallLimits {
                timeout: random.pick(&[1.0, 400.0, 2_000.0, 30_000.0]),
                total_timeout,
                max_retries: u32::try_from(random.below(4)).unwrap(),
                bulk: random.percent(30),
            },
        }
    }
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum End {
    Done,
    Failed(Code, Outcome),
    Aborted(Outcome),
    Vanished,
}

pub struct Driven {
    pub plan: Plan,
    pub handle: Option<usize>,
    /// Counts the actions, so that what belongs to an earlier one is recognised.
    pub step: u64,
    /// The step that set the timer.
    timer: u64,
    pub waits_for_turn: bool,
    pub started_at: Option<f64>,
    pub ended_at: f64,
    pub end: Option<End>,
    pub attempts: u32,
    pub retryable: bool,
    /// What the token function returned last.
    token: Option<Token>,
    body: Option<(&'static str, BodyFate)>,
    status: u16,
    /// As far as the client can know, the server may have done it.
    pub maybe_applied: bool,
    /// The server has refused an attempt.
    pub rejected: bool,
    /// An attempt was sent after the server may have done it.
    pub sent_again: bool,
}

impl Driven {
    pub fn new(plan: Plan) -> Self {
        Self {
            plan,
            handle: None,
            step: 0,
            timer: 0,
            waits_for_turn: false,
            started_at: None,
            ended_at: 0.0,
            end: None,
            attempts: 0,
            retryable: false,
            token: None,
            body: None,
            status: 0,
            maybe_applied: false,
            rejected: false,
            sent_again: false,
        }
    }

    /// The outcome that the client has to report, given what it has seen.
    pub fn expected_outcome(&self) -> Outcome {
        if self.maybe_applied {
            Outcome::Unknown
        } else if self.rejected {
            Outcome::Rejected
        } else {
            Outcome::NotSent
        }
    }

    fn finish(&mut self, end: End, now: f64) {
        self.end = Some(end);
        self.ended_at = now;
        self.waits_for_turn = false;
        self.handle = None;
    }
}

impl World {
    pub fn happen(&mut self, scheduled: Scheduled) {
        let Scheduled {
            call, step, event, ..
        } = scheduled;
        let driven = &self.calls[call];
        let has_ended = driven.end.is_some();
        let current = match event {
            Event::TimeUp => driven.timer,
            _ => driven.step,
        };
        match event {
            Event::Start => return self.start(call),
            Event::Arrival(token) => {
                let kind = driven.plan.kind;
                return self.arrive(call, kind, step, token);
            }
            _ if has_ended || step.is_some_and(|step| step != current) => return,
            Event::Abort => return self.abort(call),
            Event::Vanish => {
                return self.calls[call].finish(End::Vanished, self.now);
            }
            _ => {}
        }
        let Some(handle) = self.calls[call].handle else {
            return;
        };
        let action = self.report(call, handle, event);
        self.perform(call, action);
    }

    fn start(&mut self, call: usize) {
        let Plan {
            kind,
            client,
            limits,
            ..
        } = self.calls[call].plan.clone();
        if self.calls[call].end.is_some() {
            return;
        }
        let client = self.clients[client];
        let started = self
            .machine
            .start(client, kind.target(), None, limits, self.now);
        let driven = &mut self.calls[call];
        driven.handle = started.call;
        driven.started_at = Some(self.now);
        self.perform(call, started.action);
    }

    fn abort(&mut self, call: usize) {
        let driven = &mut self.calls[call];
        let Some(handle) = driven.handle else {
            // Before the start: the driver never calls the core.
            return driven.finish(End::Aborted(Outcome::NotSent), self.now);
        };
        let state = self.machine.state(handle);
        driven.maybe_applied |=
            state == Some(State::Sending) || (state == Some(State::Reading) && driven.status < 300);
        let (outcome, attempts) = self.machine.abandon(handle, self.now);
        assert_eq!(attempts, driven.attempts);
        driven.finish(End::Aborted(outcome), self.now);
    }

    /// Reports an event, and keeps what the client learns from it.
    fn report(&mut self, call: usize, handle: usize, event: Event) -> Action {
        let now = self.now;
        let random = self.random.share();
        let driven = &mut self.calls[call];
        let state = self.machine.state(handle);
        match event {
            Event::Resumed => self.machine.resumed(handle, now),
            Event::TimeUp => {
                driven.waits_for_turn = false;
                driven.maybe_applied |= state == Some(State::Sending)
                    || (state == Some(State::Reading) && driven.status < 300);
                self.machine.time_up(handle, random, now)
            }
            Event::Token(Ok(token)) => {
                driven.token = Some(token);
                self.machine.token(handle, &token_name(token), now)
            }
            Event::Token(Err(())) => {
                self.machine
                    .token_failed(handle, "the function failed", false, now)
            }
            Event::Head(response, fate) => {
                let status = response.head.status;
                driven.body = Some((response.body, fate));
                driven.status = status;
                driven.maybe_applied |= matches!(status, 302 | 408 | 500..);
                driven.rejected |= (400..500).contains(&status) && status != 408;
                self.machine.response(handle, response.head, random, now)
            }
            Event::Body(text) => {
                let body = Body {
                    summary: summary(text),
                    text: text.as_bytes(),
                    ..Body::default()
                };
                driven.maybe_applied |= driven.status < 300 && text.starts_with('<');
                driven.rejected |= driven.status < 300 && text.contains("false");
                self.machine.body(handle, &body, now)
            }
            Event::Failed(error) => {
                driven.maybe_applied |= error == TransportError::Lost
                    && (state == Some(State::Sending) || driven.status < 300);
                self.machine.failed(handle, error, "", random, now)
            }
            Event::Start | Event::Arrival(_) | Event::Abort | Event::Vanish => {
                unreachable!("handled before")
            }
        }
    }

    /// Does what the core asks for, as the driver does.
    fn perform(&mut self, call: usize, action: Action) {
        let now = self.now;
        let driven = &mut self.calls[call];
        driven.step += 1;
        let step = Some(driven.step);
        match action {
            Action::Queue { within, .. } => {
                driven.waits_for_turn = true;
                self.set_timer(call, within);
            }
            Action::Wait { delay, .. } => self.set_timer(call, delay),
            Action::GetToken { within, refused } => {
                self.set_timer(call, within);
                let (delay, token) = self.call_token_function(call, refused);
                self.schedule(call, delay, step, Event::Token(token));
            }
            Action::Send { within, token } => {
                driven.attempts += 1;
                driven.sent_again |= driven.maybe_applied;
                driven.body = None;
                driven.status = 0;
                assert!(within > 0.0, "a request without any time");
                assert_eq!(token.is_some(), self.setup.token_function);
                let token = token.as_deref().map(token_of);
                let own = token.is_none_or(|(tenant, _)| tenant == driven.plan.tenant);
                assert!(own, "the token of another caller");
                self.set_timer(call, within);
                self.send(call, token);
            }
            Action::Read => {
                let (text, fate) = driven.body.unwrap();
                let event = match fate {
                    BodyFate::Arrives => Event::Body(text),
                    BodyFate::CutOff => Event::Failed(TransportError::Lost),
                    BodyFate::Stalls => return,
                };
                let delay = self.random.between(0.0, 200.0);
                self.schedule(call, delay, step, event);
            }
            Action::Done(_) => driven.finish(End::Done, now),
            Action::Fail(ended) => {
                assert_eq!(ended.attempts, driven.attempts);
                driven.retryable = ended.retryable;
                let code = ended.failure.code;
                driven.finish(End::Failed(code, ended.outcome), now);
            }
        }
    }

    fn set_timer(&mut self, call: usize, delay: f64) {
        let driven = &mut self.calls[call];
        driven.timer = driven.step;
        let step = Some(driven.step);
        if delay < f64::INFINITY {
            self.schedule(call, delay.ceil(), step, Event::TimeUp);
        }
    }

    /// A token function that remembers the last token, and gets a new one when it was refused.
    fn call_token_function(&mut self, call: usize, refused: bool) -> (f64, Result<Token, ()>) {
        let Driven { plan, token, .. } = &self.calls[call];
        let tenant = plan.tenant;
        let remembered = token.unwrap_or((tenant, 0));
        let current = (tenant, self.server.generations[tenant]);
        let delay = self.random.pick(&[0.0, 5.0, 300.0, 50_000.0]) * self.random.share();
        if self.random.percent(self.setup.token_failures) {
            return (delay, Err(()));
        }
        let gets_new = refused && !self.random.percent(self.setup.token_failures);
        (delay, Ok(if gets_new { current } else { remembered }))
    }
}
