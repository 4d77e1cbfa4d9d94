// Runs the tests against the packed package. Usage: node js-tests/run.mjs [part of a test file's name …]

import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { makeProject } from "./project.mjs";

const { project, files } = makeProject(["tests", "support", "types"]);
const wanted = process.argv.slice(2);
const tests = readdirSync(join(project, "tests"))
  .filter(
    (name) =>
      name.endsWith(".test.mjs") &&
      (wanted.length === 0 || wanted.some((part) => name.includes(part))),
  )
  .map((name) => join("tests", name));
const child = spawn(
  process.execPath,
  ["--test", "--test-reporter=spec", "--test-timeout=120000", ...tests],
  {
    cwd: project,
    stdio: "inherit",
    env: { ...process.env, WEBWORK_PACKED_FILES: JSON.stringify(files) },
  },
);
child.on("close", (code) => {
  process.exitCode = code ?? 1;
});
