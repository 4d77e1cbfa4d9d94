// Where the wasm comes from. Nothing is loaded here.

import type { WasmSource } from "../client/options.js";

/** Returns a wasm, or what leads to one. */
export type GetWasm = () => WasmSource | Promise<WasmSource>;

export interface Source {
  readonly get: GetWasm;
  /** Each request to the program has a context of its own, whose calls cannot resume each other. */
  readonly isolated: boolean;
}

let source: Source = {
  get() {
    throw new Error(
      "no wasm was given: before the first call, call loadWasm(…) with webwork-sdk/webwork.wasm as bytes, URL, Response or module",
    );
  },
  isolated: false,
};

export function setSource(get: GetWasm, isolated = false): void {
  source = { get, isolated };
}

export function currentSource(): Source {
  return source;
}
