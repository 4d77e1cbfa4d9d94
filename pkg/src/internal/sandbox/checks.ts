// What is wrong with the options and fault rules of a sandbox. In JavaScript, because the constructor
// and `fault` are synchronous and the wasm may not be loaded yet.

import { describe } from "../client/describe.js";
import { InvalidArgumentError, NOTHING } from "../errors/issues.js";
import { dataNames, operationNames } from "../generated/sandbox-options.js";
import type { SandboxFaultRule, SandboxOptions } from "./types.js";

const optionNames = ["seed", "now", "speed", "rateLimit", "data", "latency", "onWebhook"];
const isMs = (value: unknown): boolean =>
  typeof value === "number" && value >= 0 && value <= 600_000;
const isPointer = (value: unknown): boolean => typeof value === "string" && value.startsWith("/");

/** The effects that are objects, by the member that tells which one it is. */
const effects: Record<string, (value: unknown) => boolean> = {
  status: (value) => Number.isInteger(value) && Number(value) >= 200 && Number(value) <= 599,
  reset: (value) => value === "before" || value === "after",
  cutBody: (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) < 2 ** 32,
  slowBody: isMs,
  drop: isPointer,
  retype: isPointer,
  clockSkewMs: Number.isSafeInteger,
  latencyMs: isMs,
};

/** The refusal of an argument. */
export function invalid(
  operation: string,
  parameter: string,
  expected: string,
  value: unknown,
): InvalidArgumentError {
  const received = describe(value);
  const message = `${operation}: ${parameter} must be ${expected}, got ${received}`;
  return new InvalidArgumentError(message, {
    operation,
    issues: [{ parameter, expected, received }],
  });
}

/** The refusal of a name that is not known. */
function unknown(
  operation: string,
  what: string,
  name: string,
  known: readonly string[],
): InvalidArgumentError {
  const names = known.join(", ");
  const message = `${operation}: there is no ${what} ${name}; known are ${names}`;
  const expected = `nothing; known are ${names}`;
  return new InvalidArgumentError(message, {
    operation,
    issues: [{ parameter: name, expected, received: NOTHING }],
  });
}

/** What the work gives; what the wasm refuses becomes an InvalidArgumentError. */
export async function refused<T>(operation: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw refusal(operation, error);
  }
}

/** What the wasm refused, as an InvalidArgumentError. */
export function refusal(operation: string, error: unknown): unknown {
  const refused = error instanceof Error && !(error instanceof WebAssembly.RuntimeError);
  if (!refused) return error;
  return new InvalidArgumentError(`${operation}: ${error.message}`, { operation, cause: error });
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Throws where an option is unknown or not what it may be. */
export function checkOptions(options: SandboxOptions): void {
  if (!isObject(options)) throw invalid("sandbox", "options", "an object", options);
  for (const name of Object.keys(options)) {
    if (optionNames.includes(name)) continue;
    throw unknown("sandbox", "option", name, optionNames);
  }
  const { seed, now, speed, latency, rateLimit, data, onWebhook } = options;
  const must = (good: boolean, name: keyof SandboxOptions, expected: string): void => {
    if (!good) throw invalid("sandbox", name, expected, options[name]);
  };
  const within = (value: unknown, most: number): boolean =>
    value === undefined || (typeof value === "number" && value >= 0 && value <= most);
  must(within(seed, 2 ** 32 - 1) && Number.isInteger(seed ?? 0), "seed", "an integer from 0");
  must(within(now, 253_402_300_799_999), "now", "ms since 1970");
  must(within(speed, 1e6), "speed", "a number from 0 to 1,000,000");
  must(within(latency, 600_000), "latency", "ms from 0 to 600,000");
  must(isRateLimit(rateLimit), "rateLimit", "false or { requests, per, window? }");
  must(data === undefined || isObject(data), "data", "an object of arrays");
  for (const [name, rows] of Object.entries(data ?? {})) {
    if (!(dataNames as readonly string[]).includes(name))
      throw unknown("sandbox", "member of data", name, dataNames);
    if (rows !== undefined && !(Array.isArray(rows) && rows.every(isObject)))
      throw invalid("sandbox", `data.${name}`, "an array of objects", rows);
  }
  must(onWebhook === undefined || typeof onWebhook === "function", "onWebhook", "a function");
}

function isRateLimit(limit: SandboxOptions["rateLimit"]): boolean {
  if (limit === undefined || limit === false) return true;
  if (!isObject(limit)) return false;
  const { requests, per, window, ...rest } = limit;
  return (
    Number.isSafeInteger(requests) &&
    requests >= 1 &&
    typeof per === "number" &&
    per >= 1 &&
    [undefined, "fixed", "sliding"].includes(window) &&
    Object.keys(rest).length === 0
  );
}

/** Throws where a fault rule is not one. */
export function checkRule(rule: SandboxFaultRule): void {
  const operation = "sandbox.fault";
  if (!isObject(rule)) throw invalid(operation, "rule", "an object", rule);
  const known = ["match", "after", "times", "probability", "effect"];
  for (const name of Object.keys(rule)) {
    if (!known.includes(name)) {
      throw unknown(operation, "member", name, known);
    }
  }
  const named = rule.match?.operation;
  if (named !== undefined && !operationNames.includes(named)) {
    throw invalid(operation, "match.operation", "an operationId or resource.method", named);
  }
  if (rule.times !== undefined && rule.probability !== undefined) {
    throw invalid(operation, "probability", "nothing where times is given", rule.probability);
  }
  const { effect } = rule;
  const good =
    typeof effect === "string"
      ? ["html502", "stall", "duplicateItem"].includes(effect)
      : isObject(effect) &&
        Object.entries(effects).some(
          ([name, test]) => name in effect && test(Reflect.get(effect, name)),
        );
  if (!good) {
    const expected = `"html502", "stall", "duplicateItem" or an object with one of ${Object.keys(effects).join(", ")}, with a value that is allowed there`;
    throw invalid(operation, "effect", expected, effect);
  }
}
