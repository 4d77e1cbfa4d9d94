// The contract as data for the tests: its operations under their public names, and values built
// from its schemas.

import { existsSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import { names } from "./names.mjs";

const read = (path) => readFileSync(new URL(`../contract/${path}`, import.meta.url), "utf8");

const contract = parse(read("openapi.yaml"));

const snake = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** A schema or parameter with its `$ref` followed and its `allOf` merged. */
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

/** The types that a schema allows; none: any. */
export const types = (schema) => [schema.type ?? []].flat();

/** Whether null is allowed. */
export const nullable = (schema) => types(schema).length === 0 || types(schema).includes("null");

function operation(path, method, one) {
  const params = (one.parameters ?? []).map(resolve).map((param) => ({
    name: snake(param.name),
    place: param.in,
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
      place: "body",
      required: body.required?.includes(name) === true,
      schema: resolve(schema),
    });
  }
  const [status, answer] = Object.entries(one.responses).find(([code]) => code.startsWith("2"));
  const [resource, verb] = names[one.operationId].split(".");
  return {
    id: one.operationId,
    name: names[one.operationId],
    resource,
    verb,
    method: method.toUpperCase(),
    path: path.replace(/\{(\w+)\}/g, (_, name) => `{${snake(name)}}`),
    params,
    hasBody: body !== undefined,
    status: status === "2XX" ? 200 : Number(status),
    answer: resolve(answer.content["application/json"].schema),
    paged: one["x-paginated"] !== false,
    confidence: one["x-confidence"],
    deprecated: one.deprecated === true,
  };
}

/** Every operation of the contract. */
export const operations = Object.entries(contract.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, one]) => operation(path, method, one)),
);

/** The documented example of an operation, if there is one. */
export function example(id) {
  if (!existsSync(new URL(`../contract/examples/${id}.json`, import.meta.url))) return undefined;
  const { item, ...found } = JSON.parse(read(`examples/${id}.json`));
  // The docs show the items of some lists apart; put them where they belong.
  if (item) found.response.data = [item];
  return found;
}

// What the contract says of parameters in prose alone.

/** Either of these is needed where the schema requires neither. */
export const either = { getTasks: ["project_id", "contract_id"] };

/** The first only together with the second. */
export const together = { startTimeTracking: ["task_id", "contract_id"] };

/** From and to, wherever an operation has both: days may be equal, times may not. */
export const ranges = [
  ["date_from", "date_to"],
  ["start_date", "end_date"],
  ["start_date", "deadline"],
  ["start", "end"],
  ["start_time", "end_time"],
];

/** At most 31 days from start_date to end_date, both counted; of one report only where it is for one user. */
export const month = {
  getTrackedHoursReport: ["user_id"],
  getActivityLevelReport: [],
  getTaskReport: [],
};

/** Parameters whose greatest value that is sent lies below the one that may be given. */
export const caps = { getTimeEntries: { per_page: 50 } };

/** Enumerations that are open in requests too: the docs announce more events. */
export const openInRequests = ["events"];

/** Texts that a careless URL or JSON writer gets wrong. */
export const oddText = 'a/b ü%2F?#&=+,"\\\n😀';

/** The form of a text; some times of day have theirs in prose. */
export function form({ format, pattern, description }) {
  return pattern === "^\\d{2}:\\d{2}$" || description?.startsWith("HH:mm") ? "time" : format;
}

const TEXTS = {
  date: "2026-01-29",
  "date-time": "2026-01-29T09:00:00Z",
  email: "jane@example.com",
  uri: "https://example.com/a?b=c",
};

/** A value as the schema wants it. `odd`: as far from the everyday as the schema allows. */
export function sample(schema, odd = false) {
  schema = resolve(schema);
  const type = types(schema)
    .filter((one) => one !== "null")
    .at(0);
  if (schema.enum) return schema.enum.filter((one) => one !== null).at(odd ? -1 : 0);
  if (type === "array") return schema.example ?? [sample(schema.items)];
  if (odd && type === "integer") return schema.maximum ?? Number.MAX_SAFE_INTEGER;
  if (odd && type === "string" && !form(schema)) return oddText;
  if (odd && type === "boolean") return false;
  if (odd && type === "number") return 0.1;
  if (schema.example !== undefined) return schema.example;
  if (type === "integer") return schema.minimum ?? 7;
  if (type === "number") return 7.5;
  if (type === "boolean") return true;
  if (type === "string") return TEXTS[form(schema)] ?? "text";
  return { undocumented: [null, 1.5, "text"] };
}

const UNKNOWN = {
  from_the_future: { list: [1, null, { ü: "é" }], empty: {}, "": 0, __proto__x: true },
};

/**
 * An answer with every documented member, and unknown ones at each level.
 * `nulls`: null wherever it is allowed; `others`: the other form of what sources type in two ways.
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

/** The method of an operation on a client, bound. */
export function method(client, { resource, verb }) {
  return (...args) => client[resource][verb](...args);
}

/** Every documented place in an answer that `build` made: its path, its schema, whether it must be there. */
export function* places(schema, answer, path = []) {
  schema = resolve(schema);
  if (Array.isArray(answer)) {
    if (!schema.items) return;
    for (const [at, item] of answer.entries())
      yield* place(schema.items, item, [...path, at], false);
    return;
  }
  if (typeof answer !== "object" || answer === null) return;
  if (typeof schema.additionalProperties === "object") {
    for (const [name, value] of Object.entries(answer))
      yield* place(schema.additionalProperties, value, [...path, name], false);
  }
  for (const [name, member] of Object.entries(schema.properties ?? {})) {
    yield* place(member, answer[name], [...path, name], schema.required?.includes(name) === true);
  }
}

function* place(schema, value, path, required) {
  yield { path, schema: resolve(schema), required };
  yield* places(schema, value, path);
}
