// A second copy of the package, as when two dependencies each have their own.

import { cpSync, mkdtempSync } from "node:fs";
import { join } from "node:path";

/** Imports an entry of a fresh copy. Its classes are different, and its wasm is not loaded yet. */
export function importCopy(entry = "index") {
  const copy = mkdtempSync(join(process.cwd(), "copy-"));
  cpSync(join(process.cwd(), "node_modules/webwork-sdk"), copy, { recursive: true });
  return import(join(copy, `dist/${entry}.js`));
}
