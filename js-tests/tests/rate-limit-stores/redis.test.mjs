// redisStore with a real server, and the clients that people have.

import assert from "node:assert/strict";
import { test } from "node:test";
import { redisStore } from "webwork-sdk/rate-limit-stores";
import { client } from "../../support/client.mjs";
import { failure } from "../../support/failure.mjs";
import { hostOf, nextGrant } from "../../support/rate-limit/host.mjs";
import { CLIENTS, startCluster, startRedis } from "../../support/rate-limit/redis.mjs";

let keys = 0;
/** A key of its own: the first client with a key decides on the store, for the whole process. */
const newKey = () => `user ${++keys}`;

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const get = (webwork, options) => webwork.request({ method: "GET", path: "/x" }, options);

async function connect(t, kind = "redis") {
  const server = await startRedis(t);
  const connection = await CLIENTS[kind](server.socket);
  t.after(connection.close);
  return { server, connection, ask: connection.command };
}

for (const kind of Object.keys(CLIENTS)) {
  test(`two processes share a limit: ${kind}`, async (t) => {
    const { connection } = await connect(t, kind);
    const { eval: run, evalSha } = connection;
    const key = newKey();
    const store = redisStore({ eval: run });
    const webwork = client({ rateLimit: { requests: 2, per: 60_000, key, store } });
    await get(webwork);
    const other = hostOf({ key: `https://h key ${key}`, requests: 2, per: 60_000, interactive: 2 });
    const granted = nextGrant(other);
    const holder = redisStore({ eval: run, evalSha }).join(other);
    assert.equal((await granted)[1], 1);
    other.interactive = 0;
    holder.attend();
    const error = await failure(get(webwork, { totalTimeout: 300 }));
    assert.deepEqual([error.code, error.outcome], ["rate_limited", "not_sent"]);
    assert.deepEqual([webwork.rateLimit.limit, webwork.rateLimit.remaining], [2, 0]);
  });
}

test("a cluster", async (t) => {
  const cluster = await startCluster(t);
  const lost = [];
  const store = redisStore({
    eval: (script, keys, args) => cluster.eval(script, { keys, arguments: args }),
    evalSha: (sha, keys, args) => cluster.evalSha(sha, { keys, arguments: args }),
    onLost: ({ cause }) => lost.push(String(cause)),
  });
  const webwork = client({ rateLimit: { requests: 3, per: 60_000, key: newKey(), store } });
  for (let calls = 0; calls < 3; calls++) await get(webwork);
  assert.equal(webwork.rateLimit.remaining, 0);
  assert.deepEqual(lost, []);
});

test("the state of a limit is one key with a hash tag, without the token, and expires by itself", async (t) => {
  const { connection, ask } = await connect(t);
  const store = redisStore({ eval: connection.eval, prefix: "app" });
  const name = newKey();
  const webwork = client({ rateLimit: { requests: 2, per: 200, key: name, store } });
  await get(webwork);
  assert.deepEqual(await ask("KEYS", "*"), [`app:1:{https://h key ${name}}`]);
  const [key] = await ask("KEYS", "*");
  const left = await ask("PTTL", key);
  // A lease for 30 s and its margins, the window, and a second.
  assert.ok(left > 30_000 && left < 36_000, `${left}`);
});

test("with evalSha, the script is sent once, and again after the server has forgotten it", async (t) => {
  const { connection, ask } = await connect(t);
  let scripts = 0;
  const store = redisStore({
    eval: (...args) => {
      scripts++;
      return connection.eval(...args);
    },
    evalSha: connection.evalSha,
  });
  const webwork = client({ rateLimit: { requests: 50, per: 60_000, key: newKey(), store } });
  for (let calls = 0; calls < 5; calls++) await get(webwork);
  assert.equal(scripts, 1);
  await ask("SCRIPT", "FLUSH");
  await get(webwork);
  assert.equal(scripts, 2);
});

test("a key that holds something else is a lost store, which is told once, and comes back", async (t) => {
  const { connection, ask } = await connect(t);
  const [lost, returned] = [[], []];
  const store = redisStore({
    eval: connection.eval,
    onLost: ({ cause }) => lost.push(String(cause)),
    onReturn: () => returned.push(true),
  });
  const name = newKey();
  const key = `webwork-sdk:1:{https://h key ${name}}`;
  await ask("SET", key, "something else");
  const webwork = client({ rateLimit: { requests: 5, per: 100, key: name, store } });
  await get(webwork);
  await get(webwork);
  assert.equal(lost.length, 1);
  assert.match(lost[0], /WRONGTYPE/);
  await ask("DEL", key);
  for (let tries = 0; returned.length === 0 && tries < 100; tries++) await get(webwork);
  assert.deepEqual([lost.length, returned.length], [1, 1]);
});

test("a server that does not respond holds a call up for 500 ms", async (t) => {
  const { server, connection } = await connect(t);
  const lost = [];
  const store = redisStore({ eval: connection.eval, onLost: (event) => lost.push(event) });
  const webwork = client({ rateLimit: { requests: 10, per: 60_000, key: newKey(), store } });
  await get(webwork);
  await sleep(50);
  server.freeze();
  const began = performance.now();
  await get(webwork);
  const took = performance.now() - began;
  server.thaw();
  assert.ok(took >= 490 && took < 2_000, `${took}`);
  assert.match(String(lost[0].cause), /no reply within 500 ms/);
});

test("a 429 that one process gets pauses all", async (t) => {
  const { connection } = await connect(t);
  const store = () => redisStore({ eval: connection.eval });
  const key = newKey();
  const host = hostOf({ interactive: 1, key: `https://h key ${key}` });
  const rateLimit = { requests: 10, per: 1_000, key };
  const webwork = client({
    maxRetries: 0,
    rateLimit: { ...rateLimit, store: store() },
    fetch: async () => new Response("{}", { status: 429, headers: { "retry-after": "30" } }),
  });
  await failure(get(webwork));
  await sleep(100);
  const granted = nextGrant(host);
  const holder = store().join(host);
  const [, count, , , , , pausedUntil] = await granted;
  host.interactive = 0;
  holder.attend();
  assert.equal(count, 0);
  assert.ok(Math.abs(pausedUntil - performance.now() - 30_000) < 1_000);
});

test("a permit of a process that was killed is free when its lease has ended", async (t) => {
  const { connection } = await connect(t);
  const run = connection.eval;
  const limit = { requests: 1, per: 300, lease: 400 };
  const dead = hostOf({ ...limit, interactive: 1 });
  const first = nextGrant(dead);
  redisStore({ eval: run }).join(dead);
  assert.equal((await first)[1], 1);
  const heir = hostOf({ ...limit, interactive: 1 });
  const began = performance.now();
  const got = new Promise((resolve) => {
    heir.onGrant = ([, count]) => count > 0 && resolve();
  });
  redisStore({ eval: run }).join(heir);
  await got;
  const took = performance.now() - began;
  assert.ok(took >= 600 && took < 1_500, `${took}`);
});

test("options of a store that are wrong are refused by name", () => {
  const run = async () => [];
  for (const [options, message] of [
    [undefined, /redisStore: eval must be a function/],
    [{}, /eval must be a function/],
    [{ eval: run, evalSha: "sha" }, /evalSha must be a function/],
    [{ eval: run, onLost: 1 }, /onLost must be a function/],
    [{ eval: run, prefix: 1 }, /prefix must be a string/],
    [{ eval: run, evalsha: run }, /evalsha is unknown/],
  ])
    assert.throws(() => redisStore(options), { code: "invalid_argument", message });
});

test("a client's option `store` has to be one, and needs a key", () => {
  const store = redisStore({ eval: async () => [] });
  const rateLimit = { requests: 1, per: 1 };
  assert.throws(() => client({ rateLimit: { ...rateLimit, store } }), {
    code: "invalid_argument",
    message: /rateLimit\.key is required/,
  });
  assert.throws(() => client({ rateLimit: { ...rateLimit, key: "a", store: {} } }), {
    message: /rateLimit\.store must be a store of webwork-sdk\/rate-limit-stores, got an object/,
  });
});
