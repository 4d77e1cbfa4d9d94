// Twenty seconds of the soak; `npm run soak` takes longer.

import assert from "node:assert/strict";
import { test } from "node:test";
import { soak } from "../soak.mjs";

test("under random faults every promise settles, and the counts of applied writes agree", async (t) => {
  const { problems, calls, requests, applied, resolved, unknown, lookedUp } = await soak({
    seconds: 20,
    seed: 20_260_129,
  });
  t.diagnostic(
    `${calls} calls, ${requests} requests; ${applied} writes applied = ${resolved} resolved + ${lookedUp} of ${unknown} unknown`,
  );
  assert.deepEqual(problems.slice(0, 20), []);
  assert.ok(calls > 500 && resolved > 100 && unknown > 0, "too little happened");
});
