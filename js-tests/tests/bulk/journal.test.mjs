// timeEntries.createMany with a journal.

import assert from "node:assert/strict";
import { test } from "node:test";
import { InvalidArgumentError } from "webwork-sdk";
import { collect, entry, open } from "../../support/bulk/create-many.mjs";
import { input, verify } from "../../support/bulk/input.mjs";
import { memoryJournal } from "../../support/bulk/journal.mjs";
import { failure } from "../../support/failure.mjs";

test("a run with the journal of a complete one sends nothing and has the same results", async (t) => {
  const { server, createMany } = await open(t);
  const wanted = [...input(2, 20), { ...entry, end_time: "08:00" }];
  const journal = memoryJournal();
  const first = await collect(createMany(wanted, { journal }));
  const sent = server.seen.writes + server.seen.lists;
  const second = await collect(createMany(wanted, { journal }));
  assert.equal(server.seen.writes + server.seen.lists, sent);
  const plain = ({ error, ...result }) => ({ ...result, error: error?.toJSON() });
  const strip = ({ attempts, requestId, errors, ...error }) => error;
  const compared = (results) =>
    results.map(plain).map((one) => ({ ...one, error: one.error && strip(one.error) }));
  assert.deepEqual(compared(second), compared(first));
});

test("a journal of other entries, another workspace or another version is refused, and nothing is sent", async (t) => {
  const { server, createMany, webwork } = await open(t);
  const wanted = [entry, { ...entry, date: "2026-01-30" }];
  const journal = memoryJournal();
  await collect(createMany(wanted, { journal }));
  const sent = server.seen.writes + server.seen.lists;
  const refused = async (results, pattern) => {
    const error = await failure(collect(results));
    assert.ok(error instanceof InvalidArgumentError, String(error));
    assert.equal(error.issues[0].parameter, "options.journal");
    assert.match(error.message, pattern);
  };
  await refused(createMany([wanted[1], wanted[0]], { journal }), /another entry 0/);
  await refused(createMany([entry], { journal }), /another entry 1/);
  async function* other() {
    yield { ...entry, notes: "other" };
  }
  await refused(createMany(other(), { journal }), /another entry 0/);
  const elsewhere = webwork.withOptions({ workspaceId: 2 }).timeEntries;
  await refused(elsewhere.createMany(wanted, { journal }), /one of workspace 1/);
  await refused(
    createMany(wanted, { journal: memoryJournal(["{}", ...journal.records.slice(1)]) }),
    /record 1/,
  );
  assert.equal(server.seen.writes + server.seen.lists, sent);
});

test("a torn last record is ignored, wherever the run ended", async (t) => {
  const wanted = input(3, 12);
  let isOver = false;
  for (let torn = 0; !isOver; torn++) {
    const { server, createMany } = await open(t);
    const journal = memoryJournal();
    const append = async (record) => {
      if (journal.records.length < torn) return journal.append(record);
      journal.append(record.slice(0, record.length / 2));
      throw new Error("killed");
    };
    const first = collect(createMany(wanted, { journal: { load: journal.load, append } }));
    isOver = await first.then(
      () => true,
      () => false,
    );
    verify(server.entries, wanted, await collect(createMany(wanted, { journal })));
    // The torn record stays where it is.
    verify(server.entries, wanted, await collect(createMany(wanted, { journal })));
  }
});

test("any other damage to the journal is named", async (t) => {
  const { server, createMany } = await open(t);
  const wanted = input(3, 12);
  const { records, append } = memoryJournal();
  await collect(createMany(wanted, { journal: { load: () => [], append } }));
  const sent = server.seen.writes;
  const change = (record) => record.replace(/\d/, (digit) => (Number(digit) + 1) % 10);
  for (let number = 1; number < records.length; number++) {
    const damaged = records.map((record, at) => (at === number - 1 ? change(record) : record));
    const error = await failure(collect(createMany(wanted, { journal: memoryJournal(damaged) })));
    assert.ok(error instanceof InvalidArgumentError, String(error));
    assert.match(error.message, new RegExp(`record ${number} is damaged`));
  }
  assert.equal(server.seen.writes, sent);
});

test("a journal whose load gives no array or the like is refused by what it gives", async (t) => {
  const { createMany } = await open(t);
  for (const [records, received] of [
    ["all in one string", '"all in one string"'],
    [undefined, "undefined"],
    [5, "5"],
  ]) {
    const error = await failure(
      collect(createMany([], { journal: { load: () => records, append() {} } })),
    );
    assert.equal(
      error.message,
      `timeEntries.createMany: options.journal must be a journal whose load gives an array of records, got ${received}`,
    );
  }
});

test("an intent is durable before the request leaves, and a result before it is yielded", async (t) => {
  const journal = memoryJournal();
  const log = [];
  const append = (record) =>
    new Promise((resolve) => setTimeout(resolve, 5)).then(() => {
      log.push(
        record.includes('"before"') ? "intent" : record.includes('"result"') ? "result" : "run",
      );
      return journal.append(record);
    });
  const { createMany } = await open(t, {
    server: { fault: (isWrite) => void log.push(isWrite ? "write" : "list") },
  });
  for await (const _ of createMany([entry], { journal: { load: journal.load, append } }))
    log.push("yield");
  assert.deepEqual(log, ["run", "list", "intent", "write", "result", "yield"]);
});

test("a journal that cannot be written ends the run before anything is sent", async (t) => {
  const { server, createMany } = await open(t);
  const full = new Error("disk full");
  let appends = 0;
  const journal = { load: () => [], append: async () => ++appends > 1 && Promise.reject(full) };
  assert.equal(await failure(collect(createMany([entry], { journal }))), full);
  assert.equal(server.seen.writes, 0);
});
