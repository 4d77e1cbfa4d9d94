// The links of the built site, its pages as text, and its lists of pages.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { test } from "node:test";
import { pages, site } from "./site.mjs";

const attribute = (html, name) =>
  [...html.matchAll(new RegExp(`\\s${name}="([^"]*)"`, "g"))].map(([, value]) =>
    value.replaceAll("&amp;", "&"),
  );
const anchors = new Map([...pages].map(([name, html]) => [name, new Set(attribute(html, "id"))]));

/** The page or file that a link of a page leads to, and the anchor. */
function targetOf(page, link) {
  const [path, anchor] = link.split("#");
  if (path === "") return [page, anchor];
  const file = path.startsWith("/") ? path.slice(1) : normalize(join(dirname(page), path));
  if (file === "" || file === "." || file.endsWith("/")) return [join(file, "index.html"), anchor];
  return [existsSync(join(site, file)) ? file : `${file}.html`, anchor];
}

test("every internal link leads to a page, and to a heading that is there", () => {
  const broken = new Set();
  for (const [page, html] of pages) {
    for (const link of attribute(html, "href")) {
      if (/^\w+:/.test(link)) continue;
      const [file, anchor] = targetOf(page, link);
      const isThere = existsSync(join(site, file));
      const hasAnchor = !anchor || anchors.get(file)?.has(decodeURIComponent(anchor));
      if (!isThere || !hasAnchor) broken.add(`${page}: ${link}`);
    }
  }
  assert.deepEqual([...broken], []);
});

test("every external link is an https URL", () => {
  const links = [...pages.values()].flatMap((html) =>
    attribute(html, "href").filter((link) => /^\w+:/.test(link)),
  );
  assert.ok(links.length > 0);
  const bad = links.filter(
    (link) => !/^(https:|data:,$|mailto:)/.test(link) || !URL.canParse(link),
  );
  assert.deepEqual([...new Set(bad)], []);
});

test("every page is there as Markdown, and llms.txt and llms-full.txt have them all", () => {
  const list = readFileSync(join(site, "llms.txt"), "utf8");
  const full = readFileSync(join(site, "llms-full.txt"), "utf8");
  const names = [...pages.keys()].filter((name) => name !== "404.html");
  assert.ok(names.length > 200);
  for (const name of names) {
    const text = name.replace(".html", ".md");
    assert.ok(existsSync(join(site, text)), text);
    if (text.startsWith("decisions/")) continue;
    assert.ok(list.includes(`(/${text})`), `llms.txt has no ${text}`);
    assert.ok(full.includes(`<!-- /${text} -->`), `llms-full.txt has no ${text}`);
  }
});

test("every public class, function and type has a page", () => {
  const types = readFileSync(join(site, "reference/webwork-sdk/index.md"), "utf8");
  for (const name of ["WebWork", "TimeEntries", "RateLimitError", "CreateTimeEntryParams", "Page"])
    assert.match(types, new RegExp(`\\[${name}\\]\\(`));
  assert.ok(pages.has("reference/webwork-sdk/oauth/classes/OAuth.html"));
  assert.ok(pages.has("reference/webwork-sdk/sandbox/classes/Sandbox.html"));
  assert.ok(pages.has("reference/webwork-sdk/slim/functions/loadWasm.html"));
  assert.ok(pages.has("reference/webwork-sdk/webhooks/functions/parseWebhook.html"));
});
