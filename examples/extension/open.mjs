// Starts Chromium with the extension. Chrome ignores --load-extension since version 137; it still loads
// extensions over the DevTools protocol, if that comes through a pipe.

import puppeteer from "puppeteer-core";

/** Opens a window with the popup in a tab, and resolves when the browser is closed. */
export async function openChromium({ folder, profile, executablePath }) {
  const browser = await puppeteer.launch({
    executablePath,
    headless: false,
    defaultViewport: null,
    pipe: true,
    enableExtensions: [folder],
    userDataDir: profile,
    // Chromium's own sandbox cannot be set up by root, in a container for example.
    args: ["--no-first-run", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])],
  });
  const worker = await browser.waitForTarget((target) => target.type() === "service_worker");
  const [page = await browser.newPage()] = await browser.pages();
  await page.goto(new URL("popup.html", worker.url()).href);
  console.log(
    "Chromium is open. Its popup is in a tab; in the toolbar it is behind the puzzle icon.",
  );
  await new Promise((resolve) => browser.once("disconnected", resolve));
}
