// npm run bench: measures the packed package; arguments choose parts: size, calls, start.

import { spawnSync } from "node:child_process";
import { setup } from "./setup.mjs";

await setup();
const { makeProject } = await import("../js-tests/project.mjs");
const { project } = makeProject(["bench"]);
const { status } = spawnSync(process.execPath, ["bench/index.mjs", ...process.argv.slice(2)], { cwd: project, stdio: "inherit" });
process.exitCode = status ?? 1;
