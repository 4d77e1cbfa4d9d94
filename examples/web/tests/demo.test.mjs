// The dashboard on its demo, in each browser: what a user does from signing in to leaving.

import assert from "node:assert/strict";
import { test } from "node:test";
import { BROWSERS, openTab } from "./support/browsers.mjs";
import { startSite } from "./support/site.mjs";
import { until } from "./support/tab.mjs";

const SLOW = "Slow network: 3 s a response";

for (const browser of BROWSERS)
  test(`the demo in ${browser}`, { timeout: 180_000 }, async (t) => {
    const site = await startSite(t);
    const tab = await openTab(t, browser);
    /** Opens the page anew: a new demo, with all of its rate limit. */
    const begin = async () => {
      await tab.goto(site.url);
      await tab.click("button", "Try it without an account");
      await tab.see("Mar 23 – 29, 2026");
      await until(isLoaded, "the week is there");
      await tab.see("19 h 18 min");
    };
    const isLoaded = () => tab.evaluate("!document.querySelector('progress')");
    const sheets = () =>
      tab.evaluate("Number(document.querySelector('.badge:not(header *)').innerText)");
    const errorOf = (label) =>
      tab.evaluate(`(() => {
        const labels = [...document.querySelectorAll("dialog label")];
        const field = labels.find(({ innerText }) => innerText === ${JSON.stringify(label)}).control;
        return field.getAttribute("aria-invalid") === "true" &&
          document.getElementById(field.getAttribute("aria-describedby").split(" ").at(-1)).innerText;
      })()`);
    const enter = async (start, end, notes) => {
      await tab.click("button", "Add time");
      await tab.fill("Start", start);
      await tab.fill("End", end);
      if (notes) await tab.type("Notes", notes);
      await tab.click("button", "Save");
    };

    await t.test("a month shows its progress, can be cancelled and goes on", async () => {
      await begin();
      await tab.choose("What goes wrong", SLOW);
      await tab.click("radio", "Month");
      await tab.see("of 31 days");
      await tab.see("The network is slow");
      await tab.click("button", "Cancel");
      await tab.see("The hours are not complete.");
      await tab.choose("What goes wrong", "None");
      await tab.click("button", "Continue");
      await tab.see("of 31 days");
      await until(isLoaded, "the month is there");
      await tab.see("March 2026");
      assert.equal(await tab.evaluate("document.querySelectorAll('.chart a.unknown').length"), 0);
      await tab.click("radio", "Week");
      await tab.see("19 h 18 min");
    });

    await t.test("an entry is added, and taken back", async () => {
      await begin();
      await enter("18:00", "19:00", "Written by a test");
      await tab.see("Added 1 h on Mar 27.");
      await tab.see("Written by a test");
      await tab.see("20 h 18 min");
      await tab.click("button", "Undo");
      await tab.see("Undone.");
      await tab.gone("Written by a test");
    });

    await t.test(
      "an entry that overlaps others is saved in part, and the app says so",
      async () => {
        await enter("08:00", "09:00");
        await tab.see("Saved in part: 21 min of 1 h.");
        await tab.see("08:00–08:21");
        await tab.click("button", "Undo");
        await tab.see("Undone.");
        await tab.gone("08:00–08:21");
      },
    );

    await t.test("what is wrong is said at the field, by the SDK and by the server", async () => {
      await enter("12:00", "11:00");
      await tab.see("Nothing was sent.");
      assert.match(await errorOf("End"), /later than the start/);
      await tab.fill("Start", "08:30");
      await tab.fill("End", "09:30");
      await tab.click("button", "Save");
      await tab.see("Nothing was saved.");
      assert.match(await errorOf("Start"), /overlaps other time/);
      await tab.click("button", "Cancel");
    });

    await t.test("an entry is changed, and changed back", async () => {
      await enter("18:00", "19:00", "To be changed");
      await tab.see("To be changed");
      await tab.click("button", "Edit 18:00–19:00");
      await tab.fill("End", "19:45");
      await tab.click("button", "Save");
      await tab.see("Changed the entry of Mar 27.");
      await tab.see("18:00–19:45");
      await tab.click("button", "Undo");
      await tab.see("Undone.");
      await tab.see("18:00–19:00");
    });

    await t.test("an entry is deleted, and comes back", async () => {
      await tab.click("button", "Delete 18:00–19:00");
      await tab.see("Deleted 1 h on Mar 27.");
      await tab.gone("To be changed");
      await tab.click("button", "Undo");
      await tab.see("Undone.");
      await tab.see("To be changed");
      await tab.click("button", "Delete 18:00–19:00");
      await tab.gone("To be changed");
    });

    await t.test("the tracker runs, and books what it counted", async () => {
      await begin();
      await tab.type("What are you working on?", "A demo");
      await tab.choose("Project", "Data Warehouse");
      await tab.click("button", "Start the tracker");
      await tab.see("Tracker started at");
      await tab.see("A demo");
      await tab.click("button", "Let 30 minutes pass");
      await tab.see("3:29:");
      await tab.click("button", "Stop the tracker");
      await tab.see("30 min booked.");
      await tab.find("button", "Start the tracker");
    });

    await t.test("a timesheet is approved, another one rejected with a reason", async () => {
      const before = await sheets();
      await tab.click("button", "Approve Łukasz Müller, Feb 23 – Mar 1");
      await tab.see("Approved: Łukasz Müller");
      await until(async () => (await sheets()) === before - 1, "the list is one shorter");
      await tab.click("button", "Reject Aaliyah Johnson, Mar 16 – 22");
      await tab.click("button", "Reject");
      await tab.see("The reason field is required.");
      await tab.type("Reason", "Friday is missing");
      await tab.click("button", "Reject");
      await tab.see("Rejected: Aaliyah Johnson");
      await until(async () => (await sheets()) === before - 2, "the list is two shorter");
    });

    await t.test(
      "a lost connection is shown, and the page loads again when it is back",
      async () => {
        await tab.choose("What goes wrong", "Connection lost");
        await tab.click("button", "Reload");
        await tab.see("No connection to WebWork. Trying again every few seconds.");
        await tab.see("Check your network.");
        await tab.choose("What goes wrong", "None");
        await tab.gone("Trying again every few seconds.");
        await until(isLoaded, "the week is there");
        await tab.see("19 h 48 min");
      },
    );

    await t.test("a write whose response is lost is looked up, not repeated", async () => {
      await tab.choose("What goes wrong", "Connection lost after each write is saved");
      await enter("20:00", "21:00");
      await tab.see("The change may have been saved");
      await tab.click("button", "Cancel");
      await tab.see("20:00–21:00");
      assert.equal(await tab.evaluate("document.body.innerText.split('20:00–21:00').length"), 2);
      await tab.choose("What goes wrong", "None");
    });

    await t.test("nothing complained on the console", async () => {
      assert.deepEqual(await tab.complaints(), []);
    });
  });
