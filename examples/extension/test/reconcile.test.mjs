// The policy: what to do next, given what the user wants and what WebWork has.

import assert from "node:assert/strict";
import { test } from "node:test";
import { importTimer } from "./sources.mjs";

const { isDue, reconcile } = await importTimer();

const NOON = Date.parse("2026-01-29T12:00:00Z");
const MINUTE = 60_000;
const choice = {
  contractId: 20,
  taskId: null,
  description: "Home page",
  projectName: "Website Redesign",
  taskTitle: null,
};
const session = (other = {}) => ({ id: "one", choice, startedAt: NOON, known: ["old"], ...other });
const ended = (minutes, other) => session({ stoppedAt: NOON + minutes * MINUTE, ...other });
const nothing = { contract_id: null, task_id: null, activity_description: null, total_seconds: 0 };
const work = { contract_id: 20, task_id: null, activity_description: "Home page" };
const tracker = { ...work, total_seconds: 7 };
const entry = (other = {}) => ({
  ...work,
  id: "new",
  date: "2026-01-29",
  start_time: "2026-01-29T12:00:00Z",
  end_time: "2026-01-29T12:30:00Z",
  duration_minutes: 30,
  ...other,
});
const next = (session, seen, now = NOON + 1_000) =>
  reconcile(session, { tracker: nothing, entries: [], ...seen }, now);

test("what is there is noted before anything is sent", () => {
  const { known: _, ...fresh } = session();
  const entries = [entry({ id: "a" }), entry({ id: "b" })];
  assert.deepEqual(next(fresh, { entries }), { do: "remember", known: ["a", "b"] });
});

test("a timer is started once: a tracker that runs already is taken for ours", () => {
  assert.deepEqual(next(session(), {}), { do: "start" });
  assert.deepEqual(next(session(), { tracker }), { do: "confirm" });
  assert.deepEqual(next(session({ confirmed: true }), { tracker }), { do: "wait" });
});

test("a start that is more than a minute late is not sent: the time is added after the stop", () => {
  assert.deepEqual(next(session(), {}, NOON + 61_000), { do: "wait" });
  const piece = { date: "2026-01-29", start_time: "12:00", end_time: "12:45" };
  assert.deepEqual(next(ended(45), {}), { do: "create", piece });
});

test("another tracker is left alone, and the user is asked", () => {
  const other = { tracker: { ...tracker, activity_description: "Something else" } };
  assert.equal(next(session(), other).do, "hold");
  assert.equal(next(ended(45), other).do, "create");
});

test("a tracker that was stopped elsewhere ends the session", () => {
  const seen = { entries: [entry()] };
  assert.deepEqual(next(session({ confirmed: true }), seen), { do: "finish", entryIds: [] });
});

test("a stop is sent while the tracker runs, and never after its entry is there", () => {
  assert.deepEqual(next(ended(30, { confirmed: true }), { tracker }), { do: "stop" });
  const done = { entries: [entry()] };
  assert.deepEqual(next(ended(30, { confirmed: true }), done), {
    do: "finish",
    entryIds: ["new"],
  });
});

test("entries that were there before, or are for other work, are not taken for ours", () => {
  const entries = [
    entry({ id: "old" }),
    entry({ id: "x", contract_id: 21 }),
    entry({ id: "y", task_id: 5 }),
    entry({ id: "z", activity_description: "Lunch" }),
    entry({ id: "running", end_time: null }),
  ];
  assert.equal(next(ended(30, { confirmed: true }), { entries }).do, "create");
});

test("an entry that ends late because the stop came late is made shorter", () => {
  const late = { entries: [entry({ end_time: "2026-01-29T14:00:00Z", duration_minutes: 120 })] };
  assert.deepEqual(next(ended(30, { confirmed: true }), late), {
    do: "shorten",
    entryId: "new",
    date: "2026-01-29",
    end_time: "12:30",
  });
  const rounded = { entries: [entry({ duration_minutes: 31 })] };
  assert.equal(next(ended(30, { confirmed: true }), rounded).do, "finish");
});

test("entries of days that began after the stop are deleted", () => {
  const entries = [
    entry({ duration_minutes: 720 }),
    entry({
      id: "day two",
      date: "2026-01-30",
      start_time: "2026-01-30T00:00:00Z",
      duration_minutes: 90,
    }),
  ];
  const step = next(ended(30, { confirmed: true }), { entries });
  assert.deepEqual(step, { do: "delete", entryId: "day two", date: "2026-01-30" });
});

test("less than a minute makes no entry", () => {
  assert.deepEqual(next(ended(0.9), {}), { do: "finish", entryIds: [] });
});

test("a session across midnight is added day by day, each day once", () => {
  const evening = session({
    startedAt: NOON + 11 * 60 * MINUTE,
    stoppedAt: NOON + 13 * 60 * MINUTE,
  });
  const first = next(evening, {});
  assert.deepEqual(first.piece, { date: "2026-01-29", start_time: "23:00", end_time: "23:59" });
  const entries = [entry({ start_time: "2026-01-29T23:00:00Z", duration_minutes: 59 })];
  const second = next(evening, { entries });
  assert.deepEqual(second.piece, { date: "2026-01-30", start_time: "00:00", end_time: "01:00" });
});

test("WebWork is asked until it has what the user wants, and not while the user has to decide", () => {
  assert.deepEqual(
    [session(), session({ confirmed: true }), ended(30), ended(30, { problem: "No" })].map(isDue),
    [true, false, true, false],
  );
});
