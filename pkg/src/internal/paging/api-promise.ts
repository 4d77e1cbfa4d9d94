import type { Call } from "../call/call.js";
import type { RateLimit } from "../client/options.js";
import { hidden } from "../errors/errors.js";

/** What a response says besides its body. */
export interface ResponseInfo {
  /** HTTP status. */
  readonly status: number;
  /** Headers of the response. */
  readonly headers: Headers;
  /** `X-Request-Id` of the response. */
  readonly requestId: string | undefined;
  /** Requests sent, retries included. */
  readonly attempts: number;
  /** The rate limit after the call. */
  readonly rateLimit: RateLimit;
}

/** A body together with the response that it came in. */
export interface WithResponse<T> extends ResponseInfo {
  /** The body, as the promise itself resolves to it. */
  readonly body: T;
}

type Executor<T> = (
  resolve: (value: T | PromiseLike<T>) => void,
  reject: (reason?: unknown) => void,
) => void;

/** The promise of a call: `await` it for the body, or `await promise.withResponse()` for more. */
export class ApiPromise<T> extends Promise<T> {
  static {
    // Consoles show the name of a class, which bundlers shorten.
    hidden(this, "name", "ApiPromise");
  }

  readonly #call: Call | undefined;

  /**
   * A call, and what makes the result of the body; or, for `ApiPromise.resolve` and the like, what every
   * promise takes.
   *
   * @internal
   */
  constructor(run: Call | Executor<T>, finish: (body: unknown) => T = (body) => body as T) {
    if (typeof run === "function") {
      super(run);
    } else {
      super((resolve, reject) => {
        run.run().then((body) => resolve(finish(body)), reject);
      });
      this.#call = run;
    }
  }

  /** `then` and `catch` return plain promises: they have no response of their own. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  /** The body with status, headers, request id, attempts and the state of the rate limit. */
  withResponse(): Promise<WithResponse<T>> {
    return this.then((body) => {
      if (!this.#call) throw new TypeError("this promise does not belong to a call");
      return { body, ...this.#call.info };
    });
  }

  /** Aborts the call of a promise that nobody needs any more. @internal */
  static _abandon(promise: ApiPromise<unknown>): void {
    promise.#call?.abort(undefined);
  }
}
