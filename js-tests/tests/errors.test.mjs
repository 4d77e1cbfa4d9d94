// What goes wrong: each a typed error, at once, with the right outcome and no secret in it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import * as sdk from "webwork-sdk";
import { importCopy } from "../support/copy.mjs";
import { failure } from "../support/failure.mjs";
import { json, serve } from "../support/server.mjs";

const { WebWork } = sdk;
const TOKEN = "secret-token-4711";
const day = { workspace_id: 1, user_id: 100, date: "2026-01-29" };
const entry = { ...day, start_time: "09:00", end_time: "10:00" };

function client(server, options = {}) {
  return new WebWork({
    token: TOKEN,
    baseUrl: server.url,
    rateLimit: false,
    maxRetries: 0,
    ...options,
  });
}

function showsNoSecret(error) {
  const shown = [
    error.message,
    error.stack,
    inspect(error, { depth: 9 }),
    JSON.stringify(error),
    String(error.cause),
    inspect(error.body),
  ].join("\n");
  assert.ok(!shown.includes(TOKEN), shown);
}

const byStatus = {
  400: ["BadRequestError", "bad_request", "rejected"],
  401: ["AuthenticationError", "authentication", "rejected"],
  403: ["PermissionError", "permission", "rejected"],
  404: ["NotFoundError", "not_found", "rejected"],
  409: ["ConflictError", "conflict", "rejected"],
  418: ["ApiError", "api", "rejected"],
  422: ["ValidationError", "validation", "rejected"],
  429: ["RateLimitError", "rate_limited", "rejected"],
  500: ["ServerError", "server", "unknown"],
  503: ["ServerError", "server", "unknown"],
};

for (const [status, [name, code, outcome]] of Object.entries(byStatus)) {
  test(`${status} is a ${name} with status, body, headers and outcome ${outcome}`, async (t) => {
    const body = { success: false, message: `it broke for ${TOKEN}`, error: null, meta: {} };
    const server = await serve(t, (_, response) =>
      json(response, Number(status), body, { "x-request-id": "r-1" }),
    );
    const error = await failure(client(server).timeEntries.create(entry));
    assert.ok(
      // biome-ignore lint/performance/noDynamicNamespaceImportAccess: the table has the names.
      error instanceof sdk[name] &&
        error instanceof sdk.ApiError &&
        error instanceof sdk.WebWorkError &&
        error instanceof Error,
    );
    assert.equal(error.name, name);
    assert.equal(error.code, code);
    assert.equal(error.outcome, outcome);
    assert.equal(error.operation, "timeEntries.create");
    assert.equal(error.attempts, 1);
    assert.equal(error.status, Number(status));
    assert.equal(error.requestId, "r-1");
    assert.equal(error.headers.get("x-request-id"), "r-1");
    assert.equal(error.message, `timeEntries.create: ${status} it broke for [token]`);
    assert.equal(error.body.success, false);
    assert.equal(server.requests.length, 1);
    showsNoSecret(error);
  });
}

test("success: false under 200 is an ApiError", async (t) => {
  const server = await serve(t, (_, response) =>
    json(response, 200, { success: false, message: "no" }),
  );
  const error = await failure(client(server).timeEntries.create(entry));
  assert.deepEqual([error.name, error.code, error.outcome], ["ApiError", "api", "rejected"]);
});

test("an HTML page under 200 is a DecodeError with its start", async (t) => {
  const server = await serve(t, (_, response) =>
    response.end(`<html>${"log in ".repeat(100)}${TOKEN}</html>`),
  );
  const error = await failure(client(server).timeEntries.list(day));
  assert.deepEqual([error.name, error.code, error.status], ["DecodeError", "decode", 200]);
  assert.equal(error.excerpt.length, 200);
  showsNoSecret(error);
});

test("an HTML page under 502 is a ServerError", async (t) => {
  const server = await serve(t, (_, response) =>
    response.writeHead(502).end("<html>bad gateway</html>"),
  );
  const error = await failure(client(server).timeEntries.list(day));
  assert.deepEqual([error.name, error.body], ["ServerError", "<html>bad gateway</html>"]);
});

test("a body that is cut off is a DecodeError", async (t) => {
  const server = await serve(t, (_, response) => {
    response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
    response.write('{"success":true,');
    setImmediate(() => response.destroy());
  });
  const error = await failure(client(server).timeEntries.create(entry));
  assert.deepEqual([error.name, error.outcome], ["DecodeError", "unknown"]);
});

test("a body that ends too early is a DecodeError", async (t) => {
  const server = await serve(t, (_, response) => response.end('{"success":true,"data":['));
  assert.equal((await failure(client(server).timeEntries.list(day))).name, "DecodeError");
});

test("an empty response acknowledges a write, but is a DecodeError for a read", async (t) => {
  const server = await serve(t, (_, response) => response.writeHead(204).end());
  assert.deepEqual(
    await client(server).timeEntries.delete({ workspace_id: 1, time_entry_id: "a" }),
    { success: true },
  );
  assert.equal((await failure(client(server).timeEntries.list(day))).name, "DecodeError");
});

test("a connection that is reset is a ConnectionError, and a write's outcome is unknown", async (t) => {
  const server = await serve(t, (request) => request.socket.resetAndDestroy());
  const error = await failure(client(server).timeEntries.create(entry));
  assert.deepEqual(
    [error.name, error.code, error.outcome],
    ["ConnectionError", "connection", "unknown"],
  );
  assert.ok(error.cause instanceof Error);
  assert.equal(server.requests.length, 1);
});

test("a redirect is refused, and the token does not follow it", async (t) => {
  const other = await serve(t, (_, response) => json(response, 200, { success: true }));
  const server = await serve(t, (_, response) =>
    response.writeHead(302, { location: other.url }).end(),
  );
  const error = await failure(client(server, { maxRetries: 2 }).timeEntries.list(day));
  assert.equal(error.name, "ConnectionError");
  assert.deepEqual([server.requests.length, other.requests.length], [1, 0]);
});

test("a server that does not respond is a TimeoutError after the timeout", async (t) => {
  const server = await serve(t, () => {});
  const error = await failure(client(server).timeEntries.create(entry, { timeout: 50 }));
  assert.deepEqual(
    [error.name, error.code, error.outcome, error.attempts],
    ["TimeoutError", "timeout", "unknown", 1],
  );
});

test("a body that stalls is a TimeoutError after the timeout", async (t) => {
  const server = await serve(t, (_, response) => response.writeHead(200).write("{"));
  assert.equal(
    (await failure(client(server).timeEntries.list(day, { timeout: 50 }))).name,
    "TimeoutError",
  );
});

for (const [what, fetch] of Object.entries({
  "rejects with a text": () => Promise.reject("broken"),
  "rejects with undefined": () => Promise.reject(),
  throws: () => {
    throw new TypeError("broken");
  },
  "gives nothing": () => undefined,
  "gives no response": async () => ({}),
})) {
  test(`a fetch that ${what} is a ConnectionError`, async () => {
    const error = await failure(client({ url: "https://h" }, { fetch }).timeEntries.create(entry));
    assert.deepEqual([error.name, error.outcome], ["ConnectionError", "unknown"]);
  });
}

test("an object that only looks like a Response is read as far as possible", async () => {
  const body = JSON.stringify({ success: true, data: [], meta: {} });
  for (const lookalike of [
    { status: 200, text: async () => body },
    { status: 200, json: async () => JSON.parse(body), headers: {} },
    {
      status: 200,
      arrayBuffer: async () => new TextEncoder().encode(body).buffer,
      headers: new Map(),
    },
  ]) {
    assert.deepEqual(
      (await client({ url: "https://h" }, { fetch: async () => lookalike }).timeEntries.list(day))
        .data,
      [],
    );
  }
  assert.equal(
    (
      await failure(
        client({ url: "https://h" }, { fetch: async () => ({ status: 200 }) }).timeEntries.list(
          day,
        ),
      )
    ).name,
    "DecodeError",
  );
});

test("a cause that shows the token is replaced by one that does not", async () => {
  const fetch = () =>
    Promise.reject(
      new TypeError("Headers.append: invalid value", { cause: new Error(`Bearer ${TOKEN}`) }),
    );
  const error = await failure(client({ url: "https://h" }, { fetch }).timeEntries.list(day));
  assert.equal(error.cause.name, "TypeError");
  showsNoSecret(error);
});

test("instanceof and codes work across two copies of the package", async () => {
  const other = await importCopy();
  assert.notEqual(other.ValidationError, sdk.ValidationError);
  const error = new other.ValidationError("m");
  assert.ok(
    error instanceof sdk.ValidationError &&
      error instanceof sdk.ApiError &&
      error instanceof sdk.WebWorkError,
  );
  assert.ok(!(error instanceof sdk.NotFoundError) && !(error instanceof sdk.TimeoutError));
  assert.ok(!(new Error("m") instanceof sdk.WebWorkError));
  class Own extends sdk.WebWorkError {}
  assert.ok(new Own("m") instanceof Own && !(error instanceof Own));
});

test("each class has its code, whoever makes the error", () => {
  const codes = new Set();
  for (const [name, value] of Object.entries(sdk)) {
    if (!name.endsWith("Error") || name === "WebWorkError") continue;
    const error = new value("m");
    assert.equal(error.name, name);
    assert.equal(error.message, "m");
    assert.match(error.code, /^[a-z_]+$/);
    assert.deepEqual([error.outcome, error.attempts, error.retryable], ["not_sent", 0, false]);
    codes.add(error.code);
  }
  assert.equal(codes.size, 16);
});

test("an error is retryable where its cause may pass and nothing can be done twice", async () => {
  const respond = (status) => async () => Response.json({ success: false }, { status });
  const lost = () => Promise.reject(new TypeError("reset"));
  for (const [fetch, list, create] of [
    [respond(400), false, false],
    [respond(401), false, false],
    [respond(404), false, false],
    [respond(422), false, false],
    [respond(429), true, true],
    [respond(500), true, false],
    [respond(503), true, false],
    [lost, true, false],
  ]) {
    const webwork = client({ url: "https://h" }, { fetch });
    assert.equal((await failure(webwork.timeEntries.list(day))).retryable, list);
    assert.equal((await failure(webwork.timeEntries.create(entry))).retryable, create);
  }
  const refused = await failure(client({ url: "https://h" }).timeEntries.list({}));
  assert.equal(refused.retryable, false);
});

test("a ValidationError has the server's messages by parameter", async () => {
  for (const [errors, expected] of [
    [
      { end_time: ["too early", "too late"], "users.0": ["unknown"] },
      { end_time: ["too early", "too late"], "users.0": ["unknown"] },
    ],
    [
      { date: "required", a: [], b: 5, c: null, d: [1, "text"] },
      { date: ["required"], d: ["text"] },
    ],
    [JSON.parse('{"__proto__":["odd"]}'), JSON.parse('{"__proto__":["odd"]}')],
    [["a text"], {}],
    ["a text", {}],
    [null, {}],
    [undefined, {}],
  ]) {
    const fetch = async () => Response.json({ success: false, errors }, { status: 422 });
    const error = await failure(client({ url: "https://h" }, { fetch }).timeEntries.create(entry));
    assert.equal(error.name, "ValidationError");
    assert.deepEqual(error.errors, expected);
  }
  assert.deepEqual(new sdk.ValidationError("m").errors, {});
});

test("an error can take over the stack of where the call was made", () => {
  function theCaller() {
    return new Error("here").stack;
  }
  const error = new sdk.NotFoundError("gone", { stack: theCaller() });
  const [headline, first] = error.stack.split("\n");
  assert.equal(headline, "NotFoundError: gone");
  assert.match(first, /at theCaller /);
  assert.equal(
    new sdk.NotFoundError("gone", { stack: "theCaller@file.js:1:1" }).stack,
    "theCaller@file.js:1:1",
  );
});

test("everything that is wrong with the parameters is reported at once, before anything is sent", async (t) => {
  const server = await serve(t, (_, response) => json(response, 200, {}));
  const error = await failure(
    client(server).timeEntries.create({
      ...entry,
      user_id: NaN,
      date: new Date(),
      note: "x",
      end_time: undefined,
    }),
  );
  assert.deepEqual(
    [error.name, error.code, error.outcome, error.attempts],
    ["InvalidArgumentError", "invalid_argument", "not_sent", 0],
  );
  const issues = [
    { parameter: "user_id", expected: "an integer", received: "NaN" },
    { parameter: "date", expected: "a date that exists, as YYYY-MM-DD", received: "a Date" },
    { parameter: "note", expected: "nothing (did you mean notes?)", received: "a string" },
    {
      parameter: "end_time",
      expected: "a time of day as HH:mm, from 00:00 to 23:59",
      received: "nothing",
    },
  ];
  assert.deepEqual(error.issues, issues);
  assert.deepEqual(JSON.parse(JSON.stringify(error)).issues, issues);
  assert.equal(
    error.message,
    "timeEntries.create: 4 problems: user_id must be an integer, got NaN; " +
      "date must be a date that exists, as YYYY-MM-DD, got a Date; " +
      "note is unknown (did you mean notes?); " +
      "end_time is required: a time of day as HH:mm, from 00:00 to 23:59",
  );
  assert.equal(server.requests.length, 0);
});

test("the stack of an error leads to the line that made the call", async (t) => {
  const server = await serve(t, (_, response) =>
    json(response, 404, { success: false, message: "no" }),
  );
  const webwork = client(server);
  const ways = {
    await: async function userOfAwait() {
      await webwork.timeEntries.list(day);
    },
    loop: async function userOfLoop() {
      for await (const _ of webwork.timeEntries.list(day)) assert.fail();
    },
    withResponse: async function userOfWithResponse() {
      await webwork.timeEntries.create(entry).withResponse();
    },
    refused: async function userOfRefused() {
      await webwork.timeEntries.create({});
    },
  };
  // Nobody awaits these directly: event handlers, React Query, fire and forget.
  const calls = [];
  ways.handler = function userOfHandler() {
    return webwork.timeEntries.list(day);
  };
  ways.forget = function userOfForget() {
    calls.push(webwork.timeEntries.update({ time_entry_id: "a" }));
    return calls[0].then(undefined, (error) => Promise.reject(error));
  };
  for (const [name, way] of Object.entries(ways)) {
    const { stack, message } = await failure(way());
    assert.ok(stack.includes(message) && stack.includes(`at ${way.name} `), `${name}: ${stack}`);
    showsNoSecret({ message, stack });
  }
});
