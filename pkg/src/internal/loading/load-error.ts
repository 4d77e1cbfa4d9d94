import { InternalError } from "../errors/errors.js";

/** Says what can be done about a wasm that does not load. */
export function loadError(cause: unknown): InternalError {
  return new InternalError(`webwork-sdk could not load its wasm: ${adviceFor(cause)}`, { cause });
}

function adviceFor(cause: unknown): string {
  const text = String(cause);
  if (/unsafe-eval|Content Security Policy|CSP/i.test(text)) {
    return `the Content Security Policy forbids WebAssembly; add 'wasm-unsafe-eval' to script-src (${text})`;
  }
  if (/disallowed by embedder/i.test(text)) {
    return `this runtime does not compile wasm at run time; let the bundler resolve the condition "workerd" or "edge-light", or use webwork-sdk/slim with an imported module (${text})`;
  }
  if (!("WebAssembly" in globalThis)) {
    return "this JavaScript engine has no WebAssembly (Hermes, or a browser in lockdown mode); call the API from a server or a worker that has it";
  }
  if (!("TextDecoder" in globalThis)) {
    return `this environment has no TextDecoder; under jsdom, which hides it, use the test environment "node" (${text})`;
  }
  return text;
}
