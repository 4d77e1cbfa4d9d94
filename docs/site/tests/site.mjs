// The built site: its files, and a server for a browser.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { chromiumOptions } from "../../../js-tests/support/chromium-options.mjs";
import { home } from "../home.mjs";
import { serveSite } from "../serve.mjs";

export const site = join(home, "site");
if (!existsSync(join(site, "index.html")))
  throw new Error('the site is not built: run "npm run docs" first');

/** The HTML pages, by path. */
export const pages = new Map(
  readdirSync(site, { recursive: true })
    .filter((name) => name.endsWith(".html"))
    .map((name) => [name, readFileSync(join(site, name), "utf8")]),
);

/** A browser, and the URL of the site. Both end with the test. */
export async function openSite(t) {
  const { server, url } = await serveSite(0);
  t.after(() => server.close());
  const browser = await chromium.launch(chromiumOptions());
  t.after(() => browser.close());
  return { browser, url };
}
