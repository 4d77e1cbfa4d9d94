// timeEntries.createMany over HTTP: a server that loses responses, stalls and limits, and processes that
// are killed.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { input, verify } from "../../support/bulk/input.mjs";
import { memoryJournal } from "../../support/bulk/journal.mjs";
import { Entries, serveEntries } from "../../support/bulk/server.mjs";
import { client } from "../../support/client.mjs";
import { random } from "../../support/random.mjs";
import { recipesOf } from "../../support/recipes.mjs";

const FAULTS = [
  "reset before",
  "reset after",
  "500 before",
  "500 after",
  "stall before",
  "stall after",
];

/** A server with a few entries that are there before, and faults in so many percent of its requests. */
async function serveFaults(t, seed, percent, options) {
  const below = random(seed);
  const entries = new Entries();
  for (const entry of input(seed + 1, 6)) entries.add({ ...entry, notes: "before" });
  const fault = () => (below(100) < percent ? FAULTS[below(FAULTS.length)] : undefined);
  const server = await serveEntries({ entries, fault, ...options });
  t.after(() => server.close());
  return server;
}

/** Calls `work` with the numbers below `count`, so many at a time. */
async function inParallel(workers, count, work) {
  let next = 0;
  const worker = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: workers }, worker));
}

test("24 runs against a server that resets, stalls, fails and limits", {
  timeout: 60_000,
}, async (t) => {
  let writes = 0;
  let repeated = 0;

  async function importAll(seed) {
    const limit = seed % 3 === 0 ? { requests: 20, per: 100 } : undefined;
    const server = await serveFaults(t, seed, 15, { limit });
    const wanted = input(seed, 25);
    const journal = memoryJournal();
    const { timeEntries } = client({
      baseUrl: server.url,
      fetch: undefined,
      workspaceId: 1,
      rateLimit: false,
      timeout: 800,
      maxRetries: 2,
    });
    for (let run = 0; run < 10; run++) {
      const results = [];
      for await (const one of timeEntries.createMany(wanted, { journal })) results.push(one);
      const isSettled = ({ status, error }) =>
        status !== "unknown" && (!error || error.code === "validation");
      if (!results.every(isSettled)) {
        repeated++;
        continue;
      }
      verify(server.entries, wanted, results);
      writes += server.seen.writes;
      return;
    }
    assert.fail(`seed ${seed}: not settled`);
  }

  await inParallel(8, 24, importAll);
  t.diagnostic(`24 runs, ${24 * 25} entries, ${writes} writes, ${repeated} runs taken up again`);
  // Every entry was written, and some of them again.
  assert.ok(writes > 24 * 25);
});

test("60 processes are killed at random moments, and started again with their journals", {
  timeout: 100_000,
}, async (t) => {
  const { folder } = recipesOf(t, "bulk.md");
  const journals = mkdtempSync(join(process.cwd(), "journals-"));
  t.after(() => rmSync(journals, { recursive: true, force: true }));
  const importer = fileURLToPath(new URL("../../support/bulk/importer.mjs", import.meta.url));
  const journalModule = pathToFileURL(join(folder, "file-journal.mjs")).href;
  const chance = random(7);
  let killed = 0;
  let writesAtKill = 0;

  /** Lets a process run until it has made `after` more requests. Resolves to its results, if it ends. */
  async function run(server, file, seed, after) {
    const child = spawn(process.execPath, [importer, server.url, file, journalModule, seed, 20], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let text = "";
    child.stdout.on("data", (chunk) => (text += chunk));
    server.onRequest(after, () => child.kill("SIGKILL"));
    const [code, signal] = await new Promise((resolve) =>
      child.on("close", (...end) => resolve(end)),
    );
    if (signal === "SIGKILL") return undefined;
    assert.equal(code, 0);
    return JSON.parse(text);
  }

  async function importAll(seed) {
    let left = Infinity;
    let then = () => {};
    const server = await serveFaults(t, seed, 0, {
      onRequest: () => {
        if (--left === 0) then();
      },
    });
    server.onRequest = (after, what) => ([left, then] = [after, what]);
    const file = join(journals, `${seed}.journal`);
    for (let kill = 0; kill < 5; kill++) {
      // The requests of a run: one list for each day and one write for each entry, fewer each time.
      const results = await run(server, file, seed, 1 + chance(9));
      if (results) break;
      killed++;
      writesAtKill += server.seen.writes;
    }
    const results = await run(server, file, seed, Infinity);
    verify(server.entries, input(seed, 20), results);
  }

  await inParallel(3, 12, importAll);
  t.diagnostic(`${killed} processes killed`);
  assert.ok(killed >= 50, `only ${killed} processes were killed`);
  assert.ok(writesAtKill > 0);
});
