// Reading a month of a team at the pace of the rate limit, and tens of thousands of entries in memory.

import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebWork } from "webwork-sdk";
import { Entries, serveEntries } from "../../support/bulk/server.mjs";
import { manyEntries, stub } from "../../support/bulk/stub.mjs";
import { rounded, show } from "../harness.mjs";
import { used } from "../heap.mjs";

/** A minute in two seconds. */
const LIMIT = { requests: 60, per: 2_000 };
/** What the limiter adds to a window, because clocks differ. */
const TOLERANCE = 1.005;

export async function run() {
  await month();
  await volume();
}

async function month() {
  const entries = new Entries();
  const user_ids = Array.from({ length: 50 }, (_, at) => at + 1);
  const dates = Array.from({ length: 31 }, (_, at) => `2026-01-${String(at + 1).padStart(2, "0")}`);
  for (const user_id of user_ids)
    for (const date of dates)
      entries.add({ user_id, date, start_time: "09:00", end_time: "17:00" });
  const server = await serveEntries({ entries, limit: LIMIT });
  const webwork = new WebWork({
    token: "bench-bulk",
    baseUrl: server.url,
    workspaceId: 1,
    rateLimit: LIMIT,
  });
  let firstEta;
  const onProgress = ({ etaMs }) => (firstEta ??= etaMs);
  const range = { user_ids, from: dates[0], to: dates.at(-1) };
  const start = performance.now();
  let count = 0;
  for await (const _ of webwork.timeEntries.range(range, { onProgress })) count++;
  const taken = performance.now() - start;
  server.close();
  // All permits at once, then again after each window.
  const calls = user_ids.length * dates.length;
  const ideal = Math.floor((calls - 1) / LIMIT.requests) * LIMIT.per * TOLERANCE;
  show(`A month of 50 members, ${LIMIT.requests} requests in ${LIMIT.per / 1_000} s`, {
    range: {
      entries: count,
      calls,
      429: server.seen.refused,
      "first ETA, s": rounded(firstEta / 1_000),
      "taken, s": rounded(taken / 1_000, 4),
      "above the limiter's ideal, %": ((taken / ideal - 1) * 100).toFixed(2),
    },
  });
}

async function volume() {
  const folder = mkdtempSync(join(tmpdir(), "webwork-bulk-"));
  const file = join(folder, "journal");
  const journal = { load: () => [], append: (record) => appendFileSync(file, `\n${record}`) };
  const open = (perDay) =>
    new WebWork({
      token: "bench-bulk-volume",
      baseUrl: "https://api.example",
      workspaceId: 1,
      rateLimit: false,
      fetch: stub(perDay),
    }).timeEntries;
  const user_ids = Array.from({ length: 100 }, (_, at) => at + 1);
  const loads = {
    "60,000 entries read": () => open(50).range({ user_ids, from: "2026-01-01", to: "2026-01-12" }),
    "10,000 entries created, with a journal": () =>
      open(0).createMany(manyEntries(10_000), { journal }),
  };
  const rows = {};
  for (const [name, load] of Object.entries(loads)) {
    let count = 0;
    let early;
    const start = performance.now();
    let late;
    for await (const _ of load()) {
      count++;
      if (count === 1_000) early = await used();
      // While the run still goes on.
      late = count % 10_000 === 0 ? await used() : late;
    }
    const taken = performance.now() - start;
    rows[name] = {
      entries: count,
      "taken, s": rounded(taken / 1_000),
      "heap grown after the first 1,000, MB": Number((late.heap - early.heap).toFixed(2)),
    };
  }
  rmSync(folder, { recursive: true, force: true });
  show("Volume, with a stub in place of fetch", rows);
}
