// The options of a sandbox, and its token.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createSandbox, Sandbox } from "webwork-sdk/sandbox";

test("a sandbox takes its options by name, and each has a token of its own", async () => {
  for (const options of [{ tokn: 1 }, { now: "noon" }, { rateLimit: 60 }])
    assert.throws(() => new Sandbox(options), { code: "invalid_argument" });
  const [one, other] = [new Sandbox(), await createSandbox({ now: Date.UTC(2026, 0, 29, 12) })];
  assert.notEqual(one.token, other.token);
  const answer = await other.fetch("https://any.host/api/v2/time-entries", {
    headers: { authorization: `Bearer ${other.token}` },
  });
  assert.equal((await answer.json()).meta.timestamp, "2026-01-29T12:00:00.000000Z");
});
