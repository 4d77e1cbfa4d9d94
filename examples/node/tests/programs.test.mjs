// What holds for every example.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { start } from "../../../js-tests/support/sandbox-server.mjs";
import { environment, examples, folder, run, serve } from "./support.mjs";

const names = readdirSync(examples)
  .filter((name) => name.endsWith(".ts"))
  .map((name) => name.slice(0, -3));

for (const name of names) {
  test(`${name} --help names itself, its options and its exit codes`, async (t) => {
    const { code, out, err } = await run(t, name, ["--help"]);
    assert.deepEqual([code, err], [0, ""]);
    assert.ok(out.startsWith(`${name}: `), out);
    assert.ok(out.includes(`npm run example -- ${name}`), out);
    assert.match(out, /Exit codes: 0 .*, 1 .*, 2 /);
    assert.match(out, /WEBWORK_TOKEN/);
    for (const line of out.split("\n")) assert.ok(line.length <= 110, line);
  });

  test(`${name} ends with 2 where an option is unknown, or an argument is too many`, async (t) => {
    for (const args of [["--nonsense"], ["one", "two"]]) {
      const { code, out, err } = await run(t, name, args, { cwd: folder(t) });
      assert.deepEqual([code, out], [2, ""]);
      assert.match(err, /^error .*(nonsense|one|two)/);
      assert.match(err, /--help/);
    }
  });
}

test("without an account they run on the embedded sandbox", async (t) => {
  const cwd = folder(t);
  cpSync(join(examples, "samples/entries.csv"), join(cwd, "in.csv"));
  for (const [name, ...args] of [
    ["export-month", "--members", "200,201"],
    ["import-csv", "in.csv"],
    ["approve-timesheets", "--approve", "all"],
    ["weekly-report"],
  ]) {
    const { code, err } = await run(t, name, [...args, "--rate-limit", "off"], { cwd });
    assert.equal(code, 0, err);
    assert.match(err, /^Talking to the embedded sandbox\.$/m);
  }
});

test("a token that is not valid ends with 1, says what to do, and is not shown", async (t) => {
  const server = await serve(t);
  const env = environment(server, "secret-of-mine");
  const { code, err } = await run(t, "weekly-report", [], { env, cwd: folder(t) });
  assert.equal(code, 1);
  assert.match(err, /WEBWORK_TOKEN valid/);
  assert.ok(!err.includes("secret-of-mine"), err);
});

test("a server that is not there ends with 1 and without a stack", async (t) => {
  const env = { WEBWORK_TOKEN: "sandbox-owner", WEBWORK_BASE_URL: "http://127.0.0.1:9/api/v2" };
  const { code, err } = await run(t, "weekly-report", [], { env, cwd: folder(t) });
  assert.equal(code, 1);
  assert.match(err, /Are you online/);
  assert.doesNotMatch(err, /\n {4}at /);
});

test("another server without a token ends with 2, and does not become the sandbox", async (t) => {
  const env = { WEBWORK_BASE_URL: "http://127.0.0.1:9/api/v2" };
  const { code, err } = await run(t, "weekly-report", [], { env, cwd: folder(t) });
  assert.equal(code, 2);
  assert.match(err, /WEBWORK_BASE_URL needs WEBWORK_TOKEN/);
});

test("who has several workspaces is asked which one", async (t) => {
  // The vendor's examples are in three workspaces.
  const env = environment(await start(t));
  const asked = await run(t, "approve-timesheets", ["--list"], { env });
  assert.equal(asked.code, 2);
  assert.match(asked.err, /--workspace is needed, one of .*1 \(WebWork Workspace\)/);
  const told = await run(t, "approve-timesheets", ["--list", "--workspace", "1"], { env });
  assert.equal(told.code, 0);
});

test("npm run example lists every example, and refuses others with 2", () => {
  const script = join(examples, "../../scripts/example.mjs");
  const example = (...args) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args]);
    return { code: status, out: String(stdout), err: String(stderr) };
  };
  const { code, out } = example();
  assert.equal(code, 0);
  const listed = [...out.matchAll(/^ {2}([a-z-]+) /gm)].map(([, name]) => name);
  assert.deepEqual(listed.sort(), names);
  assert.equal(example("nonsense").code, 2);
  assert.match(example("weekly-report", "--help").out, /^weekly-report: /);
  assert.equal(example("weekly-report", "--nonsense").code, 2);
});

test("the README has a row for every example", () => {
  const readme = readFileSync(join(examples, "README.md"), "utf8");
  const rows = [...readme.matchAll(/^\| `([a-z-]+)[ `]/gm)].map(([, name]) => name);
  assert.deepEqual(rows.sort(), names);
});
