// What a fetch function may return or do.

import assert from "node:assert/strict";
import { test } from "node:test";
import { WebWork } from "webwork-sdk";
import { client, day, entry, good, pageOf } from "../support/client.mjs";
import { importCopy } from "../support/copy.mjs";
import { failure } from "../support/failure.mjs";

test("whatever a duck does, the next call works, on the same instance of the wasm", async () => {
  const { instantiate } = WebAssembly;
  let instances = 0;
  WebAssembly.instantiate = (...args) => {
    instances++;
    return instantiate.apply(WebAssembly, args);
  };
  try {
    const { WebWork: Fresh } = await importCopy();
    let duck;
    const webwork = new Fresh({
      token: "ducks-token",
      baseUrl: "https://h",
      rateLimit: false,
      maxRetries: 0,
      fetch: () => duck(),
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
    for (duck of fine)
      assert.deepEqual((await webwork.timeEntries.list(day)).data, [], String(duck));
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
    for (duck of broken) {
      const error = await failure(webwork.timeEntries.create(entry));
      assert.ok(
        ["connection", "decode"].includes(error.code) && error.outcome === "unknown",
        `${duck}: ${error.code}`,
      );
    }
    duck = async () => ({ status: 200, text: () => 5 });
    assert.deepEqual(await webwork.timeEntries.delete({ workspace_id: 1, time_entry_id: "a" }), {
      success: true,
    });
    duck = async () => ({ status: 200, text, headers: { "x-request-id": "r" } });
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
  assert.match(error.message, /no fetch: give the client one/);
});
