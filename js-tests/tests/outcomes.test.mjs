// The cause of an error, and whether the request may have been applied.

import assert from "node:assert/strict";
import { createServer } from "node:net";
import { test } from "node:test";
import { client, day, entry } from "../support/client.mjs";
import { failure } from "../support/failure.mjs";
import { serve } from "../support/server.mjs";

test("an error has the cause of its own attempt only", async () => {
  const responses = [
    () => Promise.reject(new Error("reset")),
    async () => Response.json({ success: false, message: "no" }, { status: 422 }),
  ];
  const error = await failure(client({ fetch: () => responses.shift()() }).timeEntries.list(day));
  assert.deepEqual([error.name, error.attempts, "cause" in error], ["ValidationError", 2, false]);
});

test("a refused connection proves that a write was not sent; an injected fetch proves nothing", async () => {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  const baseUrl = `http://127.0.0.1:${port}`;
  const error = await failure(client({ baseUrl, fetch: undefined }).timeEntries.create(entry));
  assert.deepEqual([error.name, error.outcome, error.attempts], ["ConnectionError", "not_sent", 1]);
  const injected = await failure(
    client({ baseUrl, fetch: (...args) => fetch(...args) }).timeEntries.create(entry),
  );
  assert.equal(injected.outcome, "unknown");
});

test("the body of an error that stalls or breaks off does not hide the error", async (t) => {
  const server = await serve(t, (request, response) => {
    response.writeHead(404, { "content-length": "100" }).write("{");
    if (request.method === "POST") setImmediate(() => response.destroy());
  });
  const webwork = client({ baseUrl: server.url, fetch: undefined });
  for (const call of [
    () => webwork.timeEntries.list(day, { timeout: 50 }),
    () => webwork.timeEntries.create(entry),
  ]) {
    const error = await failure(call());
    assert.deepEqual([error.name, error.outcome, error.attempts], ["NotFoundError", "rejected", 1]);
  }
});

test("an abort after a 429 knows that the write was rejected", async () => {
  const controller = new AbortController();
  const fetch = async () => {
    setImmediate(() => controller.abort("enough"));
    return new Response("{}", { status: 429, headers: { "retry-after": "30" } });
  };
  const error = await failure(
    client({ fetch }).timeEntries.create(entry, { signal: controller.signal }),
  );
  assert.deepEqual([error.name, error.outcome, error.attempts], ["AbortError", "rejected", 1]);
});
