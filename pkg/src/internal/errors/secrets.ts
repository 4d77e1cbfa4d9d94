// Keeps the token out of everything that is shown: messages and headers of servers, ids, and what
// `fetch` or a token function threw.

import { hidden } from "./base.js";

/** A shorter secret is not redacted: it would tear up ordinary words. */
const MIN_SECRET_LENGTH = 6;
/** An object graph with more values than this is replaced rather than searched. */
const MAX_VALUES = 5_000;
const MAX_CAUSE_DEPTH = 8;
const MAX_AGGREGATED_ERRORS = 100;

let cached = { secret: "", pattern: /^/ };

/** Matches the secret as it is, and as JSON and URLs escape it, also more than once: `\/`, `\u002f`, `%2f`. */
function patternOf(secret: string): RegExp {
  if (cached.secret !== secret) {
    const anySpelling = (unit: string): string => {
      const hex = unit.charCodeAt(0).toString(16).padStart(2, "0");
      return `(?:\\\\{0,4}\\x${hex}|\\\\{1,4}u00${hex}|%${hex})`;
    };
    cached = { secret, pattern: new RegExp(Array.from(secret, anySpelling).join(""), "gi") };
  }
  return cached.pattern;
}

/** The string with `[token]` in place of the secret. */
export function redact(text: string, secret: string | undefined): string {
  return secret === undefined || secret.length < MIN_SECRET_LENGTH
    ? text
    : text.replace(patternOf(secret), "[token]");
}

function isCredentialName(name: unknown): boolean {
  return typeof name === "string" && /^(proxy-)?authorization$|^(set-)?cookie$/i.test(name);
}

/** A copy of the headers without credentials and without the secret. */
export function safeHeaders(headers: Headers, secret: string | undefined): Headers {
  const safe = new Headers();
  headers.forEach((value, name) => {
    if (!isCredentialName(name)) safe.append(name, redact(value, secret));
  });
  return safe;
}

/**
 * The cause itself if neither the secret nor an authorization is anywhere in it. Otherwise an error with
 * the same name and messages without them: consoles show every property, however deep.
 */
export function safeCause(cause: unknown, secret: string | undefined): unknown {
  try {
    return holdsNoSecret(cause, secret) ? cause : redactedCopy(cause, secret, 0);
  } catch {
    return new Error("the cause cannot be read");
  }
}

function holdsNoSecret(root: unknown, secret: string | undefined): boolean {
  const seen = new Set<unknown>([root]);
  // The set grows while it is walked, so this visits everything that can be reached, once.
  for (const value of seen) {
    if (seen.size > MAX_VALUES) return false;
    if (typeof value === "string" && redact(value, secret) !== value) return false;
    for (const [name, member] of membersOf(value)) {
      if (isCredentialName(name)) return false;
      seen.add(name).add(member);
    }
  }
  return true;
}

/** Whether it is an object or a function. */
function isObject(value: unknown): value is object {
  return Object(value) === value;
}

/** Everything that a console might show of a value. Getters are not run. */
function* membersOf(value: unknown): Generator<[unknown, unknown]> {
  if (!isObject(value) || ArrayBuffer.isView(value)) return;
  for (const name of Reflect.ownKeys(value)) {
    yield [name, Object.getOwnPropertyDescriptor(value, name)?.value];
  }
  const kind = Object.prototype.toString.call(value).slice(8, -1);
  if (/^(Headers|Map|Set)$/.test(kind)) yield* (value as Map<unknown, unknown>).entries();
  else if (kind === "Request" || kind === "Response") {
    const { headers, url } = value as Request;
    yield ["headers", headers];
    yield ["url", url];
  }
}

function redactedCopy(cause: unknown, secret: string | undefined, depth: number): unknown {
  if (typeof cause === "string") return redact(cause, secret);
  if (!isObject(cause)) return cause;
  const { message, name, stack, code, errors } = cause as Record<string, unknown>;
  const redacted = (value: unknown): string =>
    typeof value === "string" || typeof value === "number" ? redact(String(value), secret) : "";
  const copy = new Error(redacted(message) || "left out: it contained a token");
  if (redacted(name)) hidden(copy, "name", redacted(name));
  if (redacted(code)) hidden(copy, "code", redacted(code));
  hidden(copy, "stack", redacted(stack) || `${copy.name}: ${copy.message}`);
  if (depth < MAX_CAUSE_DEPTH) {
    const copyOf = (inner: unknown): unknown => redactedCopy(inner, secret, depth + 1);
    if ("cause" in cause) hidden(copy, "cause", copyOf(cause.cause));
    if (Array.isArray(errors))
      hidden(copy, "errors", errors.slice(0, MAX_AGGREGATED_ERRORS).map(copyOf));
  }
  return copy;
}
