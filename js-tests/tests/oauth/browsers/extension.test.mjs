// A session in an extension (MV3): its popup and its service worker share chrome.storage.

import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { startWithExtension } from "../../../runtimes/browsers.mjs";
import { gate, startSite, until } from "../../../support/oauth/site.mjs";

const MANIFEST = {
  manifest_version: 3,
  name: "An extension",
  version: "1.0",
  background: { service_worker: "app.js", type: "module" },
  permissions: ["storage"],
  host_permissions: ["http://127.0.0.1/*"],
};

const app = (tokenUrl) => `
import { chromeStorageStore, OAuth } from "./sdk/oauth.js";
const oauth = new OAuth({ clientId: "app", tokenUrl: "${tokenUrl}" });
const { load, save } = chromeStorageStore(chrome.storage.local);
globalThis.beforeSave = async () => {};
const session = oauth.session({
  load,
  async save(tokens) {
    await globalThis.beforeSave();
    await save(tokens);
  },
});
globalThis.ends = [];
session.onEnd(({ reason }) => globalThis.ends.push(reason));
globalThis.token = (rejected) =>
  session.token({ rejected }).catch((error) => error.name + ": " + error.message);
globalThis.store = save;
chrome.runtime.onMessage.addListener(() => {});
`;

async function begin(t) {
  const site = await startSite(t);
  const folder = mkdtempSync(join(tmpdir(), "webwork-extension-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "manifest.json"), JSON.stringify(MANIFEST));
  writeFileSync(join(folder, "app.js"), app(`${site.url}/oauth/token`));
  writeFileSync(
    join(folder, "popup.html"),
    "<!doctype html><title>Popup</title><script type=module src=app.js></script>",
  );
  mkdirSync(join(folder, "sdk"));
  cpSync(join(process.cwd(), "node_modules/webwork-sdk/dist"), join(folder, "sdk"), {
    recursive: true,
  });
  const browser = await startWithExtension(t, folder);
  const isWorker = (target) => target.type() === "service_worker";
  const target = await browser.waitForTarget(isWorker);
  const worker = await target.worker();
  const popup = await browser.newPage();
  await popup.goto(new URL("popup.html", target.url()).href);
  await until(() => popup.evaluate(() => "token" in globalThis), "the popup has started");
  await until(() => worker.evaluate(() => "token" in globalThis), "the worker has started");
  const signIn = () => popup.evaluate((tokens) => globalThis.store(tokens), site.model.signIn());
  await signIn();
  /** The worker, woken up after it was killed. */
  const wake = async () => {
    await popup.evaluate(() => void globalThis.chrome.runtime.sendMessage("wake").catch(() => {}));
    const woken = await (await browser.waitForTarget(isWorker)).worker();
    await until(() => woken.evaluate(() => "token" in globalThis), "the worker has started again");
    return woken;
  };
  return { site, popup, worker, wake, signIn };
}

const token = (context, rejected) =>
  context.evaluate((rejected) => globalThis.token(rejected), rejected);

test("popup and worker refresh once for both", async (t) => {
  const { site, popup, worker } = await begin(t);
  for (let n = 1; n <= 20; n++) {
    const both = await Promise.all([popup, worker].map((one) => token(one, `access-${n}`)));
    assert.deepEqual(both, [`access-${n + 1}`, `access-${n + 1}`]);
  }
  assert.deepEqual([site.model.refreshes, site.model.reused], [20, []]);
});

test("a worker that is killed before the server gets its request leaves the session to the popup", async (t) => {
  const { site, popup, worker, wake } = await begin(t);
  const held = gate();
  site.beforeToken = () => held.open;
  worker.evaluate(() => void globalThis.token("access-1"));
  await until(() => site.tokenRequests === 1, "the worker is inside the lock");
  site.beforeToken = async () => {};
  await worker.close();
  assert.equal(await token(popup, "access-1"), "access-2");
  assert.deepEqual(site.model.reused, []);
  assert.equal(await token(await wake()), "access-2");
});

test("a worker that is killed between response and save ends the session cleanly, and a new sign-in works", async (t) => {
  const { site, popup, worker, wake, signIn } = await begin(t);
  await worker.evaluate(() => {
    globalThis.beforeSave = () => {
      globalThis.saving = true;
      return new Promise(() => {});
    };
    void globalThis.token("access-1");
  });
  await until(
    () => worker.evaluate(() => globalThis.saving === true),
    "the worker is about to save",
  );
  await worker.close();
  // The new tokens are gone, and the server takes no old ones: nobody can help that.
  assert.match(await token(popup, "access-1"), /AuthenticationError: .*sign in again/);
  assert.deepEqual(await popup.evaluate(() => globalThis.ends), ["refused"]);
  assert.match(await token(popup), /sign in again/);
  assert.equal(site.tokenRequests, 2, "it is not tried again and again");
  await signIn();
  assert.equal(await token(popup), "access-3");
  assert.equal(await token(await wake(), "access-3"), "access-4");
});
