// One call. The core decides; this awaits what the core asks for and reports what came of it. A call ends
// when the core says so (`Done`, `Fail`), when its signal is aborted, or when the wasm traps.

import { callRules, checkOptions } from "../client/checks.js";
import type { CallOptions } from "../client/options.js";
import { DEFAULT_MAX_RETRIES, DEFAULT_TIMEOUT, type Session } from "../client/session.js";
import { tokenProblem } from "../client/token.js";
import type { Engine, Running } from "../core/engine.js";
import { loadEngine, runningEngine } from "../core/load.js";
import { type ErrorCode, type ErrorDetails, errorOf, WebWorkError } from "../errors/errors.js";
import { redact, safeCause } from "../errors/secrets.js";
import {
  ActionKind,
  ERROR_CODES,
  OUTCOMES,
  Step,
  TransportFailure,
} from "../generated/boundary.js";
import type { ResponseInfo } from "../paging/api-promise.js";
import { Attempt, promiseOf } from "./attempt.js";
import { Hooks } from "./hooks.js";
import { Failed, Interruption, TIME_UP } from "./interruption.js";
import { overridesToJson, paramsToJson, requestToJson } from "./params.js";
import { type Head, headerLines, headOf, quietly } from "./response.js";
import { acknowledgement, detailsOf, messageOf } from "./result.js";
import { type Abortable, unwatch, watch } from "./signals.js";
import { type AnyFunction, Site } from "./site.js";
import { Timer } from "./timer.js";
import { detailOf, failureOf } from "./transport.js";

/** What a call is for. */
export interface Operation {
  /** `resource.method`, or `request`. */
  readonly name: string;
  /** Its index in the core; -1: a raw request. */
  readonly index: number;
}

export class Call implements Running, Abortable {
  readonly #session: Session;
  readonly #operation: Operation;
  readonly #params: unknown;
  readonly site: Site;
  readonly #hooks: Hooks;
  /** JSON of the parameters, as they were when the call was made. */
  json = "";
  /** Checked, and as they were when the call was made. */
  options: CallOptions | undefined;
  /** What the core says. */
  readonly step = new Step();

  readonly #startedAt = performance.now();
  #engine: Engine | undefined;
  #attempts = 0;
  #attempt: Attempt | undefined;
  #cause: unknown;

  readonly #timer = new Timer();
  /** Ends the current wait, because its time is up. */
  #onTimeUp: (() => void) | undefined;
  /** Ends the current wait, because the call is over. */
  #onInterrupt: ((interruption: Interruption) => void) | undefined;
  #interruption: Interruption | undefined;

  /** An error's stack leads to the caller of `above`, or to that place, and to `origin`. */
  constructor(
    session: Session,
    operation: Operation,
    params: unknown,
    options: CallOptions | undefined,
    above: AnyFunction | Site,
    origin?: Site,
  ) {
    this.#session = session;
    this.#operation = operation;
    this.#params = params;
    this.options = options;
    this.site = typeof above === "function" ? new Site(above, origin) : above;
    this.#hooks = new Hooks(session.options, operation.name);
  }

  /** Makes the call. Resolves to the body of the response. */
  async run(): Promise<unknown> {
    const { step } = this;
    try {
      const overrides = this.#prepare();
      const engine = runningEngine() ?? (await this.#load());
      let action = this.#start(engine, overrides);
      for (;;) {
        if (action !== ActionKind.Read) this.#attempt?.end();
        // The timer of an attempt goes on while its body is read.
        if (action < ActionKind.Read) {
          this.#hooks.next(step, action <= ActionKind.Wait ? step.delayMs : 0);
          this.#setTimer(step.ms);
        }
        let work: PromiseLike<unknown> | undefined;
        switch (action) {
          case ActionKind.Queue:
            work = engine.turn(step.call);
            break;
          case ActionKind.Wait:
            break;
          case ActionKind.GetToken:
            work = this.#getToken();
            break;
          case ActionKind.Send:
            work = this.#send(engine);
            break;
          case ActionKind.Read:
            work = this.#attempt?.read();
            break;
          case ActionKind.Done:
            return this.#result();
          default:
            throw this.#failure();
        }
        const result = await this.#wait(work);
        action =
          result === TIME_UP ? this.#timeUp(engine, action) : this.#report(engine, action, result);
        engine.attend();
      }
    } catch (error) {
      throw this.site.leadTo(this.#ended(error));
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
    const { status, headers } = (this.#attempt as Attempt).head as Head;
    return {
      status,
      headers,
      requestId: this.#requestId,
      attempts: this.#attempts,
      rateLimit: this.#session.rateLimit,
    };
  }

  get #requestId(): string | undefined {
    const id = this.#attempt?.requestId;
    return id === undefined ? undefined : redact(id, this.#attempt?.token);
  }

  // The start.

  /** Checks everything that can be checked without the wasm. Returns the JSON of `query` and `body`. */
  #prepare(): string {
    const { index, name } = this.#operation;
    const given = this.options;
    // Until they are known to be good.
    this.options = undefined;
    const checked =
      given === undefined ? undefined : checkOptions(given, callRules, name, "options.");
    this.json = index < 0 ? requestToJson(this.#params) : paramsToJson(this.#params, name);
    const overrides = overridesToJson(checked);
    this.options = overrides ? { ...checked, ...JSON.parse(overrides) } : checked;
    this.#session.ensureOpen(name);
    const signal = this.options?.signal;
    if (signal?.aborted) throw new Interruption("abort", signal.reason);
    if (signal) watch(signal, this);
    return overrides;
  }

  get #totalTimeout(): number {
    return this.options?.totalTimeout ?? this.#session.options.totalTimeout ?? Infinity;
  }

  async #load(): Promise<Engine> {
    this.#setTimer(this.#totalTimeout);
    const engine = await this.#wait(loadEngine());
    if (engine === TIME_UP) throw this.#error("timeout", "totalTimeout ended while loading");
    if (!(engine instanceof Failed)) return engine;
    const { message, cause } = engine.cause as WebWorkError;
    throw this.#error("internal", message, { cause });
  }

  #start(engine: Engine, overrides: string): ActionKind {
    const { step, options } = this;
    const shared = this.#session.options;
    this.#engine = engine;
    const action = engine.core.start(
      step,
      this.#session.handle(engine),
      this.#operation.index,
      this.json,
      overrides,
      options?.timeout ?? shared.timeout ?? DEFAULT_TIMEOUT,
      this.#totalTimeout - (performance.now() - this.#startedAt),
      options?.maxRetries ?? shared.maxRetries ?? DEFAULT_MAX_RETRIES,
      options?.priority === "bulk",
      engine.clock.now(),
    );
    if (step.call >= 0) engine.add(step.call, this);
    return action;
  }

  // What the core asks for, and what came of it.

  #getToken(): PromiseLike<unknown> {
    const { token } = this.#session.options;
    const rejected = this.step.refused ? this.#attempt?.token : undefined;
    return promiseOf(() => (typeof token === "function" ? token({ rejected }) : token));
  }

  #send(engine: Engine): PromiseLike<unknown> | undefined {
    const { step } = this;
    const token = step.token || (this.#session.options.token as string);
    this.#session.secret = token;
    this.#cause = undefined;
    this.#hooks.request(step, this.#attempts + 1);
    // The hook may have aborted the call.
    if (this.#interruption) return undefined;
    this.#attempts++;
    this.#attempt = new Attempt(token, engine.clock.now());
    return this.#attempt.send(this.#session, step, this.options?.headers as Headers | undefined);
  }

  #timeUp(engine: Engine, action: ActionKind): ActionKind {
    const { call } = this.step;
    engine.stopWaiting(call);
    if (action >= ActionKind.Send) {
      this.#cause = new DOMException("the attempt timed out", "TimeoutError");
      this.#attempt?.abort(this.#cause);
    }
    return engine.core.timeUp(this.step, call, engine.clock.now());
  }

  #report(engine: Engine, action: ActionKind, result: unknown): ActionKind {
    const { step } = this;
    const { core, clock } = engine;
    if (action === ActionKind.Queue) return core.resumed(step, step.call, clock.now());
    if (action === ActionKind.GetToken) return this.#reportToken(engine, result);
    const attempt = this.#attempt as Attempt;
    if (action === ActionKind.Send) attempt.settled();
    if (result instanceof Failed) return this.#reportLoss(engine, attempt, result.cause);
    if (action === ActionKind.Send) return this.#reportHead(engine, attempt, result);
    attempt.setText(result);
    return core.body(step, step.call, attempt.text as string, attempt.body, clock.now());
  }

  #reportToken({ core, clock }: Engine, token: unknown): ActionKind {
    const { step } = this;
    let message: string;
    let isTransient = false;
    if (token instanceof Failed) {
      // The errors of OAuth sessions say so.
      isTransient = quietly(() => Object(token.cause).retryable) === true;
      this.#cause = safeCause(token.cause, this.#session.secret);
      const said = detailOf(this.#cause);
      message = `the token function failed${said && `: ${said}`}`;
    } else {
      const problem = tokenProblem(token);
      if (problem === undefined) return core.token(step, step.call, token as string, clock.now());
      message = `the token function returned ${problem}`;
    }
    return core.tokenFailed(step, step.call, message, isTransient, clock.now());
  }

  #reportHead(engine: Engine, attempt: Attempt, response: unknown): ActionKind {
    const { step } = this;
    let head: Head;
    try {
      head = attempt.head = headOf(response);
    } catch (cause) {
      return this.#reportLoss(engine, attempt, cause);
    }
    const now = engine.clock.now();
    const lines = headerLines(head);
    const action = engine.core.response(step, step.call, head.status, head.redirect, lines, now);
    this.#hooks.response(() => ({
      status: head.status,
      durationMs: now - attempt.sentAt,
      rateLimit: this.#session.rateLimit,
      requestId: this.#requestId,
    }));
    if (action !== ActionKind.Read) attempt.releaseBody();
    return action;
  }

  #reportLoss(engine: Engine, attempt: Attempt, cause: unknown): ActionKind {
    const { step } = this;
    this.#cause = safeCause(cause, attempt.token);
    const isNative = this.#session.options.fetch === undefined;
    const failure = attempt.head ? TransportFailure.Lost : failureOf(cause, isNative);
    const detail = detailOf(this.#cause);
    return engine.core.failed(step, step.call, failure, detail, engine.clock.now());
  }

  // Waiting.

  /** Waits for `work`, or until the time is up. Rejects only if the call is over. */
  #wait<T>(work?: PromiseLike<T>): Promise<T | Failed | typeof TIME_UP> {
    if (this.#interruption) {
      // Whatever started the work has aborted the call. Nobody hears how it ends.
      work?.then(undefined, () => {});
      throw this.#interruption;
    }
    return new Promise((resolve, reject) => {
      this.#onTimeUp = () => resolve(TIME_UP);
      this.#onInterrupt = reject;
      work?.then(resolve, (cause: unknown) => resolve(new Failed(cause)));
    });
  }

  #setTimer(ms: number): void {
    this.#timer.set(ms, this.#engine?.clock, () => this.#onTimeUp?.());
  }

  #interrupt(interruption: Interruption): void {
    this.#interruption ??= interruption;
    this.#onInterrupt?.(this.#interruption);
  }

  // The end.

  #result(): unknown {
    this.#leave();
    this.#hooks.drift(this.step, this.#attempt?.token);
    if (this.#interruption) throw this.#interruption;
    return this.step.acknowledged ? acknowledgement(this.step) : this.#attempt?.body;
  }

  /** The error that the core decided on. */
  #failure(): WebWorkError {
    this.#leave();
    const { step } = this;
    const attempt = this.#attempt;
    const secret = attempt?.token ?? this.#session.secret;
    this.#hooks.drift(step, secret);
    return this.#error(ERROR_CODES[step.code] ?? "internal", messageOf(step, secret), {
      ...detailsOf(step, attempt, secret),
      ...(this.#cause === undefined ? {} : { cause: this.#cause }),
      requestId: this.#requestId,
    });
  }

  /** The error that the user gets for whatever ended the call. */
  #ended(thrown: unknown): WebWorkError {
    if (thrown instanceof WebWorkError) return thrown;
    const { by, cause } =
      thrown instanceof Interruption ? thrown : new Interruption("trap", thrown);
    // If not an abort, it is a trap, or a bug in this file.
    if (by === "trap") this.#engine?.retire(cause);
    this.#attempt?.abort(cause);
    const details = { ...this.#abandon(), cause };
    return by === "abort"
      ? this.#error("aborted", "the call was aborted", details)
      : this.#error(
          "internal",
          "a bug in webwork-sdk; please report it. The next call starts afresh",
          details,
        );
  }

  /** Tells the core that the call is over, and gets its outcome. */
  #abandon(): Pick<ErrorDetails, "outcome" | "attempts"> {
    const { step } = this;
    const engine = this.#engine;
    if (!engine || engine.isBroken || step.call < 0) {
      const attempts = this.#attempts;
      return { outcome: attempts > 0 ? "unknown" : "not_sent", attempts };
    }
    engine.core.abandon(step, step.call, this.#attempts, engine.clock.now());
    return { outcome: OUTCOMES[step.outcome], attempts: step.attempts };
  }

  #release(): void {
    this.#timer.clear();
    this.#attempt?.end();
    this.#onTimeUp = this.#onInterrupt = undefined;
    const signal = this.options?.signal;
    if (signal) unwatch(signal, this);
    this.#leave();
  }

  /** The core has ended the call, and its handle may be another call's by now. */
  #leave(): void {
    if (this.step.call >= 0) this.#engine?.remove(this.step.call);
    this.step.call = -1;
  }

  #error(code: ErrorCode, message: string, details?: ErrorDetails): WebWorkError {
    const { name } = this.#operation;
    return errorOf(code, `${name}: ${message}`, { ...details, operation: name });
  }
}
