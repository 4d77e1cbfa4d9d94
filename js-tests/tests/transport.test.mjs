// Connections: keep-alive agents of node-fetch, refused certificates, and what is left behind.

import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { Agent } from "node:http";
import { createServer } from "node:https";
import { test } from "node:test";
import nodeFetch from "node-fetch";
import { makeCertificate } from "../support/certificate.mjs";
import { client, day, entry, good } from "../support/client.mjs";
import { failure } from "../support/failure.mjs";
import { json, serve } from "../support/server.mjs";

const large = "x".repeat(300_000);

test("node-fetch with a keep-alive agent of one socket: no response holds the socket, whatever its status", async (t) => {
  const statuses = [];
  const server = await serve(t, (_, response) => {
    const status = statuses.shift() ?? 200;
    const wait = { "retry-after-ms": "5" };
    json(response, status, status === 200 ? good : { success: false, message: large }, wait);
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  t.after(() => agent.destroy());
  const webwork = client({
    baseUrl: server.url,
    fetch: (url, init) => nodeFetch(url, { ...init, agent }),
    totalTimeout: 5_000,
  });
  statuses.push(503, 429, 200);
  assert.deepEqual((await webwork.timeEntries.list(day)).data, []);
  statuses.push(302);
  assert.equal((await failure(webwork.timeEntries.list(day))).code, "connection");
  statuses.push(422);
  assert.equal((await failure(webwork.timeEntries.create(entry))).code, "validation");
  statuses.push(503, 503, 503);
  assert.equal((await failure(webwork.timeEntries.list(day))).code, "server");
  const controller = new AbortController();
  const aborted = failure(webwork.timeEntries.list(day, { signal: controller.signal }));
  controller.abort();
  assert.equal((await aborted).code, "aborted");
  assert.deepEqual((await webwork.timeEntries.list(day)).data, []);
});

test("node-fetch: a body that breaks off is a DecodeError, a timeout a TimeoutError, and nothing is left unhandled", async (t) => {
  const unhandled = [];
  const note = (error) => unhandled.push(error);
  process.on("unhandledRejection", note);
  t.after(() => process.off("unhandledRejection", note));
  const server = await serve(t, (request, response) => {
    if (request.url.includes("cut")) {
      response.writeHead(200, { "content-length": "1000" }).write('{"success":');
      setImmediate(() => response.destroy());
    } else if (request.url.includes("late")) {
      response.writeHead(503, { "retry-after-ms": "1" }).write("{");
      setTimeout(() => response.destroy(), 20);
    }
    // Else it says nothing.
  });
  const webwork = client({ baseUrl: server.url, fetch: nodeFetch, maxRetries: 1 });
  const call = (query, options) => failure(webwork.timeEntries.list(day, { query, ...options }));
  assert.equal((await call({ cut: 1 })).code, "decode");
  assert.equal((await call({ silent: 1 }, { timeout: 30 })).code, "timeout");
  assert.equal((await call({ late: 1 })).code, "server");
  await new Promise((resolve) => setTimeout(resolve, 60));
  assert.deepEqual(unhandled, []);
});

test("a refused certificate is not tried again, and proves that nothing was sent", async (t) => {
  const certificates = {
    "self-signed": makeCertificate(),
    "of another host": makeCertificate("x"),
  };
  for (const [what, certificate] of Object.entries(certificates)) {
    let requests = 0;
    let connections = 0;
    const server = createServer(certificate, (_, response) => {
      requests++;
      response.end();
    });
    server.on("connection", () => connections++);
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    t.after(() => server.close());
    const baseUrl = `https://127.0.0.1:${server.address().port}`;
    const fetches = { "the fetch of the runtime": undefined, "node-fetch": nodeFetch };
    for (const [name, fetch] of Object.entries(fetches)) {
      const webwork = client({ baseUrl, fetch });
      const calls = [() => webwork.timeEntries.list(day), () => webwork.timeEntries.create(entry)];
      for (const call of calls) {
        connections = 0;
        const error = await failure(call());
        assert.deepEqual(
          [error.code, error.outcome, error.attempts, error.retryable],
          ["connection", "not_sent", 1, false],
          `${what}, ${name}: ${error.message}`,
        );
        assert.match(error.message, /certificate was refused/);
        assert.equal(connections, 1);
      }
    }
    assert.equal(requests, 0);
  }
});

test("each attempt has a signal of its own, which a timeout of another one does not touch", async () => {
  const signals = [];
  const fetch = (_, { signal }) => {
    signals.push(signal);
    if (signals.length === 2) return Promise.resolve(Response.json(good));
    return new Promise((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
  };
  await client({ fetch }).timeEntries.list(day, { timeout: 20 });
  assert.deepEqual(
    signals.map(({ aborted }) => aborted),
    [true, false],
  );
});

test("a response that comes after the call was given up is released", async () => {
  let cancelled = 0;
  const late = () => {
    const body = new ReadableStream({ cancel: () => void cancelled++ });
    return new Response(body);
  };
  let respond;
  const fetch = () => new Promise((resolve) => (respond = resolve));
  const timedOut = failure(client({ fetch, maxRetries: 0 }).timeEntries.list(day, { timeout: 10 }));
  assert.equal((await timedOut).code, "timeout");
  respond(late());
  const controller = new AbortController();
  respond = undefined;
  const aborted = failure(client({ fetch }).timeEntries.list(day, { signal: controller.signal }));
  while (!respond) await new Promise(setImmediate);
  controller.abort();
  await aborted;
  respond(late());
  for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
  assert.equal(cancelled, 2);
});

test("a call that has settled leaves no timer, no listener and no rejection behind", async (t) => {
  const unhandled = [];
  const note = (error) => unhandled.push(error);
  process.on("unhandledRejection", note);
  t.after(() => process.off("unhandledRejection", note));
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
  const before = timers();
  const { signal } = new AbortController();
  const rejections = [
    () => Promise.reject(null),
    () => Promise.reject(undefined),
    () => Promise.reject("a string"),
    () => Promise.reject({ name: "AbortError" }),
    async () => new Response("no", { status: 500 }),
    async () => new Response("<html>"),
    async () => Response.json(good),
  ];
  for (const fetch of rejections) {
    const webwork = client({ fetch, maxRetries: 0 });
    const options = { signal, timeout: 60_000, totalTimeout: 120_000 };
    await webwork.timeEntries.list(day, options).catch(() => {});
    const all = webwork.timeEntries.list(day, { ...options, prefetch: true });
    await all.toArray().catch(() => {});
  }
  await new Promise(setImmediate);
  assert.equal(timers(), before);
  assert.equal(getEventListeners(signal, "abort").length, 0);
  assert.deepEqual(unhandled, []);
});

test("whatever fetch rejects with, a read is tried again, and the error is one of the SDK's", async () => {
  for (const reason of [null, undefined, "reset", 5, {}, { name: "AbortError" }, Symbol("odd")]) {
    let sent = 0;
    const fetch = () =>
      ++sent === 1 ? Promise.reject(reason) : Promise.resolve(Response.json(good));
    const { attempts } = await client({ fetch }).timeEntries.list(day).withResponse();
    assert.equal(attempts, 2, String(reason));
  }
});
