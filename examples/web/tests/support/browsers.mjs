// Opens a tab in a browser of this machine. It is closed when the test ends.

import { startBrowser } from "../../../../js-tests/runtimes/browsers.mjs";
import { Tab } from "./tab.mjs";
import { startWebKit } from "./webkit.mjs";

export const BROWSERS = ["chromium", "firefox", "webkit"];

export async function openTab(t, browser) {
  if (browser === "webkit") return new Tab(await startWebKit(t));
  const page = await (await startBrowser(t, browser)).newPage();
  await page.setViewport({ width: 1280, height: 960 });
  return new Tab(driven(page));
}

/** A page of puppeteer, which speaks to Chromium over CDP and to Firefox over WebDriver BiDi. */
export function driven(page) {
  const complaints = [];
  page.on("console", (message) => {
    if (["error", "warn"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  return {
    puppeteer: page,
    goto: (url) => page.goto(url),
    evaluate: (run, ...args) => page.evaluate(run, ...args),
    query: async (run, ...args) => (await page.evaluateHandle(run, ...args)).asElement(),
    click: (element) => element.click(),
    type: (element, text) => element.type(text),
    complaints: async () => complaints,
  };
}
