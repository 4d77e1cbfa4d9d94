// The code of the documents and doc comments: type-checked and run, as it stands there. What is in scope
// is described in docs/site/snippets/prelude.mjs.
//
// A block that cannot run has a mark before it that says why: <!-- not run: it needs a Next.js app -->

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../../../scripts/steps.mjs";
import { blocks, examples } from "../snippets/collect.mjs";
import { tryCommand } from "../snippets/commands.mjs";
import { exercises } from "../snippets/exercises.mjs";
import { CODE, writeBlocks } from "../snippets/files.mjs";
import { prepare, run } from "../snippets/prelude.mjs";
import { typeProblems } from "../snippets/types.mjs";

/** Documents whose blocks have tests of their own, which prove more than that they run. */
const TESTED_BY = {
  "README.md": "js-tests/tests/readme.test.mjs",
  "docs/authentication.md": "js-tests/tests/oauth/recipes.test.mjs",
  "docs/bulk.md": "js-tests/tests/bulk/recipes.test.mjs",
  "docs/rate-limits.md": "js-tests/tests/rate-limit-stores/recipes.test.mjs",
  "docs/testing.md": "js-tests/runtimes/testers/environments.mjs",
  "docs/webhooks.md": "js-tests/tests/webhooks/recipes.test.mjs",
};
/** `text` is what a command prints. */
const LANGUAGES = [...CODE, "sh", "json", "html", "toml", "text"];

const all = [...blocks(), ...examples()];
const code = writeBlocks(all);
const read = (file) => readFileSync(join(root, file), "utf8");
const where = ({ document, line }) => `${document}:${line}`;
const isMarked = ({ mark }) => /^not run: \S/.test(mark ?? "");

test("every block has a language that is known", () => {
  const unknown = all.filter(({ language }) => !LANGUAGES.includes(language));
  assert.deepEqual(unknown.map(where), []);
});

test("a mark gives a reason", (t) => {
  const marked = all.filter(({ mark }) => mark?.startsWith("not run"));
  for (const block of marked) {
    assert.match(block.mark, /^not run: .{10,}/, where(block));
    t.diagnostic(`${where(block)} ${block.mark}`);
  }
  t.diagnostic(`${marked.length} of ${all.length} blocks are not run`);
});

test("every block of code compiles", () => {
  assert.deepEqual(typeProblems(code.map(({ file }) => file)), []);
});

test("the blocks that other tests run are theirs", (t) => {
  for (const [document, tester] of Object.entries(TESTED_BY)) {
    const theirs = code.filter((block) => block.document === document && testerOf(block));
    assert.ok(theirs.length > 0, `${tester} runs nothing of ${document}`);
    t.diagnostic(`${tester} runs ${theirs.map(({ line }) => `${document}:${line}`).join(", ")}`);
  }
});

for (const block of code) {
  if (isMarked(block) || testerOf(block)) continue;
  test(`${where(block)} ${block.name ?? ""} runs`, { timeout: 30_000 }, async (t) => {
    const tools = { t, ...(await prepare(t)) };
    const exercise = exercises[block.document]?.[block.name];
    Object.assign(tools, exercise?.before?.(tools));
    const module = await run(block.file);
    await (exercise?.after ?? exercise)?.(module, tools);
    // A function that nobody calls has not been run.
    const functions = Object.values(module).filter((value) => typeof value === "function");
    assert.ok(
      exercise || isImported(block) || functions.length === 0,
      "nothing calls what it exports",
    );
  });
}

/** The test that runs a block and proves more than that. */
function testerOf(block) {
  const tester = TESTED_BY[block.document];
  const isThere = tester && read(tester).includes(`"${nameIn(block)}"`);
  return isThere ? tester : undefined;
}

/** How tests call a block: by its file, in the README by the heading above it. */
function nameIn({ document, heading, name }) {
  return document === "README.md" ? heading : name;
}

/** Whether another block of the same document imports it. */
function isImported({ document, name }) {
  if (!name) return false;
  const module = name.replace(/^.*\/|\.\w+$/g, "");
  const pattern = new RegExp(`from "[./@\\w-]*\\b${module}(\\.\\w+)?"`);
  return code.some((other) => other.document === document && pattern.test(other.code));
}

test("every exercise belongs to a block", () => {
  for (const [document, names] of Object.entries(exercises))
    for (const name of Object.keys(names))
      assert.ok(
        code.some((block) => block.document === document && block.name === name),
        `${document} has no ${name}`,
      );
});

for (const block of all.filter(({ language }) => language === "json")) {
  test(`${where(block)} is JSON`, () => void JSON.parse(block.code));
}

for (const block of all.filter(({ language }) => ["sh", "html", "toml"].includes(language))) {
  if (isMarked(block)) continue;
  test(`${where(block)} has commands that work`, { timeout: 30_000 }, async (t) => {
    assert.equal(block.language, "sh", "it can be neither run nor checked: say why with a mark");
    for (const line of block.code.split("\n"))
      assert.equal(await tryCommand(t, line), undefined, line);
  });
}
