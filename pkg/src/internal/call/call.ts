// One call. The core decides; this awaits what the core asks for and reports what came of it. A call ends
// when the core says so (`Done`, `Fail`), when its signal is aborted, or when the wasm traps.

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
import { type Input, readInput, type Target } from "./input.js";
import { Failed, Interruption, TIME_UP } from "./interruption.js";
import { headerLines, headOf } from "./response.js";
import { acknowledgement, detailsOf, messageOf } from "./result.js";
import { type Abortable, unwatch, watch } from "./signals.js";
import { type AnyFunction, Site } from "./site.js";
import { Timer } from "./timer.js";
import { detailOf, failureOf } from "./transport.js";

export class Call implements Running, Abortable {
  readonly #session: Session;
  readonly #target: Target;
  readonly site: Site;
  readonly #hooks: Hooks;
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
    target: Target,
    options: CallOptions | undefined,
    above: AnyFunction | Site,
    origin?: Site,
  ) {
    this.#session = session;
    this.#target = target;
    this.options = options;
    this.site = typeof above === "function" ? new Site(above, origin) : above;
    this.#hooks = new Hooks(session.options, target.name);
  }

  /** Makes the call. Resolves to the body of the response. */
  async run(): Promise<unknown> {
    const { step } = this;
    try {
      const input = this.#prepare();
      const engine = runningEngine() ?? (await this.#load());
      const { core, clock } = engine;
      let action = this.#start(engine, input);
      for (;;) {
        if (action !== ActionKind.Read) this.#attempt?.end();
        switch (action) {
          case ActionKind.Queue: {
            this.#hooks.wait(step);
            this.#setTimer(step.ms);
            const isTimeUp = (await this.#wait(engine.turn(step.call))) === TIME_UP;
            if (isTimeUp) engine.stopWaiting(step.call);
            action = isTimeUp
              ? core.timeUp(step, step.call, clock.now())
              : core.resumed(step, step.call, clock.now());
            break;
          }
          case ActionKind.Wait: {
            this.#hooks.wait(step);
            this.#setTimer(step.ms);
            await this.#wait();
            action = core.timeUp(step, step.call, clock.now());
            break;
          }
          case ActionKind.GetToken: {
            this.#hooks.retry(step, 0);
            this.#setTimer(step.ms);
            const token = await this.#wait(this.#getToken());
            action = this.#reportToken(engine, token);
            break;
          }
          case ActionKind.Send: {
            this.#hooks.retry(step, 0);
            this.#setTimer(step.ms);
            const response = await this.#wait(this.#send(engine));
            action = this.#reportResponse(engine, response);
            break;
          }
          case ActionKind.Read: {
            // The timer of the attempt goes on.
            const text = await this.#wait(this.#attempt?.read());
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
      status: this.#attempt?.head?.status ?? 0,
      headers: this.#attempt?.head?.headers ?? new Headers(),
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

  #prepare(): Input {
    const given = this.options;
    // Until they are known to be good.
    this.options = undefined;
    const input = readInput(this.#target, given);
    this.options = input.options;
    this.#session.ensureOpen(this.#target.name);
    const signal = this.options?.signal;
    if (signal?.aborted) throw new Interruption("abort", signal.reason);
    if (signal) watch(signal, this);
    return input;
  }

  get #totalTimeout(): number {
    return this.options?.totalTimeout ?? this.#session.options.totalTimeout ?? Infinity;
  }

  async #load(): Promise<Engine> {
    this.#setTimer(this.#totalTimeout);
    const engine = await this.#wait(loadEngine());
    if (engine === TIME_UP) throw this.#error("timeout", "totalTimeout ended while loading");
    if (engine instanceof Failed) throw engine.cause;
    return engine;
  }

  #start(engine: Engine, { json, overrides }: Input): number {
    const { step, options } = this;
    const shared = this.#session.options;
    this.#engine = engine;
    const action = engine.core.start(
      step,
      this.#session.handle(engine),
      this.#target.operation,
      json,
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

  #reportToken(engine: Engine, token: unknown): number {
    const { step } = this;
    const { core, clock } = engine;
    if (token === TIME_UP) return core.timeUp(step, step.call, clock.now());
    const isFailed = token instanceof Failed;
    const problem = isFailed ? "" : tokenProblem(token);
    if (problem === undefined) return core.token(step, step.call, token as string, clock.now());
    if (isFailed) this.#cause = safeCause(token.cause, this.#session.secret);
    const said = isFailed ? detailOf(this.#cause) : "";
    const message = isFailed
      ? `the token function failed${said && `: ${said}`}`
      : `the token function returned ${problem}`;
    return core.tokenFailed(step, step.call, message, clock.now());
  }

  #send(engine: Engine): PromiseLike<unknown> | undefined {
    const { step } = this;
    const token = step.token || (this.#session.options.token as string);
    this.#session.secret = token;
    this.#cause = undefined;
    this.#attempts++;
    this.#hooks.request(step, this.#attempts);
    this.#attempt = new Attempt(token, engine.clock.now());
    // A hook may have aborted the call.
    if (this.#interruption) return undefined;
    return this.#attempt.send(this.#session, step, this.options?.headers as Headers | undefined);
  }

  #reportResponse(engine: Engine, response: unknown): number {
    const { step } = this;
    const attempt = this.#attempt as Attempt;
    if (response === TIME_UP) return this.#timedOut(engine, attempt);
    attempt.settled();
    if (response instanceof Failed) return this.#lost(engine, response.cause);
    try {
      attempt.head = headOf(response);
    } catch (cause) {
      return this.#lost(engine, cause);
    }
    const { head } = attempt;
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

  #reportBody(engine: Engine, text: unknown): number {
    const { step } = this;
    const attempt = this.#attempt as Attempt;
    if (text === TIME_UP) return this.#timedOut(engine, attempt);
    if (text instanceof Failed) return this.#lost(engine, text.cause);
    attempt.setText(text);
    const { core, clock } = engine;
    return core.body(step, step.call, attempt.text as string, attempt.body, clock.now());
  }

  #timedOut(engine: Engine, attempt: Attempt): number {
    const reason = new DOMException("the attempt timed out", "TimeoutError");
    this.#cause = reason;
    attempt.abort(reason);
    return engine.core.timeUp(this.step, this.step.call, engine.clock.now());
  }

  #lost(engine: Engine, cause: unknown): number {
    const { step } = this;
    const attempt = this.#attempt as Attempt;
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
  #ended(error: unknown): WebWorkError {
    if (error instanceof WebWorkError) return this.#withOperation(error);
    if (error instanceof Interruption && error.by === "abort") {
      const { cause } = error;
      this.#attempt?.abort(cause);
      return this.#error("aborted", "the call was aborted", { ...this.#abandon(), cause });
    }
    // What is left is a trap, or a bug in this file.
    const cause = error instanceof Interruption ? error.cause : error;
    this.#engine?.retire(cause);
    this.#attempt?.abort(cause);
    return this.#error(
      "internal",
      "a bug in webwork-sdk; please report it. The next call starts afresh",
      { outcome: this.#outcome, attempts: this.#attempts, cause },
    );
  }

  get #outcome(): ErrorDetails["outcome"] {
    return this.#attempts > 0 ? "unknown" : "not_sent";
  }

  /** Tells the core that the call is over, and gets its outcome. */
  #abandon(): Pick<ErrorDetails, "outcome" | "attempts"> {
    const { step } = this;
    const engine = this.#engine;
    if (!engine || engine.isBroken || step.call < 0) {
      return { outcome: this.#outcome, attempts: this.#attempts };
    }
    engine.core.abandon(step, step.call, engine.clock.now());
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

  #error(code: ErrorCode, message: string, details: ErrorDetails = {}): WebWorkError {
    const { name } = this.#target;
    const text = message.startsWith(`${name}:`) ? message : `${name}: ${message}`;
    return errorOf(code, text, { ...details, operation: name, stack: this.site.stack });
  }

  /** An error that was made outside of the call: in checking the arguments, or in loading the wasm. */
  #withOperation(error: WebWorkError): WebWorkError {
    if (error.operation !== "client") return this.site.leadTo(error);
    return this.#error(error.code, error.message, { cause: error.cause });
  }
}
