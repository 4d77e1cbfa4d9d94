//! Sets the members of the driver's `Step` that belong to an action.

use crate::boundary::ActionKind;
use crate::boundary::js::Step;
use crate::call::{Action, Drift, Ended, Success};

/// Sets them and returns the number of the action.
pub fn fill(step: &Step, action: Action) -> u8 {
    let kind = match action {
        Action::Queue {
            within,
            delay,
            queued,
        } => {
            step.ms(within);
            step.delay(delay);
            step.queued(queued as u32);
            ActionKind::Queue
        }
        Action::Wait { delay, queued } => {
            step.ms(delay);
            step.delay(delay);
            step.queued(queued as u32);
            ActionKind::Wait
        }
        Action::GetToken { within, refused } => {
            step.ms(within);
            step.refused(refused);
            ActionKind::GetToken
        }
        Action::Send { within, token } => {
            step.ms(within);
            if let Some(token) = token {
                step.token(&token);
            }
            ActionKind::Send
        }
        Action::Read => ActionKind::Read,
        Action::Done(success) => {
            done(step, &success);
            ActionKind::Done
        }
        Action::Fail(ended) => {
            fail(step, &ended);
            ActionKind::Fail
        }
    };
    kind as u8
}

fn done(step: &Step, success: &Success) {
    if success.acknowledged {
        step.acknowledged(true);
        step.message(success.message.as_deref().unwrap_or_default());
    }
    if let Some(page) = success.page {
        step.set_pagination(
            page.total,
            page.per_page,
            page.current_page,
            page.last_page,
            page.from,
            page.to,
        );
    }
    if success.next_page.is_some() {
        step.next_page(success.next_page);
        step.repeat_is_end(success.repeat_is_end);
    }
    add_drifts(step, &success.drifts);
}

fn fail(step: &Step, ended: &Ended) {
    let Ended {
        failure,
        outcome,
        attempts,
        retryable,
        drifts,
    } = ended;
    step.code(failure.code as u8);
    step.message(&failure.message);
    step.outcome(*outcome as u8);
    step.attempts(*attempts);
    step.retryable(*retryable);
    step.retry_after(failure.retry_after.map(f64::ceil));
    step.has_excerpt(failure.has_excerpt);
    step.pointer(failure.pointer.as_deref());
    for issue in &failure.issues {
        step.add_issue(&issue.parameter, &issue.expected, &issue.received);
    }
    add_drifts(step, drifts);
}

fn add_drifts(step: &Step, drifts: &[Drift]) {
    for drift in drifts {
        step.add_drift(&drift.pointer, &drift.expected, &drift.found);
    }
}
