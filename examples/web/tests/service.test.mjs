// The dashboard on a service that it reaches over HTTP, and the ways to sign in.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Sandbox } from "webwork-sdk/sandbox";
import { BROWSERS, openTab } from "./support/browsers.mjs";
import { startSite } from "./support/site.mjs";
import { until } from "./support/tab.mjs";

const FAILED = /Failed to load resource|NetworkError|Cross-Origin|net::ERR/;

/** A tab on a site whose service is a sandbox. */
async function begin(t, browser = "chromium") {
  const sandbox = new Sandbox({ rateLimit: false });
  const site = await startSite(t, sandbox);
  const tab = await openTab(t, browser);
  await tab.goto(site.url);
  return { sandbox, site, tab };
}

async function signIn({ sandbox, tab }, { remember = false } = {}) {
  await tab.type("Personal access token", sandbox.token);
  if (remember) await tab.click("checkbox", "Stay signed in on this device");
  await tab.click("button", "Sign in with a token");
  await tab.see("Nothing was tracked in this week.");
}

const stored = (tab) => tab.evaluate("JSON.stringify({ ...localStorage, ...sessionStorage })");

for (const browser of BROWSERS)
  test(`with a token, over a network that is lost and comes back: ${browser}`, async (t) => {
    const all = await begin(t, browser);
    const { site, tab } = all;
    await signIn(all);
    await tab.choose("Workspace", "WebWork Workspace");
    await tab.see("Nothing was tracked in this week.");
    site.isDown = true;
    await tab.click("button", "Reload");
    await tab.see("No connection to WebWork. Trying again every few seconds.");
    site.isDown = false;
    await tab.gone("Trying again every few seconds.");
    await tab.see("Nothing was tracked in this week.");
    await tab.click("button", "Add time");
    await tab.type("Notes", "Over the network");
    await tab.click("button", "Save");
    await tab.see("Added 1 h on");
    await tab.see("Over the network");
    const complaints = await tab.complaints();
    assert.deepEqual(
      complaints.filter((line) => !FAILED.test(line)),
      [],
    );
  });

test("a device that goes offline says so at once, and loads again when it is back", async (t) => {
  const all = await begin(t);
  await signIn(all);
  const { puppeteer } = all.tab.page;
  await puppeteer.setOfflineMode(true);
  await all.tab.see("You are offline.");
  await all.tab.click("button", "Reload");
  await all.tab.see("Check your network.");
  await puppeteer.setOfflineMode(false);
  await all.tab.gone("You are offline.");
  await all.tab.see("Nothing was tracked in this week.");
});

test("a token stays in memory, unless the user asks for more", async (t) => {
  const all = await begin(t);
  await signIn(all);
  assert.equal(await stored(all.tab), "{}");
  await all.tab.goto(all.site.url);
  await all.tab.find("button", "Try it without an account");
  await signIn(all, { remember: true });
  await all.tab.goto(all.site.url);
  await all.tab.see("Nothing was tracked in this week.");
  await all.tab.click("button", "Sign out");
  await all.tab.find("button", "Try it without an account");
  assert.equal(await stored(all.tab), "{}");
});

test("what is no token is refused at the field, and a wrong one by the service", async (t) => {
  const { tab } = await begin(t);
  await tab.type("Personal access token", "Bearer abc");
  await tab.click("button", "Sign in with a token");
  await tab.see("Must be the token alone");
  await tab.fill("Personal access token", "wrong");
  await tab.click("button", "Sign in with a token");
  await tab.see("You are signed out.");
  await tab.see("WebWork does not accept the token");
});

test("when the session ends, the app forgets the token and says what to do", async (t) => {
  const all = await begin(t);
  await signIn(all, { remember: true });
  all.sandbox.fault({ effect: { status: 401 } });
  await all.tab.click("button", "Reload");
  await all.tab.see("You are signed out.");
  await all.tab.see("Sign in again.");
  assert.equal(await stored(all.tab), "{}");
});

for (const { title, effect, says } of [
  { title: "a refusal", effect: { status: 403 }, says: "You may not see or change this." },
  {
    title: "a wait that is too long",
    effect: { status: 429, headers: { "retry-after": 120 } },
    says: "Try again in 2 min.",
  },
  { title: "a server in trouble", effect: { status: 500 }, says: "WebWork has a problem." },
  {
    title: "a page of somebody else",
    effect: { status: 200, headers: { "content-type": "text/html" }, body: "<h1>Hotel</h1>" },
    says: "WebWork sent something unexpected.",
  },
  {
    title: "a body that is cut off",
    effect: { cutBody: 20 },
    says: "WebWork sent something unexpected.",
  },
])
  test(`${title} leads to words that help, and the rest of the page goes on`, async (t) => {
    const all = await begin(t);
    await signIn(all);
    const fault = all.sandbox.fault({ match: { operation: "timeEntries.list" }, effect });
    await all.tab.click("button", "Reload");
    await all.tab.see(says);
    await all.tab.find("button", "Start the tracker");
    fault.remove();
    if (effect.status === 429) return;
    await all.tab.click("button", "Reload");
    await all.tab.see("Nothing was tracked in this week.");
    await all.tab.gone(says);
  });

test("OAuth in the demo asks for consent, takes no for an answer, and signs in", async (t) => {
  const { tab } = await begin(t);
  await tab.click("button", "Sign in with OAuth (demo)");
  await tab.see("read and write");
  await tab.click("button", "Deny");
  await tab.see("You did not let the app in.");
  await tab.click("button", "Sign in with OAuth (demo)");
  await tab.click("button", "Allow");
  await tab.see("19 h 18 min");
  await tab.choose("Act as", "Member");
  await tab.see("You may not see or change this.");
  await tab.choose("Act as", "Owner");
  await tab.see("19 h 18 min");
  await tab.click("button", "Leave the demo");
  await tab.find("button", "Try it without an account");
});

test("the rate limit is waited for in the open", async (t) => {
  const { tab } = await begin(t);
  await tab.click("button", "Try it without an account");
  await tab.see("19 h 18 min");
  await tab.click("radio", "Month");
  await tab.see("99 h 29 min");
  await tab.click("button", "Previous month");
  await tab.see("WebWork allows 60 requests a minute.");
  await until(async () => / \d+ queued\./.test(await tab.text()), "the queue is shown");
});
