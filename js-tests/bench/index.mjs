// Measures the packed package: node index.mjs [part …]. Without parts: all of them. Each in a process
// of its own, so that none inherits another's heap.

import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";

const PARTS = [
  "size",
  "calls",
  "start",
  "concurrency",
  "pacing",
  "shared",
  "bulk",
  "memory",
  "iterate",
  "behaviour",
  "sandbox",
];

const { positionals } = parseArgs({ allowPositionals: true });
const unknown = positionals.filter((name) => !PARTS.includes(name));
if (unknown.length > 0) {
  console.error(`there is no part ${unknown.join(", ")}; known: ${PARTS.join(", ")}`);
  process.exit(1);
}
for (const name of PARTS) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const program = `const { run } = await import("./bench/parts/${name}.mjs"); await run();`;
  const { status } = spawnSync(
    process.execPath,
    ["--expose-gc", "--input-type=module", "--eval", program],
    { stdio: "inherit" },
  );
  if (status !== 0) process.exitCode = 1;
}
