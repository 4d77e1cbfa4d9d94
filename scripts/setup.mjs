// Makes the machine ready: checks the tools, installs npm packages, builds the package.

import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ask, root, step, stop, watched } from "./steps.mjs";

const TARGET = "wasm32-unknown-unknown";
/** The npm workspaces that building and the first examples need. */
const LIGHT = ["pkg", "examples/node", "examples/node/quickstart"];

/** Does all that a command needs. `light`: without the npm packages that only tests need. */
export async function setup({ light = false } = {}) {
  await setupTools({ light });
  await buildPackage();
}

/** The same without building the package. */
export async function setupTools({ light = false } = {}) {
  await checkTools();
  await addWasmTarget();
  await installPackages({ light });
}

export async function buildPackage() {
  // In a step of its own, because `cargo xtask` does not show the progress of its own build.
  await step(
    "Building the build tool",
    "cargo",
    ["build", "--package", "xtask", ...(watched ? [] : ["--quiet"])],
    { output: "direct" },
  );
  await step("Building the package", "cargo", ["xtask", "build"], { output: "direct" });
}

/** The oldest versions that work: Rust's is set in Cargo.toml, Node's in package.json. */
export function requiredVersions() {
  const read = (file, pattern) => {
    const found = pattern.exec(readFileSync(join(root, file), "utf8"));
    return found?.[1] ?? stop(`${file} does not say which version it needs: ${pattern}`);
  };
  return {
    rust: read("Cargo.toml", /^rust-version = "(\d+\.\d+)"$/m),
    node: read("package.json", /"node": ">=(\d+\.\d+)"/),
  };
}

async function checkTools() {
  const required = requiredVersions();
  const node = process.versions.node;
  if (!isAtLeast(node, required.node))
    stop(`Node.js ${required.node} or newer is needed (this is ${node}): https://nodejs.org`);
  const rust = (await ask("cargo", ["--version"])) && (await ask("rustc", ["--version"]));
  if (!rust)
    stop(`Rust ${required.rust} or newer is needed: install it with rustup, https://rustup.rs`);
  if (!isAtLeast(rust, required.rust))
    stop(`Rust ${required.rust} or newer is needed (this is ${rust}): run "rustup update stable"`);
  if (process.platform !== "win32" && !(await ask("cc", ["--version"]))) {
    stop(
      'Rust needs a C linker: install one (Debian: "apt-get install gcc libc6-dev", macOS: "xcode-select --install")',
    );
  }
}

/** Whether the first version in `text` is `required` or newer. */
export function isAtLeast(text, required) {
  const [[major, minor], [least, lesser]] = [text, required].map((version) =>
    /(\d+)\.(\d+)/.exec(version).slice(1).map(Number),
  );
  return major > least || (major === least && minor >= lesser);
}

async function addWasmTarget() {
  const libraries = await ask("rustc", ["--print", "target-libdir", "--target", TARGET]);
  if (libraries && existsSync(libraries)) return;
  await requireRustup(`Rust's ${TARGET} target`);
  await step("Adding Rust's wasm target", "rustup", ["target", "add", TARGET]);
}

/** Adds rustfmt and Clippy, which a minimal Rust comes without. */
export async function addComponents() {
  for (const [component, command] of [
    ["rustfmt", "fmt"],
    ["clippy", "clippy"],
  ]) {
    if (await ask("cargo", [command, "--version"])) continue;
    await requireRustup(`cargo ${command}`);
    await step(`Adding ${component}`, "rustup", ["component", "add", component]);
  }
}

async function requireRustup(missing) {
  if (!(await ask("rustup", ["--version"])))
    stop(`${missing} is missing: install it, or use a Rust from rustup, https://rustup.rs`);
}

/** Installs what package-lock.json says, unless it is there. `light`: what building and the quickstart need. */
export async function installPackages({ light = false } = {}) {
  const lock = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  const stamp = join(root, "node_modules/.webwork-stamp");
  const found = existsSync(stamp) ? readFileSync(stamp, "utf8") : "";
  if (found === `all ${lock}` || (light && found === `light ${lock}`)) return;
  if (!(await ask("npm", ["--version"])))
    stop("npm is needed: it comes with Node.js, https://nodejs.org");
  // Nobody waits for the tests' packages just to look around, but once installed they stay.
  const some = light && !found.startsWith("all");
  const only = some
    ? ["--include-workspace-root", ...LIGHT.map((one) => `--workspace=${one}`)]
    : [];
  await step("Installing npm packages", "npm", ["ci", ...only]);
  writeFileSync(stamp, `${some ? "light" : "all"} ${lock}`);
}
