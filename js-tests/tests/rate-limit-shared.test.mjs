// Who shares a rate limit: one per process, server and user, whatever loaded the package.

import assert from "node:assert/strict";
import { test } from "node:test";
import { client, day, good } from "../support/client.mjs";
import { importCopy } from "../support/copy.mjs";
import { failure } from "../support/failure.mjs";

const fetch = async () => Response.json(good);
const waits = { totalTimeout: 1_000 };
const strict = { requests: 1, per: 60_000 };

/** The client has no permit left. */
async function assertUsedUp(webwork) {
  const error = await failure(webwork.timeEntries.list(day, waits));
  assert.deepEqual([error.code, error.outcome], ["rate_limited", "not_sent"]);
}

test("withOptions({ rateLimit }) takes its own numbers, and shares the count", async () => {
  const webwork = client({ rateLimit: { requests: 10, per: 60_000 } });
  await webwork.timeEntries.list(day);
  const stricter = webwork.withOptions({ rateLimit: { requests: 2, per: 60_000 } });
  await stricter.timeEntries.list(day);
  await assertUsedUp(stricter);
});

test("a second client of the same token takes its own numbers, and the stricter limit is kept", async () => {
  const token = "shared-by-two-clients";
  const first = client({ token, rateLimit: { requests: 10, per: 60_000 } });
  await first.timeEntries.list(day);
  const second = client({ token, rateLimit: { requests: 3, per: 60_000 } });
  await second.timeEntries.list(day);
  await first.timeEntries.list(day);
  await assertUsedUp(second);
  await assertUsedUp(first);
});

test("rateLimit.key names whose limit it is: two tokens of one user share it, one token under two keys does not", async () => {
  const shared = { ...strict, key: "user 17" };
  await client({ rateLimit: shared }).timeEntries.list(day);
  await assertUsedUp(client({ rateLimit: shared }));
  const token = "one-token-under-two-keys";
  await client({ token, rateLimit: { ...strict, key: "one" } }).timeEntries.list(day);
  await client({ token, rateLimit: { ...strict, key: "other" } }).timeEntries.list(day);
});

test("a token function is one user, whichever clients use it", async () => {
  const token = () => "from-a-function";
  await client({ token, rateLimit: strict }).timeEntries.list(day);
  await assertUsedUp(client({ token, rateLimit: strict }));
  await client({ token: () => "from-another", rateLimit: strict }).timeEntries.list(day);
});

test("one server is one server, however its address is written", async () => {
  const token = "one-server-many-spellings";
  const spellings = [
    "https://api.example.com/api/v2",
    "https://API.Example.com/api/v2",
    "https://api.example.com:443/api/v2",
    "https://api.example.com/api/v2/",
    "https://api.example.com/x/../api/v2",
    new URL("https://api.example.com/api/v2").href,
  ];
  await client({ token, baseUrl: spellings[0], rateLimit: strict }).timeEntries.list(day);
  for (const baseUrl of spellings)
    await assertUsedUp(client({ token, baseUrl, rateLimit: strict }));
  const other = client({ token, baseUrl: "https://api.example.org/api/v2", rateLimit: strict });
  await other.timeEntries.list(day);
});

test("copies of the package share the limit: what was sent, what is in flight, and what the server says", async () => {
  const { WebWork: Copy } = await importCopy();
  const options = (token, rateLimit, more) => ({
    token,
    baseUrl: "https://h",
    rateLimit,
    fetch,
    ...more,
  });
  // Sent by one.
  await client(options("copies-sent", strict)).timeEntries.list(day);
  await assertUsedUp(new Copy(options("copies-sent", strict)));
  // In flight in one, after the other has opened its client.
  const limit = { requests: 2, per: 60_000 };
  const here = client(options("copies-in-flight", limit, { fetch: () => new Promise(() => {}) }));
  const there = new Copy(options("copies-in-flight", limit));
  await there.timeEntries.list(day);
  const controller = new AbortController();
  const flight = failure(here.timeEntries.list(day, { signal: controller.signal }));
  await new Promise(setImmediate);
  await assertUsedUp(there);
  controller.abort();
  await flight;
  // What the server has told one of them.
  const limited = async () =>
    new Response("{}", { status: 429, headers: { "retry-after": "3600" } });
  const told = new Copy(options("copies-told", undefined, { fetch: limited }));
  const other = client(options("copies-told"));
  await other.timeEntries.list(day);
  await failure(told.timeEntries.list(day));
  const error = await failure(other.timeEntries.list(day));
  assert.equal(error.code, "rate_limited");
  assert.ok(error.retryAfterMs > 3_590_000);
});

test("copies of the package share the limit of a token function", async () => {
  const { WebWork: Copy } = await importCopy();
  const token = () => "copies-function";
  const options = { token, baseUrl: "https://h", rateLimit: strict, fetch };
  await client(options).timeEntries.list(day);
  await assertUsedUp(new Copy(options));
});

test("three copies with 30 calls at once never have more than the limit in a window", async () => {
  const copies = [await importCopy(), await importCopy(), await importCopy()];
  const times = [];
  const options = {
    token: "copies-in-a-storm",
    baseUrl: "https://h",
    rateLimit: { requests: 5, per: 60 },
    fetch: async () => {
      times.push(performance.now());
      await new Promise((resolve) => setTimeout(resolve, 3));
      return Response.json(good);
    },
  };
  const clients = copies.map(({ WebWork }) => new WebWork(options));
  await Promise.all(Array.from({ length: 30 }, (_, at) => clients[at % 3].timeEntries.list(day)));
  assert.equal(times.length, 30);
  for (let at = 5; at < 30; at++) {
    const window = times[at] - times[at - 5];
    assert.ok(window >= 59, `six requests in ${window} ms`);
  }
});

test("a copy that is waiting goes on when another copy frees a permit", async () => {
  const { WebWork: Copy } = await importCopy();
  let respond;
  const options = {
    token: "copies-free",
    baseUrl: "https://h",
    rateLimit: { requests: 1, per: 20 },
  };
  const holder = client({
    ...options,
    fetch: () => new Promise((resolve) => (respond = resolve)),
  });
  const waiter = new Copy({ ...options, fetch });
  const held = holder.timeEntries.list(day);
  while (!respond) await new Promise(setImmediate);
  const waiting = waiter.timeEntries.list(day);
  await new Promise(setImmediate);
  respond(Response.json(good));
  await held;
  const began = performance.now();
  await waiting;
  assert.ok(performance.now() - began < 1_000, "it waited for the end of the lease");
});

test("a client that was closed leaves its count behind", async () => {
  const token = "count-outlives-client";
  const first = client({ token, rateLimit: strict });
  await first.timeEntries.list(day);
  first.close();
  await assertUsedUp(client({ token, rateLimit: strict }));
});
