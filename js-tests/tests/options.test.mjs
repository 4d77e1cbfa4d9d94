// The options of clients and calls: what is refused, all at once, without showing a secret.

import assert from "node:assert/strict";
import { test } from "node:test";
import { InvalidArgumentError, WebWork } from "webwork-sdk";
import { client, day, good } from "../support/client.mjs";
import { failure } from "../support/failure.mjs";

/** What the constructor throws. */
function refusal(options) {
  try {
    new WebWork(options);
  } catch (error) {
    assert.ok(error instanceof InvalidArgumentError, String(error));
    return error;
  }
  return assert.fail("it was accepted");
}

const token = "t-secret";

test("the constructor refuses bad options by name", () => {
  for (const [options, expected] of [
    [{}, "client: token is required: an access token "],
    [{ token: undefined }, "client: token is required: an access token "],
    [{ token, tokn: "t" }, "tokn is unknown (known: token, workspaceId, "],
    [{ token, workspace_id: 1 }, "workspace_id is unknown (parameters go in the first"],
    [{ token, baseUrl: "http://example.com" }, "baseUrl must be an https URL"],
    [{ token, baseUrl: "https://example.com/?a" }, "baseUrl must be"],
    [{ token, baseUrl: "https://example.com/a b" }, "baseUrl must be"],
    [{ token, baseUrl: "https://example.com\n" }, "baseUrl must be"],
    [{ token, baseUrl: new URL("https://example.com") }, "got a URL"],
    [{ token, workspaceId: "1" }, 'workspaceId must be an integer, got "1"'],
    [{ token, timeout: 0 }, "timeout must be a positive number of milliseconds, got 0"],
    [
      { token, totalTimeout: "1s" },
      'totalTimeout must be a positive number of milliseconds, got "1s"',
    ],
    [{ token, deadline: 1 }, "deadline is unknown"],
    [{ token, maxRetries: -1 }, "maxRetries must be an integer from 0 to 1000, got -1"],
    [
      { token, maxRetries: 2 ** 32 },
      "maxRetries must be an integer from 0 to 1000, got 4294967296",
    ],
    [
      { token, rateLimit: 60 },
      "rateLimit must be false or an object { requests, per, key?, store? }, got 60",
    ],
    [{ token, rateLimit: { requests: 0, per: 1 } }, "rateLimit.requests must be an integer from 1"],
    [{ token, rateLimit: { requests: 1 } }, "rateLimit.per is required: a positive, finite number"],
    [
      { token, rateLimit: { requests: 1, per: Infinity } },
      "rateLimit.per must be a positive, finite number",
    ],
    [
      { token, rateLimit: { requests: 1, per: 1, key: "" } },
      "rateLimit.key must be a non-empty string",
    ],
    [{ token, rateLimit: { requests: 1, per: 1, stores: {} } }, "rateLimit.stores is unknown"],
    [
      { token, rateLimit: { requests: 1, per: 1, key: "a", store: {} } },
      "rateLimit.store must be a store of webwork-sdk/rate-limit-stores",
    ],
    [
      { token, rateLimit: { requests: 1, per: 1, store: { join() {} } } },
      "rateLimit.key is required",
    ],
    [
      { token, validation: "maybe" },
      'validation must be one of "off", "report", "strict", got "maybe"',
    ],
    [{ token, onWait: 1 }, "onWait must be a function, got 1"],
    [{ token, fetch: {} }, "fetch must be a function, got an object"],
    [undefined, "options must be an object, got undefined"],
    ["s3cret-token", "client: options must be an object, got a string"],
    [[], "options must be an object, got an array"],
  ]) {
    const error = refusal(options);
    assert.ok(error.message.includes(expected), `${error.message}: ${expected}`);
    assert.equal(error.issues.length, 1, error.message);
    assert.equal(error.operation, "client");
  }
});

test("good options are accepted", () => {
  for (const options of [
    { baseUrl: "http://localhost:1" },
    { baseUrl: "http://127.0.0.1:1/api/" },
    { baseUrl: "http://[::1]/" },
    { baseUrl: "http://a.localhost" },
    { token: () => "t" },
    { timeout: Infinity, totalTimeout: 0.5, maxRetries: 0 },
    { rateLimit: false },
    { rateLimit: { requests: 1, per: 1, key: "user 7" } },
    { rateLimit: undefined, workspaceId: undefined, onWait: undefined },
    { onWait: () => {} },
  ])
    new WebWork({ token, ...options });
});

test("all problems with options are reported at once", async () => {
  const error = refusal({ timeout: "1", rateLimit: { requests: 0 }, headers: { a: 1 }, x: 1 });
  assert.deepEqual(
    error.issues.map(({ parameter }) => parameter),
    ["timeout", "rateLimit.requests", "rateLimit.per", "headers.a", "x", "token"],
  );
  assert.match(error.message, /^client: 6 problems: timeout must be .*; and 1 more$/);
  const call = await failure(client().timeEntries.list(day, { timeout: "1", priority: "high" }));
  assert.deepEqual(call.issues, [
    {
      parameter: "options.timeout",
      expected: "a positive number of milliseconds",
      received: '"1"',
    },
    {
      parameter: "options.priority",
      expected: 'one of "interactive", "bulk"',
      received: '"high"',
    },
  ]);
});

test("options of a call are refused by a rejection, never synchronously", async () => {
  for (const [options, expected] of [
    [{ timeot: 1 }, "options.timeot is unknown (known: signal, "],
    [{ workspace_id: 1 }, "options.workspace_id is unknown (parameters go in the first"],
    [{ signal: {} }, "options.signal must be an AbortSignal, got an object"],
    [{ timeout: "1" }, "options.timeout must be"],
    [{ prefetch: 1 }, "options.prefetch must be a boolean, got 1"],
    [{ query: [] }, "options.query must be an object, got an array"],
    [{ body: "x" }, 'options.body must be an object, got "x"'],
    [5, "options must be an object, got 5"],
    [null, "options must be an object, got null"],
  ]) {
    const error = await failure(client().timeEntries.list(day, options));
    assert.ok(error instanceof InvalidArgumentError, String(error));
    assert.equal(error.operation, "timeEntries.list");
    assert.ok(error.message.includes(expected), error.message);
  }
});

test("a token that cannot be sent is refused with what is wrong with it, and never quoted", async () => {
  for (const [bad, problem] of [
    ["", "an empty string"],
    [" s3cret", "a string with white space at its start or end"],
    ["s3cret ", "a string with white space at its start or end"],
    ["s3cret\n", "a string with a line break"],
    ["s3c\r\nret: x", "a string with a line break"],
    ["s3c ret", "a string with white space in it"],
    ["Bearer s3cret", 'a string that begins with "Bearer ", which the client adds itself'],
    ["bearer s3cret\n", 'a string that begins with "Bearer ", which the client adds itself'],
    ["s3crét", "a string with characters that are not visible ASCII"],
    ["s3cret\0", "a string with characters that are not visible ASCII"],
    ["\uFEFFs3cret", "a string with white space at its start or end"],
    ["undefined", 'the string "undefined"'],
    [null, "null"],
    [5, "a number"],
    [{}, "an object"],
    [["s3cret"], "an array"],
  ]) {
    const error = refusal({ token: bad });
    assert.ok(
      error.message.endsWith(`or a function that returns one, got ${problem}`),
      error.message,
    );
    assert.doesNotMatch(JSON.stringify(error) + error.stack, /s3c/);
    const given = await failure(client({ token: () => bad }).timeEntries.list(day));
    assert.equal(given.code, "authentication");
    assert.ok(given.message.endsWith(`the token function returned ${problem}`), given.message);
    assert.doesNotMatch(JSON.stringify(given), /s3c/);
  }
});

/** What a call sends as headers, besides those of the client itself. */
async function sent(shared, own) {
  let headers;
  const fetch = async (_, init) => {
    headers = new Headers(init.headers);
    return Response.json(good);
  };
  await client({ fetch, headers: shared }).timeEntries.list(day, { headers: own });
  for (const name of ["authorization", "accept"]) headers.delete(name);
  return Object.fromEntries(headers);
}

test("headers with the value undefined are left out", async () => {
  assert.deepEqual(await sent({ "x-a": "1", "x-b": undefined }, { "x-c": undefined }), {
    "x-a": "1",
  });
  assert.deepEqual(await sent([["x-a", undefined]], [["x-b", "2"]]), { "x-b": "2" });
  assert.deepEqual(await sent(new Headers({ "x-a": "1" }), new Map([["x-b", "2"]])), {
    "x-a": "1",
    "x-b": "2",
  });
  assert.deepEqual(await sent({ "X-A": "1" }, { "x-a": " 2 " }), { "x-a": "2" });
});

test("headers that cannot be sent are refused by name, without their values", async () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  for (const [headers, expected] of [
    [{ "x-a": null }, "headers.x-a must be a string, got null"],
    [{ "x-a": 5 }, "headers.x-a must be a string, got 5"],
    [{ "x-a": ["s3cret"] }, "headers.x-a must be a string, got an array"],
    [{ "x-a": "s3cret\nx: y" }, "headers.x-a must be a header that HTTP allows"],
    [{ "x-a": "s3cret\0" }, "headers.x-a must be a header that HTTP allows"],
    [{ "x-a": "s3cret€" }, "headers.x-a must be a header that HTTP allows"],
    [{ "x-a": "\uFEFF" }, "headers.x-a must be a header that HTTP allows"],
    [{ "x a": "s3cret" }, "headers.x a must be a header that HTTP allows"],
    [
      { Authorization: "s3cret" },
      "headers.Authorization must be left out: the option `token` sets it",
    ],
    [[["AUTHORIZATION", "s3cret"]], "headers.AUTHORIZATION must be left out"],
    [new Headers({ authorization: "s3cret" }), "headers.authorization must be left out"],
    [["x-a: 1"], "headers[0] must be an array of a name and a value"],
    ["x-a: s3cret", "headers must be headers as fetch accepts them"],
    [5, "headers must be headers as fetch accepts them"],
    [proxy, "headers must be headers as fetch accepts them"],
  ]) {
    const errors = [
      refusal({ token, headers }),
      await failure(client().timeEntries.list(day, { headers })),
    ];
    for (const error of errors) {
      assert.ok(error.message.includes(expected), error.message);
      assert.doesNotMatch(JSON.stringify(error), /s3cret/);
    }
  }
});

test("no error shows a token, or a password in a base URL, wherever they were put", async () => {
  for (const options of [
    { token: "t-secret\n" },
    { token, baseUrl: "https://user:t-secret@example.com" },
    { token, tokn: "t-secret" },
    { token, headers: { Authorization: "Bearer t-secret" } },
  ]) {
    const error = refusal(options);
    assert.doesNotMatch(JSON.stringify(error) + error.stack, /t-secret/);
  }
  for (const call of [
    client().timeEntries.list({ ...day, token: "t-secret" }),
    client().timeEntries.list(day, { token: "t-secret" }),
    client().request({ method: "GET", path: "/a", token: "t-secret" }),
  ]) {
    const error = await failure(call);
    assert.equal(error.code, "invalid_argument");
    assert.doesNotMatch(JSON.stringify(error) + error.stack, /t-secret/);
  }
});

/** A Proxy that throws whatever is done with it. */
function hostile(target = {}) {
  const fail = () => {
    throw new RangeError("trap");
  };
  const traps = Object.getOwnPropertyNames(Reflect).map((name) => [name, fail]);
  return new Proxy(target, Object.fromEntries(traps));
}

test("options that cannot be read are an InvalidArgumentError", async () => {
  const getter = {
    get timeout() {
      throw new Error("getter");
    },
  };
  refusal(hostile());
  refusal({ token: hostile() });
  refusal({ token, rateLimit: hostile(), headers: hostile() });
  refusal({
    token,
    ...Object.getOwnPropertyDescriptors(getter),
    get fetch() {
      throw new Error();
    },
  });
  for (const options of [
    hostile(),
    getter,
    { signal: hostile() },
    { query: hostile() },
    { body: hostile() },
    { headers: hostile() },
  ]) {
    const error = await failure(client().timeEntries.create(day, options));
    assert.equal(error.code, "invalid_argument", String(error));
  }
});

test("an option is read once", async () => {
  let reads = 0;
  const options = {
    get timeout() {
      return reads++ === 0 ? 1_000 : "changed";
    },
  };
  await client().timeEntries.list(day, options);
  assert.equal(reads, 1);
});
