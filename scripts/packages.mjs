// npm packages of tools that are in no workspace: each has a folder with a lockfile of its own.

import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { step } from "./steps.mjs";

const MANIFEST = ["package.json", "package-lock.json"];

/** Installs what the lockfile in `from` says into `home`, unless it is there already. */
export async function installLocked(title, from, home = from) {
  const files = MANIFEST.map((name) => readFileSync(join(from, name), "utf8"));
  const wanted = createHash("sha256").update(files.join()).digest("hex");
  const stamp = join(home, "node_modules/.webwork-stamp");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  if (home !== from) {
    rmSync(home, { recursive: true, force: true });
    mkdirSync(home, { recursive: true });
    for (const name of MANIFEST) cpSync(join(from, name), join(home, name));
  }
  // Without scripts: they would download what npm has already installed.
  await step(
    title,
    "npm",
    ["ci", "--workspaces=false", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"],
    { cwd: home },
  );
  writeFileSync(stamp, wanted);
}
