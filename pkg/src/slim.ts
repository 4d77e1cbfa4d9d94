// The slim entry: without the wasm, for those who serve or compile it themselves.

import type { WasmSource } from "./internal/client/options.js";
import { setSource } from "./internal/loading/source.js";

/**
 * Says where the wasm comes from: bytes, a URL, a Response, a `WebAssembly.Module`, or a promise of
 * one of these. Nothing is loaded before the first call. The file is `webwork-sdk/webwork.wasm`.
 */
export function loadWasm(source: WasmSource | Promise<WasmSource>): void {
  // A promise that fails before the first call is reported by that call.
  if (source instanceof Promise) source.catch(() => {});
  setSource(() => source);
}

export * from "./internal/exports.js";
