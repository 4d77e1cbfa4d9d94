// The states of a session: pure, with every store and situation. What a session does about them is in
// refresh.test.mjs, with several contexts in storm.test.mjs.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { importSource } from "../../support/source.mjs";

const { beginsAnew, coolDownOf, nextWait, stateOf } = await importSource("oauth/machine.ts");

const NOW = 1_000_000;
const tokens = (left, more = {}) => ({
  access_token: "one",
  token_type: "Bearer",
  refresh_token: "refresh",
  expires_in: 1_000,
  expires_at: NOW + left,
  ...more,
});
const failed = (more = {}) => ({ token: "one", error: "busy", at: NOW, wait: 4_000, ...more });
const without = { refresh_token: undefined };

for (const [what, stored, situation, state] of [
  ["an empty store", null, {}, "ended"],
  ["a token that lives long enough", tokens(60_001), {}, "fresh"],
  ["a token whose last minute has begun", tokens(60_000), {}, "expiring"],
  ["a short-lived token before its last tenth", tokens(10_001, { expires_in: 100 }), {}, "fresh"],
  ["a short-lived token in its last tenth", tokens(10_000, { expires_in: 100 }), {}, "expiring"],
  ["a token without an end", tokens(0, { expires_at: undefined }), {}, "fresh"],
  ["a token that a server refused", tokens(900_000), { rejected: "one" }, "expiring"],
  ["a token that replaced the refused one", tokens(900_000), { rejected: "zero" }, "fresh"],
  ["a short-lived token after a refresh", tokens(1), { waited: true }, "fresh"],
  ["no refresh token, and time left", tokens(1, without), {}, "fresh"],
  ["no refresh token, and no time left", tokens(0, without), {}, "ended"],
  ["no refresh token, and refused", tokens(900_000, without), { rejected: "one" }, "ended"],
  ["a refresh under way", tokens(900_000), { isRefreshing: true }, "refreshing"],
  ["a refresh that failed, time left", tokens(1), { coolDown: failed() }, "fresh"],
  ["a refresh that failed, no time left", tokens(0), { coolDown: failed() }, "cooling_down"],
  ["a wait that is over", tokens(0), { coolDown: failed({ wait: 0 }) }, "expiring"],
  ["a failure of other tokens", tokens(0), { coolDown: failed({ token: "two" }) }, "expiring"],
  [
    "a token that the server has replaced, though it was not saved",
    tokens(900_000),
    { coolDown: failed({ unsaved: tokens(900_000) }) },
    "cooling_down",
  ],
  ["a session that ended", tokens(900_000), { ended: { last: "one" } }, "ended"],
])
  test(`${what}: ${state}`, () => assert.equal(stateOf(stored, { now: NOW, ...situation }), state));

test("a session that ended begins anew with other tokens, and not before the store is cleared", () => {
  for (const [stored, last, expected] of [
    [tokens(1), "one", false],
    [tokens(1), "zero", true],
    [tokens(1), "", true],
    [tokens(1), undefined, false],
    [null, "one", false],
  ])
    assert.equal(beginsAnew(stored, { last }), expected, `${stored?.access_token} after ${last}`);
});

test("the wait after a failure doubles from 1 s to 60 s", () => {
  const waits = [];
  for (let failures = 0, last; failures < 8; failures++) {
    last = { wait: nextWait(last) };
    waits.push(last.wait);
  }
  assert.deepEqual(waits, [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
});

test("whatever is stored and has happened: no dead token is used, none without a refresh token is refreshed, no wait is longer than its time", () => {
  const name = fc.constantFrom("one", "two", undefined);
  const seen = {};
  fc.assert(
    fc.property(
      fc.option(
        fc.record({
          access_token: fc.constantFrom("one", "two"),
          refresh_token: fc.constantFrom("refresh", undefined),
          expires_in: fc.constantFrom(undefined, 0, 10, 1_000),
          expires_at: fc.option(fc.integer({ min: NOW - 9e4, max: NOW + 9e4 }), { nil: undefined }),
        }),
      ),
      fc.record({
        now: fc.integer({ min: NOW - 7e4, max: NOW + 7e4 }),
        rejected: name,
        waited: fc.boolean(),
        isRefreshing: fc.constantFrom(false, false, false, true),
        coolDown: fc.option(
          fc.record({
            token: fc.constantFrom("one", "two"),
            at: fc.constant(NOW),
            wait: fc.constantFrom(1_000, 60_000),
            unsaved: fc.constantFrom(undefined, tokens(0)),
          }),
          { nil: undefined },
        ),
        ended: fc.oneof(
          { weight: 4, arbitrary: fc.constant(undefined) },
          { weight: 1, arbitrary: fc.record({ last: name }) },
        ),
      }),
      (stored, situation) => {
        const state = stateOf(stored, situation);
        seen[state] = (seen[state] ?? 0) + 1;
        const { now, rejected, isRefreshing, ended } = situation;
        assert.equal(state === "refreshing", isRefreshing);
        if (isRefreshing) return;
        if (!stored || ended) return assert.equal(state, "ended");
        const last = coolDownOf(stored.access_token, situation.coolDown);
        const isDead = stored.access_token === rejected || last?.unsaved;
        if (isDead) assert.notEqual(state, "fresh");
        if (!stored.refresh_token) assert.match(state, /fresh|ended/);
        else assert.notEqual(state, "ended");
        if (!last || Math.abs(now - last.at) >= last.wait) assert.notEqual(state, "cooling_down");
        else assert.notEqual(state, "expiring");
      },
    ),
    { numRuns: 5_000 },
  );
  for (const state of ["fresh", "expiring", "refreshing", "cooling_down", "ended"])
    assert.ok(seen[state] > 50, `${state}: ${seen[state]}`);
});
