// A client and a session together, over real HTTP.

import assert from "node:assert/strict";
import { test } from "node:test";
import { WebWork } from "webwork-sdk";
import { memoryStore, OAuth } from "webwork-sdk/oauth";
import { failure } from "../../support/failure.mjs";
import { ModelServer } from "../../support/oauth/server.mjs";
import { gate } from "../../support/oauth/site.mjs";
import { json, serve } from "../../support/server.mjs";

const ENTRY = {
  workspace_id: 1,
  user_id: 100,
  date: "2026-01-29",
  start_time: "09:00",
  end_time: "17:00",
};

/** An API and a token endpoint on one server, and a session that is signed in. */
async function begin(t, handle = () => undefined) {
  const model = new ModelServer(Date.now);
  const requests = [];
  const server = await serve(t, async (request, response, body) => {
    if (request.url === "/oauth/token")
      return json(response, ...model.token(new URLSearchParams(body)));
    const token = request.headers.authorization.replace("Bearer ", "");
    requests.push({ method: request.method, token });
    await handle(request);
    if (!model.accepts(token)) return json(response, 401, { success: false, message: "no" });
    json(response, 200, { success: true, data: [], saved_minutes: 480 });
  });
  const store = memoryStore(model.signIn());
  const oauth = new OAuth({ clientId: "app", tokenUrl: `${server.url}/oauth/token` });
  const session = oauth.session(store);
  const client = () =>
    new WebWork({ token: session.token, baseUrl: `${server.url}/api/v2`, rateLimit: false });
  return { model, requests, store, oauth, session, client };
}

const list = (client) => client.workspaces.list();

test("one refresh serves the calls of all clients whose token is rejected, and each is sent once more", async (t) => {
  const { model, requests, store, client } = await begin(t);
  model.forget(store.load());
  const clients = [client(), client()];
  await Promise.all(clients.flatMap((one) => [list(one), list(one), list(one), list(one)]));
  assert.equal(model.refreshes, 1);
  assert.deepEqual(model.reused, []);
  assert.equal(requests.filter(({ token }) => token === "access-2").length, 8);
});

test("two sessions on one store in one process refresh once, by the default lock", async (t) => {
  const { model, store, oauth } = await begin(t);
  const sessions = [oauth.session(store), oauth.session(store)];
  for (let n = 1; n <= 10; n++) {
    const rejected = `access-${n}`;
    const tokens = await Promise.all(sessions.map((one) => one.token({ rejected })));
    assert.deepEqual(tokens, [`access-${n + 1}`, `access-${n + 1}`]);
  }
  assert.deepEqual([model.refreshes, model.reused], [10, []]);
});

test("a POST that was rejected is sent once more: a 401 says that nothing was done", async (t) => {
  const { model, requests, store, client } = await begin(t);
  model.forget(store.load());
  assert.equal((await client().timeEntries.create(ENTRY)).saved_minutes, 480);
  assert.deepEqual(requests, [
    { method: "POST", token: "access-1" },
    { method: "POST", token: "access-2" },
  ]);
});

test("calls in flight end before the token is refreshed, and new ones are held", async (t) => {
  const held = gate();
  let arrived = 0;
  const { model, requests, store, client } = await begin(t, () => {
    arrived++;
    return requests.length === 1 ? held.open : undefined;
  });
  const one = list(client());
  while (arrived === 0) await new Promise((resolve) => setImmediate(resolve));
  await store.save({ ...store.load(), expires_at: Date.now() });
  const other = list(client());
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(model.refreshes, 0, "the first call is still in flight");
  const start = performance.now();
  held.release();
  await Promise.all([one, other]);
  assert.ok(performance.now() - start < 2_000, "nobody waited for the 5 s to pass");
  assert.deepEqual(
    requests.map(({ token }) => token),
    ["access-1", "access-2"],
    "the first was not rejected",
  );
});

test("a refresh that fails for now is a failure of the call that tells why", async (t) => {
  const { model, store, session, client } = await begin(t);
  model.forget(store.load());
  t.mock.method(model, "token", () => [503, { error: "later" }]);
  const ends = [];
  session.onEnd((end) => ends.push(end));
  const error = await failure(list(client()));
  assert.equal(error.code, "authentication");
  assert.deepEqual(ends, []);
});

test("after sign-out a call is refused before anything is sent", async (t) => {
  const { requests, session, client } = await begin(t);
  await session.signOut();
  const error = await failure(list(client()));
  assert.equal(error.code, "authentication");
  assert.equal(error.outcome, "not_sent");
  assert.match(error.message, /nobody is signed in/);
  assert.equal(requests.length, 0);
});
