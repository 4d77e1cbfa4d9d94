// webhook-receiver: a 2xx at once, each delivery worked on once.

import assert from "node:assert/strict";
import { appendFileSync, mkdirSync, readFileSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { testEvent } from "webwork-sdk/webhooks";
import { client, environment, folder, launch, serve, until } from "./support.mjs";

async function receiver(t, { cwd = folder(t), env = {} } = {}) {
  const child = launch(t, "webhook-receiver", ["--port", "0"], {
    cwd,
    // With a token, because without one it makes events on the embedded sandbox.
    env: { WEBWORK_TOKEN: "any", WEBWORK_WEBHOOK_TOKEN: "right", ...env },
  });
  const found = await until(child, () => /^Listening on (\S+)$/m.exec(child.out()));
  const url = found[1];
  const post = async (body, token = "right") => {
    const headers = {
      "content-type": "application/json",
      ...(token && { "x-webhook-token": token }),
    };
    return (await fetch(url, { method: "POST", body, headers })).status;
  };
  const received = (count) =>
    until(child, () => (child.out().match(/^received/gm)?.length ?? 0) >= count);
  return { ...child, url, post, received, cwd, inbox: join(cwd, "deliveries.jsonl") };
}

test("a delivery is acknowledged, kept and worked on; the same again is dropped", async (t) => {
  const { post, received, child, ended, inbox } = await receiver(t);
  assert.equal(await post(testEvent("tracker.started", { user_id: 100 })), 204);
  assert.equal(await post(testEvent("tracker.started", { user_id: 100 })), 204);
  assert.equal(await post(testEvent("tracker.started", { user_id: 101 })), 204);
  await received(2);
  child.kill("SIGINT");
  const { code, out } = await ended;
  assert.equal(code, 0);
  assert.equal(out.match(/^received .* tracker\.started$/gm).length, 2);
  const kept = readFileSync(inbox, "utf8").trim().split("\n").map(JSON.parse);
  assert.deepEqual(
    kept.map(({ body }) => body.user_id),
    [100, 101],
  );
});

test("what came before SIGKILL is known after it, also behind a torn line", async (t) => {
  const first = await receiver(t);
  const [one, two] = [100, 101].map((user_id) => testEvent("tracker.stopped", { user_id }));
  assert.equal(await first.post(one), 204);
  first.child.kill("SIGKILL");
  await first.ended;
  appendFileSync(first.inbox, '\n{"hash":"torn');

  const second = await receiver(t, { cwd: first.cwd });
  assert.equal(await second.post(one), 204);
  assert.equal(await second.post(two), 204);
  await second.received(1);
  second.child.kill("SIGINT");
  assert.equal((await second.ended).out.match(/^received/gm).length, 1);

  const third = await receiver(t, { cwd: first.cwd });
  assert.equal(await third.post(two), 204);
  third.child.kill("SIGINT");
  assert.doesNotMatch((await third.ended).out, /^received/m);
});

test("a delivery that cannot be kept is not acknowledged, and is taken when it comes again", async (t) => {
  const { post, received, inbox } = await receiver(t);
  mkdirSync(inbox);
  const event = testEvent("tracker.started", { user_id: 100 });
  assert.equal(await post(event), 500);
  rmdirSync(inbox);
  assert.equal(await post(event), 204);
  assert.ok(await received(1));
});

test("what is no delivery of ours is refused and not kept", async (t) => {
  const { post, url, child, ended } = await receiver(t);
  const event = testEvent("tracker.started", { user_id: 100 });
  assert.equal(await post(event, "wrong"), 401);
  assert.equal(await post(event, ""), 401);
  assert.equal(await post("not JSON"), 400);
  assert.equal(await post(`"${"x".repeat(2 ** 20)}"`), 400);
  assert.equal((await fetch(url)).status, 405);
  child.kill("SIGINT");
  const { out, err } = await ended;
  assert.doesNotMatch(out, /^received/m);
  assert.ok(!err.includes("right"), err);
});

test("it receives what the sandbox's server sends", async (t) => {
  const server = await serve(t);
  const webwork = client(server);
  const env = { ...environment(server), WEBWORK_WEBHOOK_TOKEN: undefined };
  const { url, received, child, ended } = await receiver(t, { env });
  await webwork.webhooks.create({ url, events: ["project.created"] });
  await webwork.projects.create({ name: "Receiver" });
  await received(1);
  child.kill("SIGINT");
  assert.match((await ended).out, /project\.created/);
});

test("without an account the embedded sandbox sends three events", async (t) => {
  const env = { WEBWORK_TOKEN: undefined, WEBWORK_WEBHOOK_TOKEN: undefined };
  const { received, child, ended } = await receiver(t, { env });
  await received(3);
  child.kill("SIGINT");
  const { code, out } = await ended;
  assert.equal(code, 0);
  // Deliveries overtake each other.
  assert.deepEqual(out.match(/\w+\.(created|started|stopped)/g).toSorted(), [
    "project.created",
    "tracker.started",
    "tracker.stopped",
  ]);
});
