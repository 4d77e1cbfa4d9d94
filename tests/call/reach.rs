//! How each state of a call is reached, on a new machine.

use crate::support::{CREATE, LIMITS, LIST, Machine, WINDOW, config, head_with_wait};
use webwork_sdk::call::{CallLimits, Calls, ClientConfig, Target};
use webwork_sdk::rate_limit::Granted;

/// Little time for everything.
pub const HURRY: CallLimits = CallLimits {
    total_timeout: 10_000.0,
    ..LIMITS
};
pub const NO_RETRIES: CallLimits = CallLimits {
    max_retries: 0,
    ..LIMITS
};

pub fn token_function() -> ClientConfig {
    ClientConfig {
        has_token_function: true,
        ..config(1)
    }
}

pub fn fresh(machine: Machine) -> (Machine, usize) {
    (machine, usize::MAX)
}

/// All permits are in flight.
pub fn busy(requests: usize) -> Machine {
    let mut machine = Machine::new(requests);
    for _ in 0..requests {
        machine.send(LIST);
    }
    machine
}

pub fn busy_isolated() -> Machine {
    let mut machine = Machine::with_calls(Calls::new(true), config(1));
    machine.send(LIST);
    machine
}

/// All permits were used, and their responses have arrived.
pub fn used_up(requests: usize) -> Machine {
    let mut machine = Machine::new(requests);
    for _ in 0..requests {
        let call = machine.send(LIST);
        machine.good_response(call);
    }
    machine
}

/// Permits come from a store.
pub fn shared() -> Machine {
    let mut machine = Machine::new(1);
    machine.calls.report_rate_limit("key", &mut |_| ());
    machine
}

/// A call that waits for a store, which has said for how long.
pub fn told_by_a_store() -> (Machine, usize) {
    let mut machine = shared();
    let call = machine.wait_in_queue(LIST, LIMITS);
    let granted = Granted {
        next_at: 5_000.0,
        ..Granted::default()
    };
    machine.calls.grant_rate_limit("key", granted);
    (machine, call)
}

/// The server has asked for a wait.
pub fn paused(wait: f64) -> Machine {
    let mut machine = Machine::new(2);
    let call = machine.send(LIST);
    machine.head(call, head_with_wait(429, wait));
    machine
}

pub fn waiting_alone() -> (Machine, usize) {
    let mut machine = busy_isolated();
    let (call, _) = machine.start(LIST);
    (machine, call)
}

/// A call that has waited, and has just been given a permit.
pub fn with_permit(config: ClientConfig) -> (Machine, usize) {
    let mut machine = Machine::with(ClientConfig {
        has_token_function: false,
        ..config.clone()
    });
    let first = machine.send(LIST);
    machine.good_response(first);
    machine.client = machine.calls.open(config, 0.0);
    let call = machine.wait_in_queue(LIST, LIMITS);
    machine.now = WINDOW;
    assert_eq!(machine.next_ready(), Some(call));
    (machine, call)
}

pub fn after_503(config: ClientConfig) -> (Machine, usize) {
    let asks = config.has_token_function;
    let mut machine = Machine::with(config);
    let call = if asks {
        machine.send_with_token(LIST, "a")
    } else {
        machine.send(LIST)
    };
    machine.status(call, 503);
    (machine, call)
}

pub fn asking(limits: CallLimits) -> (Machine, usize) {
    let mut machine = Machine::with(token_function());
    let (call, _) = machine.start_limited(LIST, limits);
    (machine, call)
}

/// A call whose token `a` was refused, and which asks for another one.
pub fn refused(requests: usize) -> (Machine, usize) {
    let (mut machine, call) = read_401(requests);
    machine.body(call, "{}");
    (machine, call)
}

/// A call that waits for the token that another one asks for.
pub fn refused_together(requests: usize, limits: CallLimits) -> (Machine, usize, usize) {
    let mut machine = Machine::with_token_function(requests);
    let first = machine.send_with_token(LIST, "a");
    let call = machine.send_with_token_limited(LIST, "a", limits);
    machine.response(first, 401, "{}");
    machine.response(call, 401, "{}");
    (machine, call, first)
}

pub fn sent(target: Target<'static>, limits: CallLimits) -> (Machine, usize) {
    let mut machine = Machine::new(2);
    let call = machine.send_limited(target, limits);
    (machine, call)
}

pub fn read(target: Target<'static>, status: u16) -> (Machine, usize) {
    let (mut machine, call) = sent(target, LIMITS);
    machine.status(call, status);
    (machine, call)
}

pub fn read_401(requests: usize) -> (Machine, usize) {
    let mut machine = Machine::with_token_function(requests);
    let call = machine.send_with_token(LIST, "a");
    machine.status(call, 401);
    (machine, call)
}

/// The 401 of a call whose token has been replaced meanwhile.
pub fn late_401(requests: usize) -> (Machine, usize) {
    let mut machine = Machine::with_token_function(requests);
    let [first, call] = [0; 2].map(|_| machine.send_with_token(LIST, "a"));
    machine.response(first, 401, "{}");
    machine.token(first, "b");
    machine.status(call, 401);
    (machine, call)
}

pub fn without_client() -> (Machine, usize) {
    let mut machine = Machine::new(1);
    machine.client = 7;
    fresh(machine)
}

pub fn with_lost_permit() -> (Machine, usize) {
    let (mut machine, call) = with_permit(config(1));
    machine.now += 31_000.0;
    (machine, call)
}

pub fn while_left_alone() -> (Machine, usize) {
    let mut machine = Machine::new(1);
    let other = machine.send(LIST);
    let call = machine.wait_in_queue(LIST, LIMITS);
    machine.head(other, head_with_wait(429, 90_000.0));
    assert_eq!(machine.next_ready(), Some(call));
    (machine, call)
}

pub fn with_late_permit() -> (Machine, usize) {
    let mut machine = used_up(1);
    let limits = CallLimits {
        total_timeout: WINDOW,
        ..LIMITS
    };
    machine.now = 1.0;
    let call = machine.wait_in_queue(LIST, limits);
    machine.now = WINDOW;
    assert_eq!(machine.next_ready(), Some(call));
    machine.now = WINDOW + 1.0;
    (machine, call)
}

pub fn waiting_in_a_hurry_too_long() -> (Machine, usize) {
    let mut machine = busy(1);
    let call = machine.wait_in_queue(LIST, HURRY);
    machine.now = 10_000.0;
    (machine, call)
}

pub fn waiting_in_a_hurry() -> (Machine, usize) {
    let mut machine = busy(1);
    let call = machine.wait_in_queue(LIST, HURRY);
    (machine, call)
}

pub fn waiting_alone_for_long() -> (Machine, usize) {
    let (mut machine, call) = waiting_alone();
    machine.now = 92_000.0;
    (machine, call)
}

pub fn backing_off_while_left_alone() -> (Machine, usize) {
    let (mut machine, call) = after_503(config(2));
    let other = machine.send(LIST);
    machine.head(other, head_with_wait(429, 90_000.0));
    (machine, call)
}

pub fn backing_off_too_long() -> (Machine, usize) {
    let mut machine = Machine::new(2);
    let call = machine.send_limited(LIST, HURRY);
    machine.status(call, 503);
    machine.now = 10_000.0;
    (machine, call)
}

pub fn asking_too_long() -> (Machine, usize) {
    let (mut machine, call) = asking(HURRY);
    machine.now = 10_000.0;
    (machine, call)
}

pub fn replaced_with_permit() -> (Machine, usize) {
    let (mut machine, call, first) = refused_together(4, LIMITS);
    machine.token(first, "b");
    (machine, call)
}

pub fn replaced_without_permit() -> (Machine, usize) {
    let (mut machine, call, first) = refused_together(2, LIMITS);
    machine.token(first, "b");
    (machine, call)
}

pub fn asker_gone() -> (Machine, usize) {
    let (mut machine, call, first) = refused_together(2, LIMITS);
    machine.calls.abandon(first, machine.now);
    (machine, call)
}

pub fn third_of_three() -> (Machine, usize) {
    let mut machine = Machine::with_token_function(3);
    let calls = [0; 3].map(|_| machine.send_with_token(LIST, "a"));
    for call in calls {
        machine.response(call, 401, "{}");
    }
    machine.calls.abandon(calls[0], machine.now);
    machine.resumed(calls[1]);
    (machine, calls[2])
}

pub fn replaced_in_vain() -> (Machine, usize) {
    let (mut machine, call, first) = refused_together(2, LIMITS);
    machine.token(first, "a");
    (machine, call)
}

pub fn renewing_in_a_hurry() -> (Machine, usize) {
    let (machine, call, _) = refused_together(2, HURRY);
    (machine, call)
}

pub fn renewing() -> (Machine, usize) {
    let (machine, call, _) = refused_together(2, LIMITS);
    (machine, call)
}

pub fn sent_isolated() -> (Machine, usize) {
    let mut machine = Machine::with_calls(Calls::new(true), config(2));
    let call = machine.send(CREATE);
    (machine, call)
}

pub fn second_401() -> (Machine, usize) {
    let mut machine = Machine::with_token_function(3);
    let [first, call] = [0; 2].map(|_| machine.send_with_token(LIST, "a"));
    machine.response(first, 401, "{}");
    machine.status(call, 401);
    (machine, call)
}
