import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { ALIAS_FILES, aliasProblems, entryProblems } from "./entries.mjs";

function folderOf(t, files) {
  const folder = mkdtempSync(join(tmpdir(), "webwork-entries-"));
  t.after(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "dist"));
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
  return folder;
}

test("an entry that cannot be imported or exports nothing is a problem", async (t) => {
  const folder = folderOf(t, {
    "dist/good.js": "export const a = 1;",
    "dist/empty.js": "",
    "package.json": '{ "type": "module" }',
  });
  const exports = {
    ".": { types: "./dist/good.d.ts", default: "./dist/good.js" },
    "./data": "./data.json",
  };
  assert.deepEqual(await entryProblems(folder, { exports }), []);
  const broken = { "./empty": "./dist/empty.js", "./gone": { default: "./dist/gone.js" } };
  const problems = await entryProblems(folder, { exports: broken });
  assert.equal(problems.length, 2);
  assert.match(problems[0], /^\.\/empty exports nothing/);
  assert.match(problems[1], /^\.\/gone cannot be imported/);
});

test("the alias has only its command, which prints the version", async (t) => {
  const folder = folderOf(t, { "cli.js": 'console.log("1.0.0");' });
  const good = { folder, files: ALIAS_FILES, version: "1.0.0" };
  assert.deepEqual(await aliasProblems(good), []);
  assert.equal((await aliasProblems({ ...good, files: [...ALIAS_FILES, "x.js"] })).length, 1);
  assert.equal((await aliasProblems({ ...good, version: "1.0.1" })).length, 1);
});
