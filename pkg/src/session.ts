// What the calls of one client share: options, token, fetch, and the client's handle in the wasm.

import { runningEngine, type Engine } from "./engine.js";
import { errorOf } from "./errors.js";
import type { ClientOptions, Fetch, RateLimit, Token } from "./options.js";

const DEFAULT_BASE_URL = "https://api.webwork-tracker.com/api/v2";
const VALIDATION = { off: 0, report: 1, strict: 2 } as const;

const providers = new WeakMap<object, string>();
let providerCount = 0;

/** Frees the handle of a client that nobody closed. Made late: importing the package does nothing. */
let registry: FinalizationRegistry<{ engine: Engine; handle: number }> | undefined;

export class Session {
  readonly options: ClientOptions;
  readonly baseUrl: string;
  /** The options, where there is a hook among them: most clients have none, and pay nothing. */
  readonly hooks: ClientOptions | undefined;
  /** `fetch`, which never throws but rejects: what the core's `send` throws is a bug. */
  readonly fetch: Fetch;
  #engine: Engine | undefined;
  #handle = -1;
  #closed = false;

  constructor(options: ClientOptions) {
    this.options = options;
    this.baseUrl = (options.baseUrl ?? DEFAULT_BASE_URL).replace(/\/+$/, "");
    this.hooks = options.onRequest || options.onResponse || options.onRetry || options.onDrift ? options : undefined;
    const own = options.fetch;
    this.fetch = (url, init) => {
      try {
        return own ? own(url, init) : globalThis.fetch(url, init);
      } catch (error) {
        return Promise.reject(error);
      }
    };
  }

  get token(): Token {
    return this.options.token;
  }

  /** The client in this instance of the wasm. */
  handle(engine: Engine): number {
    if (this.#engine === engine) return this.#handle;
    const { options } = this;
    const { requests, per } = options.rateLimit || (options.rateLimit === false ? { requests: 0, per: 0 } : { requests: 60, per: 60_000 });
    // Without a listener there is nobody to report to, so nothing is looked at.
    const validation = options.validation ?? (options.onDrift ? "report" : "off");
    const level = validation === "report" && !options.onDrift ? VALIDATION.off : VALIDATION[validation];
    this.#handle = engine.core.open(this.baseUrl, this.#limiter(), requests, per, options.workspaceId ?? NaN, level, performance.now());
    this.#engine = engine;
    registry ??= new FinalizationRegistry((held) => release(held.engine, held.handle));
    registry.register(this, { engine, handle: this.#handle }, this);
    return this.#handle;
  }

  /** Clients of one token at one server share their pacing. */
  #limiter(): string {
    const { token, rateLimit } = this.options;
    if (rateLimit === false) return "";
    let key = typeof token === "string" ? token : providers.get(token);
    if (key === undefined) {
      key = `\0${++providerCount}`;
      providers.set(token as object, key);
    }
    return `${this.baseUrl} ${key}`;
  }

  get rateLimit(): RateLimit {
    const engine = this.#engine;
    const numbers = engine && !engine.broken && !this.#closed ? engine.core.rate(this.#handle, performance.now()) : [];
    const known = (at: number): number | undefined => (Number.isNaN(numbers[at]) ? undefined : numbers[at]);
    return { limit: known(0), remaining: known(1), reset: known(2) };
  }

  ensureOpen(operation: string): void {
    if (this.#closed) throw errorOf("closed", `${operation}: the client was closed`, { operation });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#engine && this.#engine === runningEngine()) {
      registry?.unregister(this);
      release(this.#engine, this.#handle);
    }
  }
}

function release(engine: Engine, handle: number): void {
  if (engine.broken) return;
  try {
    engine.core.close(handle);
  } catch (cause) {
    engine.retire(cause);
  }
}
