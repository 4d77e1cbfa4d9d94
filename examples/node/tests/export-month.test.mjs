// export-month: complete and without doubles, however often it is stopped.

import assert from "node:assert/strict";
import { existsSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { random } from "../../../js-tests/support/random.mjs";
import {
  client,
  environment,
  fault,
  folder,
  launch,
  run,
  serve,
  sizeOf,
  until,
} from "./support.mjs";

const MEMBERS = "200,201,202,203";
const ARGS = ["--month", "2026-01", "--members", MEMBERS, "--rate-limit", "off"];
const SLOW = { match: { operation: "timeEntries.list" }, effect: { latencyMs: 15 } };

/** A server, a folder, and what a whole export looks like. */
async function setUp(t) {
  const server = await serve(t);
  const options = { env: environment(server), cwd: folder(t) };
  const whole = await run(t, "export-month", [...ARGS, "--out", "whole.csv"], options);
  assert.equal(whole.code, 0, whole.err);
  const out = join(options.cwd, "out.csv");
  return {
    server,
    options,
    whole: readFileSync(join(options.cwd, "whole.csv"), "utf8"),
    out,
    cursor: `${out}.cursor.json`,
    args: [...ARGS, "--out", "out.csv"],
  };
}

test("an export has every entry of the month, member by member and day by day", async (t) => {
  const { server, whole } = await setUp(t);
  const webwork = client(server);
  const user_ids = MEMBERS.split(",").map(Number);
  const entries = await webwork.timeEntries
    .range({ user_ids, from: "2026-01-01", to: "2026-01-31" })
    .toArray();
  const ids = whole
    .trim()
    .split("\n")
    .map((line) => line.split(",")[0]);
  assert.ok(entries.length > 200);
  assert.deepEqual(ids, ["id", ...entries.map(({ id }) => id)]);
});

test("it shows progress with the time left on stderr, and the result on stdout", async (t) => {
  const { options } = await setUp(t);
  const args = [...ARGS, "--overwrite", "--out", "whole.csv"];
  const { out, err } = await run(t, "export-month", args, options);
  assert.match(out, /^\d+ entries of 4 members are in whole\.csv\.\n$/);
  assert.match(err, /^100 % · 124 of 124 days · \d+ s left$/m);
});

test("Ctrl-C leaves a cursor and says how to go on; the same command appends the rest", async (t) => {
  const { server, options, whole, out, cursor, args } = await setUp(t);
  await fault(server, SLOW);
  const first = launch(t, "export-month", args, options);
  await until(first, () => sizeOf(out) > 200);
  first.child.kill("SIGINT");
  const { code, signal, err } = await first.ended;
  assert.deepEqual([code, signal], [130, null]);
  assert.match(err, /entries are in out\.csv\. Run the same command again to go on\./);
  assert.ok(existsSync(cursor));
  const before = readFileSync(out, "utf8");
  assert.ok(before.length < whole.length);

  const second = await run(t, "export-month", args, options);
  assert.equal(second.code, 0, second.err);
  assert.match(second.err, /Going on after \d+ entries/);
  assert.equal(readFileSync(out, "utf8"), whole);
  assert.ok(!existsSync(cursor));
});

test("10 exports that SIGKILL and Ctrl-C end at random points are complete in the end", async (t) => {
  const { server, options, whole, out, cursor, args } = await setUp(t);
  await fault(server, SLOW);
  const below = random(15);
  let killed = 0;
  let halfway = 0;
  for (let round = 0; round < 10; round++) {
    let code;
    for (let tries = 0; tries < 12 && code !== 0; tries++) {
      const child = launch(t, "export-month", [...args, ...["--overwrite"].slice(tries)], options);
      if (tries < 2) {
        // The first one anywhere, the second one behind a checkpoint of its own.
        const before = sizeOf(out);
        await until(child, () => (tries === 0 ? existsSync(cursor) : sizeOf(out) > before));
        const at = performance.now() + below(200);
        await until(child, () => performance.now() > at);
        if (sizeOf(out) > 200) halfway++;
        child.child.kill(below(4) === 0 ? "SIGINT" : "SIGKILL");
      }
      const ended = await child.ended;
      ({ code } = ended);
      if (code !== 0) killed++;
      assert.ok(code === 0 || code === 130 || ended.signal !== null, ended.err);
    }
    assert.equal(code, 0, `round ${round}`);
    assert.equal(readFileSync(out, "utf8"), whole, `round ${round}`);
    assert.ok(!existsSync(cursor));
  }
  assert.ok(killed >= 10 && halfway >= 5, `${killed} were killed, ${halfway} of them half-way`);
});

test("what a crash left behind the last checkpoint is cut off", async (t) => {
  const { server, options, whole, out, args } = await setUp(t);
  await fault(server, SLOW);
  const first = launch(t, "export-month", args, options);
  await until(first, () => sizeOf(out) > 200);
  first.child.kill("SIGINT");
  await first.ended;
  writeFileSync(out, `${readFileSync(out, "utf8")}seed-200-2026-01-05-0,half a li`);
  assert.equal((await run(t, "export-month", args, options)).code, 0);
  assert.equal(readFileSync(out, "utf8"), whole);
});

test("faults of the server cost nothing but time", async (t) => {
  const { server, options, whole, out, args } = await setUp(t);
  for (const effect of [{ status: 503 }, { reset: "before" }, { cutBody: 40 }, "html502"])
    await fault(server, { match: { operation: "timeEntries.list" }, after: 9, times: 1, effect });
  const { code, err } = await run(t, "export-month", args, options);
  assert.equal(code, 0, err);
  assert.equal(readFileSync(out, "utf8"), whole);
});

test("a server that stays down ends with 1, and the same command goes on later", async (t) => {
  const { server, options, whole, out, args } = await setUp(t);
  const match = { operation: "timeEntries.list" };
  // As many as it takes to use up the retries of all days in flight.
  await fault(server, { match, after: 40, times: 12, effect: { status: 503 } });
  const { code, err } = await run(t, "export-month", args, options);
  assert.equal(code, 1, err);
  assert.match(err, /Run the same command again/);
  const later = await run(t, "export-month", args, options);
  assert.equal(later.code, 0, later.err);
  assert.equal(readFileSync(out, "utf8"), whole);
});

test("a file that is there is not overwritten by chance", async (t) => {
  const { options, whole } = await setUp(t);
  const again = await run(t, "export-month", [...ARGS, "--out", "whole.csv"], options);
  assert.equal(again.code, 2);
  assert.match(again.err, /whole\.csv is there already/);
  assert.equal(readFileSync(join(options.cwd, "whole.csv"), "utf8"), whole);
});

test("an unfinished export is not continued with other options, nor with a file that shrank", async (t) => {
  const { server, options, out, args } = await setUp(t);
  await fault(server, SLOW);
  const first = launch(t, "export-month", args, options);
  await until(first, () => sizeOf(out) > 200);
  first.child.kill("SIGINT");
  await first.ended;
  for (const [at, value] of [
    [1, "2026-02"],
    [3, "200"],
  ]) {
    const { code, err } = await run(t, "export-month", args.with(at, value), options);
    assert.equal(code, 2);
    assert.match(err, /unfinished export of 2026-01/);
  }
  truncateSync(out, 10);
  const { code, err } = await run(t, "export-month", args, options);
  assert.equal(code, 2);
  assert.match(err, /shorter than it was/);
});

test("a note that looks like a formula is none in the CSV", async (t) => {
  const { server, options } = await setUp(t);
  await client(server).timeEntries.create({
    user_id: 200,
    date: "2026-06-01",
    start_time: "09:00",
    end_time: "10:00",
    notes: '=HYPERLINK("http://evil.example")',
  });
  const args = ["--month", "2026-06", "--members", "200", "--rate-limit", "off"];
  assert.equal((await run(t, "export-month", args, options)).code, 0);
  const csv = readFileSync(join(options.cwd, "time-entries-2026-06.csv"), "utf8");
  assert.match(csv, /"'=HYPERLINK/);
});

test("bad options end with 2 before anything is written", async (t) => {
  const { options } = await setUp(t);
  for (const args of [
    ["--month", "2026-13"],
    ["--month", "January"],
    ["--month", "2026-01", "--members", "me"],
    ["--month", "2026-01", "--rate-limit", "fast"],
  ]) {
    const { code, err } = await run(t, "export-month", args, options);
    assert.equal(code, 2, err);
    assert.match(err, new RegExp(`${args.at(-2)} is `));
  }
  assert.ok(!existsSync(join(options.cwd, "time-entries-2026-01.csv")));
});
