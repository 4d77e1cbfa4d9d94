// The contract as data for tests: its operations under their public names, and values built from its
// schemas.

import { existsSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import { names } from "./names.mjs";

const read = (path) => readFileSync(new URL(`../contract/${path}`, import.meta.url), "utf8");

const contract = parse(read("openapi.yaml"));

const snake = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** A schema or parameter with its `$ref` resolved and its `allOf` merged. */
export function resolve(one) {
  if (one.$ref)
    return resolve(
      one.$ref
        .slice(2)
        .split("/")
        .reduce((at, part) => at[part], contract),
    );
  if (one.items) return { ...one, items: resolve(one.items) };
  if (!one.allOf) return one;
  const parts = one.allOf.map(resolve);
  return Object.assign({}, ...parts, {
    properties: Object.assign({}, ...parts.map((part) => part.properties)),
    required: parts.flatMap((part) => part.required ?? []),
  });
}

/** The JSON types that a schema allows; none means any. */
export const types = (schema) => [schema.type ?? []].flat();

/** Whether `null` is allowed. */
export const nullable = (schema) => types(schema).length === 0 || types(schema).includes("null");

/** The public name of an operation, such as `timeEntries.list`. */
function publicName(id) {
  const name = names[id];
  if (!name)
    throw new Error(
      `${id} has no public name: add it to js-tests/support/names.mjs, as in README and src/api`,
    );
  return name;
}

function operation(path, httpMethod, one) {
  const params = (one.parameters ?? []).map(resolve).map((param) => ({
    name: snake(param.name),
    location: param.in,
    required: param.required === true,
    schema: {
      ...(param.example !== undefined && { example: param.example }),
      ...resolve(param.schema),
    },
  }));
  const body = one.requestBody && resolve(one.requestBody.content["application/json"].schema);
  for (const [name, schema] of Object.entries(body?.properties ?? {})) {
    params.push({
      name,
      location: "body",
      required: body.required?.includes(name) === true,
      schema: resolve(schema),
    });
  }
  const [status, success] = Object.entries(one.responses).find(([code]) => code.startsWith("2"));
  const name = publicName(one.operationId);
  const [resource, method] = name.split(".");
  return {
    id: one.operationId,
    name,
    resource,
    method,
    httpMethod: httpMethod.toUpperCase(),
    path: path.replace(/\{(\w+)\}/g, (_, parameter) => `{${snake(parameter)}}`),
    params,
    hasBody: body !== undefined,
    status: status === "2XX" ? 200 : Number(status),
    response: resolve(success.content["application/json"].schema),
    errorStatuses: Object.keys(one.responses).filter((code) => /^[45]/.test(code)),
    paginated: one["x-paginated"] !== false,
    fullyDocumented: one["x-confidence"] === "high",
    deprecated: one.deprecated === true,
  };
}

/** Every operation of the contract. */
export const operations = Object.entries(contract.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([httpMethod, one]) => operation(path, httpMethod, one)),
);

/** The documented example of an operation, if there is one. */
export function example(id) {
  if (!existsSync(new URL(`../contract/examples/${id}.json`, import.meta.url))) return undefined;
  const { item, ...found } = JSON.parse(read(`examples/${id}.json`));
  // The documentation shows the items of some lists separately. Put them into the response.
  if (item) found.response.data = [item];
  return found;
}

// What the contract says about parameters in prose only.

/** At least one of these is required, though the schema requires neither. */
export const either = { getTasks: ["project_id", "contract_id"] };

/** The first is allowed only together with the second. */
export const together = { startTimeTracking: ["task_id", "contract_id"] };

/** From and to, wherever an operation has both: dates may be equal, times may not. */
export const ranges = [
  ["date_from", "date_to"],
  ["start_date", "end_date"],
  ["start_date", "deadline"],
  ["start", "end"],
  ["start_time", "end_time"],
];

/**
 * At most 31 days from start_date to end_date, both included; one report has the limit only if these
 * parameters are given.
 */
export const month = {
  getTrackedHoursReport: ["user_id"],
  getActivityLevelReport: [],
  getTaskReport: [],
};

/** Parameters that are sent as this value if they are greater. */
export const caps = { getTimeEntries: { per_page: 50 } };

/** Parameters whose enumeration is open in requests too: the vendor announces more events. */
export const openInRequests = ["events"];

/** A string that a careless URL or JSON writer gets wrong. */
export const oddString = 'a/b ü%2F?#&=+,"\\\n😀';

/** The format of a string; some times of day have theirs in prose. */
export function format({ format, pattern, description }) {
  return pattern === "^\\d{2}:\\d{2}$" || description?.startsWith("HH:mm") ? "time" : format;
}

const STRINGS = {
  date: "2026-01-29",
  "date-time": "2026-01-29T09:00:00Z",
  email: "jane@example.com",
  uri: "https://example.com/a?b=c",
};

/** A value that fits the schema; with `odd`, as unusual as the schema allows. */
export function sample(schema, odd = false) {
  schema = resolve(schema);
  const type = types(schema)
    .filter((one) => one !== "null")
    .at(0);
  if (schema.enum) return schema.enum.filter((one) => one !== null).at(odd ? -1 : 0);
  if (type === "array") return schema.example ?? [sample(schema.items)];
  if (odd && type === "integer") return schema.maximum ?? Number.MAX_SAFE_INTEGER;
  if (odd && type === "string" && !format(schema)) return oddString;
  if (odd && type === "boolean") return false;
  if (odd && type === "number") return 0.1;
  if (schema.example !== undefined) return schema.example;
  if (type === "integer") return schema.minimum ?? 7;
  if (type === "number") return 7.5;
  if (type === "boolean") return true;
  if (type === "string") return STRINGS[format(schema)] ?? "text";
  return { undocumented: [null, 1.5, "text"] };
}

const UNKNOWN = {
  from_the_future: { list: [1, null, { ü: "é" }], empty: {}, "": 0, __proto__x: true },
};

/**
 * A response body with every documented member, and with unknown ones at each level.
 * `nulls`: null wherever it is allowed; `others`: the second type of members that have two.
 */
export function build(schema, options = {}) {
  schema = resolve(schema);
  const allowed = types(schema);
  if (options.nulls && allowed.includes("null")) return null;
  if (allowed.includes("array") && !(options.others && allowed.includes("object"))) {
    const item = schema.items ?? { type: "object" };
    return [build(item, options), build(item, options)];
  }
  if (!allowed.includes("object"))
    return sample(
      options.others
        ? { ...schema, type: allowed.filter((type) => type !== "null").at(-1) }
        : schema,
    );
  const object = { ...UNKNOWN };
  for (const [name, member] of Object.entries(schema.properties ?? {}))
    object[name] = build(member, options);
  if (typeof schema.additionalProperties === "object")
    return { "2026-01-29": build(schema.additionalProperties, options), "2026-01-30": [] };
  return object;
}

/** Parameters of an operation: those that are required, or all. */
export function paramsOf({ id, params }, { all = false, odd = false } = {}) {
  const [needed] = either[id] ?? [];
  const wanted = params.filter(({ name, required }) => all || required || name === needed);
  return Object.fromEntries(wanted.map(({ name, schema }) => [name, sample(schema, odd)]));
}

/** The method of an operation on a client, as a function. */
export function method(client, operation) {
  return (...args) => client[operation.resource][operation.method](...args);
}

/** Every documented member of a body that `build` made: its path, its schema, whether it is required. */
export function* documentedMembers(schema, body, path = []) {
  schema = resolve(schema);
  if (Array.isArray(body)) {
    if (!schema.items) return;
    for (const [index, item] of body.entries())
      yield* member(schema.items, item, [...path, index], false);
    return;
  }
  if (typeof body !== "object" || body === null) return;
  if (typeof schema.additionalProperties === "object") {
    for (const [name, value] of Object.entries(body))
      yield* member(schema.additionalProperties, value, [...path, name], false);
  }
  for (const [name, one] of Object.entries(schema.properties ?? {}))
    yield* member(one, body[name], [...path, name], schema.required?.includes(name) === true);
}

function* member(schema, value, path, required) {
  yield { path, schema: resolve(schema), required };
  yield* documentedMembers(schema, value, path);
}
