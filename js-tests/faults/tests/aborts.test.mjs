// An abort settles the call at once, wherever it is, in Node.js, Chromium and Firefox.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PLACES } from "../aborts.mjs";
import { ENVIRONMENTS, openEverywhere } from "../environments.mjs";
import { serveFault } from "../server.mjs";

const TRIES = 7;
const token = "aborts-token";
const responses = {
  429: (x) => x.refuse(429, "slow down", { "retry-after": "30" }),
  503: (x) => x.refuse(503, "later", { "retry-after": "30" }),
  nothing: (x) => x.body(),
  // Firefox reports the head of a response only when some of the body has arrived.
  head: (x) => x.start({}, "{"),
};

const cleanups = [];
let ask;
let server;

before(async () => {
  server = await serveFault({
    respond: (x) => (responses[x.url.searchParams.get("response")] ?? ((fine) => fine.fine()))(x),
  });
  cleanups.push(() => server.close());
  ask = await openEverywhere({ after: (cleanup) => cleanups.push(cleanup) }, "aborts.mjs");
  // Loading the wasm must not count.
  await Promise.all(
    Object.values(ask).map((asked) => asked("share", 1, { url: server.url, token })),
  );
});

after(() => Promise.all(cleanups.map((cleanup) => cleanup())));

const timings = [];

for (const [environment, title] of Object.entries(ENVIRONMENTS)) {
  for (const [place, { outcome }] of Object.entries(PLACES)) {
    test(`an abort ${place} settles within 50 ms, keeps its reason and leaves no listener, in ${title}`, async () => {
      const times = [];
      for (let tries = 0; tries < TRIES; tries++) {
        const result = await ask[environment]("abortAt", place, { url: server.url, token });
        const all = JSON.stringify(result);
        assert.deepEqual(
          [result.is, result.code, result.outcome],
          ["AbortError", "aborted", outcome],
          all,
        );
        assert.ok(result.kept, `the reason is lost: ${all}`);
        assert.equal(result.listeners, 0, all);
        assert.deepEqual(result.leaks, []);
        times.push(result.ms);
      }
      times.sort((one, other) => one - other);
      const median = times[(TRIES - 1) / 2];
      timings.push({ place, environment: title, median, most: times.at(-1) });
      // The machine may be busy with something else once.
      assert.ok(
        median <= 50 && times.at(-1) <= 250,
        `it took ${times.map((ms) => ms.toFixed(1)).join(", ")} ms`,
      );
    });
  }

  test(`200 calls on one signal take one listener and leave none, in ${title}`, async () => {
    assert.deepEqual(await ask[environment]("share", 200, { url: server.url, token }), {
      most: 1,
      left: 0,
    });
  });

  test(`signals of AbortSignal.timeout, any and abort abort, in ${title}`, async () => {
    const { timeout, any, aborted } = await ask[environment]("platformSignals", {
      url: server.url,
      token,
    });
    for (const one of [timeout, any]) {
      assert.deepEqual([one.is, one.cause], ["AbortError", "TimeoutError"]);
      assert.ok(one.ms >= 45 && one.ms <= 350, `${one.ms} ms`);
    }
    assert.deepEqual([aborted.is, aborted.cause], ["AbortError", "before"]);
  });
}

after(() => {
  for (const { place, environment, median, most } of timings)
    console.log(
      `aborted ${place}, ${environment}: ${median.toFixed(1)} ms, at most ${most.toFixed(1)} ms`,
    );
});
