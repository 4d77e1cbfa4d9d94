// That everybody can use it: axe-core (https://github.com/dequelabs/axe-core), the keyboard alone, right
// to left, narrow screens, less motion.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { openTab } from "./support/browsers.mjs";
import { startSite } from "./support/site.mjs";
import { until } from "./support/tab.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

async function begin(t) {
  const site = await startSite(t);
  const tab = await openTab(t, "chromium");
  await tab.goto(site.url);
  return { tab, page: tab.page.puppeteer };
}

async function openDemo(tab) {
  await tab.click("button", "Try it without an account");
  await tab.see("19 h 18 min");
  await until(
    () => tab.evaluate("document.querySelectorAll('.sheets li').length > 0"),
    "the sheets",
  );
}

/** Serious and critical findings, as lines. */
async function findings(tab) {
  await tab.evaluate(axe);
  return tab.evaluate(async () => {
    const { violations } = await window.axe.run(document, { resultTypes: ["violations"] });
    return violations
      .filter(({ impact }) => ["serious", "critical"].includes(impact))
      .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  });
}

for (const scheme of ["light", "dark"])
  for (const width of [1280, 390])
    test(`axe finds nothing serious, ${scheme}, ${width} px wide`, async (t) => {
      const { tab, page } = await begin(t);
      await page.setViewport({ width, height: 900 });
      await page.emulateMediaFeatures([
        { name: "prefers-color-scheme", value: scheme },
        { name: "prefers-reduced-motion", value: "reduce" },
      ]);
      assert.deepEqual(await findings(tab), []);
      await tab.type("Personal access token", "a b");
      await tab.click("button", "Sign in with a token");
      await tab.see("Must be the token alone");
      assert.deepEqual(await findings(tab), []);

      await openDemo(tab);
      await tab.click("button", "Start the tracker");
      await tab.see("Tracker started at");
      assert.deepEqual(await findings(tab), []);

      await tab.click("button", "Add time");
      await tab.fill("End", "08:00");
      await tab.click("button", "Save");
      await tab.see("Nothing was sent.");
      assert.deepEqual(await findings(tab), []);
      await tab.click("button", "Cancel");

      await tab.choose("What goes wrong", "Connection lost");
      await tab.click("button", "Reload");
      await tab.see("Check your network.");
      assert.deepEqual(await findings(tab), []);
    });

for (const direction of ["ltr", "rtl"])
  test(`nothing sticks out on a narrow screen, ${direction}`, async (t) => {
    const { tab, page } = await begin(t);
    await page.setViewport({ width: 360, height: 800 });
    await tab.evaluate(`document.documentElement.dir = "${direction}"`);
    const overflow = () =>
      tab.evaluate(() =>
        [...document.querySelectorAll("body *:not(.hidden, .hidden *, .skip)")]
          .filter((element) => {
            const { left, right, width } = element.getBoundingClientRect();
            return width > 0 && (left < -1 || right > innerWidth + 1);
          })
          .map((element) => element.outerHTML.slice(0, 80)),
      );
    assert.deepEqual(await overflow(), []);
    await openDemo(tab);
    assert.deepEqual(await overflow(), []);
    await tab.click("radio", "Month");
    await tab.see("March 2026");
    await until(() => tab.evaluate("!document.querySelector('progress')"), "the month is there");
    assert.deepEqual(await overflow(), []);
    await tab.click("button", "Add time");
    assert.deepEqual(await overflow(), []);
  });

test("the page turns around with the direction of its language", async (t) => {
  const { tab } = await begin(t);
  await openDemo(tab);
  const leftOf = (selector) =>
    tab.evaluate(
      `document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect().left`,
    );
  assert.ok((await leftOf(".logo")) < (await leftOf("header .quiet")));
  await tab.evaluate("document.documentElement.dir = 'rtl'");
  assert.ok((await leftOf(".logo")) > (await leftOf("header .quiet")));
  assert.ok((await leftOf(".axis")) > (await leftOf(".chart ol")));
});

test("the keyboard alone is enough", async (t) => {
  const { tab, page } = await begin(t);
  const focused = () =>
    page.evaluate(() => {
      const element = document.activeElement;
      return element.getAttribute("aria-label") ?? element.textContent.trim().slice(0, 40);
    });
  const tabTo = async (name) => {
    for (let presses = 0; presses < 120; presses++) {
      await page.keyboard.press("Tab");
      if ((await focused()) === name) return;
    }
    assert.fail(`the Tab key does not lead to "${name}"`);
  };
  await tabTo("Try it without an account");
  await page.keyboard.press("Enter");
  await tab.see("19 h 18 min");

  await page.evaluate(() => document.activeElement.blur());
  await tabTo("Skip to the hours");
  await page.keyboard.press("Enter");
  await tabTo("Reload");

  await tabTo("Add time");
  await page.keyboard.press("Enter");
  await tab.find("button", "Save");
  await page.keyboard.press("Escape");
  await until(() => page.evaluate(() => !document.querySelector("dialog")), "the form is closed");
  await until(async () => (await focused()) === "Add time", "the focus is back where it was");

  await tabTo("Delete 08:21–09:46");
  await page.keyboard.press("Space");
  await tab.see("Deleted 1 h 25 min");
  assert.equal(await focused(), "Time entries", "the focus is not lost with the button");
  await tabTo("Undo");
  await page.keyboard.press("Enter");
  await tab.see("Undone.");
});

test("who wants less motion gets none", async (t) => {
  const { tab, page } = await begin(t);
  await page.emulateMediaFeatures([{ name: "prefers-reduced-motion", value: "no-preference" }]);
  await openDemo(tab);
  await tab.click("button", "Start the tracker");
  await tab.see("Tracker started at");
  const moving = () =>
    page.evaluate(
      () => document.getAnimations().filter(({ playState }) => playState === "running").length,
    );
  await until(moving, "something moves otherwise");
  await page.emulateMediaFeatures([{ name: "prefers-reduced-motion", value: "reduce" }]);
  assert.equal(await moving(), 0);
});
