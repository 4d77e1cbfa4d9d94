// The client: its options, its lifetime, and what it shows of itself.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { WebWork } from "webwork-sdk";
import { client, day, good } from "../support/client.mjs";
import { importCopy } from "../support/copy.mjs";
import { failure } from "../support/failure.mjs";

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

test("without a FinalizationRegistry all works but the freeing of clients that nobody closed", async () => {
  const { FinalizationRegistry: own } = globalThis;
  delete globalThis.FinalizationRegistry;
  try {
    const { WebWork: Fresh } = await importCopy();
    const webwork = new Fresh({
      token: "registry-token",
      baseUrl: "https://h",
      fetch: async () => Response.json(good),
    });
    assert.deepEqual((await webwork.timeEntries.list(day)).data, []);
    webwork.close();
  } finally {
    globalThis.FinalizationRegistry = own;
  }
});
