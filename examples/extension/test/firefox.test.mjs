// The same folder in Firefox, where the worker is a page in the background.

import assert from "node:assert/strict";
import { test } from "node:test";
import { startBrowser } from "../../../js-tests/runtimes/browsers.mjs";
import { buildExtension } from "../build.mjs";
import { MINUTE, temporaryFolder, until } from "./browser.mjs";

const ID = "timer@webwork-sdk.example";
const UUID = "6f1b2c3d-1111-4222-8333-444455556666";

test("in Firefox the timer starts and stops, and its entry is there", async (t) => {
  const folder = await buildExtension({ folder: temporaryFolder() });
  const browser = await startBrowser(t, "firefox", {
    // Lets the page of an extension be opened in a tab, at an address that is known.
    args: ["-remote-allow-system-access"],
    extraPrefsFirefox: { "extensions.webextensions.uuids": JSON.stringify({ [ID]: UUID }) },
  });
  assert.equal(await browser.installExtension(folder), ID);
  const popup = await browser.newPage();
  const complaints = [];
  popup.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  popup.on("pageerror", (error) => complaints.push(String(error)));
  // Firefox opens the page, and never reports that it has.
  popup.goto(`moz-extension://${UUID}/popup.html`).catch(() => {});
  const shows = (text) =>
    until(
      () =>
        popup.evaluate((text) => document.body.textContent.includes(text), text).catch(() => false),
      `it shows ${text}`,
    );
  const sessions = async () =>
    (await popup.evaluate(() => globalThis.chrome.storage.local.get("sessions"))).sessions ?? [];

  await shows("Newsletter draft");
  await popup.evaluate(() => {
    document.querySelector("#description").value = "Tidy up";
    document.querySelector("#start").click();
  });
  await until(async () => (await sessions())[0]?.confirmed, "the tracker runs");
  await popup.evaluate(async (back) => {
    const { local } = globalThis.chrome.storage;
    const { sessions } = await local.get("sessions");
    await local.set({ sessions: [{ ...sessions[0], startedAt: sessions[0].startedAt - back }] });
  }, 20 * MINUTE);
  await until(
    () => popup.evaluate(async () => (await globalThis.chrome.action.getBadgeText({})) === "20m"),
    "the badge counts",
  );
  await popup.evaluate(() => document.querySelector("#stop").click());
  await until(async () => (await sessions()).length === 0, "WebWork has what is wanted");
  await shows("Tidy up");
  assert.deepEqual(complaints, []);
});
