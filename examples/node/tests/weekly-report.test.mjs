// weekly-report: the sums are those of the entries, and the page stands alone.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { client, environment, fault, folder, run, serve } from "./support.mjs";

async function setUp(t) {
  const server = await serve(t);
  const options = { env: environment(server), cwd: folder(t) };
  const page = (name = "week-2026-01-26.html") => readFileSync(join(options.cwd, name), "utf8");
  return { server, options, page };
}

const hours = (minutes) => `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;

async function minutesOfWeek(webwork) {
  const user_ids = (await webwork.members.list().toArray()).map(({ id }) => id);
  const range = webwork.timeEntries.range({ user_ids, from: "2026-01-26", to: "2026-02-01" });
  let minutes = 0;
  for await (const { duration_minutes } of range) minutes += duration_minutes;
  return minutes;
}

test("table and page have the hours of the week's entries", async (t) => {
  const { server, options, page } = await setUp(t);
  const total = hours(await minutesOfWeek(client(server)));
  const { code, out, err } = await run(t, "weekly-report", ["--week", "2026-01-29"], options);
  assert.equal(code, 0, err);
  assert.match(out, new RegExp(`│ all .*│ +${total} │`));
  assert.match(page(), new RegExp(`<dt>Hours</dt><dd>${total}</dd>`));
  assert.match(page(), /26 January.*1 February 2026/);
});

test("any day of a week means that week, Sunday too", async (t) => {
  const { options } = await setUp(t);
  const reports = [];
  for (const day of ["2026-01-26", "2026-01-28", "2026-02-01"])
    reports.push((await run(t, "weekly-report", ["--week", day], options)).out);
  assert.deepEqual(reports, [reports[0], reports[0], reports[0]]);
});

test("the page loads nothing, runs nothing, and has names for its tables", async (t) => {
  const { options, page } = await setUp(t);
  await run(t, "weekly-report", ["--week", "2026-01-26", "--out", "x.html"], options);
  const html = page("x.html");
  assert.doesNotMatch(html, /<script|<link|<img|@import|url\(|https?:/);
  assert.match(html, /<html lang="en">/);
  assert.match(html, /color-scheme: light dark/);
  const ids = [...html.matchAll(/aria-labelledby="(\w+)"/g)].map(([, id]) => id);
  assert.ok(ids.length >= 3);
  for (const id of ids) assert.ok(html.includes(`<h2 id="${id}">`), id);
  for (const table of html.split("<table").slice(1))
    assert.match(table, /<th scope="col">[\s\S]*<th scope="row">/);
});

test("a name that looks like HTML is shown as it was typed", async (t) => {
  const { server, options, page } = await setUp(t);
  const webwork = client(server);
  const name = '<img src=x onerror="alert(1)"> & Co';
  const { data: project } = await webwork.projects.create({ name });
  const { data: contract } = await webwork.contracts.create({
    user_id: 200,
    project_id: project.id,
  });
  await webwork.timeEntries.create({
    user_id: 200,
    contract_id: contract.id,
    date: "2026-01-31",
    start_time: "09:00",
    end_time: "10:00",
  });
  assert.equal((await run(t, "weekly-report", ["--week", "2026-01-26"], options)).code, 0);
  assert.ok(page().includes("&lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp; Co"), "escaped");
  assert.ok(!page().includes("<img"));
});

test("a report of another shape is replaced by the entries themselves", async (t) => {
  const { server, options } = await setUp(t);
  const args = ["--week", "2026-01-26", "--rate-limit", "off"];
  const expected = await run(t, "weekly-report", args, options);
  for (const effect of [{ retype: "/data/days" }, { drop: "/data/days" }]) {
    await fault(server, { match: { operation: "reports.trackedHours" }, times: 1, effect });
    const { code, out } = await run(t, "weekly-report", args, options);
    assert.equal(code, 0);
    assert.equal(totalOf(out), totalOf(expected.out));
  }
});

const totalOf = (out) => /│ all .*/.exec(out)[0];

test("a week without time is a report too", async (t) => {
  const { options, page } = await setUp(t);
  const { code, out } = await run(t, "weekly-report", ["--week", "2026-07-06"], options);
  assert.equal(code, 0);
  assert.match(out, /│ all .*│ +0:00 │/);
  assert.match(page("week-2026-07-06.html"), /<dd>0:00<\/dd>/);
});

test("a week that is none ends with 2", async (t) => {
  const { options } = await setUp(t);
  const { code, err } = await run(t, "weekly-report", ["--week", "last"], options);
  assert.equal(code, 2);
  assert.match(err, /--week is a day/);
});
