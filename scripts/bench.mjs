// npm run bench [-- part …]: measures the packed package next to the clients that people use instead.
// docs/benchmarks.md explains the results.

import { spawnSync } from "node:child_process";
import { cpSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { installLocked } from "./packages.mjs";
import { findPrograms } from "./programs.mjs";
import { setup } from "./setup.mjs";
import { root } from "./steps.mjs";

const bench = join(root, "js-tests/bench");
const modules = join(bench, "node_modules");

const parts = process.argv.slice(2);
await setup();
// Nothing else uses them, so they are in no workspace.
await installLocked("Installing the packages to compare with", bench);
// Only two parts need more than Node.js.
const needs = { calls: ["chromium"], shared: ["chromium", "redis"] };
const programs = Object.entries(needs)
  .filter(([part]) => parts.length === 0 || parts.includes(part))
  .flatMap(([, names]) => names);
const env = { ...process.env, ...(await findPrograms(programs)), WEBWORK_ROOT: root };
const { makeProject } = await import("../js-tests/project.mjs");
const { project } = makeProject(["support"]);
cpSync(bench, join(project, "bench"), { recursive: true, filter: (path) => path !== modules });
symlinkSync(modules, join(project, "bench/node_modules"), "junction");
const { status } = spawnSync(process.execPath, ["bench/index.mjs", ...parts], {
  cwd: project,
  stdio: "inherit",
  env,
});
process.exitCode = status ?? 1;
