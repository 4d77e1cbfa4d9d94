// Promises and pages.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiPromise, PagePromise } from "webwork-sdk";
import { client, day, never, pageOf } from "../support/client.mjs";
import { failure } from "../support/failure.mjs";

const page = (number, last, items) =>
  Response.json({
    success: true,
    data: items,
    meta: { pagination: { current_page: number, last_page: last } },
  });

test("the static methods of promises work on ApiPromise and PagePromise", async () => {
  for (const Class of [ApiPromise, PagePromise]) {
    assert.equal(await Class.resolve(5), 5);
    assert.deepEqual(await Class.all([1, Promise.resolve(2)]), [1, 2]);
    assert.equal(await Class.race([1]), 1);
    assert.equal((await Class.allSettled([Promise.reject(1)]))[0].reason, 1);
    assert.equal(await failure(Class.reject(7)), 7);
    assert.ok((await failure(Class.resolve(5).withResponse())) instanceof TypeError);
  }
  const webwork = client();
  assert.equal(
    (
      await Promise.all([
        webwork.timeEntries.list(day),
        webwork.request({ method: "GET", path: "/x" }),
      ])
    ).length,
    2,
  );
});

test("members of an envelope that are called like methods of a page do no harm", async () => {
  const odd = JSON.parse(
    '{"__proto__":{"polluted":1},"items":5,"nextPage":1,"hasNextPage":false,"constructor":2,"then":3,"toString":4}',
  );
  const fetch = async (url) =>
    Response.json({
      success: true,
      data: [{ id: pageOf(url) }],
      meta: { pagination: { current_page: pageOf(url), last_page: 2 } },
      ...odd,
      ["__proto__"]: 1,
    });
  const first = await client({ fetch }).timeEntries.list(day);
  assert.deepEqual(
    [first.items, first.hasNextPage(), first.data, first.polluted],
    [5, true, [{ id: 1 }], undefined],
  );
  assert.deepEqual((await first.nextPage()).data, [{ id: 2 }]);
  assert.equal(await (await first.nextPage()).nextPage(), null);
});

test("what is changed in parameters and options after the call does not reach later pages", async () => {
  const urls = [];
  const fetch = async (url) => {
    urls.push(url);
    return page(pageOf(url), 3, [{ id: pageOf(url) }]);
  };
  const params = { ...day, per_page: 1 };
  const options = { query: { extra: "1" } };
  let count = 0;
  for await (const _ of client({ fetch }).timeEntries.list(params, options)) {
    Object.assign(params, { user_id: 5, per_page: 9 });
    options.query.extra = "2";
    options.query = { extra: "3" };
    count++;
  }
  assert.equal(count, 3);
  for (const url of urls) assert.match(url, /user_id=100.*per_page=1.*extra=1/);
});

test("items that move between pages come once, and no list goes on for ever", async () => {
  const moving = { 1: [1, 2, 3], 2: [3, 4, 5], 3: [5, 6] };
  const fetch = async (url) =>
    page(
      pageOf(url),
      3,
      moving[pageOf(url)].map((id) => ({ id })),
    );
  for (const prefetch of [false, true]) {
    const ids = [];
    for await (const { id } of client({ fetch }).timeEntries.list(day, { prefetch })) ids.push(id);
    assert.deepEqual(ids, [1, 2, 3, 4, 5, 6]);
  }
  for (const item of [{ id: 1 }, { user_id: 1 }, 1]) {
    let count = 0;
    const endless = async () => {
      count++;
      return Response.json({ success: true, data: Array(50).fill(item), meta: {} });
    };
    const error = await failure(
      Array.fromAsync?.(client({ fetch: endless }).timeEntries.list({ ...day, per_page: 50 })) ??
        collect(client({ fetch: endless }).timeEntries.list({ ...day, per_page: 50 })),
    );
    assert.equal(error.name, "DecodeError");
    assert.ok(count <= 5, String(count));
  }
});

async function collect(list) {
  const items = [];
  for await (const item of list) items.push(item);
  return items;
}

test("prefetch has the next page under way while this one is looked at", async () => {
  const asked = [];
  const fetch = async (url) => {
    asked.push(pageOf(url));
    return page(pageOf(url), 3, [{ id: pageOf(url) }]);
  };
  for await (const one of client({ fetch }).timeEntries.list(day, { prefetch: true }).pages()) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.deepEqual(asked, [1, 2, 3].slice(0, one.pagination.current_page + 1));
  }
  asked.length = 0;
  for await (const _ of client({ fetch }).timeEntries.list(day)) {
    if (asked.length === 1) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.ok(asked.length <= 3);
    break;
  }
  assert.deepEqual(asked, [1]);
});

test("leaving the loop stops the page that is fetched ahead, and its failure bothers nobody", async () => {
  for (const fail of [false, true]) {
    const signals = [];
    const fetch = (url, { signal }) => {
      signals.push(signal);
      if (pageOf(url) === 1) return Promise.resolve(page(1, 9, [{ id: 1 }]));
      return fail ? Promise.resolve(new Response("", { status: 400 })) : never();
    };
    for await (const _ of client({ fetch }).timeEntries.list(day, { prefetch: true })) {
      for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
      break;
    }
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
    assert.deepEqual([signals.length, signals[1].aborted], [2, !fail]);
    if (fail)
      assert.equal(
        (await failure(collect(client({ fetch }).timeEntries.list(day, { prefetch: true }))))
          .status,
        400,
      );
  }
});
