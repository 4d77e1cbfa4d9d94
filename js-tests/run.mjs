// Runs the tests of the packed package: all, or the files with one of the arguments in their names.
// With --browsers: those in folders called "browsers", which drive some.
// `node js-tests/run.mjs errors` needs nothing but an earlier `npm start`.

import { existsSync, readdirSync } from "node:fs";
import { join, sep } from "node:path";
import { parseArgs } from "node:util";
import { findPrograms, locatePrograms, offerPrograms } from "../scripts/programs.mjs";
import { installPackages } from "../scripts/setup.mjs";
import { root, run, stop } from "../scripts/steps.mjs";

if (!existsSync(join(root, "pkg/dist/index.js")))
  stop('the package is not built: run "npm start" or "npm run build" first');
const { values, positionals: wanted } = parseArgs({
  options: { browsers: { type: "boolean", default: false } },
  allowPositionals: true,
});
let files = readdirSync(join(root, "js-tests/tests"), { recursive: true })
  .filter((name) => name.split(sep).includes("browsers") === values.browsers)
  .filter((name) => name.endsWith(".test.mjs"))
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
if (files.length === 0)
  stop(`no test file in js-tests/tests has ${wanted.join(" or ")} in its name`);
await installPackages();

const { makeProject } = await import("./project.mjs");
const packed = makeProject(["runtimes", "tests", "support", "types"]);
const programs = values.browsers
  ? await findPrograms(["chromium", "firefox", "webkit"])
  : await findRedis();
const { code } = await run(
  process.execPath,
  [
    "--test",
    "--test-reporter=spec",
    "--test-timeout=120000",
    // The tests wait more than they compute.
    "--test-concurrency=3",
    ...files.map((name) => join("tests", name)),
  ],
  {
    output: "direct",
    cwd: packed.project,
    env: {
      ...programs,
      WEBWORK_PACKED_FILES: JSON.stringify(packed.files),
      WEBWORK_ROOT: root,
    },
  },
);
process.exitCode ||= code;

/** Only the tests of one folder need a server, so the others run without it. */
async function findRedis() {
  const need = files.filter((name) => name.startsWith(`rate-limit-stores${sep}`));
  if (need.length === 0) return {};
  await offerPrograms(["redis"]);
  const { found, missing } = locatePrograms(["redis"]);
  if (missing) {
    console.error(`not run, ${missing}\n  ${need.join("\n  ")}`);
    files = files.filter((name) => !need.includes(name));
    process.exitCode = 1;
  }
  return found;
}
