// Keeps the token out of all that is shown: texts of servers, ids, what `fetch` or a token provider
// threw.

import { hidden } from "./errors.js";

/** Shorter ones are left: they would tear up the text. */
const SHORTEST = 6;

let known: string | undefined;
let pattern: RegExp | undefined;

/** The token as it is, or as JSON and URLs escape it: `\/`, `\u002f`, `%2f`, also more than once. */
function patternOf(secret: string): RegExp {
  if (known !== secret || !pattern) {
    const any = (unit: string): string => {
      const hex = unit.charCodeAt(0).toString(16).padStart(2, "0");
      return `(?:\\\\{0,4}\\x${hex}|\\\\{1,4}u00${hex}|%${hex})`;
    };
    known = secret;
    pattern = new RegExp(Array.from(secret, any).join(""), "gi");
  }
  return pattern;
}

/** A text without the token. */
export function redact(text: string, secret: string | undefined): string {
  return secret === undefined || secret.length < SHORTEST
    ? text
    : text.replace(patternOf(secret), "[token]");
}

const isCredential = (name: unknown): boolean =>
  typeof name === "string" && /^(proxy-)?authorization$|^(set-)?cookie$/i.test(name);

/** Headers without credentials and without the token. */
export function safeHeaders(headers: Headers, secret: string | undefined): Headers {
  const safe = new Headers();
  headers.forEach((value, name) => {
    if (!isCredential(name)) safe.append(name, redact(value, secret));
  });
  return safe;
}

/**
 * What was thrown, unless the token or an authorization is anywhere in it: then an error of the same
 * name and texts without these. Consoles show every member, whatever its depth.
 */
export function safeCause(cause: unknown, secret: string | undefined): unknown {
  try {
    return isClean(cause, secret) ? cause : copyOf(cause, secret, 0);
  } catch {
    return new Error("the cause cannot be read");
  }
}

function isClean(root: unknown, secret: string | undefined): boolean {
  const seen = new Set<unknown>([root]);
  for (const one of seen) {
    // Whatever is this big cannot be vouched for.
    if (seen.size > 5_000) return false;
    if (typeof one === "string" && redact(one, secret) !== one) return false;
    for (const [name, value] of membersOf(one)) {
      if (isCredential(name)) return false;
      seen.add(name).add(value);
    }
  }
  return true;
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

/** All that a console might show of a value, without running its getters. */
function* membersOf(value: unknown): Generator<[unknown, unknown]> {
  if (!isObject(value) || ArrayBuffer.isView(value)) return;
  for (const name of Reflect.ownKeys(value)) {
    yield [name, Object.getOwnPropertyDescriptor(value, name)?.value];
  }
  const kind = Object.prototype.toString.call(value).slice(8, -1);
  if (kind === "Headers" || kind === "Map") yield* (value as Map<unknown, unknown>).entries();
  else if (kind === "Set") yield* (value as Set<unknown>).entries();
  else if (kind === "Request" || kind === "Response")
    yield ["headers", (value as Request).headers], yield ["url", (value as Request).url];
}

function copyOf(cause: unknown, secret: string | undefined, depth: number): unknown {
  if (typeof cause === "string") return redact(cause, secret);
  if (!isObject(cause)) return cause;
  const { message, name, stack, code, errors } = cause as Partial<AggregateError> & {
    code?: unknown;
  };
  const text = (value: unknown): string => (typeof value === "string" ? redact(value, secret) : "");
  const copy = new Error(text(message) || "left out, for it held a token");
  if (text(name)) hidden(copy, "name", text(name));
  hidden(copy, "stack", text(stack) || `${copy.name}: ${copy.message}`);
  if (typeof code === "string" || typeof code === "number")
    hidden(copy, "code", redact(String(code), secret));
  if (depth < 8) {
    if ("cause" in cause) hidden(copy, "cause", copyOf(cause.cause, secret, depth + 1));
    if (Array.isArray(errors))
      hidden(
        copy,
        "errors",
        errors.slice(0, 100).map((one) => copyOf(one, secret, depth + 1)),
      );
  }
  return copy;
}
