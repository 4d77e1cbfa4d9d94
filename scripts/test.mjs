// npm test: every check of checks.mjs, or those of the groups that are named (`npm run lint`). A failed
// check does not keep the next ones from running. The last line is "N passed, M failed".

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { groups } from "./checks.mjs";
import { locatePrograms, offerPrograms } from "./programs.mjs";
import { addComponents, buildPackage, setupTools } from "./setup.mjs";
import { root, run, stop } from "./steps.mjs";

const names = process.argv.slice(2);
for (const name of names) {
  if (!Object.hasOwn(groups, name))
    stop(`there is no group "${name}", only ${Object.keys(groups).join(", ")}`);
}
const chosen = Object.entries(groups).filter(
  ([name]) => names.length === 0 || names.includes(name),
);

const total = { passed: 0, failed: 0 };
const failures = [];
let complete = false;
const temporary = mkdtempSync(join(tmpdir(), "webwork-test-"));

// On exit, because a tool that is missing ends the process at once.
process.on("exit", () => {
  rmSync(temporary, { recursive: true, force: true });
  if (!complete) add("the run ended early", { passed: 0, failed: 1 });
  if (failures.length > 0) console.log(`\nFailed:\n  ${failures.join("\n  ")}`);
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed > 0 ? 1 : 0;
});

await setupTools();
if (chosen.some(([name]) => name === "lint")) await addComponents();
await offerPrograms(chosen.flatMap(([, { programs = [] }]) => programs));
let built = false;
for (const [, group] of chosen) {
  if (group.build && !built) await buildPackage();
  built ||= group.build;
  await runGroup(group);
}
complete = true;

async function runGroup({ programs = [], parallel = false, checks }) {
  const { found, missing } = locatePrograms(programs);
  const running = [];
  for (const check of checks) {
    if (missing) {
      console.log(`\n── ${check.title}: not run, ${missing}`);
      add(check.title, { passed: 0, failed: 1 });
      continue;
    }
    const env = check.chromium ? chromiumDriver(found) : found;
    running.push(runCheck(check, { env, output: parallel ? "kept" : "shown" }));
    if (!parallel) await running.at(-1);
  }
  await Promise.all(running);
}

/** `output`: "shown" prints what the check prints as it comes, "kept" when the check ends. */
async function runCheck({ title, command: [program, ...args], count }, { env, output }) {
  const start = performance.now();
  console.log(output === "kept" ? `\n── ${title} …` : `\n── ${title}\n`);
  const { code, text } = await run(program, args, { output, env });
  if (output === "kept") console.log(`\n── ${title}\n\n${text}`);
  const result = count
    ? count(stripVTControlCharacters(text))
    : { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
  // It broke before it could count, or ran no test: neither is a success.
  if (result.failed === 0 && (code !== 0 || result.passed === 0)) result.failed = 1;
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`\n── ${title}: ${result.passed} passed, ${result.failed} failed, ${seconds} s`);
  add(title, result);
}

function add(title, { passed, failed }) {
  total.passed += passed;
  total.failed += failed;
  if (failed > 0) failures.push(title);
}

/** What makes wasm-bindgen-test use the Chromium that was found, with the flags of webdriver.json. */
function chromiumDriver({ CHROME_PATH, CHROMEDRIVER }) {
  const capabilities = JSON.parse(readFileSync(join(root, "webdriver.json"), "utf8"));
  capabilities["goog:chromeOptions"].binary = CHROME_PATH;
  const file = join(temporary, "webdriver.json");
  writeFileSync(file, JSON.stringify(capabilities));
  return {
    WASM_BINDGEN_USE_BROWSER: "1",
    CHROMEDRIVER,
    WASM_BINDGEN_TEST_WEBDRIVER_JSON: file,
  };
}
