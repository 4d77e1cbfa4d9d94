// The sandbox entry: a WebWork in memory, in a wasm of its own.

import { inflate, instantiate } from "./engine.js";
import { createGlue } from "./generated/sandbox-glue.js";
import type { SandboxOptions } from "./generated/sandbox-options.js";
import { deflated, size } from "./generated/sandbox-wasm.js";
import { checkOptions, sandboxRules } from "./options.js";

interface Inner {
  fetch(request: Request): Promise<Response>;
}

interface Module {
  Sandbox: new (options: SandboxOptions) => Inner;
}

let module: Promise<Module> | undefined;
let count = 0;

async function load(): Promise<Module> {
  const glue = createGlue();
  glue.attach(await instantiate(await inflate(deflated, size), glue.imports));
  return glue as unknown as Module;
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
  readonly #inner: () => Promise<Inner>;

  /** @throws {InvalidArgumentError} an option is unknown or not what it may be. */
  constructor(options: SandboxOptions = {}) {
    checkOptions(options, sandboxRules, "sandbox");
    this.token = options.token ?? `sandbox-token-${++count}`;
    const all = { ...options, token: this.token };
    for (const [name, value] of Object.entries(all)) {
      if (value === undefined) delete all[name as keyof SandboxOptions];
    }
    let inner: Promise<Inner> | undefined;
    this.#inner = () => {
      module ??= load().catch((error: unknown) => {
        module = undefined;
        throw error;
      });
      inner ??= module.then(({ Sandbox }) => new Sandbox(all));
      return inner;
    };
  }

  /** A `fetch` that the sandbox answers; nothing leaves the process. Any host will do. */
  readonly fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    return (await this.#inner()).fetch(request);
  };
}

/** A sandbox that is ready: its wasm is loaded. */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = new Sandbox(options);
  await sandbox.fetch("http://localhost/ready");
  return sandbox;
}

export type { SandboxOptions };
