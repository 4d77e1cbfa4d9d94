// The documents: their links, which in the package must work without the repository, and the program
// of a decision.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { test } from "node:test";
import { anchorsOf, imagesOf, linksOf } from "../support/markdown.mjs";

const root = process.env.WEBWORK_ROOT;
const packed = resolve("node_modules/webwork-sdk");

/** Relative links of a document that lead to nothing below `folder`. */
function brokenLinks(folder, document) {
  const file = join(folder, document);
  return linksOf(readFileSync(file, "utf8"))
    .filter((target) => !/^\w+:/.test(target))
    .filter((target) => {
      const [path, anchor] = target.split("#");
      const to = path === "" ? file : join(dirname(file), path);
      if (relative(folder, to).startsWith("..") || !existsSync(to)) return true;
      return anchor !== undefined && !anchorsOf(readFileSync(to, "utf8")).includes(anchor);
    });
}

/** The Markdown files of a folder, by their paths. */
const documentsOf = (folder, recursive) =>
  readdirSync(folder, { recursive }).filter((name) => name.endsWith(".md"));

const documents = [
  ...documentsOf(packed, true).map((name) => [packed, name, "in the package"]),
  ...documentsOf(root, false).map((name) => [root, name, "in the repository"]),
  ...documentsOf(join(root, "docs"), true).map((name) => [
    root,
    join("docs", name),
    "in the repository",
  ]),
];

for (const [folder, document, where] of documents) {
  test(`every link of ${document} ${where} leads somewhere`, () => {
    assert.deepEqual(brokenLinks(folder, document), []);
  });
}

test("the images of the README are in the repository", () => {
  const images = imagesOf(readFileSync(join(root, "README.md"), "utf8"));
  assert.ok(images.length > 0, "it has none");
  for (const image of images) assert.ok(existsSync(join(root, image)), image);
});

test("a link to a missing file or heading is found", () => {
  const text = "# One\n[a](#one) [b](#two) [c](gone.md) `[d](code.md)`";
  assert.deepEqual(linksOf(text), ["#one", "#two", "gone.md"]);
  assert.deepEqual(anchorsOf("## OAuth in 3 steps: `x_y`, now"), ["oauth-in-3-steps-x_y-now"]);
});

test("the program about asynchronous contexts shows what docs/decisions says", () => {
  copyFileSync(join(root, "docs/decisions/lost-context.mjs"), "lost-context.mjs");
  const output = execFileSync(process.execPath, ["lost-context.mjs"], { encoding: "utf8" });
  const [inRust, inSdk] = output
    .trim()
    .split("\n")
    .map((line) => line.match(/\d+/g).map(Number));
  assert.ok(inRust[1] > 0, output);
  assert.deepEqual(inSdk, [30, 0], output);
});
