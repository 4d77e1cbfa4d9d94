// Response bodies that are deep, large or damaged.

import assert from "node:assert/strict";
import { test } from "node:test";
import { client, day, good } from "../support/client.mjs";
import { failure } from "../support/failure.mjs";

test("a response nested 100,000 deep is a DecodeError", async () => {
  for (const deep of [
    "[".repeat(100_000) + "]".repeat(100_000),
    '{"a":'.repeat(100_000) + "1" + "}".repeat(100_000),
  ]) {
    for (const body of [deep, `{"success":true,"data":${deep},"meta":{}}`]) {
      for (const options of [{}, { onDrift() {} }, { validation: "strict" }]) {
        const error = await failure(
          client({ fetch: async () => new Response(body), ...options }).timeEntries.list(day),
        );
        assert.equal(error.name, "DecodeError");
      }
    }
  }
});

test("20 MB arrive whole", async () => {
  const items = Array.from({ length: 20_000 }, (_, id) => ({
    id: String(id),
    text: "x".repeat(1_000),
  }));
  const fetch = async () => Response.json({ ...good, data: items });
  for (const options of [{}, { onDrift() {} }])
    assert.equal((await client({ fetch, ...options }).timeEntries.list(day)).data.length, 20_000);
});

test("an error body that is not UTF-8 is read as far as it goes", async () => {
  const fetch = async () => new Response(new Uint8Array([0xff, 0xfe, 0x41]), { status: 502 });
  const error = await failure(client({ fetch, maxRetries: 0 }).timeEntries.list(day));
  assert.deepEqual([error.name, error.body], ["ServerError", "\ufffd\ufffdA"]);
});
