// Installs the packages of a family of environments, as its lockfile says, and the packed package under
// test beside them. They are kept between runs.

import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { root, step } from "../../scripts/steps.mjs";
import { unpack } from "../project.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const MANIFEST = ["package.json", "package-lock.json"];

/** The folder of a family: its packages, and a folder for each app. */
export function homeOf(family) {
  return join(root, "target/runtimes", family);
}

/** Installs what the lockfile says, unless it is already there. */
export async function install(family) {
  const home = homeOf(family);
  const files = MANIFEST.map((name) => readFileSync(join(here, family, name), "utf8"));
  const wanted = createHash("sha256").update(files.join()).digest("hex");
  const stamp = join(home, "node_modules/.webwork-stamp");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  for (const name of MANIFEST) cpSync(join(here, family, name), join(home, name));
  // Without scripts: they would download what npm has already installed.
  await step(
    `Installing packages: ${family}`,
    "npm",
    ["ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"],
    { cwd: home },
  );
  writeFileSync(stamp, wanted);
}

/** Unpacks the packed package where the apps of the family find it. */
export function addPackage(family, tarball) {
  const folder = join(homeOf(family), "node_modules/webwork-sdk");
  rmSync(folder, { recursive: true, force: true });
  unpack(tarball, folder);
}

/** The version of an installed package. */
export function versionOf(family, name) {
  return JSON.parse(
    readFileSync(join(homeOf(family), "node_modules", name, "package.json"), "utf8"),
  ).version.replace(/^v/, "");
}
