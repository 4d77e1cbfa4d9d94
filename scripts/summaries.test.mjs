import assert from "node:assert/strict";
import { test } from "node:test";
import { cargoSummary, nodeSummary } from "./summaries.mjs";

test("the results of all of Cargo's test programs are added up, and ignored tests count as failed", () => {
  const text = `
test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.24s
test result: FAILED. 3 passed; 1 failed; 2 ignored; 0 measured; 0 filtered out; finished in 0.01s
`;
  assert.deepEqual(cargoSummary(text), { passed: 15, failed: 3 });
  assert.deepEqual(cargoSummary("error: could not compile"), { passed: 0, failed: 0 });
});

test("tests of Node.js that were cancelled, skipped or are still to do count as failed", () => {
  const text = "ℹ tests 9\nℹ pass 5\nℹ fail 1\nℹ cancelled 1\nℹ skipped 1\nℹ todo 1\n";
  assert.deepEqual(nodeSummary(text), { passed: 5, failed: 4 });
  assert.deepEqual(nodeSummary("# pass 2\n# fail 0\n"), { passed: 2, failed: 0 });
});
