// The client itself: options, tokens, aborts, deadlines, pacing, retries, hooks, healing.

import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";
import { inspect } from "node:util";
import { WebWork } from "webwork-sdk";
import { createSandbox, Sandbox } from "webwork-sdk/sandbox";
import { importCopy } from "../support/copy.mjs";
import { failure } from "../support/failure.mjs";
import { json, serve } from "../support/server.mjs";

const day = { workspace_id: 1, user_id: 100, date: "2026-01-29" };
const entry = { ...day, start_time: "09:00", end_time: "10:00" };
const good = { success: true, data: [], meta: {} };
let names = 0;

/** A client with a token, and so a pacing, of its own. */
function client(options = {}) {
  return new WebWork({
    token: `client-token-${++names}`,
    baseUrl: "https://h",
    fetch: async () => Response.json(good),
    ...options,
  });
}

const never = () => new Promise(() => {});

test("the constructor refuses what is no option, by name, and shows no secret", () => {
  const cases = [
    [{}, "option token is required"],
    [{ token: "" }, "option token must be a token or a function that gives one"],
    [{ token: "a\nb" }, "option token must be"],
    [{ token: "t", tokn: "t" }, "there is no option tokn"],
    [{ token: "t", baseUrl: "http://example.com" }, "option baseUrl must be an https URL"],
    [{ token: "t", baseUrl: "https://u:p@example.com" }, "option baseUrl must be"],
    [{ token: "t", baseUrl: "https://example.com/?a" }, "option baseUrl must be"],
    [
      { token: "t", workspaceId: "1" },
      'option workspaceId must be a whole number (a safe integer), got "1"',
    ],
    [{ token: "t", timeout: 0 }, "option timeout must be milliseconds above 0, got 0"],
    [{ token: "t", maxRetries: -1 }, "option maxRetries must be a whole number from 0, got -1"],
    [{ token: "t", rateLimit: { requests: 0, per: 1 } }, "option rateLimit must be"],
    [
      { token: "t", validation: "maybe" },
      'option validation must be one of "off", "report", "strict", got "maybe"',
    ],
    [{ token: "t", onRetry: 1 }, "option onRetry must be a function, got 1"],
    [{ token: "t", headers: { "a b": "c" } }, "option headers must be"],
    [undefined, "the options must be an object, got undefined"],
  ];
  for (const [options, expected] of cases) {
    assert.throws(
      () => new WebWork(options),
      (error) => error.code === "invalid_argument" && error.message.includes(expected),
      expected,
    );
  }
  for (const baseUrl of [
    "http://localhost:1",
    "http://127.0.0.1:1/api/",
    "http://[::1]/",
    "http://a.localhost",
  ])
    new WebWork({ token: "t", baseUrl });
});

test("options of a call are checked too, and nothing is thrown synchronously", async () => {
  for (const [options, expected] of [
    [{ timeot: 1 }, "there is no option timeot"],
    [{ signal: {} }, "option signal must be an AbortSignal"],
    [{ timeout: "1" }, "option timeout must be"],
    [5, "the options must be an object"],
  ]) {
    const error = await failure(client().timeEntries.list(day, options));
    assert.ok(
      error.code === "invalid_argument" &&
        error.operation === "timeEntries.list" &&
        error.message.includes(expected),
      error.message,
    );
  }
});

test("neither inspect nor JSON show the token", () => {
  const webwork = client({ token: "very-secret", headers: { "x-key": "also-secret" } });
  for (const shown of [
    inspect(webwork, { depth: 9, showHidden: true }),
    JSON.stringify(webwork),
    JSON.stringify({ ...webwork }),
    inspect(webwork.timeEntries, { depth: 9, showHidden: true }),
  ]) {
    assert.ok(!shown.includes("secret"), shown);
  }
});

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

test("a token that never comes ends with the deadline", async () => {
  const error = await failure(client({ token: never }).timeEntries.list(day, { deadline: 30 }));
  assert.deepEqual([error.name, error.outcome], ["TimeoutError", "not_sent"]);
});

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

test("after close() calls reject with ClosedError, and those under way finish", async () => {
  let answer;
  const webwork = client({ fetch: () => new Promise((resolve) => (answer = resolve)) });
  const call = webwork.timeEntries.list(day);
  while (!answer) await new Promise(setImmediate);
  webwork.close();
  webwork.close();
  const error = await failure(webwork.timeEntries.list(day));
  assert.deepEqual([error.name, error.code, error.outcome], ["ClosedError", "closed", "not_sent"]);
  answer(Response.json(good));
  assert.deepEqual((await call).data, []);
  if (Symbol.dispose) {
    const other = client();
    other[Symbol.dispose]();
    assert.equal((await failure(other.timeEntries.list(day))).code, "closed");
  }
});

test("a read is tried again after 503 and a reset, a write is not", async (t) => {
  const faults = [
    (_, response) => json(response, 503, {}),
    (request) => request.socket.resetAndDestroy(),
  ];
  for (const fault of faults) {
    let count = 0;
    const server = await serve(t, (request, response) =>
      ++count === 1 ? fault(request, response) : json(response, 200, good),
    );
    const retries = [];
    const webwork = client({
      baseUrl: server.url,
      fetch: undefined,
      onRetry: (event) => retries.push(event),
    });
    const { attempts } = await webwork.timeEntries.list(day).withResponse();
    assert.deepEqual([attempts, retries.length, retries[0].attempt], [2, 1, 1]);
    assert.ok(
      retries[0].delayMs >= 250 &&
        retries[0].delayMs <= 500 &&
        ["503", "connection"].includes(retries[0].reason),
    );
    count = 0;
    const before = server.requests.length;
    assert.equal((await failure(webwork.timeEntries.create(entry))).outcome, "unknown");
    assert.equal(server.requests.length, before + 1);
  }
});

test("a 429 is waited out and then even a write is sent again", async (t) => {
  let count = 0;
  const server = await serve(t, (_, response) =>
    ++count === 1
      ? json(response, 429, {}, { "retry-after-ms": "40" })
      : json(response, 201, { success: true }),
  );
  const start = performance.now();
  const { attempts } = await client({ baseUrl: server.url, fetch: undefined })
    .timeEntries.create(entry)
    .withResponse();
  assert.equal(attempts, 2);
  assert.ok(performance.now() - start >= 40);
});

test("a 429 with a wait that is too long fails at once with the wait", async () => {
  const fetch = async () => new Response("{}", { status: 429, headers: { "retry-after": "90" } });
  const error = await failure(client({ fetch }).timeEntries.list(day));
  assert.deepEqual(
    [error.name, error.retryAfter, error.attempts, error.status],
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

test("a deadline that ends before a slot is free is a RateLimitError, and nothing was sent", async () => {
  const webwork = client({ rateLimit: { requests: 1, per: 60_000 } });
  await webwork.timeEntries.list(day);
  const error = await failure(webwork.timeEntries.list(day, { deadline: 1_000 }));
  assert.deepEqual(
    [error.name, error.code, error.outcome, error.attempts],
    ["RateLimitError", "rate_limited", "not_sent", 0],
  );
  assert.ok(error.retryAfter > 59_000);
});

test("hooks are told in order, without headers or bodies, and cannot break a call", async () => {
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

test("strict validation throws where the contract is broken", async () => {
  const fetch = async () => Response.json({ success: true, data: "x", meta: {} });
  const error = await failure(client({ fetch, validation: "strict" }).timeEntries.list(day));
  assert.deepEqual([error.name, error.pointer], ["DecodeError", "/data"]);
  assert.equal((await client({ fetch }).timeEntries.list(day)).data, "x");
});

test("withOptions shares token and pacing, and has its own rest", async () => {
  const webwork = client({ workspaceId: 1 });
  const other = webwork.withOptions({ workspaceId: 2, validation: "strict" });
  await webwork.timeEntries.list(day);
  await other.timeEntries.list(day);
  assert.equal(webwork.rateLimit.remaining, 58);
  assert.equal(other.rateLimit.remaining, 58);
  assert.deepEqual(client().rateLimit, {
    limit: undefined,
    remaining: undefined,
    reset: undefined,
  });
});

test("the version is the package's", () => {
  assert.match(WebWork.version, /^\d+\.\d+\.\d+/);
});

test("a trap in the wasm rejects what is under way, and the next call runs on a fresh instance", async () => {
  const { instantiate } = WebAssembly;
  const trap = { armed: false, instances: 0 };
  WebAssembly.instantiate = async (...args) => {
    const result = await instantiate.apply(WebAssembly, args);
    trap.instances++;
    const exports = { ...(result.instance ?? result).exports };
    const { answered } = exports;
    exports.answered = (...rest) => {
      if (trap.armed) throw new WebAssembly.RuntimeError("unreachable");
      return answered(...rest);
    };
    return result.instance ? { module: result.module, instance: { exports } } : { exports };
  };
  try {
    const { WebWork: Fresh } = await importCopy();
    let answer;
    const webwork = new Fresh({
      token: "trap",
      baseUrl: "https://h",
      fetch: () =>
        trap.armed && !answer
          ? new Promise((resolve) => (answer = resolve))
          : Promise.resolve(Response.json(good)),
    });
    await webwork.timeEntries.list(day);
    trap.armed = true;
    const waiting = failure(webwork.timeEntries.create(entry));
    while (!answer) await new Promise(setImmediate);
    const error = await failure(webwork.timeEntries.list(day));
    assert.deepEqual([error.name, error.code], ["InternalError", "internal"]);
    assert.ok(error.cause instanceof WebAssembly.RuntimeError);
    const other = await waiting;
    assert.deepEqual([other.name, other.outcome], ["InternalError", "unknown"]);
    trap.armed = false;
    assert.deepEqual((await webwork.timeEntries.list(day)).data, []);
    assert.equal(trap.instances, 2);
  } finally {
    WebAssembly.instantiate = instantiate;
  }
});

test("a sandbox takes its options by name, and each has a token of its own", async () => {
  for (const options of [{ tokn: 1 }, { now: "noon" }, { rateLimit: 60 }])
    assert.throws(() => new Sandbox(options), { code: "invalid_argument" });
  const [one, other] = [new Sandbox(), await createSandbox({ now: Date.UTC(2026, 0, 29, 12) })];
  assert.notEqual(one.token, other.token);
  const answer = await other.fetch("https://any.host/api/v2/time-entries", {
    headers: { authorization: `Bearer ${other.token}` },
  });
  assert.equal((await answer.json()).meta.timestamp, "2026-01-29T12:00:00.000000Z");
});
