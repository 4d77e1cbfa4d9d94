// A trap in the wasm ends what is under way with a typed error; the next call works. In Node.js, Chromium and Firefox.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ENVIRONMENTS, openEverywhere } from "../environments.mjs";
import { serveFault } from "../server.mjs";

const responses = {
  503: (x) => x.refuse(503, "later", { "retry-after": "30" }),
  nothing: (x) => x.body(),
};
const cleanups = [];
let ask;

before(async () => {
  ask = await openEverywhere({ after: (cleanup) => cleanups.push(cleanup) }, "healing.mjs");
});

after(() => Promise.all(cleanups.map((cleanup) => cleanup())));

for (const [environment, title] of Object.entries(ENVIRONMENTS)) {
  test(`a trap in the wasm rejects what is under way, and the next calls run on a fresh instance, in ${title}`, async (t) => {
    const server = await serveFault({
      respond: (x) => (responses[x.url.searchParams.get("response")] ?? ((fine) => fine.fine()))(x),
    });
    t.after(() => server.close());
    for (let trap = 1; trap <= 3; trap++) {
      const result = await ask[environment]("heal", {
        url: server.url,
        token: `healing-token-${trap}`,
      });
      const outcomes = {
        trapped: "unknown",
        "in flight": "unknown",
        "in back-off": "unknown",
        "in the queue": "not_sent",
      };
      for (const [place, outcome] of Object.entries(outcomes)) {
        const { is, code, outcome: found, cause, leaks } = result[place];
        assert.deepEqual(
          [is, code, found, leaks],
          ["InternalError", "internal", outcome, []],
          `${place}: ${JSON.stringify(result[place])}`,
        );
        assert.match(cause, /RuntimeError/);
      }
      assert.deepEqual(result.next, Array(6).fill("resolved"));
      assert.equal(result.instances, trap + 1);
    }
  });
}
