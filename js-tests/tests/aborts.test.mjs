// Aborts, timeouts and total timeouts: a call settles at once, wherever it is.

import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";
import { client, day, entry, good, never } from "../support/client.mjs";
import { failure } from "../support/failure.mjs";

const RETRY = { "retry-after-ms": "1" };

test("an abort before the call sends nothing and keeps the reason", async () => {
  for (const reason of ["a text", null, new Error("enough")]) {
    const error = await failure(
      client({ fetch: () => assert.fail("sent") }).timeEntries.list(day, {
        signal: AbortSignal.abort(reason),
      }),
    );
    assert.deepEqual(
      [error.name, error.code, error.outcome, error.cause],
      ["AbortError", "aborted", "not_sent", reason],
    );
  }
});

test("an abort settles at once wherever the call is: token, queue, flight, body, back-off", async (t) => {
  const places = {
    token: { token: never },
    queue: { rateLimit: { requests: 1, per: 60_000 }, busy: true },
    flight: { fetch: never },
    body: { fetch: async () => ({ status: 200, headers: new Headers(), text: never }) },
    "back-off": { fetch: async () => new Response("", { status: 503 }) },
  };
  for (const [place, { busy, ...options }] of Object.entries(places)) {
    await t.test(place, async () => {
      const controller = new AbortController();
      const webwork = client(options);
      if (busy) await webwork.timeEntries.list(day);
      const call = failure(webwork.timeEntries.list(day, { signal: controller.signal }));
      // Lets the call get to its place: all of these are microtasks or immediates away.
      for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
      const reason = { why: place };
      controller.abort(reason);
      const error = await call;
      assert.deepEqual([error.name, error.cause], ["AbortError", reason]);
      assert.equal(error.outcome, place === "token" || place === "queue" ? "not_sent" : "unknown");
      assert.equal(getEventListeners(controller.signal, "abort").length, 0);
    });
  }
});

test("an abort in onRequest comes before the request leaves: nothing more was sent than before", async () => {
  for (const [statuses, outcome] of [
    [[], "not_sent"],
    [[429], "rejected"],
  ]) {
    const controller = new AbortController();
    let sent = 0;
    const webwork = client({
      fetch: async () => new Response("", { status: statuses[sent++], headers: RETRY }),
      onRequest: ({ attempt }) => attempt > statuses.length && controller.abort(),
    });
    const error = await failure(webwork.timeEntries.create(entry, { signal: controller.signal }));
    assert.deepEqual([error.code, error.outcome, error.attempts], ["aborted", outcome, sent]);
    assert.equal(sent, statuses.length);
    assert.equal(webwork.rateLimit.remaining, 60 - sent);
  }
});

test("many calls on one signal take one listener, and leave none", async () => {
  const { signal } = new AbortController();
  const webwork = client({ rateLimit: false });
  const calls = Array.from({ length: 200 }, () => webwork.timeEntries.list(day, { signal }));
  await Promise.resolve();
  assert.equal(getEventListeners(signal, "abort").length, 1);
  await Promise.all(calls);
  assert.equal(getEventListeners(signal, "abort").length, 0);
});

test("a timeout longer than timers can be is no timeout of a millisecond", async () => {
  const fetch = async () => {
    for (let turn = 0; turn < 200; turn++) await new Promise(setImmediate);
    return Response.json(good);
  };
  for (const timeout of [Infinity, 2 ** 40])
    assert.deepEqual((await client({ fetch }).timeEntries.list(day, { timeout })).data, []);
});

test("AbortSignal.timeout and AbortSignal.any work", async () => {
  for (const signal of [
    AbortSignal.timeout(20),
    AbortSignal.any([AbortSignal.timeout(20), new AbortController().signal]),
  ]) {
    const error = await failure(client({ fetch: never }).timeEntries.list(day, { signal }));
    assert.deepEqual([error.name, error.cause.name], ["AbortError", "TimeoutError"]);
  }
});
