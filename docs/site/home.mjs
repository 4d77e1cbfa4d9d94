// The folder in which the site is built and its snippets run: target/docs, with packages of its own.

import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pack, unpack } from "../../js-tests/project.mjs";
import { root, step } from "../../scripts/steps.mjs";

export const here = fileURLToPath(new URL(".", import.meta.url));
export const home = join(root, "target/docs");
const MANIFEST = ["package.json", "package-lock.json"];

/** Installs what the lockfile says, unless it is already there. */
export async function install() {
  const files = MANIFEST.map((name) => readFileSync(join(here, name), "utf8"));
  const wanted = createHash("sha256").update(files.join()).digest("hex");
  const stamp = join(home, "node_modules/.webwork-stamp");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  for (const name of MANIFEST) cpSync(join(here, name), join(home, name));
  await step(
    "Installing packages: docs",
    "npm",
    ["ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"],
    { cwd: home },
  );
  writeFileSync(stamp, wanted);
}

/** Puts the packed package where the snippets find it. */
export function addPackage() {
  const folder = join(home, "node_modules/webwork-sdk");
  rmSync(folder, { recursive: true, force: true });
  unpack(pack().tarball, folder);
}

/** The JavaScript of a command of an installed package, for `node`. */
export const bin = (name) => join(home, "node_modules/.bin", name);
