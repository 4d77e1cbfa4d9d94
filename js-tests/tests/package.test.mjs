// What is in the tarball.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const root = join(process.cwd(), "node_modules/webwork-sdk");
const files = JSON.parse(process.env.WEBWORK_PACKED_FILES);
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

test("the tarball lists only what a user needs", () => {
  const allowed = [/^package\.json$/, /^README\.md$/, /^LICENSE-(MIT|APACHE)$/, /^dist\/(index|slim|workerd|sandbox|chunk-[A-Z0-9]+)\.js$/, /^dist\/webwork\.wasm$/, /^dist\/types\/(generated\/)?[a-z-]+\.d\.ts$/];
  assert.deepEqual(files.filter((file) => !allowed.some((one) => one.test(file))), []);
  for (const needed of ["README.md", "LICENSE-MIT", "LICENSE-APACHE", "dist/index.js", "dist/webwork.wasm", "dist/types/index.d.ts"]) assert.ok(files.includes(needed), needed);
});

test("every file that the manifest names is there", () => {
  const paths = (value) => (typeof value === "string" ? [value] : Object.values(value).flatMap(paths));
  for (const path of paths(manifest.exports)) assert.ok(path === "./package.json" || files.includes(path.slice(2)), path);
});

test("the package has no dependencies and runs no scripts on install", () => {
  assert.deepEqual([manifest.dependencies, manifest.peerDependencies, manifest.optionalDependencies, manifest.scripts], [undefined, undefined, undefined, undefined]);
});

test("the published types hold no any, object, Map or Function", () => {
  const folder = join(root, "dist/types");
  for (const name of readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".d.ts"))) {
    const text = readFileSync(join(folder, name), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
    for (const word of [/\bany\b/, /:\s*object\b/, /\bMap</, /:\s*Function\b/]) assert.ok(!word.test(text), `${name}: ${word}`);
  }
});

test("no path of the machine that built it is in the package", () => {
  for (const name of files.filter((file) => /\.(js|wasm|ts)$/.test(file))) {
    const text = readFileSync(join(root, name), "latin1");
    assert.ok(!/\/(home|root|Users|work|tmp)\/[a-z]/.test(text), name);
  }
});
