// The extension's own modules that need no browser, as Node.js can import them.

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const timer = fileURLToPath(new URL("../src/timer", import.meta.url));

/** All that `src/timer` exports. */
export async function importTimer() {
  // Not in the system's folder for such files: it has to find the package.
  const dist = fileURLToPath(new URL("../dist/", import.meta.url));
  mkdirSync(dist, { recursive: true });
  const folder = mkdtempSync(join(dist, "test-"));
  const outfile = join(folder, "timer.mjs");
  const names = ["format", "reconcile", "session", "settle", "wall-clock"];
  await build({
    stdin: {
      contents: names.map((name) => `export * from "./${name}.ts";`).join("\n"),
      resolveDir: timer,
    },
    bundle: true,
    external: ["webwork-sdk"],
    format: "esm",
    outfile,
    logLevel: "error",
  });
  const exports = await import(pathToFileURL(outfile).href);
  rmSync(folder, { recursive: true });
  return exports;
}
