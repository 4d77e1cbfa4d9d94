// Sessions in real tabs of one origin.

import assert from "node:assert/strict";
import { test } from "node:test";
import { openPage, startBrowser } from "../../../runtimes/browsers.mjs";
import { gate, startSite, until } from "../../../support/oauth/site.mjs";

/** A page whose frames are contexts of their own. */
const FRAMES = `
localStorage.setItem("tokens", decodeURIComponent(location.hash.slice(1)));
const ready = async (frame) => {
  while (!frame.token) await new Promise((resolve) => setTimeout(resolve, 20));
  return frame;
};
const frames = await Promise.all([ready(window[0]), ready(window[1])]);
const tokens = await Promise.all(
  [...frames, ...frames].map((frame) => frame.token("access-1")),
);
await fetch("/report", { method: "POST", body: JSON.stringify(tokens) });
`;

/** A site with somebody signed in, and tabs on it. */
async function begin(t, browserName, count = 2, options = {}) {
  const site = await startSite(t);
  const browser = await startBrowser(t, browserName, options);
  const tokens = JSON.stringify(site.model.signIn());
  const tabs = [];
  for (let n = 0; n < count; n++) {
    const tab = await browser.newPage();
    await tab.goto(site.url);
    await tab.evaluate((tokens) => localStorage.setItem("tokens", tokens), tokens);
    await until(() => tab.evaluate(() => "token" in window), "the app has started");
    tabs.push(tab);
  }
  const stored = async () =>
    JSON.parse(await tabs.at(-1).evaluate(() => localStorage.tokens ?? "null"));
  return { site, browser, tabs, stored };
}

const token = (tab, rejected) => tab.evaluate((rejected) => window.token(rejected), rejected);

for (const browser of ["chromium", "firefox"])
  test(`two tabs whose token is rejected refresh once for both: ${browser}`, async (t) => {
    const { site, tabs, stored } = await begin(t, browser);
    const got = await Promise.all(
      tabs.flatMap((tab) => [
        token(tab, "access-1"),
        token(tab, "access-1"),
        token(tab, "access-1"),
      ]),
    );
    assert.deepEqual(new Set(got), new Set(["access-2"]));
    assert.equal(site.model.refreshes, 1);
    assert.equal((await stored()).refresh_token, "refresh-2");
    for (let n = 2; n <= 20; n++) {
      const both = await Promise.all(tabs.map((tab) => token(tab, `access-${n}`)));
      assert.deepEqual(both, [`access-${n + 1}`, `access-${n + 1}`]);
    }
    assert.deepEqual([site.model.refreshes, site.model.reused], [20, []]);
  });

test("two frames whose token is rejected refresh once for both: webkit", async (t) => {
  const site = await startSite(t, {
    "/frames":
      "<!doctype html><iframe src=/></iframe><iframe src=/></iframe><script type=module src=/frames.js></script>",
    "/frames.js": FRAMES,
  });
  const tokens = encodeURIComponent(JSON.stringify(site.model.signIn()));
  const printed = await openPage.webkit(t, `${site.url}/frames#${tokens}`);
  await until(() => site.reports.length > 0, "the page has reported").catch((error) =>
    assert.fail(`${error.message}: ${printed()}`),
  );
  assert.deepEqual(site.reports, [["access-2", "access-2", "access-2", "access-2"]]);
  assert.equal(site.model.refreshes, 1);
});

test("a tab that is killed inside the lock leaves it free for the other", async (t) => {
  const { site, tabs } = await begin(t, "chromium");
  const held = gate();
  site.beforeToken = () => held.open;
  tabs[0].evaluate(() => void window.token("access-1"));
  await until(() => site.tokenRequests === 1, "the first tab is inside the lock");
  const other = token(tabs[1], "access-1");
  site.beforeToken = async () => {};
  await tabs[0].close({ runBeforeUnload: false });
  assert.equal(await other, "access-2");
  assert.equal(site.model.refreshes, 1);
  assert.deepEqual(site.model.reused, []);
});

test("a tab that is frozen inside the lock keeps it: the other waits, and no token is used twice", async (t) => {
  const { site, tabs } = await begin(t, "chromium");
  const held = gate();
  site.beforeToken = () => held.open;
  tabs[0].evaluate(() => void window.token("access-1"));
  await until(() => site.tokenRequests === 1, "the first tab is inside the lock");
  const devtools = await tabs[0].createCDPSession();
  await devtools.send("Page.setWebLifecycleState", { state: "frozen" });
  let settled = false;
  const other = token(tabs[1], "access-1").finally(() => (settled = true));
  held.release();
  await until(() => site.model.refreshes === 1, "the server has rotated the token");
  const waits = await tabs[1].evaluate(async () => (await navigator.locks.query()).pending.length);
  assert.equal(waits, 1, "the lock is not stolen");
  assert.equal(settled, false);
  await devtools.send("Page.setWebLifecycleState", { state: "active" });
  assert.equal(await other, "access-2");
  assert.equal(site.tokenRequests, 1);
});

test("signing out in one tab signs out the other, and says so", async (t) => {
  const { tabs } = await begin(t, "chromium");
  assert.equal(await token(tabs[1]), "access-1");
  await tabs[0].evaluate(() => window.signOut());
  assert.match(await token(tabs[1]), /AuthenticationError: .*nobody is signed in/);
  assert.deepEqual(await tabs[1].evaluate(() => window.ends), ["signed_out"]);
});

test("nothing is held while idle: a page with a session goes to the back/forward cache", async (t) => {
  const { site, tabs } = await begin(t, "chromium", 1, {
    ignoreDefaultArgs: ["--disable-back-forward-cache"],
  });
  const [tab] = tabs;
  assert.equal(await token(tab, "access-1"), "access-2");
  const locks = await tab.evaluate(() => navigator.locks.query());
  assert.deepEqual([locks.held, locks.pending], [[], []]);
  await tab.evaluate(() => {
    window.addEventListener("pageshow", ({ persisted }) => (window.persisted = persisted));
  });
  await tab.goto(`${site.url}/other`);
  await tab.goBack();
  await until(() => tab.evaluate(() => "persisted" in window), "the page is shown again");
  assert.equal(await tab.evaluate(() => window.persisted), true);
  assert.equal(await token(tab, "access-2"), "access-3", "the session goes on");
});

test("where navigator.locks throws, a session works all the same", async (t) => {
  const { site, browser } = await begin(t, "chromium", 1);
  const page = await browser.newPage();
  await page.goto(site.url);
  await page.evaluate(() => {
    Object.defineProperty(navigator, "locks", {
      get() {
        throw new DOMException("no locks here", "SecurityError");
      },
    });
  });
  assert.equal(await token(page, "access-1"), "access-2");
});
