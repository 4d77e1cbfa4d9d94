// Entries to be created, the same for the same seed: many overlap, some are equal.

import assert from "node:assert/strict";
import { random } from "../random.mjs";

const time = (minutes) =>
  [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0")).join(":");

export function input(seed, count, { users = 2, days = 3 } = {}) {
  const below = random(seed);
  const entries = [];
  while (entries.length < count) {
    if (entries.length > 0 && below(5) === 0) {
      entries.push({ ...entries[below(entries.length)] });
      continue;
    }
    const start = 480 + 30 * below(12);
    const entry = {
      user_id: 1 + below(users),
      date: `2026-01-${String(1 + below(days)).padStart(2, "0")}`,
      start_time: time(start),
      end_time: time(start + 30 * (1 + below(4))),
    };
    if (below(2) === 0) entry.notes = ["a", " a ", "b"][below(3)];
    if (below(3) === 0) entry.task_id = 7;
    if (below(3) === 0) entry.contract_id = 5;
    entries.push(entry);
  }
  return entries;
}

const groupOf = ({ workspace_id, ...entry }) =>
  JSON.stringify(Object.entries(entry).toSorted(([one], [other]) => (one < other ? -1 : 1)));

/** What was reported is what the server has: one result per entry, in order, and the same minutes. */
export function verify(server, entries, results) {
  assert.deepEqual(
    results.map(({ index }) => index),
    entries.map((_, index) => index),
  );
  const reported = {};
  for (const { index, status, asked, saved } of results) {
    const group = groupOf(entries[index]);
    reported[group] = (reported[group] ?? 0) + saved;
    const expected = saved === 0 ? "rejected" : saved < asked ? "partial" : "created";
    assert.equal(status, expected, `entry ${index}`);
  }
  const stored = Object.fromEntries(Object.keys(reported).map((group) => [group, 0]));
  for (const { of, start, end } of server.all)
    if (of.notes !== "before") stored[groupOf(of)] += end - start;
  assert.deepEqual(reported, stored);
}
