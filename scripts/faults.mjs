// npm run test:faults [-- part of a test file's name …]: runs the packed package against every fault of
// the table, over real sockets, in Node.js, Chromium and Firefox.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { findPrograms } from "./programs.mjs";
import { setup } from "./setup.mjs";
import { run } from "./steps.mjs";

const wanted = process.argv.slice(2);
await setup();
const env = await findPrograms(["chromium", "firefox"]);
const { makeProject } = await import("../js-tests/project.mjs");
const { project } = makeProject(["faults", "runtimes", "support"]);
const tests = readdirSync(join(project, "faults/tests"))
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
  .map((name) => join("faults/tests", name));
// The tests wait more than they compute.
const args = [
  "--test",
  "--test-reporter=spec",
  "--test-timeout=240000",
  "--test-concurrency=3",
  ...tests,
];
const { code } = await run(process.execPath, args, { output: "direct", cwd: project, env });
process.exitCode = code;
