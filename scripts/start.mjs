// npm start [-- arguments]: builds the package and runs the quickstart with the arguments.

import { join } from "node:path";
import { setup } from "./setup.mjs";
import { root, run } from "./steps.mjs";

await setup({ light: true });
console.log();
const { code } = await run(
  process.execPath,
  [join(root, "examples/node/quickstart/index.mjs"), ...process.argv.slice(2)],
  { output: "direct" },
);
process.exitCode = code;
