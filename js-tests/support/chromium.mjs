// The headless Chromium of this machine, driven by playwright.

import { chromium } from "playwright-core";
import { chromiumOptions } from "./chromium-options.mjs";

/** A page, closed when the test ends. */
export async function openPage(t) {
  const browser = await chromium.launch(chromiumOptions());
  t.after(() => browser.close());
  return browser.newPage();
}
