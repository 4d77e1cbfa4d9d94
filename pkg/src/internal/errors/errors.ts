// All error classes, and the one that belongs to a code.

import {
  ApiError,
  AuthenticationError,
  BadRequestError,
  ConflictError,
  DecodeError,
  NotFoundError,
  PermissionError,
  RateLimitError,
  ServerError,
  ValidationError,
} from "./api.js";
import type { ErrorCode, ErrorDetails, WebWorkError } from "./base.js";
import { InvalidArgumentError } from "./issues.js";
import {
  AbortError,
  ClosedError,
  ConnectionError,
  InternalError,
  TimeoutError,
} from "./transport.js";

export * from "./api.js";
export * from "./base.js";
export * from "./issues.js";
export * from "./transport.js";

/**
 * Every error that a call can throw, told apart by `code`: in a `switch` over the `code` of this type,
 * each case knows its class.
 *
 * @example
 * try {
 *   await webwork.timeEntries.delete({ time_entry_id: "abc" });
 * } catch (thrown) {
 *   if (!(thrown instanceof WebWorkError)) throw thrown;
 *   const error = thrown as AnyWebWorkError;
 *   if (error.code === "validation") console.log(error.errors);
 *   else if (error.code === "rate_limited") console.log(error.retryAfterMs);
 *   else console.log(error.message);
 * }
 */
export type AnyWebWorkError =
  | AbortError
  | (ApiError & { readonly code: "api" })
  | AuthenticationError
  | BadRequestError
  | ClosedError
  | ConflictError
  | ConnectionError
  | DecodeError
  | InternalError
  | InvalidArgumentError
  | NotFoundError
  | PermissionError
  | RateLimitError
  | ServerError
  | TimeoutError
  | ValidationError;

const classes: readonly (typeof WebWorkError)[] = [
  AbortError,
  ApiError,
  AuthenticationError,
  BadRequestError,
  ClosedError,
  ConflictError,
  ConnectionError,
  DecodeError,
  InternalError,
  InvalidArgumentError,
  NotFoundError,
  PermissionError,
  RateLimitError,
  ServerError,
  TimeoutError,
  ValidationError,
];

/** The error of a code. @internal */
export function errorOf(code: ErrorCode, message: string, details: ErrorDetails): WebWorkError {
  const kind = classes.find((one) => one.code === code) ?? InternalError;
  return new kind(message, details);
}
