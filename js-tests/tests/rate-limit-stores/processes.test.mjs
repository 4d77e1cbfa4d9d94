// Eight processes on one Redis: one limit, whoever dies.

import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { test } from "node:test";
import { startRedis } from "../../support/rate-limit/redis.mjs";
import { serveLimited } from "../../support/rate-limit/server.mjs";

/** 600 a minute. */
const LIMIT = { requests: 60, per: 6_000 };
const WORKER = join(import.meta.dirname, "../../support/rate-limit/worker.mjs");
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

test("eight processes use 95 % of 600 a minute without a 429, while one is killed and Redis is restarted", async (t) => {
  const redis = await startRedis(t);
  const server = await serveLimited(t, LIMIT);
  const messages = [];
  const workers = Array.from({ length: 8 }, (_, index) => {
    const client = ["redis", "ioredis", "iovalkey"][index % 3];
    const { socket } = redis;
    const options = { name: `holder-${index}`, client, socket, url: server.url, ...LIMIT };
    const worker = fork(WORKER, [JSON.stringify(options)]);
    worker.on("message", (message) => messages.push({ ...message, index }));
    t.after(() => worker.kill("SIGKILL"));
    return worker;
  });
  for (let tries = 0; server.holders.size < 8; tries++) {
    assert.ok(tries < 2_000, "every process has begun");
    await sleep(20);
  }
  await sleep(1.5 * LIMIT.per);
  workers[7].kill("SIGKILL");
  await sleep(1.5 * LIMIT.per);
  await redis.kill();
  await sleep(300);
  await redis.start();
  await sleep(3 * LIMIT.per);
  for (const worker of workers.slice(0, 7)) worker.send("stop");
  await Promise.all(workers.slice(0, 7).map((worker) => once(worker, "exit")));
  const used = server.used();
  t.diagnostic(`${(100 * used).toFixed(1)} % of the rate, ${server.refused} refused`);
  t.diagnostic(`in each window: ${server.windows()}`);
  t.diagnostic(JSON.stringify([...server.holders]));
  assert.deepEqual(
    messages.filter(({ error }) => error),
    [],
  );
  assert.equal(server.refused, 0);
  assert.ok(used >= 0.95, `${used}`);
  const lost = messages.filter(({ lost }) => lost);
  const returned = messages.filter(({ returned }) => returned);
  assert.ok(lost.length > 0, "somebody has noticed");
  assert.equal(returned.length, lost.length, "and each has returned");
});
