// The running wasm, shared by all clients of the process: how it is loaded, how parked calls are
// woken, and how it is replaced when it breaks.

import type { Core } from "./core.js";
import { createGlue } from "../generated/glue.js";
import { InternalError } from "../errors/errors.js";
import type { WasmSource } from "../client/options.js";

/** A call, as far as the engine is concerned. */
export interface Passenger {
  /** It has a slot now. */
  wake(): void;
  /** The engine broke. */
  fail(error: InternalError): void;
}

/** One instance of the wasm and the calls on it. */
export class Engine {
  readonly core: Core;
  /** Calls cannot wake each other: each lives in a context of its own, whose timers and requests end with it. */
  readonly alone: boolean;
  readonly calls = new Map<number, Passenger>();
  /** Calls that wait for the pump. */
  parked = 0;
  broken = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #wakesAt = Infinity;

  constructor(core: Core, alone: boolean) {
    this.core = core;
    this.alone = alone;
  }

  /** Sees to it that the one timer of all parked calls goes off in time. */
  schedule(): void {
    if (this.broken) return;
    const now = this.parked > 0 ? performance.now() : 0;
    // Infinite too while all slots are under way: an answer will schedule anew.
    const at = this.parked > 0 ? now + this.core.wake(now) : Infinity;
    // One that goes off too early schedules anew; and most often there is nobody to wake.
    if (at === Infinity ? this.#wakesAt === Infinity : this.#wakesAt <= at) return;
    clearTimeout(this.#timer);
    this.#wakesAt = at;
    if (at < Infinity)
      this.#timer = setTimeout(() => this.#pump(), Math.min(Math.ceil(at - now), 2 ** 31 - 1));
  }

  #pump(): void {
    this.#wakesAt = Infinity;
    try {
      for (let call: number; (call = this.core.pump(performance.now())) >= 0; )
        this.calls.get(call)?.wake();
      this.schedule();
    } catch (cause) {
      this.retire(cause);
    }
  }

  /** Gives the instance up: what is under way on it rejects, the next call loads a fresh one. */
  retire(cause: unknown): InternalError {
    const error = new InternalError(
      "internal",
      "a bug in webwork-sdk; please report it. The next call starts afresh",
      { cause, outcome: "unknown" },
    );
    if (this.broken) return error;
    this.broken = true;
    if (current === this) current = undefined;
    clearTimeout(this.#timer);
    for (const call of [...this.calls.values()]) call.fail(error);
    this.calls.clear();
    return error;
  }
}

/** Gives a wasm. */
export type Give = () => WasmSource | Promise<WasmSource>;

let source: Give | undefined;
let alone = false;
let current: Engine | undefined;
let pending: Promise<Engine> | undefined;

/** Says where the wasm comes from; nothing is loaded yet. */
export function setSource(give: Give, inContexts = false): void {
  source = give;
  alone = inContexts;
}

/** The engine, if it runs already. */
export function runningEngine(): Engine | undefined {
  return current;
}

/** The engine. A failed load is not remembered: the next call tries again. */
export function loadEngine(): Promise<Engine> {
  pending ??= load().then(
    (engine) => {
      pending = undefined;
      current = engine;
      return engine;
    },
    (cause: unknown) => {
      pending = undefined;
      throw loadError(cause);
    },
  );
  return pending;
}

async function load(): Promise<Engine> {
  const give = source;
  if (!give) {
    throw new Error(
      "no wasm was given: call loadWasm(…) before the first call, with webwork-sdk/webwork.wasm as bytes, URL, Response or module",
    );
  }
  const glue = createGlue();
  const { module, instance } = await instantiate(await give(), glue.imports);
  // Kept for the next instance, should this one break: a Response can be read only once.
  if (source === give) source = () => module;
  glue.attach(instance);
  return new Engine(glue as unknown as Core, alone);
}

/** Instantiates whatever stands for a wasm. */
export async function instantiate(
  from: WasmSource,
  imports: WebAssembly.Imports,
): Promise<WebAssembly.WebAssemblyInstantiatedSource> {
  if (typeof from === "string" || from instanceof URL) from = await fetch(from);
  // By its name, for a module may come from another realm, where instanceof fails.
  const kind = Object.prototype.toString.call(from);
  if (kind === "[object WebAssembly.Module]") {
    const module = from as WebAssembly.Module;
    return { module, instance: await WebAssembly.instantiate(module, imports) };
  }
  if (kind === "[object Response]") {
    const response = from as Response;
    if (!response.ok)
      throw new Error(`the wasm could not be fetched: ${response.status} for ${response.url}`);
    // Not instantiateStreaming: it insists on a content type that many servers do not send.
    from = await response.arrayBuffer();
  }
  return WebAssembly.instantiate(from as BufferSource, imports);
}

function loadError(cause: unknown): InternalError {
  const text = String(cause);
  const missing = ["WebAssembly", "TextDecoder", "DecompressionStream"].filter(
    (name) => !(name in globalThis),
  );
  let advice = text;
  if (/unsafe-eval|Content Security Policy|CSP/i.test(text)) {
    advice = `the Content Security Policy forbids WebAssembly; add 'wasm-unsafe-eval' to script-src (${text})`;
  } else if (/disallowed by embedder/i.test(text)) {
    advice = `this runtime compiles no wasm while it runs; let the bundler resolve the condition "workerd" or "edge-light", or use webwork-sdk/slim with an imported module (${text})`;
  } else if (missing.join() === "DecompressionStream") {
    advice = "this environment has no DecompressionStream; use webwork-sdk/slim and loadWasm(…)";
  } else if (missing.length > 0) {
    advice = `this environment has no ${missing.join(", no ")}; where jsdom hides what Node.js has, take the test environment "node" (${text})`;
  }
  return new InternalError("internal", `webwork-sdk could not load its wasm: ${advice}`, { cause });
}

/** The bytes of a wasm that was deflated (raw) and written as base64. */
export async function inflate(deflated: string, size: number): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new DecompressionStream("deflate-raw");
  const writer = stream.writable.getWriter();
  // Not awaited: the writes end only when the other side is read. Their failure shows there too.
  writer.write(fromBase64(deflated)).catch(() => {});
  writer.close().catch(() => {});
  const bytes = new Uint8Array(size);
  const reader = stream.readable.getReader();
  for (let at = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return bytes;
    bytes.set(value, at);
    at += value.length;
  }
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const native: unknown = Reflect.get(Uint8Array, "fromBase64");
  if (typeof native === "function") return native.call(Uint8Array, text);
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}
