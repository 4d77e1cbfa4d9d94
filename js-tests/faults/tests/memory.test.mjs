// Calls leave nothing behind: neither in the wasm's memory nor, where it can be measured, in the heap.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { ENVIRONMENTS, openEverywhere } from "../environments.mjs";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");
/** Caches of the engine, and what else a process does meanwhile. A hundred bytes a call would be ten times as much. */
const MOST = 1_000_000;
const LOADS = [
  { title: "one by one", calls: { node: 100_000, chromium: 10_000, firefox: 10_000 }, atATime: 1 },
  {
    title: "1,000 at once",
    calls: { node: 20_000, chromium: 10_000, firefox: 10_000 },
    atATime: 1_000,
  },
];

const cleanups = [];
let ask;

before(async () => {
  ask = await openEverywhere({ after: (cleanup) => cleanups.push(cleanup) }, "memory.mjs");
});

after(() => Promise.all(cleanups.map((cleanup) => cleanup())));

for (const [environment, title] of Object.entries(ENVIRONMENTS)) {
  for (const { title: load, calls, atATime } of LOADS) {
    test(`${calls[environment].toLocaleString("en")} calls, ${load}, leave memory flat, in ${title}`, async (t) => {
      const warm = await ask[environment]("make", 2_000, atATime);
      const heap = await used();
      const pages = await ask[environment]("make", calls[environment], atATime);
      assert.equal(pages, warm, "pages of wasm memory");
      if (environment !== "node") return;
      const grown = (await used()) - heap;
      t.diagnostic(
        `${pages} pages of wasm memory, as before; the heap grew by ${(grown / 1_024).toFixed(0)} KB`,
      );
      assert.ok(grown < MOST, `the heap grew by ${grown} bytes`);
    });
  }
}

/** Bytes of the heap, when the garbage is gone. */
async function used() {
  for (let round = 0; round < 3; round++) {
    // Finalizers run between tasks only.
    await new Promise(setImmediate);
    collect();
  }
  return process.memoryUsage().heapUsed;
}
