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

const classes: Record<ErrorCode, typeof WebWorkError> = {
  aborted: AbortError,
  api: ApiError,
  authentication: AuthenticationError,
  bad_request: BadRequestError,
  closed: ClosedError,
  conflict: ConflictError,
  connection: ConnectionError,
  decode: DecodeError,
  internal: InternalError,
  invalid_argument: InvalidArgumentError,
  not_found: NotFoundError,
  permission: PermissionError,
  rate_limited: RateLimitError,
  server: ServerError,
  timeout: TimeoutError,
  validation: ValidationError,
};

/** The error of a code. @internal */
export function errorOf(code: ErrorCode, message: string, details: ErrorDetails): WebWorkError {
  return new classes[code](message, details);
}
