// The client: its lifetime, and what it shows of itself.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { WebWork } from "webwork-sdk";
import { client, day, good } from "../support/client.mjs";
import { importCopy } from "../support/copy.mjs";
import { failure } from "../support/failure.mjs";

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
  let respond;
  const webwork = client({ fetch: () => new Promise((resolve) => (respond = resolve)) });
  const call = webwork.timeEntries.list(day);
  while (!respond) await new Promise(setImmediate);
  webwork.close();
  webwork.close();
  const error = await failure(webwork.timeEntries.list(day));
  assert.deepEqual([error.name, error.code, error.outcome], ["ClosedError", "closed", "not_sent"]);
  respond(Response.json(good));
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
  assert.deepEqual(client().rateLimit, { limit: 60, remaining: 60, resetMs: undefined });
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
