// `npm run contract -- probe` against the sandbox: it only reads, it finds what differs, and its report has
// nothing of the account.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { WebWork } from "webwork-sdk";
import { Sandbox } from "webwork-sdk/sandbox";
import { control, folder, NOW, start } from "../../../js-tests/support/sandbox-server.mjs";
import { root } from "../../steps.mjs";
import { load } from "../load.mjs";
import { readOperations } from "./plan.mjs";
import { readOnlyFetch } from "./read-only.mjs";
import { probe } from "./run.mjs";
import { safePath, vocabularyOf } from "./vocabulary.mjs";

const document = await load(join(root, "contract/openapi.yaml"));
const DAYS = {
  date: "2026-01-28",
  start_date: "2026-01-22",
  date_from: "2026-01-22",
  end_date: "2026-01-28",
  date_to: "2026-01-28",
};

const makeSandbox = (options) => new Sandbox({ now: Date.parse(NOW), ...options });

async function probeSandbox({ sandbox = makeSandbox(), known = { workspace_id: 1 } } = {}) {
  const found = await probe(WebWork, {
    document,
    token: sandbox.token,
    fetch: sandbox.fetch,
    known: { ...known, ...DAYS },
  });
  return { sandbox, ...found };
}

/** The lines of a section of the report. */
const section = (report, title) =>
  report
    .split(`## ${title}\n`)[1]
    .split("\n## ")[0]
    .split("\n")
    .filter((line) => line.startsWith("- "));

for (const [what, ...args] of [
  ["POST", "https://api.example/a", { method: "POST" }],
  ["post", "https://api.example/a", { method: "post" }],
  ["PUT", "https://api.example/a", { method: "PUT" }],
  ["PATCH", "https://api.example/a", { method: "PATCH" }],
  ["DELETE", "https://api.example/a", { method: "DELETE" }],
  ["HEAD", "https://api.example/a", { method: "HEAD" }],
  ["GET with a body", "https://api.example/a", { method: "GET", body: "{}" }],
  ["a Request", new Request("https://api.example/a", { method: "POST" })],
])
  test(`${what} is refused before anything is sent`, async () => {
    let sent = 0;
    const fetch = readOnlyFetch(async () => {
      sent++;
      return new Response("{}");
    });
    await assert.rejects(fetch(...args), /the probe only reads/);
    assert.equal(sent, 0);
  });

test("what is sent is built anew: a GET, without a body", async () => {
  const sent = [];
  const fetch = readOnlyFetch(async (...args) => {
    sent.push(args);
    return new Response("{}");
  });
  await fetch("https://api.example/a", { headers: { a: "b" }, dispatcher: {}, keepalive: true });
  const [[url, init]] = sent;
  assert.equal(url, "https://api.example/a");
  assert.deepEqual(Object.keys(init), ["method", "headers", "signal", "redirect", "cache"]);
  assert.equal(init.method, "GET");
});

test("a client with it cannot write, and the server sees nothing", async () => {
  const sandbox = makeSandbox();
  const webwork = new WebWork({
    token: sandbox.token,
    fetch: readOnlyFetch(sandbox.fetch),
    workspaceId: 1,
    maxRetries: 0,
  });
  const day = { user_id: 100, date: "2026-01-29", start_time: "09:00", end_time: "10:00" };
  for (const write of [
    () => webwork.timeEntries.create(day),
    () => webwork.projects.update({ project_id: 10, name: "Other" }),
    () => webwork.members.archive({ member_id: 100 }),
    () => webwork.request({ method: "POST", path: "/time-entries", body: day }),
  ])
    await assert.rejects(write, /the probe only reads|no response|connection/i);
  assert.equal(sandbox.requests.length, 0);
});

test("every operation that reads is called once, and nothing changes", async () => {
  const sandbox = makeSandbox();
  const { state: before } = await sandbox.snapshot();
  const { calls, notCalled, failed } = await probeSandbox({ sandbox });
  const names = readOperations(document).map(({ name }) => name);
  assert.equal(names.length, 26);
  assert.deepEqual(calls.map(({ name }) => name).sort(), names.sort());
  assert.deepEqual([notCalled, failed], [[], false]);
  assert.deepEqual(
    sandbox.requests.map(({ method }) => method),
    names.map(() => "GET"),
  );
  assert.deepEqual((await sandbox.snapshot()).state, before);
});

test("the report has no token, no name, no address, no id and nothing else of the account", async () => {
  const sandbox = makeSandbox({ seed: 1 });
  const { report } = await probeSandbox({ sandbox });
  const webwork = new WebWork({ token: sandbox.token, fetch: sandbox.fetch, workspaceId: 1 });
  const members = await webwork.members.list().toArray();
  const projects = await webwork.projects.list().toArray();
  const sheets = await webwork.timesheets.list().toArray({ limit: 50 });
  const secrets = [
    sandbox.token,
    ...members.flatMap(({ email, firstname, lastname }) => [email, firstname, lastname]),
    ...projects.map(({ name }) => name),
    ...sheets.map(({ id }) => id),
    "@",
    "seed-",
    "2026-",
  ];
  assert.ok(secrets.length > 150);
  for (const secret of secrets) assert.ok(!report.includes(secret), secret);
  const numbers = members.map(({ id }) => String(id)).filter((id) => id !== "10" && id !== "200");
  // A status or a duration may happen to be somebody's id.
  const measured = report.replaceAll(/\| \d+ \| \d+ \|/g, "|");
  assert.ok(measured.length < report.length);
  for (const id of numbers) assert.doesNotMatch(measured, new RegExp(`\\b${id}\\b`));
});

test("objects that have people for keys do not name them", async () => {
  const sandbox = makeSandbox();
  const person = { hours: 1, "Jane Doe": 2, "jane@example.com": 3, jane: 4 };
  sandbox.fault({
    match: { operation: "reports.trackedHours" },
    effect: {
      status: 200,
      body: {
        success: true,
        data: {
          report_type: "tracked_hours",
          start_date: "2026-01-22",
          end_date: "2026-01-28",
          users: person,
          jane_doe: person,
        },
      },
    },
  });
  const { report } = await probeSandbox({ sandbox });
  assert.doesNotMatch(report, /jane|doe\b/i);
  assert.match(report, /`data\.users` \(object\)/);
  assert.match(report, /`data\.\(a name that is not shown\)` \(object\)/);
});

test("a member that is missing, and one of another type, are drift with a path and no value", async () => {
  const sandbox = makeSandbox();
  const drift = (operation, effect) => sandbox.fault({ match: { operation }, effect });
  drift("workspaces.list", { drop: "/data/0/workspace_name" });
  drift("members.list", { retype: "/data/1/email" });
  drift("timeEntries.list", { retype: "/data/0/duration_minutes" });
  const known = { workspace_id: 1, user_id: 100 };
  const { report, failed } = await probeSandbox({ sandbox, known });
  assert.equal(failed, true);
  const lines = section(report, "Drift");
  assert.equal(lines.length, 3);
  assert.match(lines[0], /workspaces\.list: `data\[\]\.workspace_name` is string.*, nothing in/);
  assert.match(lines[1], /members\.list: `data\[\]\.email` is string.*, number in/);
  assert.match(lines[2], /timeEntries\.list: `data\[\]\.duration_minutes` is integer.*, string in/);
});

test("facts are told apart: proven, refuted, open", async () => {
  const sandbox = makeSandbox();
  sandbox.fault({ match: { operation: "members.list" }, effect: { drop: "/meta/pagination" } });
  sandbox.fault({ match: { operation: "leaves.listPolicies" }, effect: { status: 405 } });
  sandbox.fault({ match: { operation: "projects.get" }, effect: { status: 404 } });
  sandbox.fault({ match: { operation: "contracts.list" }, effect: { retype: "/data/0/currency" } });
  const { report, failed } = await probeSandbox({ sandbox });
  assert.equal(failed, true);
  const [proven, refuted, open] = [
    "Inferred, and now proven",
    "Inferred, and not so",
    "Inferred, and still open",
  ].map((title) => section(report, title).join("\n"));
  assert.match(
    proven,
    /tasks\.list: place of the page object, not documented \(meta\.pagination\)/,
  );
  assert.match(proven, /contracts\.list: page object in pagination/);
  assert.match(proven, /members\.list: GET \/members exists/);
  assert.match(proven, /members\.get: status of the success, not documented \(200\)/);
  assert.match(proven, /contracts\.list: data\[\]\.contract_name \(string\)/);
  assert.match(refuted, /members\.list: page object in meta\.pagination \(none\)/);
  assert.match(refuted, /leaves\.listPolicies: GET \/leaves\/policies exists \(405\)/);
  assert.match(refuted, /contracts\.list: data\[\]\.currency \(integer or string\)/);
  assert.match(open, /projects\.get: GET \/projects\/\{projectId\} exists \(404\)/);
});

test("what needs an id that no list has is not called, and the report says why", async () => {
  const { report, calls, notCalled, failed } = await probeSandbox({ known: { workspace_id: 0 } });
  assert.equal(failed, false);
  const names = notCalled.map(({ operation }) => operation.name);
  assert.ok(names.includes("tasks.get") && names.includes("contracts.get"), String(names));
  assert.equal(calls.length + names.length, 26);
  assert.match(report, /^- contracts\.get: there is no contract_id to ask for$/m);
  assert.match(report, /^- 37 operations that write$/m);
});

test("several workspaces need a choice, one does not", async () => {
  await assert.rejects(probeSandbox({ known: {} }), /--workspace is needed: the token has 3/);
  const { calls } = await probeSandbox({ sandbox: makeSandbox({ seed: 1 }), known: {} });
  assert.equal(calls.length, 26);
});

test("paths keep the contract's names and hide all others", () => {
  const isKnown = vocabularyOf(document);
  for (const [pointer, path] of [
    ["/data/0/id", "data[].id"],
    ["/data/daily_breakdown/2026-01-28/0/total_minutes", "data.daily_breakdown.*[].total_minutes"],
    ["/data/jane~1doe/total_hours", "data.*.total_hours"],
    ["/meta/pagination/last_page", "meta.pagination.last_page"],
    ["", ""],
  ])
    assert.equal(safePath(pointer, isKnown), path);
});

async function contract(args, env) {
  const { WEBWORK_TOKEN: _, WEBWORK_BASE_URL: __, ...own } = process.env;
  const child = spawn(
    process.execPath,
    [join(root, "scripts/contract/main.mjs"), "probe", ...args],
    { env: { ...own, ...env } },
  );
  let [out, err] = ["", ""];
  child.stdout.on("data", (text) => (out += text));
  child.stderr.on("data", (text) => (err += text));
  const [code] = await once(child, "close");
  return { code, out, err };
}

test("the command writes a report for its owner alone, with the rate-limit headers and their values", async (t) => {
  // In real time, because a clock that stands still has no limit.
  const server = await start(t, []);
  const out = join(folder(t), "probe.md");
  const env = { WEBWORK_TOKEN: "sandbox-owner", WEBWORK_BASE_URL: server.base };
  const args = ["--workspace", "1", "--date", "2026-01-28", "--out", out];
  const ok = await contract(args, env);
  assert.equal(ok.code, 0, ok.err);
  assert.match(ok.out, /^200 timeEntries\.list/m);
  assert.equal(statSync(out).mode & 0o777, 0o600);
  const report = readFileSync(out, "utf8");
  assert.match(report, /26 of 26 calls succeeded/);
  assert.match(report, /`x-ratelimit-remaining`, in 26 responses: 59 … 34/);
  assert.ok(!report.includes(server.base) && !report.includes("sandbox-owner"));
  const { length } = (await control(server, "GET", "/requests")).filter(
    ({ method }) => method !== "GET",
  );
  assert.equal(length, 0);

  await control(server, "POST", "/faults", {
    match: { operation: "members.list" },
    effect: { drop: "/data/0/email" },
  });
  assert.equal((await contract(args, env)).code, 1);
});

for (const [what, args, env, message] of [
  ["no token", [], {}, /WEBWORK_TOKEN is needed/],
  ["a bad workspace", ["--workspace", "mine"], { WEBWORK_TOKEN: "a" }, /--workspace is a whole/],
  ["a bad user", ["--user", "me"], { WEBWORK_TOKEN: "a" }, /--user is a whole/],
  ["a bad date", ["--date", "today"], { WEBWORK_TOKEN: "a" }, /--date is a day/],
  ["an unknown option", ["--write"], { WEBWORK_TOKEN: "a" }, /--write/],
])
  test(`${what} ends with 2 and the usage`, async () => {
    const { code, err } = await contract(args, env);
    assert.equal(code, 2);
    assert.match(err, message);
    assert.match(err, /Exit codes/);
  });

test("a token that is not valid ends with 2 and is not shown", async (t) => {
  const server = await start(t);
  const env = { WEBWORK_TOKEN: "secret-of-mine", WEBWORK_BASE_URL: server.base };
  const { code, out, err } = await contract(["--workspace", "1"], env);
  assert.equal(code, 2);
  assert.match(err, /WEBWORK_TOKEN is not valid/);
  assert.doesNotMatch(`${out}${err}`, /secret-of-mine/);
});
