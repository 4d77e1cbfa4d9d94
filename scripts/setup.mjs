// What every other script needs: tools checked, npm packages, the wasm target, and the built package.

import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ask, root, step, stop, watched } from "./steps.mjs";

const RUST = [1, 95];
const NODE = [20, 19];
const TARGET = "wasm32-unknown-unknown";

/**
 * Makes the machine ready and builds the package. `light` leaves out the npm packages that only
 * tests need.
 */
export async function setup({ light = false } = {}) {
  await checkTools();
  await addWasmTarget();
  await installPackages(light);
  // In a step of its own: `cargo xtask` does not show how far its own building is.
  await step(
    "Building the build tool",
    "cargo",
    ["build", "--package", "xtask", ...(watched ? [] : ["--quiet"])],
    { output: "direct" },
  );
  await step("Building the package", "cargo", ["xtask", "build"], { output: "direct" });
}

async function checkTools() {
  const node = process.versions.node;
  if (!isAtLeast(node, NODE))
    stop(`Node.js ${NODE.join(".")} or newer is needed (this is ${node}): https://nodejs.org`);
  const rust = (await ask("cargo", ["--version"])) && (await ask("rustc", ["--version"]));
  if (!rust)
    stop(`Rust ${RUST.join(".")} or newer is needed: install it with rustup, https://rustup.rs`);
  if (!isAtLeast(rust, RUST))
    stop(`Rust ${RUST.join(".")} or newer is needed (this is ${rust}): run "rustup update stable"`);
  if (process.platform !== "win32" && !(await ask("cc", ["--version"]))) {
    stop(
      'Rust needs a C linker: install one (Debian: "apt-get install gcc libc6-dev", macOS: "xcode-select --install")',
    );
  }
}

/** Whether the version in a text is at least the one asked for. */
function isAtLeast(text, [major, minor]) {
  const [, ...found] = /(\d+)\.(\d+)/.exec(text).map(Number);
  return found[0] > major || (found[0] === major && found[1] >= minor);
}

async function addWasmTarget() {
  const libraries = await ask("rustc", ["--print", "target-libdir", "--target", TARGET]);
  if (libraries && existsSync(libraries)) return;
  if (!(await ask("rustup", ["--version"])))
    stop(
      `Rust's ${TARGET} target is missing: install it, or use a Rust from rustup, https://rustup.rs`,
    );
  await step("Adding Rust's wasm target", "rustup", ["target", "add", TARGET]);
}

async function installPackages(light) {
  const lock = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  const stamp = join(root, "node_modules/.webwork-stamp");
  const found = existsSync(stamp) ? readFileSync(stamp, "utf8") : "";
  if (found === `all ${lock}` || (light && found === `light ${lock}`)) return;
  if (!(await ask("npm", ["--version"])))
    stop("npm is needed: it comes with Node.js, https://nodejs.org");
  // The tests' packages are many; who only looks around need not wait for them, and who has them keeps them.
  const some = light && !found.startsWith("all");
  const only = some
    ? ["--include-workspace-root", "--workspace", "pkg", "--workspace", "examples/node/quickstart"]
    : [];
  await step("Installing npm packages", "npm", ["ci", ...only]);
  writeFileSync(stamp, `${some ? "light" : "all"} ${lock}`);
}
