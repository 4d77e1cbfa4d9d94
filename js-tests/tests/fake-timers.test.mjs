// Programs under test that fake the clock, the timers, or one of them, and drop their fakes while calls
// still wait.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import fakeTimers from "@sinonjs/fake-timers";
import { client, day, entry, good, never } from "../support/client.mjs";
import { failure } from "../support/failure.mjs";

/** What is faked, and how: `tick` lets so many milliseconds pass, `drop` ends it. */
const FAKES = {
  "node:test, timers only": () => {
    mock.timers.enable({ apis: ["setTimeout", "setInterval", "setImmediate"] });
    return { tick: (ms) => mock.timers.tick(ms), drop: () => mock.timers.reset() };
  },
  "node:test, timers and Date": () => {
    mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"], now: 0 });
    return { tick: (ms) => mock.timers.tick(ms), drop: () => mock.timers.reset() };
  },
  "sinon, everything": () => sinon(),
  "sinon, timers only": () => sinon(["setTimeout", "clearTimeout"]),
  "sinon, timers and Date": () => sinon(["setTimeout", "clearTimeout", "Date"]),
};

function sinon(toFake) {
  // Promises of the engine itself need the real ones.
  const left = ["nextTick", "queueMicrotask", "setImmediate"];
  const clock = fakeTimers.install(toFake ? { toFake } : { toNotFake: left });
  return { tick: (ms) => clock.tick(ms), drop: () => clock.uninstall() };
}

const { setImmediate: immediate } = globalThis;

/** Lets everything run that waits for no timer. */
async function settle() {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => immediate(resolve));
}

/** Ticks in small steps until the promise settles, at most for so long. */
async function within(fake, ms, promise) {
  let settled = false;
  promise.then(
    () => (settled = true),
    () => (settled = true),
  );
  await settle();
  const step = 500;
  let passed = 0;
  while (!settled && passed < ms) {
    fake.tick(step);
    passed += step;
    await settle();
  }
  assert.ok(settled, `nothing came of it in ${ms} ms`);
  return promise;
}

const limited = () => new Response("{}", { status: 429, headers: { "retry-after": "30" } });

for (const [name, install] of Object.entries(FAKES)) {
  const faked = (what, body) =>
    test(`${name}: ${what}`, async () => {
      // The wasm loads in real time.
      await client().timeEntries.list(day);
      const fake = install();
      try {
        await body(fake);
      } finally {
        fake.drop();
      }
    });

  faked("the wait that a 429 asks for ends when its timer fires", async (fake) => {
    const answers = [limited(), Response.json(good)];
    const call = client({ fetch: async () => answers.shift() }).timeEntries.create(entry);
    assert.equal((await within(fake, 31_000, call)).success, true);
  });

  faked("a back-off ends when its timer fires", async (fake) => {
    const answers = [new Response("", { status: 503 }), Response.json(good)];
    const call = client({ fetch: async () => answers.shift() }).timeEntries.list(day);
    assert.deepEqual((await within(fake, 2_000, call)).data, []);
  });

  faked("a timeout and a total timeout end when their timers fire", async (fake) => {
    const webwork = client({ fetch: never, maxRetries: 0 });
    const one = failure(webwork.timeEntries.list(day, { timeout: 5_000 }));
    assert.equal((await within(fake, 6_000, one)).code, "timeout");
    const all = failure(webwork.timeEntries.list(day, { timeout: 60_000, totalTimeout: 5_000 }));
    const error = await within(fake, 6_000, all);
    assert.match(error.message, /totalTimeout ended/);
  });

  faked("the queue goes on when its timer fires", async (fake) => {
    const webwork = client({ rateLimit: { requests: 2, per: 60_000 } });
    const calls = Array.from({ length: 5 }, () => webwork.timeEntries.list(day));
    const pages = await within(fake, 125_000, Promise.all(calls));
    assert.equal(pages.length, 5);
  });

  test(`${name}: when the fakes are dropped with calls still waiting, later calls go on`, async () => {
    const warm = client();
    await warm.timeEntries.list(day);
    const rateLimit = { requests: 2, per: 100, key: `dropped under ${name}` };
    const first = client({ rateLimit });
    const paused = client({ fetch: async () => limited() });
    const controller = new AbortController();
    const left = [];
    const fake = install();
    try {
      for (let call = 0; call < 4; call++) left.push(first.timeEntries.list(day));
      failure(paused.timeEntries.list(day, { signal: controller.signal }));
      await settle();
    } finally {
      fake.drop();
    }
    // Of the same limit, and of another one in the same process.
    const second = client({ rateLimit });
    const later = [second, second, second, client({ rateLimit }), client()].map((one) =>
      one.timeEntries.list(day),
    );
    const pages = await Promise.race([
      Promise.all([...later, ...left]),
      new Promise((resolve) => setTimeout(resolve, 5_000)),
    ]);
    assert.equal(pages?.length, 9, "a later call never settled");
    controller.abort();
  });
}

test("where the clock stands still and timers are real, every wait ends", async () => {
  await client().timeEntries.list(day);
  const clock = fakeTimers.install({ toFake: ["performance", "Date"] });
  try {
    const answers = [
      new Response("{}", { status: 429, headers: { "retry-after-ms": "20" } }),
      new Response("", { status: 503, headers: { "retry-after-ms": "20" } }),
      Response.json(good),
    ];
    const retried = client({ fetch: async () => answers.shift() });
    assert.deepEqual((await retried.timeEntries.list(day)).data, []);
    const silent = client({ fetch: never, maxRetries: 0 });
    for (const options of [{ timeout: 20 }, { totalTimeout: 20 }])
      assert.equal((await failure(silent.timeEntries.list(day, options))).code, "timeout");
    const queued = client({ rateLimit: { requests: 1, per: 20 } });
    await Promise.all(Array.from({ length: 4 }, () => queued.timeEntries.list(day)));
    assert.deepEqual(queued.rateLimit.limit, 1);
  } finally {
    clock.uninstall();
  }
  await client().timeEntries.list(day);
});
