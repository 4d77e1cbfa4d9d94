// Hooks: what they are given, and that they cannot harm a call.

import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";
import { client, day, entry, good } from "../support/client.mjs";
import { failure } from "../support/failure.mjs";

test("hooks are called in order, without headers or bodies, and cannot break a call", async () => {
  const events = [];
  const hook = (name) => (event) => {
    events.push([name, event]);
    throw new Error("a hook's own affair");
  };
  const body = { success: true, data: [{ id: 5 }], meta: {} };
  let count = 0;
  const fetch = async () =>
    ++count === 1
      ? new Response("", { status: 503 })
      : Response.json(body, { headers: { "x-request-id": "r" } });
  const webwork = client({
    fetch,
    onRequest: hook("request"),
    onResponse: hook("response"),
    onRetry: hook("retry"),
    onDrift: hook("drift"),
  });
  await webwork.timeEntries.list(day);
  assert.deepEqual(events.map(([name]) => name).slice(0, 5), [
    "request",
    "response",
    "retry",
    "request",
    "response",
  ]);
  const [, request] = events[0];
  assert.deepEqual(request, {
    operation: "timeEntries.list",
    method: "GET",
    url: "https://h/time-entries?workspace_id=1&user_id=100&date=2026-01-29",
    attempt: 1,
  });
  assert.deepEqual(Object.keys(events[4][1]), [
    "operation",
    "method",
    "url",
    "attempt",
    "status",
    "durationMs",
    "rateLimit",
    "requestId",
  ]);
  const drifts = events.filter(([name]) => name === "drift").map(([, event]) => event);
  assert.deepEqual(drifts[0], {
    operation: "timeEntries.list",
    pointer: "/data/0/id",
    expected: "string",
    found: "integer" === drifts[0].found ? "integer" : "number",
  });
});

test("onRetry is called only when a retry follows", async () => {
  const events = [];
  const onRetry = (event) => void events.push(event.reason);
  for (const options of [
    { maxRetries: 0 },
    { totalTimeout: 100 },
    { rateLimit: { requests: 1, per: 60_000 }, totalTimeout: 5_000 },
  ]) {
    for (const fetch of [
      async () => new Response("", { status: 503 }),
      () => Promise.reject(new Error("reset")),
    ]) {
      const error = await failure(client({ fetch, onRetry, ...options }).timeEntries.list(day));
      assert.equal(error.attempts, 1);
      assert.ok(["ServerError", "ConnectionError"].includes(error.name), error.name);
    }
  }
  assert.deepEqual(events, []);
});

test("onResponse is called for a redirect", async () => {
  const events = [];
  const fetch = async () =>
    new Response(null, { status: 302, headers: { location: "https://other" } });
  await failure(
    client({ fetch, onResponse: ({ status }) => void events.push(status) }).timeEntries.list(day),
  );
  assert.deepEqual(events, [302]);
});

test("a hook cannot change what later hooks get, and its failures are its own", async () => {
  const events = [];
  const hook = (event) => {
    events.push({ ...event });
    for (const name of Object.keys(event)) event[name] = "changed";
    // biome-ignore lint/suspicious/noThenProperty: a thenable is what is tested.
    return { then: (_, reject) => reject(new Error("a hook's own affair")) };
  };
  const responses = [new Response("", { status: 503 }), Response.json(good)];
  const webwork = client({
    fetch: async () => responses.shift(),
    onRequest: hook,
    onResponse: hook,
    onRetry: hook,
    onDrift: hook,
  });
  await webwork.timeEntries.list(day);
  assert.deepEqual(
    events.map(({ operation, attempt }) => [operation, attempt]).slice(0, 5),
    [1, 1, 1, 2, 2].map((attempt) => ["timeEntries.list", attempt]),
  );
});

test("a hook may abort the call that it is called for", async () => {
  for (const name of ["onRequest", "onResponse", "onRetry", "onDrift"]) {
    const controller = new AbortController();
    let sent = 0;
    const fetch = async () => {
      sent++;
      return name === "onDrift"
        ? Response.json({ ...good, data: 5 })
        : new Response("", { status: 503 });
    };
    const error = await failure(
      client({ fetch, [name]: () => controller.abort(name) }).timeEntries.list(day, {
        signal: controller.signal,
      }),
    );
    assert.deepEqual(
      [error.name, error.cause, sent],
      ["AbortError", name, name === "onRequest" ? 0 : 1],
    );
    assert.equal(getEventListeners(controller.signal, "abort").length, 0);
  }
});

test("an abort that comes after the response has been judged knows that the write may be done", async () => {
  const controller = new AbortController();
  let made;
  const webwork = client({
    fetch: async () => Response.json({ success: true, saved_minutes: 60 }),
    onDrift: () => {
      controller.abort();
      // Another call takes the place of this one in the core.
      made ??= webwork.workspaces.list();
    },
  });
  const { signal } = controller;
  const error = await failure(webwork.timeEntries.create(entry, { signal }));
  assert.deepEqual([error.code, error.outcome, error.attempts], ["aborted", "unknown", 1]);
  assert.equal((await made).success, true);
});

test("a call that a hook makes does not take the turn of the call that waits", async () => {
  let isAsked = false;
  let other;
  const webwork = client({
    rateLimit: { requests: 1, per: 30 },
    onWait: () => {
      if (isAsked) return;
      isAsked = true;
      other = webwork.workspaces.list();
    },
  });
  await Promise.all([webwork.timeEntries.list(day), webwork.timeEntries.list(day)]);
  assert.equal((await other).success, true);
});

test("every repeated request is announced by onRetry, also one that leaves at once", async () => {
  const reasons = [];
  let count = 0;
  const webwork = client({
    fetch: async () =>
      ++count === 1
        ? new Response("", { status: 429, headers: { "retry-after": "0" } })
        : Response.json(good),
    onRetry: ({ reason }) => reasons.push(reason),
  });
  await webwork.timeEntries.list(day);
  assert.deepEqual(reasons, ["429"]);
});

test("a call whose turn comes while a hook runs does not miss it", { timeout: 5_000 }, async () => {
  let count = 0;
  let other;
  const webwork = client({
    fetch: async () =>
      ++count === 1
        ? new Response("", { status: 429, headers: { "retry-after-ms": "2" } })
        : Response.json(good),
    onResponse: ({ status }) => {
      if (status !== 429) return;
      // The pause is over before the hook is, and the call that it makes wakes the queue.
      for (const end = performance.now() + 10; performance.now() < end; );
      other = webwork.workspaces.list();
    },
  });
  assert.equal((await webwork.timeEntries.list(day)).success, true);
  assert.equal((await other).success, true);
});
