// Values that the contract does not allow are refused before anything is sent; generated from its
// schemas.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  format,
  method,
  month,
  nullable,
  openInRequests,
  operations,
  paramsOf,
  sample,
  types,
} from "../support/contract.mjs";
import { refuses, server, tried, webwork, withEach } from "../support/refusals.mjs";

class Own {}
const circle = [];
circle.push(circle);

const VALUES = [
  "1",
  "",
  "true",
  "1,2",
  0,
  1,
  1.5,
  -0.5,
  2 ** 53,
  -(2 ** 53),
  1e21,
  NaN,
  Infinity,
  -Infinity,
  true,
  false,
  {},
  { 0: 1, length: 1 },
  { toString: () => "1" },
  [],
  [1],
  ["text"],
  circle,
  1n,
  Symbol("s"),
  () => 1,
  new Date(0),
  new Map(),
  new Own(),
];
const IS = {
  integer: Number.isSafeInteger,
  number: Number.isFinite,
  string: (value) => typeof value === "string",
  boolean: (value) => typeof value === "boolean",
  array: Array.isArray,
  null: () => false,
};
const wrong = (schema) => VALUES.filter((value) => !types(schema).some((type) => IS[type](value)));

refuses(
  "a value of another type is refused, unsafe integers, fractions and NaN too",
  withEach(({ schema }) => wrong(schema)),
);

refuses(
  "an item of another type is refused",
  withEach(({ schema }) =>
    schema.items
      ? [...wrong(schema.items), null, undefined].map((item) => [...sample(schema), item])
      : [],
  ),
);

refuses(
  "null is refused where the contract does not allow it",
  withEach(({ schema }) => (nullable(schema) ? [] : [null])),
);

const FORMS = {
  date: [
    "2026-02-30",
    "2025-02-29",
    "1900-02-29",
    "2026-13-01",
    "2026-00-10",
    "2026-04-31",
    "2026-01-00",
    "2026-1-1",
    "26-01-01",
    "29.01.2026",
    "2026-01-29T00:00:00Z",
    " 2026-01-29",
    "2026-01-29 ",
    "２０２６-01-29",
    "+026-01-29",
    "",
  ],
  time: ["24:00", "09:60", "9:00", "09:00:00", "0900", "9 am", "-1:00", " 09:00", ""],
  "date-time": [
    "2026-02-30T09:00:00Z",
    "2026-01-29T25:00:00Z",
    "2026-01-29T09:61:00Z",
    "2026-01-29T09:00:00",
    "2026-01-29",
    "09:00",
    "2026-01-29T09:00:00+25:00",
    "2026-01-29T09:00:00.Z",
    "now",
    "",
  ],
  email: ["", "jane", "@example.com", "jane@", "jane doe@example.com", "jane@example.com\n"],
  uri: [
    "",
    "example.com",
    "/path",
    "ftp://example.com",
    "javascript:alert(1)",
    "https://",
    "https://exa mple.com",
    "https:///path",
  ],
};

refuses(
  "days that do not exist, impossible times, and what is no address are refused",
  withEach(({ schema }) => FORMS[format(schema)] ?? []),
);

refuses(
  "a number beyond its limits is refused, and the limits are named",
  withEach(
    ({ schema: { minimum, maximum } }) =>
      [minimum - 1, maximum + 1].filter((value) => !Number.isNaN(value)),
    ({ minimum, maximum }) => [minimum, maximum].filter((limit) => limit !== undefined),
  ),
);

refuses(
  "a string that is too long is refused, counted in characters, and the limit is named",
  withEach(
    ({ schema: { maxLength } }) =>
      maxLength ? ["x".repeat(maxLength + 1), "😀".repeat(maxLength + 1)] : [],
    ({ maxLength }) => [maxLength],
  ),
);

const strange = (values) =>
  typeof values[0] === "number"
    ? [Math.max(...values) + 1, -1]
    : ["", `${values[0]} `, values[0].slice(1), "constructor"];

refuses(
  "a value outside a closed enumeration is refused, and the allowed ones are listed",
  withEach(
    ({ name, schema }) => {
      if (openInRequests.includes(name)) return [];
      if (schema.enum) return strange(schema.enum);
      return schema.items?.enum ? strange(schema.items.enum).map((value) => [value]) : [];
    },
    (schema) => schema.enum ?? schema.items.enum,
  ),
);

refuses(
  "an empty list is refused where an item is needed, and in a query, where it would say nothing",
  withEach(({ location, schema }) =>
    types(schema).includes("array") && (schema.minItems || location === "query") ? [[]] : [],
  ),
);

refuses(
  "an id that would change the path is refused",
  withEach(({ location, schema }) =>
    location === "path" && types(schema).includes("string") ? ["", ".", ".."] : [],
  ),
);

test("what lies just within the limits is sent", async () => {
  const edges = withEach(({ location, schema }) => {
    const { minimum, maximum, maxLength, minItems } = schema;
    const nothing =
      types(schema).includes("array") && location === "body" && !minItems ? [] : undefined;
    return [minimum, maximum, maxLength && "😀".repeat(maxLength), nothing].filter(
      (value) => value !== undefined,
    );
  });
  const days = operations.map((operation) => [
    operation,
    Object.fromEntries(
      operation.params
        .filter(({ schema }) => format(schema) === "date")
        .map(({ name }) => [name, "2024-02-29"]),
    ),
  ]);
  const months = operations
    .filter(({ id }) => month[id])
    .map((operation) => [
      operation,
      {
        ...Object.fromEntries(month[operation.id].map((name) => [name, 100])),
        start_date: "2024-01-01",
        end_date: "2024-01-31",
      },
    ]);
  // The limit is for one user.
  const years = operations
    .filter(({ id }) => month[id]?.length)
    .map((operation) => [operation, { start_date: "2023-01-01", end_date: "2023-12-31" }]);
  const good = [...edges, ...days, ...months, ...years];
  const refused = [];
  for (const [operation, params] of good) {
    await method(
      webwork,
      operation,
    )({ ...paramsOf(operation), ...params }).catch((error) =>
      refused.push([operation.name, params, error.message]),
    );
  }
  assert.deepEqual(refused, []);
  assert.equal(server.requests.length, good.length);
});

test("at least 200 bad inputs were tried", (t) => {
  t.diagnostic(`${tried()} bad inputs`);
  assert.ok(tried() >= 200, `${tried()}`);
});
