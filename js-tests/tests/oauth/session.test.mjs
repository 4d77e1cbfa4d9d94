// The rules of a session, one by one.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { failure } from "../../support/failure.mjs";
import { respond } from "../../support/oauth/server.mjs";
import { begin, token } from "../../support/oauth/world.mjs";

const nearTheEnd = (world) => (world.now = world.stored.expires_at - 30_000);
const settled = () => new Promise((resolve) => setImmediate(resolve));
const unavailable = (status, body = "<html>no</html>") => {
  return () => respond(status, body);
};

test("near the end of the token's life, one refresh serves all calls and clients that wait", async () => {
  const [world, tab] = begin();
  nearTheEnd(world);
  const tokens = await world.until(Promise.all(Array.from({ length: 50 }, () => tab.token())));
  assert.deepEqual(new Set(tokens), new Set(["access-2"]));
  assert.equal(world.server.refreshes, 1);
});

test("after a 401, one refresh serves all calls that were rejected and all new ones", async () => {
  const [world, tab] = begin();
  const calls = ["access-1", undefined, "access-1", undefined, "access-1"];
  assert.deepEqual(
    new Set(await world.until(Promise.all(calls.map((rejected) => tab.token(rejected))))),
    new Set(["access-2"]),
  );
  assert.equal(world.server.refreshes, 1);
});

test("calls in flight end before the refresh, and new calls are held until it is done", async () => {
  const [world, tab] = begin();
  const started = tab.session.token[Symbol.for("webwork-sdk.inFlight")];
  const [one, other] = [started("access-1"), started("access-1")];
  nearTheEnd(world);
  const held = tab.token();
  const later = tab.token();
  one();
  one();
  await settled();
  while (world.waiting.length > 0) await world.step();
  assert.equal(world.server.refreshes, 0, "the other call is still in flight");
  const begun = world.now;
  other();
  assert.equal(await world.until(held), "access-2");
  assert.equal(await world.until(later), "access-2");
  assert.equal(world.now, begun, "nobody waited for a timer");
});

test("calls in flight hold up a refresh for at most 5 s", async () => {
  const [world, tab] = begin();
  tab.session.token[Symbol.for("webwork-sdk.inFlight")]("access-1");
  nearTheEnd(world);
  const begun = world.now;
  assert.equal(await token(world, tab), "access-2");
  assert.equal(world.now - begun, 5_000);
});

test("calls with another token do not hold up a refresh", async () => {
  const [world, tab] = begin();
  tab.session.token[Symbol.for("webwork-sdk.inFlight")]("access-0");
  nearTheEnd(world);
  const begun = world.now;
  await token(world, tab);
  assert.equal(world.now, begun);
});

test("when a token ends is told by expires_in and the server's Date, not by the device's clock", async () => {
  // The device is an hour late: by its clock, the token would end an hour before it does.
  const [world, tab] = begin(1, { skew: 3_600_000 });
  await token(world, tab, "access-1");
  assert.equal(world.stored.expires_at, world.now + 3_600_000 + 900_000);
  world.now += 800_000;
  assert.equal(await token(world, tab), "access-2");
  world.now += 50_000;
  assert.equal(await token(world, tab), "access-3", "in its last minute by the server's clock");
});

test("inside the lock the store is read first: what another context has saved is adopted", async () => {
  const [world, one, other] = begin(2);
  nearTheEnd(world);
  assert.deepEqual(await world.until(Promise.all([one.token(), other.token()])), [
    "access-2",
    "access-2",
  ]);
  assert.equal(world.server.refreshes, 1);
});

test("the refresh token is read inside the lock, not before", async () => {
  const [world, tab] = begin();
  const asked = [];
  tab.fault = (form) => void asked.push(form.get("refresh_token"));
  const held = tab.token("access-1");
  while (!world.log.includes("locked")) await world.step();
  const { refresh_token } = world.server.signIn();
  world.stored = { ...world.stored, refresh_token };
  await world.until(held);
  assert.deepEqual(asked, [refresh_token]);
});

test("save is awaited, once per token set, before the new token is used", async () => {
  const [world, tab] = begin();
  let saved = false;
  const context = world.context({
    hooks: {
      load: () => world.stored,
      save: async (tokens) => {
        world.saves.push(tokens);
        world.stored = tokens;
        await world.turn(tab, "save");
        await world.turn(tab, "save");
        saved = true;
      },
    },
  });
  nearTheEnd(world);
  const calls = [context.token(), context.token()].map(async (call) => [await call, saved]);
  assert.deepEqual(await world.until(Promise.all(calls)), [
    ["access-2", true],
    ["access-2", true],
  ]);
  assert.equal(world.saves.length, 1);
});

test("where saving fails the new tokens are kept and saved later: no refresh token is sent twice", async () => {
  const [world, tab] = begin();
  let full = true;
  const context = world.context({
    hooks: {
      save: async (tokens) => {
        await world.turn(tab, "save");
        if (full) throw new Error(`the disk is full: ${JSON.stringify(tokens)}`);
        world.stored = tokens;
      },
    },
  });
  const error = await failure(token(world, context, "access-1"));
  assert.equal(error.code, "authentication");
  assert.match(error.message, /save failed: the disk is full/);
  assert.doesNotMatch(inspect(error, { depth: 9, showHidden: true }), /refresh-2|access-2/);
  full = false;
  world.now += 1_000;
  assert.equal(await token(world, context, "access-1"), "access-2");
  assert.equal(world.server.refreshes, 1);
});

test("a 401 is checked by generation: a newer token is used at once, an old one refreshes", async () => {
  const [world, tab] = begin();
  assert.equal(await token(world, tab, "access-0"), "access-1");
  assert.equal(world.server.refreshes, 0);
  assert.equal(await token(world, tab, "access-1"), "access-2");
  assert.equal(await token(world, tab, "access-1"), "access-2", "a late 401");
  assert.equal(world.server.refreshes, 1);
});

for (const [said, status, body] of [
  ["invalid_grant", 400, { error: "invalid_grant" }],
  ["invalid_grant", 401, { error: "invalid_grant", error_description: "revoked" }],
  ["invalid_request", 401, { error: "invalid_request" }],
])
  test(`${said} under ${status} ends the session, after the store was read once more`, async () => {
    const [world, tab] = begin();
    tab.fault = () => respond(status, body);
    const error = await failure(token(world, tab, "access-1"));
    assert.equal(error.code, "authentication");
    assert.equal(error.oauthError, said);
    assert.equal(error.description, body.error_description);
    assert.deepEqual(
      tab.ends.map(({ reason }) => reason),
      ["refused"],
    );
    const asked = ["load", "locked", "load", "refresh request"];
    assert.deepEqual(world.log, [...asked, "load", "load"], "once in the lock, once for the call");
    const again = await failure(token(world, tab));
    assert.equal(again.oauthError, said, "no second refresh");
    assert.equal(tab.ends.length, 1, "told once");
  });

test("a refusal does not end the session where another context has saved new tokens meanwhile", async () => {
  const [world, tab] = begin();
  tab.fault = () => {
    world.stored = world.server.signIn();
    return respond(400, { error: "invalid_grant" });
  };
  assert.equal(await token(world, tab, "access-1"), "access-2");
  assert.deepEqual(tab.ends, []);
});

for (const [what, fault, code] of [
  ["HTML under 200", unavailable(200), "decode"],
  ["HTML under 400", unavailable(400), "api"],
  ["429", unavailable(429, '{"error":"invalid_grant"}'), "rate_limited"],
  ["408", unavailable(408), "api"],
  ["500", unavailable(500), "server"],
  ["503 with invalid_grant", unavailable(503, '{"error":"invalid_grant"}'), "server"],
  ["invalid_client", () => respond(401, { error: "invalid_client" }), "authentication"],
  ["invalid_request under 400", () => respond(400, { error: "invalid_request" }), "authentication"],
  ["a redirect", () => respond(302, "", { location: "https://evil.example" }), "connection"],
  ["a lost connection", () => Promise.reject(new TypeError("fetch failed")), "connection"],
  ["no response for 7 s", () => new Promise(() => {}), "timeout"],
])
  test(`${what} keeps the session, and cools down`, async () => {
    const [world, tab] = begin();
    tab.fault = fault;
    const error = await failure(token(world, tab, "access-1"));
    assert.equal(error.code, code);
    assert.deepEqual(tab.ends, []);
    tab.fault = undefined;
    assert.equal(
      await failure(token(world, tab, "access-1")),
      error,
      "no request while it cools down",
    );
    assert.equal(await token(world, tab), "access-1", "who has not been rejected may go on");
    world.now += 1_000;
    assert.equal(await token(world, tab, "access-1"), "access-2");
    assert.equal(world.server.reused.length, 0);
  });

test("an expired token is not used while a refresh cools down", async () => {
  const [world, tab] = begin();
  tab.fault = unavailable(503);
  world.now = world.stored.expires_at;
  assert.equal((await failure(token(world, tab))).code, "server");
  assert.equal((await failure(token(world, tab))).code, "server");
});

test("a load hook that calls the client is rejected, not dead-locked", async () => {
  const [world, tab] = begin();
  const context = world.context({
    hooks: {
      load: async () => {
        await world.turn(tab, "load");
        await context.token();
        return world.stored;
      },
    },
  });
  const error = await failure(token(world, context));
  assert.match(error.message, /load failed: .*called the client/);
});

test("a save hook or a lock that calls the client is rejected, not dead-locked", async () => {
  const [world, tab] = begin();
  const recalls = async () => {
    await world.turn(tab, "recall");
    await context.token();
  };
  let context = world.context({ hooks: { save: recalls } });
  nearTheEnd(world);
  world.now = world.stored.expires_at;
  assert.match((await failure(token(world, context))).message, /save failed: .*called the client/);
  world.signIn();
  world.now = world.stored.expires_at;
  context = world.context({ hooks: { lock: recalls } });
  assert.match((await failure(token(world, context))).message, /lock failed: .*called the client/);
});

test("what a hook has started may call the client once the hook has ended", async () => {
  const [world] = begin();
  const later = [];
  const context = world.context({
    hooks: {
      load: () => {
        if (later.length === 0)
          later.push(
            Promise.resolve()
              .then(() => 0)
              .then(() => delayed()),
          );
        return world.stored;
      },
    },
  });
  const delayed = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    return context.token();
  };
  assert.equal(await token(world, context), "access-1");
  assert.equal(await world.until(later[0]), "access-1");
});

test("a hook that never ends is given up: every call settles", async () => {
  const [world] = begin();
  const stuck = () => new Promise(() => {});
  const load = await failure(token(world, world.context({ hooks: { load: stuck } })));
  assert.match(load.message, /load failed: it took longer than 15000 ms/);
  world.now = world.stored.expires_at;
  const save = await failure(token(world, world.context({ hooks: { save: stuck } })));
  assert.match(save.message, /save failed: it took longer than 3000 ms/);
});

test("a lock that somebody else holds is waited for 15 s at most, and never stolen", async () => {
  const [world, one, other] = begin(2);
  world.now = world.stored.expires_at;
  one.token();
  while (!world.waiting.some((step) => step.includes("refresh response"))) await world.step();
  one.frozen = true;
  const begun = world.now;
  const error = await failure(token(world, other));
  assert.match(error.message, /lock failed: another context has held it for 15000 ms/);
  assert.equal(world.now - begun, 15_000);
  assert.equal(world.server.refreshes, 1, "the frozen one may have sent the refresh token");
});

test("a context that was killed inside the lock leaves it free", async () => {
  const [world, one, other] = begin(2);
  world.now = world.stored.expires_at;
  one.token();
  while (!world.waiting.some((step) => step.includes("refresh request"))) await world.step();
  const waiting = other.token();
  for (let steps = 0; steps < 5; steps++) await world.step();
  one.crash();
  assert.equal(await world.until(waiting), "access-2");
});

test("a machine that sleeps inside the lock sends nothing when it wakes: others may hold it by then", async () => {
  const [world, tab] = begin();
  const held = failure(tab.token("access-1"));
  while (!world.log.includes("locked")) await world.step();
  world.now += 60_000;
  const error = await world.until(held);
  assert.match(error.message, /lock failed: it was held for too long/);
  assert.equal(world.server.refreshes, 0);
  world.now += 60_000;
  assert.equal(await token(world, tab, "access-1"), "access-2");
});

test("nobody holds a lock for more than 15 s, whatever the hooks do", async () => {
  const { LOCKED_MS } = await (await import("../../support/source.mjs")).importSource(
    "oauth/locks.ts",
  );
  assert.ok(2 * LOCKED_MS.load + LOCKED_MS.refresh + LOCKED_MS.save <= 15_000);
});

test("no token is in what is shown of a session", async () => {
  const [world, tab] = begin();
  await token(world, tab, "access-1");
  const shown = inspect(tab.session, { depth: 9, showHidden: true }) + JSON.stringify(tab.session);
  assert.doesNotMatch(shown, /access-|refresh-/);
});
