import type { WasmSource } from "../client/options.js";

/** Instantiates whatever stands for a wasm. */
export async function instantiate(
  source: WasmSource,
  imports: WebAssembly.Imports,
): Promise<WebAssembly.WebAssemblyInstantiatedSource> {
  if (typeof source === "string" || source instanceof URL) source = await fetch(source);
  // By name, because a module may come from another realm, where instanceof fails.
  const type = Object.prototype.toString.call(source);
  if (type === "[object WebAssembly.Module]") {
    const module = source as WebAssembly.Module;
    return { module, instance: await WebAssembly.instantiate(module, imports) };
  }
  if (type === "[object Response]") {
    const response = source as Response;
    if (!response.ok) {
      throw new Error(`the wasm could not be fetched: ${response.status} for ${response.url}`);
    }
    // Not instantiateStreaming: it insists on a content type that many servers do not send.
    source = await response.arrayBuffer();
  }
  return WebAssembly.instantiate(source as BufferSource, imports);
}
