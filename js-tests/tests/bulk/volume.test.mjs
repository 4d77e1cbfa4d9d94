// Much of it: months of a whole team, tens of thousands of entries.

import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { heapUsed } from "../../support/bulk/heap.mjs";
import { Entries, serveEntries } from "../../support/bulk/server.mjs";
import { manyEntries, stub } from "../../support/bulk/stub.mjs";
import { client } from "../../support/client.mjs";

/** Megabytes that the heap may grow. What is kept of each entry would be ten times as much. */
const GROWTH = 2;

/** How much the heap grows between a tenth of the work and its last entry. */
async function growth(items, count) {
  let number = 0;
  let early = 0;
  let late = 0;
  for await (const _ of items) {
    number++;
    if (number === count / 10) early = await heapUsed();
    if (number === count) late = await heapUsed();
  }
  assert.equal(number, count);
  return late - early;
}

test("60,000 entries are read with a flat heap", async (t) => {
  const { timeEntries } = client({ fetch: stub(50), workspaceId: 1, rateLimit: false });
  const users = Array.from({ length: 100 }, (_, at) => at + 1);
  const range = timeEntries.range({ user_ids: users, from: "2026-01-01", to: "2026-01-12" });
  const grown = await growth(range, 60_000);
  t.diagnostic(`the heap has grown by ${grown.toFixed(2)} MB`);
  assert.ok(grown < GROWTH);
});

test("10,000 entries are created with a journal and a flat heap", async (t) => {
  const folder = mkdtempSync(join(process.cwd(), "volume-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "journal");
  const journal = { load: () => [], append: (record) => appendFileSync(file, `\n${record}`) };
  const { timeEntries } = client({ fetch: stub(0), workspaceId: 1, rateLimit: false });
  const grown = await growth(timeEntries.createMany(manyEntries(10_000), { journal }), 10_000);
  t.diagnostic(`the heap has grown by ${grown.toFixed(2)} MB`);
  assert.ok(grown < GROWTH);
});

test("a month of 50 members comes complete, without one 429", async (t) => {
  const entries = new Entries();
  const users = Array.from({ length: 50 }, (_, at) => at + 1);
  const dates = Array.from({ length: 31 }, (_, at) => `2026-01-${String(at + 1).padStart(2, "0")}`);
  const work = { start_time: "09:00", end_time: "17:00" };
  for (const user_id of users) for (const date of dates) entries.add({ user_id, date, ...work });
  const limit = { requests: 60, per: 200 };
  const server = await serveEntries({ entries, limit });
  t.after(() => server.close());
  const { timeEntries } = client({
    baseUrl: server.url,
    fetch: undefined,
    workspaceId: 1,
    rateLimit: limit,
  });
  const found = await timeEntries
    .range({ user_ids: users, from: dates[0], to: dates.at(-1) })
    .toArray();
  assert.deepEqual(
    found.map(({ user_id, date }) => [user_id, date]),
    users.flatMap((user) => dates.map((date) => [user, date])),
  );
  assert.deepEqual([server.seen.lists, server.seen.refused], [1_550, 0]);
});
