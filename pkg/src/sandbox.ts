// The sandbox entry: a WebWork in memory, in a wasm of its own.

import { inflate, instantiate } from "./internal/loading/engine.js";
import { createGlue } from "./internal/generated/sandbox-glue.js";
import type { SandboxOptions } from "./internal/generated/sandbox-options.js";
import { deflated, size } from "./internal/generated/sandbox-wasm.js";
import { checkOptions, sandboxRules } from "./internal/client/options.js";

interface Inner {
  fetch(request: Request): Promise<Response>;
}

/**
 * The running wasm. It waits within (for the body of a request), so a trap may surface where nobody
 * awaits anything: it fails all that is under way, and the next request starts afresh.
 */
class Instance {
  readonly Sandbox: new (
    options: SandboxOptions,
  ) => Inner;
  readonly #waiting = new Set<(error: unknown) => void>();

  constructor({ exports }: WebAssembly.Instance, glue: ReturnType<typeof createGlue>) {
    const guarded = Object.entries(exports).map(([name, value]) => [
      name,
      typeof value === "function" ? this.#guard(value) : value,
    ]);
    glue.attach({ exports: Object.fromEntries(guarded) });
    this.Sandbox = (glue as unknown as Instance).Sandbox;
  }

  #guard(work: Function): Function {
    return (...args: unknown[]) => {
      try {
        return work(...args);
      } catch (error) {
        if (!(error instanceof WebAssembly.RuntimeError)) throw error;
        running = undefined;
        for (const reject of this.#waiting) reject(error);
        return 0;
      }
    };
  }

  /** What the work gives, or the trap that ends it. */
  run<T>(work: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.add(reject);
      const done = (): unknown => this.#waiting.delete(reject);
      Promise.resolve(work()).then(resolve, reject).then(done);
    });
  }
}

let running: Promise<Instance> | undefined;
let count = 0;

async function load(): Promise<Instance> {
  const glue = createGlue();
  return new Instance(
    (await instantiate(await inflate(deflated, size), glue.imports)).instance,
    glue,
  );
}

/**
 * A WebWork in memory: give its `fetch` and `token` to a client. It starts with the ids of the
 * vendor's examples (workspace 1, user 100, contract 20, project 10, task 5) and the month of
 * January 2026, and keeps what is written to it.
 *
 * @example
 * const sandbox = new Sandbox();
 * const webwork = new WebWork({ token: sandbox.token, fetch: sandbox.fetch, workspaceId: 1 });
 */
export class Sandbox {
  /** The access token it takes: another one for each sandbox, so that they do not share their pacing. */
  readonly token: string;
  readonly #options: SandboxOptions;
  #inner: Inner | undefined;
  #instance: Instance | undefined;

  /** @throws {InvalidArgumentError} an option is unknown or not what it may be. */
  constructor(options: SandboxOptions = {}) {
    checkOptions(options, sandboxRules, "sandbox");
    this.token = options.token ?? `sandbox-token-${++count}`;
    const all = { ...options, token: this.token };
    for (const [name, value] of Object.entries(all)) {
      if (value === undefined) delete all[name as keyof SandboxOptions];
    }
    this.#options = all;
  }

  /** A `fetch` that the sandbox answers; nothing leaves the process. Any host will do. */
  readonly fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    running ??= load().catch((error: unknown) => {
      running = undefined;
      throw error;
    });
    const instance = await running;
    return instance.run(() => {
      if (this.#instance !== instance) {
        this.#inner = new instance.Sandbox(this.#options);
        this.#instance = instance;
      }
      return (this.#inner as Inner).fetch(request);
    });
  };
}

/** A sandbox that is ready: its wasm is loaded. */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = new Sandbox(options);
  await sandbox.fetch("http://localhost/ready");
  return sandbox;
}

export type { SandboxOptions };
