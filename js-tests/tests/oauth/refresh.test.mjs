// When a session refreshes, step by step, and with every sequence of events.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { failure } from "../../support/failure.mjs";
import { Chaos, set } from "../../support/oauth/chaos.mjs";
import { respond } from "../../support/oauth/server.mjs";
import { begin, token } from "../../support/oauth/world.mjs";

/** Goes on until a context waits for its turn to do something. */
async function reach(world, what) {
  while (!world.waiting.some((step) => step.endsWith(` ${what}`)))
    assert.ok(await world.step(), `nobody gets to ${what}`);
}

/** A call that has a refused token waits until the request in flight with it is `done`. */
async function draining() {
  const [world, tab] = begin();
  const done = tab.session.token[Symbol.for("webwork-sdk.inFlight")]("access-1");
  const held = tab.token("access-1");
  await reach(world, "load");
  await world.step();
  return { world, tab, done, held };
}

test("a token that is good is used", async () => {
  const [world, tab] = begin();
  assert.equal(await token(world, tab), "access-1");
  assert.deepEqual(world.log, ["load"]);
});

test("near the end of its life a token is refreshed: 60 s before, or in the last tenth of a shorter life", async () => {
  for (const [expires_in, left, refreshes] of [
    [1_000, 60_001, 0],
    [1_000, 60_000, 1],
    [100, 10_001, 0],
    [100, 10_000, 1],
    [undefined, 60_000, 1],
  ]) {
    const [world, tab] = begin();
    world.stored = { ...world.stored, expires_in, expires_at: world.now + left };
    await token(world, tab);
    assert.equal(world.server.refreshes, refreshes, `${left} ms of ${expires_in} s`);
  }
});

test("a token without an end is refreshed when it is rejected, and not before", async () => {
  const [world, tab] = begin();
  world.stored = { ...world.stored, expires_in: undefined, expires_at: undefined };
  world.now *= 100;
  assert.equal(await token(world, tab), "access-1");
  assert.equal(await token(world, tab, "access-1"), "access-2");
});

test("a rejected token that the store has replaced is not refreshed: the newer one is used", async () => {
  const [world, tab] = begin();
  world.signIn();
  assert.equal(await token(world, tab, "access-1"), "access-2");
  assert.deepEqual(world.log, ["load"]);
});

test("a refresh goes: hold, drain, lock, read, refresh, read again, save", async () => {
  const { world, done, held } = await draining();
  assert.deepEqual(world.log, ["load"], "it drains");
  done();
  assert.equal(await world.until(held), "access-2");
  const locked = ["load", "refresh request", "refresh response", "load", "save", "saved"];
  assert.deepEqual(world.log, ["load", "locked", ...locked, "load"]);
});

for (const stage of ["refresh request", "refresh response", "save"])
  test(`calls that come during a refresh wait for it: at ${stage}`, async () => {
    const [world, tab] = begin();
    const first = tab.token("access-1");
    await reach(world, stage);
    const later = tab.token();
    assert.deepEqual(await world.until(Promise.all([first, later])), ["access-2", "access-2"]);
    assert.equal(world.server.refreshes, 1);
  });

test("calls that come while others in flight drain wait for the refresh", async () => {
  const { world, tab, done, held } = await draining();
  const later = tab.token();
  await reach(world, "load");
  await world.step();
  done();
  assert.deepEqual(await world.until(Promise.all([held, later])), ["access-2", "access-2"]);
});

test("cooling down doubles from 1 s to 60 s, and starts over with the next token set", async () => {
  const [world, tab] = begin();
  let requests = 0;
  tab.fault = () => respond(503, `${++requests}`);
  const waits = [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000];
  for (const [before, wait] of waits.entries()) {
    const error = await failure(token(world, tab, "access-1"));
    assert.equal(requests, before + 1);
    world.now += wait - 1;
    assert.equal(await failure(token(world, tab, "access-1")), error, `${wait} ms`);
    assert.equal(requests, before + 1, `no request for ${wait} ms`);
    world.now += 1;
  }
  world.signIn();
  await failure(token(world, tab, "access-2"));
  world.now += 1_000;
  await failure(token(world, tab, "access-2"));
  assert.equal(requests, waits.length + 2);
});

test("while a refresh cools down, a token that is still good is used", async () => {
  const [world, tab] = begin();
  let requests = 0;
  tab.fault = () => respond(503, `${++requests}`);
  world.now = world.stored.expires_at - 50_000;
  for (let calls = 0; calls < 3; calls++) assert.equal(await token(world, tab), "access-1");
  assert.equal(requests, 1);
});

test("a clock that is set back does not prolong a cool-down", async () => {
  const [world, tab] = begin();
  tab.fault = () => respond(503, "");
  await failure(token(world, tab, "access-1"));
  tab.fault = undefined;
  world.now -= 500_000;
  assert.equal(await token(world, tab, "access-1"), "access-2");
});

/** A context whose new tokens could not be saved; the store is full as long as `disk.full`. */
async function unsaved() {
  const [world] = begin();
  const disk = { full: true };
  const tab = world.context({
    hooks: {
      load: async () => world.stored,
      save: async (tokens) => {
        if (disk.full) throw new Error("disk full");
        world.stored = tokens;
      },
    },
  });
  assert.match((await failure(token(world, tab, "access-1"))).message, /disk full/);
  return { world, tab, disk };
}

test("new tokens that could not be saved are saved later, and not asked for again", async () => {
  const { world, tab, disk } = await unsaved();
  const error = await failure(token(world, tab));
  assert.match(error.message, /disk full/, "the old token is revoked");
  disk.full = false;
  world.now += 1_000;
  assert.equal(await token(world, tab), "access-2");
  assert.equal(world.stored.access_token, "access-2");
  assert.equal(world.server.refreshes, 1);
});

test("new tokens that could not be saved are dropped where somebody has signed out meanwhile", async () => {
  const { world, tab, disk } = await unsaved();
  disk.full = false;
  world.now += 1_000;
  const held = failure(tab.token());
  while (!world.log.includes("locked")) await world.step();
  world.stored = null;
  assert.match((await world.until(held)).message, /nobody is signed in/);
  assert.equal(world.stored, null);
});

test("a read of the store that comes too late does not make it forget what has to be saved", async () => {
  const { world, tab, disk } = await unsaved();
  const { stored } = world;
  world.stored = { ...set(0), expires_at: world.now + 900_000 };
  assert.equal(await token(world, tab), "access0");
  world.stored = stored;
  disk.full = false;
  world.now += 1_000;
  assert.equal(await token(world, tab), "access-2");
  assert.equal(world.server.refreshes, 1);
});

test("whatever happens: no refresh but of what the store holds, no end but for a reason, nothing left under way", async (t) => {
  const total = {};
  await fc.assert(
    fc.asyncProperty(fc.gen(), async (g) => {
      const chaos = new Chaos((n) => g(fc.nat, { max: n - 1 }));
      for (let actions = 0; actions < 120; actions++) await chaos.act();
      await chaos.world.rest();
      assert.deepEqual(chaos.violations, [], chaos.world.trace.slice(-60).join("\n"));
      assert.ok(
        chaos.calls.every(({ settled }) => settled),
        "every call settles",
      );
      for (const [what, count] of Object.entries(chaos.seen))
        total[what] = (total[what] ?? 0) + count;
    }),
    { numRuns: 300, endOnFailure: true },
  );
  t.diagnostic(JSON.stringify(total));
  for (const what of [
    ...["use", "refresh", "save", "save later", "cool down", "sign-out failed"],
    ...["refused", "expired", "signed_out"],
  ])
    assert.ok(total[what] > 5, `${what}: ${total[what]}`);
});
