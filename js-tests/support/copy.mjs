// A second copy of the package, as happens when two dependencies bring their own.

import { cpSync, mkdtempSync } from "node:fs";
import { join } from "node:path";

/** An entry of a fresh copy: other classes, and a wasm that is not loaded yet. */
export function importCopy(entry = "index") {
  const copy = mkdtempSync(join(process.cwd(), "copy-"));
  cpSync(join(process.cwd(), "node_modules/webwork-sdk"), copy, { recursive: true });
  return import(join(copy, `dist/${entry}.js`));
}
