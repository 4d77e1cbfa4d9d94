// The command line: options, output, exit codes, signals.

import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { test } from "node:test";
import { WebWork } from "webwork-sdk";
import { CLI, call, control, folder, launch, NOW, start } from "../../support/sandbox-server.mjs";

test("the command is a program of the package, and of Node", () => {
  assert.ok(readFileSync(CLI, "utf8").startsWith("#!/usr/bin/env node\n"));
});

test("--help and --version print and end", async (t) => {
  const help = await launch(t, ["--help"]).ended;
  assert.deepEqual([help.code, help.err], [0, ""]);
  for (const option of ["port", "host", "state", "seed", "now", "cors", "quiet", "version"])
    assert.match(help.out, new RegExp(`--${option}\\b`));
  const version = await launch(t, ["--version"]).ended;
  assert.deepEqual([version.code, version.out], [0, `${WebWork.version}\n`]);
});

test("a wrong option ends with code 2 and names the option", async (t) => {
  const wrong = {
    "--port": ["x", "65536", "-1", "1.5", ""],
    "--seed": ["x", "-1", "4294967296"],
    "--now": ["noon", "2026-01-29T12:00", "2026-13-01", "1900-01-01"],
    "--cors": ["lax"],
    "--host": [""],
    "--state": [""],
  };
  const cases = Object.entries(wrong).flatMap(([name, values]) =>
    values.map((value) => [name, `${name}=${value}`]),
  );
  for (const [name, argument] of [...cases, ["--nope", "--nope"], ["stray", "stray"]]) {
    const { code, out, err } = await launch(t, [argument]).ended;
    assert.deepEqual([code, out], [2, ""], argument);
    assert.ok(err.startsWith("webwork-sandbox: ") && err.includes(name), err);
  }
});

test("the first line has the URL; a client works with it", async (t) => {
  const server = await start(t);
  assert.match(server.out(), /^Listening on http:\/\/127\.0\.0\.1:\d+\n/);
  const webwork = new WebWork({
    token: "sandbox-owner",
    baseUrl: server.base,
    workspaceId: 1,
    rateLimit: false,
  });
  assert.equal((await webwork.members.get({ member_id: 100 })).data.firstname, "John");
});

test("each request is one line: method, path, status, ms, role; no token and no query", async (t) => {
  const server = await start(t);
  await call(server, "GET", "/projects?workspace_id=1&secret=hush");
  await call(server, "GET", "/projects?workspace_id=1", { token: "sandbox-viewer" });
  await call(server, "GET", "/projects?workspace_id=1", { token: "ns:a:member" });
  await call(server, "GET", "/projects?workspace_id=1", { token: "hush-hush" });
  await fetch(`${server.base}/nowhere`);
  const { out } = await server.stop();
  const lines = out.split("\n").filter((line) => line.startsWith("GET "));
  assert.deepEqual(
    lines.map((line) => line.replace(/ \d+ ms /, " 0 ms ")),
    [
      "GET /api/v2/projects 200 0 ms owner",
      "GET /api/v2/projects 200 0 ms viewer",
      "GET /api/v2/projects 200 0 ms a:member",
      "GET /api/v2/projects 401 0 ms other",
      "GET /api/v2/nowhere 401 0 ms -",
    ],
  );
  assert.doesNotMatch(out, /hush/);
});

test("--quiet prints the URL alone", async (t) => {
  const server = await start(t, ["--quiet"]);
  await call(server, "GET", "/workspaces");
  assert.match((await server.stop()).out, /^Listening on \S+\n$/);
});

test("--now lets the clock stand still at that time; --seed makes a company", async (t) => {
  const server = await start(t, ["--now", NOW, "--seed", "7"]);
  const { clock, namespaces } = await control(server, "GET", "/state");
  assert.deepEqual([clock.now, clock.speed], [Date.parse(NOW), 0]);
  assert.equal(namespaces[0].workspaces[0].rows.members, 50);
});

test("without --now the clock is real, and the rate limit is on", async (t) => {
  const server = await start(t, []);
  const response = await call(server, "GET", "/workspaces");
  assert.equal(response.headers.get("x-ratelimit-limit"), "60");
  const { clock } = await control(server, "GET", "/state");
  assert.equal(clock.speed, 1);
});

test("a port that is in use, and an address of another machine, end with code 1", async (t) => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  t.after(() => other.close());
  const { port } = other.address();
  const used = await launch(t, ["--port", `${port}`, "--state", join(folder(t), "s")]).ended;
  assert.deepEqual([used.code, used.out], [1, ""]);
  assert.match(used.err, new RegExp(`port ${port} is in use`));
  const foreign = await launch(t, ["--port", "0", "--host", "192.0.2.1"]).ended;
  assert.deepEqual([foreign.code, foreign.out], [1, ""]);
  assert.match(foreign.err, /192\.0\.2\.1 is not an address of this machine/);
});

test("SIGTERM and SIGINT finish what is under way and end with code 0", async (t) => {
  for (const signal of ["SIGTERM", "SIGINT"]) {
    const server = await start(t);
    const effect = { latencyMs: 300 };
    await control(server, "POST", "/faults", { match: { path: "/workspaces" }, effect });
    const pending = call(server, "GET", "/workspaces");
    await requested(server);
    const ended = server.end(signal);
    assert.equal((await pending).status, 200);
    assert.equal((await ended).code, 0);
  }
});

test("a connection that stalls does not keep the server from ending", async (t) => {
  const server = await start(t);
  await control(server, "POST", "/faults", { effect: "stall" });
  const pending = assert.rejects(call(server, "GET", "/workspaces"));
  await requested(server);
  assert.equal((await server.stop()).code, 0);
  await pending;
});

/** Waits until the sandbox has seen a request. */
async function requested(server) {
  for (let tries = 0; tries < 1_000; tries++)
    if ((await control(server, "GET", "/requests")).length > 0) return;
  throw new Error("no request came");
}
