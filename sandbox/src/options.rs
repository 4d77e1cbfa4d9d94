//! What a sandbox is made with, and the TypeScript of what goes in and out.

use crate::faults::Match;
use crate::log::Entry;
use crate::machine::Delivery;
use crate::router;
use crate::state::rows;
use crate::time::{LATEST, Ms};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt::Write as _;
use tsify::Tsify;

/// What a sandbox is made with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Tsify)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct Options {
    /// A number makes a company of 50 people over a quarter, the same for the same number. Default:
    /// the ids of the vendor's examples.
    #[tsify(optional, type = "number | undefined")]
    pub seed: Option<u32>,
    /// The clock, in ms since 1970. It stands still unless `speed` is given. Default: the real time.
    #[tsify(optional, type = "number | undefined")]
    pub now: Option<f64>,
    /// How many times as fast as real time the clock runs. Default: 0 with `now`, else 1.
    #[tsify(optional, type = "number | undefined")]
    pub speed: Option<f64>,
    /// Requests that each user may send in `per` ms; `false`: any number. Default: 60 in 60,000 in
    /// fixed windows, or `false` where the clock stands still: no window would ever end there.
    #[tsify(
        optional,
        type = "{ requests: number; per: number; window?: \"fixed\" | \"sliding\" | undefined } | false | undefined"
    )]
    pub rate_limit: Option<RateLimit>,
    /// Rows that are added to workspace 1, in place of those with the same ids.
    #[tsify(optional, type = "SandboxData | undefined")]
    pub data: Option<Value>,
    /// Ms that every response takes. Default: 0, which uses no timer.
    #[tsify(optional, type = "number | undefined")]
    pub latency: Option<f64>,
}

/// The permitted rate.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum RateLimit {
    /// `false`.
    Off(bool),
    /// So many in so many milliseconds.
    Limit(Limit),
}

/// Requests in a window.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// How many.
    pub requests: u32,
    /// Milliseconds.
    pub per: f64,
    /// How they are counted.
    #[serde(default)]
    pub window: Window,
}

/// How requests are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Window {
    /// In windows that follow each other.
    #[default]
    Fixed,
    /// In any window.
    Sliding,
}

impl Options {
    /// What is wrong with them.
    pub fn problem(&self) -> Option<String> {
        let latest = LATEST as f64;
        let within =
            |value: Option<f64>, most: f64| value.is_none_or(|value| (0.0..=most).contains(&value));
        if !within(self.now, latest) {
            return Some(format!("now: expected ms since 1970, at most {LATEST}"));
        }
        if !within(self.speed, 1e6) {
            return Some("speed: expected a number from 0 to 1,000,000".to_owned());
        }
        if !within(self.latency, 600_000.0) {
            return Some("latency: expected ms from 0 to 600,000".to_owned());
        }
        match self.rate_limit {
            Some(RateLimit::Off(true)) => {
                Some("rateLimit: expected false or { requests, per, window? }".to_owned())
            }
            Some(RateLimit::Limit(limit))
                if limit.requests == 0 || !(1.0..=latest).contains(&limit.per) =>
            {
                Some("rateLimit: requests and per must be at least 1".to_owned())
            }
            _ => None,
        }
    }

    /// The limit that is in force.
    pub fn limit(&self) -> Option<Limit> {
        match self.rate_limit {
            Some(RateLimit::Off(_)) => None,
            Some(RateLimit::Limit(limit)) => Some(limit),
            None if self.now.is_some() && self.speed.unwrap_or(0.0) == 0.0 => None,
            None => Some(Limit {
                requests: 60,
                per: 60_000.0,
                window: Window::Fixed,
            }),
        }
    }

    /// The clock at the start.
    pub fn clock(&self, wall: Ms) -> Clock {
        let stands = self.now.map_or(1.0, |_| 0.0);
        Clock {
            base: self.now.map_or(wall, |now| now as Ms),
            wall,
            speed: self.speed.unwrap_or(stands),
        }
    }
}

/// The clock: `base + (wall - self.wall) × speed`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct Clock {
    /// Sandbox time at `wall`, in ms since 1970.
    #[tsify(type = "number")]
    pub base: Ms,
    /// Real time, in ms since 1970.
    #[tsify(type = "number")]
    pub wall: Ms,
    /// Sandbox ms per real ms.
    pub speed: f64,
}

impl Clock {
    /// The sandbox's time at a real time.
    pub fn at(&self, wall: Ms) -> Ms {
        let passed = wall.saturating_sub(self.wall).max(0) as f64 * self.speed;
        self.base.saturating_add(passed as Ms).clamp(0, LATEST)
    }
}

const DATA: &str = "\
/** Rows that are added to workspace 1, in place of those with the same ids. */
export interface SandboxData {
  /** Members. */
  members?: Partial<MemberRow>[] | undefined;
  /** Projects. */
  projects?: Partial<ProjectRow>[] | undefined;
  /** Contracts. */
  contracts?: Partial<ContractRow>[] | undefined;
  /** Tasks. */
  tasks?: Partial<TaskRow>[] | undefined;
  /** Project viewers. */
  viewers?: Partial<ViewerRow>[] | undefined;
  /** Running trackers. */
  trackers?: TrackerRow[] | undefined;
  /** Time entries; none may overlap another one of the same member. */
  time_entries?: (Pick<EntryRow, \"id\" | \"user_id\" | \"date\" | \"start_time\" | \"end_time\"> & Partial<EntryRow>)[] | undefined;
  /** Timesheets. */
  timesheets?: (Pick<TimesheetRow, \"id\" | \"user_id\" | \"date_from\" | \"date_to\"> & Partial<TimesheetRow>)[] | undefined;
  /** Requests for manual time. */
  time_requests?: (Pick<TimeRequestRow, \"id\" | \"user_id\" | \"start\" | \"end\"> & Partial<TimeRequestRow>)[] | undefined;
  /** Leave policies. */
  policies?: (Pick<PolicyRow, \"id\" | \"name\"> & Partial<PolicyRow>)[] | undefined;
  /** Requests for leave. */
  leaves?: (Pick<LeaveRow, \"id\" | \"user_id\" | \"policy_id\" | \"start_date\" | \"end_date\" | \"amount\"> & Partial<LeaveRow>)[] | undefined;
  /** Categories of expenses. */
  categories?: CategoryRow[] | undefined;
  /** Expenses. */
  expenses?: (Pick<ExpenseRow, \"id\" | \"user_id\" | \"date\" | \"expense_name\" | \"added\"> & Partial<ExpenseRow>)[] | undefined;
  /** Webhooks. */
  webhooks?: WebhookRow[] | undefined;
}

/** What `snapshot` returns and `restore` takes: plain JSON. */
export interface SandboxSnapshot {
  /** Of the form of the snapshot. */
  format: number;
  /** The clock. */
  clock: Clock;
  /** Workspaces and id counters. */
  state: Record<string, unknown>;
}
";

/// The TypeScript of what goes in and out, and the names of the operations.
#[must_use]
pub fn typescript() -> String {
    let declarations = [
        Options::DECL,
        Clock::DECL,
        Match::DECL,
        Entry::DECL,
        Delivery::DECL,
        rows::Role::DECL,
        rows::Status::DECL,
        rows::Decision::DECL,
        rows::SheetStatus::DECL,
        rows::Unit::DECL,
        rows::WorkspaceRow::DECL,
        rows::MemberRow::DECL,
        rows::TagRow::DECL,
        rows::ProjectRow::DECL,
        rows::ContractRow::DECL,
        rows::TaskRow::DECL,
        rows::ViewerRow::DECL,
        rows::TimesheetRow::DECL,
        rows::TimeRequestRow::DECL,
        rows::PolicyRow::DECL,
        rows::LeaveRow::DECL,
        rows::CategoryRow::DECL,
        rows::ExpenseRow::DECL,
        rows::WebhookRow::DECL,
        rows::TrackerRow::DECL,
        rows::EntryRow::DECL,
    ];
    let mut text = declarations.join("\n\n");
    text.push_str("\n\n");
    text.push_str(DATA);
    let mut names: Vec<String> = Vec::new();
    for (index, operation) in router::operations() {
        names.extend(router::OPERATION_IDS.get(index).map(|id| (*id).to_owned()));
        names.push(router::method_name(operation));
    }
    let _ = write!(
        text,
        "\n/** What `match.operation` of a fault rule may be: operationIds and `resource.method`. */\n\
         export const operationNames = {names:?} as const;\n"
    );
    let data: Vec<&str> = DATA
        .lines()
        .filter_map(|line| Some(line.trim().split_once("?: ")?.0))
        .collect();
    let _ = write!(
        text,
        "\n/** The members of `data`. */\nexport const dataNames = {data:?} as const;\n"
    );
    text
}
