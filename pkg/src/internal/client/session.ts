// What the calls of one client share: options, token, fetch, and the client's handle in the wasm.

import { runningEngine, type Engine } from "../loading/engine.js";
import { errorOf } from "../errors/errors.js";
import type { ClientOptions, Fetch, RateLimit } from "./options.js";

const DEFAULT_BASE_URL = "https://api.webwork-tracker.com/api/v2";
const VALIDATION = { off: 0, report: 1, strict: 2 } as const;

type Provider = () => string | Promise<string>;

/** A token provider, once for all clients that use it. */
interface Source {
  /** Stands for it in the limiter's name. */
  readonly key: string;
  /** The answer to the one question under way after a refusal. */
  asked?: Promise<unknown> | undefined;
}

const sources = new WeakMap<Provider, Source>();
let sourceCount = 0;

function sourceOf(provider: Provider): Source {
  let source = sources.get(provider);
  if (!source) sources.set(provider, (source = { key: `\0${++sourceCount}` }));
  return source;
}

/** Frees the handle of a client that nobody closed. Made late: importing the package does nothing. */
let registry: FinalizationRegistry<{ engine: Engine; handle: number }> | undefined;

export class Session {
  readonly options: ClientOptions;
  readonly baseUrl: string;
  /** Whether attempts are told of. Most clients have no such hook, and pay nothing. */
  readonly watched: boolean;
  /** Whether answers are held against the contract. */
  readonly validation: number;
  /** The last token, to be kept out of what is shown. */
  secret: string | undefined;
  #engine: Engine | undefined;
  #handle = -1;
  #closed = false;

  constructor(options: ClientOptions) {
    this.options = options;
    this.baseUrl = (options.baseUrl ?? DEFAULT_BASE_URL).replace(/\/+$/, "");
    this.watched = Boolean(options.onRequest || options.onResponse || options.onRetry);
    // Without a listener there is nobody to report to, so nothing is looked at.
    const validation = options.validation ?? "report";
    this.validation = VALIDATION[validation === "report" && !options.onDrift ? "off" : validation];
    if (typeof options.token === "string") this.secret = options.token;
  }

  get fetch(): Fetch {
    return this.options.fetch ?? globalThis.fetch ?? noFetch;
  }

  get provider(): Provider | undefined {
    return typeof this.options.token === "function" ? this.options.token : undefined;
  }

  /** The client in this instance of the wasm. */
  handle(engine: Engine): number {
    if (this.#engine === engine) return this.#handle;
    const { rateLimit, workspaceId } = this.options;
    const { requests, per } =
      rateLimit || (rateLimit === false ? { requests: 0, per: 0 } : { requests: 60, per: 60_000 });
    this.#handle = engine.core.open(
      this.baseUrl,
      this.#limiter(),
      requests,
      per,
      workspaceId ?? NaN,
      this.validation,
      performance.now(),
    );
    this.#engine = engine;
    // Edge runtimes long had none; there, clients do not live long.
    if (typeof FinalizationRegistry === "function") {
      registry ??= new FinalizationRegistry((held) => release(held.engine, held.handle));
      registry.register(this, { engine, handle: this.#handle }, this);
    }
    return this.#handle;
  }

  /** Clients of one token at one server share their pacing. */
  #limiter(): string {
    const { token, rateLimit } = this.options;
    return rateLimit === false
      ? ""
      : `${this.baseUrl} ${typeof token === "string" ? token : sourceOf(token).key}`;
  }

  /** A request carries this token, which the provider gave. */
  carry(token: string): void {
    if (token === this.secret) return;
    if (this.secret !== undefined) this.#renewed(true);
    this.secret = token;
  }

  /** Another token than the refused one: the newest, or the answer to one question for all who ask. */
  renew(engine: Engine, call: number, refused: string): unknown {
    const step = engine.core.refused(call);
    if (step === 0) return this.secret;
    const provider = this.provider as Provider;
    // Where each call lives in a context of its own, the one that asks may be gone before the answer.
    if (engine.alone) return provider();
    const source = sourceOf(provider);
    source.asked ??= new Promise((resolve) => resolve(provider()));
    const done = (token: unknown): void => {
      source.asked = undefined;
      if (step === 2) this.#renewed(token !== refused && typeof token === "string");
    };
    source.asked.then(done, done);
    return source.asked;
  }

  #renewed(fresh: boolean): void {
    if (this.#engine && !this.#engine.broken && !this.#closed)
      this.#engine.core.renewed(this.#handle, fresh);
  }

  get rateLimit(): RateLimit {
    const engine = this.#engine;
    const now = performance.now();
    const [limit, remaining, reset] = [0, 1, 2].map((which) => {
      const number =
        engine && !engine.broken && !this.#closed
          ? engine.core.rate(this.#handle, which, now)
          : NaN;
      return Number.isNaN(number) ? undefined : number;
    });
    return { limit, remaining, reset };
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

function noFetch(): never {
  throw new TypeError("this environment has no fetch: give the client one");
}

function release(engine: Engine, handle: number): void {
  if (engine.broken) return;
  try {
    engine.core.close(handle);
  } catch (cause) {
    engine.retire(cause);
  }
}
