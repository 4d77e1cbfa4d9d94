// The site in Chromium: the questions of its start page, its search, its widths, and axe-core.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { before, test } from "node:test";
import { root } from "../../../scripts/steps.mjs";
import { home } from "../home.mjs";
import { openSite } from "./site.mjs";

/** The questions of the start page, each with the page that answers it. */
const questions = [
  ...readFileSync(join(root, "docs/README.md"), "utf8").matchAll(
    /^\| (.+\?) +\| \[.+\]\(([\w-]+)\.md(#[\w-]+)?\) +\|$/gm,
  ),
].map(([, question, page, anchor = ""]) => ({ question, page: `/${page}`, anchor }));

const REFERENCE = "/reference/webwork-sdk/interfaces/TimeEntries";
const PAGES = ["/", "/errors", "/bundlers", REFERENCE];

let browser;
let url;
before(async (t) => {
  ({ browser, url } = await openSite(t));
});

/** A page of the site that is ready. */
async function open(t, path, options = {}) {
  const context = await browser.newContext(options);
  t.after(() => context.close());
  const page = await context.newPage();
  const problems = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  await page.goto(`${url}${path}`, { waitUntil: "networkidle" });
  return { page, problems };
}

test("there are ten questions or more, and one click on the start page leads to each answer", async (t) => {
  assert.ok(questions.length >= 10, `only ${questions.length}`);
  const { page, problems } = await open(t, "/");
  for (const { question, page: path, anchor } of questions) {
    await page.goto(`${url}/`);
    await page.getByRole("row").filter({ hasText: question }).getByRole("link").click();
    await page.waitForURL((to) => to.pathname.replace(".html", "") === path);
    const target = anchor || "h1";
    assert.ok(await page.locator(target).first().isVisible(), `${question}: ${target}`);
  }
  assert.deepEqual(problems, []);
});

/** The pages that the site's own search finds, the best first. */
async function search(t, text) {
  // A page of its own: the site remembers the last search, and would show its results first.
  const { page } = await open(t, "/");
  await page.keyboard.press("Control+k");
  await page.getByRole("searchbox").fill(text);
  const results = page.locator(".VPLocalSearchBox a.result");
  await results.first().waitFor();
  const hrefs = await results.evaluateAll((links) =>
    links.map((link) => link.getAttribute("href")),
  );
  return hrefs.map((href) => href.replace(/(\.html)?(#.*)?$/, ""));
}

test("the search answers each question with its page among the first five results", async (t) => {
  const missed = [];
  for (const { question, page: path } of questions) {
    assert.ok(question.length <= 64, `the search takes no more than 64 characters: ${question}`);
    const found = (await search(t, question)).slice(0, 5);
    if (!found.includes(path)) missed.push({ question, found });
  }
  assert.deepEqual(missed, []);
});

test("the search finds names of the API and messages of errors", async (t) => {
  for (const [text, path] of [
    ["CreateTimeEntryParams", "/reference/webwork-sdk/interfaces/CreateTimeEntryParams"],
    ["parseWebhook", "/reference/webwork-sdk/webhooks/functions/parseWebhook"],
    ["the response was cut off", "/troubleshooting"],
    ["add 'wasm-unsafe-eval' to script-src", "/troubleshooting"],
    ["workspace_id is required: an integer", "/troubleshooting"],
  ]) {
    const found = await search(t, text);
    assert.ok(found.slice(0, 3).includes(path), `${text}\n${found.slice(0, 3).join("\n")}`);
  }
});

test("no page is wider than a phone, a tablet or a screen", async (t) => {
  for (const width of [360, 768, 1280]) {
    const { page } = await open(t, "/", { viewport: { width, height: 800 } });
    for (const path of PAGES) {
      await page.goto(`${url}${path}`);
      const needed = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(needed <= width, `${path} takes ${needed} of ${width} pixels`);
    }
  }
});

test("axe-core has no serious findings on guides and the reference, in light and dark", async (t) => {
  const axe = createRequire(join(home, "package.json")).resolve("axe-core/axe.min.js");
  for (const colorScheme of ["light", "dark"]) {
    const { page, problems } = await open(t, "/", { colorScheme });
    for (const path of ["/errors", REFERENCE]) {
      await page.goto(`${url}${path}`);
      const isDark = await page.evaluate(() => document.documentElement.classList.contains("dark"));
      assert.equal(isDark, colorScheme === "dark");
      await page.addScriptTag({ path: axe });
      const { violations } = await page.evaluate(() => window.axe.run());
      const serious = violations
        .filter(({ impact }) => ["serious", "critical"].includes(impact))
        .map(({ id, nodes }) => `${path} ${colorScheme} ${id}: ${nodes[0].html}`);
      assert.deepEqual(serious, []);
    }
    assert.deepEqual(problems, []);
  }
});
