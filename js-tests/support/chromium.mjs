// The headless Chromium of this machine.

import { accessSync, constants } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

function executable() {
  if (process.env.CHROME_PATH) return process.env.CHROME_PATH;
  for (const folder of process.env.PATH.split(":")) {
    for (const name of NAMES) {
      try {
        accessSync(join(folder, name), constants.X_OK);
        return join(folder, name);
      } catch {
        // Not here.
      }
    }
  }
  throw new Error("no Chromium found: install it, or set CHROME_PATH");
}

/** A page, closed when the test ends. */
export async function openPage(t) {
  const browser = await chromium.launch({
    executablePath: executable(),
    args: [
      "--headless=new",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  t.after(() => browser.close());
  return browser.newPage();
}
