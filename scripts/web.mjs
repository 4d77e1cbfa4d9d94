// npm run web: builds the package and serves the web dashboard of examples/web with Vite.
// Arguments are passed on to Vite: `npm run web -- --port 3000`.

import { join } from "node:path";
import { setup } from "./setup.mjs";
import { root, run } from "./steps.mjs";

await setup();
console.log();
const { code } = await run(
  process.execPath,
  [join(root, "node_modules/vite/bin/vite.js"), ...process.argv.slice(2)],
  { output: "direct", cwd: join(root, "examples/web") },
);
process.exitCode = code;
