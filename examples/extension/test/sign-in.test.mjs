// The sandbox inside the worker, OAuth, and accessibility, in Chromium.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { MINUTE, startExtension, startService, startTimer, until } from "./browser.mjs";

const AXE = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");

test("without an account there is a sandbox, whose timer and entries survive the death of the worker", async (t) => {
  const extension = await startExtension(t);
  const { popup, shows, kill, stored, settled, changeSession, badge } = extension;
  await shows("Sandbox");
  await shows("Newsletter draft");
  await popup.type("#description", "Tidy up");
  await popup.select("#contract", "900");
  await until(() => popup.$eval("#task", ({ length }) => length > 1), "it shows tasks");
  await popup.select("#task", "5");
  await popup.keyboard.press("Tab");
  await popup.click("#start");
  await until(async () => (await stored()).sessions?.[0]?.confirmed, "the tracker runs");
  await shows("Website Redesign · Update homepage design");

  await kill();
  // Half an hour passes while there is no worker, and no sandbox.
  await popup.evaluate(async (ms) => {
    const { sandbox } = await globalThis.chrome.storage.local.get("sandbox");
    await globalThis.chrome.storage.local.set({ sandbox: { ...sandbox, at: sandbox.at - ms } });
  }, 30 * MINUTE);
  await changeSession({ back: 30 * MINUTE });
  await badge("30m");
  await popup.click("#stop");
  await settled();
  await kill();
  await popup.reload();
  await shows("Tidy up");
  // Two entries if midnight was in between.
  const ours = (await stored()).overview.entries.filter(
    ({ choice }) => choice.description === "Tidy up",
  );
  assert.equal(
    ours.reduce((sum, { minutes }) => sum + minutes, 0),
    30,
  );

  await popup.click("#entries button");
  await shows("Tidy up");
  await until(async () => (await stored()).sessions?.[0]?.confirmed, "it was started again");
  assert.deepEqual(extension.complaints, []);
});

test("a popup that closes keeps what was typed", async (t) => {
  const extension = await startExtension(t);
  await extension.shows("Newsletter draft");
  await extension.popup.type("#description", "Half a sentence");
  await until(
    async () => (await extension.stored()).draft?.description === "Half a sentence",
    "it is kept",
  );
  const again = await extension.open("popup");
  await until(
    () => again.$eval("#description", ({ value }) => value === "Half a sentence"),
    "it is there again",
  );
  assert.deepEqual(extension.complaints, []);
});

test("OAuth: signed in through WebWork's page, and signed out again", async (t) => {
  const service = await startService(t);
  const extension = await startExtension(t);
  const { browser, stored } = extension;
  const options = await extension.open("options");
  await options.click("input[value=oauth]");
  await options.type("#clientId", "sandbox-client");
  await options.click("summary");
  await options.type("#baseUrl", service.base);
  await options.type("#authorizeUrl", `${service.url}/oauth/authorize`);
  await options.type("#tokenUrl", `${service.url}/oauth/token`);
  await options.click("#submit");

  const window = await browser.waitForTarget((target) => target.url().includes("/oauth/authorize"));
  const page = await window.page();
  await page.waitForSelector("button[value=allow]");
  await page.click("button[value=allow]");
  await until(async () => (await stored()).account.kind === "oauth", "it is signed in");
  await until(
    () => options.$eval("#account", ({ textContent }) => textContent.includes("with OAuth")),
    "it says so",
  );
  await options.bringToFront();
  const kept = await stored();
  assert.match(kept["webwork-sdk.oauth"].access_token, /^sandbox-access-/);

  await options.click("#sign-out");
  await until(async () => (await stored()).account?.kind === "sandbox", "it is signed out");
  assert.equal((await stored())["webwork-sdk.oauth"], undefined);
  assert.deepEqual(extension.complaints, []);
});

test("a sign-in window that is closed signs nobody in, and says so", async (t) => {
  const service = await startService(t);
  const extension = await startExtension(t);
  const options = await extension.open("options");
  await options.click("input[value=oauth]");
  await options.type("#clientId", "sandbox-client");
  await options.click("summary");
  await options.type("#authorizeUrl", `${service.url}/oauth/authorize`);
  await options.click("#submit");
  const isWindow = (target) => target.url().includes("/oauth/authorize");
  const window = await extension.browser.waitForTarget(isWindow);
  await (await window.page()).close();
  await until(() => options.$eval("#error", ({ hidden }) => !hidden), "it says so");
  assert.equal((await extension.stored()).account.kind, "sandbox");
  assert.deepEqual(extension.complaints, []);
});

test("popup and options have no finding of axe, in light and dark, left to right and right to left", async (t) => {
  const extension = await startExtension(t);
  const { popup, shows, stored } = extension;
  await shows("Newsletter draft");
  const options = await extension.open("options");
  await options.click("input[value=oauth]");
  await inspect(options, "options");
  await popup.bringToFront();
  await inspect(popup, "idle");
  await startTimer(extension, "Home page");
  await inspect(popup, "running");
  const [session] = (await stored()).sessions;
  await extension.changeSession({
    stoppedAt: session.startedAt + 5 * MINUTE,
    problem: "The week is closed.",
  });
  await shows("Try again");
  await inspect(popup, "a problem");
  assert.deepEqual(extension.complaints, []);
});

async function inspect(page, what) {
  for (const scheme of ["light", "dark"]) {
    for (const direction of ["ltr", "rtl"]) {
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      await page.evaluate((direction) => (document.documentElement.dir = direction), direction);
      await page.evaluate(AXE);
      const { violations } = await page.evaluate(() => globalThis.axe.run());
      const found = violations.flatMap(({ id, nodes }) =>
        nodes.map(({ html }) => `${id}: ${html}`),
      );
      assert.deepEqual(found, [], `${what}, ${scheme}, ${direction}`);
      const isWider = await page.evaluate(
        () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
      );
      assert.equal(isWider, false, `${what}, ${direction}: nothing sticks out`);
    }
  }
  await page.evaluate(() => (document.documentElement.dir = "ltr"));
}
