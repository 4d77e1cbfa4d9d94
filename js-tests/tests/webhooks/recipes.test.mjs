// The code of docs/webhooks.md.

import assert from "node:assert/strict";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { testEvent } from "webwork-sdk/webhooks";
import { recipesOf } from "../../support/recipes.mjs";

const TOKEN = "whsec_1234567890abcdef";
const BODY = testEvent("project.created", { id: 7 });

process.env.WEBWORK_WEBHOOK_TOKEN = TOKEN;
process.env.WEBWORK_TOKEN = "personal";

test("every block of code has a test here", (t) => {
  assert.deepEqual(recipesOf(t, "webhooks.md").names, [
    "register.mjs",
    "express.mjs",
    "hono.mjs",
    "next.mjs",
    "worker.mjs",
    "in-tests.mjs",
  ]);
});

const delivery = (body, token) => [
  "https://app.example/hooks/webwork",
  { method: "POST", body, headers: { ...(token && { "x-webwork-token": token }) } },
];

/** What every recipe has to do: `send` delivers and resolves to the response, `works` is what was worked on. */
async function proves({ send, works, start = async () => {} }) {
  assert.equal((await send(...delivery(BODY))).status, 401, "no token");
  assert.equal((await send(...delivery(BODY, "wrong"))).status, 401, "a wrong token");
  assert.equal((await send(...delivery("{", TOKEN))).status, 400, "no JSON");
  assert.deepEqual(works, []);
  const response = await send(...delivery(BODY, TOKEN));
  assert.ok(response.ok, "a 2xx although the work has not ended");
  await send(...delivery(BODY, TOKEN));
  await send(...delivery(testEvent("project.deleted"), TOKEN));
  await start();
  assert.deepEqual(
    works.map(({ type }) => type),
    ["project.created", "project.deleted"],
  );
}

/** Work that does not end by itself. */
function endless() {
  const works = [];
  const work = (delivery) => {
    works.push(delivery);
    return new Promise(() => {});
  };
  return { works, work };
}

test("Express", async (t) => {
  const { makeApp } = await recipesOf(t, "webhooks.md").load("express.mjs");
  const { works, work } = endless();
  const server = makeApp(work).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const origin = `http://127.0.0.1:${server.address().port}`;
  await proves({
    works,
    send: (url, init) => fetch(url.replace("https://app.example", origin), init),
  });
});

test("Hono", async (t) => {
  const { makeApp } = await recipesOf(t, "webhooks.md").load("hono.mjs");
  const { works, work } = endless();
  const app = makeApp(work);
  await proves({ works, send: (url, init) => app.request(url, init) });
});

test("Next.js", async (t) => {
  const recipes = recipesOf(t, "webhooks.md");
  const [works, later] = [[], []];
  // What Next gives: work for after the response.
  globalThis.nextAfter = (run) => later.push(run);
  globalThis.works = works;
  t.after(() => {
    delete globalThis.nextAfter;
    delete globalThis.works;
  });
  writeFileSync(
    join(recipes.folder, "next-server.mjs"),
    "export const after = (run) => globalThis.nextAfter(run);",
  );
  writeFileSync(
    join(recipes.folder, "queue.mjs"),
    `const seen = new Set();
    export const isNew = async (hash) => !seen.has(hash) && Boolean(seen.add(hash));
    export const work = async (delivery) => globalThis.works.push(delivery);`,
  );
  recipes.replace("next.mjs", '"next/server"', '"./next-server.mjs"');
  const { POST } = await recipes.load("next.mjs");
  await proves({
    works,
    send: (url, init) => POST(new Request(url, init)),
    start: async () => {
      for (const run of later) await run();
    },
  });
});

test("Cloudflare Workers", async (t) => {
  const { default: worker } = await recipesOf(t, "webhooks.md").load("worker.mjs");
  const [works, later, seen] = [[], [], new Map()];
  const env = {
    WEBWORK_WEBHOOK_TOKEN: TOKEN,
    SEEN: { get: async (key) => seen.get(key) ?? null, put: async (...pair) => seen.set(...pair) },
    QUEUE: { send: async (message) => works.push(message) },
  };
  const context = { waitUntil: (promise) => later.push(promise) };
  await proves({
    works,
    async send(url, init) {
      const response = await worker.fetch(new Request(url, init), env, context);
      await Promise.all(later);
      return response;
    },
  });
});

test("registering a webhook, and making deliveries for tests", async (t) => {
  const log = t.mock.method(console, "log", () => {});
  t.mock.method(globalThis, "fetch", async (_, { body }) =>
    Response.json({ success: true, data: { id: "w", token: TOKEN, ...JSON.parse(body) } }),
  );
  const recipes = recipesOf(t, "webhooks.md");
  const { webhook } = await recipes.load("register.mjs");
  assert.deepEqual(webhook.events, ["tracker.started", "tracker.stopped"]);
  const { delivery } = await recipes.load("in-tests.mjs");
  assert.equal(delivery.type, "tracker.started");
  assert.equal(log.mock.callCount(), 1);
});
