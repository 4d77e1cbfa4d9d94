// Random responses and parameters. The seed is printed; FUZZ_SEED repeats a run.

import assert from "node:assert/strict";
import { test } from "node:test";
import { WebWork, WebWorkError } from "webwork-sdk";
import { build, method, oddString, operations, paramsOf } from "../support/contract.mjs";

const CASES = 3_000;

/** Mulberry32: numbers from 0 to 1, the same for the same seed. */
function numbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function dice(t) {
  const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 32);
  t.diagnostic(`FUZZ_SEED=${seed}`);
  const next = numbers(seed);
  const below = (most) => Math.floor(next() * most);
  return { seed, below, pick: (list) => list[below(list.length)] };
}

/** JSON that replaces a value. */
const TEXTS = [
  "null",
  "true",
  "0",
  "-0",
  "1e999",
  "-1E+400",
  "0.1e-7",
  "123456789012345678901234567890",
  "9007199254740993",
  '""',
  '"\\ud800"',
  '"\\udc00\\ud800"',
  '"\\u0000"',
  `"${"x".repeat(5_000)}"`,
  "[]",
  "{}",
  '{"":{}}',
  '{"__proto__":{"a":1}}',
  "[[[[]]]]",
  "[".repeat(5_000) + "]".repeat(5_000),
  '{"a":'.repeat(2_000) + "1" + "}".repeat(2_000),
];
const BITS = [
  "{",
  "}",
  "[",
  "]",
  '"',
  "\\",
  ",",
  ":",
  "null",
  "\\u",
  "\u0000",
  "\ufeff",
  "é",
  "😀",
  "\ud800",
  "e",
  "-",
  " ",
];

/** Ways to damage the text of a response. */
const damage = [
  (text, { below }) => text.slice(0, below(text.length + 1)),
  (text, { below }) => text.slice(below(text.length + 1)),
  (text, { below, pick }) => insert(text, below(text.length + 1), 0, pick(BITS)),
  (text, { below, pick }) => insert(text, below(text.length + 1), 1 + below(8), pick(BITS)),
  (text, { pick }) =>
    replaceOne(
      text,
      /"(?:[^"\\]|\\.)*"(?!\s*:)|-?\d[\d.]*|true|false|null/g,
      () => pick(TEXTS),
      pick,
    ),
  (text, { pick }) =>
    replaceOne(
      text,
      /"(?:[^"\\]|\\.)*"(?=\s*:)/g,
      () => pick(['"data"', '"meta"', '"success"', '"id"', '"__proto__"', '"\\u0069d"', '""']),
      pick,
    ),
  (text, { pick }) =>
    replaceOne(
      text,
      /"(?:[^"\\]|\\.)*":(?:\d+|true|null|"(?:[^"\\]|\\.)*")/g,
      (found) => `${found},${found}`,
      pick,
    ),
  (text, { pick }) =>
    insert(text, 0, 0, pick(["\ufeff", " \n\t", "\u2028", "<!doctype html>", ")]}',\n", "\0"])),
  (_, { pick }) =>
    pick([...TEXTS, "", " ", "undefined", "NaN", "<html></html>", "{'success':true}"]),
];

const insert = (text, at, drop, what) => text.slice(0, at) + what + text.slice(at + drop);

function replaceOne(text, pattern, make, pick) {
  const found = [...text.matchAll(pattern)];
  if (found.length === 0) return text;
  const one = pick(found);
  return insert(text, one.index, one[0].length, make(one[0]));
}

/** The bytes of a response. Sometimes a few bits are flipped, so that it may not be UTF-8. */
function bytesOf(text, { below }) {
  const bytes = new TextEncoder().encode(text);
  for (let flips = below(4) === 0 ? 1 + below(5) : 0; flips > 0 && bytes.length > 0; flips--)
    bytes[below(bytes.length)] ^= 1 << below(8);
  return bytes;
}

const WITHOUT_BODY = [204, 205, 304];
const STATUSES = [
  ...WITHOUT_BODY,
  200,
  200,
  200,
  200,
  200,
  201,
  202,
  206,
  226,
  299,
  400,
  401,
  403,
  404,
  409,
  418,
  422,
  429,
  500,
  503,
  599,
];
const HEADERS = [
  {},
  { "content-type": "application/json" },
  { "content-type": "text/html" },
  { "content-type": "application/json; charset=utf-16" },
  {
    "content-type": ";;;",
    "retry-after": "1e999",
    "x-ratelimit-remaining": "-5",
    "x-ratelimit-reset": "soon",
  },
  { "retry-after": "Thu, 99 Foo 2026", date: "never", "x-request-id": "" },
];

/** Values that `fetch` should not resolve to, but that some implementations do. */
const LOOKALIKES = [
  undefined,
  null,
  5,
  "text",
  {},
  [],
  { status: 200 },
  { status: "200", headers: {}, text: async () => "{}" },
  { status: 200, headers: new Map(), text: () => "{}" },
  { status: NaN, headers: new Headers(), text: async () => 5 },
  { status: 200, headers: new Headers(), text: () => Promise.reject(undefined) },
  {
    get status() {
      throw new Error("status");
    },
  },
];

/** How a call ended. Anything but a value or a WebWorkError fails the test, and so does an InternalError. */
async function outcome(call) {
  try {
    await call();
    return "value";
  } catch (error) {
    if (!(error instanceof WebWorkError)) throw error;
    assert.notEqual(error.code, "internal", error.message);
    assert.ok(
      !error.message.includes("test-token") && !JSON.stringify(error).includes("test-token"),
    );
    return error.code;
  }
}

/** Clients whose next response is `next.response()`, and a check that they still work. */
function open() {
  const next = {};
  const webwork = new WebWork({
    token: "test-token",
    workspaceId: 1,
    rateLimit: false,
    maxRetries: 0,
    onDrift: () => {},
    fetch: async () => next.response(),
  });
  const clients = [
    webwork,
    webwork.withOptions({ validation: "strict" }),
    webwork.withOptions({ validation: "off" }),
  ];
  const works = async (operation) => {
    const good = build(operation.response);
    next.response = () => new Response(JSON.stringify(good));
    const { pagination, ...result } = await method(clients[1], operation)(paramsOf(operation));
    const { pagination: same, ...expected } = good;
    assert.deepEqual(result, expected);
  };
  return { next, clients, works };
}

test("whatever the response is, every promise settles with a value or an error of the SDK, and the client goes on", {
  timeout: 60_000,
}, async (t) => {
  const chance = dice(t);
  const { next, clients, works } = open();
  const seen = new Map();
  for (let round = 0; round < CASES; round++) {
    const operation = chance.pick(operations);
    const response = JSON.stringify(
      build(operation.response, { nulls: chance.below(4) === 0, others: chance.below(4) === 0 }),
    );
    let text = response;
    for (let times = 1 + chance.below(3); times > 0; times--)
      text = chance.pick(damage)(text, chance);
    const [bytes, status, headers] = [
      bytesOf(text, chance),
      chance.pick(STATUSES),
      chance.pick(HEADERS),
    ];
    const lookalike = chance.below(20) === 0 ? chance.pick(LOOKALIKES) : next;
    next.response = () =>
      lookalike === next
        ? new Response(WITHOUT_BODY.includes(status) ? null : bytes, { status, headers })
        : lookalike;
    const end = await outcome(() =>
      method(chance.pick(clients), operation)(paramsOf(operation)),
    ).catch((cause) =>
      assert.fail(`FUZZ_SEED=${chance.seed} round ${round}: ${operation.name} ${cause.stack}`),
    );
    seen.set(end, (seen.get(end) ?? 0) + 1);
    if (round % 20 === 0) await works(operation);
  }
  // If every call ends in the same way, this is not fuzzing.
  assert.ok(
    seen.get("value") > 0 && seen.get("decode") > 0 && seen.get("server") > 0,
    JSON.stringify([...seen]),
  );
});

test("whatever the parameters are, every promise settles with a value or an error of the SDK, and the client goes on", {
  timeout: 60_000,
}, async (t) => {
  const chance = dice(t);
  const { next, clients, works } = open();
  const circle = {};
  circle.self = circle;
  const scalars = [
    undefined,
    null,
    true,
    0,
    -0,
    1.5,
    2 ** 53,
    -1e300,
    NaN,
    Infinity,
    1n,
    "",
    oddString,
    "\ud800",
    "\u0000",
    "x".repeat(2_000),
    "2026-01-29",
    "09:00",
    Symbol("s"),
    () => 1,
    new Date(NaN),
    new Map([[1, 2]]),
    new Uint8Array(9),
    /r/,
    circle,
    Object.create(null),
    new Proxy({}, {}),
    new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error("keys");
        },
      },
    ),
    {
      get a() {
        throw new Error("getter");
      },
    },
    { toJSON: () => "2026-01-29" },
    Array(3),
  ];
  const any = (depth) => {
    if (depth === 0 || chance.below(3) > 0) return chance.pick(scalars);
    const items = Array.from({ length: chance.below(4) }, () => any(depth - 1));
    return chance.below(2) === 0
      ? items
      : Object.fromEntries(
          items.map((item, at) => [
            chance.pick(["a", "", "__proto__", "\0", "\ud800", `${at}`]),
            item,
          ]),
        );
  };
  const deep = (levels) => Array.from({ length: levels }).reduce((inner) => [inner], 1);
  const seen = new Map();
  for (let round = 0; round < CASES; round++) {
    const operation = chance.pick(operations);
    let params = paramsOf(operation, { all: chance.below(2) === 0, odd: chance.below(2) === 0 });
    for (let times = chance.below(3); times > 0; times--) {
      const name =
        chance.below(8) === 0
          ? chance.pick(["__proto__", "", "\ud800", "toString", "worksapce_id"])
          : chance.pick(operation.params)?.name;
      Object.defineProperty(params, name, {
        value: chance.below(30) === 0 ? deep(chance.pick([50, 1_000])) : any(3),
        enumerable: true,
        configurable: true,
      });
    }
    if (chance.below(30) === 0) params = any(3);
    next.response = () => new Response('{"success":true}');
    const end = await outcome(() => method(chance.pick(clients), operation)(params)).catch(
      (cause) =>
        assert.fail(`FUZZ_SEED=${chance.seed} round ${round}: ${operation.name} ${cause.stack}`),
    );
    seen.set(end, (seen.get(end) ?? 0) + 1);
    if (round % 20 === 0) await works(operation);
  }
  assert.ok(seen.get("value") > 0 && seen.get("invalid_argument") > 0, JSON.stringify([...seen]));
});
