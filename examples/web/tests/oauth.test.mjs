// Signing in with OAuth as in production: the browser leaves for the service's page and comes back.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Sandbox } from "webwork-sdk/sandbox";
import { BROWSERS, openTab } from "./support/browsers.mjs";
import { startSite } from "./support/site.mjs";
import { until } from "./support/tab.mjs";

async function begin(t, browser) {
  const sandbox = new Sandbox({ rateLimit: false });
  const site = await startSite(t, sandbox, {
    VITE_WEBWORK_CLIENT_ID: sandbox.oauth.clientId,
    VITE_WEBWORK_AUTHORIZE_URL: "/oauth/authorize",
  });
  const tab = await openTab(t, browser);
  await tab.goto(site.url);
  return { site, sandbox, tab };
}

for (const browser of BROWSERS)
  test(`the browser leaves, the user allows, the app is signed in: ${browser}`, async (t) => {
    const { site, tab } = await begin(t, browser);
    await tab.click("button", "Sign in with WebWork");
    await tab.click("button", "Allow");
    await tab.see("Nothing was tracked in this week.");
    assert.equal(
      await tab.evaluate("location.href"),
      site.url,
      "the code is gone from the address",
    );
    assert.equal(await tab.evaluate("localStorage.length + sessionStorage.length"), 0);
  });

test("who denies is told so, and can try again", async (t) => {
  const { tab } = await begin(t, "chromium");
  await tab.click("button", "Sign in with WebWork");
  await tab.click("button", "Deny");
  await tab.see("You did not let the app in.");
  await tab.click("button", "Sign in with WebWork");
  await tab.click("button", "Allow");
  await tab.see("Nothing was tracked in this week.");
});

test("a user who asked for it stays signed in, until the app signs out", async (t) => {
  const { site, tab } = await begin(t, "chromium");
  await tab.click("checkbox", "Stay signed in on this device");
  await tab.click("button", "Sign in with WebWork");
  await tab.click("button", "Allow");
  await tab.see("Nothing was tracked in this week.");
  await tab.goto(site.url);
  await tab.see("Nothing was tracked in this week.");
  await tab.click("button", "Sign out");
  await tab.find("button", "Sign in with WebWork");
  await until(() => tab.evaluate("localStorage.length === 0"), "the tokens are gone");
});

test("an answer that nobody asked for signs nobody in", async (t) => {
  const { site, tab } = await begin(t, "chromium");
  await tab.goto(`${site.url}callback?code=stolen&state=other`);
  await tab.find("button", "Sign in with WebWork");
});
