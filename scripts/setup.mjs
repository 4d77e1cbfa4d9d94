// What every other script needs: tools checked, npm packages, the wasm target, and the built package.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { ask, root, step, stop } from "./steps.mjs";

const RUST = [1, 95];
const NODE = [20, 19];

/** Whether the version in a text is at least the one asked for. */
function isAtLeast(text, [major, minor]) {
  const found = /(\d+)\.(\d+)/.exec(text ?? "");
  return found !== null && (Number(found[1]) > major || (Number(found[1]) === major && Number(found[2]) >= minor));
}

/**
 * Makes the machine ready and builds the package. `light` leaves out the npm packages that only
 * tests need.
 */
export async function setup({ light = false } = {}) {
  if (!isAtLeast(process.versions.node, NODE)) stop(`Node ${NODE.join(".")} or newer is needed (this is ${process.versions.node}): https://nodejs.org`);
  const rust = await ask("rustc", ["--version"]);
  if (!rust || !(await ask("cargo", ["--version"]))) stop(`Rust ${RUST.join(".")} or newer is needed: install it with rustup, https://rustup.rs`);
  if (!isAtLeast(rust, RUST)) stop(`Rust ${RUST.join(".")} or newer is needed (this is ${rust}): run "rustup update stable"`);
  await packages(light);
  await wasmTarget();
  await step("Building the package (the first time takes minutes)", "cargo", ["xtask", "build"], { show: process.stdout.isTTY });
}

async function packages(light) {
  const wanted = createHash("sha256").update(readFileSync(`${root}package-lock.json`)).update(light ? "light" : "all").digest("hex");
  const stamp = `${root}node_modules/.webwork-stamp`;
  const found = existsSync(stamp) ? readFileSync(stamp, "utf8").split("\n") : [];
  const all = createHash("sha256").update(readFileSync(`${root}package-lock.json`)).update("all").digest("hex");
  if (found[0] === wanted || found[0] === all) return;
  // The tests' packages are many; who only looks around need not wait for them.
  const only = light ? ["--include-workspace-root", "--workspace", "pkg", "--workspace", "examples/node/quickstart"] : [];
  await step("Installing npm packages", process.platform === "win32" ? "npm.cmd" : "npm", ["ci", ...only]);
  mkdirSync(`${root}node_modules`, { recursive: true });
  writeFileSync(stamp, `${wanted}\n`);
}

async function wasmTarget() {
  const sysroot = await ask("rustc", ["--print", "sysroot"]);
  if (existsSync(`${sysroot}/lib/rustlib/wasm32-unknown-unknown/lib`)) return;
  if (!(await ask("rustup", ["--version"]))) stop("Rust's wasm32-unknown-unknown target is needed; without rustup, install it with your system's packages");
  await step("Adding Rust's wasm target", "rustup", ["target", "add", "wasm32-unknown-unknown"]);
}
