// Six tabs and a service worker of one origin: one limit, through IndexedDB.

import assert from "node:assert/strict";
import { test } from "node:test";
import { startBrowser } from "../../../runtimes/browsers.mjs";
import { until } from "../../../support/oauth/site.mjs";
import { serveLimited } from "../../../support/rate-limit/server.mjs";
import { startSite } from "../../../support/rate-limit/site.mjs";

/** 600 a minute. */
const LIMIT = { requests: 60, per: 6_000 };
/** A request that the browser held leaves at once; others wait for the store first. */
const HELD_MS = 50;
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function openTab(browser, site, name) {
  const tab = await browser.newPage();
  await tab.goto(site.url);
  await tab.evaluate((url) => import(url).then(() => undefined), `/app.js?name=${name}`);
  return tab;
}

test("six tabs and a service worker use 95 % of 600 a minute without a 429, but for what a frozen tab had begun to send", async (t) => {
  const server = await serveLimited(t, LIMIT);
  const site = await startSite(t, { api: server.url, ...LIMIT });
  const browser = await startBrowser(t, "chromium");
  const tabs = [];
  for (let index = 0; index < 6; index++) tabs.push(await openTab(browser, site, `tab-${index}`));
  await tabs[0].evaluate(async () => {
    await navigator.serviceWorker.register("/worker.js", { type: "module" });
    const { active } = await navigator.serviceWorker.ready;
    active.postMessage("go");
  });
  for (const tab of tabs) await tab.evaluate(() => globalThis.go());
  await until(() => server.holders.size === 7, "every context has begun");
  await sleep(1.5 * LIMIT.per);
  // What a browser does to a tab in the background.
  const session = await tabs[5].createCDPSession();
  await session.send("Page.setWebLifecycleState", { state: "frozen" });
  const frozen = server.holders.get("tab-5");
  await sleep(LIMIT.per);
  await tabs[4].close();
  await sleep(1.5 * LIMIT.per);
  assert.ok(server.holders.get("tab-5") <= frozen + 1, "it was frozen");
  const used = server.used();
  const thaw = performance.now();
  await session.send("Page.setWebLifecycleState", { state: "active" });
  await sleep(1.5 * LIMIT.per);
  t.diagnostic(`${(100 * used).toFixed(1)} % of the rate, ${server.refused} refused`);
  t.diagnostic(JSON.stringify([...server.holders]));
  // What a tab had begun to send when it was frozen, the browser sends when it thaws, and nobody counts
  // on it any more.
  const held = server.arrivals.filter(
    ({ holder, at }) => holder === "tab-5" && at > thaw && at < thaw + HELD_MS,
  ).length;
  const late = server.refusals.filter(({ at }) => at > thaw && at < thaw + LIMIT.per);
  t.diagnostic(`${held} requests were held by the browser, ${late.length} refused for them`);
  t.diagnostic(`in each window: ${server.windows()}`);
  for (const tab of tabs.slice(0, 4)) {
    const events = await tab.evaluate(() => globalThis.events);
    // A tab that is frozen within a transaction holds the others up, for a second at most.
    const failures = events.filter((event) => !/^(lost: .*no reply|returned)/.test(event));
    assert.deepEqual(failures, []);
    await tab.evaluate(() => globalThis.halt());
  }
  assert.equal(server.refused, late.length, "no 429 but after the thaw");
  assert.ok(late.length <= held, `${late.length} refused, ${held} held`);
  assert.ok(used >= 0.95, `${used}`);
  assert.ok(server.holders.get("tab-5") > frozen, "the frozen tab has gone on");
});

test("what users see is shared: one tab's calls are missing in the other's rateLimit", async (t) => {
  const server = await serveLimited(t, LIMIT);
  const site = await startSite(t, { api: server.url, ...LIMIT });
  const browser = await startBrowser(t, "chromium");
  const [one, other] = [await openTab(browser, site, "one"), await openTab(browser, site, "other")];
  const call = () =>
    globalThis.webwork.request({ method: "GET", path: "/x" }).then(() => undefined);
  for (let calls = 0; calls < 10; calls++) await one.evaluate(call);
  await other.evaluate(call);
  const { limit, remaining } = await other.evaluate(() => globalThis.webwork.rateLimit);
  assert.deepEqual([limit, remaining], [60, 49]);
});

test("dedicated and shared workers share the limit of their tab", async (t) => {
  const server = await serveLimited(t, LIMIT);
  const site = await startSite(t, { api: server.url, ...LIMIT });
  const browser = await startBrowser(t, "chromium");
  const tab = await openTab(browser, site, "tab");
  for (let calls = 0; calls < 10; calls++)
    await tab.evaluate(() =>
      globalThis.webwork.request({ method: "GET", path: "/x" }).then(() => undefined),
    );
  const dedicated = await tab.evaluate(async () => {
    const worker = new Worker("/dedicated.js", { type: "module" });
    const message = () =>
      new Promise((resolve) => (worker.onmessage = ({ data }) => resolve(data)));
    await message();
    const reply = message();
    worker.postMessage("call");
    return reply;
  });
  const shared = await tab.evaluate(async () => {
    const { port } = new SharedWorker("/shared.js", { type: "module" });
    const reply = new Promise((resolve) => (port.onmessage = ({ data }) => resolve(data)));
    port.postMessage("call");
    return reply;
  });
  assert.deepEqual([dedicated.remaining, shared.remaining, server.refused], [49, 48, 0]);
});
