// The code of docs/bulk.md.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { verify } from "../../support/bulk/input.mjs";
import { Entries, serveEntries } from "../../support/bulk/server.mjs";
import { failure } from "../../support/failure.mjs";
import { recipesOf } from "../../support/recipes.mjs";

process.env.WEBWORK_TOKEN = "personal";

const dates = Array.from({ length: 31 }, (_, at) => `2026-01-${String(at + 1).padStart(2, "0")}`);

/** The recipes, with a server in the place of WebWork. */
async function recipes(t, entries = new Entries()) {
  const server = await serveEntries({ entries });
  t.after(() => server.close());
  const all = recipesOf(t, "bulk.md");
  const option = "token: process.env.WEBWORK_TOKEN";
  const local = `${option}, baseUrl: "${server.url}", rateLimit: false`;
  for (const name of ["export.mjs", "sums.mjs", "resume.mjs", "import.mjs"])
    all.replace(name, option, local);
  return { server, ...all };
}

function month() {
  const entries = new Entries();
  for (const user_id of [100, 101])
    for (const date of dates)
      entries.add({ user_id, date, start_time: "09:00", end_time: "10:00" });
  return entries;
}

test("every block of code has a test here", (t) => {
  assert.deepEqual(recipesOf(t, "bulk.md").names, [
    "export.mjs",
    "sums.mjs",
    "resume.mjs",
    "import.mjs",
    "file-journal.mjs",
  ]);
});

test("the export sums minutes by member", async (t) => {
  const { load } = await recipes(t, month());
  const { minutes } = await load("export.mjs");
  assert.deepEqual(minutes, { 100: 31 * 60, 101: 31 * 60 });
});

test("the sums take one call", async (t) => {
  const { load, server } = await recipes(t);
  const { report } = await load("sums.mjs");
  assert.equal(report.success, true);
  assert.equal(server.seen.lists, 1);
});

test("an export goes on where it stopped, over as many runs as it takes", async (t) => {
  const { load, folder } = await recipes(t, month());
  const file = join(folder, "cursor.json");
  const saved = [];
  for (let run = 0; run < 10; run++) {
    const { exportAll } = await load("resume.mjs");
    let left = 9;
    const save = async (entry) => {
      if (left-- === 0) throw new Error("disk full");
      saved.push(`${entry.user_id} ${entry.date}`);
    };
    const ended = await exportAll(file, save).then(
      () => true,
      () => false,
    );
    if (ended) break;
  }
  const expected = [100, 101].flatMap((user) => dates.map((date) => `${user} ${date}`));
  assert.deepEqual(saved, expected);
});

test("the import creates its entries once, however often it runs", async (t) => {
  const { load, server, folder } = await recipes(t);
  process.env.WEBWORK_JOURNAL = join(folder, "import.journal");
  const { results } = await load("import.mjs");
  assert.deepEqual(
    results.map(({ status }) => status),
    ["created", "created", "created"],
  );
  const again = await load("import.mjs");
  verify(
    server.entries,
    again.results.map(({ entry }) => entry),
    again.results,
  );
  assert.equal(server.seen.writes, 3);
});

test("the journal in a file keeps lines, and one that was torn stays alone", async (t) => {
  const { load, folder } = await recipes(t);
  const path = join(folder, "one.journal");
  const { fileJournal } = await load("file-journal.mjs");
  assert.deepEqual(await fileJournal(path).load(), []);
  const journal = fileJournal(path);
  await journal.append("one");
  await journal.append("to");
  const later = fileJournal(path);
  assert.deepEqual(await later.load(), ["one", "to"]);
  await later.append("three");
  assert.equal(readFileSync(path, "utf8"), "\none\nto\nthree");
  assert.equal((await failure(fileJournal(folder).load())).code, "EISDIR");
});
