// The package webwork-sandbox: the command under a name of its own.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { WebWork } from "webwork-sdk";

const root = process.env.WEBWORK_ROOT ?? fileURLToPath(new URL("../../..", import.meta.url));
const source = join(root, "pkg-sandbox");

test("its version is that of webwork-sdk, on which it depends", () => {
  const manifest = JSON.parse(readFileSync(join(source, "package.json"), "utf8"));
  assert.equal(manifest.version, WebWork.version);
  assert.deepEqual(manifest.dependencies, { "webwork-sdk": WebWork.version });
});

test("its program is the command", (t) => {
  // Beside node_modules, where the package is found by its name.
  const folder = mkdtempSync(join(process.cwd(), "alias-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(join(source, "package.json"), join(folder, "package.json"));
  cpSync(join(source, "cli.js"), join(folder, "cli.js"));
  const run = (...args) =>
    execFileSync(process.execPath, [join(folder, "cli.js"), ...args], { encoding: "utf8" });
  assert.equal(run("--version"), `${WebWork.version}\n`);
  assert.match(run("--help"), /^webwork-sandbox: /);
});
