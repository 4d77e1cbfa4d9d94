// What a store of a shared rate limit adds to a call: without a store, with Redis, with IndexedDB.

import { redisStore } from "webwork-sdk/rate-limit-stores";
import { CLIENTS, startRedis } from "../../support/rate-limit/redis.mjs";
import { openBundle } from "../browser.mjs";
import { show } from "../harness.mjs";
import { serve } from "../server.mjs";
import { latencies } from "./shared-calls.mjs";

export async function run() {
  const ends = [];
  const t = { after: (end) => ends.push(end) };
  try {
    const redis = await startRedis(t);
    const rows = { "Node.js, no store": await latencies() };
    for (const kind of Object.keys(CLIENTS)) {
      const { eval: run, evalSha, close } = await CLIENTS[kind](redis.socket);
      t.after(close);
      rows[`Node.js, Redis, ${kind}`] = await latencies(redisStore({ eval: run, evalSha }), kind);
    }
    const server = await serve();
    t.after(server.close);
    const { page, close } = await openBundle("bench/parts/shared-page.mjs", server);
    t.after(close);
    Object.assign(rows, await page.evaluate(() => globalThis.measured));
    show("one call after the other, with a stub for fetch, in milliseconds", rows);
  } finally {
    for (const end of ends.reverse()) await end();
  }
}
