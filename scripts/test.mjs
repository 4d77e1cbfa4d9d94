// npm test: everything there is. Goes on after a failure, so that one run tells all, and ends with
// one line: N passed, M failed.

import { accessSync, constants } from "node:fs";
import { ask, run, step, stop } from "./steps.mjs";
import { setup } from "./setup.mjs";

const start = performance.now();
await setup();
await browser();

let passed = 0;
let failed = 0;

/** A step that counts as one test: it succeeds or not. */
async function check(title, command, args, options) {
  await counted(title, command, args, options, (code) => [code === 0 ? 1 : 0, code === 0 ? 0 : 1]);
}

/** A step whose tests are counted from its output; one that ran none has failed. */
async function tests(title, command, args, options) {
  await counted(title, command, args, options, (code, output) => {
    const sum = (pattern) => [...output.matchAll(pattern)].reduce((total, [, number]) => total + Number(number), 0);
    const good = sum(/test result: .*?(\d+) passed/g) + sum(/^ℹ pass (\d+)/gm);
    const bad = sum(/test result: .*?(\d+) failed/g) + sum(/^ℹ fail (\d+)/gm) + sum(/^ℹ cancelled (\d+)/gm);
    return [good, (code !== 0 || good === 0) && bad === 0 ? 1 : bad];
  });
}

async function counted(title, command, args, options, count) {
  console.log(`\n== ${title}`);
  const { code, output } = await run(command, args, { show: true, ...options });
  const [good, bad] = count(code, output);
  passed += good;
  failed += bad;
  if (bad > 0) console.log(`== ${title}: failed`);
}

const wasm = ["--target", "wasm32-unknown-unknown"];
await check("Format", "cargo", ["fmt", "--all", "--check"]);
await check("Clippy, native", "cargo", ["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"]);
for (const name of ["webwork-sdk", "webwork-sandbox"]) {
  await check(`Clippy, wasm32: ${name}`, "cargo", ["clippy", "--quiet", "-p", name, ...wasm, "--all-targets", "--", "-D", "warnings"]);
}
await tests("Native tests", "cargo", ["test", "--quiet", "--workspace"]);
for (const [where, env] of [["Node", {}], ["Chromium", { WASM_BINDGEN_USE_BROWSER: "1" }]]) {
  await tests(`The SDK's wasm in ${where}`, "cargo", ["test", "-p", "webwork-sdk", "--lib", ...wasm], { env });
  await tests(`The sandbox's wasm in ${where}`, "cargo", ["test", "-p", "webwork-sandbox", "--test", "fetch", ...wasm], { env });
}
await tests("The package, from its tarball", process.execPath, ["js-tests/run.mjs"]);

console.log(`\nAll of it took ${((performance.now() - start) / 60_000).toFixed(1)} minutes.`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** Chromium and its driver: found, installed where that is possible without asking, or asked for. */
async function browser() {
  const chromium = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  if ((process.env.CHROME_PATH || chromium.some(isOnPath)) && (process.env.CHROMEDRIVER || isOnPath("chromedriver"))) return;
  const sudo = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  const mayInstall = isOnPath("apt-get") && (sudo.length === 0 || (await ask("sudo", ["-n", "true"])) !== undefined);
  if (!mayInstall) stop(`Chromium and chromedriver are needed for the browser tests: install both (Debian: apt-get install chromium chromium-driver), or set CHROME_PATH and CHROMEDRIVER`);
  const [command, ...first] = [...sudo, "apt-get"];
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await step("Updating Debian's package lists", command, [...first, "update"], { env });
  await step("Installing Chromium and its driver", command, [...first, "install", "-y", "--no-install-recommends", "chromium", "chromium-driver"], { env });
}

function isOnPath(name) {
  return process.env.PATH.split(":").some((folder) => {
    try {
      accessSync(`${folder}/${name}`, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
