// Chromium and its driver, which the browser tests need: found, or installed where nobody minds.

import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { step, stop } from "./steps.mjs";

const CHROME = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const CHROME_OF_MACOS = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
const PACKAGES = ["chromium", "chromium-driver"];

/** Paths of Chromium and chromedriver. CHROME_PATH and CHROMEDRIVER come before what is in PATH. */
export async function findBrowser() {
  const apt = inPath(["apt-get"]);
  const root = process.getuid?.() === 0;
  let found = look();
  if (!isComplete(found) && apt && (root || process.env.CI)) {
    await install(root);
    found = look();
  }
  if (!isComplete(found)) {
    const how = apt ? `"sudo apt-get install ${PACKAGES.join(" ")}"` : "install both, and set CHROME_PATH and CHROMEDRIVER unless they are in PATH";
    stop(`Chromium or Chrome, and chromedriver in its version, are needed for the tests: ${how}`);
  }
  return found;
}

function look() {
  return {
    chrome: process.env.CHROME_PATH ?? inPath(CHROME) ?? [CHROME_OF_MACOS].find(existsSync),
    driver: process.env.CHROMEDRIVER ?? inPath(["chromedriver"]),
  };
}

function isComplete({ chrome, driver }) {
  return chrome !== undefined && driver !== undefined;
}

async function install(root) {
  const environment = ["env", "DEBIAN_FRONTEND=noninteractive"];
  const [program, ...before] = root ? environment : ["sudo", "-n", ...environment];
  // The lists are missing in a fresh container.
  await step("Updating apt's lists of packages", program, [...before, "apt-get", "update"]);
  await step("Installing Chromium", program, [...before, "apt-get", "install", "-y", "--no-install-recommends", ...PACKAGES]);
}

function inPath(names) {
  const ending = process.platform === "win32" ? ".exe" : "";
  const folders = (process.env.PATH ?? "").split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name + ending))).find(existsSync);
}
