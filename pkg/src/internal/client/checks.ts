// What options may be. In TypeScript, because the constructor is synchronous and the wasm is not loaded
// yet when it runs.

import { type Issue, NOTHING, refusal } from "../errors/errors.js";
import { describe, describeType } from "./describe.js";
import { normaliseHeaders } from "./headers.js";
import { tokenProblem } from "./token.js";

/** What one option may be. */
export interface Rule {
  /** What is allowed, in words. */
  readonly expected: string;
  accepts(value: unknown): boolean;
  /** What the value is, in words, where it must not be quoted. */
  describe?(value: unknown): string;
  /** Reads a value that has parts of its own; what is wrong with them goes into `issues`. */
  read?(value: unknown, parameter: string, issues: Issue[]): unknown;
}

export type Rules = Readonly<Record<string, Rule>>;

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isIntegerFrom = (least: number, most: number) => (value: unknown) =>
  Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most;

const aFunction: Rule = {
  expected: "a function",
  accepts: (value) => typeof value === "function",
};

const anObject: Rule = { expected: "an object", accepts: isObject };

const oneOf = (...values: string[]): Rule => ({
  expected: `one of ${values.map((value) => `"${value}"`).join(", ")}`,
  accepts: (value) => typeof value === "string" && values.includes(value),
});

const milliseconds: Rule = {
  expected: "a positive number of milliseconds",
  accepts: (value) => typeof value === "number" && value > 0,
};

const commonRules: Rules = {
  timeout: milliseconds,
  totalTimeout: milliseconds,
  maxRetries: { expected: "an integer from 0 to 1000", accepts: isIntegerFrom(0, 1_000) },
  headers: { expected: "headers", accepts: () => true, read: normaliseHeaders },
};

const aToken: Rule = {
  expected: "an access token (visible ASCII characters, no white space)",
  accepts: (value) => tokenProblem(value) === undefined,
  describe: (value) => tokenProblem(value) ?? "",
};

const rateLimitRules: Rules = {
  requests: { expected: "an integer from 1 to 10000", accepts: isIntegerFrom(1, 10_000) },
  per: {
    expected: "a positive, finite number of milliseconds",
    accepts: (value) => milliseconds.accepts(value) && Number.isFinite(value),
  },
  key: {
    expected: "a non-empty string",
    accepts: (value) => typeof value === "string" && value !== "",
  },
  store: {
    expected: "a store of webwork-sdk/rate-limit-stores",
    accepts: (value) => isObject(value) && "join" in value,
  },
};

const aRateLimit: Rule = {
  expected: "false or an object { requests, per, key?, store? }",
  accepts: (value) => value === false || isObject(value),
  read: (value, parameter, issues) =>
    value === false
      ? value
      : readAll(value as object, rateLimitRules, `${parameter}.`, issues, [
          "requests",
          "per",
          // Those who share a limit know it by its key.
          ...(Reflect.get(value as object, "store") ? ["key"] : []),
        ]),
};

/** The options of a client. */
export const clientRules: Rules = {
  token: {
    ...aToken,
    expected: `${aToken.expected} or a function that returns one`,
    accepts: (value) => typeof value === "function" || aToken.accepts(value),
  },
  workspaceId: { expected: "an integer", accepts: Number.isSafeInteger },
  baseUrl: {
    expected:
      "an https URL (http only for loopback addresses) without credentials, query, fragment or white space",
    accepts: isBaseUrl,
    // It may contain a password.
    describe: (value) => describeType(value),
  },
  fetch: aFunction,
  rateLimit: aRateLimit,
  validation: oneOf("off", "report", "strict"),
  onRequest: aFunction,
  onResponse: aFunction,
  onRetry: aFunction,
  onWait: aFunction,
  onDrift: aFunction,
  ...commonRules,
};

/** The options of a single call. */
export const callRules: Rules = {
  signal: {
    expected: "an AbortSignal",
    accepts: (value) =>
      value === null ||
      (isObject(value) &&
        typeof (value as AbortSignal).aborted === "boolean" &&
        typeof (value as AbortSignal).addEventListener === "function"),
  },
  priority: oneOf("interactive", "bulk"),
  prefetch: { expected: "a boolean", accepts: (value) => typeof value === "boolean" },
  query: anObject,
  body: anObject,
  ...commonRules,
};

/** Options that were found to be good. */
export type Checked<T> = Omit<T, "headers"> & { readonly headers?: Headers | undefined };

/**
 * A copy of the options, each read once and found to be good, with headers as `Headers`. `required` are
 * the options that must not be missing; `prefix` goes before their names in issues.
 *
 * @throws {InvalidArgumentError} with everything that is wrong.
 */
export function checkOptions<T extends object>(
  options: T,
  rules: Rules,
  operation: string,
  required: readonly string[] = [],
  prefix = rules === callRules ? "options." : "",
): Checked<T> {
  const issues: Issue[] = [];
  const checked = isObject(options)
    ? readAll(options, rules, prefix, issues, required)
    : issues.push({ parameter: "options", expected: "an object", received: describeType(options) });
  if (issues.length > 0) throw refusal(operation, issues);
  return checked as Checked<T>;
}

function readAll(
  options: object,
  rules: Rules,
  prefix: string,
  issues: Issue[],
  required: readonly string[],
): Record<string, unknown> {
  const checked: Record<string, unknown> = {};
  let names: string[];
  try {
    names = Object.keys(options);
  } catch {
    const received = "an object that cannot be read";
    issues.push({ parameter: prefix.slice(0, -1) || "options", expected: "an object", received });
    return checked;
  }
  for (const name of names) {
    const parameter = prefix + name;
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    let value: unknown;
    try {
      value = Reflect.get(options, name);
      if (rule && value !== undefined) {
        if (rule.accepts(value)) {
          checked[name] = rule.read ? rule.read(value, parameter, issues) : value;
        } else {
          const received = (rule.describe ?? describe)(value);
          issues.push({ parameter, expected: rule.expected, received });
        }
      }
    } catch {
      const expected = rule?.expected ?? "an option";
      issues.push({ parameter, expected, received: "a value that cannot be read" });
    }
    if (!rule) {
      const isParameter = /^[a-z]+_/;
      const hint =
        isParameter.test(name) && !Object.keys(rules).some((one) => isParameter.test(one))
          ? "parameters go in the first argument"
          : `known: ${Object.keys(rules).join(", ")}`;
      issues.push({ parameter, expected: `${NOTHING} (${hint})`, received: describeType(value) });
    }
  }
  for (const name of required) {
    const rule = rules[name];
    const isReported = issues.some(({ parameter }) => parameter === prefix + name);
    if (rule && checked[name] === undefined && !isReported)
      issues.push({ parameter: prefix + name, expected: rule.expected, received: NOTHING });
  }
  return checked;
}

function isBaseUrl(value: unknown): boolean {
  if (typeof value !== "string" || /[?#\s\\]/.test(value)) return false;
  let url: URL;
  try {
    url = new URL(value);
  } catch {
    return false;
  }
  const loopback = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  const secure = url.protocol === "https:" || (url.protocol === "http:" && loopback);
  return secure && !url.username && !url.password;
}
