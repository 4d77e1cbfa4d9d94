// Errors of calls that ended without a response.

import { WebWorkError } from "./base.js";

/** No response arrived, or the server redirected, which is refused. Code `connection`. */
export class ConnectionError extends WebWorkError {
  static override readonly brand = "ConnectionError";
  static override readonly code = "connection";
  declare readonly code: "connection";
}

/** `timeout` or `totalTimeout` ran out. Code `timeout`. */
export class TimeoutError extends WebWorkError {
  static override readonly brand = "TimeoutError";
  static override readonly code = "timeout";
  declare readonly code: "timeout";
}

/** The call's `signal` was aborted; its `reason` is the `cause`. Code `aborted`. */
export class AbortError extends WebWorkError {
  static override readonly brand = "AbortError";
  static override readonly code = "aborted";
  declare readonly code: "aborted";
}

/** The client was closed. Code `closed`. */
export class ClosedError extends WebWorkError {
  static override readonly brand = "ClosedError";
  static override readonly code = "closed";
  declare readonly code: "closed";
}

/**
 * A bug in the SDK, or an environment in which its WebAssembly cannot run (then the message says what to
 * do). The next call starts afresh. Code `internal`.
 */
export class InternalError extends WebWorkError {
  static override readonly brand = "InternalError";
  static override readonly code = "internal";
  declare readonly code: "internal";
}
