// npm run docs [-- --serve [--port N]]: builds the site into target/docs/site. With --serve, it is then
// served on loopback. With --test, as in `npm run test:docs`, it is then tested.

import { join } from "node:path";
import { parseArgs } from "node:util";
import { build } from "../docs/site/build.mjs";
import { addPackage, install } from "../docs/site/home.mjs";
import { filesIn } from "./files.mjs";
import { findPrograms } from "./programs.mjs";
import { setup } from "./setup.mjs";
import { root, run, stop } from "./steps.mjs";

const { values } = parseArgs({
  options: {
    serve: { type: "boolean", default: false },
    port: { type: "string", default: "4173" },
    test: { type: "boolean", default: false },
  },
});
await setup();
await install();
const site = await build();
console.log(`The site is in ${site}`);
if (values.test) await test();
if (values.serve) await serve();

async function test() {
  addPackage();
  const files = filesIn("docs/site").filter((file) => file.endsWith(".test.mjs"));
  const { code } = await run(
    process.execPath,
    ["--test", "--test-reporter=spec", ...files.map((file) => join(root, file))],
    { output: "direct", env: await findPrograms(["chromium"]) },
  );
  process.exitCode = code;
}

async function serve() {
  const { serveSite } = await import("../docs/site/serve.mjs");
  const { url } = await serveSite(Number(values.port)).catch((error) => stop(error.message));
  console.log(`It is served at ${url}`);
}
