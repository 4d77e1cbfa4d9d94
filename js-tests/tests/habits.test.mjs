// What people do with a client: pass its functions around, wrap it, replace parts of it, print it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import sinon from "sinon";
import { reactive, readonly, ref, shallowRef, toRaw } from "vue";
import { WebWork } from "webwork-sdk";
import { client, day, entry, good, pageOf } from "../support/client.mjs";
import { failure } from "../support/failure.mjs";

/** Responds with three pages of one row each. */
const paged = async (url) => {
  const page = pageOf(url);
  const pagination = { total: 3, per_page: 1, current_page: page, last_page: 3 };
  return Response.json({ success: true, data: [{ id: `${page}` }], meta: {}, pagination });
};
const ids = (items) => items.map(({ id }) => id);

test("methods work without their resource", async () => {
  const webwork = client({ fetch: paged });
  const { list, create } = webwork.timeEntries;
  assert.deepEqual(ids((await list(day)).data), ["1"]);
  assert.equal((await create(entry)).success, true);
  const query = { queryKey: ["entries"], queryFn: webwork.workspaces.list };
  assert.ok((await query.queryFn()).success);
  const bound = webwork.timeEntries.list.bind(null, day);
  assert.deepEqual(ids((await bound()).data), ["1"]);
});

test("methods work without their client, also those of a subclass", async () => {
  class Mine extends WebWork {
    request(spec, options) {
      return super.request({ ...spec, path: "/mine" }, options);
    }
  }
  for (const [Class, path] of [
    [WebWork, "/given"],
    [Mine, "/mine"],
  ]) {
    const urls = [];
    const fetch = async (url) => {
      urls.push(url);
      return Response.json({ success: true });
    };
    const { request, withOptions, close } = new Class({ token: "t", baseUrl: "https://h", fetch });
    await request({ method: "GET", path: "/given" });
    assert.deepEqual(urls, [`https://h${path}`]);
    assert.ok(withOptions({ maxRetries: 0 }) instanceof Class);
    close();
    assert.equal((await failure(request({ method: "GET", path: "/given" }))).code, "closed");
  }
});

test("clients, resources and pages work inside Vue's ref, reactive, readonly and shallowRef", async () => {
  const webwork = client({ fetch: paged });
  const wrapped = [
    ref(webwork).value,
    reactive({ webwork }).webwork,
    readonly(reactive({ webwork })).webwork,
    shallowRef(webwork).value,
    toRaw(reactive(webwork)),
  ];
  for (const one of wrapped) {
    assert.deepEqual(ids((await one.timeEntries.list(day)).data), ["1"]);
    assert.deepEqual(ids(await one.timeEntries.list(day).toArray()), ["1", "2", "3"]);
    assert.equal((await one.request({ method: "GET", path: "/x" })).success, true);
    assert.equal(one.rateLimit.limit, 60);
    assert.ok(one.withOptions({ maxRetries: 0 }) instanceof WebWork);
    const page = ref(await one.timeEntries.list(day));
    assert.equal(page.value.hasNextPage(), true);
    assert.deepEqual(ids((await page.value.nextPage()).data), ["2"]);
    const items = [];
    for await (const item of page.value) items.push(item.id);
    assert.deepEqual(items, ["1", "2", "3"]);
    assert.equal(page.value.pagination.last_page, 3);
  }
  const closing = reactive(client());
  closing.close();
  assert.equal((await failure(closing.timeEntries.list(day))).code, "closed");
});

test("clients, resources, promises' pages and errors work behind any Proxy", async () => {
  const webwork = client({ fetch: paged });
  const deep = (target) =>
    new Proxy(target, {
      get(object, name, receiver) {
        const value = Reflect.get(object, name, receiver);
        return typeof value === "object" && value !== null && typeof name === "string"
          ? deep(value)
          : value;
      },
    });
  assert.deepEqual(ids((await new Proxy(webwork.timeEntries, {}).list(day)).data), ["1"]);
  assert.deepEqual(ids((await new Proxy(webwork, {}).timeEntries.list(day)).data), ["1"]);
  assert.deepEqual(ids((await deep(webwork).timeEntries.list(day)).data), ["1"]);
  const page = deep(await webwork.timeEntries.list(day));
  assert.deepEqual(ids((await page.nextPage()).data), ["2"]);
  // Logs each call, as a wrapper of functions does.
  const calls = [];
  const list = new Proxy(webwork.timeEntries.list, {
    apply(target, self, args) {
      calls.push(args);
      return Reflect.apply(target, self, args);
    },
  });
  assert.deepEqual(ids((await list(day)).data), ["1"]);
  assert.deepEqual(calls, [[day]]);
});

test("parts of a client can be replaced for a test, and put back", async () => {
  const webwork = client({ fetch: paged });
  const fake = { list: async () => ({ data: ["fake"] }) };
  const { timeEntries } = webwork;
  webwork.timeEntries = fake;
  assert.deepEqual((await webwork.timeEntries.list()).data, ["fake"]);
  webwork.timeEntries = timeEntries;
  const sandbox = sinon.createSandbox();
  sandbox.stub(webwork, "projects").value(fake);
  sandbox.stub(webwork.members, "list").resolves({ data: ["stub"] });
  const spy = sandbox.spy(webwork.timeEntries, "list");
  assert.deepEqual((await webwork.projects.list()).data, ["fake"]);
  assert.deepEqual((await webwork.members.list()).data, ["stub"]);
  assert.deepEqual(ids((await webwork.timeEntries.list(day)).data), ["1"]);
  assert.deepEqual(spy.firstCall.args, [day]);
  sandbox.restore();
  assert.ok((await webwork.projects.list({ workspace_id: 1 })).success);
  sandbox.stub(webwork, "rateLimit").value({ limit: 1 });
  assert.equal(webwork.rateLimit.limit, 1);
  sandbox.restore();
  assert.equal(webwork.rateLimit.limit, 60);
  // Of another client nothing was replaced.
  assert.equal(typeof client().projects.create, "function");
});

test("a stub of a whole class works", async () => {
  const stub = sinon.createStubInstance(WebWork, { request: Promise.resolve("stubbed") });
  assert.equal(await stub.request(), "stubbed");
  assert.ok(stub instanceof WebWork);
});

test("a subclass keeps its class, its fields and its methods through withOptions", async () => {
  class Tracker extends WebWork {
    #label = "a label";
    constructor(options) {
      super({ baseUrl: "https://h", fetch: paged, ...options });
    }
    get label() {
      return this.#label;
    }
    today() {
      return this.timeEntries.list(day);
    }
    async request(spec, options) {
      this.requests = (this.requests ?? 0) + 1;
      return super.request(spec, options);
    }
  }
  const tracker = new Tracker({ token: "subclass-token" });
  const other = tracker.withOptions({ maxRetries: 0 }).withOptions({ timeout: 1_000 });
  assert.ok(other instanceof Tracker);
  for (const one of [tracker, other]) {
    assert.equal(one.label, "a label");
    assert.deepEqual(ids((await one.today()).data), ["1"]);
    assert.equal((await one.request({ method: "GET", path: "/x" })).success, true);
    assert.equal(one.requests, 1);
  }
});

test("whatever is printed, converted or copied of a client or a result does not throw and shows no token", async () => {
  const token = "a-token-nobody-may-see";
  const webwork = client({ fetch: paged, token });
  const page = await webwork.timeEntries.list(day);
  const error = await failure(webwork.timeEntries.list({ ...day, date: "x" }));
  const promise = webwork.timeEntries.list(day);
  const things = { webwork, resource: webwork.timeEntries, page, error, promise };
  const conversions = {
    template: (one) => `${one}`,
    concatenation: (one) => `${one}`.concat("!"),
    String,
    number: Number,
    inspect: (one) => inspect(one, { depth: 9, showHidden: true }),
    keys: (one) => Object.keys(one).join(),
    JSON: (one) => JSON.stringify(one),
    spread: (one) => inspect({ ...one }),
    tag: (one) => Object.prototype.toString.call(one),
    names: (one) => Reflect.ownKeys(one).map(String).join(),
  };
  for (const [what, one] of Object.entries(things)) {
    for (const [how, convert] of Object.entries(conversions)) {
      const text = String(convert(one) ?? "");
      assert.ok(!text.includes(token), `${how} of ${what}`);
    }
  }
  assert.equal(`${webwork.timeEntries}`, "[object timeEntries]");
  assert.match(`${error}`, /^InvalidArgumentError: timeEntries.list: /);
  await promise;
});

test("pages and errors can be cloned and sent to a worker", async () => {
  const page = await client({ fetch: paged }).timeEntries.list(day);
  assert.deepEqual(structuredClone(page).data, [{ id: "1" }]);
  const refuse = async () => Response.json({ success: false, message: "no" }, { status: 422 });
  for (const error of [
    await failure(client({ fetch: refuse }).timeEntries.create(entry)),
    await failure(client().timeEntries.create({})),
  ]) {
    const clone = structuredClone(error);
    assert.equal(clone.message, error.message);
    const sent = JSON.parse(JSON.stringify(error));
    assert.deepEqual([sent.code, sent.message], [error.code, error.message]);
  }
});

test("options in the place of parameters are refused with the hint that options go second", async () => {
  const webwork = client({ fetch: () => assert.fail("sent"), workspaceId: 1 });
  const { signal } = new AbortController();
  for (const options of [{ signal }, { timeout: 5 }, { maxRetries: 0 }, { headers: {} }]) {
    const error = await failure(webwork.workspaces.list(options));
    assert.equal(error.code, "invalid_argument");
    assert.match(error.message, /second/, error.message);
    assert.equal(error.issues[0].parameter, Object.keys(options)[0]);
  }
});

test("a Proxy that throws in every trap is an InvalidArgumentError wherever it is put", async () => {
  const handler = new Proxy(
    {},
    {
      get: () => () => {
        throw new Error("trap");
      },
    },
  );
  const hostile = new Proxy({}, handler);
  const hostileFunction = new Proxy(() => {}, handler);
  const webwork = client();
  const calls = {
    parameters: () => webwork.timeEntries.list(hostile),
    "a parameter": () => webwork.timeEntries.create({ ...entry, note: hostile }),
    "an item": () => webwork.members.invite({ workspace_id: 1, emails: [hostile] }),
    options: () => webwork.timeEntries.list(day, hostile),
    signal: () => webwork.timeEntries.list(day, { signal: hostile }),
    headers: () => webwork.timeEntries.list(day, { headers: hostile }),
    query: () => webwork.timeEntries.list(day, { query: hostile }),
    body: () => webwork.timeEntries.create(entry, { body: hostile }),
    "a raw request": () => webwork.request(hostile),
    "a raw body": () => webwork.request({ method: "POST", path: "/x", body: hostile }),
    "a path": () => webwork.request({ method: "POST", path: hostile }),
    "a function as parameters": () => webwork.timeEntries.list(hostileFunction),
  };
  for (const [where, call] of Object.entries(calls)) {
    const error = await failure(call());
    assert.equal(error.code, "invalid_argument", `${where}: ${error.message}`);
  }
  for (const options of [hostile, { token: hostile }, { token: "a-token", baseUrl: hostile }])
    assert.throws(() => new WebWork(options), { code: "invalid_argument" });
});

test("an entry that ends at 24:00 is refused with the ways out", async () => {
  for (const end_time of ["00:00", "24:00"]) {
    const error = await failure(
      client().timeEntries.create({ ...day, start_time: "23:00", end_time }),
    );
    assert.equal(error.code, "invalid_argument");
    assert.match(error.message, /23:59/, error.message);
    assert.match(error.message, /midnight/, error.message);
  }
});

test("onDrift tells each place once, however many rows and pages have it", async () => {
  const drifts = [];
  const fetch = async (url) => {
    const page = pageOf(url);
    const data = Array.from({ length: 500 }, (_, row) => ({ id: page * 1_000 + row }));
    const pagination = { total: 1_000, per_page: 500, current_page: page, last_page: 2 };
    return Response.json({ ...good, data, pagination });
  };
  const webwork = client({ fetch, onDrift: (drift) => drifts.push(drift) });
  await webwork.timeEntries.list(day).toArray();
  await webwork.timeEntries.list(day).toArray();
  const places = drifts.map(({ pointer, found }) => `${pointer} ${found}`);
  assert.equal(new Set(places).size, places.length);
  assert.ok(places.length < 40, `${places.length} reports`);
  assert.equal(drifts.filter(({ pointer }) => pointer.endsWith("/id")).length, 1);
});
