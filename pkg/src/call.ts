// One call: awaits what the core cannot (the wasm, the token, fetch, the body, its turn) and tells
// the core of it. The core decides everything else.

import { Trouble } from "./core.js";
import { runningEngine, loadEngine, type Engine, type Passenger } from "./engine.js";
import { errorFrom, errorOf, isFailure, redact, safeCause, WebWorkError, type ErrorDetails, type Outcome } from "./errors.js";
import { callRules, checkOptions, isToken, type CallOptions, type RequestEvent } from "./options.js";
import { toJson } from "./params.js";
import type { Answer } from "./promise.js";
import { unwatch, watch, type Abortable } from "./signals.js";
import type { Session } from "./session.js";

/** What a call asks for: an operation by index, or a raw request. */
export interface Ask {
  readonly name: string;
  /** Index of the operation; -1: a raw request. */
  readonly operation: number;
  readonly params: unknown;
}

export class Call implements Passenger, Abortable {
  readonly #session: Session;
  readonly #ask: Ask;
  readonly #options: CallOptions | undefined;
  /** Items of a paged answer are counted, so that the core can tell the next page. */
  readonly #paged: boolean;

  #resolve!: (body: unknown) => void;
  #reject!: (error: unknown) => void;
  #settled = false;
  #engine: Engine | undefined;
  #id = -1;
  #attempt: AbortController | undefined;
  /** Ends the wait that the call is in, if it is in one. */
  #interrupt: ((reason: unknown) => void) | undefined;
  #wake: (() => void) | undefined;
  #token: string | undefined;

  #startedAt = 0;
  #attempts = 0;
  #response: Response | undefined;
  #text: string | undefined;
  #cause: unknown;
  #failedOutcome: Outcome = "not_sent";
  /** The numbers of `core.page`, for a paged answer. */
  page: Float64Array | undefined;

  constructor(session: Session, ask: Ask, options: CallOptions | undefined, paged: boolean) {
    this.#session = session;
    this.#ask = ask;
    this.#options = options;
    this.#paged = paged;
  }

  /** Starts; what happens is told to the two functions, once. */
  start(resolve: (body: unknown) => void, reject: (error: unknown) => void): void {
    this.#resolve = resolve;
    this.#reject = reject;
    this.#startedAt = performance.now();
    this.#run().catch((error: unknown) => this.#fault(error));
  }

  get answer(): Answer {
    const headers = this.#response?.headers;
    return {
      status: this.#response?.status ?? 0,
      headers: isReadable(headers) ? headers : new Headers(),
      requestId: header(this.#response, "x-request-id"),
      attempts: this.#attempts,
      rateLimit: this.#session.rateLimit,
    };
  }

  wake(): void {
    this.#wake?.();
  }

  fail(error: WebWorkError): void {
    const outcome = this.#attempts > 0 ? "unknown" : "not_sent";
    this.#giveUp(errorOf(error.code, `${this.#ask.name}: ${error.message}`, { ...this.#details(outcome), cause: error.cause }));
  }

  abort(reason: unknown): void {
    const attempt = this.#attempt;
    this.#giveUp(errorOf("aborted", `${this.#ask.name}: aborted`, { ...this.#details(this.#outcome()), cause: reason }));
    attempt?.abort(reason);
  }

  /** Settles at once, whatever the call is waiting for. */
  #giveUp(error: WebWorkError): void {
    this.#settle(undefined, error);
    this.#interrupt?.(error);
  }

  async #run(): Promise<void> {
    const { name } = this.#ask;
    const options = this.#options;
    if (options !== undefined) checkOptions(options, callRules, name);
    const params = toJson(this.#ask.params, name);
    const extras = options && (options.query || options.body) ? toJson({ query: options.query, body: options.body }, name) : undefined;
    this.#session.ensureOpen(name);
    const signal = options?.signal;
    if (signal?.aborted) return this.abort(signal.reason);
    if (signal) watch(signal, this);
    try {
      const engine = runningEngine() ?? (await this.#wait(loadEngine(), this.#deadline()));
      if (this.#settled) return;
      this.#engine = engine;
      const limits = [
        options?.timeout ?? this.#session.options.timeout ?? 30_000,
        this.#deadline(),
        options?.maxRetries ?? this.#session.options.maxRetries ?? 2,
        options?.priority === "bulk",
        performance.now(),
      ] as const;
      const client = this.#session.handle(engine);
      this.#id = engine.core.begin(client, this.#ask.operation, params, extras, ...limits);
      engine.calls.set(this.#id, this);
      try {
        await this.#drive(engine);
      } catch (error) {
        if (isFailure(error)) this.#failedOutcome = engine.core.outcome(this.#id);
        throw error;
      } finally {
        if (!engine.broken) {
          engine.calls.delete(this.#id);
          engine.core.end(this.#id, performance.now());
          engine.schedule();
        }
      }
    } catch (error) {
      this.#fault(error);
    } finally {
      if (signal) unwatch(signal, this);
    }
  }

  async #drive(engine: Engine): Promise<void> {
    const { core } = engine;
    const id = this.#id;
    const { hooks } = this.#session;
    while (!this.#settled) {
      while (!core.admit(id, performance.now())) {
        await this.#parked(engine);
        if (this.#settled) return;
      }
      const token = this.#session.token;
      this.#token = typeof token === "string" ? token : await this.#ownToken(token, this.#remaining());
      if (this.#settled) return;

      const attempt = new AbortController();
      this.#attempt = attempt;
      let timedOut = false;
      const timer = setTimeout(() => {
        timedOut = true;
        const reason = new DOMException("the attempt's time ran out", "TimeoutError");
        attempt.abort(reason);
        this.#interrupt?.(reason);
      }, Math.min(Math.ceil(core.budget(id, performance.now())), 2 ** 31 - 1));
      const event: RequestEvent | undefined = hooks ? { operation: this.#ask.name, method: core.method(id), url: core.url(id), attempt: this.#attempts + 1 } : undefined;
      try {
        this.#attempts++;
        if (event) tell(hooks?.onRequest, event);
        const sentAt = event ? performance.now() : 0;
        let response: Response;
        try {
          const answer = core.send(id, this.#session.fetch, `Bearer ${this.#token}`, this.#headers(), attempt.signal);
          response = responseOf(await this.#wait(answer));
        } catch (cause) {
          if (cause instanceof WebAssembly.RuntimeError) throw cause;
          if (this.#settled) return;
          this.#attemptFailed(engine, timedOut ? Trouble.timeout : Trouble.connection, cause);
          continue;
        }
        if (this.#settled) return discard(response);
        this.#response = response;
        const read = core.answered(id, response, performance.now());
        engine.schedule();
        if (event) {
          tell(hooks?.onResponse, {
            ...event,
            status: response.status,
            durationMs: performance.now() - sentAt,
            rateLimit: this.#session.rateLimit,
            requestId: header(response, "x-request-id"),
          });
        }
        if (!read) {
          discard(response);
          continue;
        }
        let text: string;
        try {
          text = await this.#wait(textOf(response));
        } catch (cause) {
          if (this.#settled) return;
          if (response.status < 400 || timedOut) {
            this.#attemptFailed(engine, timedOut ? Trouble.timeout : Trouble.cutOff, cause);
            continue;
          }
          text = "";
        }
        if (this.#settled) return;
        return this.#judge(engine, text);
      } catch (error) {
        if (this.#response && isFailure(error)) discard(this.#response);
        throw error;
      } finally {
        clearTimeout(timer);
        this.#attempt = undefined;
        if (event && !this.#settled && !engine.broken) {
          const reason = core.retryReason(id);
          if (reason) tell(hooks?.onRetry, { ...event, reason, delayMs: core.retryDelay(id) });
        }
      }
    }
  }

  #judge(engine: Engine, text: string): void {
    const { hooks } = this.#session;
    const { name } = this.#ask;
    const body = parse(text);
    this.#text = text;
    const onDrift = hooks?.onDrift;
    const drift = onDrift && ((pointer: string, expected: string, found: string) => tell(onDrift, { operation: name, pointer, expected, found }));
    const hasBody = engine.core.judge(this.#id, text, body, drift);
    const result = hasBody ? body : { success: true };
    if (this.#paged && typeof result === "object" && result !== null) {
      const data: unknown = Reflect.get(result, "data");
      this.page = engine.core.page(this.#id, result, Array.isArray(data) ? data.length : 0);
    }
    this.#settle(result, undefined);
  }

  /** Tells the core of a failed attempt; returns where another will follow. */
  #attemptFailed(engine: Engine, trouble: Trouble, cause: unknown): void {
    this.#cause = safeCause(cause, this.#token);
    const detail = trouble === Trouble.timeout ? "" : redact(textOfCause(cause), this.#token);
    engine.core.failed(this.#id, trouble, detail, performance.now());
    engine.schedule();
  }

  async #parked(engine: Engine): Promise<void> {
    engine.parked++;
    try {
      const turn = new Promise<void>((resolve) => (this.#wake = resolve));
      engine.schedule();
      await this.#wait(turn);
    } catch (error) {
      if (!this.#settled) throw error;
    } finally {
      this.#wake = undefined;
      engine.parked--;
    }
  }

  async #ownToken(provider: () => string | Promise<string>, budget: number): Promise<string> {
    let token: unknown;
    try {
      token = await this.#wait(provider(), budget);
    } catch (cause) {
      if (cause instanceof WebWorkError) throw cause;
      throw errorOf("authentication", `${this.#ask.name}: the token provider failed`, { ...this.#details(this.#outcome()), cause });
    }
    if (!isToken(token)) {
      throw errorOf("authentication", `${this.#ask.name}: the token provider gave no token (a text of visible ASCII characters)`, this.#details(this.#outcome()));
    }
    return token;
  }

  #deadline(): number {
    return this.#options?.deadline ?? this.#session.options.deadline ?? Infinity;
  }

  /** Milliseconds left until the deadline. */
  #remaining(): number {
    return this.#deadline() - (performance.now() - this.#startedAt);
  }

  #headers(): Headers | undefined {
    const own = this.#options?.headers;
    const shared = this.#session.options.headers;
    if (own === undefined && shared === undefined) return undefined;
    const headers = new Headers(shared);
    new Headers(own).forEach((value, name) => headers.set(name, value));
    return headers;
  }

  /** Awaits, but no longer than the call lives, nor than so many milliseconds. */
  #wait<T>(value: T | PromiseLike<T>, milliseconds = Infinity): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#interrupt = reject;
      if (milliseconds === Infinity) {
        Promise.resolve(value).then(resolve, reject);
        return;
      }
      const late = (): void => reject(errorOf("timeout", `${this.#ask.name}: the deadline passed`, this.#details(this.#outcome())));
      const timer = setTimeout(late, Math.min(milliseconds, 2 ** 31 - 1));
      Promise.resolve(value)
        .finally(() => clearTimeout(timer))
        .then(resolve, reject);
    });
  }

  #outcome(): Outcome {
    const engine = this.#engine;
    return engine && !engine.broken && engine.calls.get(this.#id) === this ? engine.core.outcome(this.#id) : this.#attempts > 0 ? "unknown" : "not_sent";
  }

  #details(outcome: Outcome): ErrorDetails {
    return { operation: this.#ask.name, outcome, attempts: this.#attempts };
  }

  #settle(body: unknown, error: unknown): void {
    if (this.#settled) return;
    this.#settled = true;
    if (error === undefined) this.#resolve(body);
    else this.#reject(error);
  }

  /** What ended the call, as the error that the user gets. */
  #fault(error: unknown): void {
    if (this.#settled && !(error instanceof WebAssembly.RuntimeError)) return;
    if (error instanceof WebWorkError) return this.#settle(undefined, error);
    if (!isFailure(error)) {
      const broken = this.#engine?.retire(error);
      return this.fail(broken ?? errorOf("internal", String(error), { cause: error }));
    }
    const response = this.#response;
    const cause = this.#cause;
    const text = this.#text === undefined ? undefined : redact(this.#text, this.#token);
    const details: ErrorDetails = {
      ...this.#details(this.#failedOutcome),
      ...(cause === undefined ? {} : { cause }),
      status: response?.status,
      headers: isReadable(response?.headers) ? response.headers : undefined,
      requestId: header(response, "x-request-id"),
      body: text === undefined ? undefined : (parse(text) ?? text),
    };
    this.#settle(undefined, errorFrom(error, details, this.#token));
  }
}

function tell<E>(hook: ((event: E) => unknown) | undefined, event: E): void {
  try {
    const result: unknown = hook?.(event);
    // A hook may be async; its failure is its own affair.
    if (result instanceof Promise) result.catch(() => {});
  } catch {
    // Hooks watch; they must not change what happens.
  }
}

function responseOf(value: unknown): Response {
  if (typeof value !== "object" || value === null || typeof (value as Response).status !== "number") {
    throw new TypeError("fetch gave no Response");
  }
  return value as Response;
}

/** The value of a JSON text; `undefined` where it is none. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The body as text, also of a duck-typed response. */
async function textOf(response: Response): Promise<string> {
  if (typeof response.text === "function") return String(await response.text());
  if (typeof response.json === "function") return JSON.stringify(await response.json());
  if (typeof response.arrayBuffer === "function") return new TextDecoder().decode(await response.arrayBuffer());
  return "";
}

/** Lets go of a body that nobody reads, so that its connection is free again. */
function discard(response: Response): void {
  try {
    if (!response.bodyUsed) response.body?.cancel().catch(() => {});
  } catch {
    // A duck-typed response need not have a body to cancel.
  }
}

function isReadable(headers: Headers | undefined): headers is Headers {
  return typeof headers?.get === "function";
}

function header(response: Response | undefined, name: string): string | undefined {
  const headers = response?.headers;
  return isReadable(headers) ? (headers.get(name) ?? undefined) : undefined;
}

function textOfCause(cause: unknown): string {
  if (!(cause instanceof Error)) return typeof cause === "string" ? cause : "";
  // undici says only "fetch failed" and hides the reason one level down.
  const inner = cause.cause instanceof Error ? `: ${cause.cause.message || String(Reflect.get(cause.cause, "code"))}` : "";
  return `${cause.message}${inner}`;
}
