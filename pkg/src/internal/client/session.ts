// What the calls of one client share: options, token, fetch, and the client's handle in the core.

import { quietly } from "../call/response.js";
import type { Engine } from "../core/engine.js";
import { runningEngine } from "../core/load.js";
import { nameOfFunction } from "../core/process.js";
import { errorOf } from "../errors/errors.js";
import { ValidationMode } from "../generated/boundary.js";
import type { ClientOptions, Fetch, RateLimit, RateLimitOptions } from "./options.js";

const DEFAULT_BASE_URL = "https://api.webwork-tracker.com/api/v2";
export const DEFAULT_TIMEOUT = 30_000;
export const DEFAULT_MAX_RETRIES = 2;
const DEFAULT_RATE_LIMIT = { requests: 60, per: 60_000 };
const VALIDATION = {
  off: ValidationMode.Off,
  report: ValidationMode.Report,
  strict: ValidationMode.Strict,
} as const;

/** Frees the handle of a client that nobody closed. Made late: importing the package does nothing. */
let registry: FinalizationRegistry<{ engine: Engine; handle: number }> | undefined;

export class Session {
  readonly options: ClientOptions;
  readonly baseUrl: string;
  /** The rate limit, if there is one. */
  readonly #limit: Partial<RateLimitOptions>;
  /** The last token, to be kept out of what is shown. */
  secret: string | undefined;
  #engine: Engine | undefined;
  #handle = -1;
  #closed = false;
  #rateLimit:
    | { readonly state: RateLimit; readonly changes: number | undefined; readonly until: number }
    | undefined;

  constructor(options: ClientOptions) {
    this.options = options;
    this.#limit = options.rateLimit === false ? {} : (options.rateLimit ?? DEFAULT_RATE_LIMIT);
    this.baseUrl = new URL(options.baseUrl ?? DEFAULT_BASE_URL).href.replace(/\/+$/, "");
    if (typeof options.token === "string") this.secret = options.token;
  }

  get fetch(): Fetch {
    return this.options.fetch ?? globalThis.fetch ?? noFetch;
  }

  /** After a write, a list must show it, whatever the HTTP cache holds. */
  get fetchInit(): RequestInit {
    return mayCache(this.fetch) && takesCacheMode() ? { cache: "no-store" } : {};
  }

  /** The client in this engine. */
  handle(engine: Engine): number {
    if (this.#engine === engine) return this.#handle;
    const { workspaceId, validation = "report", onDrift, token } = this.options;
    const { requests = 0, per = 0, store } = this.#limit;
    const key = this.#rateLimitKey();
    this.#handle = engine.core.openClient(
      this.baseUrl,
      key,
      requests,
      per,
      workspaceId ?? NaN,
      VALIDATION[validation],
      onDrift !== undefined,
      typeof token === "function",
      engine.clock.now(),
    );
    this.#engine = engine;
    if (key !== "") engine.share(key, store);
    // Edge runtimes long had none; clients do not live long there.
    if (typeof FinalizationRegistry === "function") {
      registry ??= new FinalizationRegistry(({ engine, handle }) => closeHandle(engine, handle));
      registry.register(this, { engine, handle: this.#handle }, this);
    }
    return this.#handle;
  }

  /** Whose budget it is: that of one user at one server. */
  #rateLimitKey(): string {
    const { token } = this.options;
    const { requests, key } = this.#limit;
    if (!requests) return "";
    const owner = typeof token === "string" ? `token ${token}` : nameOfFunction(token);
    return `${this.baseUrl} ${key === undefined ? owner : `key ${key}`}`;
  }

  /** The same object until something changes, so that `useSyncExternalStore` and the like can use it. */
  get rateLimit(): RateLimit {
    const engine = this.#closed || this.#engine?.isBroken ? undefined : this.#engine;
    const now = engine?.clock.now() ?? 0;
    const changes = engine?.core.rateLimitChanges(this.#handle);
    const known = this.#rateLimit;
    if (known && known.changes === changes && now < known.until) return known.state;
    const { requests = NaN } = this.#limit;
    const numbers = engine ? [] : [requests, requests];
    engine?.core.rateLimit(this.#handle, now, numbers);
    const [limit, remaining, resetMs] = numbers.map((number) =>
      Number.isNaN(number) ? undefined : number,
    );
    const state = Object.freeze({ limit, remaining, resetMs });
    this.#rateLimit = { state, changes, until: now + (resetMs ?? Infinity) };
    return state;
  }

  ensureOpen(operation: string): void {
    if (this.#closed) throw errorOf("closed", `${operation}: the client was closed`, { operation });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#engine && this.#engine === runningEngine()) {
      registry?.unregister(this);
      closeHandle(this.#engine, this.#handle);
    }
  }
}

function noFetch(): never {
  throw new TypeError("this environment has no fetch: pass one to the client");
}

function closeHandle(engine: Engine, handle: number): void {
  if (engine.isBroken) return;
  try {
    engine.core.closeClient(handle);
  } catch (cause) {
    engine.retire(cause);
  }
}

/**
 * Whether a `fetch` may respond from a cache. That of Node.js, Deno and Bun has none, and would only send
 * more headers; Next.js puts one in its place that has.
 */
function mayCache(fetch: Fetch): boolean {
  return fetch !== globalThis.fetch || versions()?.node === undefined || "__nextPatched" in fetch;
}

let cacheMode: boolean | undefined;

/**
 * Whether requests may say `cache`: older versions of workerd throw. Node.js, Deno and Bun, which alone
 * have V8 among their versions, do not; there, the first look at `Request` would take 20 ms.
 */
function takesCacheMode(): boolean {
  const asked = (): string => new Request("https://localhost", { cache: "no-store" }).cache;
  cacheMode ??= versions()?.v8 !== undefined || quietly(asked) === "no-store";
  return cacheMode;
}

function versions(): Record<string, string> | undefined {
  return (globalThis as { process?: { versions?: Record<string, string> } }).process?.versions;
}
