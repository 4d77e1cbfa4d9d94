// The stores decide as the reference in Rust does (src/rate_limit/store.rs): the same random
// conversations, reply by reply.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { redisStore } from "webwork-sdk/rate-limit-stores";
import { hostOf } from "../../support/rate-limit/host.mjs";
import { CLIENTS, startRedis } from "../../support/rate-limit/redis.mjs";
import { importSource } from "../../support/source.mjs";

const SEED = 20_260_129;

/** Conversations of the reference: arrays of time, request and reply. */
function conversations(count) {
  const options = { cwd: process.env.WEBWORK_ROOT, encoding: "utf8", maxBuffer: 2 ** 28 };
  const lines = execFileSync("cargo", ["xtask", "traces", String(SEED), String(count)], options);
  return lines
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** Leads conversations with a store: `exchange(number, request, time)`. */
async function lead(all, exchange) {
  let exchanges = 0;
  for (const [number, conversation] of all.entries()) {
    for (const [time, request, reply] of conversation) {
      const got = await exchange(number, request, time);
      const what = `seed ${SEED}, conversation ${number}: ${JSON.stringify(request)}`;
      assert.deepEqual(Array.from(got, Number), reply, what);
      exchanges++;
    }
  }
  assert.ok(exchanges > 50 * all.length);
}

/** The script that a store sends. */
const scriptOf = () =>
  new Promise((resolve) => {
    const store = redisStore({
      eval: async (script) => {
        resolve(script);
        return [1, 1, 1, 0, 1, 1, 1, 0, 0];
      },
    });
    store.join(hostOf({ interactive: 1 }));
  });

test("the script for Redis decides as the reference does", async (t) => {
  const server = await startRedis(t);
  const client = await CLIENTS.redis(server.socket);
  t.after(client.close);
  const script = await scriptOf();
  // The clock of the server cannot be set, so the script gets another.
  const clock = "redis.call('TIME')";
  assert.ok(script.includes(clock));
  await lead(conversations(150), (number, request, time) => {
    const now = `{${Math.floor(time / 1000)},${(time % 1000) * 1000}}`;
    return client.eval(script.replace(clock, now), [`limit ${number}`], request.map(String));
  });
});

test("the store of a browser decides as the reference does", async () => {
  const { decide, newState } = await importSource("rate-limit/decide.ts");
  const states = new Map();
  await lead(conversations(400), (number, request, time) => {
    if (!states.has(number)) states.set(number, newState(time));
    // As the database keeps it.
    states.set(number, structuredClone(states.get(number)));
    return decide(states.get(number), request, time);
  });
});
