// How a session ends, and how it begins anew.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { failure } from "../../support/failure.mjs";
import { respond } from "../../support/oauth/server.mjs";
import { begin, token } from "../../support/oauth/world.mjs";

test("after sign-out a refresh in flight is dropped and not saved", async () => {
  const [world, tab] = begin();
  const held = failure(tab.token("access-1"));
  while (!world.waiting.some((one) => one.includes("refresh response"))) await world.step();
  await world.until(tab.signOut());
  assert.equal((await world.until(held)).code, "authentication");
  await world.rest();
  assert.equal(world.stored, null);
  assert.deepEqual(world.saves, []);
  assert.deepEqual(
    tab.ends.map(({ reason }) => reason),
    ["signed_out"],
  );
});

test("after sign-out in another context a refresh in flight is dropped and not saved", async () => {
  const [world, one] = begin(1, { lock: false });
  const other = world.context({ lock: false });
  const held = failure(one.token("access-1"));
  while (!world.waiting.some((step) => step.includes("refresh response"))) await world.step();
  one.frozen = true;
  await world.until(other.signOut());
  one.frozen = false;
  assert.equal((await world.until(held)).code, "authentication");
  assert.equal(world.stored, null);
  assert.deepEqual(world.saves, []);
});

test("a sign-out does not wait for a token endpoint that does not respond", async () => {
  const [world, tab] = begin();
  tab.fault = () => new Promise(() => {});
  const held = failure(tab.token("access-1"));
  while (!world.waiting.some((step) => step.includes("refresh request"))) await world.step();
  await world.step();
  const begun = world.now;
  await world.until(tab.signOut());
  await world.until(held);
  assert.equal(world.now, begun);
});

test("a sign-out does not wait for calls in flight that hold up a refresh", async () => {
  const [world, tab] = begin();
  tab.session.token[Symbol.for("webwork-sdk.inFlight")]("access-1");
  const held = failure(tab.token("access-1"));
  while (world.waiting.length > 0) await world.step();
  const begun = world.now;
  await world.until(tab.signOut());
  assert.match((await world.until(held)).message, /nobody is signed in/);
  assert.equal(world.now, begun);
});

test("what was read before a sign-out and comes after it does not begin the session anew", async () => {
  const [world, tab] = begin();
  let late;
  const context = world.context({
    hooks: {
      load() {
        const { stored } = world;
        if (late) return stored;
        return new Promise((resolve) => {
          late = () => resolve(stored);
        });
      },
    },
  });
  const call = failure(context.token());
  await world.until(context.signOut());
  late();
  assert.match((await world.until(call)).message, /nobody is signed in/);
  assert.equal(tab.ends.length, 0);
});

test("a sign-out during a refresh clears the store before another context gets the lock", async () => {
  const [world, one, other] = begin(2);
  const held = failure(one.token("access-1"));
  while (!world.waiting.some((step) => step.includes("refresh response"))) await world.step();
  const waiting = failure(other.token("access-1"));
  for (let steps = 0; steps < 3; steps++) await world.step();
  await world.until(one.signOut());
  for (const call of [held, waiting])
    assert.match((await world.until(call)).message, /nobody is signed in/);
  assert.deepEqual(world.server.reused, [], "the other context has not sent the old token again");
});

test("a sign-out during a refresh deletes newer tokens under their own lock, so that nobody saves after it", async () => {
  const [world, one, other] = begin(2);
  const held = failure(one.token("access-1"));
  while (!world.log.includes("locked")) await world.step();
  one.frozen = true;
  world.signIn();
  other.token("access-2").catch(() => undefined);
  while (!world.waiting.includes(`${other.name} save`)) await world.step();
  [one.frozen, other.frozen] = [false, true];
  const leaving = one.signOut();
  const isMoving = (step) => step.startsWith(`${one.name} `) && !step.endsWith(" lock");
  while (world.waiting.some(isMoving)) await world.step();
  other.frozen = false;
  await world.until(leaving);
  await held;
  await world.rest();
  assert.equal(world.stored, null);
});

test("a sign-out locks the generation that it deletes: it looks again once it has the lock", async () => {
  const names = [];
  const [world] = begin();
  const context = world.context({
    hooks: {
      lock: (name, run) => {
        names.push(name);
        // Whoever had the lock before has refreshed.
        if (names.length === 1) world.signIn();
        return run();
      },
    },
  });
  await world.until(context.signOut());
  const nameOf = (token) =>
    `webwork-sdk.oauth.${createHash("sha256").update(token).digest("base64url")}`;
  assert.deepEqual(names, ["access-1", "access-2"].map(nameOf));
  assert.equal(world.stored, null);
});

test("a session that was signed out gives no token, not even to a call that has read the store before", async () => {
  const [world, tab] = begin();
  const early = failure(tab.token());
  await world.until(tab.signOut());
  assert.equal((await world.until(early)).code, "authentication");
  assert.match((await failure(token(world, tab))).message, /nobody is signed in/);
});

test("signing out in one context signs out the others", async () => {
  const [world, one, other] = begin(2);
  assert.equal(await token(world, other), "access-1");
  await world.until(one.signOut());
  assert.equal((await failure(token(world, other))).code, "authentication");
  assert.equal(other.ends[0].reason, "signed_out");
});

test("a sign-out that could not clear the store rejects, and can be repeated", async () => {
  const [world] = begin();
  let full = true;
  const context = world.context({
    hooks: {
      save: async (tokens) => {
        if (full) throw new Error("disk full");
        world.stored = tokens;
      },
    },
  });
  assert.match((await failure(world.until(context.signOut()))).message, /disk full/);
  assert.equal((await failure(token(world, context))).code, "authentication");
  full = false;
  await world.until(context.signOut());
  assert.equal(world.stored, null);
});

test("tokens of a new sign-in begin an ended session anew", async () => {
  const [world, tab] = begin();
  tab.fault = () => respond(400, { error: "invalid_grant" });
  await failure(token(world, tab, "access-1"));
  tab.fault = undefined;
  world.signIn();
  assert.equal(await token(world, tab), "access-2");
  await world.until(tab.signOut());
  world.signIn();
  assert.equal(await token(world, tab), "access-3");
});

test("without a refresh token a session ends when its token does", async () => {
  const [world, tab] = begin();
  delete world.stored.refresh_token;
  assert.equal(await token(world, tab), "access-1");
  world.now = world.stored.expires_at;
  const error = await failure(token(world, tab));
  assert.match(error.message, /no refresh token/);
  assert.equal(tab.ends[0].reason, "expired");
});

test("a listener that was taken away or that throws disturbs nobody", async () => {
  const [world, tab] = begin();
  const told = [];
  tab.session.onEnd(() => told.push("taken away"))();
  tab.session.onEnd(() => {
    throw new Error("a bug of the app's");
  });
  tab.session.onEnd(() => told.push("told"));
  world.stored = null;
  await failure(token(world, tab));
  assert.deepEqual(told, ["told"]);
});
