// Callers that share a client, each in an asynchronous context of its own: a server with two tenants.

import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import { test } from "node:test";
import { client, day, entry, good } from "../support/client.mjs";
import { importCopy } from "../support/copy.mjs";
import { failure } from "../support/failure.mjs";

const tenants = ["tenant-a", "tenant-b", "tenant-c"];

/** What every function of the user's that a call runs saw: [function, its tenant, the tenant of the call]. */
function watched({ respond, ...options }) {
  const context = new AsyncLocalStorage();
  const seen = [];
  const attempts = new Map();
  const waits = [];
  const see = (what, tenant) => seen.push([what, context.getStore(), tenant]);
  const hook =
    (name) =>
    ({ url }) =>
      see(name, new URL(url).searchParams.get("tenant"));
  const webwork = client({
    token: () => `token-of-${context.getStore()}`,
    onRequest: hook("onRequest"),
    onResponse: hook("onResponse"),
    onRetry: hook("onRetry"),
    onWait: () => waits.push(context.getStore()),
    ...options,
    fetch: async (url, { headers }) => {
      const tenant = new URL(url).searchParams.get("tenant");
      see("fetch", tenant);
      see("token", headers.authorization.replace("Bearer token-of-", "").replace(/-\d$/, ""));
      const attempt = (attempts.get(tenant) ?? 0) + 1;
      attempts.set(tenant, attempt);
      return respond(attempt, tenant);
    },
  });
  const call = (tenant) =>
    context.run(tenant, () => webwork.timeEntries.list(day, { query: { tenant } }));
  return { context, seen, waits, call };
}

function assertApart(seen) {
  assert.ok(seen.length > 0);
  for (const [what, store, tenant] of seen) assert.equal(store, tenant, what);
}

const answers = {
  "at the start": {
    respond: () => Response.json(good),
  },
  "after waiting for a permit": {
    rateLimit: { requests: 1, per: 20 },
    respond: () => Response.json(good),
  },
  "after a 401": {
    respond: (attempt) =>
      attempt === 1 ? new Response("{}", { status: 401 }) : Response.json(good),
  },
  "after a 429": {
    respond: (attempt) =>
      attempt === 1
        ? new Response("{}", { status: 429, headers: { "retry-after-ms": "10" } })
        : Response.json(good),
  },
  "after a back-off": {
    respond: (attempt) =>
      attempt === 1
        ? new Response("{}", { status: 503, headers: { "retry-after-ms": "10" } })
        : Response.json(good),
  },
};

for (const [when, { respond, ...options }] of Object.entries(answers)) {
  test(`token function, fetch and hooks see the context of their own caller ${when}`, async () => {
    let asked = 0;
    const { context, seen, waits, call } = watched({
      ...options,
      token: () => `token-of-${context.getStore()}-${asked++ % 10}`,
      respond,
    });
    await Promise.all(tenants.map((tenant) => call(tenant)));
    assertApart(seen);
    // The first call waits for nobody, the others once each.
    if (options.rateLimit) assert.deepEqual(waits, tenants.slice(1));
    if (when === "after a 401") assert.ok(seen.some(([what]) => what === "onRetry"));
  });
}

test("the first call that loads the wasm lends its context to no other", async () => {
  const context = new AsyncLocalStorage();
  const { WebWork } = await importCopy();
  const seen = [];
  const webwork = new WebWork({
    baseUrl: "https://h",
    token: () => `token-of-${context.getStore()}`,
    fetch: async (url, { headers }) => {
      seen.push([new URL(url).searchParams.get("tenant"), headers.authorization]);
      seen.push([new URL(url).searchParams.get("tenant"), `Bearer token-of-${context.getStore()}`]);
      return Response.json(good);
    },
  });
  await Promise.all(
    tenants.map((tenant) =>
      context.run(tenant, () => webwork.timeEntries.list(day, { query: { tenant } })),
    ),
  );
  assert.equal(seen.length, 2 * tenants.length);
  for (const [tenant, authorization] of seen)
    assert.equal(authorization, `Bearer token-of-${tenant}`);
});

test("after a 401 the token function is told which token was refused, in the context of the refused call", async () => {
  const context = new AsyncLocalStorage();
  const told = [];
  const webwork = client({
    rateLimit: { requests: 1, per: 15 },
    token: ({ rejected }) => {
      told.push([context.getStore(), rejected]);
      return `${context.getStore()}-${rejected === undefined ? "old" : "new"}`;
    },
    fetch: async (url, { headers }) => {
      const tenant = new URL(url).searchParams.get("tenant");
      assert.ok(headers.authorization.startsWith(`Bearer ${tenant}-`), headers.authorization);
      return headers.authorization.endsWith("-new")
        ? Response.json(good)
        : new Response("{}", { status: 401 });
    },
  });
  await Promise.all(
    tenants.map((tenant) =>
      context.run(tenant, () => webwork.timeEntries.create(entry, { query: { tenant } })),
    ),
  );
  for (const tenant of tenants) {
    assert.deepEqual(
      told.filter(([store]) => store === tenant),
      [
        [tenant, undefined],
        [tenant, `${tenant}-old`],
      ],
    );
  }
});

test("callers with one token share its renewal; a caller with another token neither waits for it nor gets it", async () => {
  const context = new AsyncLocalStorage();
  let release;
  const held = new Promise((resolve) => (release = resolve));
  const renewals = [];
  const sent = [];
  const webwork = client({
    rateLimit: false,
    token: async ({ rejected }) => {
      const tenant = context.getStore();
      if (rejected === undefined) return `${tenant}-old`;
      renewals.push(tenant);
      if (tenant === "a") await held;
      return `${tenant}-new`;
    },
    fetch: async (url, { headers }) => {
      sent.push([new URL(url).searchParams.get("tenant"), headers.authorization]);
      return headers.authorization.endsWith("-new")
        ? Response.json(good)
        : new Response("{}", { status: 401 });
    },
  });
  const call = (tenant) =>
    context.run(tenant, () => webwork.timeEntries.list(day, { query: { tenant } }));
  const slow = [call("a"), call("a"), call("a")];
  await call("b");
  assert.deepEqual(renewals.toSorted(), ["a", "b"]);
  release();
  await Promise.all(slow);
  assert.deepEqual(renewals.toSorted(), ["a", "b"]);
  for (const [tenant, authorization] of sent)
    assert.match(authorization, new RegExp(`^Bearer ${tenant}-(old|new)$`));
});

test("a caller whose token cannot be renewed does not fail one with another token", async () => {
  const context = new AsyncLocalStorage();
  const webwork = client({
    rateLimit: false,
    token: async ({ rejected }) => {
      const tenant = context.getStore();
      if (rejected !== undefined && tenant === "a") throw new Error("the session of a has ended");
      return `${tenant}-${rejected === undefined ? "old" : "new"}`;
    },
    fetch: async (_, { headers }) =>
      headers.authorization.endsWith("-new")
        ? Response.json(good)
        : new Response("{}", { status: 401 }),
  });
  const [refused, fine] = await Promise.all([
    context.run("a", () => failure(webwork.timeEntries.list(day))),
    context.run("b", () => webwork.timeEntries.list(day)),
  ]);
  assert.equal(refused.code, "authentication");
  assert.match(refused.message, /the token function failed: the session of a has ended/);
  assert.deepEqual(fine.data, []);
});

test("the pages of a list are requested in the context of who iterates", async () => {
  const context = new AsyncLocalStorage();
  const webwork = client({
    token: () => `${context.getStore()}-token`,
    fetch: async (url, { headers }) => {
      const { searchParams } = new URL(url);
      assert.equal(headers.authorization, `Bearer ${searchParams.get("tenant")}-token`);
      const page = Number(searchParams.get("page") ?? 1);
      const pagination = { total: 3, per_page: 1, current_page: page, last_page: 3 };
      return Response.json({ success: true, data: [{ id: `${page}` }], meta: {}, pagination });
    },
  });
  for (const prefetch of [false, true]) {
    const lists = await Promise.all(
      tenants.map((tenant) =>
        context.run(tenant, () =>
          webwork.timeEntries.list(day, { query: { tenant }, prefetch }).toArray(),
        ),
      ),
    );
    for (const items of lists) assert.equal(items.length, 3);
  }
});
