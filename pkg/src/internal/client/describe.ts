// Values in words, for messages about bad input.

import { isObject } from "../call/response.js";

/** Characters of a string that a message quotes. */
const QUOTED = 80;

/** A value as a message shows it: `"1"`, `null`, `an array`, `a Date`, `an object of class Money`. */
export function describe(value: unknown): string {
  try {
    return isObject(value) ? describeObject(value) : primitive(value);
  } catch {
    return "an object that cannot be read";
  }
}

/** The same without the contents of a string, which may be a secret. */
export function describeType(value: unknown): string {
  return typeof value === "string" ? "a string" : describe(value);
}

function primitive(value: unknown): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(
        value.length > QUOTED ? `${Array.from(value).slice(0, QUOTED).join("")}…` : value,
      );
    case "bigint":
    case "symbol":
    case "function":
      return `a ${typeof value}`;
    default:
      return String(value);
  }
}

function describeObject(value: object): string {
  if (Array.isArray(value)) return "an array";
  const kind = Object.prototype.toString.call(value).slice(8, -1);
  if (kind === "String" || kind === "Number" || kind === "Boolean") return `a ${kind} object`;
  if (kind !== "Object") return /^[AEIO]/.test(kind) ? `an ${kind}` : `a ${kind}`;
  if (isPlain(value)) return "an object";
  const { name } = value.constructor;
  return name ? `an object of class ${name}` : "an object of a class";
}

/** Whether an object is neither of a class nor built in. Another realm's objects have another `Object.prototype`. */
export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
