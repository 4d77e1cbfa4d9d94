// Reading webhook deliveries.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, request } from "node:http";
import { test } from "node:test";
import { inspect } from "node:util";
import { parseWebhook, testEvent, WEBHOOK_EVENTS } from "webwork-sdk/webhooks";
import { parse } from "yaml";
import { failure } from "../../support/failure.mjs";

const BODY = testEvent("tracker.started", { user_id: 100, note: "ü" });
const BYTES = new TextEncoder().encode(BODY);
const HASH = createHash("sha256").update(BODY).digest("hex");
const DELIVERY = {
  type: "tracker.started",
  body: { event: "tracker.started", user_id: 100, note: "ü" },
  hash: HASH,
};
const post = (body) => new Request("https://app.example/hook", { method: "POST", body });

for (const [what, input] of [
  ["a string", BODY],
  ["bytes", BYTES],
  ["a Buffer", Buffer.from(BODY)],
  ["a part of a buffer", new Uint8Array([0, ...BYTES, 0]).subarray(1, BYTES.length + 1)],
  ["bytes with a byte order mark", new Uint8Array([0xef, 0xbb, 0xbf, ...BYTES])],
  ["a Request", post(BODY)],
  [
    "chunks",
    (async function* () {
      for (const byte of BYTES) yield Uint8Array.of(byte);
    })(),
  ],
])
  test(`a delivery is read from ${what}`, async () => {
    const { hash, ...rest } = await parseWebhook(input);
    assert.deepEqual(rest, { type: DELIVERY.type, body: DELIVERY.body });
    if (!what.includes("mark")) assert.equal(hash, HASH);
  });

test("a delivery is read from Node's IncomingMessage", async (t) => {
  const results = [];
  const server = createServer(async (incoming, response) => {
    results.push(await parseWebhook(incoming).catch((error) => error));
    results.push(await parseWebhook(incoming).catch((error) => error));
    response.end();
  }).listen(0, "127.0.0.1");
  t.after(() => server.close());
  await new Promise((resolve) => server.once("listening", resolve));
  await new Promise((resolve) => {
    const sent = request({ port: server.address().port, host: "127.0.0.1", method: "POST" });
    sent.on("response", (response) => response.resume().on("end", resolve));
    sent.write(BODY.slice(0, 5));
    sent.end(BODY.slice(5));
  });
  assert.deepEqual(results[0], DELIVERY);
  assert.equal(results[1].code, "invalid_argument", "it can be read once");
});

test("the ten documented events are known, and each is found by its value, whatever member names it", async () => {
  const contract = parse(readFileSync("contract/openapi.yaml", "utf8"));
  assert.deepEqual([...WEBHOOK_EVENTS].sort(), Object.keys(contract.webhooks).sort());
  for (const event of WEBHOOK_EVENTS) {
    for (const name of ["event", "type", "event_name", "what"])
      assert.equal((await parseWebhook(JSON.stringify({ a: 1, [name]: event }))).type, event);
    assert.equal((await parseWebhook(testEvent(event))).type, event);
  }
});

test("an event that is not documented comes through by its name", async () => {
  assert.equal((await parseWebhook(testEvent("task.created"))).type, "task.created");
  assert.equal((await parseWebhook('{"type":"task.created"}')).type, "task.created");
});

test("any other JSON comes through without a type", async () => {
  for (const body of [
    null,
    1,
    "text",
    [],
    {},
    { event: 7 },
    { event: "no event" },
    { url: "a.b" },
  ]) {
    const delivery = await parseWebhook(JSON.stringify(body));
    assert.equal(delivery.type, undefined);
    assert.deepEqual(delivery.body, body);
  }
});

for (const [what, input] of [
  ["an object", JSON.parse(BODY)],
  ["an object with a body", { body: BODY }],
  ["an array", [1]],
  ["null", null],
  ["undefined", undefined],
  ["a number", 7],
  [
    "an Express request whose body was parsed",
    Object.assign((async function* () {})(), { body: { event: "tracker.started" } }),
  ],
])
  test(`${what} instead of the raw body gets an error that explains raw bodies`, async () => {
    const error = await failure(parseWebhook(input));
    assert.equal(error.code, "invalid_argument");
    assert.match(error.message, /raw body .*express\.raw/);
  });

test("a Request that was read before gets an error that explains raw bodies", async () => {
  const used = post(BODY);
  await used.text();
  assert.match((await failure(parseWebhook(used))).message, /raw body/);
});

test("a raw body that a parser has left on the request is used", async () => {
  const incoming = Object.assign((async function* () {})(), { body: Buffer.from(BODY) });
  assert.deepEqual(await parseWebhook(incoming), DELIVERY);
});

for (const input of ["", "{", "a=b", Uint8Array.of(0xff, 0xfe), post(null)])
  test(`what is not JSON is a DecodeError: ${inspect(input).split("\n")[0]}`, async () => {
    assert.equal((await failure(parseWebhook(input))).code, "decode");
  });

test("a body over maxBytes is refused, and not read to its end", async () => {
  let read = 0;
  const endless = new ReadableStream({
    pull(controller) {
      read += 1_000;
      controller.enqueue(new Uint8Array(1_000).fill(32));
    },
  });
  const request = new Request("https://app.example", {
    method: "POST",
    body: endless,
    duplex: "half",
  });
  const error = await failure(parseWebhook(request, { maxBytes: 10_000 }));
  assert.equal(error.code, "decode");
  assert.match(error.message, /more than 10000 bytes/);
  assert.ok(read < 20_000);
  assert.deepEqual(await parseWebhook(BODY, { maxBytes: BYTES.length }), DELIVERY);
  assert.equal((await failure(parseWebhook(BODY, { maxBytes: BYTES.length - 1 }))).code, "decode");
  assert.equal((await failure(parseWebhook("x".repeat(1_048_577)))).code, "decode");
});

test("a body that breaks off is a ConnectionError", async () => {
  const reason = new Error("gone");
  const stream = new ReadableStream({
    pull(controller) {
      controller.error(reason);
    },
  });
  const broken = new Request("https://app.example/hook", {
    method: "POST",
    body: stream,
    duplex: "half",
  });
  const error = await failure(parseWebhook(broken));
  assert.equal(error.code, "connection");
  assert.equal(error.message, "parseWebhook: the body did not arrive: gone");
  assert.equal(error.cause, reason);
});

test("a Request that somebody else is reading is refused", async () => {
  const request = post(BODY);
  request.body.getReader();
  assert.equal((await failure(parseWebhook(request))).code, "invalid_argument");
});

for (const maxBytes of [0, -1, 1.5, Number.NaN, "1000"])
  test(`maxBytes ${maxBytes} is refused`, async () => {
    assert.equal((await failure(parseWebhook(BODY, { maxBytes }))).code, "invalid_argument");
  });

test("an unknown option is refused by name", async () => {
  const error = await failure(parseWebhook(BODY, { recieved: "x" }));
  assert.equal(error.code, "invalid_argument");
  assert.match(error.message, /recieved/);
});

test("what the sender presented must be one of the tokens", async () => {
  const good = { token: "whsec_1", received: "whsec_1" };
  assert.deepEqual(await parseWebhook(BODY, good), DELIVERY);
  const several = { token: ["whsec_2", "whsec_1"], received: "whsec_1" };
  assert.deepEqual(await parseWebhook(BODY, several), DELIVERY);
  for (const received of ["whsec_2", "whsec_", "whsec_11", "WHSEC_1", "", null, undefined]) {
    const error = await failure(parseWebhook(BODY, { token: "whsec_1", received }));
    assert.equal(error.code, "authentication");
    assert.doesNotMatch(inspect(error), /whsec/);
  }
});

test("a token that is missing where one was meant lets nobody in", async () => {
  for (const token of [undefined, null, "", [], [""], ["good", ""], 7])
    for (const received of [undefined, "", "x"])
      assert.equal(
        (await failure(parseWebhook(BODY, { token, received }))).code,
        "invalid_argument",
      );
  assert.equal((await failure(parseWebhook(BODY, { received: "x" }))).code, "invalid_argument");
});

test("a token is compared as a digest, over its whole length", async (t) => {
  const digested = [];
  const { digest } = crypto.subtle;
  t.mock.method(crypto.subtle, "digest", (name, bytes) => {
    digested.push(new TextDecoder().decode(bytes));
    return digest.call(crypto.subtle, name, bytes);
  });
  await parseWebhook(BODY, { token: ["one", "two", "three"], received: "one" });
  assert.deepEqual(digested, ["one", "one", "two", "three", BODY], "no early end");
});

test("testEvent refuses what is no event", () => {
  for (const [type, said] of [
    ["", "type must be a string, such as tracker.started, got an empty string"],
    [undefined, "type must be a string, such as tracker.started, got nothing"],
    [7, "type must be a string, such as tracker.started, got 7"],
  ])
    assert.throws(() => testEvent(type), { message: `testEvent: ${said}` });
});
