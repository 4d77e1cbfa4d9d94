// The client and a session with a real authorization server: oidc-provider.

import assert from "node:assert/strict";
import { test } from "node:test";
import { memoryStore, OAuth } from "webwork-sdk/oauth";
import { failure } from "../../support/failure.mjs";
import { CLIENT, startProvider, visit } from "../../support/oauth/provider.mjs";

async function begin(t) {
  const server = await startProvider(t);
  const oauth = new OAuth({ ...CLIENT, ...server.endpoints });
  return { server, oauth };
}

async function signIn(oauth, options) {
  const { url, state, codeVerifier } = await oauth.authorizationUrl({ scopes: ["read"] });
  const back = await visit(url, options);
  const parameters = Object.fromEntries(back.searchParams);
  return { parameters, exchange: { ...parameters, expectedState: state, codeVerifier } };
}

test("a code is exchanged, with PKCE, state and iss", async (t) => {
  const { server, oauth } = await begin(t);
  const { parameters, exchange } = await signIn(oauth);
  assert.equal(parameters.iss, server.endpoints.issuer);
  const tokens = await oauth.exchangeCode(exchange);
  assert.equal(tokens.token_type, "Bearer");
  assert.equal(tokens.scope, "read");
  assert.ok(Math.abs(tokens.expires_at - Date.now() - 600_000) < 5_000);
  assert.ok(await server.accepts(tokens.access_token));
  const again = await failure(oauth.exchangeCode(exchange));
  assert.equal(again.oauthError, "invalid_grant", "a code works once");
});

test("a wrong code verifier is refused by the server", async (t) => {
  const { oauth } = await begin(t);
  const { exchange } = await signIn(oauth);
  const wrong = { ...exchange, codeVerifier: "x".repeat(43) };
  assert.equal((await failure(oauth.exchangeCode(wrong))).oauthError, "invalid_grant");
});

test("a user who says no leads to access_denied", async (t) => {
  const { oauth } = await begin(t);
  const { exchange } = await signIn(oauth, { deny: true });
  const error = await failure(oauth.exchangeCode(exchange));
  assert.equal(error.oauthError, "access_denied");
  assert.equal(error.code, "authentication");
});

test("a redirect of another server is refused by its iss", async (t) => {
  const { oauth } = await begin(t);
  const { oauth: other } = await begin(t);
  const { exchange } = await signIn(oauth);
  assert.match((await failure(other.exchangeCode(exchange))).message, /iss must be/);
});

test("a wrong client secret is invalid_client", async (t) => {
  const { server } = await begin(t);
  const oauth = new OAuth({ ...CLIENT, ...server.endpoints, clientSecret: "wrong" });
  assert.equal((await failure(oauth.clientCredentials())).oauthError, "invalid_client");
});

test("client credentials", async (t) => {
  const { oauth } = await begin(t);
  const tokens = await oauth.clientCredentials({ scopes: ["read"] });
  assert.equal(tokens.scope, "read");
  assert.equal(tokens.refresh_token, undefined);
});

test("a session refreshes once for all calls, and the server has rotated the refresh token", async (t) => {
  const { server, oauth } = await begin(t);
  const { exchange } = await signIn(oauth);
  const store = memoryStore(await oauth.exchangeCode(exchange));
  const old = store.load();
  const session = oauth.session(store);
  assert.equal(await session.token(), old.access_token);
  const rejected = { rejected: old.access_token };
  const tokens = await Promise.all(Array.from({ length: 20 }, () => session.token(rejected)));
  assert.deepEqual(new Set(tokens), new Set([store.load().access_token]));
  assert.notEqual(store.load().refresh_token, old.refresh_token);
  assert.ok(await server.accepts(tokens[0]));
});

test("a refresh token that comes twice ends the session, and it says so", async (t) => {
  const { server, oauth } = await begin(t);
  const { exchange } = await signIn(oauth);
  const old = await oauth.exchangeCode(exchange);
  const store = memoryStore(await oauth.refresh(old));
  await failure(oauth.refresh(old));
  const { access_token } = store.load();
  assert.equal(await server.accepts(access_token), false, "the whole family is revoked");
  const session = oauth.session(store);
  const ends = [];
  session.onEnd((end) => ends.push(end));
  const error = await failure(session.token({ rejected: access_token }));
  assert.equal(error.oauthError, "invalid_grant");
  assert.equal(ends[0].reason, "refused");
});
