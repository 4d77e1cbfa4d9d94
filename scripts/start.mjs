// npm start: builds what is needed and runs the quickstart, with the arguments after `--`.

import { spawnSync } from "node:child_process";
import { root } from "./steps.mjs";
import { setup } from "./setup.mjs";

await setup({ light: true });
console.log();
const { status } = spawnSync(process.execPath, [`${root}examples/node/quickstart/index.mjs`, ...process.argv.slice(2)], { stdio: "inherit" });
process.exitCode = status ?? 1;
