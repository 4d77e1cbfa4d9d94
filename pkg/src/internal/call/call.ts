// One call: awaits what the core cannot (the wasm, the token, fetch, the body, its turn) and tells
// the core of it. The core decides everything else.
//
// The call is in one stage at a time. Each stage that waits says what happens when its wait is over
// and how long it may last; what comes for a stage that is over already is dropped. So a call can be
// settled at any time, by anyone, without asking what it is waiting for.

import { METHODS, OUTCOMES, Trouble } from "../loading/core.js";
import { loadEngine, runningEngine, type Engine, type Passenger } from "../loading/engine.js";
import {
  errorOf,
  isFailure,
  WebWorkError,
  type ErrorDetails,
  type Failure,
  type Outcome,
} from "../errors/errors.js";
import {
  callRules,
  checkOptions,
  isToken,
  type CallOptions,
  type RequestEvent,
} from "../client/options.js";
import { toJson } from "./params.js";
import { placeOf, type Answer, type Place } from "../paging/promise.js";
import { discard, header, headOf, linesOf, parse, quietly, textOf, type Head } from "./response.js";
import { redact, safeCause, safeHeaders } from "../errors/secrets.js";
import type { Session } from "../client/session.js";
import { unwatch, watch, type Abortable } from "./signals.js";

/** What a call asks for: an operation by index, or a raw request. */
export interface Ask {
  readonly name: string;
  /** Index of the operation; -1: a raw request. */
  readonly operation: number;
  readonly params: unknown;
}

/** The longest that timers hold. */
const LONGEST = 2 ** 31 - 1;

export class Call implements Passenger, Abortable {
  readonly #session: Session;
  readonly #ask: Ask;
  readonly #paged: boolean;
  /** As they were when the call was made. */
  options: CallOptions | undefined;
  /** What was asked for, as it was when the call was made. */
  params = "";

  #resolve!: (body: unknown) => void;
  #reject!: (error: unknown) => void;
  #settled = false;
  #engine: Engine | undefined;
  #id = -1;
  #startedAt = 0;

  #stage = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #parked = false;
  #renewed = false;
  /** The token to repeat the call with. */
  #fresh: string | undefined;

  // Of the attempt.
  #attempts = 0;
  #token: string | undefined;
  #controller: AbortController | undefined;
  #event: RequestEvent | undefined;
  #sentAt = 0;
  #head: Head | undefined;
  #text: string | undefined;
  #cause: unknown;

  constructor(session: Session, ask: Ask, options: CallOptions | undefined, paged = false) {
    this.#session = session;
    this.#ask = ask;
    this.options = options;
    this.#paged = paged;
  }

  /** Starts; what happens is told to the two functions, once. */
  start(resolve: (body: unknown) => void, reject: (error: unknown) => void): void {
    this.#resolve = resolve;
    this.#reject = reject;
    this.#startedAt = performance.now();
    this.#guard(() => {
      const { name, params } = this.#ask;
      if (this.options !== undefined) {
        checkOptions(this.options, callRules, name);
        this.options = { ...this.options };
      }
      const { options } = this;
      this.params = toJson(params, name);
      const extras =
        options && (options.query || options.body)
          ? toJson({ query: options.query, body: options.body }, name)
          : undefined;
      // Later pages are asked for with the same, whatever becomes of the caller's objects.
      if (extras) this.options = { ...options, ...JSON.parse(extras) };
      this.#session.ensureOpen(name);
      const signal = options?.signal;
      if (signal?.aborted) return this.abort(signal.reason);
      if (signal) watch(signal, this);
      const engine = runningEngine();
      if (engine) this.#open(engine, extras);
      else
        this.#await(
          loadEngine(),
          (engine) => this.#open(engine, extras),
          (error) => this.#fault(error),
        );
    });
  }

  get answer(): Answer {
    return {
      status: this.#head?.status ?? 0,
      headers: this.#head?.headers ?? new Headers(),
      requestId: this.#requestId(),
      attempts: this.#attempts,
      rateLimit: this.#session.rateLimit,
    };
  }

  /** Of a paged answer. */
  place: Place | undefined;

  wake(): void {
    this.#unpark();
    this.#guard(() => this.#authorize());
  }

  fail(error: WebWorkError): void {
    const outcome = this.#attempts > 0 ? "unknown" : "not_sent";
    this.#settle(
      undefined,
      errorOf(error.code, `${this.#ask.name}: ${error.message}`, {
        ...this.#details(outcome),
        cause: error.cause,
      }),
    );
  }

  abort(reason: unknown): void {
    if (this.#settled) return;
    const controller = this.#controller;
    this.#guard(() =>
      this.#settle(
        undefined,
        errorOf("aborted", `${this.#ask.name}: aborted`, {
          ...this.#details(this.#outcome()),
          cause: reason,
        }),
      ),
    );
    controller?.abort(reason);
  }

  #open(engine: Engine, extras: string | undefined): void {
    const { options } = this;
    const shared = this.#session.options;
    const timeout = options?.timeout ?? shared.timeout ?? 30_000;
    const maxRetries = options?.maxRetries ?? shared.maxRetries ?? 2;
    const client = this.#session.handle(engine);
    this.#engine = engine;
    this.#id = engine.core.begin(
      client,
      this.#ask.operation,
      this.params,
      extras,
      timeout,
      this.#remaining(),
      maxRetries,
      options?.priority === "bulk",
      performance.now(),
    );
    engine.calls.set(this.#id, this);
    this.#queue();
  }

  /** Waits for a slot. */
  #queue(): void {
    const engine = this.#engine as Engine;
    this.#unpark();
    const wait = engine.core.admit(this.#id, engine.alone, performance.now());
    if (wait === 0) return this.#authorize();
    this.#stage++;
    const remaining = this.#remaining();
    if (wait === Infinity && !engine.alone) {
      this.#parked = true;
      engine.parked++;
      engine.schedule();
      if (remaining < Infinity) this.#after(remaining, () => this.#queue());
    } else {
      // Answers to others may free a slot earlier. Bulk calls look a little later than the others.
      this.#after(
        Math.min(wait, remaining, 1_000) + (this.options?.priority === "bulk" ? 50 : 0),
        () => this.#queue(),
      );
    }
  }

  #unpark(): void {
    if (!this.#parked) return;
    this.#parked = false;
    (this.#engine as Engine).parked--;
  }

  /** Gets the token. */
  #authorize(): void {
    const { provider, options } = this.#session;
    if (!provider) return this.#send(options.token as string);
    const fresh = this.#fresh;
    if (fresh !== undefined) {
      this.#fresh = undefined;
      return this.#send(fresh);
    }
    const failed = (cause: unknown): void => {
      throw this.#tokenError("the token provider failed", cause);
    };
    this.#await(
      attempt(provider),
      (token) => {
        if (!isToken(token))
          throw this.#tokenError(
            "the token provider gave no token (a text of visible ASCII characters)",
          );
        this.#send(token);
      },
      failed,
    );
  }

  #send(token: string): void {
    const engine = this.#engine as Engine;
    const { core } = engine;
    const id = this.#id;
    const { options, provider, watched } = this.#session;
    const method = METHODS[core.method(id)] ?? "";
    const url = core.url(id);
    this.#token = token;
    this.#head = this.#text = this.#cause = undefined;
    if (provider) this.#session.carry(token);
    if (watched) {
      this.#event = { operation: this.#ask.name, method, url, attempt: this.#attempts + 1 };
      tell(options.onRequest, this.#event);
      if (this.#settled) return;
    }
    const body = method === "GET" ? undefined : core.body(id);
    const controller = new AbortController();
    const init: RequestInit = {
      method,
      headers: this.#headers(core, token, body !== undefined),
      redirect: "manual",
      signal: controller.signal,
    };
    if (body !== undefined) init.body = body;
    this.#controller = controller;
    this.#attempts++;
    this.#sentAt = performance.now();
    const stage = ++this.#stage;
    this.#after(core.sent(id, this.#sentAt), () => this.#timedOut());
    const { fetch } = this.#session;
    const answer = attempt(() => fetch(url, init));
    follow(
      answer,
      (answer) => {
        if (stage === this.#stage) this.#guard(() => this.#answered(answer));
        else discard(answer);
      },
      (cause) => {
        if (stage === this.#stage)
          this.#guard(() =>
            this.#failed(
              !this.#session.options.fetch && quietly(() => isRefused(cause))
                ? Trouble.refused
                : Trouble.connection,
              cause,
            ),
          );
      },
    );
  }

  #headers(core: Engine["core"], token: string, hasBody: boolean): HeadersInit {
    const authorization = `Bearer ${token}`;
    const own = this.options?.headers;
    const shared = this.#session.options.headers;
    if (own === undefined && shared === undefined) {
      // A plain object costs a tenth of a Headers.
      return hasBody
        ? { authorization, accept: "application/json", "content-type": "application/json" }
        : { authorization, accept: "application/json" };
    }
    const headers = new Headers(shared);
    new Headers(own).forEach((value, name) => headers.set(name, value));
    return core.headers(headers, authorization, hasBody);
  }

  #answered(answer: unknown): void {
    let head: Head;
    try {
      head = headOf(answer);
    } catch (cause) {
      return this.#failed(Trouble.connection, cause);
    }
    const engine = this.#engine as Engine;
    const { response, status } = head;
    this.#head = head;
    const now = performance.now();
    let delay = 0;
    let failure: unknown;
    try {
      delay = engine.core.answered(this.#id, status, head.redirect, linesOf(head), now);
    } catch (error) {
      if (!isFailure(error)) throw error;
      failure = error;
    }
    engine.schedule();
    const { onResponse } = this.#session.options;
    if (this.#event && onResponse) {
      tell(onResponse, {
        ...this.#event,
        status,
        durationMs: now - this.#sentAt,
        rateLimit: this.#session.rateLimit,
        requestId: this.#requestId(),
      });
    }
    if (delay >= 0 || this.#settled) {
      discard(response);
      if (this.#settled) return;
      if (failure) throw failure;
      return this.#again(delay);
    }
    const stage = ++this.#stage;
    follow(
      attempt(() => textOf(response)),
      (text) => {
        if (stage === this.#stage)
          this.#guard(() => this.#judge(typeof text === "string" ? text : ""));
      },
      (cause) => {
        if (stage === this.#stage) this.#guard(() => this.#brokeOff(Trouble.cutOff, cause));
      },
    );
  }

  /** The attempt's time ran out. */
  #timedOut(): void {
    const reason = new DOMException("the attempt's time ran out", "TimeoutError");
    this.#stage++;
    this.#controller?.abort(reason);
    if (this.#head) this.#brokeOff(Trouble.timeout, reason);
    else this.#failed(Trouble.timeout, reason);
  }

  /** The body did not come. An error's status says enough without it. */
  #brokeOff(trouble: Trouble, cause: unknown): void {
    if (Number(this.#head?.status) < 400) return this.#failed(trouble, cause);
    this.#cause = safeCause(cause, this.#token);
    this.#judge("");
  }

  #failed(trouble: Trouble, cause: unknown): void {
    const engine = this.#engine as Engine;
    this.#cause = safeCause(cause, this.#token);
    const detail =
      trouble === Trouble.timeout ? "" : (quietly(() => textOfCause(this.#cause)) ?? "");
    let delay = 0;
    try {
      delay = engine.core.failed(this.#id, trouble, detail, performance.now());
    } finally {
      engine.schedule();
    }
    this.#again(delay);
  }

  /** Another attempt follows. */
  #again(delayMs: number, renewed = false): void {
    const { core } = this.#engine as Engine;
    this.#stage++;
    clearTimeout(this.#timer);
    this.#controller = undefined;
    if (this.#event) {
      const trouble = renewed ? 401 : core.retryReason(this.#id);
      tell(this.#session.options.onRetry, {
        ...this.#event,
        reason: ["connection", "timeout", "cut_off"][trouble] ?? String(trouble),
        delayMs,
      });
      if (this.#settled) return;
    }
    if (delayMs > 0) this.#after(delayMs, () => this.#queue());
    else this.#queue();
  }

  #judge(text: string): void {
    const { core } = this.#engine as Engine;
    const { options, validation } = this.#session;
    const status = this.#head?.status ?? 0;
    let body = parse(text);
    // What the core would say too; most answers are such.
    const isGood =
      validation === 0 &&
      status >= 200 &&
      status < 300 &&
      isObject(body) &&
      !Array.isArray(body) &&
      body["success"] === true;
    if (!isGood) {
      let failure: unknown;
      let verdict = 2;
      try {
        verdict = core.judge(this.#id, text, body !== undefined);
        if (verdict === 0) body = acknowledged(status, body);
      } catch (error) {
        if (!isFailure(error)) throw error;
        failure = error;
      }
      if (options.onDrift && verdict & 2) {
        const texts = core.drifts().split("\0");
        for (let at = 0; at + 3 < texts.length; at += 3) {
          const [pointer = "", expected = "", found = ""] = texts.slice(at, at + 3);
          tell(options.onDrift, {
            operation: this.#ask.name,
            pointer: redact(pointer, this.#token),
            expected,
            found,
          });
        }
      }
      // A hook may have aborted the call.
      if (this.#settled) return;
      if (isFailure(failure)) return this.#refused(text, failure);
    }
    if (this.#paged && isObject(body)) this.place = placeOf(core, this.#id, body);
    this.#settle(body, undefined);
  }

  /** The answer is an error. */
  #refused(text: string, failure: Failure): void {
    const { core } = this.#engine as Engine;
    // Judged again where the token is in it: what is cut short must not end within the token.
    this.#text = redact(text, this.#token);
    if (this.#text !== text) {
      try {
        core.judge(this.#id, this.#text, parse(this.#text) !== undefined);
      } catch (error) {
        if (!isFailure(error)) throw error;
        failure = error;
      }
    }
    if (!failure.startsWith("authentication") || this.#renewed || !this.#session.provider)
      throw failure;
    this.#renew(failure);
  }

  /** A 401 says that nothing was done: with another token the call goes out once more. */
  #renew(failure: Failure): void {
    const engine = this.#engine as Engine;
    this.#renewed = true;
    this.#await(
      attempt(() => this.#session.renew(engine, this.#id, this.#token as string)),
      (token) => {
        if (!isToken(token) || token === this.#token) throw failure;
        engine.core.repeat(this.#id);
        this.#fresh = token;
        this.#again(0, true);
      },
      (cause) => {
        this.#cause = safeCause(cause, this.#token);
        throw failure;
      },
    );
  }

  /** Begins a stage: waits for a value, no longer than the deadline allows. */
  #await<T>(
    value: T | PromiseLike<T>,
    then: (value: T) => void,
    failed: (cause: unknown) => void,
  ): void {
    const stage = ++this.#stage;
    const remaining = this.#remaining();
    if (remaining < Infinity) {
      this.#after(remaining, () => {
        throw errorOf(
          "timeout",
          `${this.#ask.name}: the deadline passed`,
          this.#details(this.#outcome()),
        );
      });
    } else {
      clearTimeout(this.#timer);
    }
    const when =
      <V>(next: (value: V) => void) =>
      (value: V): void => {
        if (stage !== this.#stage) return;
        this.#stage++;
        this.#guard(() => next(value));
      };
    follow(value, when(then), when(failed));
  }

  /** Sets the one timer of the call; the one before is forgotten. */
  #after(milliseconds: number, then: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#guard(then), Math.min(Math.ceil(milliseconds), LONGEST));
  }

  #remaining(): number {
    const deadline = this.options?.deadline ?? this.#session.options.deadline;
    return deadline === undefined ? Infinity : deadline - (performance.now() - this.#startedAt);
  }

  #requestId(): string | undefined {
    const id = this.#head && header(this.#head.headers, "x-request-id");
    return id === undefined ? undefined : redact(id, this.#token);
  }

  #outcome(): Outcome {
    const engine = this.#engine;
    return engine && !engine.broken && this.#id >= 0
      ? (OUTCOMES[engine.core.outcome(this.#id)] as Outcome)
      : this.#attempts > 0
        ? "unknown"
        : "not_sent";
  }

  #details(outcome: Outcome): ErrorDetails {
    return { operation: this.#ask.name, outcome, attempts: this.#attempts };
  }

  #tokenError(what: string, ...cause: unknown[]): WebWorkError {
    const details = this.#details(this.#outcome());
    return errorOf(
      "authentication",
      `${this.#ask.name}: ${what}`,
      cause.length > 0 ? { ...details, cause: safeCause(cause[0], this.#session.secret) } : details,
    );
  }

  /** Runs a step of the call. */
  #guard(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.#fault(error);
    }
  }

  /** What ended the call, as the error that the user gets. What is neither an error of ours nor a failure is a bug. */
  #fault(error: unknown): void {
    if (error instanceof WebWorkError) return this.#settle(undefined, error);
    if (!isFailure(error)) {
      const broken = this.#engine?.retire(error);
      return this.fail(broken ?? errorOf("internal", String(error), { cause: error }));
    }
    const secret = this.#token ?? this.#session.secret;
    const [code = "", message = "", wait, excerpt, pointer] = error
      .split("\0")
      .map((text) => redact(text, secret));
    const head = this.#head;
    const text = this.#text;
    this.#settle(
      undefined,
      errorOf(code, message, {
        ...this.#details(this.#outcome()),
        ...(this.#cause === undefined ? {} : { cause: this.#cause }),
        status: head?.status,
        headers: head && safeHeaders(head.headers, secret),
        requestId: this.#requestId(),
        body: text === undefined ? undefined : (parse(text) ?? text),
        retryAfter: wait ? Number(wait) : undefined,
        excerpt: excerpt || undefined,
        pointer: pointer || undefined,
      }),
    );
  }

  #settle(body: unknown, error: unknown): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#stage++;
    clearTimeout(this.#timer);
    const signal = this.options?.signal;
    if (signal) unwatch(signal, this);
    if (error === undefined) this.#resolve(body);
    else this.#reject(error);
    this.#unpark();
    const engine = this.#engine;
    if (!engine || engine.broken || this.#id < 0) return;
    engine.calls.delete(this.#id);
    engine.core.end(this.#id, performance.now());
    engine.schedule();
  }
}

function attempt<T>(work: () => T | PromiseLike<T>): T | PromiseLike<T> {
  try {
    return work();
  } catch (error) {
    return Promise.reject(error);
  }
}

/** Tells what becomes of a value, which may be anything that calls itself a promise. */
function follow<T>(
  value: T | PromiseLike<T>,
  then: (value: T) => void,
  failed: (cause: unknown) => void,
): void {
  try {
    (value instanceof Promise ? value : new Promise<T>((resolve) => resolve(value))).then(
      then,
      failed,
    );
  } catch (cause) {
    failed(cause);
  }
}

/** Tells a hook, of a copy: what it does to the event is its own affair, and so is what it throws. */
function tell<E extends object>(hook: ((event: E) => unknown) | undefined, event: E): void {
  if (!hook) return;
  try {
    follow<unknown>(hook({ ...event }), noop, noop);
  } catch {
    // Hooks watch; they must not change what happens.
  }
}

/** What stands in for the body where none is needed, or where a repeat found everything done. */
function acknowledged(status: number, body: unknown): { success: true; message?: string } {
  const message = isObject(body) && status !== 404 ? body["message"] : undefined;
  return typeof message === "string" ? { success: true, message } : { success: true };
}

function noop(): void {}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function textOfCause(cause: unknown): string {
  if (!(cause instanceof Error)) return typeof cause === "string" ? cause : "";
  // undici says only "fetch failed" and hides the reason one level down.
  const inner =
    cause.cause instanceof Error
      ? `: ${cause.cause.message || String(Reflect.get(cause.cause, "code"))}`
      : "";
  return `${cause.message}${inner}`;
}

/** Whether Node says that no connection came about: then nothing was sent. */
function isRefused(cause: unknown): boolean {
  const inner: unknown = isObject(cause) ? cause["cause"] : undefined;
  if (!isObject(inner)) return false;
  const all: unknown = inner["errors"];
  const reasons: unknown[] = Array.isArray(all) && all.length > 0 ? all : [inner];
  return reasons.every(
    (reason) =>
      isObject(reason) && (reason["syscall"] === "connect" || reason["syscall"] === "getaddrinfo"),
  );
}
