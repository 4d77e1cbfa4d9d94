// Memory of the process, after the garbage is gone, and of the wasm in it.

const memories = [];

/** Remembers the memory of each wasm made from now on: the package keeps it to itself. */
export function watchWasm() {
  const instantiate = WebAssembly.instantiate;
  WebAssembly.instantiate = async (...args) => {
    const result = await instantiate(...args);
    const { exports } = result.instance ?? result;
    memories.push(
      ...Object.values(exports).filter((member) => member instanceof WebAssembly.Memory),
    );
    return result;
  };
}

/** Megabytes in use. */
export async function used() {
  // Finalizers run between tasks, and free what the next collection finds.
  for (let turn = 0; turn < 3; turn++) {
    globalThis.gc();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const wasm = memories.reduce((sum, memory) => sum + memory.buffer.byteLength, 0);
  return { heap: process.memoryUsage().heapUsed / 1e6, wasm: wasm / 1e6 };
}
