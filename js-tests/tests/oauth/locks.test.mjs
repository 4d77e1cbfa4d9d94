// The default lock, and the stores.

import assert from "node:assert/strict";
import { test } from "node:test";
import { chromeStorageStore, localStorageStore, memoryStore } from "webwork-sdk/oauth";
import { importSource } from "../../support/source.mjs";

const { acquire, defaultLock, systemClock } = await importSource(
  "oauth/locks.ts",
  "oauth/clock.ts",
);
const TOKENS = { access_token: "a", token_type: "Bearer" };

/** Another global while the test runs. */
function define(t, name, descriptor) {
  const before = Object.getOwnPropertyDescriptor(globalThis, name);
  Object.defineProperty(globalThis, name, { configurable: true, ...descriptor });
  t.after(() => {
    if (before) Object.defineProperty(globalThis, name, before);
    else delete globalThis[name];
  });
}

/** Stops the clock of the sources. Its timers go off when told. */
function stopped(t) {
  const before = { ...systemClock };
  t.after(() => Object.assign(systemClock, before));
  const timers = new Set();
  Object.assign(systemClock, {
    now: () => 0,
    after(milliseconds, run) {
      const timer = { milliseconds, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
  });
  return {
    timers,
    ring() {
      for (const timer of [...timers]) {
        timers.delete(timer);
        timer.run();
      }
    },
  };
}

test("a lock is released by itself after 15 s", async (t) => {
  const clock = stopped(t);
  let ended = false;
  const lock = async (_, run) => {
    await run();
    ended = true;
  };
  await acquire(lock, "a");
  assert.deepEqual(
    [...clock.timers].map(({ milliseconds }) => milliseconds),
    [15_000],
  );
  clock.ring();
  await new Promise((resolve) => setImmediate(resolve));
  assert.ok(ended);
});

test("a lock that is released keeps no timer, and can be released again", async (t) => {
  const clock = stopped(t);
  const release = await acquire((_, run) => run(), "a");
  await new Promise((resolve) => setImmediate(resolve));
  release();
  release();
  assert.equal(clock.timers.size, 0);
});

test("a lock that comes after it was given up is released at once", async (t) => {
  const clock = stopped(t);
  let grant;
  const waiting = acquire(
    (_, run) =>
      new Promise((resolve) => {
        grant = () => run().then(resolve);
      }),
    "a",
  );
  clock.ring();
  await assert.rejects(waiting, /held it for 15000 ms/);
  await grant();
  assert.equal(clock.timers.size, 0, "nobody holds it");
});

test("a lock that fails, or that runs nothing, is a failure", async (t) => {
  stopped(t);
  const broken = () => Promise.reject(new Error("redis is down"));
  await assert.rejects(acquire(broken, "a"), /redis is down/);
  const throws = () => {
    throw new Error("no lock");
  };
  await assert.rejects(acquire(throws, "a"), /no lock/);
  await assert.rejects(
    acquire(async () => {}, "a"),
    /ran nothing/,
  );
});

/** Two under one name and one under another: how they overlap. */
async function overlap() {
  const log = [];
  const run = (name) => async () => {
    log.push(`${name} in`);
    for (let turns = 0; turns < 5; turns++) await new Promise((resolve) => setImmediate(resolve));
    log.push(`${name} out`);
  };
  await Promise.all([
    defaultLock("a", run("a1")),
    defaultLock("a", run("a2")),
    defaultLock("b", run("b")),
  ]);
  return log;
}

/** The first under a name is out before the second is in, and other names do not wait. */
function assertExclusive(log) {
  assert.ok(log.indexOf("a1 out") < log.indexOf("a2 in"), String(log));
  assert.ok(log.indexOf("b in") < log.indexOf("a1 out"), String(log));
  assert.equal(log.length, 6);
}

for (const [what, descriptor] of Object.entries({
  "there is no navigator": { value: undefined },
  "navigator has no locks": { value: {} },
  "locks throws SecurityError, as in a sandboxed frame": {
    value: {
      get locks() {
        throw new DOMException("no", "SecurityError");
      },
    },
  },
  "request throws SecurityError": {
    value: {
      locks: {
        request() {
          throw new DOMException("no", "SecurityError");
        },
      },
    },
  },
  "request rejects InvalidStateError, as in a page that is being left": {
    value: {
      locks: { request: () => Promise.reject(new DOMException("no", "InvalidStateError")) },
    },
  },
}))
  test(`where ${what}, calls queue within the process`, async (t) => {
    define(t, "navigator", descriptor);
    assertExclusive(await overlap());
  });

test("navigator.locks is used where it works, and what the function throws is passed on", async (t) => {
  const names = [];
  const locks = {
    request(name, run) {
      names.push(name);
      return Promise.resolve().then(run);
    },
  };
  define(t, "navigator", { value: { locks } });
  await overlap();
  assert.deepEqual(names, ["a", "a", "b"]);
  let runs = 0;
  const thrown = defaultLock("a", async () => {
    runs++;
    throw new Error("inside");
  });
  await assert.rejects(thrown, /inside/);
  assert.equal(runs, 1, "it is not run once more by the queue");
});

test("a function that fails does not hold up the next one", async (t) => {
  define(t, "navigator", { value: undefined });
  const first = defaultLock("a", async () => {
    throw new Error("first");
  });
  let ran = false;
  const second = defaultLock("a", async () => {
    ran = true;
  });
  await assert.rejects(first, /first/);
  await second;
  assert.ok(ran);
});

test("the memory store keeps what it is given", async () => {
  const store = memoryStore();
  assert.equal(store.load(), null);
  store.save(TOKENS);
  assert.equal(store.load(), TOKENS);
  store.save(null);
  assert.equal(store.load(), null);
  assert.equal(memoryStore(TOKENS).load(), TOKENS);
});

test("the localStorage store takes what is no token set for none, and shows nothing of it", async (t) => {
  const items = new Map();
  const localStorage = {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  };
  define(t, "localStorage", { value: localStorage });
  const { load, save } = localStorageStore("key");
  assert.equal(load(), null);
  await save(TOKENS);
  assert.deepEqual(load(), TOKENS);
  assert.deepEqual([...items.keys()], ["key"]);
  await save(null);
  assert.equal(items.size, 0);
  for (const text of ["s3cret", "7", "null", "{}", '{"access_token":"a b"}']) {
    items.set("key", text);
    assert.equal(load(), null, text);
  }
});

test("the chrome.storage store keeps one item, by its own name or another", async () => {
  const items = {};
  const area = {
    get: async (key) => (key in items ? { [key]: items[key] } : {}),
    set: async (more) => void Object.assign(items, more),
    remove: async (key) => void delete items[key],
  };
  const store = chromeStorageStore(area);
  assert.equal(await store.load(), null);
  await store.save(TOKENS);
  assert.deepEqual(items, { "webwork-sdk.oauth": TOKENS });
  assert.deepEqual(await store.load(), TOKENS);
  await chromeStorageStore(area, "other").save(TOKENS);
  await store.save(null);
  assert.deepEqual(Object.keys(items), ["other"]);
});
