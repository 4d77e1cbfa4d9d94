// Two lines of user code in a browser: without a bundler, and bundled with no configuration.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { build as esbuild } from "esbuild";
import { build as vite } from "vite";
import { openPage } from "../support/chromium.mjs";
import { serveSandbox } from "../support/server.mjs";

const dist = join(process.cwd(), "node_modules/webwork-sdk/dist");

/** The two lines, with what tells the test how they went. */
const app = `
  import { WebWork } from "webwork-sdk";
  const { base, token } = Object.fromEntries(new URLSearchParams(location.search));
  const webwork = new WebWork({ token, baseUrl: base, workspaceId: 1 });
  webwork.timeEntries.list({ user_id: 100, date: "2026-01-29" }).withResponse().then(
    ({ body, rateLimit }) => { document.title = body.data[0].id + " " + rateLimit.remaining; },
    (error) => { document.title = "failed: " + error.message; },
  );
`;

/** A project of its own that has the package installed. */
function project() {
  const folder = mkdtempSync(join(process.cwd(), "app-"));
  symlinkSync(join(process.cwd(), "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(join(folder, "main.js"), app);
  writeFileSync(join(folder, "index.html"), '<!doctype html><meta charset="utf-8"><title>waiting</title><script type="module" src="/main.js"></script>');
  mkdirSync(join(folder, "out"));
  return folder;
}

/** Serves the files, opens the page, and waits for the call's result in its title. */
async function run(t, files, page = "/index.html") {
  const server = await serveSandbox(t, { files });
  const browser = await openPage(t);
  await browser.goto(`${server.url}${page}?${new URLSearchParams({ base: server.base, token: server.token })}`);
  await browser.waitForFunction(() => document.title !== "waiting", undefined, { timeout: 20_000 });
  return browser.title();
}

const expected = "a1b2c3d4-e5f6-7890-abcd-ef1234567890 59";
const script = (file) => ["text/javascript", readFileSync(file)];

test("Chromium without a bundler, through an import map", async (t) => {
  const html = `<!doctype html><meta charset="utf-8"><title>waiting</title>
    <meta http-equiv="Content-Security-Policy" content="script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'">
    <script type="importmap">{ "imports": { "webwork-sdk": "/sdk/index.js" } }</script><script type="module">${app}</script>`;
  const files = { "/index.html": ["text/html", html] };
  for (const name of readdirSync(dist)) if (name.endsWith(".js")) files[`/sdk/${name}`] = script(join(dist, name));
  assert.equal(await run(t, files), expected);
});

test("bundled by esbuild, with no configuration", async (t) => {
  const folder = project();
  await esbuild({ entryPoints: [join(folder, "main.js")], bundle: true, format: "esm", outfile: join(folder, "out/main.js"), logLevel: "silent" });
  const files = { "/index.html": ["text/html", readFileSync(join(folder, "index.html"))], "/main.js": script(join(folder, "out/main.js")) };
  assert.equal(await run(t, files), expected);
});

test("built by Vite, with no configuration", async (t) => {
  const folder = project();
  await vite({ root: folder, configFile: false, logLevel: "silent" });
  const files = { "/index.html": ["text/html", readFileSync(join(folder, "dist/index.html"))] };
  const assets = readdirSync(join(folder, "dist/assets"));
  for (const name of assets) files[`/assets/${name}`] = script(join(folder, "dist/assets", name));
  assert.ok(!assets.some((name) => name.endsWith(".wasm")), "the wasm travels in the script, once");
  assert.equal(await run(t, files), expected);
});
