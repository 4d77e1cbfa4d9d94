// npm run test:runtimes [-- --list] [names …]: runs the packed package in every environment, or in those
// that are named. A name is that of an environment or of a family.

import { join } from "node:path";
import { parseArgs } from "node:util";
import { choose, environments } from "../js-tests/runtimes/environments.mjs";
import { homeOf, install } from "../js-tests/runtimes/packages.mjs";
import { findPrograms } from "./programs.mjs";
import { setup } from "./setup.mjs";
import { root, run, stop } from "./steps.mjs";

const { values, positionals } = parseArgs({
  options: { list: { type: "boolean" } },
  allowPositionals: true,
});
if (values.list) list();
else await prove();

function list() {
  for (const { family, name, title } of environments)
    console.log(`${family.padEnd(12)}${name.padEnd(24)}${title}`);
}

async function prove() {
  for (const name of positionals) {
    if (choose([name]).length === 0)
      stop(`there is no environment "${name}"; "npm run test:runtimes -- --list" lists them all`);
  }
  // npm has the pinned versions of Node.js for these platforms only.
  const platform = `${process.platform}-${process.arch}`;
  if (!["linux-x64", "linux-arm64"].includes(platform))
    stop(`the environments run on Linux, x64 or arm64; this is ${platform}`);
  await setup();
  const env = await findPrograms(choose(positionals).map(({ browser }) => browser));
  // Some tools need a newer Node.js than the package does.
  await install("engines");
  const node = join(homeOf("engines"), `node_modules/node24-${platform}/bin/node`);
  const args = ["--test-reporter=spec", join(root, "js-tests/runtimes/run.mjs"), ...positionals];
  const { code } = await run(node, args, { output: "direct", env });
  process.exitCode = code;
}
