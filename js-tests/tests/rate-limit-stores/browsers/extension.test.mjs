// The popup and the service worker of an extension share a limit; its content script is told to ask them.

import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { build } from "esbuild";
import { startWithExtension } from "../../../runtimes/browsers.mjs";
import { until } from "../../../support/oauth/site.mjs";
import { serveLimited } from "../../../support/rate-limit/server.mjs";
import { codeOf, startSite } from "../../../support/rate-limit/site.mjs";

/** 600 a minute. */
const LIMIT = { requests: 20, per: 2_000 };
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const MANIFEST = {
  manifest_version: 3,
  name: "An extension",
  version: "1.0",
  background: { service_worker: "worker.js", type: "module" },
  host_permissions: ["http://127.0.0.1/*"],
  content_scripts: [{ matches: ["http://127.0.0.1/*"], js: ["content.js"] }],
  content_security_policy: { extension_pages: "script-src 'self' 'wasm-unsafe-eval'" },
};

const CONTENT = `
import { browserStore } from "webwork-sdk/rate-limit-stores";
try {
  browserStore();
  document.title = "a store";
} catch (error) {
  document.title = error.code + " | " + error.message;
}
`;

async function makeExtension(t, options) {
  const folder = mkdtempSync(join(tmpdir(), "webwork-extension-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const write = (name, text) => writeFileSync(join(folder, name), text);
  write("manifest.json", JSON.stringify(MANIFEST));
  const named = (name) => `globalThis.holderName = "${name}";\n${codeOf(options, "./sdk")}`;
  write("worker.js", named("worker"));
  write("popup.js", named("popup"));
  write(
    "popup.html",
    "<!doctype html><title>Popup</title><script type=module src=popup.js></script>",
  );
  const stdin = { contents: CONTENT, resolveDir: process.cwd() };
  await build({ stdin, bundle: true, outfile: join(folder, "content.js"), logLevel: "error" });
  const dist = join(process.cwd(), "node_modules/webwork-sdk/dist");
  cpSync(dist, join(folder, "sdk"), { recursive: true });
  return folder;
}

test("popup and worker use 95 % of 600 a minute without a 429, and a content script is told to ask", async (t) => {
  const server = await serveLimited(t, LIMIT);
  const site = await startSite(t, { api: server.url, ...LIMIT });
  const browser = await startWithExtension(
    t,
    await makeExtension(t, { api: server.url, ...LIMIT }),
  );
  const target = await browser.waitForTarget((target) => target.type() === "service_worker");
  const worker = await target.worker();
  const popup = await browser.newPage();
  await popup.goto(new URL("popup.html", target.url()).href);
  const contexts = [popup, worker];
  for (const context of contexts)
    await until(() => context.evaluate(() => globalThis.ready === true), "it has started");
  for (const context of contexts) await context.evaluate(() => globalThis.go(3));
  await until(() => server.holders.size === 2, "both have begun");
  await sleep(5.2 * LIMIT.per);
  const used = server.used();
  t.diagnostic(`${(100 * used).toFixed(1)} % of the rate, ${server.refused} refused`);
  t.diagnostic(`in each window: ${server.windows()}; ${JSON.stringify([...server.holders])}`);
  for (const context of contexts) {
    assert.deepEqual(await context.evaluate(() => globalThis.events), []);
    await context.evaluate(() => globalThis.halt());
  }
  assert.equal(server.refused, 0);
  assert.ok(used >= 0.95, `${used}`);

  const page = await browser.newPage();
  await page.goto(site.url);
  await until(async () => (await page.title()).includes("|"), "the content script has run");
  const title = await page.title();
  assert.match(title, /^invalid_argument \| .*the extension's worker/);
});
