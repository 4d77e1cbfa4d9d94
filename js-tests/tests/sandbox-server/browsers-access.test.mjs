// What browsers may do: CORS of the API, Host and Origin of the control endpoints.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { NOW, raw, start } from "../../support/sandbox-server.mjs";

const ORIGIN = "https://app.example";
const authorization = "Bearer sandbox-owner";
const corsOf = ({ headers }) =>
  Object.keys(headers).filter((name) => name.startsWith("access-control-"));

let server;
let strict;
before(async (t) => {
  server = await start(t);
  strict = await start(t, ["--now", NOW, "--cors", "strict"]);
});

test("any origin may call the API, and read no more than the body", async () => {
  const headers = { origin: ORIGIN, authorization };
  const response = await raw(`${server.base}/workspaces`, { headers });
  assert.deepEqual([response.status, corsOf(response)], [200, ["access-control-allow-origin"]]);
  assert.equal(response.headers["access-control-allow-origin"], "*");
  const refused = await raw(`${server.base}/workspaces`, { headers: { origin: ORIGIN } });
  assert.deepEqual([refused.status, corsOf(refused)], [401, ["access-control-allow-origin"]]);
});

test("a preflight of the API allows what is asked for", async () => {
  const headers = {
    origin: ORIGIN,
    "access-control-request-method": "PUT",
    "access-control-request-headers": "authorization,content-type",
  };
  const response = await raw(`${server.base}/projects/10`, { method: "OPTIONS", headers });
  assert.equal(response.status, 204);
  assert.equal(response.headers["access-control-allow-origin"], "*");
  assert.equal(response.headers["access-control-allow-methods"], "PUT");
  assert.equal(response.headers["access-control-allow-headers"], "authorization,content-type");
  assert.match(response.headers.vary, /Access-Control-Request-Headers/);
});

test("OAuth and the control endpoints have no CORS, nor has anything with --cors strict", async () => {
  const headers = { origin: ORIGIN, "access-control-request-method": "POST", authorization };
  for (const [url, method] of [
    [`${server.url}/oauth/token`, "POST"],
    [`${server.url}/oauth/token`, "OPTIONS"],
    [`${server.url}/__sandbox/state`, "GET"],
    [`${server.url}/__sandbox/state`, "OPTIONS"],
    [`${strict.base}/workspaces`, "GET"],
    [`${strict.base}/workspaces`, "OPTIONS"],
  ])
    assert.deepEqual(corsOf(await raw(url, { method, headers })), [], `${method} ${url}`);
});

test("control endpoints and page take loopback Host headers only", async () => {
  const { port } = new URL(server.url);
  const status = async (path, host) =>
    (await raw(`${server.url}${path}`, { headers: { host } })).status;
  for (const path of ["/", "/__sandbox/state", "/__sandbox/openapi.json"]) {
    for (const host of ["localhost", "LOCALHOST", "127.0.0.1", "127.8.8.8", "[::1]"])
      assert.equal(await status(path, `${host}:${port}`), 200, `${path} ${host}`);
    for (const host of [
      "evil.example",
      `evil.example:${port}`,
      `localhost.evil.example:${port}`,
      `127.0.0.1.evil.example:${port}`,
      "user@localhost",
      "192.168.0.1",
      "[::2]",
    ])
      assert.equal(await status(path, host), 403, `${path} ${host}`);
  }
  const { status: api } = await raw(`${server.base}/workspaces`, {
    headers: { host: "evil.example", authorization },
  });
  assert.equal(api, 200);
});

test("control endpoints refuse pages of other origins, and change nothing for them", async () => {
  const { host } = new URL(server.url);
  const send = (origin) =>
    raw(`${server.url}/__sandbox/faults`, {
      method: "POST",
      headers: { origin, "content-type": "text/plain" },
      body: JSON.stringify({ effect: { status: 503 } }),
    });
  for (const origin of [
    ORIGIN,
    "null",
    `https://${host}`,
    "http://localhost:1",
    "http://127.0.0.1",
  ])
    assert.equal((await send(origin)).status, 403, origin);
  const faults = () => raw(`${server.url}/__sandbox/faults`);
  assert.equal((await faults()).text, "[]");
  const added = await send(`http://${host}`);
  assert.equal(added.status, 201);
  await raw(`${server.url}/__sandbox/faults/${JSON.parse(added.text).id}`, { method: "DELETE" });
});

test("the control endpoints' description is an OpenAPI file that names each of them", async () => {
  const { text, headers } = await raw(`${server.url}/__sandbox/openapi.json`);
  assert.match(headers["content-type"], /^application\/json/);
  const { openapi, paths } = JSON.parse(text);
  assert.match(openapi, /^3\.1/);
  for (const path of ["state", "reset", "snapshots", "clock", "faults", "requests", "webhooks"])
    assert.ok(paths[`/__sandbox/${path}`], path);
});

test("odd requests get a response, not a crash", async () => {
  const bad = [
    { method: "TRACE" },
    { method: "PROPFIND" },
    { path: "//evil.example/api/v2/workspaces" },
    { path: "/api/v2/%ff%00" },
    { path: "http://[::1/" },
    { path: `/${"x".repeat(8_000)}` },
    { path: "/api/v2/workspaces", headers: { authorization: "Bearer \u00e4\u00f6" } },
  ];
  for (const request of bad) {
    const { status } = await raw(server.url, request);
    assert.ok(status >= 400 && status < 500, `${JSON.stringify(request).slice(0, 80)}: ${status}`);
  }
  assert.equal(
    (await raw(`${server.base}/workspaces`, { headers: { authorization } })).status,
    200,
  );
});
