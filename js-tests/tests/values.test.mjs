// Values that JSON or a URL would change on the way: nothing made up is ever sent.

import assert from "node:assert/strict";
import { test } from "node:test";
import vm from "node:vm";
import { InvalidArgumentError } from "webwork-sdk";
import { client, day, entry, good } from "../support/client.mjs";
import { failure } from "../support/failure.mjs";
import { random } from "../support/random.mjs";

const GOOD = JSON.stringify(good);
const sent = [];
const webwork = client({
  rateLimit: false,
  fetch: async (url, init) => {
    sent.push({ url, body: init.body });
    return new Response(GOOD);
  },
});

/** The body that a raw request sends. */
async function bodyOf(body, options) {
  await webwork.request({ method: "POST", path: "/x", body }, options);
  return sent.pop().body;
}

/** The query that a raw request sends. */
async function queryOf(query, options) {
  await webwork.request({ method: "GET", path: "/x", query }, options);
  return new URL(sent.pop().url).search;
}

class Money {
  amount = 1;
}
class Dto {
  constructor(value) {
    Object.assign(this, value);
  }
}
const circle = { inner: [] };
circle.inner.push(circle);
/** Whether what is wrong is inside of the value. */
const nested = (value) => value === circle || (value !== revoked && Array.isArray(value));
const { proxy: revoked, revoke } = Proxy.revocable({}, {});
revoke();
const getter = Object.defineProperty({}, "at", {
  enumerable: true,
  get: () => {
    throw new Error("getter");
  },
});
const cut = "Well done 😀".slice(0, 11);
let deep = 1;
for (let level = 0; level < 20_000; level++) deep = [deep];

/** What nothing can hold, with its name in messages. */
const NOWHERE = [
  [NaN, "NaN"],
  [-Infinity, "-Infinity"],
  [1n, "a bigint"],
  [() => 1, "a function"],
  [Symbol("s"), "a symbol"],
  [new Map(), "a Map"],
  [new Set(), "a Set"],
  [new WeakMap(), "a WeakMap"],
  [new FormData(), "a FormData"],
  [new URLSearchParams("a=1"), "a URLSearchParams"],
  [new Headers(), "a Headers"],
  [new Blob([]), "a Blob"],
  [new Uint8Array(2), "a Uint8Array"],
  [Buffer.from("a"), "a Uint8Array"],
  [new ArrayBuffer(2), "an ArrayBuffer"],
  [Promise.resolve(1), "a Promise"],
  [/a/, "a RegExp"],
  [new Error("m"), "an Error"],
  [new Money(), "an object of class Money"],
  [new String("x"), "a String object"],
  [new Number(1), "a Number object"],
  [new Date(NaN), "Date"],
  [[undefined], "undefined"],
  // biome-ignore lint/suspicious/noSparseArray: what is tested
  [[1, , 2], "undefined"],
  [cut, "a string with half of a character in it (a lone surrogate)"],
  [circle, "a circular reference"],
  [revoked, "an object that cannot be read"],
];

test("what JSON cannot hold is refused by name in parameters", async () => {
  for (const [value, name] of [...NOWHERE, [new Date(0), "a Date"], [getter, ""], [deep, ""]]) {
    for (const method of ["user_id", "notes"]) {
      const error = await failure(webwork.timeEntries.create({ ...entry, [method]: value }));
      assert.ok(error instanceof InvalidArgumentError, `${String(error)} for ${name}`);
      assert.ok(error.issues[0].parameter.startsWith(method), error.message);
      if (!nested(value))
        assert.ok(error.issues[0].received.includes(name), `${error.message}: ${name}`);
    }
  }
  assert.equal(sent.length, 0);
});

test("what JSON cannot hold is refused by its path in bodies, raw and overridden", async () => {
  for (const [value, name] of [
    ...NOWHERE,
    [2 ** 53, "9007199254740992, which JavaScript cannot hold exactly; send it as a string"],
    [getter, "a getter that throws"],
    [deep, "an object more than 500 levels deep"],
    [{ "\0": "NaN" }, "a name that begins with a NUL character"],
    [{ [cut]: 1 }, "a name with half of a character in it"],
    [{ toJSON: () => NaN }, "NaN"],
    [{ toJSON: () => [undefined] }, "undefined"],
    [{ toJSON: () => assert.fail("no") }, "an object that cannot be read"],
  ]) {
    const spec = { method: "POST", path: "/x", body: { from: [value] } };
    const errors = [
      [await failure(webwork.request(spec)), "body.from[0]"],
      [
        await failure(webwork.timeEntries.create(entry, { body: { from: [value] } })),
        "options.body.from[0]",
      ],
      [await failure(webwork.request({ ...spec, body: value })), "body"],
    ];
    for (const [error, path] of errors) {
      assert.ok(error instanceof InvalidArgumentError, `${String(error)} for ${name}`);
      assert.ok(error.issues[0].parameter.startsWith(path), `${error.message}: ${path}`);
      assert.ok(error.issues[0].received.includes(name), `${error.message}: ${name}`);
    }
  }
  assert.equal(sent.length, 0);
});

test("a body is what JSON.stringify writes where that loses nothing", async () => {
  class Price {
    toJSON() {
      return { amount: "1.00" };
    }
  }
  const foreign = vm.runInNewContext("({ list: [1, { a: null }] })");
  for (const [body, expected] of [
    [{ from: new Date(0) }, '{"from":"1970-01-01T00:00:00.000Z"}'],
    [
      { price: new Price(), url: new URL("https://h/a") },
      '{"price":{"amount":"1.00"},"url":"https://h/a"}',
    ],
    [{ a: 1, b: undefined, [Symbol("s")]: 2 }, '{"a":1}'],
    [foreign, '{"list":[1,{"a":null}]}'],
    [Object.assign(Object.create(null), { a: 1 }), '{"a":1}'],
    [JSON.parse('{"__proto__":{"a":1}}'), '{"__proto__":{"a":1}}'],
    [{ a: -0, b: 0.1, c: 1e21 / 1e10 }, '{"a":0,"b":0.1,"c":100000000000}'],
    [{ a: "\0\u2028\uFEFF😀", "": true }, JSON.stringify({ a: "\0\u2028\uFEFF😀", "": true })],
    [[[], {}], "[[],{}]"],
    [{ same: [good, good] }, JSON.stringify({ same: [good, good] })],
    ["text", '"text"'],
    [null, "null"],
    [false, "false"],
    [undefined, undefined],
    [{ a: { toJSON: () => undefined }, b: 1 }, '{"b":1}'],
    [new Proxy({ a: [1] }, {}), '{"a":[1]}'],
  ])
    assert.equal(await bodyOf(body), expected);
  assert.equal(
    await bodyOf({ a: 1, b: 2 }, { body: { b: new Date(0), c: undefined } }),
    '{"a":1,"b":"1970-01-01T00:00:00.000Z"}',
  );
});

test("an inherited toJSON changes nothing", async () => {
  Object.prototype.toJSON = () => "made up";
  try {
    await webwork.timeEntries.create(entry);
  } finally {
    delete Object.prototype.toJSON;
  }
  assert.deepEqual(JSON.parse(sent.pop().body), entry);
});

test("a toJSON that an old library put on all arrays changes nothing", async () => {
  Array.prototype.toJSON = () => "made up";
  try {
    await webwork.request({ method: "POST", path: "/x", body: { a: [1, [2]], b: { c: [] } } });
    await webwork.timeEntries.create(entry, { body: { tags: ["x"] } });
  } finally {
    delete Array.prototype.toJSON;
  }
  assert.deepEqual(JSON.parse(sent.pop().body), { ...entry, tags: ["x"] });
  assert.deepEqual(JSON.parse(sent.pop().body), { a: [1, [2]], b: { c: [] } });
});

test("parameters may be an object of a class, and are read once", async () => {
  let reads = 0;
  const once = {
    ...entry,
    get notes() {
      return reads++ === 0 ? "first" : new Date();
    },
  };
  await webwork.timeEntries.create(once);
  assert.equal(JSON.parse(sent.pop().body).notes, "first");
  assert.equal(reads, 1);
  await webwork.timeEntries.create(new Dto(entry));
  assert.deepEqual(JSON.parse(sent.pop().body), entry);
});

test("parameters that are no object are refused, and so are those that cannot be read", async () => {
  const fail = () => {
    throw new RangeError("trap");
  };
  const traps = Object.fromEntries(Object.getOwnPropertyNames(Reflect).map((name) => [name, fail]));
  for (const params of [
    null,
    5,
    "x",
    [],
    new Map([["workspace_id", 1]]),
    new URLSearchParams(day),
    new Date(),
    () => day,
    new Proxy({}, traps),
    new Proxy(() => {}, traps),
    revoked,
  ]) {
    for (const call of [
      (value) => webwork.timeEntries.list(value),
      (value) => webwork.timeEntries.create(value),
      (value) => webwork.request(value),
    ]) {
      const error = await failure(call(params));
      assert.ok(error instanceof InvalidArgumentError, String(error));
      assert.match(error.message, / must be an object, got /);
    }
  }
  assert.equal(sent.length, 0);
});

test("a query holds strings, finite numbers, booleans and arrays of these", async () => {
  assert.equal(
    await queryOf({
      s: "a b&c=é",
      n: -1.5,
      yes: true,
      no: false,
      list: [1, "x y", true],
      gone: undefined,
    }),
    "?s=a%20b%26c%3D%C3%A9&n=-1.5&yes=1&no=0&list=1,x%20y,1",
  );
  assert.equal(await queryOf({ a: 1, b: 2 }, { query: { b: true, c: undefined } }), "?a=1&b=1");
  for (const [value, path, name] of [
    ...NOWHERE.filter(([value]) => !nested(value)).map(([value, name]) => [value, "", name]),
    [null, "", "null"],
    [new Date(0), "", "a Date"],
    [{ a: 1 }, "", '{"a":1}'],
    [{ toJSON: () => "x" }, "", ""],
    [2 ** 60, "", "which JavaScript cannot hold exactly"],
    [[], "", "[]"],
    [[[1]], "[0]", "[1]"],
    [[1, undefined], "[1]", "undefined"],
    [["a,b"], "[0]", '"a,b"'],
    [[cut], "[0]", "half of a character"],
  ]) {
    for (const [error, prefix] of [
      [
        await failure(webwork.request({ method: "GET", path: "/x", query: { q: value } })),
        "query.q",
      ],
      [await failure(webwork.timeEntries.list(day, { query: { q: value } })), "options.query.q"],
    ]) {
      assert.ok(error instanceof InvalidArgumentError, `${String(error)} for ${name}`);
      assert.equal(error.issues[0].parameter, prefix + path);
      assert.ok(error.issues[0].received.includes(name), `${error.message}: ${name}`);
    }
  }
  for (const query of [
    new URLSearchParams("a=1"),
    new Map([["a", 1]]),
    new FormData(),
    "a=1",
    [],
  ]) {
    const error = await failure(webwork.request({ method: "GET", path: "/x", query }));
    assert.match(error.message, /^request: query must be an object, got /);
  }
  assert.equal(sent.length, 0);
});

test("a string that was cut through an emoji is refused everywhere, with how to cut it", async () => {
  const advice = 'cut with Array.from(text).slice(0, n).join("")';
  for (const call of [
    () => webwork.timeEntries.create({ ...entry, notes: cut }),
    () => webwork.timeEntries.delete({ workspace_id: 1, time_entry_id: cut }),
    () => webwork.request({ method: "GET", path: `/x/${cut}` }),
    () => webwork.request({ method: "GET", path: "/x", query: { [cut]: "a" } }),
    () => webwork.request({ method: "POST", path: "/x", body: cut }),
    () => webwork.request({ method: "POST", path: "/x", body: { a: [cut] } }),
    () => webwork.timeEntries.list(day, { query: { a: cut } }),
    () => webwork.timeEntries.create(entry, { body: { a: cut } }),
  ]) {
    const error = await failure(call());
    assert.ok(error instanceof InvalidArgumentError, String(error));
    assert.ok(error.message.includes(advice), error.message);
  }
  assert.equal(sent.length, 0);
  const whole = Array.from("Well done 😀 \\ud83d").join("");
  await webwork.timeEntries.create({ ...entry, notes: whole });
  assert.equal(JSON.parse(sent.pop().body).notes, whole);
});

test("an id is sent as it is, as one segment, or refused", async () => {
  for (const id of ["a/b", "a b", "%2e%2e", "é😀", "\uFEFFid", "?a#b", "...", "a\n\t", "\0\x7f"]) {
    await webwork.timeEntries.delete({ workspace_id: 1, time_entry_id: id });
    const { pathname } = new URL(sent.pop().url);
    assert.equal(decodeURIComponent(pathname.split("/").at(-1)), id);
  }
  for (const id of ["", ".", ".."]) {
    const error = await failure(webwork.timeEntries.delete({ workspace_id: 1, time_entry_id: id }));
    assert.match(error.message, /time_entry_id must be an id, which is never empty/);
  }
  assert.equal(sent.length, 0);
});

test("any body that JSON can hold is sent as JSON.stringify writes it", async () => {
  const seed = 20_260_129;
  const next = random(seed);
  const leaves = [null, true, false, 0, -1.5, 1e-7, "", "é😀", '"\\\n', "\\ud83d", new Date(0)];
  const tree = (depth) => {
    const kind = next(depth > 0 ? 4 : 2);
    const size = next(4);
    if (kind < 2) return leaves[next(leaves.length)];
    if (kind === 2) return Array.from({ length: size }, () => tree(depth - 1));
    const names = Array.from(
      { length: size },
      () => ["a", "__proto__", "", "toString", "é"][next(5)],
    );
    return Object.fromEntries(names.map((name) => [name, tree(depth - 1)]));
  };
  for (let round = 0; round < 500; round++) {
    const body = { tree: tree(5) };
    assert.equal(await bodyOf(body), JSON.stringify(body), `round ${round}, seed ${seed}`);
  }
});
