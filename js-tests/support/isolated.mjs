// The entry for workerd and edge runtimes, in Node.js.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { build } from "esbuild";

let copies = 0;

/** Imports a fresh copy of it. */
export async function importIsolated() {
  const { outputFiles } = await build({
    stdin: { contents: `export { WebWork } from "webwork-sdk";`, resolveDir: process.cwd() },
    bundle: true,
    write: false,
    format: "esm",
    conditions: ["workerd"],
    external: ["*.wasm?module"],
  });
  const wasm = readFileSync(createRequire(import.meta.url).resolve("webwork-sdk/webwork.wasm"));
  globalThis.isolatedModule = new WebAssembly.Module(wasm);
  const bound = outputFiles[0].text.replace(
    /import (\w+) from "\.\/webwork\.wasm\?module"/,
    "const $1 = globalThis.isolatedModule",
  );
  const code = `// ${++copies}\n${bound}`;
  return import(`data:text/javascript;base64,${Buffer.from(code).toString("base64")}`);
}
