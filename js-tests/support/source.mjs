// Modules of the package's sources that no entry exports, for tests of what is inside.

import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { buildSync } from "esbuild";

const root = process.env.WEBWORK_ROOT ?? fileURLToPath(new URL("../..", import.meta.url));

/** Imports modules by their paths below `pkg/src/internal`, as one. */
export async function importSource(...paths) {
  const folder = mkdtempSync(join(process.cwd(), "source-"));
  try {
    const outfile = join(folder, "module.mjs");
    buildSync({
      stdin: {
        contents: paths.map((path) => `export * from "./${path}";`).join("\n"),
        resolveDir: join(root, "pkg/src/internal"),
      },
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
