// A store where requests are isolated from each other, as in workerd: calls poll.

import assert from "node:assert/strict";
import { test } from "node:test";
import { redisStore } from "webwork-sdk/rate-limit-stores";
import { importIsolated } from "../../support/isolated.mjs";
import { importSource } from "../../support/source.mjs";

const { decide, newState } = await importSource("rate-limit/decide.ts");

/** A store in this process. */
function storeOf() {
  let state;
  return redisStore({
    eval: async (_, __, [holder, ...numbers]) => {
      const time = Date.now();
      state ??= newState(time);
      return decide(state, [holder, ...numbers.map(Number)], time);
    },
  });
}

test("calls that poll get permits from the store, and no window has more than the limit", async () => {
  const store = storeOf();
  const limit = { requests: 5, per: 200 };
  const sent = [];
  const clients = await Promise.all(
    [1, 2].map(async () => {
      const { WebWork } = await importIsolated();
      return new WebWork({
        token: "token",
        baseUrl: "https://isolated",
        fetch: async () => {
          sent.push(performance.now());
          return Response.json({ success: true, data: [], meta: {} });
        },
        rateLimit: { ...limit, key: "user 1", store },
      });
    }),
  );
  const call = (_, at) => clients[at % 2].request({ method: "GET", path: "/x" });
  const calls = Array.from({ length: 20 }, call);
  await Promise.all(calls);
  assert.equal(sent.length, 20);
  for (let at = limit.requests; at < sent.length; at++)
    assert.ok(sent[at] - sent[at - limit.requests] >= limit.per - 1);
  assert.ok(sent.at(-1) - sent[0] < 5_000, `${sent.at(-1) - sent[0]} ms`);
});
