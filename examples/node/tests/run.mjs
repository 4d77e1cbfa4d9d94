// Runs the tests of the examples: all, or the files with one of the arguments in their names.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { newerNode } from "../../../scripts/newer-node.mjs";
import { run } from "../../../scripts/steps.mjs";

const here = import.meta.dirname;
const wanted = process.argv.slice(2);
const files = readdirSync(here)
  .filter((name) => name.endsWith(".test.mjs"))
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
  .map((name) => join(here, name));
const { code } = await run(
  await newerNode(),
  ["--test", "--test-reporter=spec", "--test-timeout=300000", "--test-concurrency=2", ...files],
  { output: "direct" },
);
process.exitCode = code;
