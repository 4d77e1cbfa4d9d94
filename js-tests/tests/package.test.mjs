// What is in the tarball.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { rules } from "../support/tarball.mjs";

const root = join(process.cwd(), "node_modules/webwork-sdk");
const files = JSON.parse(process.env.WEBWORK_PACKED_FILES);
const read = (file) => readFileSync(join(root, file));
const manifest = JSON.parse(read("package.json"));

for (const { promise, problems } of rules) {
  test(promise, () => assert.deepEqual(problems({ files, read, manifest, machine: [] }), []));
}

test("the published types hold no any, object, Map or Function", () => {
  const folder = join(root, "dist/types");
  for (const name of readdirSync(folder, { recursive: true }).filter((name) =>
    name.endsWith(".d.ts"),
  )) {
    const text = readFileSync(join(folder, name), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
    for (const word of [/\bany\b/, /:\s*object\b/, /\bMap</, /:\s*Function\b/])
      assert.ok(!word.test(text), `${name}: ${word}`);
  }
});
