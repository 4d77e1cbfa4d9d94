// Time Entries through the package, over real HTTP, against the sandbox.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Page, WebWork } from "webwork-sdk";
import { json, serve, serveSandbox } from "../support/server.mjs";

const day = { workspace_id: 1, user_id: 100, date: "2026-01-28" };

function client(server, options = {}) {
  return new WebWork({
    token: server.token ?? "test-token",
    baseUrl: server.base ?? server.url,
    rateLimit: false,
    ...options,
  });
}

function example(id) {
  const text = JSON.parse(
    readFileSync(new URL(`../contract/examples/${id}.json`, import.meta.url), "utf8"),
  );
  // The seed has the documented entry on the day before, where the documented create leaves room.
  if (text.item) {
    const onDayBefore = JSON.stringify(text.item).replaceAll("2026-01-29", "2026-01-28");
    text.response.data = [JSON.parse(onDayBefore)];
    text.request.query.date = "2026-01-28";
  }
  return text;
}

const settled = (body) => ({ ...body, meta: { ...body.meta, timestamp: "now" } });

const calls = {
  getTimeEntries: (webwork, { query }) => webwork.timeEntries.list(query),
  createTimeEntry: (webwork, { body }) => webwork.timeEntries.create(body),
  updateTimeEntry: (webwork, { path, body }) =>
    webwork.timeEntries.update({ time_entry_id: path.split("/")[2], ...body }),
  deleteTimeEntry: (webwork, { path, body }) =>
    webwork.timeEntries.delete({ time_entry_id: path.split("/")[2], ...body }),
};

for (const [id, call] of Object.entries(calls)) {
  test(`the documented example of ${id} is answered as documented, through the SDK and through fetch`, async (t) => {
    const { request, response } = example(id);
    const expected = settled(response);
    if (id === "getTimeEntries")
      expected.meta.pagination = { total: 1, per_page: 20, current_page: 1, last_page: 1 };

    const server = await serveSandbox(t);
    const { pagination, ...body } = await call(client(server), request);
    assert.deepEqual(settled(body), expected);
    if (id === "getTimeEntries") assert.deepEqual(pagination, expected.meta.pagination);

    const plain = await serveSandbox(t);
    const query = new URLSearchParams(request.query ?? {});
    const answer = await fetch(`${plain.base}${request.path}?${query}`, {
      method: request.method,
      headers: { authorization: `Bearer ${plain.token}`, "content-type": "application/json" },
      ...(request.body && { body: JSON.stringify(request.body) }),
    });
    assert.deepEqual(settled(await answer.json()), expected);
  });
}

test("an entry that overlaps is saved in part, and the whole envelope says so", async (t) => {
  const webwork = client(await serveSandbox(t), { workspaceId: 1 });
  const add = (start_time, end_time) =>
    webwork.timeEntries.create({ user_id: 100, date: "2026-02-03", start_time, end_time });
  assert.equal((await add("09:00", "10:00")).saved_minutes, 60);
  const made = await add("09:30", "11:00");
  assert.equal(made.saved_minutes, 60);
  assert.equal(
    made.message,
    "1 hr successfully added for John Doe. 30 min not added because of overlapping time or limits.",
  );
  assert.equal(made.success, true);
  assert.equal(made.data.duration_minutes, 60);
  assert.equal(made.meta.api_version, "2.0.0");
});

test("of start and end the one not sent keeps its value, and null clears", async (t) => {
  const webwork = client(await serveSandbox(t), { workspaceId: 1 });
  const [before] = (await webwork.timeEntries.list(day)).data;
  await webwork.timeEntries.update({
    time_entry_id: before.id,
    end_time: "18:00",
    notes: null,
    task_id: null,
  });
  const [after] = (await webwork.timeEntries.list(day)).data;
  assert.equal(after.start_time, before.start_time);
  assert.equal(after.end_time, "2026-01-28T18:00:00Z");
  assert.equal(after.activity_description, null);
  assert.equal(after.task_id, null);
  await webwork.timeEntries.delete({ time_entry_id: after.id });
  assert.equal((await webwork.timeEntries.list(day)).data.length, 0);
});

test("a list is iterated over all its pages, item by item and page by page", async (t) => {
  const webwork = client(await serveSandbox(t));
  const params = { workspace_id: 1, user_id: 102, date: "2026-01-20", per_page: 1 };
  const all = (await webwork.timeEntries.list({ ...params, per_page: 50 })).data;
  assert.ok(all.length >= 2);
  const items = [];
  for await (const entry of webwork.timeEntries.list(params)) items.push(entry);
  assert.deepEqual(items, all);
  const pages = [];
  for await (const page of webwork.timeEntries.list(params).pages()) pages.push(page);
  assert.equal(pages.length, all.length);
  assert.ok(pages.every((page) => page instanceof Page));
  assert.deepEqual(pages[0].data, [all[0]]);
  const fromSecond = [];
  for await (const entry of pages[1]) fromSecond.push(entry);
  assert.deepEqual(fromSecond, all.slice(1));
  assert.equal(pages.at(-1).hasNextPage(), false);
  assert.equal(await pages.at(-1).nextPage(), null);
  assert.deepEqual((await pages[0].nextPage()).data, [all[1]]);
});

test("leaving a loop stops the requests", async (t) => {
  const server = await serveSandbox(t);
  for await (const entry of client(server).timeEntries.list({
    workspace_id: 1,
    user_id: 102,
    date: "2026-01-20",
    per_page: 1,
  })) {
    assert.ok(entry);
    break;
  }
  assert.equal(server.requests.length, 1);
});

/** A list whose pages the test writes: page number → members of the envelope. */
function pages(t, write) {
  return serve(t, (request, response) => {
    const page = Number(new URL(request.url, "http://h").searchParams.get("page") ?? 1);
    json(response, 200, { success: true, meta: {}, ...write(page) });
  });
}

const ids = async (list) => {
  const seen = [];
  for await (const item of list) seen.push(item.id);
  return seen;
};

test("the page object is found beside meta, in it, with numbers as text, or missing", async (t) => {
  const entries = (page) => [{ id: page }];
  const cases = [
    (page) => ({ data: entries(page), pagination: { current_page: page, last_page: 3 } }),
    (page) => ({
      data: entries(page),
      meta: { pagination: { current_page: String(page), last_page: "3" } },
    }),
    (page) => ({ data: entries(page), meta: { pagination: { total: 3, per_page: 1 } } }),
    (page) => ({ data: page < 4 ? entries(page) : [] }),
  ];
  for (const write of cases) {
    const server = await pages(t, write);
    assert.deepEqual(
      await ids(client(server).timeEntries.list({ ...day, per_page: 1 })),
      [1, 2, 3],
    );
  }
});

test("items that move to the next page meanwhile come once", async (t) => {
  const write = (page) => ({
    data: [{ id: page }, { id: page + 1 }],
    pagination: { current_page: page, last_page: 4 },
  });
  assert.deepEqual(await ids(client(await pages(t, write)).timeEntries.list(day)), [1, 2, 3, 4, 5]);
});

test("a list that brings nothing new for three pages ends with a DecodeError", async (t) => {
  const server = await pages(t, () => ({
    data: [{ id: 1 }],
    pagination: { current_page: 1, last_page: 1000 },
  }));
  await assert.rejects(ids(client(server).timeEntries.list(day)), {
    name: "DecodeError",
    code: "decode",
  });
  assert.equal(server.requests.length, 4);
});

test("a list that is no list is no reason to fail", async (t) => {
  const server = await pages(t, () => ({ data: { 0: { id: 1 }, 2: { id: 2 } } }));
  assert.deepEqual(await ids(client(server).timeEntries.list(day)), [1, 2]);
});

test("withResponse gives status, headers, request id, attempts and rate limit beside the body", async (t) => {
  const server = await serveSandbox(t);
  const { body, status, headers, requestId, attempts, rateLimit } = await client(server, {
    rateLimit: undefined,
  })
    .timeEntries.list(day)
    .withResponse();
  assert.equal(body.data.length, 1);
  assert.equal(status, 200);
  assert.equal(headers.get("content-type"), "application/json");
  assert.match(requestId, /^sandbox-\d+$/);
  assert.equal(attempts, 1);
  assert.equal(rateLimit.limit, 60);
  assert.equal(rateLimit.remaining, 59);
  assert.ok(rateLimit.resetMs > 59_000);
});

test("request() reaches any endpoint through the same pipeline", async (t) => {
  const server = await serve(t, (_, response, body) =>
    json(response, 200, { success: true, got: body && JSON.parse(body) }),
  );
  const webwork = client(server);
  assert.deepEqual(
    await webwork.request({
      method: "POST",
      path: "/leaves/7/approve",
      query: { workspace_id: 1, ids: [1, 2] },
      body: { a: [null] },
    }),
    { success: true, got: { a: [null] } },
  );
  assert.equal(server.requests[0].url, "/leaves/7/approve?workspace_id=1&ids=1,2");
  await assert.rejects(webwork.request({ method: "GET", path: "//evil.example" }), {
    code: "invalid_argument",
    operation: "request",
  });
  await assert.rejects(
    webwork.request({ method: "GET", path: "/a", params: {} }),
    /request: params is unknown/,
  );
});

test("options of a call add query, body and headers, and cannot take the token's place", async (t) => {
  const server = await serve(t, (_, response) =>
    json(response, 200, { success: true, data: {}, meta: {} }),
  );
  const webwork = client(server, { headers: { "X-Client": "1" } });
  const entry = { ...day, start_time: "09:00", end_time: "10:00" };
  await webwork.timeEntries.create(entry, {
    query: { trace: "t" },
    body: { extra: true, notes: "n" },
    headers: { "x-call": "2" },
  });
  await assert.rejects(
    webwork.timeEntries.create(entry, { headers: { authorization: "Bearer evil" } }),
    { code: "invalid_argument", operation: "timeEntries.create" },
  );
  assert.equal(server.requests.length, 1);
  const [{ url, body, headers }] = server.requests;
  assert.equal(url, "/time-entries?trace=t");
  assert.deepEqual(JSON.parse(body), { ...entry, extra: true, notes: "n" });
  assert.equal(headers["x-client"], "1");
  assert.equal(headers["x-call"], "2");
  assert.equal(headers.authorization, "Bearer test-token");
});
