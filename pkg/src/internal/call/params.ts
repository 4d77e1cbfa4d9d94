// Parameters as JSON text for the core, so that nothing is changed on the way unseen: what JSON
// would drop or alter (NaN, a Date, a function) becomes a marker that the core reports by name.

import { InvalidArgumentError } from "../errors/errors.js";
import { given } from "../client/options.js";

/** JSON text of a plain object. */
export function toJson(params: unknown, operation: string): string {
  if (typeof params !== "object" || params === null || Array.isArray(params)) {
    throw new InvalidArgumentError(
      "invalid_argument",
      `${operation}: the parameters must be an object, got ${given(params)}`,
      { operation },
    );
  }
  try {
    return JSON.stringify(isFlat(params) ? params : plain(params, []));
  } catch (cause) {
    throw new InvalidArgumentError(
      "invalid_argument",
      `${operation}: the parameters cannot be read`,
      { operation, cause },
    );
  }
}

/** Whether JSON.stringify keeps every value as it is: the common case. */
function isFlat(params: object): boolean {
  if ("toJSON" in params) return false;
  for (const value of Object.values(params)) {
    switch (typeof value) {
      case "string":
      case "boolean":
      case "undefined":
        break;
      case "number":
        if (!Number.isFinite(value)) return false;
        break;
      default:
        if (value !== null) return false;
    }
  }
  return true;
}

const mark = (what: string): unknown => ({ "\0": what });

function plain(value: unknown, outer: unknown[]): unknown {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) ? value : mark(String(value));
    case "undefined":
      return mark("undefined");
    case "object":
      break;
    default:
      return mark(`a ${typeof value}`);
  }
  if (value === null) return value;
  if (outer.includes(value)) return mark("a circle");
  const path = [...outer, value];
  if (Array.isArray(value)) return Array.from(value, (item: unknown) => plain(item, path));
  const prototype: unknown = Object.getPrototypeOf(value);
  // An object of another realm has another Object.prototype, whose own prototype is null too.
  const isPlain = prototype === null || Object.getPrototypeOf(prototype) === null;
  if (!isPlain && outer.length > 0) return mark(given(value));
  const copy: Record<string, unknown> = Object.create(null);
  for (const [name, member] of Object.entries(value)) {
    if (member !== undefined) copy[name] = plain(member, path);
  }
  return copy;
}
