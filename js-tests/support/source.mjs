// Modules of the package's sources that no entry exports, for tests of what is inside.

import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { buildSync } from "esbuild";

const root = process.env.WEBWORK_ROOT ?? fileURLToPath(new URL("../..", import.meta.url));

/** Imports a module by its path below `pkg/src/internal`. */
export async function importSource(path) {
  const folder = mkdtempSync(join(process.cwd(), "source-"));
  try {
    const outfile = join(folder, "module.mjs");
    buildSync({
      entryPoints: [join(root, "pkg/src/internal", path)],
      outfile,
      bundle: true,
      format: "esm",
      target: "es2022",
    });
    return await import(pathToFileURL(outfile));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
