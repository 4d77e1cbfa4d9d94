// npm run example -- NAME [arguments]: runs an example of examples/node. They are TypeScript, which Node.js
// runs by itself from 22.18 on: an older one starts a newer one.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { newerNode } from "./newer-node.mjs";
import { installPackages, setup } from "./setup.mjs";
import { root, run } from "./steps.mjs";

const EXAMPLES = {
  "export-month": "the time entries of a month as a CSV file",
  "import-csv": "time entries from a CSV file, none of them twice",
  "approve-timesheets": "approve or reject what was submitted",
  "weekly-report": "hours by member and project, as a table and an HTML file",
  "webhook-receiver": "a server for webhooks",
  login: "sign in with OAuth on the command line",
};

const [name, ...args] = process.argv.slice(2);
if (name === undefined || !Object.hasOwn(EXAMPLES, name)) {
  const asked = name === undefined || ["-h", "--help"].includes(name);
  if (!asked) console.error(`There is no example "${name}".\n`);
  console.log("npm run example -- NAME [options]\n");
  for (const [one, what] of Object.entries(EXAMPLES)) console.log(`  ${one.padEnd(20)}${what}`);
  console.log("\nEach has --help.");
  process.exit(asked ? 0 : 2);
}
if (existsSync(join(root, "pkg/dist/index.js"))) await installPackages({ light: true });
else await setup({ light: true });
const node = await newerNode();
// Ctrl-C goes to both: the example decides what it means.
process.on("SIGINT", () => {});
const { code } = await run(node, [join(root, `examples/node/${name}.ts`), ...args], {
  output: "direct",
  // npm runs scripts in the project's folder. Files are those of the folder that it was called in.
  cwd: process.env.INIT_CWD ?? process.cwd(),
});
process.exitCode = code === -1 ? 1 : code;
