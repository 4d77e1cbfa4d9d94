// The browsers that tests need, with what drives them: found, or installed where nobody minds.

import { existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { step, stop } from "./steps.mjs";

/** By the variable that gives the path: what it is called, where else it may be, and Debian's package. */
const PROGRAMS = {
  CHROME_PATH: {
    names: ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"],
    at: ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"],
    from: "chromium",
  },
  CHROMEDRIVER: { names: ["chromedriver"], from: "chromium-driver" },
  FIREFOX_PATH: { names: ["firefox-esr", "firefox"], from: "firefox-esr" },
  MINIBROWSER_PATH: {
    names: ["MiniBrowser"],
    at: librariesOf("webkit2gtk-4.1/MiniBrowser"),
    from: "libwebkit2gtk-4.1-0",
  },
  XVFB_PATH: { names: ["Xvfb"], from: "xvfb" },
};

const BROWSERS = {
  chromium: ["CHROME_PATH"],
  chromedriver: ["CHROMEDRIVER"],
  firefox: ["FIREFOX_PATH"],
  webkit: ["MINIBROWSER_PATH", "XVFB_PATH"],
};

/** Paths of the programs that some browsers consist of, by variable. A variable that is set goes first. */
export async function findPrograms(browsers) {
  const wanted = Object.keys(PROGRAMS).filter((variable) =>
    browsers.some((name) => BROWSERS[name]?.includes(variable)),
  );
  const missing = () =>
    wanted.filter((variable) => !find(variable)).map((variable) => PROGRAMS[variable].from);
  const apt = inPath(["apt-get"]);
  const root = process.getuid?.() === 0;
  if (missing().length > 0 && apt && (root || process.env.CI)) await install(root, missing());
  const packages = missing().join(" ");
  if (packages)
    stop(
      `the tests need ${packages}: ${apt ? `"sudo apt-get install ${packages}"` : "install them, and set " + wanted.filter((variable) => !find(variable)).join(", ") + " unless they are in PATH"}`,
    );
  return Object.fromEntries(wanted.map((variable) => [variable, find(variable)]));
}

function find(variable) {
  const { names, at = [] } = PROGRAMS[variable];
  return process.env[variable] ?? inPath(names) ?? at.find(existsSync);
}

async function install(root, packages) {
  const environment = ["env", "DEBIAN_FRONTEND=noninteractive"];
  const [program, ...before] = root ? environment : ["sudo", "-n", ...environment];
  // The lists are missing in a fresh container.
  await step("Updating apt's lists of packages", program, [...before, "apt-get", "update"]);
  await step(`Installing ${packages.join(", ")}`, program, [
    ...before,
    "apt-get",
    "install",
    "-y",
    "--no-install-recommends",
    ...packages,
  ]);
}

function inPath(names) {
  const ending = process.platform === "win32" ? ".exe" : "";
  const folders = (process.env.PATH ?? "").split(delimiter);
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name + ending)))
    .find(existsSync);
}

/** Where a library keeps a program: in a folder named after the machine's kind. */
function librariesOf(program) {
  return existsSync("/usr/lib")
    ? readdirSync("/usr/lib").map((kind) => join("/usr/lib", kind, program))
    : [];
}
