// One call. The core decides; this awaits what the core asks for and reports what came of it.

import { callRules, checkOptions } from "../client/checks.js";
import type { CallOptions, RequestEvent } from "../client/options.js";
import type { Session } from "../client/session.js";
import { tokenProblem } from "../client/token.js";
import type { Engine, Running } from "../core/engine.js";
import { LONGEST_DELAY } from "../core/engine.js";
import { loadEngine, runningEngine } from "../core/load.js";
import { type ErrorDetails, errorOf, WebWorkError } from "../errors/errors.js";
import { redact, safeCause, safeHeaders } from "../errors/secrets.js";
import {
  ActionKind,
  ERROR_CODES,
  OUTCOMES,
  Step,
  TransportFailure,
} from "../generated/boundary.js";
import type { Pagination } from "../generated/models.js";
import type { ResponseInfo } from "../paging/api-promise.js";
import { notify } from "./hooks.js";
import { overridesToJson, paramsToJson, requestToJson } from "./params.js";
import { type Head, header, headerLines, headOf, parse, readText, release } from "./response.js";
import { type Abortable, unwatch, watch } from "./signals.js";
import { detailOf, failureOf } from "./transport.js";

/** What a call is for. */
export interface Target {
  /** `resource.method`, or `request`. */
  readonly name: string;
  /** Index of the operation; -1: a raw request. */
  readonly operation: number;
  /** Parameters, or the raw request. */
  readonly params: unknown;
}

/** What a wait results in when its time is up. */
const TIME_UP = Symbol("time up");

/** Why a call ends before its time. */
class Interruption {
  readonly by: "abort" | "trap";
  readonly cause: unknown;

  constructor(by: "abort" | "trap", cause: unknown) {
    this.by = by;
    this.cause = cause;
  }
}

export class Call implements Running, Abortable {
  readonly #session: Session;
  readonly #target: Target;
  /** Checked, and as they were when the call was made. */
  options: CallOptions | undefined;
  readonly step = new Step();
  /** Where the call was made. */
  readonly #site: { stack?: string };

  #engine: Engine | undefined;
  #startedAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #interruption: Interruption | undefined;
  /** How the current wait ends when its time is up, or when the call is interrupted. */
  #onTimeUp: (() => void) | undefined;
  #onInterrupt: ((interruption: Interruption) => void) | undefined;
  #toldOfWait = false;

  // Of the last attempt.
  #attempts = 0;
  #token: string | undefined;
  #controller: AbortController | undefined;
  /** What `fetch` returned, until it settles. */
  #inFlight: PromiseLike<unknown> | undefined;
  #event: RequestEvent | undefined;
  #sentAt = 0;
  #head: Head | undefined;
  #text: string | undefined;
  #cause: unknown;

  constructor(session: Session, target: Target, options: CallOptions | undefined, above: Function) {
    this.#session = session;
    this.#target = target;
    this.options = options;
    this.#site = stackAbove(above);
  }

  /** Makes the call. Resolves to the body of the response. */
  async run(): Promise<unknown> {
    const { step } = this;
    try {
      const [target, overrides] = this.#prepare();
      const engine = runningEngine() ?? (await this.#wait(loadEngine()));
      if (engine === TIME_UP) throw this.#error("timeout", "totalTimeout ended while loading");
      const { core, clock } = engine;
      let action = this.#start(engine, target, overrides);
      for (;;) {
        switch (action) {
          case ActionKind.Queue: {
            this.#notifyOfWait();
            this.#setTimer(step.ms);
            const turn = await this.#wait(engine.turn(step.call));
            action =
              turn === TIME_UP
                ? core.timeUp(step, step.call, clock.now())
                : core.resumed(step, step.call, clock.now());
            break;
          }
          case ActionKind.Wait: {
            this.#notifyOfWait();
            this.#setTimer(step.ms);
            await this.#wait(NEVER);
            action = core.timeUp(step, step.call, clock.now());
            break;
          }
          case ActionKind.GetToken: {
            this.#notifyOfRetry(0);
            this.#setTimer(step.ms);
            const token = await this.#wait(this.#getToken(step.refused)).catch(this.#asFailure);
            action =
              token === TIME_UP
                ? core.timeUp(step, step.call, clock.now())
                : this.#reportToken(engine, token);
            break;
          }
          case ActionKind.Send: {
            this.#inFlight = this.#send();
            this.#setTimer(step.ms);
            const response = await this.#wait(this.#inFlight).catch(this.#asFailure);
            action = this.#reportResponse(engine, response);
            break;
          }
          case ActionKind.Read: {
            // The timer of the attempt goes on.
            const text = await this.#wait(this.#read()).catch(this.#asFailure);
            action = this.#reportBody(engine, text);
            break;
          }
          case ActionKind.Done:
            return this.#result();
          default:
            throw this.#failure();
        }
        engine.attend();
      }
    } catch (error) {
      throw this.#ended(error);
    } finally {
      this.#release();
    }
  }

  abort(reason: unknown): void {
    this.#interrupt(new Interruption("abort", reason));
  }

  broken(cause: unknown): void {
    this.#interrupt(new Interruption("trap", cause));
  }

  /** What the response says besides its body. */
  get info(): ResponseInfo {
    return {
      status: this.#head?.status ?? 0,
      headers: this.#head?.headers ?? new Headers(),
      requestId: this.#requestId,
      attempts: this.#attempts,
      rateLimit: this.#session.rateLimit,
    };
  }

  /** The page object of a list, wherever the server put it. */
  get pagination(): Pagination | undefined {
    const { total, per_page, current_page, last_page, from, to } = this.step;
    const members = { total, per_page, current_page, last_page, from, to };
    const known = Object.entries(members).filter(([, value]) => value !== undefined);
    return known.length > 0 ? Object.fromEntries(known) : undefined;
  }

  get #requestId(): string | undefined {
    const id = this.#head && header(this.#head.headers, "x-request-id");
    return id === undefined ? undefined : redact(id, this.#token);
  }

  /** Checks everything that can be checked without the wasm. */
  #prepare(): [target: string, overrides: string | undefined] {
    const { name, operation, params } = this.#target;
    this.#startedAt = this.#now();
    const given = this.options;
    // Until they are known to be good.
    this.options = undefined;
    if (given !== undefined) this.options = checkOptions(given, callRules, name);
    const target = operation < 0 ? requestToJson(params) : paramsToJson(params, name);
    const overrides = overridesToJson(this.options);
    // Later pages are requested with the same, whatever becomes of the caller's objects.
    if (overrides) this.options = { ...this.options, ...JSON.parse(overrides) };
    this.#session.ensureOpen(name);
    const signal = this.options?.signal;
    if (signal?.aborted) throw new Interruption("abort", signal.reason);
    if (signal) watch(signal, this);
    if (this.#totalTimeout < Infinity) this.#setTimer(this.#totalTimeout);
    return [target, overrides];
  }

  get #totalTimeout(): number {
    return this.options?.totalTimeout ?? this.#session.options.totalTimeout ?? Infinity;
  }

  #now(): number {
    return this.#engine ? this.#engine.clock.now() : performance.now();
  }

  #start(engine: Engine, target: string, overrides: string | undefined): number {
    const { step, options } = this;
    const shared = this.#session.options;
    const left = this.#totalTimeout - (performance.now() - this.#startedAt);
    const action = engine.core.start(
      step,
      this.#session.handle(engine),
      this.#target.operation,
      target,
      overrides,
      options?.timeout ?? shared.timeout ?? 30_000,
      left,
      options?.maxRetries ?? shared.maxRetries ?? 2,
      options?.priority === "bulk",
      engine.clock.now(),
    );
    this.#engine = engine;
    if (step.call >= 0) engine.add(step.call, this);
    return action;
  }

  // What the core asks for.

  async #getToken(refused: boolean): Promise<string> {
    const { token } = this.#session.options;
    const result: unknown =
      typeof token === "function"
        ? await token({ rejected: refused ? this.#token : undefined })
        : token;
    const problem = tokenProblem(result);
    if (problem !== undefined) throw new UnusableToken(problem);
    return result as string;
  }

  #send(): PromiseLike<unknown> {
    const { step } = this;
    const { options, fetch, watched } = this.#session;
    const token = step.token || (options.token as string);
    this.#token = token;
    this.#session.secret = token;
    this.#toldOfWait = false;
    this.#head = this.#text = this.#cause = undefined;
    this.#attempts++;
    if (watched) {
      const { method, url } = step;
      this.#event = { operation: this.#target.name, method, url, attempt: this.#attempts };
      notify(options.onRequest, this.#event);
    }
    const controller = new AbortController();
    this.#controller = controller;
    const init: RequestInit = {
      method: step.method,
      headers: this.#headers(token),
      redirect: "manual",
      signal: controller.signal,
      ...this.#session.fetchInit,
    };
    if (step.body !== undefined) init.body = step.body;
    this.#sentAt = this.#now();
    // A hook may have aborted the call.
    if (this.#interruption) return NEVER;
    return attempt(() => fetch(step.url, init));
  }

  #headers(token: string): HeadersInit {
    const authorization = `Bearer ${token}`;
    const own = this.options?.headers as Headers | undefined;
    const shared = this.#session.options.headers as Headers | undefined;
    const accept = "application/json";
    if (!own && !shared) {
      // A plain object costs a tenth of a Headers.
      return this.step.body === undefined
        ? { authorization, accept }
        : { authorization, accept, "content-type": accept };
    }
    const headers = new Headers(shared);
    own?.forEach((value, name) => headers.set(name, value));
    if (!headers.has("accept")) headers.set("accept", accept);
    if (this.step.body !== undefined && !headers.has("content-type")) {
      headers.set("content-type", accept);
    }
    headers.set("authorization", authorization);
    return headers;
  }

  #read(): PromiseLike<unknown> {
    const { response } = this.#head as Head;
    return attempt(() => readText(response));
  }

  // What came of it.

  #reportToken(engine: Engine, token: string | Failed): number {
    const { core, clock } = engine;
    const { call } = this.step;
    if (typeof token === "string") return core.token(this.step, call, token, clock.now());
    const { cause } = token;
    const isUnusable = cause instanceof UnusableToken;
    if (!isUnusable) this.#cause = safeCause(cause, this.#session.secret);
    const said = isUnusable ? "" : detailOf(this.#cause);
    const message = isUnusable
      ? `the token function returned ${cause.problem}`
      : `the token function failed${said && `: ${said}`}`;
    return core.tokenFailed(this.step, call, message, clock.now());
  }

  #reportResponse(engine: Engine, response: unknown | Failed | typeof TIME_UP): number {
    if (response === TIME_UP) return this.#timedOut(engine);
    this.#inFlight = undefined;
    if (response instanceof Failed) return this.#lost(engine, response.cause);
    let head: Head;
    try {
      head = headOf(response);
    } catch (cause) {
      return this.#lost(engine, cause);
    }
    this.#head = head;
    const { status, redirect } = head;
    const { step } = this;
    const now = this.#now();
    const action = engine.core.response(step, step.call, status, redirect, headerLines(head), now);
    this.#notifyOfResponse(now);
    if (action !== ActionKind.Read) this.#endAttempt(release);
    return action;
  }

  #reportBody(engine: Engine, text: unknown | Failed | typeof TIME_UP): number {
    if (text === TIME_UP) return this.#timedOut(engine);
    if (text instanceof Failed) return this.#lost(engine, text.cause);
    this.#endAttempt();
    this.#text = typeof text === "string" ? text : "";
    this.#body = parse(this.#text);
    const { step } = this;
    const { core, clock } = engine;
    return core.body(step, step.call, this.#text, this.#body, clock.now());
  }

  #body: unknown;

  #timedOut(engine: Engine): number {
    const reason = new DOMException("the time of the attempt ran out", "TimeoutError");
    this.#cause = reason;
    this.#controller?.abort(reason);
    this.#endAttempt();
    return engine.core.timeUp(this.step, this.step.call, engine.clock.now());
  }

  #lost(engine: Engine, cause: unknown): number {
    this.#endAttempt();
    this.#cause = safeCause(cause, this.#token);
    const failure = this.#head
      ? TransportFailure.Lost
      : failureOf(cause, !this.#session.options.fetch);
    const detail = detailOf(this.#cause);
    return engine.core.failed(this.step, this.step.call, failure, detail, engine.clock.now());
  }

  #endAttempt(dispose?: (response: unknown) => void): void {
    clearTimeout(this.#timer);
    dispose?.(this.#head?.response);
    // Should the response of a `fetch` that ignores its signal arrive after all, nobody reads it.
    this.#inFlight?.then(release, () => {});
    this.#inFlight = this.#controller = undefined;
  }

  // Waiting.

  /** Waits for `work`, unless the time is up first. Rejects if the call is interrupted. */
  #wait<T>(work: PromiseLike<T>): Promise<T | typeof TIME_UP> {
    return new Promise((resolve, reject) => {
      if (this.#interruption) return reject(this.#interruption);
      this.#onTimeUp = () => resolve(TIME_UP);
      this.#onInterrupt = reject;
      work.then(resolve, reject);
    });
  }

  /** A failure as a value, unless it is the end of the call. */
  readonly #asFailure = (cause: unknown): Failed => {
    if (this.#interruption && cause === this.#interruption) throw cause;
    return new Failed(cause);
  };

  /** Sets the one timer of the call, in place of the last one. */
  #setTimer(ms: number): void {
    clearTimeout(this.#timer);
    if (ms === Infinity) return;
    const delay = Math.min(Math.ceil(ms), LONGEST_DELAY);
    const due = this.#now() + delay;
    this.#timer = setTimeout(() => {
      this.#engine?.clock.fired(due);
      this.#onTimeUp?.();
    }, delay);
  }

  #interrupt(interruption: Interruption): void {
    this.#interruption ??= interruption;
    this.#onInterrupt?.(this.#interruption);
  }

  // Ends.

  #result(): unknown {
    this.#notifyOfDrift();
    if (this.#interruption) throw this.#interruption;
    if (!this.step.acknowledged) return this.#body;
    const { message } = this.step;
    return message ? { success: true, message } : { success: true };
  }

  /** The error that the core decided on. */
  #failure(): WebWorkError {
    this.#notifyOfDrift();
    const { step } = this;
    const head = this.#head;
    const secret = this.#token ?? this.#session.secret;
    const code = ERROR_CODES[step.code] ?? "internal";
    const text = this.#text === undefined ? undefined : redact(this.#text, secret);
    const body = text === this.#text ? this.#body : parse(text ?? "");
    // The message about bad arguments is made of the issues.
    const message = step.issues ? "" : clip(redact(step.message, secret), 1_000);
    return this.#error(code, message, {
      outcome: OUTCOMES[step.outcome],
      attempts: step.attempts,
      retryable: step.retryable,
      issues: step.issues,
      ...(this.#cause === undefined ? {} : { cause: this.#cause }),
      status: head?.status,
      headers: head && safeHeaders(head.headers, secret),
      requestId: this.#requestId,
      body: body ?? text,
      retryAfterMs: step.retryAfterMs,
      excerpt: step.hasExcerpt ? clip(text ?? "", 200) : undefined,
      pointer: step.pointer,
    });
  }

  /** The error that the user gets for whatever ended the call. */
  #ended(error: unknown): unknown {
    const interruption = this.#interruption ?? (error instanceof Interruption ? error : undefined);
    if (interruption?.by === "abort") {
      const { outcome, attempts } = this.#abandon();
      const details = { outcome, attempts, cause: interruption.cause };
      this.#controller?.abort(interruption.cause);
      return this.#error("aborted", "the call was aborted", details);
    }
    if (error instanceof WebWorkError) return this.#withPlace(error);
    const cause = interruption ? interruption.cause : error;
    this.#engine?.retire(cause);
    this.#controller?.abort();
    const outcome = this.#attempts > 0 ? "unknown" : "not_sent";
    const message = "a bug in webwork-sdk; please report it. The next call starts afresh";
    return this.#error("internal", message, { outcome, attempts: this.#attempts, cause });
  }

  #abandon(): Pick<ErrorDetails, "outcome" | "attempts"> {
    const { step } = this;
    const engine = this.#engine;
    if (!engine || engine.isBroken || step.call < 0) {
      return { outcome: this.#attempts > 0 ? "unknown" : "not_sent", attempts: this.#attempts };
    }
    engine.core.abandon(step, step.call, engine.clock.now());
    return { outcome: OUTCOMES[step.outcome], attempts: step.attempts };
  }

  #release(): void {
    this.#endAttempt();
    this.#onTimeUp = this.#onInterrupt = undefined;
    const signal = this.options?.signal;
    if (signal) unwatch(signal, this);
    if (this.#engine && this.step.call >= 0) this.#engine.remove(this.step.call);
  }

  #error(
    code: (typeof ERROR_CODES)[number],
    message: string,
    details: ErrorDetails = {},
  ): WebWorkError {
    const { name } = this.#target;
    const text = message === "" || message.startsWith(`${name}:`) ? message : `${name}: ${message}`;
    return errorOf(code, text, { ...details, operation: name, stack: this.#site.stack });
  }

  /** An error that arose outside of a call, such as in loading the wasm. */
  #withPlace(error: WebWorkError): WebWorkError {
    if (error.operation !== "client") return error;
    return this.#error(error.code, error.message, { outcome: "not_sent", cause: error.cause });
  }

  // Hooks.

  #notifyOfWait(): void {
    const { delayMs, queued } = this.step;
    this.#notifyOfRetry(delayMs);
    const { onWait } = this.#session.options;
    if (!onWait || delayMs <= 0 || this.#toldOfWait) return;
    this.#toldOfWait = queued > 0;
    const reason = queued > 0 ? "rate_limit" : "retry";
    notify(onWait, { operation: this.#target.name, reason, delayMs: Math.ceil(delayMs), queued });
  }

  #notifyOfRetry(delayMs: number): void {
    const { reason } = this.step;
    if (reason === "") return;
    this.step.reason = "";
    if (this.#event) {
      const event = { ...this.#event, reason, delayMs: Math.ceil(delayMs) };
      notify(this.#session.options.onRetry, event);
    }
  }

  #notifyOfResponse(now: number): void {
    const { onResponse } = this.#session.options;
    if (!onResponse || !this.#event || !this.#head) return;
    notify(onResponse, {
      ...this.#event,
      status: this.#head.status,
      durationMs: now - this.#sentAt,
      rateLimit: this.#session.rateLimit,
      requestId: this.#requestId,
    });
  }

  #notifyOfDrift(): void {
    for (const { pointer, expected, found } of this.step.drifts ?? []) {
      const operation = this.#target.name;
      const event = { operation, pointer: redact(pointer, this.#token), expected, found };
      notify(this.#session.options.onDrift, event);
    }
  }
}

/** Work that never ends by itself. */
const NEVER: PromiseLike<never> = { then: () => NEVER } as PromiseLike<never>;

/** What `fetch`, a body or the token function was rejected with. */
class Failed {
  readonly cause: unknown;

  constructor(cause: unknown) {
    this.cause = cause;
  }
}

class UnusableToken {
  readonly problem: string;

  constructor(problem: string) {
    this.problem = problem;
  }
}

/** Calls a function of the user's; what it throws is a rejection, and what it returns may be anything. */
function attempt<T>(work: () => T | PromiseLike<T>): PromiseLike<T> {
  try {
    const result = work();
    return result instanceof Promise ? result : Promise.resolve(result);
  } catch (error) {
    return Promise.reject(error);
  }
}

function clip(text: string, length: number): string {
  return text.length > length ? text.slice(0, length) : text;
}

/** The stack of the function that called `above`, in a form that is only rendered if it is read. */
function stackAbove(above: Function): { stack?: string } {
  const { captureStackTrace } = Error as {
    captureStackTrace?: (target: object, above: Function) => void;
  };
  if (!captureStackTrace) return new Error();
  const site = {};
  captureStackTrace(site, above);
  return site;
}
