// npm test: every check there is. Goes on after a failure, so that one run tells of all; the last
// line is "N passed, M failed".

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { findPrograms } from "./browsers.mjs";
import { setup } from "./setup.mjs";
import { ask, root, run, step, stop } from "./steps.mjs";

const CRATES = ["webwork-sdk", "webwork-sandbox"];
const WASM = ["--target", "wasm32-unknown-unknown"];
const STRICT = ["--", "-D", "warnings"];

const total = { passed: 0, failed: 0 };
const failures = [];
let complete = false;
const temporary = mkdtempSync(join(tmpdir(), "webwork-test-"));

// Here, because whatever is missing ends the process at once.
process.on("exit", () => {
  rmSync(temporary, { recursive: true, force: true });
  if (!complete) count("the tests did not come to their end", { passed: 0, failed: 1 });
  if (failures.length > 0) console.log(`\nFailed:\n  ${failures.join("\n  ")}`);
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed > 0 ? 1 : 0;
});

await setup();
await addComponents();
const programs = await findPrograms(["chromium", "chromedriver", "firefox", "webkit"]);

await check("cargo fmt", "cargo", ["fmt", "--all", "--check"]);
await check("cargo clippy", "cargo", ["clippy", "--workspace", "--all-targets", ...STRICT]);
for (const crate of CRATES) {
  await check(`cargo clippy, wasm, ${crate}`, "cargo", [
    "clippy",
    ...WASM,
    "--package",
    crate,
    "--all-targets",
    ...STRICT,
  ]);
}
await check("cargo test", "cargo", ["test", "--workspace", "--no-fail-fast"], {
  read: cargoSummary,
});
for (const crate of CRATES) {
  const args = ["test", ...WASM, "--package", crate, "--lib", "--tests", "--no-fail-fast"];
  await check(`wasm-bindgen-test in Node.js, ${crate}`, "cargo", args, { read: cargoSummary });
  await check(`wasm-bindgen-test in Chromium, ${crate}`, "cargo", args, {
    read: cargoSummary,
    env: chromium(),
  });
}
await check(
  "the checks of a release",
  process.execPath,
  ["--test", "--test-reporter=spec", "scripts/release/release.test.mjs"],
  { read: nodeSummary },
);
await check("size", "cargo", ["xtask", "size"]);
await check(
  "bench, its arithmetic",
  process.execPath,
  ["--test", "--test-reporter=spec", "js-tests/bench/harness.test.mjs"],
  { read: nodeSummary },
);
await check("js-tests, with the packed package", process.execPath, ["js-tests/run.mjs"], {
  read: nodeSummary,
  env: programs,
});
await check("faults, with the packed package", process.execPath, ["scripts/faults.mjs"], {
  read: nodeSummary,
  env: programs,
});
await check("runtimes, with the packed package", process.execPath, ["scripts/runtimes.mjs"], {
  read: nodeSummary,
  env: programs,
});
complete = true;

/** Runs a step. `read` finds the counts in what it prints; without, the step is one test. */
async function check(title, program, args, { read, env } = {}) {
  const start = performance.now();
  console.log(`\n── ${title}\n`);
  const { code, text } = await run(program, args, { output: "shown", env });
  const found = read
    ? read(stripVTControlCharacters(text))
    : { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
  // It broke before it could count, or there was nothing to run: neither may pass for a success.
  if (found.failed === 0 && (code !== 0 || found.passed === 0)) found.failed = 1;
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`\n── ${title}: ${found.passed} passed, ${found.failed} failed, ${seconds} s`);
  count(title, found);
}

function count(title, { passed, failed }) {
  total.passed += passed;
  total.failed += failed;
  if (failed > 0) failures.push(title);
}

/** Tests that are left out count as failed: none may be forgotten that way. */
function cargoSummary(text) {
  return sum(
    text.matchAll(
      /^test result: .*?(?<passed>\d+) passed; (?<failed>\d+) failed; (?<ignored>\d+) ignored/gm,
    ),
  );
}

function nodeSummary(text) {
  return sum(
    text.matchAll(
      /^(?:ℹ|#) (?:pass (?<passed>\d+)|(?:fail|cancelled|skipped|todo) (?<failed>\d+))$/gm,
    ),
  );
}

function sum(matches) {
  const found = { passed: 0, failed: 0 };
  for (const { groups } of matches) {
    found.passed += Number(groups.passed ?? 0);
    found.failed += Number(groups.failed ?? 0) + Number(groups.ignored ?? 0);
  }
  return found;
}

async function addComponents() {
  for (const [component, command] of [
    ["rustfmt", "fmt"],
    ["clippy", "clippy"],
  ]) {
    if (await ask("cargo", [command, "--version"])) continue;
    if (!(await ask("rustup", ["--version"])))
      stop(`cargo ${command} is missing: install it, or use a Rust from rustup, https://rustup.rs`);
    await step(`Adding ${component}`, "rustup", ["component", "add", component]);
  }
}

/** What makes the runner of wasm-bindgen-test use Chromium: the one that was found, with its flags. */
function chromium() {
  const capabilities = JSON.parse(readFileSync(join(root, "webdriver.json"), "utf8"));
  capabilities["goog:chromeOptions"].binary = programs.CHROME_PATH;
  const file = join(temporary, "webdriver.json");
  writeFileSync(file, JSON.stringify(capabilities));
  return {
    WASM_BINDGEN_USE_BROWSER: "1",
    CHROMEDRIVER: programs.CHROMEDRIVER,
    WASM_BINDGEN_TEST_WEBDRIVER_JSON: file,
  };
}
