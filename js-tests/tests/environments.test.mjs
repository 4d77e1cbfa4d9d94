// What some environments lack or do differently.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { before, mock, test } from "node:test";
import { day, entry, good } from "../support/client.mjs";
import { importCopy } from "../support/copy.mjs";
import { failure } from "../support/failure.mjs";
import { importIsolated } from "../support/isolated.mjs";
import { importSource } from "../support/source.mjs";

/** Takes globals away, or replaces them, until the test ends. */
function change(t, globals) {
  for (const [name, value] of Object.entries(globals)) {
    const own = Object.getOwnPropertyDescriptor(globalThis, name);
    if (value === undefined) delete globalThis[name];
    else Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
    t.after(() => {
      if (own) Object.defineProperty(globalThis, name, own);
      else delete globalThis[name];
    });
  }
}

// Node.js loads its own fetch when it is first needed, and that needs what is taken away here.
before(async () => {
  const server = createServer((_, response) => response.end()).listen(0, "127.0.0.1");
  await once(server, "listening");
  await (await fetch(`http://127.0.0.1:${server.address().port}`)).text();
  server.closeAllConnections();
  server.close();
});

let clients = 0;
const options = (more) => ({
  token: `environment-token-${++clients}`,
  baseUrl: "https://h",
  fetch: async () => Response.json(good),
  ...more,
});

test("without WebAssembly the error says where the call can be made, and no call is retried", async (t) => {
  change(t, { WebAssembly: undefined });
  const { WebWork } = await importCopy();
  const webwork = new WebWork(options({ fetch: () => assert.fail("sent") }));
  const error = await failure(webwork.timeEntries.create(entry));
  assert.deepEqual(
    [error.code, error.outcome, error.retryable, error.operation],
    ["internal", "not_sent", false, "timeEntries.create"],
  );
  assert.match(error.message, /no WebAssembly \(Hermes, or a browser in lockdown mode\)/);
  assert.match(error.message, /call the API from a server or a worker/);
  assert.doesNotMatch(error.message, /test environment/);
});

for (const missing of ["WeakRef", "FinalizationRegistry"]) {
  test(`without ${missing} two copies of the package work, and share a rate limit`, async (t) => {
    change(t, { [missing]: undefined });
    const rateLimit = { requests: 1, per: 60_000, key: `without ${missing}` };
    const { WebWork: One } = await importCopy();
    const { WebWork: Other } = await importCopy();
    assert.deepEqual((await new One(options({ rateLimit })).timeEntries.list(day)).data, []);
    const second = new Other(options({ rateLimit }));
    const error = await failure(second.timeEntries.list(day, { totalTimeout: 1_000 }));
    assert.equal(error.code, "rate_limited");
    second.close();
  });
}

test("in workerd a request that ends while it loads the wasm does not hang the others", async (t) => {
  const { WebWork } = await importIsolated();
  const { instantiate } = WebAssembly;
  t.after(() => {
    WebAssembly.instantiate = instantiate;
  });
  // What a cancelled request awaits there never settles.
  WebAssembly.instantiate = () => new Promise(() => {});
  const webwork = new WebWork(options());
  webwork.timeEntries.list(day);
  await new Promise(setImmediate);
  WebAssembly.instantiate = instantiate;
  const calls = [1, 2, 3].map(() => webwork.timeEntries.list(day, { totalTimeout: 5_000 }));
  for (const { data } of await Promise.all(calls)) assert.deepEqual(data, []);
  assert.equal(webwork.rateLimit.remaining, 57);
});

test("where errors have no captureStackTrace, they have a stack all the same", async (t) => {
  const { captureStackTrace } = Error;
  t.after(() => {
    Error.captureStackTrace = captureStackTrace;
  });
  Error.captureStackTrace = undefined;
  const { WebWork } = await importCopy();
  async function userOfAnotherEngine() {
    await new WebWork(options()).timeEntries.create({});
  }
  const { stack } = await failure(userOfAnotherEngine());
  assert.match(stack, /userOfAnotherEngine/);
});

test("Next's fetch, which caches, is told not to; the fetch of Node.js is not", async (t) => {
  const inits = [];
  const plain = async (_, init) => {
    inits.push(init);
    return Response.json(good);
  };
  const { WebWork } = await importCopy();
  const call = () =>
    new WebWork(options({ fetch: undefined })).timeEntries.list({ ...day, page: inits.length + 1 });
  change(t, { fetch: plain });
  await call();
  change(t, { fetch: Object.assign((...args) => plain(...args), { __nextPatched: true }) });
  await call();
  assert.deepEqual(
    inits.map(({ cache }) => cache),
    [undefined, "no-store"],
  );
});

/** What an extension's worker has, as far as it matters. */
function worker(t, getPlatformInfo) {
  change(t, {
    ServiceWorkerGlobalScope: class {},
    chrome: { runtime: { id: "an-extension", getPlatformInfo } },
  });
  mock.timers.enable({ apis: ["setInterval"] });
  t.after(() => mock.timers.reset());
}

test("an extension's service worker is kept alive while calls wait, well within 30 s, and no longer", async (t) => {
  let pings = 0;
  worker(t, async () => void pings++);
  const { WebWork } = await importCopy();
  let respond;
  const fetch = () => new Promise((resolve) => (respond = resolve));
  const webwork = new WebWork(options({ fetch, timeout: 300_000 }));
  const call = webwork.timeEntries.list(day);
  while (!respond) await new Promise(setImmediate);
  // Less than 30 s at any time, for as long as it takes.
  for (let minute = 0; minute < 5; minute++) {
    const before = pings;
    mock.timers.tick(25_000);
    assert.ok(pings > before, `nothing in the 25 s after ${minute * 25} s`);
  }
  respond(Response.json(good));
  await call;
  const before = pings;
  mock.timers.tick(120_000);
  assert.equal(pings, before, "an idle worker may end");
});

test("an extension that was reloaded meanwhile does not break its calls", async (t) => {
  const broken = {
    throws: () => {
      throw new Error("Extension context invalidated.");
    },
    rejects: () => Promise.reject(new Error("Extension context invalidated.")),
    "calls back": () => undefined,
  };
  for (const [how, getPlatformInfo] of Object.entries(broken)) {
    await t.test(how, async (t) => {
      worker(t, getPlatformInfo);
      const { keepAlive } = await importSource("core/keep-alive.js");
      keepAlive(true);
      keepAlive(true);
      mock.timers.tick(60_000);
      keepAlive(false);
      keepAlive(false);
      await new Promise(setImmediate);
    });
  }
});

test("pages of an extension, and workers that are none of one, get no timer", async (t) => {
  const { setInterval } = globalThis;
  t.after(() => {
    globalThis.setInterval = setInterval;
  });
  globalThis.setInterval = () => assert.fail("a timer");
  const { keepAlive } = await importSource("core/keep-alive.js");
  keepAlive(true);
  change(t, { chrome: { runtime: { id: "x", getPlatformInfo: async () => {} } } });
  keepAlive(true);
  change(t, { ServiceWorkerGlobalScope: class {}, chrome: { runtime: {} } });
  keepAlive(true);
});
