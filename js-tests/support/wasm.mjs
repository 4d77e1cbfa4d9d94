// Changing what a wasm exports, to make it trap.

/** Runs `work` while `change` may replace the exports of each wasm that is instantiated. */
export async function withExports(change, work) {
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = async (...args) => {
    const result = await instantiate.apply(WebAssembly, args);
    const exports = change({ ...(result.instance ?? result).exports });
    return result.instance ? { module: result.module, instance: { exports } } : { exports };
  };
  try {
    await work();
  } finally {
    WebAssembly.instantiate = instantiate;
  }
}
