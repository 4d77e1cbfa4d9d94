// The same walk through the SDK (strict validation) and through plain fetch ends in the same state.

import assert from "node:assert/strict";
import { test } from "node:test";
import { WebWork } from "webwork-sdk";
import { Sandbox } from "webwork-sdk/sandbox";
import { dice, operations, parameters, wire } from "../support/sandbox-walk.mjs";

const STEPS = Number(process.env.SANDBOX_STEPS ?? 2_000);
const BASE = "https://api.webwork-tracker.com/api/v2";
const now = Date.UTC(2026, 0, 29, 12);

test("the SDK and plain fetch end in the same state, without drift", async () => {
  const [through, plain] = [new Sandbox({ now }), new Sandbox({ now })];
  const drift = [];
  const webwork = new WebWork({
    token: through.token,
    fetch: through.fetch,
    rateLimit: false,
    validation: "strict",
    onDrift: (event) => drift.push(event),
  });
  const random = dice(11);
  for (let step = 0; step < STEPS; step++) {
    const { state } = await plain.snapshot();
    const space = state.workspaces.find(({ workspace }) => workspace.id === 1);
    const operation = operations[random.below(operations.length)];
    const params = parameters(operation.id, random, space);
    const [resource, method] = operation.name.split(".");
    const called = await webwork[resource][method](params).then(
      () => 200,
      (error) => {
        if (!(error.status >= 400)) throw error;
        return error.status;
      },
    );
    const { path, ...init } = wire(operation, params);
    const response = await plain.fetch(`${BASE}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${plain.token}`, "content-type": "application/json" },
    });
    assert.equal(called, response.ok ? 200 : response.status, `step ${step}: ${operation.id}`);
    if (random.chance(0.1)) {
      const ms = random.below(30_000_000);
      await Promise.all([through.advance(ms), plain.advance(ms)]);
    }
    if (step % 400 === 399) {
      assert.deepEqual((await through.snapshot()).state, (await plain.snapshot()).state);
      await Promise.all([through.reset(), plain.reset()]);
    }
  }
  assert.deepEqual((await through.snapshot()).state, (await plain.snapshot()).state);
  assert.deepEqual(drift, []);
});
