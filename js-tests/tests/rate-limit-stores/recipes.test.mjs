// The code of docs/rate-limits.md.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { WebWork } from "webwork-sdk";
import { redisStore } from "webwork-sdk/rate-limit-stores";
import { hostOf, nextGrant } from "../../support/rate-limit/host.mjs";
import { CLIENTS, startRedis } from "../../support/rate-limit/redis.mjs";
import { recipesOf } from "../../support/recipes.mjs";

process.env.WEBWORK_TOKEN = "token";
process.env.WEBWORK_USER = "user 18";

const recipes = (t) => recipesOf(t, "rate-limits.md");

/** Responds to every request as an empty list does. */
function mockApi(t) {
  return t.mock.method(globalThis, "fetch", async () =>
    Response.json({ success: true, data: [], meta: {} }),
  );
}

test("every block of code has a test here", (t) => {
  const names = ["redis.mjs", "adapters.mjs", "function.mjs", "browser.mjs"];
  assert.deepEqual(recipes(t).names, names);
});

test("Redis", async (t) => {
  const server = await startRedis(t);
  const api = mockApi(t);
  const code = recipes(t);
  // A socket, because nobody knows which port is free.
  const socket = `socket: { path: ${JSON.stringify(server.socket)} }`;
  code.replace("redis.mjs", "url: process.env.REDIS_URL", socket);
  const { webwork, close } = await code.load("redis.mjs");
  t.after(close);
  await webwork.workspaces.list();
  assert.equal(api.mock.callCount(), 1);
  assert.deepEqual([webwork.rateLimit.limit, webwork.rateLimit.remaining], [60, 59]);
});

test("adapters", async (t) => {
  const server = await startRedis(t);
  const { nodeRedis, ioredis, glide, upstash } = await recipes(t).load("adapters.mjs");
  const host = () => hostOf({ interactive: 1, key: "adapters" });
  const granted = async (options) => {
    const one = host();
    const next = nextGrant(one);
    redisStore(options).join(one);
    return (await next)[1];
  };
  for (const kind of Object.keys(CLIENTS)) {
    const { client, close } = await CLIENTS[kind](server.socket);
    t.after(close);
    const adapter = kind === "redis" ? nodeRedis : ioredis;
    assert.equal(await granted(adapter(client)), 1, kind);
    const { eval: run } = adapter(client);
    assert.equal(await granted({ eval: run }), 1, kind);
    if (kind !== "redis") continue;
    // The two that are not installed here, with what their documentation says they send.
    assert.equal(await granted(glide({ customCommand: (args) => client.sendCommand(args) })), 1);
    const upstashLike = {
      eval: (script, keys, args) => client.eval(script, { keys, arguments: args }),
      evalsha: (sha, keys, args) => client.evalSha(sha, { keys, arguments: args }),
    };
    assert.equal(await granted(upstash(upstashLike)), 1);
  }
});

test("a serverless function", async (t) => {
  const server = await startRedis(t);
  const { client, close } = await CLIENTS.redis(server.socket);
  t.after(close);
  mockApi(t);
  const code = recipes(t);
  globalThis.redisOverHttp = {
    eval: (script, keys, args) => client.eval(script, { keys, arguments: args }),
  };
  t.after(() => delete globalThis.redisOverHttp);
  const module = "export const redis = globalThis.redisOverHttp;";
  writeFileSync(join(code.folder, "redis-over-http.mjs"), module);
  const { handler } = await code.load("function.mjs");
  const day = { userId: 100, date: "2026-01-29" };
  assert.deepEqual(await handler(day), { done: true, entries: [] });
  t.mock.method(
    globalThis,
    "fetch",
    async () => new Response("{}", { status: 429, headers: { "retry-after": "40" } }),
  );
  assert.deepEqual(await handler(day), { done: false, retryAfterMs: 40_000 });
});

test("in browsers: where there is no IndexedDB, an error says so", async (t) => {
  const { makeClient } = await recipes(t).load("browser.mjs");
  assert.throws(() => makeClient("token"), {
    code: "invalid_argument",
    message: /this environment has no IndexedDB/,
  });
  globalThis.indexedDB = {};
  t.after(() => delete globalThis.indexedDB);
  assert.ok(makeClient("token") instanceof WebWork);
});
