// The base class of all errors, and what every error knows.

import type { Issue } from "./issues.js";

/**
 * Whether a write may have happened: `not_sent`: no request was sent; `rejected`: the server said
 * that it did not do it; `unknown`: it may or may not have been done.
 */
export type Outcome = "not_sent" | "rejected" | "unknown";

/** Codes of errors that a response of the server led to. */
export type ApiErrorCode =
  | "api"
  | "authentication"
  | "bad_request"
  | "conflict"
  | "decode"
  | "not_found"
  | "permission"
  | "rate_limited"
  | "server"
  | "validation";

/** The stable names of all kinds of error. New ones may be added in minor versions. */
export type ErrorCode =
  | ApiErrorCode
  | "aborted"
  | "closed"
  | "connection"
  | "internal"
  | "invalid_argument"
  | "timeout";

/** What an error knows beyond its message. */
export interface ErrorDetails {
  /** `resource.method`, such as `timeEntries.create`; `request` for raw requests. */
  operation?: string | undefined;
  /** Whether a write may have happened. Default: `not_sent`. */
  outcome?: Outcome | undefined;
  /** Requests sent. Default: 0. */
  attempts?: number | undefined;
  /** Whether making the same call again later may succeed, and is safe. Default: `false`. */
  retryable?: boolean | undefined;
  /** The underlying error. */
  cause?: unknown;
  /** The `stack` of an `Error` that was made where the call was made. Its frames replace this error's own. */
  stack?: string | undefined;
  /** Everything that is wrong with the arguments. */
  issues?: readonly Issue[] | undefined;
  /** HTTP status. */
  status?: number | undefined;
  /** Headers of the response, without credentials. */
  headers?: Headers | undefined;
  /** `X-Request-Id` of the response. */
  requestId?: string | undefined;
  /** Body of the response: parsed JSON, or a string. */
  body?: unknown;
  /** Milliseconds to wait before the next attempt. */
  retryAfterMs?: number | undefined;
  /** Start of a response that could not be read. */
  excerpt?: string | undefined;
  /** JSON pointer to the value that violates the contract. */
  pointer?: string | undefined;
  /** Error code of RFC 6749, such as `invalid_grant`. */
  oauthError?: string | undefined;
  /** The authorization server's `error_description`. */
  description?: string | undefined;
}

/**
 * The base class of all errors that this package throws.
 *
 * Tell them apart by `code`, or by `instanceof`, which works even when two copies of the package are
 * loaded. No error contains the token.
 */
export class WebWorkError extends Error {
  /** The name of the class, which minifiers leave alone. `instanceof` recognises the class by it. */
  static readonly brand: string = "WebWorkError";
  /** The `code` of this class's errors. */
  static readonly code: ErrorCode = "internal";

  /** Stable name of the kind of error. */
  declare readonly code: ErrorCode;
  /** `resource.method`, such as `timeEntries.create`; `request` for raw requests, `client` for the constructor. */
  declare readonly operation: string;
  /**
   * Whether a write may have happened: `not_sent`: no request was sent; `rejected`: the server said
   * that it did not do it; `unknown`: it may or may not have been done.
   */
  declare readonly outcome: Outcome;
  /** Requests sent, retries included. */
  declare readonly attempts: number;
  /**
   * Whether making the same call again later may succeed and cannot do anything twice. The client has
   * already retried up to `maxRetries` times.
   */
  declare readonly retryable: boolean;

  constructor(message: string, details: ErrorDetails = {}) {
    // Before `super`, for engines write the headline of the stack there. Subclasses outside of this
    // package have no brand of their own.
    for (let one = new.target; "brand" in one; one = Object.getPrototypeOf(one)) {
      if (!Object.hasOwn(one, "brand")) continue;
      hidden(one, "name", one.brand);
      hidden(one.prototype, "name", one.brand);
      hidden(one.prototype, markOf(one.brand), true);
    }
    super(message, details);
    const { cause: _, stack, headers, body, ...shown } = details;
    const { code } = new.target;
    Object.assign(this, {
      code,
      operation: "client",
      outcome: "not_sent",
      attempts: 0,
      retryable: false,
    });
    for (const [name, value] of Object.entries(shown))
      if (value !== undefined) Object.assign(this, { [name]: value });
    hidden(this, "headers", headers);
    hidden(this, "body", body);
    if (stack) replaceStack(this, stack);
  }

  /** What `JSON.stringify` shows: everything but headers, body, cause and stack. */
  toJSON(): Record<string, unknown> {
    return { name: this.name, message: this.message, ...Object(this) };
  }

  /** What `instanceof` asks. It is true for the errors of other copies of the package too. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return Object.hasOwn(this, "brand")
      ? markOf(this.brand) in Object(value)
      : super[Symbol.hasInstance](value);
  }
}

/** What marks the errors of a class, in every copy of the package. */
function markOf(brand: string): symbol {
  return Symbol.for(`webwork-sdk.${brand}`);
}

/** Puts the frames of another stack under the error's own headline. @internal */
export function replaceStack(error: Error, stack: string): void {
  // V8 puts a headline above the frames, other engines do not.
  const frames = stack.search(/^\s+at /m);
  const own = frames < 0 ? stack : `${error.name}: ${error.message}\n${stack.slice(frames)}`;
  hidden(error, "stack", own);
}

/** Sets a property that consoles and JSON do not list. @internal */
export function hidden(target: object, name: PropertyKey, value: unknown): void {
  Object.defineProperty(target, name, { value, configurable: true, writable: true });
}
