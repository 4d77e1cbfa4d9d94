// Faults on the socket, and webhooks over HTTP.

import assert from "node:assert/strict";
import { connect } from "node:net";
import { test } from "node:test";
import {
  call,
  control,
  createProject,
  projectNames,
  raw,
  start,
} from "../../support/sandbox-server.mjs";
import { serve } from "../../support/server.mjs";

const headers = { authorization: "Bearer sandbox-owner", "content-type": "application/json" };
const PATH = "/api/v2/workspaces";

/** All bytes that come on a connection until it ends, and the error that it ends with. */
function converse(server, { method = "GET", path = PATH, body = "" } = {}) {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  const lines = Object.entries({ ...headers, host: hostname, "content-length": body.length });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  socket.write(`${method} ${path} HTTP/1.1\r\n${head}\r\n${body}`);
  return new Promise((resolve) => {
    let text = "";
    let error;
    socket.setEncoding("latin1").on("data", (part) => (text += part));
    socket.on("error", ({ code }) => (error = code));
    socket.on("close", () => resolve({ text, error }));
  });
}

test("reset: the connection is reset, before or after the write was stored", async (t) => {
  const server = await start(t);
  for (const reset of ["before", "after"]) {
    await control(server, "POST", "/faults", { times: 1, effect: { reset } });
    const body = JSON.stringify({ name: `reset ${reset}` });
    const path = "/api/v2/projects?workspace_id=1";
    const { text, error } = await converse(server, { method: "POST", path, body });
    assert.deepEqual([text, error], ["", "ECONNRESET"], reset);
  }
  const names = await projectNames(server);
  assert.ok(names.includes("reset after") && !names.includes("reset before"));
});

test("cutBody: the head and so many bytes come, then the connection ends", async (t) => {
  const server = await start(t);
  for (const at of [0, 1, 20]) {
    await control(server, "POST", "/faults", { times: 1, effect: { cutBody: at } });
    const { text } = await converse(server);
    const [head, body] = text.split("\r\n\r\n");
    assert.match(head, /^HTTP\/1\.1 200 /);
    assert.ok(Number(/content-length: (\d+)/i.exec(head)[1]) > 20);
    assert.equal(body.length, at);
  }
  await control(server, "POST", "/faults", { times: 1, effect: { cutBody: 5 } });
  await assert.rejects(async () => (await call(server, "GET", "/workspaces")).text());
});

test("slowBody and latency take their time, and the body comes whole", async (t) => {
  const server = await start(t);
  const whole = await (await call(server, "GET", "/workspaces")).text();
  for (const effect of [{ slowBody: 120 }, { latencyMs: 120 }]) {
    await control(server, "POST", "/faults", { times: 1, effect });
    const begin = performance.now();
    const text = await (await call(server, "GET", "/workspaces")).text();
    // Timers may fire up to 1 ms early.
    assert.ok(performance.now() - begin >= 115, JSON.stringify(effect));
    assert.equal(text, whole);
  }
});

test("stall: nothing comes; the client's leaving is noticed, and others are served", async (t) => {
  const server = await start(t);
  await control(server, "POST", "/faults", { times: 1, effect: "stall" });
  const leave = new AbortController();
  const pending = call(server, "GET", "/workspaces", { signal: leave.signal });
  for (let tries = 0; tries < 1_000; tries++)
    if ((await control(server, "GET", "/requests")).length > 0) break;
  assert.equal((await call(server, "GET", "/workspaces")).status, 200);
  leave.abort();
  await assert.rejects(pending, { name: "AbortError" });
});

test("statuses and altered bodies of faults come over HTTP as in process", async (t) => {
  const server = await start(t);
  const cases = [
    [{ status: 503, body: { a: 1 }, headers: { "retry-after": 7 } }, 503, /^\{"a":1\}$/],
    ["html502", 502, /^<html>/],
    [{ drop: "/data" }, 200, /^(?!.*"data")/],
  ];
  for (const [effect, status, body] of cases) {
    const { id } = await control(server, "POST", "/faults", { effect });
    const response = await raw(`${server.url}${PATH}`, { headers });
    assert.equal(response.status, status);
    assert.match(response.text, body);
    await control(server, "DELETE", `/faults/${id}`);
  }
});

test("webhooks are delivered over HTTP, and tried again as the clock is advanced", async (t) => {
  const server = await start(t);
  let status = 500;
  const hook = await serve(t, (_, response) => response.writeHead(status).end());
  const body = { url: `${hook.url}/hook`, events: ["project.created"] };
  assert.equal((await call(server, "POST", "/webhooks?workspace_id=1", { body })).status, 200);
  await createProject(server, "hooked");
  // Advancing waits for what is under way.
  await control(server, "POST", "/clock", { advance: 0 });
  assert.equal(hook.requests.length, 1);
  status = 200;
  await control(server, "POST", "/clock", { advance: 60_000 });
  assert.equal(hook.requests.length, 2);
  const [first, second] = hook.requests;
  assert.equal(first.body, second.body);
  assert.equal(JSON.parse(second.body).event, "project.created");
  assert.ok(second.headers["x-webhook-token"]);
  const deliveries = await control(server, "GET", "/webhooks");
  assert.equal(deliveries.length, 2);
});

test("tokens with a namespace have data of their own", async (t) => {
  const server = await start(t);
  const [one, other] = ["one", "other"].map((name) => ({ token: `ns:${name}:owner` }));
  await createProject(server, "only here", one);
  assert.ok((await projectNames(server, one)).includes("only here"));
  assert.ok(!(await projectNames(server, other)).includes("only here"));
  assert.ok(!(await projectNames(server)).includes("only here"));
});
