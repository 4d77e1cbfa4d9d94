// Waits that a server asks for: those that are too long fail at once, the first call and all later ones.

import assert from "node:assert/strict";
import { test } from "node:test";
import { client, day, entry, good } from "../support/client.mjs";
import { failure } from "../support/failure.mjs";

const DAY = 86_400;
const epoch = (seconds) => String(Math.floor(Date.now() / 1_000) + seconds);

/** Headers of a response, and the wait in seconds that they ask for. */
const TOO_LONG = {
  "429, Retry-After: 3600": [429, () => ({ "retry-after": "3600" }), 3_600],
  "429, Retry-After as a time stamp": [429, () => ({ "retry-after": epoch(3_600) }), 3_600],
  "429, Retry-After as a date": [
    429,
    () => ({
      date: new Date().toUTCString(),
      "retry-after": new Date(Date.now() + 3_600_000).toUTCString(),
    }),
    3_600,
  ],
  "429, X-RateLimit-Reset as a time stamp": [
    429,
    () => ({ "x-ratelimit-remaining": "0", "x-ratelimit-reset": epoch(3_600) }),
    3_600,
  ],
  "200, nothing left until tomorrow": [
    200,
    () => ({ "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(DAY) }),
    DAY,
  ],
  "200, nothing left until tomorrow, as a time stamp": [
    200,
    () => ({ "x-ratelimit-remaining": "0", "x-ratelimit-reset": epoch(DAY) }),
    DAY,
  ],
  "200, RateLimit: remaining=0": [
    200,
    () => ({ ratelimit: `limit=60, remaining=0, reset=${DAY}` }),
    DAY,
  ],
};

for (const [what, [status, headers, seconds]] of Object.entries(TOO_LONG)) {
  test(`${what}: every call fails at once with the wait, none is parked`, async () => {
    let sent = 0;
    const fetch = async () => {
      sent++;
      return Response.json(status === 200 ? good : {}, { status, headers: headers() });
    };
    const webwork = client({ fetch });
    const started = performance.now();
    if (status === 200) await webwork.timeEntries.list(day);
    else await failure(webwork.timeEntries.list(day));
    const calls = [
      () => webwork.timeEntries.list(day),
      () => webwork.timeEntries.create(entry),
      () => webwork.timeEntries.list(day, { priority: "bulk" }),
      () => webwork.withOptions({ maxRetries: 0 }).timeEntries.list(day),
    ];
    for (const call of calls) {
      const error = await failure(call());
      assert.deepEqual(
        [error.code, error.outcome, error.attempts, error.retryable],
        ["rate_limited", "not_sent", 0, true],
      );
      const wait = error.retryAfterMs / 1_000;
      assert.ok(wait > seconds - 10 && wait <= seconds + 10, `${wait} s`);
    }
    assert.equal(sent, 1);
    assert.ok(performance.now() - started < 2_000, "the calls waited");
    assert.equal(webwork.rateLimit.remaining, 0);
  });
}

test("calls that are queued when the server asks for a long wait fail then, and are not parked", async () => {
  let respond;
  const fetch = () => new Promise((resolve) => (respond = resolve));
  const webwork = client({ fetch, rateLimit: { requests: 1, per: 1_000 } });
  const first = failure(webwork.timeEntries.list(day));
  const queued = [1, 2, 3].map(() => failure(webwork.timeEntries.list(day)));
  while (!respond) await new Promise(setImmediate);
  respond(new Response("{}", { status: 429, headers: { "retry-after": "3600" } }));
  const errors = await Promise.all([first, ...queued]);
  assert.deepEqual(
    errors.map(({ code, attempts }) => [code, attempts]),
    [
      ["rate_limited", 1],
      ["rate_limited", 0],
      ["rate_limited", 0],
      ["rate_limited", 0],
    ],
  );
});

test("another token is not held back by the wait of the first", async () => {
  const fetch = async (_, { headers }) =>
    headers.authorization.endsWith("limited")
      ? new Response("{}", { status: 429, headers: { "retry-after": "3600" } })
      : Response.json(good);
  await failure(client({ fetch, token: "waits-limited" }).timeEntries.list(day));
  assert.deepEqual((await client({ fetch, token: "waits-free" }).timeEntries.list(day)).data, []);
});

test("a wait that two proxies have merged is the longer of the two", async () => {
  const merged = {
    "90, 90": 90_000,
    "90, 5": 90_000,
    "5, 90": 90_000,
    "3600, 3600": 3_600_000,
  };
  for (const [value, ms] of Object.entries(merged)) {
    const fetch = async () =>
      new Response("{}", { status: 429, headers: { "retry-after": value } });
    const error = await failure(client({ fetch }).timeEntries.list(day));
    assert.deepEqual([error.code, error.retryAfterMs], ["rate_limited", ms], value);
  }
  const answers = [
    new Response("{}", { status: 429, headers: { "retry-after-ms": "30, 30" } }),
    Response.json(good),
  ];
  const started = performance.now();
  await client({ fetch: async () => answers.shift() }).timeEntries.list(day);
  assert.ok(performance.now() - started >= 29);
});

test("a wait that makes no sense is replaced by a back-off, and parks nobody", async () => {
  for (const value of ["-5", "soon", "", "1e400", "NaN", "Thu, 01 Jan 1970 00:00:00 GMT", "0"]) {
    const answers = [
      new Response("{}", { status: 429, headers: { "retry-after": value } }),
      Response.json(good),
    ];
    const webwork = client({ fetch: async () => answers.shift() ?? Response.json(good) });
    const call = webwork.timeEntries.list(day, { totalTimeout: 3_000 });
    assert.deepEqual((await call).data, [], value);
  }
});

test("onWait says why a call waits, how long, and how many are ahead of it", async () => {
  const events = [];
  const answers = [
    new Response("", { status: 503, headers: { "retry-after-ms": "30" } }),
    Response.json(good),
  ];
  const webwork = client({
    fetch: async () => answers.shift() ?? Response.json(good),
    rateLimit: { requests: 2, per: 40 },
    onWait: (event) => events.push(event),
  });
  await webwork.timeEntries.list(day);
  assert.equal(events[0].reason, "retry");
  assert.deepEqual(Object.keys(events[0]), ["operation", "reason", "delayMs", "queued"]);
  assert.ok(events[0].delayMs > 0 && events[0].delayMs <= 30);
  events.length = 0;
  await Promise.all(Array.from({ length: 4 }, () => webwork.timeEntries.list(day)));
  const queued = events.filter(({ reason }) => reason === "rate_limit");
  assert.ok(queued.length >= 2 && queued.length <= 4, JSON.stringify(events));
  assert.deepEqual(
    queued.map((event) => event.queued),
    queued.map((_, index) => index + 1),
  );
  for (const event of queued) {
    assert.equal(event.operation, "timeEntries.list");
    assert.ok(Number.isInteger(event.delayMs) && event.delayMs > 0, String(event.delayMs));
  }
});

test("onWait expects a permit one window later where all are in flight", async () => {
  const waits = [];
  const answer = {};
  const arrival = new Promise((resolve) => {
    answer.arrives = resolve;
  });
  const webwork = client({
    fetch: () => arrival.then(() => Response.json(good)),
    rateLimit: { requests: 1, per: 40 },
    onWait: ({ delayMs }) => waits.push(delayMs),
  });
  const calls = [webwork.timeEntries.list(day), webwork.timeEntries.list(day)];
  while (waits.length === 0) await new Promise(setImmediate);
  answer.arrives();
  await Promise.all(calls);
  assert.ok(waits[0] >= 40 && waits[0] < 50, `${waits}`);
});

test("rateLimit is the same frozen object until it changes, in whole numbers, and known before the first call", async () => {
  const headers = { "x-ratelimit-limit": "60", "x-ratelimit-remaining": "41.7" };
  const webwork = client({
    fetch: async () => Response.json(good, { headers }),
    rateLimit: { requests: 30, per: 1_234.5 },
  });
  assert.deepEqual(webwork.rateLimit, { limit: 30, remaining: 30, resetMs: undefined });
  // React calls it again and again while it renders, and compares with Object.is.
  const reads = () => Array.from({ length: 50 }, () => webwork.rateLimit);
  assert.equal(new Set(reads()).size, 1);
  await webwork.timeEntries.list(day);
  const after = reads();
  assert.equal(new Set(after).size, 1);
  const [state] = after;
  assert.ok(Object.isFrozen(state));
  for (const value of Object.values(state))
    assert.ok(value === undefined || Number.isInteger(value), JSON.stringify(state));
  assert.notEqual(state.remaining, 30);
  const { rateLimit } = await webwork.timeEntries.list(day).withResponse();
  assert.equal(rateLimit, webwork.rateLimit);
  assert.notEqual(rateLimit, state);
  assert.deepEqual(client({ rateLimit: false }).rateLimit, {
    limit: undefined,
    remaining: undefined,
    resetMs: undefined,
  });
});

test("rateLimit changes by itself when the window ends", async () => {
  const webwork = client({ rateLimit: { requests: 1, per: 30 } });
  await webwork.timeEntries.list(day);
  assert.equal(webwork.rateLimit.remaining, 0);
  await new Promise((resolve) => setTimeout(resolve, webwork.rateLimit.resetMs + 5));
  assert.deepEqual(webwork.rateLimit, { limit: 1, remaining: 1, resetMs: undefined });
});
