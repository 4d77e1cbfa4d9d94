// Which calls are sent again, after which failures.

import assert from "node:assert/strict";
import { test } from "node:test";
import { WebWork } from "webwork-sdk";
import { Sandbox } from "webwork-sdk/sandbox";
import { client, day, entry, good } from "../support/client.mjs";
import { failure } from "../support/failure.mjs";
import { json, serve } from "../support/server.mjs";

test("a read is tried again after 503 and a reset, a write is not", async (t) => {
  const faults = [
    (_, response) => json(response, 503, {}),
    (request) => request.socket.resetAndDestroy(),
  ];
  for (const fault of faults) {
    let count = 0;
    const server = await serve(t, (request, response) =>
      ++count === 1 ? fault(request, response) : json(response, 200, good),
    );
    const retries = [];
    const webwork = client({
      baseUrl: server.url,
      fetch: undefined,
      onRetry: (event) => retries.push(event),
    });
    const { attempts } = await webwork.timeEntries.list(day).withResponse();
    assert.deepEqual([attempts, retries.length, retries[0].attempt], [2, 1, 1]);
    assert.ok(
      retries[0].delayMs >= 250 &&
        retries[0].delayMs <= 500 &&
        ["503", "connection"].includes(retries[0].reason),
    );
    count = 0;
    const before = server.requests.length;
    assert.equal((await failure(webwork.timeEntries.create(entry))).outcome, "unknown");
    assert.equal(server.requests.length, before + 1);
  }
});

test("a 429 is waited out and then even a write is sent again", async (t) => {
  let count = 0;
  const server = await serve(t, (_, response) =>
    ++count === 1
      ? json(response, 429, {}, { "retry-after-ms": "40" })
      : json(response, 201, { success: true }),
  );
  const start = performance.now();
  const { attempts } = await client({ baseUrl: server.url, fetch: undefined })
    .timeEntries.create(entry)
    .withResponse();
  assert.equal(attempts, 2);
  assert.ok(performance.now() - start >= 40);
});

test("a repeat that finds everything done is done, where the first response was lost", async () => {
  const message = "The timesheet is already approved";
  const params = { workspace_id: 1, timesheet_id: "a" };
  const refusal = (status) => Response.json({ success: false, message }, { status });
  for (const status of [400, 409, 422]) {
    const responses = [new Response("", { status: 503 }), refusal(status)];
    assert.deepEqual(
      await client({ fetch: async () => responses.shift() }).timesheets.approve(params),
      { success: true, message },
    );
    const error = await failure(
      client({ fetch: async () => refusal(status) }).timesheets.approve(params),
    );
    assert.deepEqual([error.status, error.outcome], [status, "rejected"]);
  }
  const responses = [new Response("", { status: 503 }), refusal(404)];
  assert.deepEqual(
    await client({ fetch: async () => responses.shift() }).timeEntries.delete({
      workspace_id: 1,
      time_entry_id: "a",
    }),
    { success: true },
  );
});

test("a transition of the sandbox whose response was lost is done, and done once", async () => {
  const timesheet_id = "abc123xyz";
  const transitions = {
    "timesheets.approve": { timesheet_id },
    "timesheets.reject": { timesheet_id, reason: "no" },
    "timesheets.unsubmit": { timesheet_id },
    "timesheets.submit": { timesheet_id: "seed-sheet-100-2026-01-19" },
  };
  for (const [operation, params] of Object.entries(transitions)) {
    const sandbox = new Sandbox({ now: Date.parse("2026-01-29T12:00:00Z") });
    await sandbox.fault({ times: 1, effect: { reset: "after" } });
    const { token, fetch } = sandbox;
    const webwork = new WebWork({ token, fetch, rateLimit: false, workspaceId: 1 });
    const [resource, method] = operation.split(".");
    const { body, attempts } = await webwork[resource][method](params).withResponse();
    assert.deepEqual([body.success, attempts], [true, 2], operation);
    // Without a lost response, the same again is refused: it is somebody else's doing.
    const error = await failure(webwork[resource][method](params));
    assert.deepEqual([error.code, error.outcome], ["validation", "rejected"], operation);
  }
});
