// The rate limit: permits, the queue, and responses with status 429.

import assert from "node:assert/strict";
import { test } from "node:test";
import { client, day, good, pageOf } from "../support/client.mjs";
import { failure } from "../support/failure.mjs";
import { importIsolated } from "../support/isolated.mjs";

test("a 429 with a wait that is too long fails at once with the wait", async () => {
  const fetch = async () => new Response("{}", { status: 429, headers: { "retry-after": "90" } });
  const error = await failure(client({ fetch }).timeEntries.list(day));
  assert.deepEqual(
    [error.name, error.retryAfterMs, error.attempts, error.status],
    ["RateLimitError", 90_000, 1, 429],
  );
});

test("no more requests leave in a window than are permitted, over all clients of one token", async () => {
  const times = [];
  const fetch = async () => {
    times.push(performance.now());
    return Response.json(good);
  };
  const token = "shared-token";
  const clients = [
    client({ token, fetch, rateLimit: { requests: 3, per: 100 } }),
    client({ token, fetch, rateLimit: { requests: 3, per: 100 } }),
  ];
  await Promise.all(Array.from({ length: 9 }, (_, at) => clients[at % 2].timeEntries.list(day)));
  assert.equal(times.length, 9);
  for (let at = 3; at < 9; at++)
    assert.ok(times[at] - times[at - 3] >= 100, `${times[at] - times[at - 3]} ms`);
});

test("a total timeout that ends before a permit is free is a RateLimitError, and nothing was sent", async () => {
  const webwork = client({ rateLimit: { requests: 1, per: 60_000 } });
  await webwork.timeEntries.list(day);
  const error = await failure(webwork.timeEntries.list(day, { totalTimeout: 1_000 }));
  assert.deepEqual(
    [error.name, error.code, error.outcome, error.attempts],
    ["RateLimitError", "rate_limited", "not_sent", 0],
  );
  assert.ok(error.retryAfterMs > 59_000);
});

test("a thousand calls at once keep to the limit, with bulk calls behind the others", async () => {
  const order = [];
  const fetch = async (url) => {
    order.push(new URL(url).searchParams.get("kind"));
    return Response.json(good);
  };
  const webwork = client({ fetch, rateLimit: { requests: 50, per: 20 } });
  const call = (kind, priority) => webwork.timeEntries.list(day, { query: { kind }, priority });
  await Promise.all([
    ...Array.from({ length: 500 }, () => call("bulk", "bulk")),
    ...Array.from({ length: 500 }, () => call("now", "interactive")),
  ]);
  const later = order.slice(50, 500);
  assert.ok(
    later.filter((kind) => kind === "bulk").length < later.length / 6,
    "interactive calls go first",
  );
  assert.ok(later.includes("bulk"), "and bulk calls are not starved");
  assert.equal(order.length, 1_000);
});

test("a call that is aborted in the queue takes no slot", async () => {
  const sent = [];
  const fetch = async (url) => {
    sent.push(pageOf(url));
    return Response.json(good);
  };
  const webwork = client({ fetch, rateLimit: { requests: 1, per: 50 } });
  const controller = new AbortController();
  const calls = [1, 2, 3].map((page) =>
    webwork.timeEntries.list({ ...day, page }, page === 2 ? { signal: controller.signal } : {}),
  );
  const aborted = failure(calls[1]);
  controller.abort("enough");
  assert.equal((await aborted).outcome, "not_sent");
  await calls[2];
  assert.deepEqual(sent, [1, 3]);
});

test("a 429 without a time pauses all calls of the token for the back-off", async () => {
  const times = [];
  const fetch = async () => {
    times.push(performance.now());
    return times.length === 1 ? new Response("{}", { status: 429 }) : Response.json(good);
  };
  const webwork = client({ fetch });
  const first = webwork.timeEntries.list(day);
  while (times.length === 0) await new Promise(setImmediate);
  await new Promise(setImmediate);
  await Promise.all([first, webwork.timeEntries.list(day)]);
  assert.ok(times[1] - times[0] >= 249, String(times[1] - times[0]));
});

test("where each call lives in a context of its own, none needs another to be woken", async () => {
  const { WebWork: Alone } = await importIsolated();
  const order = [];
  const fetch = async (url) => {
    order.push(pageOf(url));
    return Response.json(good);
  };
  const webwork = new Alone({
    token: "alone-token",
    baseUrl: "https://h",
    rateLimit: { requests: 2, per: 30 },
    fetch,
  });
  await Promise.all([1, 2, 3, 4, 5, 6].map((page) => webwork.timeEntries.list({ ...day, page })));
  // Each has a timer of its own, so they may overtake each other.
  assert.deepEqual(order.toSorted(), [1, 2, 3, 4, 5, 6]);
  const error = await failure(webwork.timeEntries.list(day, { totalTimeout: 5 }));
  assert.deepEqual([error.code, error.outcome], ["rate_limited", "not_sent"]);
});
