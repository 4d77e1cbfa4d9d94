// The sandbox as an authorization server: with this package's client, and with oauth4webapi, which
// knows nothing of this package.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as oauth4 from "oauth4webapi";
import { memoryStore, OAuth } from "webwork-sdk/oauth";
import { Sandbox } from "webwork-sdk/sandbox";
import { failure } from "../../support/failure.mjs";

/** The user at the authorization page: where they are sent back to. */
async function visit(sandbox, url, decision = "allow") {
  const { origin, pathname, searchParams } = new URL(url);
  searchParams.set("decision", decision);
  const response = await sandbox.fetch(origin + pathname, {
    method: "POST",
    body: searchParams,
    redirect: "manual",
  });
  return new URL(response.headers.get("location"));
}

/** Whether the API takes a token. */
async function accepts(sandbox, token) {
  const response = await sandbox.fetch("https://api.webwork-tracker.com/api/v2/workspaces", {
    headers: { authorization: `Bearer ${token}` },
  });
  return response.status === 200;
}

async function signIn(sandbox) {
  const oauth = new OAuth({ ...sandbox.oauth, fetch: sandbox.fetch });
  const { url, state, codeVerifier } = await oauth.authorizationUrl({ scopes: ["read"] });
  const back = await visit(sandbox, url);
  const parameters = Object.fromEntries(back.searchParams);
  const tokens = await oauth.exchangeCode({ ...parameters, expectedState: state, codeVerifier });
  return { oauth, tokens };
}

test("this package's client: a code, a refresh that revokes the old token, and reuse detection", async () => {
  const sandbox = new Sandbox();
  const { oauth, tokens } = await signIn(sandbox);
  assert.ok(await accepts(sandbox, tokens.access_token));
  const next = await oauth.refresh(tokens);
  assert.equal(await accepts(sandbox, tokens.access_token), false);
  assert.ok(await accepts(sandbox, next.access_token));
  const again = await failure(oauth.refresh(tokens));
  assert.equal(again.oauthError, "invalid_grant");
  assert.equal(await accepts(sandbox, next.access_token), false, "the whole family is revoked");
});

test("a session lives by the sandbox's clock, and refreshes once when its token ends", async () => {
  const sandbox = new Sandbox();
  const { oauth, tokens } = await signIn(sandbox);
  const store = memoryStore(tokens);
  const session = oauth.session(store);
  await sandbox.advance(16 * 24 * 3_600_000);
  assert.equal(await accepts(sandbox, tokens.access_token), false);
  const rejected = { rejected: tokens.access_token };
  const got = await Promise.all(Array.from({ length: 10 }, () => session.token(rejected)));
  assert.deepEqual(new Set(got), new Set([store.load().access_token]));
  assert.ok(await accepts(sandbox, got[0]));
});

test("a user who says no, and client credentials", async () => {
  const sandbox = new Sandbox();
  const oauth = new OAuth({ ...sandbox.oauth, fetch: sandbox.fetch });
  const { url, state, codeVerifier } = await oauth.authorizationUrl();
  const back = await visit(sandbox, url, "deny");
  const parameters = Object.fromEntries(back.searchParams);
  const exchange = { ...parameters, expectedState: state, codeVerifier };
  assert.equal((await failure(oauth.exchangeCode(exchange))).oauthError, "access_denied");
  const tokens = await oauth.clientCredentials({ scopes: ["read"] });
  assert.ok(await accepts(sandbox, tokens.access_token));
});

test("oauth4webapi: code with PKCE, refresh with rotation, reuse, client credentials", async () => {
  const sandbox = new Sandbox();
  const { clientId, clientSecret, redirectUri, authorizeUrl, tokenUrl } = sandbox.oauth;
  const server = {
    issuer: new URL(authorizeUrl).origin,
    authorization_endpoint: authorizeUrl,
    token_endpoint: tokenUrl,
  };
  const client = { client_id: clientId };
  const secret = oauth4.ClientSecretPost(clientSecret);
  const options = { [oauth4.customFetch]: sandbox.fetch };

  const verifier = oauth4.generateRandomCodeVerifier();
  const state = oauth4.generateRandomState();
  const url = new URL(authorizeUrl);
  url.search = new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: "code",
    scope: "read write",
    state,
    code_challenge: await oauth4.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
  });
  const back = await visit(sandbox, url.href);
  const parameters = oauth4.validateAuthResponse(server, client, back, state);
  const tokens = await oauth4.processAuthorizationCodeResponse(
    server,
    client,
    await oauth4.authorizationCodeGrantRequest(
      server,
      client,
      secret,
      parameters,
      redirectUri,
      verifier,
      options,
    ),
  );
  assert.equal(tokens.token_type, "bearer");
  assert.equal(tokens.expires_in, 15 * 24 * 3_600);

  const refresh = async () =>
    oauth4.processRefreshTokenResponse(
      server,
      client,
      await oauth4.refreshTokenGrantRequest(server, client, secret, tokens.refresh_token, options),
    );
  const next = await refresh();
  assert.notEqual(next.refresh_token, tokens.refresh_token);
  assert.equal(await accepts(sandbox, tokens.access_token), false);
  assert.ok(await accepts(sandbox, next.access_token));
  const error = await failure(refresh());
  assert.ok(error instanceof oauth4.ResponseBodyError);
  assert.equal(error.error, "invalid_grant");
  assert.equal(await accepts(sandbox, next.access_token), false);

  const own = await oauth4.processClientCredentialsResponse(
    server,
    client,
    await oauth4.clientCredentialsGrantRequest(server, client, secret, { scope: "read" }, options),
  );
  assert.ok(await accepts(sandbox, own.access_token));
});
