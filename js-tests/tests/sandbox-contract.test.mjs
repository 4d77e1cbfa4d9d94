// Every response of the sandbox validates against contract/openapi.yaml, under a random walk: judged
// by ajv, not by the models of the SDK. `SANDBOX_STEPS=20000` walks further.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { Sandbox } from "webwork-sdk/sandbox";
import { parse } from "yaml";
import { dice, operations, parameters, wire } from "../support/sandbox-walk.mjs";

const STEPS = Number(process.env.SANDBOX_STEPS ?? 2_000);
const BASE = "https://api.webwork-tracker.com/api/v2";

const contract = parse(readFileSync(new URL("../contract/openapi.yaml", import.meta.url), "utf8"));
const ajv = addFormats(new Ajv({ strict: false, allErrors: true }));
ajv.addSchema(contract, "contract");

/** What validates the responses of an operation: the status that the contract has, and its schema. */
const validators = new Map(
  operations.map(({ id, path, method, responses }) => {
    const pointer = (key) => {
      const parts = [
        originalPath(id),
        method.toLowerCase(),
        "responses",
        key,
        "content",
        "application/json",
        "schema",
      ];
      return `contract#/paths/${parts
        .map((part) => part.replaceAll("~", "~0").replaceAll("/", "~1"))
        .map(encodeURIComponent)
        .join("/")}`;
    };
    const of = (key) => {
      const response = responses[key];
      if (response.$ref)
        return ajv.getSchema(`contract${response.$ref}/content/application~1json/schema`);
      return ajv.getSchema(pointer(key));
    };
    return [id, { of, path }];
  }),
);

function originalPath(id) {
  return Object.keys(contract.paths).find((path) =>
    Object.values(contract.paths[path]).some((one) => one.operationId === id),
  );
}

/** The key of the documented response for a status; none: it is not documented. */
function documented(responses, status) {
  return [String(status), `${String(status)[0]}XX`, "default"].find((key) => key in responses);
}

test("every response validates against the contract under a random walk", async () => {
  const sandbox = new Sandbox({ now: Date.UTC(2026, 0, 29, 12) });
  const random = dice(2026);
  const succeeded = new Set();
  for (let step = 0; step < STEPS; step++) {
    const { state } = await sandbox.snapshot();
    const space = state.workspaces.find(({ workspace }) => workspace.id === 1);
    const operation = operations[step < operations.length ? step : random.below(operations.length)];
    const { path, ...init } = wire(operation, parameters(operation.id, random, space));
    const token = random.chance(0.8) ? sandbox.token : random.pick(Object.values(sandbox.tokens));
    const response = await sandbox.fetch(`${BASE}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    });
    const body = await response.json();
    const where = `step ${step}: ${operation.method} ${path} → ${response.status}`;
    const key = documented(operation.responses, response.status);
    assert.ok(key, `${where}: the contract has no such response`);
    // A success that falls under "default" is a status that the contract does not name.
    assert.ok(!response.ok || key !== "default", where);
    const validate = validators.get(operation.id).of(key);
    assert.ok(validate, `${where}: no schema`);
    assert.ok(
      validate(body),
      `${where}: ${ajv.errorsText(validate.errors)} ${JSON.stringify(body)}`,
    );
    if (response.ok) succeeded.add(operation.id);
    if (random.chance(0.1)) await sandbox.advance(random.below(30_000_000));
    // Archiving goes one way only, so a long walk begins anew now and then.
    if (step % 400 === 399) await sandbox.reset();
  }
  const missing = operations.map(({ id }) => id).filter((id) => !succeeded.has(id));
  assert.deepEqual(missing, [], "every operation succeeds at least once");
});
