// npm run soak [-- --minutes 10] [--seed 1]: runs clients of the packed package against a local server
// with random faults.

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { setup } from "./setup.mjs";
import { stop } from "./steps.mjs";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    seed: { type: "string", default: String(Date.now()) },
  },
});
const minutes = Number(values.minutes);
if (!(minutes > 0 && minutes <= 24 * 60))
  stop(`--minutes must be a number above 0 and at most 1440, not "${values.minutes}"`);
await setup();
const { makeProject } = await import("../js-tests/project.mjs");
const { project } = makeProject(["faults"]);
const { soak } = await import(pathToFileURL(join(project, "faults/soak.mjs")).href);
console.log(`\n${minutes} minutes, seed ${values.seed}\n`);
const { problems, ended, faults, ...figures } = await soak({
  seconds: minutes * 60,
  seed: values.seed,
  log: console.log,
});
for (const table of [faults, ended, figures]) console.table(table);
for (const problem of problems) console.error(problem);
console.log(
  problems.length === 0
    ? "Every promise settled, and the counts of applied writes agree."
    : `${problems.length} problems`,
);
process.exitCode = problems.length > 0 ? 1 : 0;
