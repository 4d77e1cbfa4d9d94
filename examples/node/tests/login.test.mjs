// login: a browser that comes back, tokens that only their owner can read.

import assert from "node:assert/strict";
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileStore } from "../lib/token-store.ts";
import { folder, launch, run, serve, until } from "./support.mjs";

async function setUp(t) {
  const server = await serve(t);
  const tokens = join(folder(t), "config/tokens.json");
  const env = {
    WEBWORK_BASE_URL: server.base,
    WEBWORK_CLIENT_ID: "sandbox-client",
    WEBWORK_CLIENT_SECRET: "sandbox-client-secret",
    WEBWORK_TOKENS: tokens,
  };
  return { server, tokens, options: { env } };
}

/** What a browser does: opens the address, presses a button, follows the redirect. */
async function decide(child, decision) {
  const [url] = await until(child, () => /http:\/\/127\.0\.0\.1:\d+\/oauth\S+/.exec(child.out()));
  const page = await (await fetch(url)).text();
  const fields = [...page.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [
    name,
    value,
  ]);
  const form = new URLSearchParams(fields.filter(([name]) => name !== "decision"));
  form.set("decision", decision);
  const action = new URL("/oauth/authorize", url);
  const sent = await fetch(action, { method: "POST", body: form, redirect: "manual" });
  return sent.headers.get("location");
}

test("who allows it is signed in, the tokens are for the owner alone, and --login uses them", async (t) => {
  const { tokens, options } = await setUp(t);
  const child = launch(t, "login", [], options);
  const back = await decide(child, "allow");
  const shown = await fetch(back);
  assert.equal(await shown.text(), "Signed in. You can close this window.");
  const { code, out, err } = await child.ended;
  assert.equal(code, 0, err);
  assert.match(out, /Signed in, with access to Company\./);
  assert.equal(statSync(tokens).mode & 0o777, 0o600);
  assert.deepEqual(readdirSync(dirname(tokens)), ["tokens.json"]);
  const { access_token, refresh_token } = JSON.parse(readFileSync(tokens, "utf8"));
  for (const secret of [access_token, refresh_token]) assert.ok(!`${out}${err}`.includes(secret));

  const used = await run(t, "approve-timesheets", ["--list", "--login"], options);
  assert.equal(used.code, 0, used.err);
  const { code: signedOut } = await run(t, "login", ["--sign-out"], options);
  assert.equal(signedOut, 0);
  assert.ok(!existsSync(tokens));
  const after = await run(t, "approve-timesheets", ["--list", "--login"], options);
  assert.equal(after.code, 1);
  assert.match(after.err, /run the example "login" again/);
});

test("a token that has expired is refreshed, and the new one is kept", async (t) => {
  const { tokens, options } = await setUp(t);
  const child = launch(t, "login", [], options);
  await fetch(await decide(child, "allow"));
  await child.ended;
  const before = JSON.parse(readFileSync(tokens, "utf8"));
  writeFileSync(tokens, JSON.stringify({ ...before, expires_at: 1 }));
  chmodSync(tokens, 0o644);
  const used = await run(t, "approve-timesheets", ["--list", "--login"], options);
  assert.equal(used.code, 0, used.err);
  const now = JSON.parse(readFileSync(tokens, "utf8"));
  assert.notEqual(now.access_token, before.access_token);
  assert.equal(statSync(tokens).mode & 0o777, 0o600);
});

test("who denies it is told so, and nothing is kept", async (t) => {
  const { tokens, options } = await setUp(t);
  const child = launch(t, "login", ["--write"], options);
  const shown = await fetch(await decide(child, "deny"));
  assert.equal(shown.status, 403);
  const { code, err } = await child.ended;
  assert.equal(code, 1);
  assert.match(err, /access_denied/);
  assert.ok(!existsSync(tokens));
});

test("a redirect with another state, and other paths, are ignored", async (t) => {
  const { options } = await setUp(t);
  const child = launch(t, "login", [], options);
  const back = new URL(await decide(child, "allow"));
  const other = new URL(back);
  other.searchParams.set("state", "forged");
  assert.equal((await fetch(other)).status, 404);
  assert.equal((await fetch(new URL("/favicon.ico", back))).status, 404);
  await fetch(back);
  assert.equal((await child.ended).code, 0);
});

test("Ctrl-C ends with 130", async (t) => {
  const { options, tokens } = await setUp(t);
  const child = launch(t, "login", [], options);
  await until(child, () => /oauth/.test(child.out()));
  child.child.kill("SIGINT");
  assert.equal((await child.ended).code, 130);
  assert.ok(!existsSync(tokens));
});

test("without an app it shows the sign-in on the embedded sandbox", async (t) => {
  const child = launch(t, "login");
  await fetch(await decide(child, "allow"));
  const { code, out } = await child.ended;
  assert.equal(code, 0);
  assert.match(out, /Signed in to Company\. Nothing was kept/);
});

test("a reader sees whole tokens, however often they are saved meanwhile", async (t) => {
  const path = join(folder(t), "tokens.json");
  const store = fileStore(path);
  const make = (at) => ({ access_token: String(at).repeat(5_000), token_type: "Bearer" });
  await store.save(make(0));
  let saving = true;
  const saved = (async () => {
    for (let at = 1; at < 50; at++) await store.save(make(at % 10));
    saving = false;
  })();
  let reads = 0;
  for (; saving && reads < 100_000; reads++) {
    const { access_token } = await store.load();
    assert.equal(access_token, access_token[0].repeat(5_000));
  }
  await saved;
  assert.ok(reads > 10);
  writeFileSync(path, '{"access_token": "half');
  await assert.rejects(
    async () => store.load(),
    /^Error: .*tokens\.json cannot be read: it is not JSON$/,
  );
});
