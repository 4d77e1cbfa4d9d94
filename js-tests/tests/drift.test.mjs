// Responses that differ from the contract: each documented member of each operation, changed.

import assert from "node:assert/strict";
import { test } from "node:test";
import { DecodeError, WebWork } from "webwork-sdk";
import { client, day } from "../support/client.mjs";
import {
  build,
  documentedMembers,
  method,
  operations,
  paramsOf,
  types,
} from "../support/contract.mjs";
import { failure } from "../support/failure.mjs";

let body;
let drifts = [];
const fetch = async () =>
  new Response(JSON.stringify(body), { headers: { "content-type": "application/json" } });
/** A new client each time, because a client reports the drift of a member only once. */
const reporting = () =>
  new WebWork({
    token: "t",
    workspaceId: 1,
    rateLimit: false,
    fetch,
    onDrift: (drift) => drifts.push(drift),
  });
const strict = reporting().withOptions({ validation: "strict" });

const pointer = (path) =>
  path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

/** The response with one member changed, or removed if there is no value. */
function changed(response, path, value) {
  const copy = structuredClone(response);
  const last = path.at(-1);
  const owner = path.slice(0, -1).reduce((at, part) => at[part], copy);
  if (value === undefined) delete owner[last];
  else owner[last] = value;
  return copy;
}

/** JSON values, each with its types. */
const VALUES = [
  ["text", "string"],
  [7, "integer", "number"],
  [1.5, "number"],
  [true, "boolean"],
  [null, "null"],
  [["text"], "array"],
  [{ member: 1 }, "object"],
];

const outside = (schema) =>
  VALUES.filter(([, ...kinds]) => !kinds.some((kind) => types(schema).includes(kind))).map(
    ([value]) => value,
  );

for (const operation of operations) {
  test(`${operation.id}: each documented member of another type is reported with its pointer, and thrown under strict validation`, async () => {
    const response = build(operation.response);
    const wrong = [];
    for (const { path, schema } of documentedMembers(operation.response, response)) {
      // A response whose `success` is not `true` is an error, not a drift.
      if (types(schema).length === 0 || pointer(path) === "/success") continue;
      for (const value of outside(schema)) {
        body = changed(response, path, value);
        drifts = [];
        await method(reporting(), operation)(paramsOf(operation));
        const reported = drifts.map(({ operation: name, pointer: at }) => [name, at]);
        const error = await failure(method(strict, operation)(paramsOf(operation))).catch(
          (missing) => missing,
        );
        const thrown =
          error instanceof DecodeError &&
          error.code === "decode" &&
          error.pointer === pointer(path) &&
          error.operation === operation.name;
        if (
          reported.length !== 1 ||
          reported[0][0] !== operation.name ||
          reported[0][1] !== pointer(path) ||
          !thrown
        )
          wrong.push([pointer(path), value, reported, error.message]);
      }
    }
    assert.deepEqual(wrong, []);
  });

  test(`${operation.id}: a required member that is missing is reported, a value that no enumeration lists is not`, async () => {
    const response = build(operation.response);
    const wrong = [];
    for (const { path, schema, required } of documentedMembers(operation.response, response)) {
      if (required) {
        body = changed(response, path);
        drifts = [];
        await method(reporting(), operation)(paramsOf(operation));
        const reported = drifts.map(({ pointer: at, found }) => [at, found]);
        if (
          reported.length !== 1 ||
          reported[0][0] !== pointer(path) ||
          reported[0][1] !== "nothing"
        )
          wrong.push(["missing", pointer(path), reported]);
      }
      const other = schema.enum && (typeof schema.enum[0] === "number" ? 4_711 : "something new");
      if (other) {
        body = changed(response, path, other);
        await method(
          strict,
          operation,
        )(paramsOf(operation)).catch((error) => wrong.push(["open", pointer(path), error.message]));
      }
    }
    assert.deepEqual(wrong, []);
  });
}

test("strict validation throws where the contract is broken", async () => {
  const fetch = async () => Response.json({ success: true, data: "x", meta: {} });
  const error = await failure(client({ fetch, validation: "strict" }).timeEntries.list(day));
  assert.deepEqual([error.name, error.pointer], ["DecodeError", "/data"]);
  assert.equal((await client({ fetch }).timeEntries.list(day)).data, "x");
});
