// Every operation of the contract, over real HTTP: what is sent, and what comes back.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Page, WebWork } from "webwork-sdk";
import {
  build,
  caps,
  example,
  method,
  nullable,
  operations,
  paramsOf,
  resolve,
  types,
} from "../support/contract.mjs";
import { helpers, names } from "../support/names.mjs";
import { json, serve } from "../support/server.mjs";

const WORKSPACE = 77;

/** A server that responds with what `next` says, and a client that treats any drift as an error. */
async function open(t) {
  const next = { status: 200, body: {} };
  const server = await serve(t, (_, response) => json(response, next.status, next.body));
  const drifts = [];
  const webwork = new WebWork({
    token: "test-token",
    baseUrl: `${server.url}/api/v2`,
    workspaceId: WORKSPACE,
    rateLimit: false,
    maxRetries: 0,
    validation: "strict",
    onDrift: (drift) => drifts.push(drift),
  });
  return { next, server, webwork, drifts };
}

/** The request that the contract describes. */
function wanted({ id, httpMethod, path, params, hasBody }, values) {
  const at = (location) =>
    params.filter((param) => param.location === location && values[param.name] !== undefined);
  const text = (value) =>
    [value]
      .flat()
      // Booleans are sent as 1 and 0.
      .map((item) => encodeURIComponent(typeof item === "boolean" ? Number(item) : item))
      .join(",");
  const sent = (name) => (caps[id]?.[name] < values[name] ? caps[id][name] : values[name]);
  return {
    method: httpMethod,
    path: at("path").reduce(
      (filled, { name }) => filled.replace(`{${name}}`, text(values[name])),
      `/api/v2${path}`,
    ),
    query: at("query")
      .map(({ name }) => `${name}=${text(sent(name))}`)
      .sort(),
    body: hasBody
      ? Object.fromEntries(at("body").map(({ name }) => [name, values[name]]))
      : undefined,
  };
}

/** The request that the server saw. */
function seen({ method, url, body }) {
  const [path, query] = url.split("?");
  return {
    method,
    path,
    query: query?.split("&").sort() ?? [],
    body: body === "" ? undefined : JSON.parse(body),
  };
}

/** A result as the server sent it: `pagination` of a Page is not that of the envelope. */
function written(result) {
  if (!(result instanceof Page)) return result;
  const { pagination, ...rest } = result;
  return rest;
}

/** What the caller should get for a response body. */
function expected(body, result) {
  if (!(result instanceof Page)) return body;
  const { pagination, ...rest } = body;
  return rest;
}

test("every operation of the contract is a method under its public name, and only the helpers are others", () => {
  assert.deepEqual(operations.map(({ id }) => id).sort(), Object.keys(names).sort());
  const webwork = new WebWork({ token: "t" });
  const resources = Object.getOwnPropertyNames(webwork);
  const methods = resources.flatMap((resource) =>
    Object.keys(webwork[resource]).map((method) => `${resource}.${method}`),
  );
  assert.deepEqual(methods.sort(), [...Object.values(names), ...helpers].sort());
});

for (const operation of operations) {
  test(`${operation.id} sends what the contract says and nothing else, and its response comes back unchanged`, async (t) => {
    const { next, server, webwork, drifts } = await open(t);
    const all = paramsOf(operation, { all: true });
    const nulls = operation.params
      .filter(({ schema }) => nullable(schema))
      .map(({ name }) => [name, null]);
    const { workspace_id, ...without } = paramsOf(operation);
    const scoped = operation.params.some(({ name }) => name === "workspace_id");
    const cases = [
      [paramsOf(operation), {}],
      [all, { nulls: true }],
      [paramsOf(operation, { all: true, odd: true }), { others: true }],
      [{ ...all, ...Object.fromEntries(nulls) }, {}],
      [without, {}, scoped && { workspace_id: WORKSPACE }],
      [
        {
          ...Object.fromEntries(operation.params.map(({ name }) => [name, undefined])),
          ...paramsOf(operation),
        },
        {},
      ],
    ];
    next.status = operation.status;
    for (const [params, variant, added] of cases) {
      next.body = build(operation.response, variant);
      const result = await method(webwork, operation)(params);
      assert.deepEqual(drifts, []);
      assert.deepEqual(written(result), expected(next.body, result));

      const [request] = server.requests.splice(0);
      const want = wanted(operation, { ...params, ...added });
      assert.deepEqual(seen(request), want);

      // What fetch adds by itself does not count.
      await fetch(server.url, {
        method: request.method,
        ...(request.body && { body: request.body }),
      });
      const [{ headers: own }] = server.requests.splice(0);
      assert.deepEqual(request.headers, {
        ...own,
        authorization: "Bearer test-token",
        accept: "application/json",
        ...(want.body && { "content-type": "application/json" }),
      });
    }
  });
}

const lists = operations.filter(
  ({ paginated, response }) =>
    paginated && types(resolve(response.properties.data)).includes("array"),
);

for (const operation of lists) {
  test(`${operation.id} is iterated over all pages, and nothing but the page changes`, async (t) => {
    const { next, server, webwork } = await open(t);
    const inMeta = operation.response.properties.pagination === undefined;
    const bodies = [1, 2, 3].map((page) => {
      const pagination = { current_page: page, last_page: 3, per_page: 2, total: 6 };
      const body = build(operation.response);
      // Some ids are integers, others strings.
      for (const [index, item] of body.data.entries())
        item.id = typeof item.id === "string" ? `${page}-${index}` : page * 10 + index;
      return Object.assign(body, inMeta ? { meta: { ...body.meta, pagination } } : { pagination });
    });
    const params = { ...paramsOf(operation, { all: true }), page: 1 };
    const items = [];
    next.body = bodies[0];
    for await (const item of method(webwork, operation)(params)) {
      items.push(item);
      next.body = bodies[Math.floor(items.length / 2)];
    }
    assert.deepEqual(
      items,
      bodies.flatMap((body) => body.data),
    );
    assert.deepEqual(
      server.requests.map(seen),
      [1, 2, 3].map((page) => wanted(operation, { ...params, page })),
    );
  });
}

/** The parameters that make a documented request. */
function documented({ path, params }, request) {
  const segments = request.path.split("/");
  const ids = path
    .split("/")
    .map((part, at) => [part.slice(1, -1), segments[at], part.startsWith("{")])
    .filter(([, , isId]) => isId);
  const raw = { ...Object.fromEntries(ids), ...request.query, ...request.body };
  const read = {
    integer: Number,
    array: (text, { items }) =>
      text.split(",").map((item) => (items.type === "integer" ? Number(item) : item)),
  };
  return Object.fromEntries(
    Object.entries(raw).map(([name, value]) => {
      const { schema } = params.find((param) => param.name === name);
      return [
        name,
        typeof value === "string" ? (read[schema.type]?.(value, schema) ?? value) : value,
      ];
    }),
  );
}

for (const operation of operations.filter(({ id }) => example(id))) {
  test(`the documented example of ${operation.id} is sent as documented and returned as documented`, async (t) => {
    const { request, response, truncated } = example(operation.id);
    const { next, server, webwork, drifts } = await open(t);
    next.status = operation.status;
    next.body = response ?? build(operation.response);
    const result = await method(
      webwork.withOptions({ validation: "report" }),
      operation,
    )(documented(operation, request));
    assert.deepEqual(written(result), expected(next.body, result));
    // Some examples are cut off. Only what came after the cut may be missing.
    assert.deepEqual(
      drifts.filter(({ found }) => !truncated || found !== "nothing"),
      [],
    );
    const [sent] = server.requests.map(seen);
    const query = Object.entries(request.query ?? {}).map(([name, value]) => `${name}=${value}`);
    assert.deepEqual(sent, {
      method: request.method,
      path: `/api/v2${request.path}`,
      query: query.sort(),
      body: request.body,
    });
  });
}
