// The error classes. One file, for they differ by name and a few members only.

/** Whether a write may have happened. */
export type Outcome = "not_sent" | "rejected" | "unknown";

const BRAND = Symbol.for("webwork-sdk.error");

/** What an error knows beyond its message. */
export interface ErrorDetails {
  /** `resource.verb`, such as `timeEntries.create`; `request` for the raw call. */
  operation?: string | undefined;
  /** Whether a write may have happened. */
  outcome?: Outcome | undefined;
  /** Requests sent. */
  attempts?: number | undefined;
  /** What lies behind. */
  cause?: unknown;
  /** HTTP status. */
  status?: number | undefined;
  /** Headers of the answer, without credentials. */
  headers?: Headers | undefined;
  /** `X-Request-Id` of the answer. */
  requestId?: string | undefined;
  /** Body of the answer: parsed, or as text. */
  body?: unknown;
  /** Milliseconds to wait before the next try. */
  retryAfter?: number | undefined;
  /** Start of an answer that could not be read. */
  excerpt?: string | undefined;
  /** JSON pointer to what broke the contract. */
  pointer?: string | undefined;
}

/**
 * The base of all errors of this package.
 *
 * Tell them apart by `code`, or by `instanceof`, which also works when two copies of the package are
 * loaded. No error shows the token.
 */
export class WebWorkError extends Error {
  /** Name by which `instanceof` knows the class across copies of the package. */
  static readonly brand: string = "WebWorkError";

  /** Stable name of the kind of error. */
  readonly code: string;
  /** `resource.verb`, such as `timeEntries.create`; `request` for the raw call, `client` for the constructor. */
  readonly operation: string;
  /**
   * Whether a write may have happened: `not_sent`: nothing left; `rejected`: the server answered that
   * it did not do it; `unknown`: it may or may not have been done.
   */
  readonly outcome: Outcome;
  /** Requests sent, retries included. */
  readonly attempts: number;

  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(message, "cause" in details ? { cause: details.cause } : undefined);
    this.code = code;
    this.operation = details.operation ?? "client";
    this.outcome = details.outcome ?? "not_sent";
    this.attempts = details.attempts ?? 0;
    const brands: string[] = [];
    for (
      let one: unknown = new.target;
      typeof one === "function" && "brand" in one;
      one = Object.getPrototypeOf(one)
    ) {
      brands.push(String(one.brand));
    }
    hidden(this, BRAND, brands);
  }

  /** What `JSON.stringify` shows: no headers, no body, no cause. */
  toJSON(): Record<string, unknown> {
    return { name: this.name, message: this.message, ...Object.fromEntries(Object.entries(this)) };
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    if (!Object.hasOwn(this, "brand"))
      return Function.prototype[Symbol.hasInstance].call(this, value);
    const brands: unknown =
      typeof value === "object" && value !== null ? Reflect.get(value, BRAND) : undefined;
    return Array.isArray(brands) && brands.includes(this.brand);
  }
}

/** Sets a member that consoles and JSON do not list. @internal */
export function hidden(target: object, name: PropertyKey, value: unknown): void {
  Object.defineProperty(target, name, {
    value,
    configurable: true,
    writable: true,
    enumerable: false,
  });
}

/** Parameters or options were refused before anything was sent; the message names the one. Code `invalid_argument`. */
export class InvalidArgumentError extends WebWorkError {
  static override readonly brand = "InvalidArgumentError";
}

/** The server answered with an error. The base of the errors by status; itself any other 4xx, or `success: false` under a 2xx (code `api`). */
export class ApiError extends WebWorkError {
  static override readonly brand: string = "ApiError";
  /** HTTP status; `undefined` where the error arose before an answer. */
  readonly status: number | undefined;
  /** `X-Request-Id` of the answer. */
  readonly requestId: string | undefined;
  /** Headers of the answer, without credentials. Not shown in logs. */
  declare readonly headers: Headers | undefined;
  /** Body of the answer: parsed, or as text. Not shown in logs. */
  declare readonly body: unknown;

  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(code, message, details);
    this.status = details.status;
    this.requestId = details.requestId;
    hidden(this, "headers", details.headers);
    hidden(this, "body", details.body);
  }
}

/** 400. Code `bad_request`. */
export class BadRequestError extends ApiError {
  static override readonly brand = "BadRequestError";
}

/** 401, or the token could not be had (then nothing was sent, and `status` is `undefined`). Code `authentication`. */
export class AuthenticationError extends ApiError {
  static override readonly brand = "AuthenticationError";
}

/** 403. Code `permission`. */
export class PermissionError extends ApiError {
  static override readonly brand = "PermissionError";
}

/** 404. Code `not_found`. */
export class NotFoundError extends ApiError {
  static override readonly brand = "NotFoundError";
}

/** 409. Code `conflict`. */
export class ConflictError extends ApiError {
  static override readonly brand = "ConflictError";
}

/** 422. Code `validation`. */
export class ValidationError extends ApiError {
  static override readonly brand = "ValidationError";
}

/** A 429 that may not be waited out, or the deadline passed while waiting for a slot. Code `rate_limited`. */
export class RateLimitError extends ApiError {
  static override readonly brand = "RateLimitError";
  /** Milliseconds to wait before the next try, where known. */
  readonly retryAfter: number | undefined;

  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(code, message, details);
    this.retryAfter = details.retryAfter;
  }
}

/** 5xx. Code `server`. */
export class ServerError extends ApiError {
  static override readonly brand = "ServerError";
}

/** The answer is not what it should be: not JSON, not an object, broken off, or, under strict validation, against the contract. Code `decode`. */
export class DecodeError extends ApiError {
  static override readonly brand = "DecodeError";
  /** Start of the answer, at most 200 characters. */
  readonly excerpt: string | undefined;
  /** JSON pointer to what broke the contract, under strict validation. */
  readonly pointer: string | undefined;

  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(code, message, details);
    this.excerpt = details.excerpt;
    this.pointer = details.pointer;
  }
}

/** No answer came, or the server redirected. Code `connection`. */
export class ConnectionError extends WebWorkError {
  static override readonly brand = "ConnectionError";
}

/** `timeout` or `deadline` ran out. Code `timeout`. */
export class TimeoutError extends WebWorkError {
  static override readonly brand = "TimeoutError";
}

/** The call's `signal` was aborted; its `reason` is the `cause`. Code `aborted`. */
export class AbortError extends WebWorkError {
  static override readonly brand = "AbortError";
}

/** The client was closed. Code `closed`. */
export class ClosedError extends WebWorkError {
  static override readonly brand = "ClosedError";
}

/** A bug in the SDK, or an environment in which its wasm cannot run (the message says what to do). The next call starts afresh. Code `internal`. */
export class InternalError extends WebWorkError {
  static override readonly brand = "InternalError";
}

const classes: Record<string, typeof WebWorkError> = {
  invalid_argument: InvalidArgumentError,
  authentication: AuthenticationError,
  permission: PermissionError,
  not_found: NotFoundError,
  validation: ValidationError,
  bad_request: BadRequestError,
  conflict: ConflictError,
  api: ApiError,
  rate_limited: RateLimitError,
  server: ServerError,
  decode: DecodeError,
  connection: ConnectionError,
  timeout: TimeoutError,
  aborted: AbortError,
  closed: ClosedError,
  internal: InternalError,
};

// Bundlers shorten class names; stack traces and consoles are to show the real ones. On the
// prototype, because the first line of the stack is written before the constructor runs.
for (const one of [WebWorkError, ...Object.values(classes)]) {
  hidden(one, "name", one.brand);
  hidden(one.prototype, "name", one.brand);
}

/**
 * What a core function throws when a call fails: code, message, milliseconds to wait, excerpt and
 * pointer, a NUL after each. Anything else it throws is a bug. @internal
 */
export type Failure = string;

/** @internal */
export function isFailure(value: unknown): value is Failure {
  return typeof value === "string";
}

/** The error of a code. @internal */
export function errorOf(code: string, message: string, details: ErrorDetails): WebWorkError {
  return new (classes[code] ?? InternalError)(code, message, details);
}
