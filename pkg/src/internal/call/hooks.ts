// Calls the user's hooks. They only observe: nothing that they do, throw or reject affects the call.

import type { ClientOptions, RequestEvent, ResponseEvent } from "../client/options.js";
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
    this.#event = { operation: this.#operation, method, url, attempt };
    notify(onRequest, this.#event);
  }

  response(details: () => Omit<ResponseEvent, keyof RequestEvent>): void {
    const { onResponse } = this.#options;
    if (onResponse && this.#event) notify(onResponse, { ...this.#event, ...details() });
  }

  /** The attempt is repeated after `delayMs`, if the step says why. */
  retry(step: Step, delayMs: number): void {
    const { reason } = step;
    step.reason = "";
    if (reason === "" || !this.#event) return;
    notify(this.#options.onRetry, { ...this.#event, reason, delayMs: Math.ceil(delayMs) });
  }

  wait(step: Step): void {
    const { delayMs, queued } = step;
    this.retry(step, delayMs);
    const { onWait } = this.#options;
    if (!onWait || delayMs <= 0 || this.#isQueued) return;
    this.#isQueued = queued > 0;
    notify(onWait, {
      operation: this.#operation,
      reason: this.#isQueued ? "rate_limit" : "retry",
      delayMs: Math.ceil(delayMs),
      queued,
    });
  }

  drift({ drifts }: Step, secret: string | undefined): void {
    for (const { pointer, expected, found } of drifts ?? []) {
      notify(this.#options.onDrift, {
        operation: this.#operation,
        pointer: redact(pointer, secret),
        expected,
        found,
      });
    }
  }
}

function notify<E extends object>(hook: ((event: E) => unknown) | undefined, event: E): void {
  try {
    const result = hook?.({ ...event });
    if (result instanceof Promise) result.catch(() => {});
  } catch {
    // See above.
  }
}
