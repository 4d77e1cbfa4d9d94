// The programs that tests need and npm does not have: browsers, their drivers, a display, a server.
// Finds them, or installs them with apt.

import { existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline/promises";
import { step, stop } from "./steps.mjs";

/**
 * What tests can ask for, and the programs that it consists of. `variable` holds a program's path and
 * wins if it is set; `names` are looked up in PATH, then the paths in `at`; `debian` is its package.
 */
const PROGRAMS = {
  chromium: [
    {
      variable: "CHROME_PATH",
      names: ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"],
      at: ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"],
      debian: "chromium",
    },
  ],
  chromedriver: [{ variable: "CHROMEDRIVER", names: ["chromedriver"], debian: "chromium-driver" }],
  firefox: [{ variable: "FIREFOX_PATH", names: ["firefox-esr", "firefox"], debian: "firefox-esr" }],
  webkit: [
    {
      variable: "MINIBROWSER_PATH",
      names: ["MiniBrowser"],
      at: inLibraryFolders("webkit2gtk-4.1/MiniBrowser"),
      debian: "libwebkit2gtk-4.1-0",
    },
    { variable: "XVFB_PATH", names: ["Xvfb"], debian: "xvfb" },
  ],
  webkitdriver: [
    { variable: "WEBKITDRIVER_PATH", names: ["WebKitWebDriver"], debian: "webkit2gtk-driver" },
  ],
  redis: [
    { variable: "REDIS_PATH", names: ["valkey-server", "redis-server"], debian: "redis-server" },
  ],
};

/** The paths of programs, by variable. Installs what is missing if it may, else ends the process. */
export async function findPrograms(wanted) {
  await offerPrograms(wanted);
  const { found, missing } = locatePrograms(wanted);
  if (missing) stop(missing);
  return found;
}

/** Installs the programs that are missing, if it may. */
export async function offerPrograms(wanted) {
  const absent = select(wanted).filter((program) => !locate(program));
  if (absent.length > 0) await offerPackages(packagesOf(absent));
}

/** Installs Debian packages, if it may. */
export async function offerPackages(packages) {
  if (await mayInstall(packages)) await install(packages);
}

/** `found`: the paths of programs, by variable. `missing`: a line about the others, with what to do. */
export function locatePrograms(wanted) {
  const programs = select(wanted);
  const absent = programs.filter((program) => !locate(program));
  const found = Object.fromEntries(
    programs.map((program) => [program.variable, locate(program)]).filter(([, path]) => path),
  );
  return { found, missing: absent.length > 0 ? advice(absent) : undefined };
}

const select = (wanted) =>
  Object.keys(PROGRAMS)
    .filter((name) => wanted.includes(name))
    .flatMap((name) => PROGRAMS[name]);

function locate({ variable, names, at = [] }) {
  return process.env[variable] ?? inPath(names) ?? at.find(existsSync);
}

const packagesOf = (programs) => programs.map(({ debian }) => debian);

function advice(programs) {
  const packages = packagesOf(programs).join(" ");
  const variables = programs.map(({ variable }) => variable).join(", ");
  return `missing: ${packages}. ${
    inPath(["apt-get"])
      ? `Run "sudo apt-get install ${packages}".`
      : `Install them, and set ${variables} if they are not in PATH.`
  }`;
}

/** Whether apt may be used, perhaps after asking. */
async function mayInstall(packages) {
  const permission = aptPermission({
    apt: inPath(["apt-get"]) !== undefined,
    choice: process.env.WEBWORK_APT,
    ci: Boolean(process.env.CI),
    terminal: Boolean(process.stdin.isTTY && process.stdout.isTTY),
    root: isRoot(),
  });
  if (permission === "invalid")
    stop(`WEBWORK_APT must be "yes" or "no", not "${process.env.WEBWORK_APT}"`);
  if (permission === "no") return false;
  console.log(`The tests need these Debian packages: ${packages.join(", ")}.`);
  if (permission === "ask") return confirm(`Install them with apt${isRoot() ? "" : " and sudo"}?`);
  console.log("Installing them with apt. WEBWORK_APT=no prevents that.");
  return true;
}

/**
 * WEBWORK_APT decides where it is set. Otherwise CI installs, somebody at a terminal is asked, root
 * without a terminal (a container) installs, and nobody else does.
 */
export function aptPermission({ apt, choice, ci, terminal, root }) {
  if (choice && choice !== "yes" && choice !== "no") return "invalid";
  if (!apt) return "no";
  if (choice) return choice;
  if (ci) return "yes";
  if (terminal) return "ask";
  return root ? "yes" : "no";
}

async function confirm(question) {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const reply = await terminal.question(`${question} [y/N] `);
  terminal.close();
  return /^y(es)?$/i.test(reply.trim());
}

async function install(packages) {
  const environment = ["env", "DEBIAN_FRONTEND=noninteractive"];
  // Without a terminal sudo cannot ask for a password: then it must fail rather than wait.
  const sudo = process.stdin.isTTY ? ["sudo"] : ["sudo", "-n"];
  const [program, ...before] = isRoot() ? environment : [...sudo, ...environment];
  const options = { output: process.stdin.isTTY ? "direct" : "kept" };
  // A fresh container has no package lists.
  await step("Updating apt's package lists", program, [...before, "apt-get", "update"], options);
  await step(
    `Installing ${packages.join(", ")}`,
    program,
    [...before, "apt-get", "install", "-y", "--no-install-recommends", ...packages],
    options,
  );
}

const isRoot = () => process.getuid?.() === 0;

function inPath(names) {
  const extension = process.platform === "win32" ? ".exe" : "";
  const folders = (process.env.PATH ?? "").split(delimiter);
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name + extension)))
    .find(existsSync);
}

/** Where a library may keep a program: below a folder that is named after the architecture. */
function inLibraryFolders(program) {
  return existsSync("/usr/lib")
    ? readdirSync("/usr/lib").map((folder) => join("/usr/lib", folder, program))
    : [];
}
