// import-csv: nothing lost and nothing doubled, and every row accounted for.

import assert from "node:assert/strict";
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { random } from "../../../js-tests/support/random.mjs";
import {
  client,
  environment,
  examples,
  fault,
  folder,
  launch,
  linesOf,
  requestsOf,
  run,
  serve,
  until,
} from "./support.mjs";

const HEADER = "user_id,date,start_time,end_time,notes";
const two = (number) => String(number).padStart(2, "0");

/** Rows for some members, days and hours, none of them over another. Days without time in the seed. */
function csvOf({ members = 3, days = 4, hours = 5 } = {}) {
  const rows = [];
  for (let day = 0; day < days; day++)
    for (let user = 200; user < 200 + members; user++)
      for (let hour = 8; hour < 8 + hours; hour++) {
        const date = `2026-${two(5 + Math.floor(day / 28))}-${two(1 + (day % 28))}`;
        rows.push(`${user},${date},${two(hour)}:00,${two(hour)}:30,Row ${rows.length}`);
      }
  return { rows, text: `${[HEADER, ...rows].join("\n")}\n` };
}

/** What the server has, written as the rows of a file. */
async function stored(webwork, rows) {
  const users = [...new Set(rows.map((row) => Number(row.split(",")[0])))];
  const dates = rows.map((row) => row.split(",")[1]).toSorted();
  const entries = await webwork.timeEntries
    .range({ user_ids: users, from: dates[0], to: dates.at(-1) }, { concurrency: 16 })
    .toArray();
  return entries.map(
    ({ user_id, date, start_time, end_time, activity_description }) =>
      `${user_id},${date},${start_time.slice(11, 16)},${end_time.slice(11, 16)},${activity_description}`,
  );
}

async function setUp(t, text) {
  const server = await serve(t);
  const cwd = folder(t);
  const file = join(cwd, "in.csv");
  writeFileSync(file, text);
  const options = { env: environment(server), cwd };
  const args = ["in.csv", "--rate-limit", "off"];
  return { server, file, options, args, journal: `${file}.journal` };
}

test("every row becomes one entry, and a second run sends nothing", async (t) => {
  const { rows, text } = csvOf();
  const { server, options, args } = await setUp(t, text);
  const first = await run(t, "import-csv", args, options);
  assert.equal(first.code, 0, first.err);
  assert.match(first.out, /60 entries of 3 members, 2026-05-01 to 2026-05-04, 30:00 hours/);
  assert.match(first.out, /created +│ +60 │ +30:00 │ +30:00/);
  assert.deepEqual((await stored(client(server), rows)).sort(), rows.toSorted());
  const writes = async () =>
    (await requestsOf(server)).filter(({ method }) => method === "POST").length;
  assert.equal(await writes(), 60);
  assert.equal((await run(t, "import-csv", args, options)).code, 0);
  assert.equal(await writes(), 60);
});

test("--dry-run sends nothing and leaves no file", async (t) => {
  const { text } = csvOf();
  const { server, options, args, journal } = await setUp(t, text);
  const { code, out } = await run(t, "import-csv", [...args, "--dry-run"], options);
  assert.equal(code, 0);
  assert.match(out, /72 requests, or 72 s at 60 a minute/);
  assert.match(out, /Nothing was sent/);
  assert.equal((await requestsOf(server)).length, 0);
  assert.ok(!existsSync(journal));
});

test("a file with mistakes ends with 2, names them all by row and column, and sends nothing", async (t) => {
  const { server, options } = await setUp(t, "");
  const file = join(examples, "samples/mistakes.csv");
  const { code, out, err } = await run(t, "import-csv", [file], options);
  assert.deepEqual([code, out], [2, ""]);
  assert.match(err, /5 problems\. Nothing was sent\./);
  assert.match(err, /│ +3 │ date +│ "5\/12\/2026" is ambiguous/);
  assert.equal((await requestsOf(server)).length, 0);
});

test("10,000 mistakes do not fill the screen", async (t) => {
  const rows = Array.from({ length: 10_000 }, (_, at) => `${at},soon,9:00,10:00,`);
  const { options, args } = await setUp(t, [HEADER, ...rows].join("\n"));
  const { code, err } = await run(t, "import-csv", args, options);
  assert.equal(code, 2);
  assert.match(err, /10000 problems/);
  assert.match(err, /and 9980 more/);
  assert.ok(err.split("\n").length < 40);
});

test("what was saved in part or not at all is in a CSV with the reason, and the exit code is 1", async (t) => {
  const text = [
    HEADER,
    '200,2026-05-01,09:00,10:00,"a, b"',
    "200,2026-05-01,09:30,11:00,half of it is free",
    "200,2026-05-01,09:00,09:30,nothing is free",
    "999999,2026-05-01,09:00,09:30,nobody",
  ].join("\n");
  const { file, options, args } = await setUp(t, text);
  const { code, out, err } = await run(t, "import-csv", args, options);
  assert.equal(code, 1, err);
  assert.match(err, /warning Only free time is saved, and these rows overlap others: \d+, \d+\./);
  assert.match(out, /created +│ +1/);
  assert.match(out, /partial +│ +1 │ +1:00 │ +1:30/);
  assert.match(out, /rejected +│ +2/);
  const lines = readFileSync(`${file}.not-imported.csv`, "utf8").trim().split("\n");
  assert.equal(lines[0], `${HEADER},row,status,saved_minutes,reason`);
  assert.match(lines[1], /half of it is free,3,partial,60,60 of 90 minutes were free/);
  assert.match(lines[2], /nothing is free,4,rejected,0,.*overlaps/);
  assert.match(lines[3], /nobody,5,rejected,0,.*404/);
  assert.equal(lines.length, 4);
});

test("Ctrl-C ends with 130 after what is under way, and the same command goes on", async (t) => {
  const { rows, text } = csvOf({ days: 8 });
  const { server, options, args, journal } = await setUp(t, text);
  await fault(server, { effect: { latencyMs: 10 } });
  const first = launch(t, "import-csv", args, options);
  await until(first, () => linesOf(journal) > 40);
  first.child.kill("SIGINT");
  const { code, err } = await first.ended;
  assert.equal(code, 130);
  assert.match(err, /\d+ of 120 rows are done\. Run the same command to go on\./);
  const second = await run(t, "import-csv", args, options);
  assert.equal(second.code, 0, second.err);
  assert.deepEqual((await stored(client(server), rows)).sort(), rows.toSorted());
});

test("24 imports that SIGKILL ends at random points lose nothing and double nothing, with faults", async (t) => {
  const { rows, text } = csvOf();
  const { server, options, file } = await setUp(t, text);
  const match = { operation: "timeEntries.create" };
  for (const effect of [{ reset: "before" }, { reset: "after" }, { status: 500, stored: true }])
    await fault(server, { match, probability: 0.06, effect });
  await fault(server, {
    match: { operation: "timeEntries.list" },
    probability: 0.05,
    effect: { status: 503 },
  });
  const below = random(16);
  let killed = 0;
  for (let round = 0; round < 24; round++) {
    // Each round has a company of its own on the server.
    const token = `ns:round-${round}:owner`;
    const journal = `${file}.${round}`;
    const args = ["in.csv", "--rate-limit", "off", "--journal", journal];
    let code;
    for (let tries = 0; tries < 25 && code !== 0; tries++) {
      const child = launch(t, "import-csv", args, {
        ...options,
        env: environment(server, token),
      });
      if (tries < 2) {
        const target = linesOf(journal) + 1 + below(60);
        await until(child, () => linesOf(journal) >= target);
        child.child.kill("SIGKILL");
      }
      const ended = await child.ended;
      ({ code } = ended);
      if (ended.signal === "SIGKILL") killed++;
      assert.ok(ended.signal === "SIGKILL" || code === 0 || code === 1, ended.err);
    }
    assert.equal(code, 0, `round ${round}`);
    const found = await stored(client(server, token), rows);
    assert.deepEqual(found.sort(), rows.toSorted(), `round ${round}`);
  }
  assert.ok(killed >= 30, `only ${killed} runs were killed`);
});

test("10,000 rows are imported once, over a run that is killed half-way", async (t) => {
  const { rows, text } = csvOf({ members: 40, days: 25, hours: 10 });
  assert.equal(rows.length, 10_000);
  const { server, options, args } = await setUp(t, text);
  // In memory where that is possible: 20,000 records that are flushed take minutes on a slow disk.
  const memory = existsSync("/dev/shm") ? "/dev/shm" : options.cwd;
  const journal = join(memory, `webwork-${process.pid}.journal`);
  t.after(() => rmSync(journal, { force: true }));
  const all = [...args, "--journal", journal];
  const first = launch(t, "import-csv", all, options);
  await until(first, () => linesOf(journal) > 10_000);
  first.child.kill("SIGKILL");
  assert.equal((await first.ended).signal, "SIGKILL");
  const second = await run(t, "import-csv", all, options);
  assert.equal(second.code, 0, second.err);
  assert.match(second.out, /created +│ +10000/);
  assert.deepEqual((await stored(client(server), rows)).sort(), rows.toSorted());
});

test("a journal of another file ends with 2 and says what to do", async (t) => {
  const { rows, text } = csvOf();
  const { server, file, options, args } = await setUp(t, text);
  assert.equal((await run(t, "import-csv", args, options)).code, 0);
  writeFileSync(file, text.replace("Row 3", "Row three"));
  const { code, err } = await run(t, "import-csv", args, options);
  assert.equal(code, 2);
  assert.match(err, /in\.csv\.journal belongs to an earlier import/);
  assert.equal((await stored(client(server), rows)).length, rows.length);
});

test("a torn record at the end of the journal costs nothing", async (t) => {
  const { rows, text } = csvOf();
  const { server, options, args, journal } = await setUp(t, text);
  const first = launch(t, "import-csv", args, options);
  await until(first, () => linesOf(journal) > 20);
  first.child.kill("SIGKILL");
  await first.ended;
  appendFileSync(journal, '\n{"torn":');
  assert.equal((await run(t, "import-csv", args, options)).code, 0);
  assert.deepEqual((await stored(client(server), rows)).sort(), rows.toSorted());
});

test("a lost session ends with 1 after what has settled, and a new token goes on", async (t) => {
  const { rows, text } = csvOf();
  const { server, options, args } = await setUp(t, text);
  const match = { operation: "timeEntries.create" };
  await fault(server, { match, after: 20, times: 8, effect: { status: 401 } });
  const { code, err } = await run(t, "import-csv", args, options);
  assert.equal(code, 1);
  assert.match(err, /Is WEBWORK_TOKEN valid/);
  for (let tries = 0; tries < 30; tries++)
    if ((await run(t, "import-csv", args, options)).code === 0) break;
  assert.deepEqual((await stored(client(server), rows)).sort(), rows.toSorted());
});

test("a file that is not there, and a wrong --dates, end with 2 or 1 and one line", async (t) => {
  const { options } = await setUp(t, "");
  const missing = await run(t, "import-csv", ["nowhere.csv"], options);
  assert.equal(missing.code, 1);
  assert.match(missing.err, /^error ENOENT.*nowhere\.csv/);
  const wrong = await run(t, "import-csv", ["in.csv", "--dates", "ymd"], options);
  assert.equal(wrong.code, 2);
  assert.match(wrong.err, /--dates is dmy or mdy/);
  assert.equal((await run(t, "import-csv", [], options)).code, 2);
});
