// Days and times are those of the service, wherever the browser is.

import assert from "node:assert/strict";
import { test } from "node:test";
import { openTab } from "./support/browsers.mjs";
import { startSite } from "./support/site.mjs";

for (const zone of ["Pacific/Kiritimati", "America/Los_Angeles"])
  test(`the same days and times in ${zone}`, async (t) => {
    const site = await startSite(t);
    const tab = await openTab(t, "chromium");
    await tab.page.puppeteer.emulateTimezone(zone);
    await tab.goto(site.url);
    await tab.click("button", "Try it without an account");
    await tab.see("19 h 18 min");
    const text = await tab.text();
    assert.match(text, /Mar 23 – 29, 2026/);
    assert.match(text, /Friday, March 27 2 h 59 min 08:21–09:46/);
    await tab.click("button", "Edit 08:21–09:46");
    const values = await tab.evaluate(() =>
      [...document.querySelectorAll("dialog input")].map(({ value }) => value),
    );
    assert.deepEqual(values, ["2026-03-27", "08:21", "09:46"]);
  });
