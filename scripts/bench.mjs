// npm run bench [-- part …]: measures the packed package next to the clients that people use instead.
// docs/benchmarks.md explains the results.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findPrograms } from "./programs.mjs";
import { setup } from "./setup.mjs";
import { root, step } from "./steps.mjs";

const bench = join(root, "js-tests/bench");
const modules = join(bench, "node_modules");

const parts = process.argv.slice(2);
await setup();
await installPeers();
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

/** Installs the packages to compare with. Nothing else uses them, so they are in no workspace. */
async function installPeers() {
  const lock = createHash("sha256")
    .update(readFileSync(join(bench, "package-lock.json")))
    .digest("hex");
  const stamp = join(modules, ".webwork-stamp");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  await step(
    "Installing the packages to compare with",
    "npm",
    ["ci", "--workspaces=false", "--ignore-scripts", "--no-audit", "--no-fund"],
    { cwd: bench },
  );
  writeFileSync(stamp, lock);
}
