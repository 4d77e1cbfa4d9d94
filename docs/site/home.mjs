// The folder in which the site is built and its snippets run: target/docs, with packages of its own.

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pack, unpack } from "../../js-tests/project.mjs";
import { installLocked } from "../../scripts/packages.mjs";
import { root } from "../../scripts/steps.mjs";

export const here = fileURLToPath(new URL(".", import.meta.url));
export const home = join(root, "target/docs");

/** Installs what the lockfile says, unless it is already there. */
export const install = () => installLocked("Installing packages: docs", here, home);

/** Puts the packed package where the snippets find it. */
export const addPackage = () => unpack(pack().tarball, join(home, "node_modules/webwork-sdk"));

/** The JavaScript of a command of an installed package, for `node`. */
export const bin = (name) => join(home, "node_modules/.bin", name);
