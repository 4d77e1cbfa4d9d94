// The token, wherever a server, a fetch or a token provider might put it: it is shown nowhere.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { WebWork } from "webwork-sdk";
import { failure } from "../support/failure.mjs";

const TOKEN = 'sk/live+4711="ab.c\\d';
const day = { workspace_id: 1, user_id: 100, date: "2026-01-29" };

/** The token as PHP, JSON, JSON within JSON, and URLs write it. */
const escaped = JSON.stringify(TOKEN).slice(1, -1);
const FORMS = [
  TOKEN,
  escaped,
  escaped.replaceAll("/", "\\/"),
  escaped.replaceAll("/", "\\u002F"),
  JSON.stringify(escaped).slice(1, -1),
  encodeURIComponent(TOKEN),
];
const remains = /4711/;

function client(fetch, options = {}) {
  return new WebWork({
    token: TOKEN,
    baseUrl: "https://h",
    rateLimit: false,
    maxRetries: 0,
    fetch,
    ...options,
  });
}

function showsNothing(...things) {
  for (const thing of things) {
    const shown = [
      inspect(thing, { depth: 20, showHidden: true }),
      JSON.stringify(thing) ?? "",
      String(thing?.message),
      String(thing?.stack),
      inspect([...(thing?.headers ?? [])]),
    ];
    for (const text of shown) {
      assert.doesNotMatch(text, remains);
      assert.doesNotMatch(text, /authorization: |Bearer [^[]/i);
    }
  }
}

for (const [at, form] of FORMS.entries()) {
  test(`an echo of the token in form ${at} of it is in no member of the error`, async () => {
    for (const [status, body] of [
      [
        422,
        `{"success":false,"message":"no ${form.replaceAll('"', at === 0 ? '\\"' : '"').replaceAll(TOKEN, escaped)}","error":["${at === 0 ? escaped : form}"]}`,
      ],
      [500, `<html>${form}</html>`],
      [200, `<html>${form}</html>`],
      [200, `{"success":false,"message":"${at === 0 ? escaped : form}"}`],
    ]) {
      const headers = {
        "x-request-id": `r ${form}`,
        authorization: `Bearer ${TOKEN}`,
        "x-echo": `Bearer ${form}`,
        "set-cookie": "a=b",
        "x-kind": "kept",
      };
      const error = await failure(
        client(async () => new Response(body, { status, headers })).timeEntries.list(day),
      );
      showsNothing(error, error.body, error.excerpt);
      assert.equal(error.headers.get("x-kind"), "kept");
      assert.deepEqual(
        [error.headers.get("authorization"), error.headers.get("set-cookie")],
        [null, null],
      );
      assert.equal(error.requestId, "r [token]");
    }
  });
}

test("a token in the place of a parameter is not quoted", async () => {
  const error = await failure(client(async () => {}).timeEntries.list({ ...day, date: TOKEN }));
  assert.equal(error.issues[0].parameter, "date");
  showsNothing(error, error.issues);
});

test("what is cut short does not end within the token", async () => {
  for (let room = 190; room < 200; room++) {
    const error = await failure(
      client(async () => new Response("x".repeat(room) + TOKEN)).timeEntries.list(day),
    );
    assert.ok(!error.excerpt.includes("sk/l"), error.excerpt);
  }
  for (let room = 480; room < 500; room++) {
    const error = await failure(
      client(async () =>
        Response.json({ success: false, message: "x".repeat(room) + TOKEN }, { status: 400 }),
      ).timeEntries.list(day),
    );
    assert.ok(!error.message.includes("sk/l"), error.message);
  }
});

const authorized = () => ({ headers: { Authorization: `Bearer ${TOKEN}` } });
const causes = {
  "a member of a member": () => Object.assign(new Error("failed"), { config: authorized() }),
  "a Headers": () =>
    Object.assign(new Error("failed"), {
      config: { headers: new Headers({ authorization: "Bearer another-4711" }) },
    }),
  "a Request": () =>
    Object.assign(new Error("failed"), { request: new Request("https://h", authorized()) }),
  "a Map": () => Object.assign(new Error("failed"), { map: new Map([["key", TOKEN]]) }),
  "a symbol": () => Object.assign(new Error("failed"), { [Symbol("s")]: [TOKEN] }),
  "a hidden member": () => Object.defineProperty(new Error("failed"), "hidden", { value: TOKEN }),
  "a cause of a cause": () =>
    new Error("failed", { cause: new Error("deeper", { cause: authorized() }) }),
  "an AggregateError": () =>
    new AggregateError(
      [new Error(`one ${TOKEN}`), new Error("two", { cause: authorized() })],
      "failed",
    ),
  "a message and a stack": () => new TypeError(`failed with ${TOKEN}`),
  "a plain object": () => authorized(),
  "a text": () => `failed with ${TOKEN}`,
  "a name": () => Object.assign(new Error("failed"), { [TOKEN]: 1 }),
  "a circle": () => {
    const error = new Error("failed");
    return Object.assign(error, { self: error, deep: { self: error, token: TOKEN } });
  },
};
for (const [where, make] of Object.entries(causes)) {
  test(`a cause that has the token in ${where} is replaced by one without`, async () => {
    const error = await failure(client(() => Promise.reject(make())).timeEntries.list(day));
    assert.equal(error.code, "connection");
    assert.ok(error.cause !== undefined);
    showsNothing(error, error.cause);
    const refused = await failure(
      new WebWork({
        token: () => TOKEN,
        baseUrl: "https://h",
        rateLimit: false,
        maxRetries: 0,
        fetch: () => Promise.reject(make()),
      }).timeEntries.list(day),
    );
    showsNothing(refused, refused.cause);
  });
}

test("a cause without secrets stays what it was", async () => {
  const cause = Object.assign(new RangeError("failed", { cause: new Error("why") }), {
    code: "E",
    at: { deep: [1, new Map([[1, 2]])] },
  });
  assert.equal(
    (await failure(client(() => Promise.reject(cause)).timeEntries.list(day))).cause,
    cause,
  );
});

test("a cause that cannot be read, or has no end, is no trouble", async () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  let deep = {};
  for (let at = 0; at < 20_000; at++) deep = { deep };
  for (const cause of [
    proxy,
    Object.assign(new Error("failed"), { deep }),
    Object.defineProperty(new Error("m"), "message", { get: () => assert.fail("getter") }),
  ]) {
    const error = await failure(client(() => Promise.reject(cause)).timeEntries.list(day));
    assert.equal(error.code, "connection");
  }
});

test("hooks get no token", async () => {
  const events = [];
  const hook = (event) => void events.push(event);
  const pages = [
    new Response("{}", { status: 503, headers: { "x-request-id": TOKEN } }),
    new Response(
      JSON.stringify({
        success: true,
        data: [{ [TOKEN]: 1 }],
        meta: { pagination: { [TOKEN]: 1 } },
      }),
      { headers: { "x-request-id": escaped } },
    ),
  ];
  const webwork = client(async () => pages.shift(), {
    maxRetries: 2,
    onRequest: hook,
    onResponse: hook,
    onRetry: hook,
    onDrift: hook,
  });
  const { requestId } = await webwork.timeEntries.list(day).withResponse();
  assert.equal(requestId, "[token]");
  assert.ok(events.length > 5);
  showsNothing(...events, requestId, webwork);
});
