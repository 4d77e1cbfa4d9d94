// The built site: its files, and a server for a browser.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { chromium } from "playwright-core";
import sirv from "sirv";
import { chromiumOptions } from "../../../js-tests/support/chromium-options.mjs";
import { home } from "../home.mjs";

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
  const server = createServer(sirv(site, { etag: false }));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  const browser = await chromium.launch(chromiumOptions());
  t.after(() => browser.close());
  return { browser, url: `http://127.0.0.1:${server.address().port}` };
}
