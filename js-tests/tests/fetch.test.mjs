// What a fetch function may return or do.

import assert from "node:assert/strict";
import { test } from "node:test";
import { WebWork } from "webwork-sdk";
import { client, day, entry, good, pageOf } from "../support/client.mjs";
import { importCopy } from "../support/copy.mjs";
import { failure } from "../support/failure.mjs";
import { json, serve } from "../support/server.mjs";

test("whatever an object that looks like a Response does, the next call works, on the same instance of the wasm", async () => {
  const { instantiate } = WebAssembly;
  let instances = 0;
  WebAssembly.instantiate = (...args) => {
    instances++;
    return instantiate.apply(WebAssembly, args);
  };
  try {
    const { WebWork: Fresh } = await importCopy();
    let lookalike;
    const webwork = new Fresh({
      token: "lookalikes-token",
      baseUrl: "https://h",
      rateLimit: false,
      maxRetries: 0,
      fetch: () => lookalike(),
    });
    const text = async () => JSON.stringify(good);
    const thrower = (member) =>
      Object.defineProperty({ status: 200, text }, member, {
        get() {
          throw new Error(`no ${member}`);
        },
      });
    const fine = [
      async () => ({ status: "200", text }),
      async () => ({ status: 200, text, headers: { "x-request-id": "r" } }),
      async () => ({ status: 200, text, headers: "none" }),
      async () => ({ status: 200, text, headers: { get: () => 5 } }),
      async () => ({
        status: 200,
        text,
        headers: { get: () => Promise.reject(new Error("async")).catch(() => {}) },
      }),
      async () => thrower("type"),
      async () => thrower("headers"),
      async () => thrower("bodyUsed"),
      // biome-ignore lint/suspicious/noThenProperty: a thenable is what is tested.
      () => ({ then: (resolve) => resolve({ status: 200, text: () => JSON.stringify(good) }) }),
    ];
    for (lookalike of fine)
      assert.deepEqual((await webwork.timeEntries.list(day)).data, [], String(lookalike));
    const broken = [
      async () => thrower("status"),
      async () => ({ status: 0, text }),
      async () => ({ status: 2 ** 40, text }),
      async () => ({ status: 200.5, text }),
      async () => ({ status: NaN, text }),
      async () => thrower("text"),
      async () => ({ status: 200, text: () => Promise.reject() }),
      async () => Response.error(),
      // biome-ignore lint/suspicious/noThenProperty: a thenable is what is tested.
      () => Object.defineProperty({}, "then", { get: () => assert.fail("then") }),
      // biome-ignore lint/suspicious/noThenProperty: a thenable is what is tested.
      () => ({ then: () => assert.fail("then") }),
      () => Promise.reject(new WebAssembly.RuntimeError("the user's own")),
      () => {
        throw new WebAssembly.RuntimeError("the user's own");
      },
      () => {
        throw { code: "invalid_argument", message: "not ours" };
      },
      () => Promise.reject(Object.create(null)),
      () => Promise.reject(Symbol("odd")),
    ];
    for (lookalike of broken) {
      const error = await failure(webwork.timeEntries.create(entry));
      assert.ok(
        ["connection", "decode"].includes(error.code) && error.outcome === "unknown",
        `${lookalike}: ${error.code}`,
      );
    }
    lookalike = async () => ({ status: 200, text: () => 5 });
    assert.deepEqual(await webwork.timeEntries.delete({ workspace_id: 1, time_entry_id: "a" }), {
      success: true,
    });
    lookalike = async () => ({ status: 200, text, headers: { "x-request-id": "r" } });
    assert.equal((await webwork.timeEntries.list(day).withResponse()).requestId, "r");
    assert.equal(instances, 1);
  } finally {
    WebAssembly.instantiate = instantiate;
  }
});

test("a fetch that calls the SDK, closes the client or aborts is no trouble", async () => {
  const controller = new AbortController();
  const webwork = client({
    fetch: (url) => {
      if (pageOf(url) === 1)
        return webwork.timeEntries.list({ ...day, page: 2 }).then(() => Response.json(good));
      if (pageOf(url) === 3) controller.abort("within");
      return Promise.resolve(Response.json(good));
    },
  });
  assert.deepEqual((await webwork.timeEntries.list(day)).data, []);
  const error = await failure(
    webwork.timeEntries.list({ ...day, page: 3 }, { signal: controller.signal }),
  );
  assert.deepEqual([error.name, error.cause], ["AbortError", "within"]);
  webwork.close();
});

test("without a fetch anywhere the error says to give one", async (t) => {
  const { fetch } = globalThis;
  t.after(() => (globalThis.fetch = fetch));
  globalThis.fetch = undefined;
  const webwork = new WebWork({ token: "a-token", workspaceId: 1, maxRetries: 0 });
  const error = await failure(webwork.workspaces.list());
  assert.equal(error.code, "connection");
  assert.match(error.message, /no fetch: pass one to the client/);
});

test("a fetch that may have a cache gets cache: no-store; that of Node.js, which has none, sends no extra headers", async (t) => {
  const { url, requests } = await serve(t, (_, response) => json(response, 200, good));
  const own = [];
  const watched = (to, init) => {
    own.push(init);
    return fetch(to, init);
  };
  const options = { token: "cache-token", baseUrl: url, rateLimit: false };
  await new WebWork(options).timeEntries.list(day);
  assert.deepEqual(
    Object.keys(requests[0].headers).filter((name) => /^(cache-control|pragma)$/.test(name)),
    [],
  );
  await new WebWork({ ...options, fetch: watched }).timeEntries.list(day);
  assert.equal(own[0].cache, "no-store");
});
