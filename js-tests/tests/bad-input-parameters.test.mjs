// Parameters that are missing, unknown or at odds with each other are refused before anything is sent;
// generated from the contract.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  either,
  format,
  month,
  operations,
  paramsOf,
  ranges,
  together,
} from "../support/contract.mjs";
import { refuses, tried } from "../support/refusals.mjs";

const without = (object, name) =>
  Object.fromEntries(Object.entries(object).filter(([one]) => one !== name));

refuses(
  "a required parameter that is missing is named",
  operations.flatMap((operation) => {
    const needed = operation.params
      .filter(({ required }) => required)
      .map(({ name }) => [operation, without(paramsOf(operation), name), name, "required"]);
    const [first, second] = either[operation.id] ?? [];
    return first
      ? [...needed, [operation, without(paramsOf(operation), first), first, second]]
      : needed;
  }),
);

refuses(
  "an unknown parameter is refused, and the nearest known one is named",
  operations.flatMap((operation) =>
    operation.params
      .filter(({ name }) => name.length > 2)
      .flatMap(({ name }) => {
        const spellings = [
          name.slice(0, 1) + name.slice(2),
          `${name}x`,
          name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase()),
          name.toUpperCase(),
        ];
        const known = operation.params.map((param) => param.name);
        return spellings
          .filter((one) => !known.includes(one))
          .map((one) => [
            operation,
            { ...paramsOf(operation), [one]: 1 },
            one,
            `did you mean ${name}?`,
          ]);
      }),
  ),
);

refuses(
  "a parameter that resembles none is refused, and the known ones are listed",
  operations.flatMap((operation) =>
    ["something_else", "__proto__x", "constructor", ""].map((name) => [
      operation,
      { ...paramsOf(operation), [name]: 1 },
      ...operation.params.map((param) => param.name),
    ]),
  ),
);

refuses(
  "parameters that are no object are refused",
  operations.flatMap((operation) =>
    [null, 5, "workspace_id", true, [], [{}]].map((value) => [operation, value, "object"]),
  ),
);

/** Days and instants in the wrong order, by the format of the parameter. */
const LATER = {
  date: [
    ["2026-01-30", "2026-01-29"],
    ["2026-02-01", "2026-01-31"],
    ["2027-01-01", "2026-12-31"],
  ],
  time: [
    ["17:00", "09:00"],
    ["09:00", "09:00"],
  ],
  "date-time": [
    ["2026-01-29T09:00:00Z", "2026-01-29T09:00:00Z"],
    ["2026-01-29T09:00:00+00:00", "2026-01-29T10:30:00+02:00"],
  ],
};

refuses(
  "a start after its end is refused",
  operations.flatMap((operation) =>
    ranges.flatMap(([from, to]) => {
      const [first, second] = [from, to].map((name) =>
        operation.params.find((param) => param.name === name),
      );
      if (!first || !second) return [];
      return (LATER[format(first.schema)] ?? []).map(([start, end]) => [
        operation,
        { ...paramsOf(operation), [from]: start, [to]: end },
        from,
        to,
      ]);
    }),
  ),
);

refuses(
  "more than 31 days in a report that takes a month at most are refused",
  operations
    .filter(({ id }) => month[id])
    .flatMap((operation) => {
      const some = Object.fromEntries(month[operation.id].map((name) => [name, 100]));
      return [
        ["2024-01-01", "2024-02-01"],
        ["2023-12-31", "2024-12-31"],
      ].map(([start_date, end_date]) => [
        operation,
        { ...paramsOf(operation), ...some, start_date, end_date },
        "31 days",
      ]);
    }),
);

refuses(
  "a parameter without the one that it belongs to is refused",
  operations
    .filter(({ id }) => together[id])
    .flatMap((operation) => {
      const [name, other] = together[operation.id];
      const params = paramsOf(operation, { all: true });
      return [without(params, other), { ...params, [other]: null }].map((one) => [
        operation,
        one,
        name,
        other,
      ]);
    }),
);

test("at least 200 bad inputs were tried", (t) => {
  t.diagnostic(`${tried()} bad inputs`);
  assert.ok(tried() >= 200, `${tried()}`);
});
