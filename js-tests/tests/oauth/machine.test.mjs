// The state machine of a session, with every sequence of events.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { importSource } from "../../support/source.mjs";

const { FRESH, step } = await importSource("oauth/machine.ts");

const set = (n, more = {}) => ({
  access_token: `access${n}`,
  token_type: "Bearer",
  refresh_token: `refresh${n}`,
  expires_in: 1_000,
  expires_at: 1_000_000,
  ...more,
});
const NEEDED = { type: "needed", stored: set(1), rejected: undefined, now: 0, waited: false };

/** Runs events; the last state and action. */
const run = (...events) =>
  events.reduce(([state], event) => step(state, event), [FRESH, undefined]);

test("a token that is good is used", () => {
  assert.deepEqual(run(NEEDED), [FRESH, { type: "use", token: "access1" }]);
});

test("near the end of its life a token is refreshed: 60 s before, or in the last tenth of a shorter life", () => {
  for (const [expires_in, now, action] of [
    [1_000, 939_999, "use"],
    [1_000, 940_000, "drain"],
    [100, 989_999, "use"],
    [100, 990_000, "drain"],
    [undefined, 940_000, "drain"],
  ])
    assert.equal(run({ ...NEEDED, stored: set(1, { expires_in }), now })[1].type, action);
});

test("a token without an end is refreshed when it is rejected, and not before", () => {
  const stored = set(1, { expires_in: undefined, expires_at: undefined });
  assert.equal(run({ ...NEEDED, stored, now: 1e15 })[1].type, "use");
  assert.equal(run({ ...NEEDED, stored, rejected: "access1" })[1].type, "drain");
});

test("a rejected token that the store has replaced is not refreshed: the newer one is used", () => {
  assert.deepEqual(run({ ...NEEDED, stored: set(2), rejected: "access1" })[1], {
    type: "use",
    token: "access2",
  });
});

test("a refresh goes: hold, drain, lock, read, refresh, read again, save", () => {
  const events = [
    { ...NEEDED, rejected: "access1" },
    { type: "drained" },
    { type: "read", stored: set(1, { refresh_token: "inside the lock" }) },
    { type: "responded", tokens: set(2) },
    { type: "read", stored: set(1) },
    { type: "saved" },
    { ...NEEDED, stored: set(2), waited: true },
  ];
  const actions = events.map((_, at) => run(...events.slice(0, at + 1))[1]);
  assert.deepEqual(
    actions.map(({ type }) => type),
    ["drain", "lock", "refresh", "read", "save", "done", "use"],
  );
  assert.equal(actions[2].tokens.refresh_token, "inside the lock");
});

test("calls that come during a refresh wait for it", () => {
  const begun = [{ ...NEEDED, rejected: "access1" }];
  assert.equal(run(...begun, NEEDED)[1].type, "wait");
  const sent = [...begun, { type: "drained" }, { type: "read", stored: set(1) }];
  assert.equal(run(...sent, NEEDED)[1].type, "wait");
});

test("cooling down doubles from 1 s to 60 s, and starts over with the next token set", () => {
  let [state] = run(NEEDED);
  let now = 0;
  const waits = [];
  for (let failures = 0; failures < 8; failures++) {
    [state] = step(state, { ...NEEDED, rejected: "access1", now });
    [state] = step(state, { type: "failed", error: failures, now });
    waits.push(state.trouble.until - now);
    const again = { ...NEEDED, rejected: "access1", now: state.trouble.until - 1 };
    assert.deepEqual(step(state, again)[1], {
      type: "fail",
      reason: "cooling_down",
      error: failures,
    });
    now = state.trouble.until;
  }
  assert.deepEqual(waits, [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
  const other = { ...NEEDED, stored: set(2), rejected: "access2", now: now - 1 };
  [state] = step(state, other);
  [state] = step(state, { type: "failed", error: 0, now: 0 });
  assert.equal(state.trouble.until, 1_000);
});

test("while a refresh cools down, a token that is still good is used", () => {
  const near = { ...NEEDED, now: 950_000 };
  assert.deepEqual(run(near, { type: "failed", error: 1, now: 950_000 }, near)[1], {
    type: "use",
    token: "access1",
  });
});

test("a clock that is set back does not prolong a cool-down", () => {
  const rejected = { ...NEEDED, rejected: "access1", now: 500_000 };
  const failed = { type: "failed", error: 1, now: 500_000 };
  assert.equal(run(rejected, failed, { ...rejected, now: 100 })[1].type, "drain");
});

test("new tokens that could not be saved are saved later, and not asked for again", () => {
  const rejected = { ...NEEDED, rejected: "access1" };
  const events = [
    rejected,
    { type: "drained" },
    { type: "read", stored: set(1) },
    { type: "responded", tokens: set(2) },
    { type: "read", stored: set(1) },
    { type: "failed", error: "disk full", now: 0 },
  ];
  assert.equal(run(...events, NEEDED)[1].type, "fail", "the old token is revoked");
  const later = { ...NEEDED, now: 1_000 };
  const again = [...events, later, { type: "drained" }, { type: "read", stored: set(1) }];
  assert.deepEqual(run(...again)[1], { type: "save", tokens: set(2) });
  assert.equal(
    run(...events, later, { type: "drained" }, { type: "read", stored: null })[0].name,
    "ended",
    "unless somebody has signed out meanwhile",
  );
});

test("a read of the store that comes too late does not make it forget what has to be saved", () => {
  const rejected = { ...NEEDED, rejected: "access1" };
  const events = [
    rejected,
    { type: "drained" },
    { type: "read", stored: set(1) },
    { type: "responded", tokens: set(2) },
    { type: "failed", error: "disk full", now: 0 },
    { ...NEEDED, stored: set(0) },
    { ...NEEDED, now: 1_000 },
    { type: "drained" },
    { type: "read", stored: set(1) },
  ];
  assert.deepEqual(run(...events)[1], { type: "save", tokens: set(2) });
});

const n = fc.nat(1);
const now = fc.constantFrom(0, 500, 1_500, 950_000, 2_000_000);
const tokens = fc.record(
  {
    access_token: n.map((n) => `access${n}`),
    token_type: fc.constant("Bearer"),
    refresh_token: n.map((n) => `refresh${n}`),
    expires_in: fc.nat(2_000),
    expires_at: now,
  },
  { requiredKeys: ["access_token", "token_type"] },
);
const wish = fc.record({
  what: fc.constantFrom("call", "call", "work", "work", "work", "work", "sign out", "clear"),
  result: fc.constantFrom("good", "good", "failed", "refused"),
  stored: fc.option(tokens),
  tokens,
  rejected: fc.option(
    n.map((n) => `access${n}`),
    { nil: undefined },
  ),
  now,
  waited: fc.boolean(),
});

/** The event that a wish leads to, given what is under way; undefined: none can come. */
function eventOf({ what, result, stored, tokens, rejected, now, waited }, state, work) {
  if (what === "call") return { type: "needed", stored, rejected, now, waited };
  if (what === "sign out") return { type: "signed_out" };
  if (what === "clear")
    return state.clearing && !work ? { type: "cleared", last: rejected } : undefined;
  if (!work || work.type === "done") return undefined;
  if (result === "failed" && work.type !== "drain")
    return { type: "failed", error: "passing", now };
  return {
    drain: { type: "drained" },
    lock: { type: "read", stored },
    read: { type: "read", stored },
    refresh:
      result === "refused"
        ? { type: "refused", error: { oauthError: "invalid_grant" } }
        : { type: "responded", tokens },
    save: { type: "saved" },
  }[work.type];
}

test("whatever happens: no refresh but of what the store holds, no end but for a reason, nothing left under way", () => {
  const seen = new Set();
  fc.assert(
    fc.property(fc.array(wish, { maxLength: 60, minLength: 20 }), (wishes) => {
      let state = FRESH;
      let work;
      for (const wish of wishes) {
        const event = eventOf(wish, state, work);
        if (!event) continue;
        const before = state;
        const [next, action] = step(state, event);
        state = next;
        seen.add(`${next.name} ${action.type}`);
        if (action.type === "drain") {
          assert.equal(work, undefined, "one refresh at a time");
          work = action;
        } else if (work && !["needed", "signed_out"].includes(event.type)) {
          work = action.type === "done" ? undefined : action;
        }
        const busy = next.name === "expiring" || next.name === "refreshing";
        if (busy) assert.ok(work, "somebody is at work");
        if (action.type === "wait") assert.ok(work, "what is waited for will end");
        if (action.type === "use") {
          assert.equal(action.token, event.stored.access_token);
          assert.notEqual(action.token, event.rejected);
        }
        if (action.type === "refresh") {
          assert.equal(action.tokens, event.stored);
          assert.equal(action.tokens.access_token, before.from.access_token);
          assert.equal(before.trouble?.unsaved, undefined, "what is had is not asked for again");
        }
        if (action.type === "save") {
          assert.equal(action.tokens, next.next);
          assert.equal(event.stored.access_token, next.from.access_token, "nobody was faster");
        }
        if (next.name === "cooling_down" && event.type === "failed")
          assert.ok(next.trouble.until - event.now <= 60_000);
        if (next.name === "ended" && before.name !== "ended") {
          if (next.reason === "refused") assert.ok(before.refusal && event.stored);
          if (next.reason === "expired") assert.equal(event.stored.refresh_token, undefined);
          if (next.reason === "signed_out" && event.type !== "signed_out")
            assert.equal(event.stored, null);
        }
        if (before.clearing && event.type !== "cleared")
          assert.equal(next.name, "ended", "signed out until the store is cleared");
      }
    }),
    { numRuns: 5_000 },
  );
  for (const state of ["fresh use", "expiring lock", "refreshing save", "cooling_down fail"])
    assert.ok(seen.has(state), `${state} was reached`);
});
