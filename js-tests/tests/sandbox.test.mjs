// The class Sandbox: what is JavaScript of it. The rules of the API have tests in sandbox/tests.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { WebWork } from "webwork-sdk";
import { createSandbox, Sandbox } from "webwork-sdk/sandbox";
import { failure } from "../support/failure.mjs";
import { serve } from "../support/server.mjs";

const NOON = Date.UTC(2026, 0, 29, 12);
const BASE = "https://api.webwork-tracker.com/api/v2";

const standing = (options = {}) => new Sandbox({ now: NOON, ...options });

function send(sandbox, method, path, body, options = {}) {
  return sandbox.fetch(`${BASE}${path}`, {
    method,
    headers: { authorization: `Bearer ${sandbox.token}`, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
    ...options,
  });
}

const list = (sandbox, options) => send(sandbox, "GET", "/workspaces", undefined, options);
const create = (sandbox) => send(sandbox, "POST", "/projects?workspace_id=1", { name: "x" });
const hook = (url) => ({
  webhooks: [{ id: "w", url, events: ["project.created"], token: "whsec_x" }],
});
const later = () => new Promise((resolve) => setImmediate(resolve));

test("a client works against it, and every documented role has a token", async () => {
  const sandbox = standing();
  const { fetch, token, tokens } = sandbox;
  const webwork = new WebWork({ token, fetch, workspaceId: 1, rateLimit: false });
  assert.equal((await webwork.members.get({ member_id: 100 })).data.firstname, "John");
  assert.equal(token, tokens.owner);
  const roles = ["executive_manager", "member", "owner", "project_manager", "team_manager"];
  assert.deepEqual(Object.keys(tokens).sort(), [...roles, "viewer"]);
  const member = webwork.withOptions({ token: tokens.member });
  const error = await failure(member.reports.trackedHours());
  assert.equal(error.code, "permission");
});

test("options are refused by name, at once or with the first request", async () => {
  for (const options of [
    null,
    { tokn: 1 },
    { now: "noon" },
    { now: -1 },
    { seed: 1.5 },
    { speed: -1 },
    { latency: Infinity },
    { rateLimit: 60 },
    { rateLimit: { requests: 0, per: 1 } },
    { rateLimit: { requests: 1, per: 1, window: "round" } },
    { data: [] },
    { data: { foo: [] } },
    { data: { members: {} } },
    { onWebhook: "http://127.0.0.1" },
  ])
    assert.throws(
      () => new Sandbox(options),
      { code: "invalid_argument" },
      JSON.stringify(options),
    );
  await assert.rejects(createSandbox({ data: { members: [{ id: 1, age: 3 }] } }), {
    code: "invalid_argument",
    message: /data\.members\[0\]: unknown field `age`/,
  });
});

test("each sandbox has tokens of its own, and takes no other", async () => {
  const [one, other] = [standing(), standing()];
  assert.notEqual(one.token, other.token);
  const headers = { authorization: `Bearer ${other.token}` };
  assert.equal((await one.fetch(`${BASE}/workspaces`, { headers })).status, 401);
});

test("a connection that is reset rejects as fetch does, after the write or before it", async () => {
  const total = async (sandbox) =>
    (await (await send(sandbox, "GET", "/projects?workspace_id=1")).json()).meta.pagination.total;
  for (const [reset, projects] of [
    ["before", 2],
    ["after", 3],
  ]) {
    const sandbox = standing();
    const fault = sandbox.fault({ times: 1, effect: { reset } });
    const error = await failure(create(sandbox));
    assert.ok(error instanceof TypeError);
    assert.equal(fault.hits, 1);
    assert.equal(await total(sandbox), projects, reset);
  }
});

test("a request that stalls ends with its signal alone", async () => {
  const sandbox = standing();
  sandbox.fault({ effect: "stall" });
  const controller = new AbortController();
  const stalled = failure(list(sandbox, { signal: controller.signal }));
  const first = await Promise.race([stalled, later().then(() => "still waiting")]);
  assert.equal(first, "still waiting");
  controller.abort(new Error("enough"));
  assert.equal((await stalled).message, "enough");
});

test("a body that is cut off gives its beginning, then an error", async () => {
  const sandbox = standing();
  sandbox.fault({ effect: { cutBody: 9 } });
  const response = await list(sandbox);
  assert.equal(response.status, 200);
  const reader = response.body.getReader();
  const { value } = await reader.read();
  assert.equal(new TextDecoder().decode(value), '{"success');
  assert.ok((await failure(reader.read())) instanceof TypeError);
});

test("a slow body comes whole, and latency delays the response", async (t) => {
  const sandbox = await createSandbox({ now: NOON });
  const whole = await (await list(sandbox)).text();
  t.mock.timers.enable({ apis: ["setTimeout"] });
  sandbox.fault({ effect: { slowBody: 400 } });
  sandbox.fault({ effect: { latencyMs: 250 } });
  let text;
  const done = list(sandbox)
    .then((response) => response.text())
    .then((all) => {
      text = all;
    });
  for (let step = 0; step < 30 && text === undefined; step++) {
    await later();
    t.mock.timers.tick(50);
  }
  await done;
  assert.equal(text, whole);
});

test("with latency 0 it uses no timer, so fake timers cannot hang it", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"], now: NOON });
  const sandbox = new Sandbox();
  assert.equal((await list(sandbox)).status, 200);
  await sandbox.advance(60_000);
  const { meta } = await (await list(sandbox)).json();
  assert.equal(meta.timestamp, "2026-01-29T12:01:00.000000Z");
  t.mock.timers.tick(5_000);
  const second = await (await list(sandbox)).json();
  assert.equal(second.meta.timestamp, "2026-01-29T12:01:05.000000Z");
});

test("onWebhook has each delivery before the call resolves, and failures are retried by the clock", async () => {
  const seen = [];
  const onWebhook = mock.fn((delivery) => {
    seen.push([delivery.attempt, delivery.at.slice(11, 19)]);
    if (seen.length < 3) throw new Error("not yet");
  });
  const sandbox = standing({ onWebhook, data: hook("https://example.com/hook") });
  await create(sandbox);
  assert.equal(onWebhook.mock.callCount(), 1);
  const { url, event, headers, body } = onWebhook.mock.calls[0].arguments[0];
  assert.equal(url, "https://example.com/hook");
  assert.equal(event, "project.created");
  assert.equal(headers["x-webhook-token"], "whsec_x");
  assert.equal(JSON.parse(body).data.name, "x");
  await sandbox.advance(3_600_000);
  assert.deepEqual(seen, [
    [1, "12:00:00"],
    [2, "12:00:10"],
    [3, "12:01:10"],
  ]);
});

test("a hook that calls the sandbox does not lock it", async () => {
  const statuses = [];
  const sandbox = standing({
    data: hook("https://example.com/hook"),
    onWebhook: async () => statuses.push((await list(sandbox)).status),
  });
  await create(sandbox);
  await sandbox.advance(0);
  assert.deepEqual(statuses, [200]);
});

test("without onWebhook, deliveries go over HTTP to loopback addresses and nowhere else", async (t) => {
  let status = 500;
  const server = await serve(t, (_, response) => response.writeHead(status).end());
  const elsewhere = mock.method(globalThis, "fetch");
  t.after(() => elsewhere.mock.restore());
  const sandbox = standing({ data: hook(`${server.url}/hook`) });
  await create(sandbox);
  await sandbox.advance(0);
  assert.equal(server.requests.length, 1);
  assert.equal(server.requests[0].headers["x-webhook-token"], "whsec_x");
  assert.equal(JSON.parse(server.requests[0].body).event, "project.created");
  status = 204;
  await sandbox.advance(86_400_000);
  assert.equal(server.requests.length, 2);
  const calls = elsewhere.mock.callCount();
  for (const url of [
    "http://127.0.0.1.example.com/",
    "http://localhost@example.com/",
    "https://example.com/",
  ]) {
    const foreign = standing({ data: hook(url) });
    await create(foreign);
    await foreign.advance(86_400_000);
  }
  assert.equal(elsewhere.mock.callCount(), calls);
});

test("a snapshot is plain JSON, and restoring it brings everything back", async () => {
  const sandbox = standing();
  await create(sandbox);
  const snapshot = await sandbox.snapshot();
  const copy = JSON.parse(JSON.stringify(snapshot));
  assert.deepEqual(copy, snapshot);
  await create(sandbox);
  await sandbox.advance(1_000);
  await sandbox.restore(copy);
  assert.deepEqual((await sandbox.snapshot()).state, snapshot.state);
  const other = standing();
  await other.restore(copy);
  assert.deepEqual((await other.snapshot()).state, snapshot.state);
  for (const bad of [null, {}, { ...copy, format: 9 }, { ...copy, state: {} }])
    await assert.rejects(sandbox.restore(bad), { code: "invalid_argument" });
});

test("reset brings back seed, clock, log and ends the rules", async () => {
  const sandbox = standing();
  const before = await sandbox.snapshot();
  const fault = sandbox.fault({ effect: { status: 500 } });
  await create(sandbox);
  await sandbox.advance(1_000);
  await sandbox.reset();
  assert.deepEqual((await sandbox.snapshot()).state, before.state);
  assert.deepEqual(sandbox.requests, []);
  assert.equal((await list(sandbox)).status, 200);
  assert.equal(fault.hits, 1);
});

test("the log shows requests in order, and no token", async () => {
  const sandbox = standing();
  assert.deepEqual(sandbox.requests, []);
  await list(sandbox);
  await create(sandbox);
  await sandbox.fetch("https://webwork-tracker.com/oauth/token", {
    method: "POST",
    body: new URLSearchParams({ client_secret: "hush", grant_type: "client_credentials" }),
  });
  const operations = sandbox.requests.map(({ operation, status }) => [operation, status]);
  assert.deepEqual(operations, [
    ["getWorkspaces", 200],
    ["createProject", 201],
    [null, 401],
  ]);
  const text = JSON.stringify(sandbox.requests);
  assert.ok(!text.includes(sandbox.token) && !text.includes("hush"));
});

test("rules are refused when they are made, whether the wasm runs or not", async () => {
  for (const sandbox of [standing(), await createSandbox()]) {
    for (const rule of [
      null,
      {},
      { effect: "explode" },
      { effect: { reset: "now" } },
      { effect: { status: 700 } },
      { effect: "stall", match: { operation: "members.fly" } },
      { effect: "stall", times: 1, probability: 0.5 },
      { effect: "stall", often: true },
    ])
      assert.throws(() => sandbox.fault(rule), { code: "invalid_argument" }, JSON.stringify(rule));
  }
});

test("a rule that is removed before or after the wasm is loaded applies no more", async () => {
  const sandbox = standing();
  const early = sandbox.fault({ effect: { status: 500 } });
  early.remove();
  assert.equal((await list(sandbox)).status, 200);
  const late = sandbox.fault({ effect: { status: 500 } });
  assert.equal((await list(sandbox)).status, 500);
  late.remove();
  assert.equal((await list(sandbox)).status, 200);
  assert.deepEqual([early.hits, late.hits], [0, 1]);
});

test("the authorize page, a code, its exchange and a refresh work through fetch", async () => {
  const sandbox = standing();
  const { authorizeUrl, clientId, clientSecret, redirectUri, tokenUrl } = sandbox.oauth;
  const query = new URLSearchParams({
    response_type: "code",
    client_id: clientId,
    redirect_uri: redirectUri,
    scope: "read",
    state: "s",
  });
  const page = await sandbox.fetch(`${authorizeUrl}?${query}`);
  assert.match(await page.text(), /<button name="decision" value="allow">Allow</);
  const allowed = await sandbox.fetch(`${authorizeUrl}?${query}`, {
    method: "POST",
    body: new URLSearchParams({ decision: "allow" }),
  });
  assert.equal(allowed.status, 302);
  const target = new URL(allowed.headers.get("location"));
  assert.equal(target.searchParams.get("state"), "s");
  const token = async (fields) =>
    (
      await sandbox.fetch(tokenUrl, {
        method: "POST",
        body: new URLSearchParams({
          client_id: clientId,
          client_secret: clientSecret,
          redirect_uri: redirectUri,
          ...fields,
        }),
      })
    ).json();
  const code = target.searchParams.get("code");
  const first = await token({ grant_type: "authorization_code", code });
  const second = await token({
    grant_type: "refresh_token",
    refresh_token: first.refresh_token,
  });
  const status = async ({ access_token }) =>
    (
      await sandbox.fetch(`${BASE}/workspaces`, {
        headers: { authorization: `Bearer ${access_token}` },
      })
    ).status;
  assert.deepEqual([await status(first), await status(second)], [401, 200]);
});

test("an aborted request rejects with the signal's reason and changes nothing", async () => {
  const sandbox = standing();
  const before = await sandbox.snapshot();
  const signal = AbortSignal.abort(new Error("gone"));
  const error = await failure(
    send(sandbox, "POST", "/projects?workspace_id=1", { name: "x" }, { signal }),
  );
  assert.equal(error.message, "gone");
  assert.deepEqual((await sandbox.snapshot()).state, before.state);
});

test("the control endpoints are there, and moving the clock by them fires what is due", async () => {
  const attempts = [];
  const sandbox = standing({
    data: hook("https://example.com/hook"),
    onWebhook: ({ attempt }) => {
      attempts.push(attempt);
      throw new Error("no");
    },
  });
  await create(sandbox);
  const response = await sandbox.fetch("http://any/__sandbox/clock", {
    method: "POST",
    body: JSON.stringify({ advance: 70_000 }),
  });
  assert.equal((await response.json()).iso, "2026-01-29T12:01:10.000000Z");
  assert.deepEqual(attempts, [1, 2, 3]);
});
