// approve-timesheets: with options, and from a list on a terminal.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { test } from "node:test";
import { client, environment, examples, fault, run, serve, until } from "./support.mjs";

const DAYS = ["--from", "2026-01-01", "--to", "2026-02-02"];

async function setUp(t) {
  const server = await serve(t);
  const webwork = client(server);
  const submitted = await webwork.timesheets
    .list({ status: "submitted", date_from: DAYS[1], date_to: DAYS[3] })
    .toArray();
  assert.ok(submitted.length > 10);
  const sheet = async (id) => (await webwork.timesheets.list({ id })).data[0];
  return { server, submitted, sheet, options: { env: environment(server) } };
}

test("--list prints what waits and changes nothing", async (t) => {
  const { submitted, options, sheet } = await setUp(t);
  const { code, out } = await run(t, "approve-timesheets", ["--list", ...DAYS], options);
  assert.equal(code, 0);
  for (const { id } of submitted) assert.ok(out.includes(id), id);
  assert.match(out, /Łukasz Müller/);
  assert.equal((await sheet(submitted[0].id)).status, "submitted");
});

test("--approve approves those that are named, and no other", async (t) => {
  const { submitted, options, sheet } = await setUp(t);
  const [one, two, other] = submitted;
  const args = ["--approve", `${one.id}, ${two.id}`, ...DAYS];
  const { code, out } = await run(t, "approve-timesheets", args, options);
  assert.equal(code, 0);
  assert.equal(out.match(/^approved /gm).length, 2);
  const found = await Promise.all([one, two, other].map(({ id }) => sheet(id)));
  assert.deepEqual(
    found.map(({ status }) => status),
    ["approved", "approved", "submitted"],
  );
});

test("--approve all leaves nothing that waits", async (t) => {
  const { options } = await setUp(t);
  const all = await run(t, "approve-timesheets", ["--approve", "all", ...DAYS], options);
  assert.equal(all.code, 0);
  const { code, out } = await run(t, "approve-timesheets", ["--approve", "all", ...DAYS], options);
  assert.deepEqual([code, out], [0, "No timesheet waits for approval.\n"]);
});

test("--reject tells the member why", async (t) => {
  const { submitted, options, sheet } = await setUp(t);
  const args = ["--reject", submitted[0].id, "--reason", "Monday is missing", ...DAYS];
  assert.equal((await run(t, "approve-timesheets", args, options)).code, 0);
  const { status, reject_reason } = await sheet(submitted[0].id);
  assert.deepEqual([status, reject_reason], ["rejected", "Monday is missing"]);
});

test("one that fails does not keep the others from being approved; the exit code is 1", async (t) => {
  const { server, submitted, options } = await setUp(t);
  await fault(server, {
    match: { operation: "timesheets.approve" },
    after: 1,
    times: 1,
    effect: { status: 403 },
  });
  const args = ["--approve", "all", ...DAYS];
  const { code, out, err } = await run(t, "approve-timesheets", args, options);
  assert.equal(code, 1);
  assert.equal(out.match(/^approved /gm).length, submitted.length - 1);
  assert.match(err, /^failed .*403/m);
});

test("a timesheet whose response was lost is looked up, and nothing fails", async (t) => {
  const { server, options, submitted } = await setUp(t);
  await fault(server, {
    match: { operation: "timesheets.approve" },
    times: 1,
    effect: { reset: "after" },
  });
  const args = ["--approve", submitted[0].id, ...DAYS];
  const { code, out } = await run(t, "approve-timesheets", args, options);
  assert.equal(code, 0);
  assert.match(out, /^approved /);
});

test("options that do not go together, unknown ids and a missing terminal end with 2", async (t) => {
  const { options } = await setUp(t);
  for (const [args, message] of [
    [["--approve", "all", "--reject", "a"], /two runs/],
    [["--reject", "a"], /needs a --reason/],
    [["--approve", "nonsense"], /no timesheet "nonsense"/],
    [[], /no terminal/],
  ]) {
    const { code, err } = await run(t, "approve-timesheets", [...args, ...DAYS], options);
    assert.equal(code, 2);
    assert.match(err, message);
  }
});

/** The example on a pseudo-terminal, which `script` of util-linux makes. */
function onTerminal(t, { env }) {
  const program = [process.execPath, join(examples, "approve-timesheets.ts"), ...DAYS].join(" ");
  const command = `stty cols 100 rows 40; exec ${program}`;
  const child = spawn("script", ["-qefc", command, "/dev/null"], {
    env: { ...process.env, ...env, TERM: "xterm", NODE_TEST_CONTEXT: undefined, CI: undefined },
  });
  t.after(() => child.kill("SIGKILL"));
  let out = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (out += text));
  const ended = once(child, "close").then(([code]) => ({ code, out }));
  const type = async (after, keys) => {
    assert.ok(await until({ ended }, () => after.test(out)), `${after} is not in ${out}`);
    child.stdin.write(keys);
  };
  return { ended, type };
}

const [SPACE, ENTER, DOWN, ESCAPE] = [" ", "\r", "\x1b[B", "\x1b"];

test("on a terminal, some are chosen from a list and approved", async (t) => {
  const { submitted, options, sheet } = await setUp(t);
  const { ended, type } = onTerminal(t, options);
  await type(/Which ones\?/, SPACE + DOWN + DOWN + SPACE + ENTER);
  await type(/What about these 2\?/, ENTER);
  const { code, out } = await ended;
  assert.equal(code, 0, out);
  const found = await Promise.all(submitted.slice(0, 3).map(({ id }) => sheet(id)));
  assert.deepEqual(
    found.map(({ status }) => status),
    ["approved", "submitted", "approved"],
  );
});

test("on a terminal, a rejection asks for the reason", async (t) => {
  const { submitted, options, sheet } = await setUp(t);
  const { ended, type } = onTerminal(t, options);
  await type(/Which ones\?/, SPACE + ENTER);
  await type(/What about it\?/, DOWN + ENTER);
  await type(/Why\?/, `Too much${ENTER}`);
  assert.equal((await ended).code, 0);
  assert.equal((await sheet(submitted[0].id)).reject_reason, "Too much");
});

test("on a terminal, Escape changes nothing and ends with 130", async (t) => {
  const { submitted, options, sheet } = await setUp(t);
  const { ended, type } = onTerminal(t, options);
  await type(/Which ones\?/, ESCAPE);
  const { code, out } = await ended;
  assert.equal(code, 130);
  assert.match(out, /Nothing was changed/);
  assert.equal((await sheet(submitted[0].id)).status, "submitted");
});
