// timeEntries.createMany: results, their order, aborts.

import assert from "node:assert/strict";
import { test } from "node:test";
import { AbortError, AuthenticationError, InvalidArgumentError } from "webwork-sdk";
import { collect, entry, open } from "../../support/bulk/create-many.mjs";
import { input, verify } from "../../support/bulk/input.mjs";
import { memoryJournal } from "../../support/bulk/journal.mjs";
import { Entries } from "../../support/bulk/server.mjs";
import { failure } from "../../support/failure.mjs";

test("each entry has one result, in the order of the input, and the day is listed once", async (t) => {
  const { server, createMany } = await open(t);
  const entries = [
    entry,
    { ...entry, start_time: "09:30", end_time: "11:00", user_id: 2 },
    { ...entry, start_time: "11:00", end_time: "11:30", notes: "meeting" },
  ];
  const results = await collect(createMany(entries));
  assert.deepEqual(
    results.map(({ index, status, asked, saved, ids, error }) => [
      index,
      status,
      asked,
      saved,
      ids,
      error,
    ]),
    [
      [0, "created", 60, 60, [], undefined],
      [1, "created", 90, 90, [], undefined],
      [2, "created", 30, 30, [], undefined],
    ],
  );
  assert.ok(results.every((result, index) => result.entry === entries[index]));
  assert.deepEqual([server.seen.lists, server.seen.writes], [2, 3]);
  verify(server.entries, entries, results);
});

test("what is saved in part is partial, and what is not saved is rejected with the server's word", async (t) => {
  const { server, createMany } = await open(t);
  const entries = [entry, { ...entry, start_time: "09:30", end_time: "10:30" }, entry];
  const results = await collect(createMany(entries));
  assert.deepEqual(
    results.map(({ status, saved }) => [status, saved]),
    [
      ["created", 60],
      ["partial", 30],
      ["rejected", 0],
    ],
  );
  assert.equal(results[2].error.code, "validation");
  verify(server.entries, entries, results);
});

test("entries that violate the contract are rejected alone, with all their issues", async (t) => {
  const { server, createMany } = await open(t);
  const entries = [
    { ...entry, end_time: "08:00" },
    null,
    { ...entry, user_id: "1", note: "a" },
    entry,
    { ...entry, date: new Date() },
  ];
  const results = await collect(createMany(entries));
  assert.deepEqual(
    results.map(({ status, asked, error }) => [
      status,
      asked,
      error?.issues.map(({ parameter }) => parameter),
    ]),
    [
      ["rejected", 0, ["end_time"]],
      ["rejected", 0, ["parameters"]],
      ["rejected", 0, ["user_id", "note"]],
      ["created", 60, undefined],
      ["rejected", 0, ["date"]],
    ],
  );
  assert.ok(results[0].error instanceof InvalidArgumentError);
  assert.deepEqual([server.seen.lists, server.seen.writes], [1, 1]);
});

test("after a lost response the day is listed, and what came of the entry has its ids", async (t) => {
  const faults = ["reset after", "500 after", "reset before", undefined];
  const entries = new Entries();
  entries.add({ ...entry, notes: "before", start_time: "09:20", end_time: "09:30" });
  const { server, createMany } = await open(t, {
    server: { entries, fault: (isWrite) => (isWrite ? faults.shift() : undefined) },
  });
  const wanted = [entry, { ...entry, date: "2026-01-30" }, { ...entry, date: "2026-01-31" }];
  const results = await collect(createMany(wanted, { concurrency: 1 }));
  assert.deepEqual(
    results.map(({ status, saved, ids }) => [status, saved, ids.length]),
    [
      ["partial", 50, 2],
      ["created", 60, 1],
      ["created", 60, 0],
    ],
  );
  assert.equal(server.seen.writes, 4);
  verify(server.entries, wanted, results);
});

test("an entry is unknown only where the day cannot be listed either, and a later run finds out", async (t) => {
  let isDown = false;
  const { server, createMany } = await open(t, {
    server: {
      fault: (isWrite) => {
        if (isWrite && server.seen.writes === 1) isDown = true;
        return isDown ? "reset after" : undefined;
      },
    },
  });
  const journal = memoryJournal();
  const wanted = [entry, { ...entry, start_time: "09:30", end_time: "10:30" }];
  const first = await collect(createMany(wanted, { journal }));
  assert.deepEqual(
    first.map(({ status }) => status),
    ["unknown", "rejected"],
  );
  assert.equal(first[0].error.code, "connection");
  assert.match(first[1].error.message, /not sent/);
  isDown = false;
  server.seen.writes = 2;
  const second = await collect(createMany(wanted, { journal }));
  verify(server.entries, wanted, second);
});

test("entries come from any iterable, are read only as far as needed, and are closed when the loop is left", async (t) => {
  const { createMany } = await open(t);
  let read = 0;
  let isClosed = false;
  async function* many() {
    try {
      for (; read < 10_000; read++) yield { ...entry, user_id: read };
    } finally {
      isClosed = true;
    }
  }
  for await (const { index } of createMany(many(), { concurrency: 2 })) if (index === 9) break;
  assert.ok(read < 60, `${read} entries were read`);
  assert.ok(isClosed);
  assert.equal((await collect(createMany(new Set([entry])))).length, 1);
  assert.equal((await collect(createMany([]))).length, 0);
});

test("results are streamed while the input is still being read", async (t) => {
  const { createMany } = await open(t);
  async function* slow() {
    yield entry;
    await new Promise(() => {});
  }
  const results = createMany(slow());
  assert.equal((await results.next()).value.status, "created");
  await results.return();
});

test("an error of the input ends the run after what has settled", async (t) => {
  const { createMany } = await open(t);
  const broken = new Error("file not found");
  let fail = () => {};
  const failed = new Promise((resolve) => (fail = resolve));
  async function* lines() {
    yield entry;
    await failed;
    throw broken;
  }
  const results = createMany(lines());
  assert.equal((await results.next()).value.status, "created");
  fail();
  assert.equal(await failure(results.next()), broken);
});

test("an error of the input comes behind the results of all that was read before", async (t) => {
  const { server, createMany } = await open(t);
  const wanted = input(3);
  const broken = new Error("file not found");
  const lines = (function* () {
    yield* wanted;
    throw broken;
  })();
  const results = [];
  const error = await failure(
    (async () => {
      for await (const result of createMany(lines)) results.push(result);
    })(),
  );
  assert.equal(error, broken);
  verify(server.entries, wanted, results);
});

test("an abort yields what has settled and rejects, and a second run goes on", async (t) => {
  const { server, createMany } = await open(t);
  const wanted = input(1, 30);
  const journal = memoryJournal();
  const controller = new AbortController();
  const results = [];
  const error = await failure(
    (async () => {
      const options = { journal, signal: controller.signal, concurrency: 2 };
      for await (const result of createMany(wanted, options)) {
        results.push(result);
        if (results.length === 5) controller.abort("enough");
      }
    })(),
  );
  assert.ok(error instanceof AbortError);
  assert.deepEqual([error.cause, error.operation], ["enough", "timeEntries.createMany"]);
  assert.ok(results.length >= 5 && results.length < 30);
  // What was on its way arrives.
  await new Promise((resolve) => setTimeout(resolve, 50));
  const sent = server.seen.writes;
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(server.seen.writes, sent);
  verify(server.entries, wanted, await collect(createMany(wanted, { journal })));
  const aborted = createMany(wanted, { signal: AbortSignal.abort() });
  assert.ok((await failure(aborted.next())) instanceof AbortError);
});

test("a token that is not valid ends the run", async (t) => {
  const { createMany } = await open(t, {
    fetch: async () =>
      Response.json({ success: false, message: "Unauthenticated." }, { status: 401 }),
  });
  assert.ok((await failure(createMany([entry]).next())) instanceof AuthenticationError);
});

test("writes of one member and day come one after another, those of others at the same time", async (t) => {
  const running = new Map();
  let most = 0;
  const fetch = async (_, { method, body }) => {
    if (method === "GET")
      return Response.json({
        success: true,
        data: [],
        meta: { pagination: { current_page: 1, last_page: 1 } },
      });
    const { user_id } = JSON.parse(body);
    assert.ok(!running.has(user_id), "two writes to one day");
    running.set(user_id, true);
    most = Math.max(most, running.size);
    await new Promise((resolve) => setTimeout(resolve, 5));
    running.delete(user_id);
    return Response.json({ success: true, saved_minutes: 30, data: {}, meta: {} }, { status: 201 });
  };
  const { createMany } = await open(t, { fetch });
  const wanted = Array.from({ length: 24 }, (_, at) => ({
    ...entry,
    user_id: at % 6,
    start_time: `${10 + Math.floor(at / 6)}:00`,
    end_time: `${10 + Math.floor(at / 6)}:30`,
  }));
  const results = await collect(createMany(wanted, { concurrency: 3 }));
  assert.ok(results.every(({ status }) => status === "created"));
  assert.equal(most, 3);
});

test("progress counts results; the total is that of an array", async (t) => {
  const { createMany } = await open(t);
  const progress = [];
  const onProgress = (one) => {
    progress.push(one);
    throw new Error("ignored");
  };
  await collect(createMany([entry, entry], { onProgress }));
  await collect(createMany(new Set([entry]), { onProgress }));
  assert.deepEqual(progress, [
    { done: 1, total: 2, etaMs: 0 },
    { done: 2, total: 2, etaMs: 0 },
    { done: 1, total: undefined, etaMs: undefined },
  ]);
});

test("bad options are refused with all that is wrong", async (t) => {
  const { server, createMany } = await open(t);
  const issues = async (...args) => {
    const error = await failure(createMany(...args).next());
    assert.ok(error instanceof InvalidArgumentError, String(error));
    return error.issues.map(({ parameter }) => parameter).sort();
  };
  assert.deepEqual(await issues([entry], { journal: {}, concurrency: 1.5, onprogress: 1 }), [
    "options.concurrency",
    "options.journal",
    "options.onprogress",
  ]);
  assert.deepEqual(await issues(entry), ["entries"]);
  assert.deepEqual(await issues("entries"), ["entries"]);
  assert.deepEqual(await issues(undefined), ["entries"]);
  assert.equal(server.seen.lists, 0);
});
