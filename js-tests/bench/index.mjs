// Measures the packed package: node index.mjs [part …]. Without parts: all of them.

import { parseArgs } from "node:util";

const PARTS = ["size", "calls", "start"];

const { positionals } = parseArgs({ allowPositionals: true });
const unknown = positionals.filter((name) => !PARTS.includes(name));
if (unknown.length > 0) {
  console.error(`there is no part ${unknown.join(", ")}; known are ${PARTS.join(", ")}`);
  process.exit(1);
}
for (const name of PARTS) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const { run } = await import(`./parts/${name}.mjs`);
  await run();
}
