// A Node.js that runs TypeScript without a build, where the project itself is content with an older one.

import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { isAtLeast } from "./setup.mjs";
import { root, step, stop } from "./steps.mjs";

const REQUIRED = "22.18";
/** What is installed where the current one is older. npm has it for these platforms. */
const VERSION = "24.21.0";
const PLATFORMS = ["linux-x64", "linux-arm64"];

/** The path of a Node.js 22.18 or newer: the current one, or one that is installed below target/. */
export async function newerNode() {
  if (isAtLeast(process.versions.node, REQUIRED)) return process.execPath;
  const platform = `${process.platform}-${process.arch}`;
  if (!PLATFORMS.includes(platform))
    stop(
      `The examples need Node.js ${REQUIRED} or newer (this is ${process.versions.node}): https://nodejs.org`,
    );
  const name = `node-${platform}`;
  const home = join(root, "target/node", VERSION);
  const node = join(home, "node_modules", name, "bin/node");
  if (existsSync(node)) return node;
  mkdirSync(home, { recursive: true });
  await step(`Installing Node.js ${VERSION}, because this is ${process.versions.node}`, "npm", [
    "install",
    "--prefix",
    home,
    "--no-save",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    `${name}@${VERSION}`,
  ]);
  return node;
}
