// The code of docs/authentication.md, with oidc-provider in the place of WebWork.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { failure } from "../../support/failure.mjs";
import { CLIENT, standIn } from "../../support/oauth/provider.mjs";
import { recipesOf } from "../../support/recipes.mjs";

Object.assign(process.env, {
  WEBWORK_TOKEN: "personal",
  WEBWORK_CLIENT_ID: CLIENT.clientId,
  WEBWORK_CLIENT_SECRET: CLIENT.clientSecret,
});

const ids = async (page) => (await page).data.map(({ id }) => id);

/** A global that is there while the test runs. */
function define(t, values) {
  for (const [name, value] of Object.entries(values)) {
    const before = Object.getOwnPropertyDescriptor(globalThis, name);
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
    t.after(() =>
      before ? Object.defineProperty(globalThis, name, before) : delete globalThis[name],
    );
  }
}

/** A Storage, as browsers have it. */
function storage() {
  const items = new Map();
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, String(value)),
    removeItem: (key) => void items.delete(key),
  };
}

test("every block of code has a test here", (t) => {
  assert.deepEqual(recipesOf(t, "authentication.md").names, [
    "personal-token.mjs",
    "session.mjs",
    "spa.mjs",
    "spa-server.mjs",
    "server-app.mjs",
    "extension-worker.mjs",
    "command-line.mjs",
    "file-store.mjs",
    "client-credentials.mjs",
  ]);
});

test("a personal token", async (t) => {
  const { calls } = await standIn(t);
  const { workspaces } = await recipesOf(t, "authentication.md").load("personal-token.mjs");
  assert.deepEqual(await ids(workspaces), [1]);
  assert.deepEqual(calls, ["personal"]);
});

test("OAuth in three steps", async (t) => {
  const log = t.mock.method(console, "log", () => {});
  const webwork = await standIn(t, { redirectUri: "https://app.example/callback" });
  const recipe = await recipesOf(t, "authentication.md").load("session.mjs");
  await recipe.comeBack(await webwork.visit(recipe.request.url));
  assert.deepEqual(await ids(recipe.webwork.workspaces.list()), [1]);
  await recipe.signOut();
  assert.equal((await failure(recipe.webwork.workspaces.list())).code, "authentication");
  assert.deepEqual(log.mock.calls[0].arguments, ["sign in again: signed_out"]);
});

test("a single-page app, whose server adds the secret", async (t) => {
  const webwork = await standIn(t, { redirectUri: "https://app.example/callback" });
  const recipes = recipesOf(t, "authentication.md");
  const { app } = await recipes.load("spa-server.mjs");
  const forms = [];
  const outside = globalThis.fetch;
  t.mock.method(globalThis, "fetch", async (url, init) => {
    if (!String(url).startsWith("https://app.example/")) return outside(url, init);
    forms.push(String(init.body));
    const headers = { ...init.headers, origin: "https://app.example" };
    return app.request(url, { ...init, headers });
  });
  const location = {
    href: "https://app.example/",
    origin: "https://app.example",
    assign: (url) => (location.sentTo = url),
  };
  const history = { replaceState: (_, __, url) => (location.shown = url) };
  define(t, { location, history, sessionStorage: storage(), localStorage: storage() });
  const page = await recipes.load("spa.mjs");
  await page.signIn();
  const { href, search } = await webwork.visit(
    location.sentTo.replace("your+client+id", CLIENT.clientId),
  );
  Object.assign(location, { href, search });
  await page.finishSignIn();
  assert.equal(location.shown, "/");
  assert.deepEqual(await ids(page.webwork.workspaces.list()), [1]);
  assert.ok(forms.every((form) => !form.includes("secret")));
  const foreign = await app.request("https://app.example/oauth/token", {
    method: "POST",
    headers: { origin: "https://evil.example" },
  });
  assert.equal(foreign.status, 403);
  const other = await app.request("https://app.example/oauth/token", {
    method: "POST",
    headers: { origin: "https://app.example" },
    body: "grant_type=client_credentials",
  });
  assert.equal(other.status, 400, "the secret is lent for users alone");
});

test("a server-side web app", async (t) => {
  const webwork = await standIn(t, { redirectUri: "https://app.example/callback" });
  const { app } = await recipesOf(t, "authentication.md").load("server-app.mjs");
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const visit = (path, cookie = "") =>
    fetch(`http://127.0.0.1:${server.address().port}${path}`, {
      headers: { cookie },
      redirect: "manual",
    });
  const cookieOf = (response, name) =>
    response.headers
      .getSetCookie()
      .find((line) => line.startsWith(`${name}=`))
      .split(";")[0];
  assert.equal((await visit("/")).headers.get("location"), "/login");
  const login = await visit("/login");
  const back = await webwork.visit(login.headers.get("location"));
  assert.equal((await visit(`/callback${back.search}`)).status, 400, "another browser");
  const done = await visit(`/callback${back.search}`, cookieOf(login, "login"));
  assert.equal(done.headers.get("location"), "/");
  assert.match(done.headers.getSetCookie().join(), /HttpOnly; Secure; SameSite=Lax/);
  assert.deepEqual(await (await visit("/", cookieOf(done, "user"))).json(), [{ id: 1 }]);
  const denied = await visit("/login");
  const no = await webwork.visit(denied.headers.get("location"), { deny: true });
  const refused = await visit(`/callback${no.search}`, cookieOf(denied, "login"));
  assert.equal(refused.status, 403);
  assert.equal(await refused.text(), "access_denied");
});

test("an extension that signs in from its worker", async (t) => {
  const redirectUri = "https://abcdefghijklmnop.chromiumapp.org/";
  const webwork = await standIn(t, { redirectUri, secret: false });
  const items = {};
  let listener;
  define(t, {
    chrome: {
      identity: {
        getRedirectURL: () => redirectUri,
        launchWebAuthFlow: async ({ url }) =>
          (await webwork.visit(url.replace("your+client+id", CLIENT.clientId))).href,
      },
      storage: {
        local: {
          get: async (key) => (key in items ? { [key]: items[key] } : {}),
          set: async (more) => void Object.assign(items, structuredClone(more)),
          remove: async (key) => void delete items[key],
        },
      },
      runtime: { onMessage: { addListener: (one) => (listener = one) } },
    },
  });
  const outside = globalThis.fetch;
  t.mock.method(globalThis, "fetch", (url, init) =>
    outside(url, {
      ...init,
      ...(typeof init?.body === "string" && {
        body: init.body.replace("your+client+id", CLIENT.clientId),
      }),
    }),
  );
  const worker = await recipesOf(t, "authentication.md").load("extension-worker.mjs");
  assert.equal(
    listener("something else", {}, () => {}),
    false,
  );
  const response = await new Promise((respond) => assert.ok(listener("sign-in", {}, respond)));
  assert.deepEqual(response, { signedIn: true });
  assert.deepEqual(await ids(worker.webwork.workspaces.list()), [1]);
  assert.deepEqual(Object.keys(items), ["webwork-sdk.oauth"]);
});

test("a command line with a loopback redirect, whose tokens are in a file of its owner's", async (t) => {
  const redirectUri = "http://127.0.0.1:53682/callback";
  const webwork = await standIn(t, { redirectUri });
  const recipes = recipesOf(t, "authentication.md");
  const path = join(recipes.folder, "config/webwork/tokens.json");
  process.env.WEBWORK_TOKENS = path;
  t.after(() => delete process.env.WEBWORK_TOKENS);
  const program = await recipes.load("command-line.mjs");
  assert.equal((await failure(program.webwork.workspaces.list())).code, "authentication");
  await program.signIn(async (url) => {
    const knock = await fetch(`${redirectUri}?code=forged&state=forged`);
    assert.equal(knock.status, 404);
    const back = await webwork.visit(url);
    assert.match(await (await fetch(back)).text(), /Signed in/);
  });
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.deepEqual(await ids(program.webwork.workspaces.list()), [1]);
  const later = await recipes.load("command-line.mjs");
  assert.deepEqual(await ids(later.webwork.workspaces.list()), [1], "the next run is signed in");
  await program.signOut();
  assert.equal((await failure(later.webwork.workspaces.list())).code, "authentication");
});

test("the file store tells a damaged file from a missing one, and quotes nothing of it", async (t) => {
  const recipes = recipesOf(t, "authentication.md");
  const { fileStore } = await recipes.load("file-store.mjs");
  const path = join(recipes.folder, "tokens.json");
  assert.equal(await fileStore(path).load(), null);
  writeFileSync(path, "s3cret");
  const error = await failure(fileStore(path).load());
  assert.match(error.message, /it is not JSON/);
  assert.doesNotMatch(error.message, /s3cret/);
});

test("the file lock lets one process in at a time, and survives one that is killed", async (t) => {
  const recipes = recipesOf(t, "authentication.md");
  const path = join(recipes.folder, "tokens.json");
  const { fileLock } = await recipes.load("file-store.mjs");
  const script = `
    import { fileLock } from ${JSON.stringify(pathToFileURL(join(recipes.folder, "file-store.mjs")))};
    await fileLock(${JSON.stringify(path)})("", async () => {
      console.log("in");
      await new Promise(() => setInterval(() => {}, 1_000));
    });`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.after(() => child.kill("SIGKILL"));
  await once(child.stdout, "data");
  const order = [];
  const waiting = [1, 2, 3].map((n) =>
    fileLock(path)("", async () => {
      order.push(`${n} in`);
      await new Promise((resolve) => setImmediate(resolve));
      order.push(`${n} out`);
    }),
  );
  await new Promise((resolve) => setTimeout(resolve, 150));
  assert.deepEqual(order, [], "the other process is inside");
  child.kill("SIGKILL");
  await Promise.all(waiting);
  assert.equal(order.length, 6);
  for (let at = 0; at < 6; at += 2) assert.equal(order[at].replace("in", "out"), order[at + 1]);
});

test("client credentials: one token for all calls, and the next one when it ends or is rejected", async (t) => {
  const webwork = await standIn(t);
  const recipe = await recipesOf(t, "authentication.md").load("client-credentials.mjs");
  const list = () => recipe.webwork.workspaces.list();
  await Promise.all([list(), list(), list()]);
  assert.equal(new Set(webwork.calls).size, 1);
  await webwork.revoke(webwork.calls[0]);
  await Promise.all([list(), list(), list()]);
  assert.equal(new Set(webwork.calls).size, 2);
});
