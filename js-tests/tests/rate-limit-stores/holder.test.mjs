// What a process does when the store is slow, lost, wrong or back, and when it was asleep itself.

import assert from "node:assert/strict";
import { test } from "node:test";
import { makeFleet } from "../../support/rate-limit/fleet.mjs";

const LIMIT = { requests: 20, per: 10_000 };
const lost = () => Promise.reject(new Error("the store is down"));
const never = () => new Promise(() => {});

/** A fleet that has run for some windows. */
async function begin(t, processes = 5, options = {}) {
  const fleet = makeFleet(t, { ...LIMIT, ...options });
  for (let index = 0; index < processes; index++) {
    fleet.start();
    await fleet.run(1_300);
  }
  await fleet.run(3 * LIMIT.per);
  return fleet;
}

const events = (fleet) => fleet.processes.map(({ events }) => events.join());

test("five processes use the limit, and no window has more", async (t) => {
  const fleet = await begin(t);
  const began = Date.now();
  await fleet.run(5 * LIMIT.per);
  assert.equal(fleet.most(), LIMIT.requests);
  assert.ok(fleet.since(began) >= 0.95 * 5 * LIMIT.requests, `${fleet.since(began)}`);
  assert.deepEqual(events(fleet), ["", "", "", "", ""]);
});

for (const [name, fault] of Object.entries({
  throws: lost,
  "does not reply": never,
  "replies nonsense": async () => ({ epoch: "now" }),
  "grants more than was asked for": async ([, , , , , want]) => [1, 1, want + 1, 0, 1, 1, 1, 0, 0],
})) {
  test(`a store that ${name}: all go on with their shares, are told once, and return by themselves`, async (t) => {
    const fleet = await begin(t);
    const began = Date.now();
    fleet.fault = fault;
    await fleet.run(4 * LIMIT.per);
    assert.ok(fleet.since(began) >= 0.8 * 4 * LIMIT.requests, "nobody is dead");
    assert.ok(fleet.most() <= LIMIT.requests, "and nobody sends too much");
    for (const { events } of fleet.processes) {
      assert.equal(events.length, 1);
      assert.match(events[0], /^lost: /);
    }
    fleet.fault = undefined;
    await fleet.run(3 * LIMIT.per);
    for (const { events } of fleet.processes) assert.equal(events[1], "returned");
    const back = Date.now();
    await fleet.run(4 * LIMIT.per);
    assert.ok(fleet.since(back) >= 0.95 * 4 * LIMIT.requests, "all of the limit is used again");
    assert.ok(fleet.most() <= LIMIT.requests);
  });
}

test("a store that has forgotten everything is told, and no window has more than the limit", async (t) => {
  for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
    await t.test(`seed ${seed}`, async (t) => {
      const fleet = await begin(t, 5, { seed });
      fleet.state = undefined;
      await fleet.run(4 * LIMIT.per);
      assert.ok(fleet.most() <= LIMIT.requests, `${fleet.most()}`);
      const began = Date.now();
      await fleet.run(4 * LIMIT.per);
      assert.ok(fleet.since(began) >= 0.95 * 4 * LIMIT.requests);
    });
  }
});

test("a store that is down and then empty, as after a restart", async (t) => {
  for (const seed of [1, 2, 3, 4]) {
    await t.test(`seed ${seed}`, async (t) => {
      const fleet = await begin(t, 5, { seed });
      fleet.fault = lost;
      fleet.state = undefined;
      await fleet.run(700 + 900 * seed);
      fleet.fault = undefined;
      await fleet.run(5 * LIMIT.per);
      assert.ok(fleet.most() <= LIMIT.requests, `${fleet.most()}`);
    });
  }
});

test("a process that has never reached the store takes one permit per window", async (t) => {
  const fleet = makeFleet(t, LIMIT);
  fleet.fault = lost;
  const { events } = fleet.start();
  await fleet.run(3.5 * LIMIT.per);
  assert.ok(fleet.counted.length >= 3 && fleet.counted.length <= 4, `${fleet.counted.length}`);
  assert.equal(events.length, 1);
});

test("where there are more processes than permits, they take turns while the store is lost", async (t) => {
  const fleet = await begin(t, 40, { requests: 4 });
  fleet.fault = lost;
  await fleet.run(2 * LIMIT.per);
  const began = Date.now();
  await fleet.run(20 * LIMIT.per);
  const windows = fleet.since(began) / 20;
  assert.ok(windows >= 2 && windows <= 4.5, `${windows} in a window`);
});

test("permits of a process that dies are used by the others when their leases have ended", async (t) => {
  const fleet = await begin(t);
  fleet.processes[0].alive = false;
  await fleet.run(3 * LIMIT.per);
  const began = Date.now();
  await fleet.run(4 * LIMIT.per);
  assert.ok(fleet.most() <= LIMIT.requests);
  assert.ok(fleet.since(began) >= 0.95 * 4 * LIMIT.requests);
});

test("clocks of the store that jump cost nobody a call, and the limit is kept again after a window", async (t) => {
  for (const jump of [3_600_000, -3_600_000, 20_000]) {
    await t.test(`${jump} ms`, async (t) => {
      const fleet = await begin(t);
      fleet.skew = jump;
      await fleet.run(2 * LIMIT.per);
      fleet.counted.length = 0;
      const began = Date.now();
      await fleet.run(4 * LIMIT.per);
      assert.ok(fleet.most() <= LIMIT.requests);
      assert.ok(fleet.since(began) >= 0.9 * 4 * LIMIT.requests, `${fleet.since(began)}`);
      assert.deepEqual(events(fleet), ["", "", "", "", ""]);
    });
  }
});

test("a process that was frozen uses no permit that it got before", async (t) => {
  const fleet = makeFleet(t, LIMIT);
  const frozen = fleet.start(5);
  await fleet.run(0);
  // The reply is on its way, but the process does not run: its clock goes on, and its timers are late.
  fleet.clock.jump(60_000);
  await fleet.run(2_000);
  assert.equal(frozen.sent, 5, "it has asked again");
  assert.deepEqual(frozen.events, [], "and the store was not lost");
});

test("a hundred calls of one process are a few exchanges", async (t) => {
  const fleet = makeFleet(t, { requests: 100, per: 10_000 });
  const { sent } = fleet.start(100);
  await fleet.run(5_000);
  assert.equal(fleet.processes[0].sent + sent, 100);
  assert.ok(fleet.exchanges <= 4, `${fleet.exchanges}`);
});
