// The errors of the OAuth and webhooks entries. The only module of theirs that knows where the shared
// classes live.

import { type AuthenticationError, type ErrorDetails, errorOf } from "../errors/errors.js";

export type { ErrorDetails };

/** The authorization server refused, or nobody is signed in. Code `authentication`. */
export interface TokenError extends AuthenticationError {
  /**
   * Error code of RFC 6749, such as `invalid_grant` or `access_denied`; `undefined` where no server
   * refused.
   */
  readonly oauthError: string | undefined;
  /** The server's `error_description`. */
  readonly description: string | undefined;
}

/** An error of a code, whose message begins with the operation. @internal */
export function failed(
  code: Parameters<typeof errorOf>[0],
  operation: string,
  message: string,
  details?: ErrorDetails,
): Error {
  return errorOf(code, `${operation}: ${message}`, { ...details, operation });
}

/** The error where tokens cannot be had. @internal */
export function tokenError(
  operation: string,
  message: string,
  oauthError?: string,
  description?: string,
  details?: ErrorDetails,
): Error {
  return Object.assign(failed("authentication", operation, message, details), {
    oauthError,
    description,
  });
}

/** The error for a parameter that is not what it may be. @internal */
export function invalid(operation: string, parameter: string, expected: string): Error {
  return failed("invalid_argument", operation, `${parameter} must be ${expected}`);
}

/** A string without any of the secrets, as they are or as forms encode them. @internal */
export function redact(text: string, secrets: readonly string[]): string {
  return secrets
    .flatMap((secret) => [secret, String(new URLSearchParams({ x: secret })).slice(2)])
    .reduce((text, secret) => text.replaceAll(secret, "[secret]"), text);
}

/**
 * What was thrown, by its names and messages alone: what else hangs on an error, such as the request of
 * some HTTP clients, may hold secrets at any depth. @internal
 */
export function safeCause(thrown: unknown, secrets: readonly string[], depth = 4): Error {
  const { message, name, code, cause } = Object(thrown) as Error & { code?: unknown };
  const copy = new Error(redact(String(message ?? thrown), secrets));
  Object.assign(copy, { name: String(name ?? "Error") }, code === undefined ? {} : { code });
  if (cause !== undefined && depth > 0) copy.cause = safeCause(cause, secrets, depth - 1);
  return copy;
}
