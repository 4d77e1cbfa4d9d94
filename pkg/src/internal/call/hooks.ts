// Calls the user's hooks. They only observe: nothing that they do, throw or reject affects the call.

import type { ClientOptions, RequestEvent, ResponseEvent, WaitEvent } from "../client/options.js";
import { redact } from "../errors/secrets.js";
import type { Step } from "../generated/boundary.js";

export class Hooks {
  readonly #options: ClientOptions;
  readonly #operation: string;
  /** Of the last attempt. */
  #event: RequestEvent | undefined;
  /** A call that polls for its turn waits many times, but is reported to wait once. */
  #isQueued = false;

  constructor(options: ClientOptions, operation: string) {
    this.#options = options;
    this.#operation = operation;
  }

  request({ method, url }: Step, attempt: number): void {
    this.#isQueued = false;
    const { onRequest, onResponse, onRetry } = this.#options;
    // Most clients have no such hook, and pay nothing.
    if (!onRequest && !onResponse && !onRetry) return;
    const event = { operation: this.#operation, method, url, attempt };
    this.#event = event;
    notify(onRequest, () => ({ ...event }));
  }

  response(details: () => Omit<ResponseEvent, keyof RequestEvent>): void {
    const event = this.#event;
    if (event) notify(this.#options.onResponse, () => ({ ...event, ...details() }));
  }

  /** The next step of the call begins: after `delayMs`, and with another attempt, if it says why. */
  next(step: Step, delay: number): void {
    const { reason, queued } = step;
    const event = this.#event;
    const delayMs = Math.ceil(delay);
    step.reason = "";
    if (reason !== "" && event)
      notify(this.#options.onRetry, () => ({ ...event, reason, delayMs }));
    if (delayMs <= 0 || this.#isQueued) return;
    this.#isQueued = queued > 0;
    notify<WaitEvent>(this.#options.onWait, () => ({
      operation: this.#operation,
      reason: this.#isQueued ? "rate_limit" : "retry",
      delayMs,
      queued,
    }));
  }

  drift({ drifts }: Step, secret: string | undefined): void {
    for (const { pointer, expected, found } of drifts ?? []) {
      notify(this.#options.onDrift, () => ({
        operation: this.#operation,
        pointer: redact(pointer, secret),
        expected,
        found,
      }));
    }
  }
}

/** Calls a hook, if there is one, with an event of its own. What it throws or rejects with is ignored. */
export function notify<E>(hook: ((event: E) => unknown) | undefined, event: () => E): void {
  try {
    const result = hook?.(event());
    if (result instanceof Promise) result.catch(() => {});
  } catch {
    // As if it had not thrown.
  }
}
