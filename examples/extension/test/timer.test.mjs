// What the toolbar shows, and how time is counted.

import assert from "node:assert/strict";
import { test } from "node:test";
import { importTimer } from "./sources.mjs";

const { addMinutes, badge, changed, clock, duration, pieces, retried, settled, started, stopped } =
  await importTimer();

const NOON = Date.parse("2026-01-29T12:00:00Z");
const MINUTE = 60_000;
const choice = {
  contractId: 20,
  taskId: 5,
  description: "  Home   page ",
  projectName: "Website Redesign",
  taskTitle: "Update homepage design",
};
const running = started([], { id: "one", owner: "me", choice, startedAt: NOON });

test("a session is a start time and an intent, with no counter in it", () => {
  assert.deepEqual(running, [
    { id: "one", owner: "me", choice: { ...choice, description: "Home page" }, startedAt: NOON },
  ]);
  assert.equal(stopped(running, NOON + MINUTE)[0].stoppedAt, NOON + MINUTE);
});

test("a description that was left out is that of the task, the project, or the word Work", () => {
  const described = (other) =>
    started([], { choice: { ...choice, description: " ", ...other } })[0].choice.description;
  assert.equal(described({}), "Update homepage design");
  assert.equal(described({ taskTitle: null }), "Website Redesign");
  assert.equal(described({ taskTitle: null, projectName: null }), "Work");
});

test("a second start while a timer runs changes nothing, and a second stop keeps the first time", () => {
  assert.equal(started(running, { ...running[0], id: "two" }), running);
  const once = stopped(running, NOON + MINUTE);
  assert.deepEqual(stopped(once, NOON + 5 * MINUTE), once);
  assert.equal(started(once, { ...running[0], id: "two" }).length, 2);
});

test("a clock that was set back does not make a session end before it starts", () => {
  assert.equal(stopped(running, NOON - MINUTE)[0].stoppedAt, NOON);
});

test("a stop or a retry clears the problem, and a settled session leaves its entries to no other", () => {
  const held = changed(running, "one", { problem: "WebWork is angry", known: ["a"] });
  assert.equal(held[0].problem, "WebWork is angry");
  assert.equal("problem" in stopped(held, NOON + MINUTE)[0], false);
  assert.equal("problem" in retried(held, "one")[0], false);
  const two = [...held, { ...held[0], id: "two" }];
  assert.deepEqual(settled(two, "two", ["b"]), [{ ...held[0], known: ["a", "b"] }]);
});

test("the badge has at most four characters", () => {
  const at = (minutes) => badge(running, NOON + minutes * MINUTE).text;
  assert.deepEqual([0, 59, 60, 605, 6_000].map(at), ["0m", "59m", "1:00", "10h", "100h"]);
  assert.equal(badge([], NOON).text, "");
  assert.equal(badge(stopped(running, NOON + MINUTE), NOON + MINUTE).text, "…");
  assert.equal(badge(changed(running, "one", { problem: "No" }), NOON).text, "!");
});

test("durations are shown in words and on a clock", () => {
  assert.deepEqual([0, 59, 60, 125].map(duration), ["0 min", "59 min", "1 h 0 min", "2 h 5 min"]);
  assert.deepEqual([0, 61_000, 3_600_000, 90_000_000].map(clock), [
    "0:00:00",
    "0:01:01",
    "1:00:00",
    "25:00:00",
  ]);
});

test("a session is cut at midnight, where entries have to end at 23:59", () => {
  const at = (time) => Date.parse(`2026-01-${time}Z`);
  assert.deepEqual(pieces(at("29T09:00:30"), at("29T10:15:20")), [
    { date: "2026-01-29", start_time: "09:00", end_time: "10:14" },
  ]);
  assert.deepEqual(pieces(at("29T23:50:30"), at("30T00:20:30")), [
    { date: "2026-01-29", start_time: "23:50", end_time: "23:59" },
    { date: "2026-01-30", start_time: "00:00", end_time: "00:20" },
  ]);
  assert.deepEqual(pieces(at("29T23:59:30"), at("30T00:01:30")), [
    { date: "2026-01-30", start_time: "00:00", end_time: "00:01" },
  ]);
  assert.deepEqual(
    pieces(at("29T12:00:00"), at("31T12:00:00")).map(({ date }) => date),
    ["2026-01-29", "2026-01-30", "2026-01-31"],
  );
  assert.deepEqual(pieces(NOON, NOON + MINUTE - 1), []);
});

test("an entry never ends after 23:59", () => {
  assert.deepEqual([addMinutes("09:58", 4), addMinutes("23:00", 90)], ["10:02", "23:59"]);
});
