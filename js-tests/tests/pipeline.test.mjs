// The life of a call where things go wrong on its way: hooks, ducks, causes, tokens, pages, the queue.

import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { test } from "node:test";
import { build } from "esbuild";
import { ApiPromise, PagePromise, WebWork } from "webwork-sdk";
import { importCopy } from "../support/copy.mjs";
import { failure } from "../support/failure.mjs";
import { json, serve } from "../support/server.mjs";

const wasm = readFileSync(createRequire(import.meta.url).resolve("webwork-sdk/webwork.wasm"));
const day = { workspace_id: 1, user_id: 100, date: "2026-01-29" };
const entry = { ...day, start_time: "09:00", end_time: "10:00" };
const good = { success: true, data: [], meta: {} };
let names = 0;

/** A client with a token, and so a pacing, of its own. */
function client(options = {}) {
  return new WebWork({
    token: `pipeline-token-${++names}`,
    baseUrl: "https://h",
    fetch: async () => Response.json(good),
    ...options,
  });
}

const never = () => new Promise(() => {});
const page = (number, last, items) =>
  Response.json({
    success: true,
    data: items,
    meta: { pagination: { current_page: number, last_page: last } },
  });
const pageOf = (url) => Number(new URL(url).searchParams.get("page") ?? 1);

// Hooks

test("onRetry is told only when a retry follows", async () => {
  const told = [];
  const onRetry = (event) => void told.push(event.reason);
  for (const options of [
    { maxRetries: 0 },
    { deadline: 100 },
    { rateLimit: { requests: 1, per: 60_000 }, deadline: 5_000 },
  ]) {
    for (const fetch of [
      async () => new Response("", { status: 503 }),
      () => Promise.reject(new Error("reset")),
    ]) {
      const error = await failure(client({ fetch, onRetry, ...options }).timeEntries.list(day));
      assert.equal(error.attempts, 1);
      assert.ok(["ServerError", "ConnectionError"].includes(error.name), error.name);
    }
  }
  assert.deepEqual(told, []);
});

test("onResponse is told of a redirect", async () => {
  const told = [];
  const fetch = async () =>
    new Response(null, { status: 302, headers: { location: "https://other" } });
  await failure(
    client({ fetch, onResponse: ({ status }) => void told.push(status) }).timeEntries.list(day),
  );
  assert.deepEqual(told, [302]);
});

test("a hook cannot change what later hooks are told, and its failures are its own", async () => {
  const told = [];
  const hook = (event) => {
    told.push({ ...event });
    for (const name of Object.keys(event)) event[name] = "changed";
    return { then: (_, reject) => reject(new Error("a hook's own affair")) };
  };
  const answers = [new Response("", { status: 503 }), Response.json(good)];
  const webwork = client({
    fetch: async () => answers.shift(),
    onRequest: hook,
    onResponse: hook,
    onRetry: hook,
    onDrift: hook,
  });
  await webwork.timeEntries.list(day);
  assert.deepEqual(
    told.map(({ operation, attempt }) => [operation, attempt]).slice(0, 5),
    [1, 1, 1, 2, 2].map((attempt) => ["timeEntries.list", attempt]),
  );
});

test("a hook may abort the call it is told of", async () => {
  for (const name of ["onRequest", "onResponse", "onRetry", "onDrift"]) {
    const controller = new AbortController();
    let sent = 0;
    const fetch = async () => {
      sent++;
      return name === "onDrift"
        ? Response.json({ ...good, data: 5 })
        : new Response("", { status: 503 });
    };
    const error = await failure(
      client({ fetch, [name]: () => controller.abort(name) }).timeEntries.list(day, {
        signal: controller.signal,
      }),
    );
    assert.deepEqual(
      [error.name, error.cause, sent],
      ["AbortError", name, name === "onRequest" ? 0 : 1],
    );
    assert.equal(getEventListeners(controller.signal, "abort").length, 0);
  }
});

// Causes and outcomes

test("an error has the cause of its own attempt only", async () => {
  const answers = [
    () => Promise.reject(new Error("reset")),
    async () => Response.json({ success: false, message: "no" }, { status: 422 }),
  ];
  const error = await failure(client({ fetch: () => answers.shift()() }).timeEntries.list(day));
  assert.deepEqual([error.name, error.attempts, "cause" in error], ["ValidationError", 2, false]);
});

test("a refused connection proves that a write was not sent; an injected fetch proves nothing", async () => {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  const baseUrl = `http://127.0.0.1:${port}`;
  const error = await failure(client({ baseUrl, fetch: undefined }).timeEntries.create(entry));
  assert.deepEqual([error.name, error.outcome, error.attempts], ["ConnectionError", "not_sent", 1]);
  const injected = await failure(
    client({ baseUrl, fetch: (...args) => fetch(...args) }).timeEntries.create(entry),
  );
  assert.equal(injected.outcome, "unknown");
});

test("the body of an error that stalls or breaks off does not hide the error", async (t) => {
  const server = await serve(t, (request, response) => {
    response.writeHead(404, { "content-length": "100" }).write("{");
    if (request.method === "POST") setImmediate(() => response.destroy());
  });
  const webwork = client({ baseUrl: server.url, fetch: undefined });
  for (const call of [
    () => webwork.timeEntries.list(day, { timeout: 50 }),
    () => webwork.timeEntries.create(entry),
  ]) {
    const error = await failure(call());
    assert.deepEqual([error.name, error.outcome, error.attempts], ["NotFoundError", "rejected", 1]);
  }
});

test("an abort after a 429 knows that the write was rejected", async () => {
  const controller = new AbortController();
  const fetch = async () => {
    setImmediate(() => controller.abort("enough"));
    return new Response("{}", { status: 429, headers: { "retry-after": "30" } });
  };
  const error = await failure(
    client({ fetch }).timeEntries.create(entry, { signal: controller.signal }),
  );
  assert.deepEqual([error.name, error.outcome, error.attempts], ["AbortError", "rejected", 1]);
});

test("a repeat that finds everything done is done, where the first answer was lost", async () => {
  const message = "The timesheet is already approved";
  const params = { workspace_id: 1, timesheet_id: "a" };
  const refusal = (status) => Response.json({ success: false, message }, { status });
  for (const status of [400, 409, 422]) {
    const answers = [new Response("", { status: 503 }), refusal(status)];
    assert.deepEqual(
      await client({ fetch: async () => answers.shift() }).timesheets.approve(params),
      { success: true, message },
    );
    const error = await failure(
      client({ fetch: async () => refusal(status) }).timesheets.approve(params),
    );
    assert.deepEqual([error.status, error.outcome], [status, "rejected"]);
  }
  const answers = [new Response("", { status: 503 }), refusal(404)];
  assert.deepEqual(
    await client({ fetch: async () => answers.shift() }).timeEntries.delete({
      workspace_id: 1,
      time_entry_id: "a",
    }),
    { success: true },
  );
});

// What fetch may do

test("whatever a duck does, the next call works, on the same instance of the wasm", async () => {
  const { instantiate } = WebAssembly;
  let instances = 0;
  WebAssembly.instantiate = (...args) => {
    instances++;
    return instantiate.apply(WebAssembly, args);
  };
  try {
    const { WebWork: Fresh } = await importCopy();
    let duck;
    const webwork = new Fresh({
      token: "ducks-token",
      baseUrl: "https://h",
      rateLimit: false,
      maxRetries: 0,
      fetch: () => duck(),
    });
    const text = async () => JSON.stringify(good);
    const thrower = (member) =>
      Object.defineProperty({ status: 200, text }, member, {
        get() {
          throw new Error(`no ${member}`);
        },
      });
    const fine = [
      async () => ({ status: "200", text }),
      async () => ({ status: 200, text, headers: { "x-request-id": "r" } }),
      async () => ({ status: 200, text, headers: "none" }),
      async () => ({ status: 200, text, headers: { get: () => 5 } }),
      async () => ({
        status: 200,
        text,
        headers: { get: () => Promise.reject(new Error("async")).catch(() => {}) },
      }),
      async () => thrower("type"),
      async () => thrower("headers"),
      async () => thrower("bodyUsed"),
      () => ({ then: (resolve) => resolve({ status: 200, text: () => JSON.stringify(good) }) }),
    ];
    for (duck of fine)
      assert.deepEqual((await webwork.timeEntries.list(day)).data, [], String(duck));
    const broken = [
      async () => thrower("status"),
      async () => ({ status: 0, text }),
      async () => ({ status: 2 ** 40, text }),
      async () => ({ status: 200.5, text }),
      async () => ({ status: NaN, text }),
      async () => thrower("text"),
      async () => ({ status: 200, text: () => Promise.reject() }),
      async () => Response.error(),
      () => Object.defineProperty({}, "then", { get: () => assert.fail("then") }),
      () => ({ then: () => assert.fail("then") }),
      () => Promise.reject(new WebAssembly.RuntimeError("the user's own")),
      () => {
        throw new WebAssembly.RuntimeError("the user's own");
      },
      () => {
        throw { code: "invalid_argument", message: "not ours" };
      },
      () => Promise.reject(Object.create(null)),
      () => Promise.reject(Symbol("odd")),
    ];
    for (duck of broken) {
      const error = await failure(webwork.timeEntries.create(entry));
      assert.ok(
        ["connection", "decode"].includes(error.code) && error.outcome === "unknown",
        `${duck}: ${error.code}`,
      );
    }
    duck = async () => ({ status: 200, text: () => 5 });
    assert.deepEqual(await webwork.timeEntries.delete({ workspace_id: 1, time_entry_id: "a" }), {
      success: true,
    });
    duck = async () => ({ status: 200, text, headers: { "x-request-id": "r" } });
    assert.equal((await webwork.timeEntries.list(day).withResponse()).requestId, "r");
    assert.equal(instances, 1);
  } finally {
    WebAssembly.instantiate = instantiate;
  }
});

test("a fetch that calls the SDK, closes the client or aborts is no trouble", async () => {
  const controller = new AbortController();
  const webwork = client({
    fetch: (url) => {
      if (pageOf(url) === 1)
        return webwork.timeEntries.list({ ...day, page: 2 }).then(() => Response.json(good));
      if (pageOf(url) === 3) controller.abort("within");
      return Promise.resolve(Response.json(good));
    },
  });
  assert.deepEqual((await webwork.timeEntries.list(day)).data, []);
  const error = await failure(
    webwork.timeEntries.list({ ...day, page: 3 }, { signal: controller.signal }),
  );
  assert.deepEqual([error.name, error.cause], ["AbortError", "within"]);
  webwork.close();
});

test("an answer nested 100,000 deep is a DecodeError", async () => {
  for (const deep of [
    "[".repeat(100_000) + "]".repeat(100_000),
    '{"a":'.repeat(100_000) + "1" + "}".repeat(100_000),
  ]) {
    for (const body of [deep, `{"success":true,"data":${deep},"meta":{}}`]) {
      for (const options of [{}, { onDrift() {} }, { validation: "strict" }]) {
        const error = await failure(
          client({ fetch: async () => new Response(body), ...options }).timeEntries.list(day),
        );
        assert.equal(error.name, "DecodeError");
      }
    }
  }
});

test("20 MB arrive whole", async () => {
  const items = Array.from({ length: 20_000 }, (_, id) => ({
    id: String(id),
    text: "x".repeat(1_000),
  }));
  const fetch = async () => Response.json({ ...good, data: items });
  for (const options of [{}, { onDrift() {} }])
    assert.equal((await client({ fetch, ...options }).timeEntries.list(day)).data.length, 20_000);
});

test("an error body that is not UTF-8 is read as far as it goes", async () => {
  const fetch = async () => new Response(new Uint8Array([0xff, 0xfe, 0x41]), { status: 502 });
  const error = await failure(client({ fetch, maxRetries: 0 }).timeEntries.list(day));
  assert.deepEqual([error.name, error.body], ["ServerError", "\ufffd\ufffdA"]);
});

// Tokens

test("after a 401 the provider is asked once more, and the call repeated once with another token, a write too", async () => {
  const seen = [];
  let count = 0;
  const fetch = async (_, { headers }) => {
    seen.push(headers.authorization);
    return headers.authorization === "Bearer fresh-token-2"
      ? Response.json(good)
      : Response.json({ success: false }, { status: 401 });
  };
  const told = [];
  const webwork = client({
    fetch,
    token: () => `fresh-token-${++count}`,
    maxRetries: 0,
    onRetry: ({ reason }) => void told.push(reason),
  });
  const { attempts } = await webwork.timeEntries.create(entry).withResponse();
  assert.deepEqual(
    [attempts, seen, told],
    [2, ["Bearer fresh-token-1", "Bearer fresh-token-2"], ["401"]],
  );
  count = 2;
  const error = await failure(webwork.timeEntries.create(entry));
  assert.deepEqual(
    [error.name, error.status, error.attempts, error.outcome, count],
    ["AuthenticationError", 401, 2, "rejected", 4],
  );
});

test("a 401 stands where the provider has no other token, fails, or does not answer in time", async () => {
  const cause = new Error("no network");
  const cases = [
    [() => "same-token", "authentication"],
    [() => Promise.reject(cause), "authentication"],
    [() => 5, "authentication"],
    [never, "timeout"],
  ];
  for (const [second, code] of cases) {
    let count = 0;
    let sent = 0;
    const fetch = async () => {
      sent++;
      return new Response("{}", { status: 401 });
    };
    const webwork = client({ fetch, token: () => (++count === 1 ? "same-token" : second()) });
    const error = await failure(webwork.timeEntries.create(entry, { deadline: 200 }));
    assert.deepEqual([error.code, error.outcome, error.attempts, sent], [code, "rejected", 1, 1]);
    if (count === 2 && second.toString().includes("reject")) assert.equal(error.cause, cause);
  }
});

test("one question is under way however many calls were refused, and a late 401 does not ask again", async () => {
  let asked = 0;
  let release;
  const late = new Promise((resolve) => (release = resolve));
  const fetch = async (url, { headers }) => {
    if (headers.authorization === "Bearer second-token") return Response.json(good);
    if (pageOf(url) === 99) await late;
    return new Response("{}", { status: 401 });
  };
  // Each of the eleven calls asks once before it leaves.
  const webwork = client({
    fetch,
    token: async () => (++asked > 11 ? "second-token" : "first-token"),
    rateLimit: false,
  });
  const slow = webwork.timeEntries.list({ ...day, page: 99 });
  await Promise.all(Array.from({ length: 10 }, () => webwork.timeEntries.list(day)));
  assert.equal(asked, 12);
  release();
  assert.equal((await slow.withResponse()).attempts, 2);
  assert.equal(asked, 12);
});

// Promises and pages

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
    [first.items, first.hasNextPage(), [...first], first.polluted],
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

// The queue

test("a thousand calls at once keep to the limit, with bulk calls behind the others", async () => {
  const order = [];
  const fetch = async (url) => {
    order.push(new URL(url).searchParams.get("kind"));
    return Response.json(good);
  };
  const webwork = client({ fetch, rateLimit: { requests: 50, per: 20 } });
  const call = (kind, priority) => webwork.timeEntries.list(day, { query: { kind }, priority });
  await Promise.all([
    ...Array.from({ length: 500 }, () => call("bulk", "bulk")),
    ...Array.from({ length: 500 }, () => call("now", "interactive")),
  ]);
  const later = order.slice(50, 500);
  assert.ok(
    later.filter((kind) => kind === "bulk").length < later.length / 6,
    "interactive calls go first",
  );
  assert.ok(later.includes("bulk"), "and bulk calls are not starved");
  assert.equal(order.length, 1_000);
});

test("a call that is aborted in the queue takes no slot", async () => {
  const sent = [];
  const fetch = async (url) => {
    sent.push(pageOf(url));
    return Response.json(good);
  };
  const webwork = client({ fetch, rateLimit: { requests: 1, per: 50 } });
  const controller = new AbortController();
  const calls = [1, 2, 3].map((page) =>
    webwork.timeEntries.list({ ...day, page }, page === 2 ? { signal: controller.signal } : {}),
  );
  const aborted = failure(calls[1]);
  controller.abort("enough");
  assert.equal((await aborted).outcome, "not_sent");
  await calls[2];
  assert.deepEqual(sent, [1, 3]);
});

test("a 429 without a time pauses all calls of the token for the back-off", async () => {
  const times = [];
  const fetch = async () => {
    times.push(performance.now());
    return times.length === 1 ? new Response("{}", { status: 429 }) : Response.json(good);
  };
  const webwork = client({ fetch });
  const first = webwork.timeEntries.list(day);
  while (times.length === 0) await new Promise(setImmediate);
  await new Promise(setImmediate);
  await Promise.all([first, webwork.timeEntries.list(day)]);
  assert.ok(times[1] - times[0] >= 249, String(times[1] - times[0]));
});

test("where each call lives in a context of its own, none needs another to be woken", async () => {
  const { outputFiles } = await build({
    stdin: { contents: `export { WebWork } from "webwork-sdk";`, resolveDir: process.cwd() },
    bundle: true,
    write: false,
    format: "esm",
    conditions: ["workerd"],
    external: ["*.wasm?module"],
  });
  globalThis.aloneModule = new WebAssembly.Module(wasm);
  const bound = outputFiles[0].text.replace(
    /import (\w+) from "\.\/webwork\.wasm\?module"/,
    "const $1 = globalThis.aloneModule",
  );
  const { WebWork: Alone } = await import(
    `data:text/javascript;base64,${Buffer.from(bound).toString("base64")}`
  );
  const order = [];
  const fetch = async (url) => {
    order.push(pageOf(url));
    return Response.json(good);
  };
  const webwork = new Alone({
    token: "alone-token",
    baseUrl: "https://h",
    rateLimit: { requests: 2, per: 30 },
    fetch,
  });
  await Promise.all([1, 2, 3, 4, 5, 6].map((page) => webwork.timeEntries.list({ ...day, page })));
  assert.deepEqual(order, [1, 2, 3, 4, 5, 6]);
  const error = await failure(webwork.timeEntries.list(day, { deadline: 5 }));
  assert.deepEqual([error.code, error.outcome], ["rate_limited", "not_sent"]);
});

test("without a FinalizationRegistry all works but the freeing of clients that nobody closed", async () => {
  const { FinalizationRegistry: own } = globalThis;
  delete globalThis.FinalizationRegistry;
  try {
    const { WebWork: Fresh } = await importCopy();
    const webwork = new Fresh({
      token: "registry-token",
      baseUrl: "https://h",
      fetch: async () => Response.json(good),
    });
    assert.deepEqual((await webwork.timeEntries.list(day)).data, []);
    webwork.close();
  } finally {
    globalThis.FinalizationRegistry = own;
  }
});

// Failures inside

/** Runs something while every instance of a wasm passes through a function of the test's. */
async function withExports(change, work) {
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = async (...args) => {
    const result = await instantiate.apply(WebAssembly, args);
    const exports = change({ ...(result.instance ?? result).exports });
    return result.instance ? { module: result.module, instance: { exports } } : { exports };
  };
  try {
    await work();
  } finally {
    WebAssembly.instantiate = instantiate;
  }
}

test("after a trap a wasm that came as a Response is there again", async () => {
  let armed = false;
  const change = (exports) => {
    const { answered } = exports;
    exports.answered = (...rest) => {
      if (armed) throw new WebAssembly.RuntimeError("unreachable");
      return answered(...rest);
    };
    return exports;
  };
  await withExports(change, async () => {
    const slim = await importCopy("slim");
    slim.loadWasm(new Response(wasm));
    const webwork = new slim.WebWork({
      token: "trap-token",
      baseUrl: "https://h",
      fetch: async () => Response.json(good),
    });
    await webwork.timeEntries.list(day);
    armed = true;
    assert.equal((await failure(webwork.timeEntries.list(day))).code, "internal");
    armed = false;
    assert.deepEqual((await webwork.timeEntries.list(day)).data, []);
  });
});

test("a sandbox that traps fails what is under way, and goes on afresh", async () => {
  let armed = "";
  let trapped = false;
  const change = (exports) =>
    Object.fromEntries(
      Object.entries(exports).map(([name, value]) => {
        const isFetch = /fetch/.test(name);
        if (typeof value !== "function") return [name, value];
        return [
          name,
          (...args) => {
            if (trapped || (armed === "at once" && isFetch))
              throw new WebAssembly.RuntimeError("unreachable");
            const result = value(...args);
            // From now on whatever runs next in the wasm traps: it waits for the body.
            if (armed === "later" && isFetch) trapped = true;
            return result;
          },
        ];
      }),
    );
  await withExports(change, async () => {
    const { Sandbox } = await importCopy("sandbox");
    const sandbox = new Sandbox();
    const status = async () =>
      (
        await sandbox.fetch("https://h/api/v2/workspaces", {
          method: "POST",
          body: "{}",
          headers: { authorization: `Bearer ${sandbox.token}` },
        })
      ).status;
    const before = await status();
    for (armed of ["at once", "later"]) {
      assert.ok((await failure(status())) instanceof WebAssembly.RuntimeError, armed);
      armed = "";
      trapped = false;
      assert.equal(await status(), before);
    }
  });
});

test("without a fetch anywhere the error says to give one", async (t) => {
  const { fetch } = globalThis;
  t.after(() => (globalThis.fetch = fetch));
  globalThis.fetch = undefined;
  const webwork = new WebWork({ token: "a-token", workspaceId: 1, maxRetries: 0 });
  const error = await failure(webwork.workspaces.list());
  assert.equal(error.code, "connection");
  assert.match(error.message, /no fetch: give the client one/);
});
