// The extension in Chromium, used by hand, with a network that fails and a worker that is killed.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  MINUTE,
  signedIn,
  signIn,
  startExtension,
  startService,
  startTimer,
  TODAY,
  temporaryFolder,
  until,
} from "./browser.mjs";

/** A timer that has run for an hour, signed in with a token. */
async function runAnHour(t, options) {
  const service = await startService(t);
  const extension = await startExtension(t, options);
  await signedIn(extension, service);
  await startTimer(extension, "Home page");
  await pass(extension, service, 60);
  return { service, extension };
}

/** The server's clock goes forward, and the session's start goes back. */
async function pass({ changeSession }, service, minutes) {
  await service.minutes(minutes);
  await changeSession({ back: minutes * MINUTE });
}

const inMinutes = (entries) =>
  entries.map(({ activity_description, duration_minutes }) => [
    activity_description,
    duration_minutes,
  ]);

test("stopped without network, with the worker killed before and after: exactly one entry, as long as the timer ran", async (t) => {
  const { service, extension } = await runAnHour(t);
  const { popup, kill, ring, shows, badge, stored } = extension;
  await badge("1:00");

  await kill();
  await service.cut();
  await popup.click("#stop");
  await shows("not saved at WebWork yet");
  await shows("WebWork cannot be reached");
  await badge("…");

  await kill();
  await service.minutes(90);
  assert.equal((await stored()).sessions.length, 1);
  await service.restore();
  await ring();
  await extension.settled();
  await shows("Up to date");
  assert.deepEqual(inMinutes(await service.entries()), [["Home page", 60]]);
  await badge("");
  assert.deepEqual(extension.complaints, []);
});

test("a stop whose response is lost after the server has stored it makes exactly one entry", async (t) => {
  const { service, extension } = await runAnHour(t);
  const { hits } = await service.fault("timeTracking.stop", { reset: "after" });
  assert.equal(hits, 0);
  await extension.popup.click("#stop");
  await extension.shows("WebWork cannot be reached");
  await extension.kill();
  await extension.ring();
  await extension.settled();
  assert.deepEqual(inMinutes(await service.entries()), [["Home page", 60]]);
  assert.deepEqual(extension.complaints, []);
});

test("a start whose response is lost runs one tracker, and a start without network becomes an entry later", async (t) => {
  const service = await startService(t);
  const extension = await startExtension(t);
  const { popup, kill, ring, shows, settled, stored, changeSession } = extension;
  await signedIn(extension, service);
  await service.fault("timeTracking.start", { reset: "after" });
  await popup.type("#description", "Lost");
  await popup.keyboard.press("Enter");
  await shows("Counted here");
  await kill();
  await ring();
  await until(async () => (await stored()).sessions[0].confirmed, "the tracker is known");
  await pass(extension, service, 30);
  await popup.click("#stop");
  await settled();

  await service.cut();
  await popup.type("#description", "On the train");
  await popup.keyboard.press("Enter");
  await shows("Counted here");
  await popup.click("#stop");
  await changeSession({
    startedAt: Date.parse(`${TODAY}T08:00:10Z`),
    stoppedAt: Date.parse(`${TODAY}T09:30:20Z`),
  });
  await kill();
  await service.restore();
  await ring();
  await settled();
  assert.deepEqual(inMinutes(await service.entries()), [
    ["On the train", 90],
    ["Lost", 30],
  ]);
  assert.deepEqual(extension.complaints, []);
});

test("after the browser was closed the timer runs on, with its badge and its alarm", async (t) => {
  const userDataDir = temporaryFolder();
  const first = await runAnHour(t, { userDataDir });
  await first.extension.popup.evaluate(() => globalThis.chrome.alarms.clearAll());
  await first.extension.browser.close();

  const { folder } = first.extension;
  const extension = await startExtension(t, { userDataDir, folder });
  const alarms = () => extension.popup.evaluate(() => globalThis.chrome.alarms.getAll());
  await until(async () => (await alarms()).length === 1, "the alarm is there again");
  assert.deepEqual(
    (await alarms()).map(({ name, periodInMinutes }) => [name, periodInMinutes]),
    [["minute", 1]],
  );
  await extension.shows("Home page");
  await extension.badge("1:00");
  await extension.popup.click("#stop");
  await extension.settled();
  assert.deepEqual(inMinutes(await first.service.entries()), [["Home page", 60]]);
  assert.deepEqual(await alarms(), [], "there is nothing to wake up for");
  assert.deepEqual(extension.complaints, []);
});

test("an entry that WebWork refuses is kept, with its reason, until the user decides", async (t) => {
  const { service, extension } = await runAnHour(t);
  const { popup, shows, settled, badge } = extension;
  await service.fault("timeTracking.stop", {
    status: 422,
    body: { message: "The week is closed." },
  });
  await popup.click("#stop");
  await shows("The week is closed.");
  await badge("!");
  await popup.click("#outbox button");
  await settled();
  assert.deepEqual(inMinutes(await service.entries()), [["Home page", 60]]);
  assert.deepEqual(extension.complaints, []);
});

test("a token that is refused says so and leaves the account as it was; one that ends later loses no time", async (t) => {
  const service = await startService(t);
  const extension = await startExtension(t);
  await extension.shows("Up to date");
  const options = await signIn(extension, service, "wrong");
  const message = () =>
    options.$eval("#error", ({ hidden, textContent }) => !hidden && textContent);
  await until(async () => /does not accept/.test(await message()), "it says so");
  assert.equal((await extension.stored()).account.kind, "sandbox");
  await options.close();

  await signedIn(extension, service);
  await startTimer(extension, "Home page");
  await pass(extension, service, 25);
  await extension.popup.evaluate(() => globalThis.chrome.storage.local.set({ token: "expired" }));
  await extension.popup.click("#stop");
  await extension.shows("Sign in again");
  await signedIn(extension, service);
  await extension.settled();
  assert.deepEqual(inMinutes(await service.entries()), [["Home page", 25]]);
  assert.equal(JSON.stringify(extension.complaints).includes("sandbox-owner"), false);
  assert.deepEqual(extension.complaints, []);
});

test("time of one account is not sent to another: it waits until that account is back", async (t) => {
  const { service, extension } = await runAnHour(t);
  const { popup, stored, shows } = extension;
  await service.cut();
  await popup.click("#stop");
  await shows("WebWork cannot be reached");

  const options = await extension.open("options");
  await options.click("input[value=sandbox]");
  await options.click("#submit");
  await until(
    async () => (await stored()).account.kind === "sandbox",
    "the account is another one",
  );
  await options.close();
  await popup.bringToFront();
  await shows("It belongs to another account");
  await shows("Newsletter draft");
  await service.restore();
  await extension.ring();
  assert.equal((await stored()).sessions.length, 1);

  await signedIn(extension, service);
  await extension.settled();
  assert.deepEqual(inMinutes(await service.entries()), [["Home page", 60]]);
  assert.deepEqual(extension.complaints, []);
});

test("a rate limit that is used up says how long it takes", async (t) => {
  const service = await startService(t);
  const extension = await startExtension(t);
  await signedIn(extension, service);
  await service.fault("timeTracking.start", { status: 429, headers: { "retry-after": "30" } });
  await extension.popup.type("#description", "Home page");
  await extension.popup.keyboard.press("Enter");
  await extension.shows("1 request waits for WebWork's rate limit.");
  await until(
    () => extension.popup.$eval("#rate", ({ textContent }) => /^\d+ s left$/.test(textContent)),
    "it counts down",
  );
  assert.deepEqual(extension.complaints, []);
});
