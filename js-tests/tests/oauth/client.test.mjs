// The OAuth client: what it sends, what it takes, what it refuses.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { AuthenticationError, WebWorkError } from "webwork-sdk";
import { OAuth } from "webwork-sdk/oauth";
import { failure } from "../../support/failure.mjs";
import {
  client,
  EXCHANGE,
  good,
  json,
  OPTIONS,
  SECRETS,
  TOKENS,
} from "../../support/oauth/client.mjs";

test("authorizationUrl asks for a code with PKCE S256, the scopes and a random state", async () => {
  const { oauth } = client();
  const { url, state, codeVerifier } = await oauth.authorizationUrl({ scopes: ["read", "write"] });
  const { origin, pathname, searchParams } = new URL(url);
  assert.equal(origin + pathname, OPTIONS.authorizeUrl);
  assert.deepEqual(Object.fromEntries(searchParams), {
    response_type: "code",
    client_id: "app",
    redirect_uri: OPTIONS.redirectUri,
    scope: "read write",
    state,
    code_challenge: createHash("sha256").update(codeVerifier).digest("base64url"),
    code_challenge_method: "S256",
  });
  assert.match(state, /^[\w-]{43}$/);
  assert.match(codeVerifier, /^[\w-]{43}$/);
  assert.doesNotMatch(url, new RegExp(codeVerifier));
  const other = await oauth.authorizationUrl();
  assert.notEqual(other.state, state);
  assert.notEqual(other.codeVerifier, codeVerifier);
  assert.ok(!new URL(other.url).searchParams.has("scope"));
  assert.equal((await oauth.authorizationUrl({ state: "mine" })).state, "mine");
});

test("an authorizeUrl keeps its own query", async () => {
  const { oauth } = client(good, { authorizeUrl: `${OPTIONS.authorizeUrl}?tenant=1` });
  const { url } = await oauth.authorizationUrl();
  assert.equal(new URL(url).searchParams.get("tenant"), "1");
});

test("exchangeCode sends code, verifier and redirect URI as a form, and nothing in the URL", async () => {
  const { oauth, requests } = client(good, { clientSecret: SECRETS.clientSecret });
  await oauth.exchangeCode(EXCHANGE);
  const [{ url, method, headers, redirect, cache, form }] = requests;
  assert.equal(url, OPTIONS.tokenUrl);
  assert.equal(method, "POST");
  assert.deepEqual(headers, {
    accept: "application/json",
    "content-type": "application/x-www-form-urlencoded",
  });
  assert.equal(redirect, "manual");
  assert.equal(cache, "no-store");
  assert.deepEqual(form, {
    grant_type: "authorization_code",
    code: SECRETS.code,
    redirect_uri: OPTIONS.redirectUri,
    code_verifier: SECRETS.codeVerifier,
    client_id: "app",
    client_secret: SECRETS.clientSecret,
  });
});

test("exchangeCode takes all parameters of the redirect", async () => {
  const { oauth } = client(good);
  const url = new URL("https://app.example/callback?code=c&state=s&iss=https://login.example&x=1");
  const { expectedState, codeVerifier } = EXCHANGE;
  const parameters = Object.fromEntries(url.searchParams);
  await oauth.exchangeCode({ ...parameters, expectedState, codeVerifier });
});

for (const state of ["other", undefined, null, ""])
  test(`exchangeCode refuses state ${state}, and sends nothing`, async () => {
    const { oauth, requests } = client(good);
    const error = await failure(oauth.exchangeCode({ ...EXCHANGE, state }));
    assert.equal(error.code, "authentication");
    assert.match(error.message, /state/);
    assert.equal(requests.length, 0);
    const denied = { ...EXCHANGE, state, error: "access_denied" };
    assert.equal((await failure(oauth.exchangeCode(denied))).oauthError, undefined);
  });

test("exchangeCode refuses a redirect of another issuer where iss is present", async () => {
  const { oauth, requests } = client(good);
  const exchange = (iss) => oauth.exchangeCode({ ...EXCHANGE, iss });
  await exchange("https://login.example");
  await exchange(undefined);
  for (const iss of ["https://evil.example", "https://login.example/", ""])
    assert.match((await failure(exchange(iss))).message, /iss must be https:\/\/login\.example/);
  assert.equal(requests.length, 2);
  const named = client(good, { issuer: "https://id.example" });
  await named.oauth.exchangeCode({ ...EXCHANGE, iss: "https://id.example" });
});

test("an error response of the authorization page is an AuthenticationError with the RFC's code", async () => {
  const { oauth } = client(good);
  const { code: _, ...rest } = EXCHANGE;
  const error = await failure(
    oauth.exchangeCode({ ...rest, error: "access_denied", error_description: "The user said no" }),
  );
  assert.ok(error instanceof AuthenticationError && error instanceof WebWorkError);
  assert.equal(error.code, "authentication");
  assert.equal(error.operation, "oauth.exchangeCode");
  assert.equal(error.oauthError, "access_denied");
  assert.equal(error.description, "The user said no");
});

test("tokens have the RFC's names and expires_at by the server's clock", async () => {
  const date = new Date("2030-01-01T00:00:00Z");
  const { oauth } = client(
    json(
      200,
      { access_token: "new", token_type: "BEARER", expires_in: "60", refresh_token: "r", x: 1 },
      { date: date.toUTCString() },
    ),
  );
  assert.deepEqual(await oauth.exchangeCode(EXCHANGE), {
    access_token: "new",
    token_type: "Bearer",
    expires_in: 60,
    refresh_token: "r",
    expires_at: date.getTime() + 60_000,
  });
});

test("without a readable Date the local clock counts, without expires_in there is no end", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: 1_000 });
  const { oauth } = client(good);
  assert.equal((await oauth.exchangeCode(EXCHANGE)).expires_at, 61_000);
  for (const expires_in of [undefined, null, 0, -1, "soon"]) {
    const { oauth } = client(json(200, { access_token: "new", expires_in }));
    assert.deepEqual(await oauth.exchangeCode(EXCHANGE), {
      access_token: "new",
      token_type: "Bearer",
    });
  }
});

test("refresh keeps what the response leaves out", async () => {
  const { oauth, requests } = client(json(200, { access_token: "new" }));
  assert.deepEqual(await oauth.refresh({ ...TOKENS, scope: "read" }), {
    access_token: "new",
    token_type: "Bearer",
    refresh_token: SECRETS.refresh,
    scope: "read",
  });
  assert.equal(requests[0].form.grant_type, "refresh_token");
  assert.equal(requests[0].form.refresh_token, SECRETS.refresh);
});

test("clientCredentials asks for a token of the app's own", async () => {
  const { oauth, requests } = client(good, { clientSecret: "s" });
  await oauth.clientCredentials({ scopes: ["read", "admin"] });
  assert.deepEqual(requests[0].form, {
    grant_type: "client_credentials",
    scope: "read admin",
    client_id: "app",
    client_secret: "s",
  });
  const { oauth: open } = client(good);
  assert.match(
    (await failure(open.clientCredentials())).message,
    /clientSecret must be given to new OAuth/,
  );
});

for (const [name, url] of Object.entries({
  "plain http": "http://login.example/token",
  "another scheme": "ftp://login.example/token",
  "a user": "https://user@login.example/token",
  "a fragment": "https://login.example/token#x",
  "no URL": "token",
  "a look-alike of the loopback": "http://localhost.evil.example/token",
  "a number": 7,
}))
  test(`a URL with ${name} is refused`, () => {
    for (const option of ["authorizeUrl", "tokenUrl", "redirectUri"])
      assert.throws(
        () => new OAuth({ ...OPTIONS, [option]: url }),
        (error) => error.code === "invalid_argument" && error.message.includes(option),
      );
  });

for (const host of ["localhost", "127.0.0.1", "127.1.2.3", "[::1]"])
  test(`http is allowed on the loopback interface: ${host}`, () => {
    const url = `http://${host}:8080/x`;
    new OAuth({ ...OPTIONS, authorizeUrl: url, tokenUrl: url, redirectUri: url });
  });

test("in a page, tokenUrl may be a path of the page's own server", async (t) => {
  globalThis.location = { href: "https://app.example/page?x#y" };
  t.after(() => delete globalThis.location);
  const { oauth, requests } = client(good, { tokenUrl: "/oauth/token" });
  await oauth.refresh(TOKENS);
  assert.equal(requests[0].url, "https://app.example/oauth/token");
});

test("bad options and parameters are refused by name", async () => {
  for (const [options, name] of [
    [undefined, "clientId"],
    [{}, "clientId"],
    [{ ...OPTIONS, clientId: "" }, "clientId"],
    [{ ...OPTIONS, clientSecret: "" }, "clientSecret"],
    [{ ...OPTIONS, fetch: "fetch" }, "fetch"],
    [{ ...OPTIONS, tokenURL: OPTIONS.tokenUrl }, "tokenURL"],
  ])
    assert.throws(
      () => new OAuth(options),
      (error) => error.code === "invalid_argument" && error.message.includes(name),
    );
  const { oauth, requests } = client(good);
  for (const [call, name] of [
    [() => oauth.authorizationUrl({ state: "" }), "state"],
    [() => oauth.authorizationUrl({ scopes: "read" }), "scopes"],
    [() => oauth.authorizationUrl({ scopes: ["read write"] }), "scopes"],
    [() => oauth.exchangeCode(), "expectedState"],
    [() => oauth.exchangeCode({ ...EXCHANGE, code: undefined }), "code"],
    [() => oauth.exchangeCode({ ...EXCHANGE, expectedState: undefined }), "expectedState"],
    [() => oauth.exchangeCode({ ...EXCHANGE, codeVerifier: "" }), "codeVerifier"],
    [() => oauth.refresh({ access_token: "a" }), "refresh_token"],
    [() => oauth.refresh(undefined), "refresh_token"],
    [async () => oauth.session({ load() {} }), "save"],
    [async () => oauth.session({ save() {} }), "load"],
    [async () => oauth.session({ load() {}, save() {}, lock: 1 }), "lock"],
    [async () => oauth.session(), "load"],
    [() => new OAuth({ clientId: "app" }).authorizationUrl(), "redirectUri"],
  ]) {
    const error = await failure(call());
    assert.equal(error.code, "invalid_argument", name);
    assert.ok(error.message.includes(name), error.message);
    const [{ parameter, expected, received }, ...more] = error.issues;
    const said = `${parameter} must be ${expected}, got ${received}`;
    assert.ok(error.message.endsWith(said), error.message);
    assert.equal(more.length, 0);
  }
  assert.equal(requests.length, 0);
});

test("a client secret in a browser warns once", (t) => {
  const warn = t.mock.method(console, "warn", () => {});
  new OAuth({ ...OPTIONS, clientSecret: "s3cret" });
  assert.equal(warn.mock.callCount(), 0, "not elsewhere");
  globalThis.document = {};
  t.after(() => delete globalThis.document);
  for (let times = 0; times < 3; times++) new OAuth({ ...OPTIONS, clientSecret: "s3cret" });
  assert.equal(warn.mock.callCount(), 1);
  assert.match(warn.mock.calls[0].arguments[0], /client secret in a browser/);
  assert.doesNotMatch(warn.mock.calls[0].arguments[0], /s3cret/);
});

test("the defaults are WebWork's own endpoints", async () => {
  const requests = [];
  const oauth = new OAuth({
    clientId: "app",
    redirectUri: OPTIONS.redirectUri,
    fetch: async (url) => {
      requests.push(url);
      return good();
    },
  });
  const { url } = await oauth.authorizationUrl();
  assert.ok(url.startsWith("https://webwork-tracker.com/oauth/authorize?"));
  await oauth.refresh(TOKENS);
  assert.deepEqual(requests, ["https://webwork-tracker.com/oauth/token"]);
});
