// How the entries without a wasm make their errors: OAuth, webhooks and rate-limit stores.

import type { ErrorDetails, WebWorkError } from "./base.js";
import { InvalidArgumentError } from "./issues.js";

/** An error whose message begins with the operation. */
export function failed(
  kind: typeof WebWorkError,
  operation: string,
  message: string,
  details?: ErrorDetails,
): WebWorkError {
  return new kind(`${operation}: ${message}`, { ...details, operation });
}

/** Throws where a parameter is not what it may be. The value, which may be a secret, is not quoted. */
export function check(
  operation: string,
  parameter: string,
  value: unknown,
  isGood: unknown,
  expected: string,
): asserts isGood {
  if (isGood) return;
  const got = `${parameter} must be ${expected}, got ${kindOf(value)}`;
  refuse(operation, got, parameter, expected, value);
}

function refuse(
  operation: string,
  message: string,
  parameter: string,
  expected: string,
  value: unknown,
): never {
  throw failed(InvalidArgumentError, operation, message, {
    issues: [{ parameter, expected, received: kindOf(value) }],
  });
}

function kindOf(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === "") return "an empty string";
  if (value === null || typeof value === "number") return String(value);
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** Throws where options are given that do not exist: what is left when all others are taken out. */
export function refuseUnknown(operation: string, options: object): void {
  for (const [parameter, value] of Object.entries(options))
    refuse(operation, `${parameter} is unknown`, parameter, "nothing", value);
}

/** Throws where something other than a function is given. */
export function checkFunctions(operation: string, functions: object): void {
  for (const [name, value] of Object.entries(functions))
    check(operation, name, value, value === undefined || typeof value === "function", "a function");
}

/** What must not be shown, where there is any. */
export type Secret = string | undefined;

/** A string without any of the secrets, as they are or as forms encode them. */
export function redact(text: string, secrets: readonly Secret[]): string {
  return secrets
    .flatMap((secret) =>
      secret ? [secret, String(new URLSearchParams({ x: secret })).slice(2)] : [],
    )
    .reduce((text, secret) => text.replaceAll(secret, "[secret]"), text);
}

/**
 * What was thrown, by its names and messages alone: what else hangs on an error, such as the request of
 * some HTTP clients, may hold secrets at any depth.
 */
export function safeCause(thrown: unknown, secrets: readonly Secret[], depth = 4): Error {
  const {
    message = thrown,
    name = "Error",
    code,
    cause,
  } = Object(thrown) as Error & { code?: unknown };
  const copy = new Error(redact(String(message), secrets));
  Object.assign(copy, { name: String(name) }, code !== undefined && { code });
  if (cause !== undefined && depth > 0) copy.cause = safeCause(cause, secrets, depth - 1);
  return copy;
}
