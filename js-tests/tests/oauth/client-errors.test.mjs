// What the OAuth client makes of responses that give no tokens, and of none.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { WebWorkError } from "webwork-sdk";
import { failure } from "../../support/failure.mjs";
import { client, EXCHANGE, json, OPTIONS, SECRETS, TOKENS } from "../../support/oauth/client.mjs";

for (const [what, body] of [
  ["HTML", "<html>"],
  ["an array", "[]"],
  ["null", "null"],
  ["no access_token", "{}"],
  ["an access token with a line break", '{"access_token":"a\\nb"}'],
  ["an empty access token", '{"access_token":""}'],
  ["another token type", '{"access_token":"a","token_type":"DPoP"}'],
])
  test(`${what} under 200 is a DecodeError`, async () => {
    const { oauth } = client(() => new Response(body));
    const error = await failure(oauth.refresh(TOKENS));
    assert.equal(error.code, "decode");
    assert.equal(error.status, 200);
  });

for (const [status, body, code, oauthError] of [
  [400, { error: "invalid_grant", error_description: "gone" }, "authentication", "invalid_grant"],
  [401, { error: "invalid_client" }, "authentication", "invalid_client"],
  [400, {}, "api", undefined],
  [404, "<html>", "api", undefined],
  [429, { error: "slow_down" }, "rate_limited", undefined],
  [500, { error: "server_error" }, "server", undefined],
  [503, "<html>", "server", undefined],
])
  test(`${status} with ${JSON.stringify(body)} is of code ${code}`, async () => {
    const { oauth } = client(json(status, body));
    const error = await failure(oauth.refresh(TOKENS));
    assert.equal(error.code, code);
    assert.equal(error.status, status);
    assert.equal(error.oauthError, oauthError);
    assert.equal(error.description, body.error_description);
    assert.equal(error.operation, "oauth.refresh");
    assert.ok(error instanceof WebWorkError);
  });

test("a failure that may pass is retryable, but not with a code, which is good for one request", async () => {
  const lost = () => Promise.reject(new TypeError("fetch failed"));
  for (const [response, retryable] of [
    [lost, true],
    [json(408, {}), true],
    [json(429, {}), true],
    [json(500, {}), true],
    [json(503, {}), true],
    [json(400, {}), false],
    [json(400, { error: "invalid_grant" }), false],
    [json(200, {}), false],
  ]) {
    const { oauth } = client(response, { clientSecret: "s" });
    assert.equal((await failure(oauth.refresh(TOKENS))).retryable, retryable);
    assert.equal((await failure(oauth.clientCredentials())).retryable, retryable);
    assert.equal((await failure(oauth.exchangeCode(EXCHANGE))).retryable, false);
  }
});

test("a refusal's code and description are in its JSON, and no other error has them", async () => {
  const body = { error: "invalid_grant", error_description: "gone" };
  const refused = await failure(client(json(400, body)).oauth.refresh(TOKENS));
  const { oauthError, description, status } = JSON.parse(JSON.stringify(refused));
  assert.deepEqual([oauthError, description, status], ["invalid_grant", "gone", 400]);
  const failed = await failure(client(json(503, body)).oauth.refresh(TOKENS));
  assert.ok(!("oauthError" in failed) && !("description" in failed));
});

for (const status of [301, 302, 303, 307, 308])
  test(`a ${status} is refused, wherever it leads`, async () => {
    const { oauth } = client(
      () => new Response(null, { status, headers: { location: OPTIONS.tokenUrl } }),
    );
    const error = await failure(oauth.refresh(TOKENS));
    assert.equal(error.code, "connection");
    assert.match(error.message, /redirects/);
  });

test("an opaque redirect, as browsers give it, is refused", async () => {
  const { oauth } = client(() => ({ type: "opaqueredirect", status: 0 }));
  assert.equal((await failure(oauth.refresh(TOKENS))).code, "connection");
});

test("no secret is in what an error shows, whoever says it and however it is encoded", async () => {
  const all = Object.values(SECRETS).flatMap((one) => [
    one,
    String(new URLSearchParams({ x: one })).slice(2),
  ]);
  /** What was sent, as it is and as a form. */
  const echo = ({ body }) => `${[...new URLSearchParams(body).values()]} ${body}`;
  const responses = [
    (init) => Response.json({ error: echo(init), error_description: echo(init) }, { status: 400 }),
    (init) => Response.json({ error: echo(init) }, { status: 500 }),
    (init) => new Response(echo(init)),
    (init) => {
      const cause = Object.assign(new Error(`connect failed: ${init.body}`), { config: init });
      throw Object.assign(new TypeError(`fetch failed: ${echo(init)}`, { cause }), {
        request: init,
      });
    },
    (init) => Promise.reject(echo(init)),
  ];
  for (const response of responses) {
    const { oauth } = client(response, { clientSecret: SECRETS.clientSecret });
    for (const call of [() => oauth.exchangeCode(EXCHANGE), () => oauth.refresh(TOKENS)]) {
      const error = await failure(call());
      const shown = inspect(error, { depth: 20, showHidden: true }) + JSON.stringify(error);
      for (const secret of all) assert.ok(!shown.includes(secret), `${secret}: ${shown}`);
    }
    assert.ok(!inspect(oauth, { depth: 20, showHidden: true }).includes(SECRETS.clientSecret));
    assert.equal(JSON.stringify(oauth), "{}");
  }
});

test("what fetch threw stays readable as the cause", async () => {
  const { oauth } = client(() => {
    const cause = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
    throw new TypeError("fetch failed", { cause });
  });
  const error = await failure(oauth.refresh(TOKENS));
  assert.equal(error.code, "connection");
  assert.match(error.message, /no response: fetch failed/);
  assert.equal(error.cause.name, "TypeError");
  assert.equal(error.cause.cause.code, "ECONNREFUSED");
});
