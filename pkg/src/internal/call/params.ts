// Arguments as JSON for the core, without changing anything on the way. What JSON would drop or
// alter (NaN, a Date, a function, half of an emoji) is replaced by a placeholder with its name. The
// core refuses it by the name of the parameter, together with everything else that is wrong.

import { describe, isPlain } from "../client/describe.js";
import { refusal } from "../errors/errors.js";

/**
 * Where a value goes, and so what it may be. `params`: the contract says it. `query`: what a query can
 * say. `body`: what JSON can say, with `toJSON` as `JSON.stringify` has it.
 */
type Destination = "params" | "query" | "body";

/** The JSON of an operation's parameters. */
export function paramsToJson(params: unknown, operation: string): string {
  try {
    if (isObject(params)) {
      // A copy, so that every getter is read once. Its `__proto__` is an ordinary property.
      const copy = { ...params };
      if (isFlat(copy)) {
        const json = JSON.stringify(copy);
        // JSON.stringify writes half of a surrogate pair, and nothing else, as `\udxxx`.
        if (!json.includes("\\ud")) return json;
      }
    }
  } catch {
    // Some property cannot be read; it will be named.
  }
  return JSON.stringify(membersOf(params, operation, "parameters", () => "params"));
}

/** The JSON of a raw request. */
export function requestToJson(spec: unknown): string {
  const destination = (name: string): Destination => (name === "body" ? "body" : "query");
  return JSON.stringify(membersOf(spec, "request", "request", destination));
}

/** The JSON of a call's `query` and `body` options; empty if it has neither. */
export function overridesToJson(
  options: { readonly query?: unknown; readonly body?: unknown } | undefined,
): string {
  if (options?.query === undefined && options?.body === undefined) return "";
  return JSON.stringify({
    query: toPlain(options.query, "query", []),
    body: toPlain(options.body, "body", []),
  });
}

/** Whether it is an object, of a class or not, but none of the built-in kinds. */
function isObject(value: unknown): value is object {
  return Object.prototype.toString.call(value) === "[object Object]";
}

/** Whether JSON.stringify keeps every value as it is: the common case. */
function isFlat(params: object): boolean {
  return (
    !("toJSON" in params) &&
    Object.values(params).every(
      (value) =>
        typeof value === "string" ||
        Number.isFinite(value) ||
        typeof value === "boolean" ||
        value === null ||
        value === undefined,
    )
  );
}

/** The members of the object that an argument has to be. Objects of a class will do. */
function membersOf(
  value: unknown,
  operation: string,
  what: string,
  destination: (name: string) => Destination,
): Record<string, unknown> {
  try {
    if (isObject(value)) return copyOf(value, destination, []);
  } catch {
    // It is reported below.
  }
  const received = describe(value);
  throw refusal(operation, [{ parameter: what, expected: "an object", received }]);
}

const LONE_SURROGATE = /\p{Surrogate}/u;
const HALF_CHARACTER =
  'with half of a character in it (a lone surrogate); cut with Array.from(text).slice(0, n).join("")';
/** PHP gives up at 512. */
const MAX_DEPTH = 500;

const placeholder = (name: string): unknown => ({ "\0": name });

function toPlain(value: unknown, destination: Destination, outer: readonly object[]): unknown {
  switch (typeof value) {
    case "string":
      return LONE_SURROGATE.test(value) ? placeholder(`a string ${HALF_CHARACTER}`) : value;
    case "boolean":
    case "undefined":
      return value;
    case "number":
      if (!Number.isFinite(value)) return placeholder(String(value));
      // The contract's own integers are checked by the core.
      return destination !== "params" && Number.isInteger(value) && !Number.isSafeInteger(value)
        ? placeholder(`${value}, which JavaScript cannot hold exactly; send it as a string`)
        : value;
    case "object":
      if (value === null) return value;
      if (outer.includes(value)) return placeholder("a circular reference");
      if (outer.length > MAX_DEPTH)
        return placeholder(`an object more than ${MAX_DEPTH} levels deep`);
      try {
        return objectToPlain(value, destination, outer);
      } catch {
        return placeholder("an object that cannot be read");
      }
    default:
      return placeholder(describe(value));
  }
}

function objectToPlain(value: object, destination: Destination, outer: readonly object[]): unknown {
  const path = [...outer, value];
  if (Array.isArray(value)) {
    // Array.from reads the holes of a sparse array as undefined.
    const copy = Array.from(value, (item: unknown) =>
      item === undefined ? placeholder("undefined") : toPlain(item, destination, path),
    );
    // Old libraries put a `toJSON` on all arrays.
    return Object.setPrototypeOf(copy, null);
  }
  const toJson: unknown = destination === "body" ? Reflect.get(value, "toJSON") : undefined;
  if (typeof toJson === "function" && !ArrayBuffer.isView(value)) {
    const json: unknown = toJson.call(value, "");
    if (json === null && describe(value) === "a Date") return placeholder("an invalid Date");
    return toPlain(json, destination, path);
  }
  return isPlain(value) ? copyOf(value, () => destination, path) : placeholder(describe(value));
}

/** A copy of an object's own members. It has no prototype, so that no `toJSON` is inherited. */
function copyOf(
  value: object,
  destination: (name: string) => Destination,
  path: readonly object[],
): Record<string, unknown> {
  const copy: Record<string, unknown> = Object.create(null);
  for (const name of Object.keys(value)) {
    let member: unknown;
    try {
      member = toPlain(Reflect.get(value, name), destination(name), path);
    } catch {
      member = placeholder("a getter that throws");
    }
    // The core would take such a member for a placeholder, and PHP refuses it.
    if (name.startsWith("\0")) member = placeholder("a name that begins with a NUL character");
    if (LONE_SURROGATE.test(name)) member = placeholder(`a name ${HALF_CHARACTER}`);
    if (member !== undefined) copy[name] = member;
  }
  return copy;
}
