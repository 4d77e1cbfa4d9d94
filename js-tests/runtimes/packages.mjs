// Installs the packages of a family of environments, as its lockfile says, and the packed package under
// test beside them. They are kept between runs.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { installLocked } from "../../scripts/packages.mjs";
import { root } from "../../scripts/steps.mjs";
import { unpack } from "../project.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));

/** The folder of a family: its packages, and a folder for each app. */
export function homeOf(family) {
  return join(root, "target/runtimes", family);
}

/** Installs what the lockfile says, unless it is already there. */
export function install(family) {
  return installLocked(`Installing packages: ${family}`, join(here, family), homeOf(family));
}

/** Unpacks the packed package where the apps of the family find it. */
export function addPackage(family, tarball) {
  unpack(tarball, join(homeOf(family), "node_modules/webwork-sdk"));
}

/** The version of an installed package. */
export function versionOf(family, name) {
  return JSON.parse(
    readFileSync(join(homeOf(family), "node_modules", name, "package.json"), "utf8"),
  ).version.replace(/^v/, "");
}
