// Where a token comes from, and what a 401 does.

import assert from "node:assert/strict";
import { test } from "node:test";
import { client, day, entry, good, never, pageOf } from "../support/client.mjs";
import { failure } from "../support/failure.mjs";

test("the token may come from a function, each time a request leaves", async () => {
  const seen = [];
  let count = 0;
  const fetch = async (_, { headers }) => {
    seen.push(headers.authorization);
    return Response.json(good);
  };
  for (const token of [() => `sync-${++count}`, async () => `async-${++count}`]) {
    const webwork = client({ token, fetch });
    await webwork.timeEntries.list(day);
    await webwork.timeEntries.list(day);
  }
  assert.deepEqual(seen, ["Bearer sync-1", "Bearer sync-2", "Bearer async-3", "Bearer async-4"]);
});

test("a call whose token function failed is retryable if the error of the function is", async () => {
  for (const retryable of [true, false, undefined, "yes"]) {
    const cause = Object.assign(new Error("no network"), { retryable });
    const error = await failure(
      client({ token: () => Promise.reject(cause) }).timeEntries.create(entry),
    );
    assert.deepEqual([error.code, error.retryable], ["authentication", retryable === true]);
  }
});

test("a token that cannot be had is an AuthenticationError, and nothing is sent", async () => {
  const cause = new Error("no network");
  const providers = [
    () => {
      throw cause;
    },
    () => Promise.reject(cause),
    () => undefined,
    () => "",
    () => "a\r\nb: c",
  ];
  for (const [at, token] of providers.entries()) {
    const error = await failure(
      client({ token, fetch: () => assert.fail("sent") }).timeEntries.create(entry),
    );
    assert.deepEqual(
      [error.name, error.outcome, error.attempts, error.status],
      ["AuthenticationError", "not_sent", 0, undefined],
    );
    if (at < 2) assert.equal(error.cause, cause);
  }
});

test("a token that never comes ends with the total timeout", async () => {
  const error = await failure(client({ token: never }).timeEntries.list(day, { totalTimeout: 30 }));
  assert.deepEqual([error.name, error.outcome], ["TimeoutError", "not_sent"]);
});

test("after a 401 the provider is asked once more, and the call repeated once with another token, a write too", async () => {
  const seen = [];
  let count = 0;
  const fetch = async (_, { headers }) => {
    seen.push(headers.authorization);
    return headers.authorization === "Bearer fresh-token-2"
      ? Response.json(good)
      : Response.json({ success: false }, { status: 401 });
  };
  const reasons = [];
  const webwork = client({
    fetch,
    token: () => `fresh-token-${++count}`,
    maxRetries: 0,
    onRetry: ({ reason }) => void reasons.push(reason),
  });
  const { attempts } = await webwork.timeEntries.create(entry).withResponse();
  assert.deepEqual(
    [attempts, seen, reasons],
    [2, ["Bearer fresh-token-1", "Bearer fresh-token-2"], ["401"]],
  );
  count = 2;
  const error = await failure(webwork.timeEntries.create(entry));
  assert.deepEqual(
    [error.name, error.status, error.attempts, error.outcome, count],
    ["AuthenticationError", 401, 2, "rejected", 4],
  );
});

test("a 401 stands if the token function has no other token, fails, or does not return in time", async () => {
  const cause = new Error("no network");
  const cases = [
    [() => "same-token", "authentication"],
    [() => Promise.reject(cause), "authentication"],
    [() => 5, "authentication"],
    [never, "timeout"],
  ];
  for (const [second, code] of cases) {
    let count = 0;
    let sent = 0;
    const fetch = async () => {
      sent++;
      return new Response("{}", { status: 401 });
    };
    const webwork = client({ fetch, token: () => (++count === 1 ? "same-token" : second()) });
    const error = await failure(webwork.timeEntries.create(entry, { totalTimeout: 200 }));
    assert.deepEqual([error.code, error.outcome, error.attempts, sent], [code, "rejected", 1, 1]);
    if (count === 2 && second.toString().includes("reject")) assert.equal(error.cause, cause);
  }
});

test("one question is under way however many calls were refused, and a late 401 does not ask again", async () => {
  let asked = 0;
  let release;
  const late = new Promise((resolve) => (release = resolve));
  const fetch = async (url, { headers }) => {
    if (headers.authorization === "Bearer second-token") return Response.json(good);
    if (pageOf(url) === 99) await late;
    return new Response("{}", { status: 401 });
  };
  // Each of the eleven calls asks once before it leaves.
  const webwork = client({
    fetch,
    token: async () => (++asked > 11 ? "second-token" : "first-token"),
    rateLimit: false,
  });
  const slow = webwork.timeEntries.list({ ...day, page: 99 });
  await Promise.all(Array.from({ length: 10 }, () => webwork.timeEntries.list(day)));
  assert.equal(asked, 12);
  release();
  assert.equal((await slow.withResponse()).attempts, 2);
  assert.equal(asked, 12);
});
