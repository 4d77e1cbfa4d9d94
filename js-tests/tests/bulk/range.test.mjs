// timeEntries.range: order, pages, cursor, progress, and what is requested when.

import assert from "node:assert/strict";
import { test } from "node:test";
import { AbortError, InvalidArgumentError } from "webwork-sdk";
import { Entries, serveEntries } from "../../support/bulk/server.mjs";
import { client } from "../../support/client.mjs";
import { failure } from "../../support/failure.mjs";

const params = { workspace_id: 1, user_ids: [2, 1], from: "2026-02-27", to: "2026-03-02" };
const dates = ["2026-02-27", "2026-02-28", "2026-03-01", "2026-03-02"];

const pagination = { current_page: 1, last_page: 1 };

/** A fetch with two entries for each member and day. */
function twoADay(requests = []) {
  return async (url) => {
    const query = new URL(url).searchParams;
    const [user, date] = [query.get("user_id"), query.get("date")];
    requests.push(`${user} ${date}`);
    const data = [1, 2].map((number) => ({ id: `${user} ${date} ${number}` }));
    return Response.json({ success: true, data, meta: { pagination } });
  };
}

const all = [2, 1].flatMap((user) =>
  dates.flatMap((date) => [1, 2].map((number) => `${user} ${date} ${number}`)),
);

const open = (fetch, options) => client({ rateLimit: false, fetch, ...options });

async function ids(range) {
  const found = [];
  for await (const { id } of range) found.push(id);
  return found;
}

test("entries come member by member and day by day, with all pages of a day", async (t) => {
  const entries = new Entries();
  for (let minute = 0; minute < 120; minute++) {
    const time = (at) =>
      `${String(8 + Math.floor(at / 60)).padStart(2, "0")}:${String(at % 60).padStart(2, "0")}`;
    const start_time = time(minute);
    entries.add({ user_id: 7, date: "2026-01-31", start_time, end_time: time(minute + 1) });
  }
  entries.add({ user_id: 7, date: "2026-02-01", start_time: "09:00", end_time: "10:00" });
  entries.add({ user_id: 3, date: "2026-01-31", start_time: "09:00", end_time: "10:00" });
  const server = await serveEntries({ entries });
  t.after(() => server.close());
  const webwork = client({
    baseUrl: server.url,
    fetch: undefined,
    workspaceId: 1,
    rateLimit: false,
  });
  const found = await webwork.timeEntries
    .range({ user_ids: [7, 3], from: "2026-01-31", to: "2026-02-01" })
    .toArray();
  assert.equal(found.length, 122);
  assert.deepEqual(
    found.slice(119).map(({ user_id, date }) => [user_id, date]),
    [
      [7, "2026-01-31"],
      [7, "2026-02-01"],
      [3, "2026-01-31"],
    ],
  );
  assert.deepEqual(await ids(open(twoADay()).timeEntries.range(params)), all);
});

test("days are calendar days, also where clocks change and in leap years", async () => {
  for (const [from, to, expected] of [
    ["2026-03-28", "2026-03-30", ["2026-03-28", "2026-03-29", "2026-03-30"]],
    ["2024-02-28", "2024-03-01", ["2024-02-28", "2024-02-29", "2024-03-01"]],
    ["2025-12-31", "2026-01-01", ["2025-12-31", "2026-01-01"]],
    ["2026-10-25", "2026-10-25", ["2026-10-25"]],
  ]) {
    const requests = [];
    await ids(open(twoADay(requests)).timeEntries.range({ ...params, user_ids: [1], from, to }));
    assert.deepEqual(
      requests,
      expected.map((date) => `1 ${date}`),
    );
  }
});

test("no more days than concurrency are requested at the same time, and none after the loop was left", async () => {
  for (const concurrency of [1, 3]) {
    const requests = [];
    const range = open(twoADay(requests)).timeEntries.range(params, { concurrency });
    for await (const { id } of range) {
      assert.ok(requests.length <= concurrency);
      assert.equal(id, all[0]);
      break;
    }
    const sent = requests.length;
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(requests.length, sent);
    assert.deepEqual(await range.next(), { done: true, value: undefined });
  }
});

test("days that wait for a permit when the loop is left are not requested any more", async () => {
  const requests = [];
  const webwork = open(twoADay(requests), { rateLimit: { requests: 2, per: 40 } });
  const range = webwork.timeEntries.range(params);
  await range.next();
  assert.ok(requests.length <= 2);
  await range.return();
  const sent = requests.length;
  await new Promise((resolve) => setTimeout(resolve, 120));
  assert.equal(requests.length, sent);
});

test("an interactive call overtakes the days of a range", async () => {
  const requests = [];
  const webwork = open(twoADay(requests), { rateLimit: { requests: 1, per: 30 } });
  const range = ids(webwork.timeEntries.range({ ...params, user_ids: [1] }));
  while (requests.length === 0) await new Promise(setImmediate);
  await webwork.timeEntries.list({ workspace_id: 1, user_id: 99, date: "2026-01-01" });
  assert.ok(requests.indexOf("99 2026-01-01") <= 2, String(requests));
  await range;
});

test("a cursor goes on behind the last entry, wherever it was left, and survives JSON", async () => {
  for (let left = 1; left < all.length; left++) {
    const first = open(twoADay()).timeEntries.range(params);
    assert.deepEqual(
      (await first.toArray({ limit: left })).map(({ id }) => id),
      all.slice(0, left),
    );
    const cursor = JSON.parse(JSON.stringify(first.cursor));
    assert.deepEqual(
      await ids(open(twoADay()).timeEntries.range(params, { cursor })),
      all.slice(left),
    );
  }
  const range = open(twoADay()).timeEntries.range(params);
  assert.equal(range.cursor, undefined);
  await ids(range);
  assert.deepEqual(
    await ids(open(twoADay()).timeEntries.range(params, { cursor: range.cursor })),
    [],
  );
});

test("a cursor is right also where the day has changed meanwhile", async () => {
  const day = { ...params, user_ids: [1], from: "2026-01-01", to: "2026-01-01" };
  const list =
    (...ids) =>
    async () =>
      Response.json({ success: true, data: ids.map((id) => ({ id })), meta: { pagination } });
  const first = open(list("a", "b", "c")).timeEntries.range(day);
  await first.toArray({ limit: 2 });
  const { cursor } = first;
  assert.deepEqual(await ids(open(list("new", "b", "c")).timeEntries.range(day, { cursor })), [
    "new",
    "c",
  ]);
});

test("toArray takes as many as it may, and the next one takes what is left", async () => {
  const requests = [];
  const range = open(twoADay(requests)).timeEntries.range(params);
  const found = [];
  for (let rounds = 0; rounds < 10; rounds++)
    found.push((await range.toArray({ limit: 3 })).map(({ id }) => id));
  assert.deepEqual(found.flat(), all);
  assert.deepEqual(
    found.map(({ length }) => length),
    [3, 3, 3, 3, 3, 1, 0, 0, 0, 0],
  );
});

test("a cursor for other parameters, or of another form, is refused before anything is sent", async () => {
  const range = open(twoADay()).timeEntries.range(params);
  await range.next();
  const { cursor } = range;
  await range.return();
  for (const [other, bad] of [
    [{ ...params, user_ids: [1, 2] }, cursor],
    [{ ...params, to: "2026-03-03" }, cursor],
    [{ ...params, task_id: 1 }, cursor],
    [{ ...params, workspace_id: 2 }, cursor],
    [params, { ...cursor, done: 9 }],
    [params, { ...cursor, seen: "a" }],
    [params, "cursor"],
  ]) {
    const requests = [];
    const error = await failure(
      ids(open(twoADay(requests)).timeEntries.range(other, { cursor: bad })),
    );
    assert.ok(error instanceof InvalidArgumentError, String(error));
    assert.equal(error.issues[0].parameter, "options.cursor");
    assert.equal(requests.length, 0);
  }
});

test("an error comes at its place, and the cursor leads behind the last entry", async () => {
  const requests = [];
  let isDown = true;
  const fetch = async (url) =>
    url.includes("2026-03-01") && isDown
      ? Response.json({ success: false, message: "no" }, { status: 403 })
      : twoADay(requests)(url);
  const range = open(fetch).timeEntries.range(params);
  const found = [];
  const error = await failure(
    (async () => {
      for await (const { id } of range) found.push(id);
    })(),
  );
  assert.equal(error.code, "permission");
  assert.match(error.stack, /range\.test\.mjs/);
  assert.deepEqual(found, all.slice(0, 4));
  isDown = false;
  assert.deepEqual(
    await ids(open(fetch).timeEntries.range(params, { cursor: range.cursor })),
    all.slice(4),
  );
});

test("an abort ends the range, whether it waits for the server or for its reader", async () => {
  for (const isWaiting of [true, false]) {
    const controller = new AbortController();
    const never = new Promise(() => {});
    const fetch = isWaiting ? () => never : twoADay();
    const range = open(fetch).timeEntries.range(params, { signal: controller.signal });
    const first = range.next();
    if (isWaiting) setTimeout(() => controller.abort("enough"), 5);
    else {
      await first;
      controller.abort("enough");
    }
    const error = await failure(isWaiting ? first : range.next());
    assert.ok(error instanceof AbortError);
    assert.equal(error.cause, "enough");
  }
});

test("progress counts days, with the time that the rate limit needs", async () => {
  const seen = [];
  const webwork = open(twoADay(), { rateLimit: { requests: 2, per: 50 } });
  const start = performance.now();
  await ids(
    webwork.timeEntries.range(params, {
      onProgress: (progress) => {
        seen.push({ ...progress, at: performance.now() - start });
        throw new Error("ignored");
      },
    }),
  );
  assert.deepEqual(
    seen.map(({ done, total }) => [done, total]),
    dates.concat(dates).map((_, at) => [at + 1, 8]),
  );
  // Two at once, two in each window of 50 ms, and what the limiter adds for its clock.
  assert.ok(seen[0].etaMs > 100 && seen[0].etaMs < 205, JSON.stringify(seen));
  const took = seen.at(-1).at - seen[0].at;
  assert.ok(took > seen[0].etaMs - 60, JSON.stringify(seen));
  assert.equal(seen.at(-1).etaMs, 0);
});

test("bad parameters and options are refused with all that is wrong, before anything is sent", async () => {
  const requests = [];
  const webwork = open(twoADay(requests));
  const issues = async (params, options) => {
    const error = await failure(ids(webwork.timeEntries.range(params, options)));
    assert.ok(error instanceof InvalidArgumentError, String(error));
    assert.equal(error.operation, "timeEntries.range");
    return error.issues.map(({ parameter }) => parameter).sort();
  };
  assert.deepEqual(await issues({}), ["from", "to", "user_ids", "workspace_id"]);
  assert.deepEqual(await issues({ ...params, user_ids: [] }), ["user_ids"]);
  assert.deepEqual(await issues({ ...params, user_ids: [1, 2, 1] }), ["user_ids"]);
  assert.deepEqual(await issues({ ...params, user_ids: ["1"] }), ["user_ids"]);
  assert.deepEqual(await issues({ ...params, from: "2026-03-03" }), ["to"]);
  assert.deepEqual(await issues({ ...params, from: "2026-02-30", to: new Date() }), ["from", "to"]);
  assert.deepEqual(await issues({ ...params, task_id: 1.5, user_id: 5 }), ["task_id", "user_id"]);
  assert.deepEqual(await issues(params, { concurrency: 0, signal: 1, order: 1 }), [
    "options.concurrency",
    "options.order",
    "options.signal",
  ]);
  const error = await failure(webwork.timeEntries.range(params).toArray({ limit: 0 }));
  assert.equal(error.code, "invalid_argument");
  assert.equal(requests.length, 0);
});

test("what is changed in parameters and options after the call makes no difference", async () => {
  const requests = [];
  const given = { ...params, user_ids: [5] };
  const range = open(twoADay(requests)).timeEntries.range(given);
  Object.assign(given, { from: "2026-01-01" });
  given.user_ids.push(6);
  await ids(range);
  assert.deepEqual(
    requests,
    dates.map((date) => `5 ${date}`),
  );
});

test("a client that is closed starts no range", async () => {
  const webwork = open(twoADay());
  webwork.close();
  assert.equal((await failure(ids(webwork.timeEntries.range(params)))).code, "closed");
});
