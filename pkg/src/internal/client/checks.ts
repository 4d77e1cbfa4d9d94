// What options may be. In TypeScript, because the constructor is synchronous and the wasm is not loaded
// yet when it runs.

import { isObject } from "../call/response.js";
import { type Issue, NOTHING, refusal } from "../errors/errors.js";
import { describe, describeType } from "./describe.js";
import { readHeaders } from "./headers.js";
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

const isRecord = (value: unknown): value is object => isObject(value) && !Array.isArray(value);

/** An integer, also of a certain range. */
export function integer(least = -Infinity, most = Infinity): Rule {
  const from = least > -Infinity ? ` from ${least}` : "";
  const to = most < Infinity ? ` to ${most}` : "";
  return {
    expected: `an integer${from}${to}`,
    accepts: (value) =>
      Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most,
  };
}

export const aFunction: Rule = {
  expected: "a function",
  accepts: (value) => typeof value === "function",
};

const anObject: Rule = { expected: "an object", accepts: isRecord };

const oneOf = (...values: string[]): Rule => ({
  expected: `one of ${values.map((value) => `"${value}"`).join(", ")}`,
  accepts: (value) => values.includes(value as string),
});

const milliseconds: Rule = {
  expected: "a positive number of milliseconds",
  accepts: (value) => typeof value === "number" && value > 0,
};

const commonRules = {
  timeout: milliseconds,
  totalTimeout: milliseconds,
  maxRetries: integer(0, 1_000),
  headers: {
    expected:
      "headers as fetch accepts them: a Headers object, an object, or an array of [name, value] pairs",
    accepts: isObject,
    describe: describeType,
    read: (value, parameter, issues) => readHeaders(value as object, parameter, issues),
  },
} satisfies Rules;

const rateLimitRules: Rules = {
  requests: integer(1, 10_000),
  per: {
    expected: "a positive, finite number of milliseconds",
    accepts: (value) => milliseconds.accepts(value) && value !== Infinity,
  },
  key: {
    expected: "a non-empty string",
    accepts: (value) => typeof value === "string" && value !== "",
  },
  store: {
    expected: "a store of webwork-sdk/rate-limit-stores",
    accepts: (value) => isRecord(value) && "join" in value,
  },
};

const aRateLimit: Rule = {
  expected: "false or an object { requests, per, key?, store? }",
  accepts: (value) => value === false || isRecord(value),
  read(value, parameter, issues) {
    if (!isRecord(value)) return value;
    const required = ["requests", "per"];
    // Those who share a limit know it by its key.
    if (Reflect.get(value, "store")) required.push("key");
    return readAll(value, rateLimitRules, `${parameter}.`, issues, required);
  },
};

/** The options of a client. */
export const clientRules: Rules = {
  token: {
    expected:
      "an access token (visible ASCII characters, no white space) or a function that returns one",
    accepts: (value) => typeof value === "function" || tokenProblem(value) === undefined,
    describe: (value) => String(tokenProblem(value)),
  },
  workspaceId: integer(),
  baseUrl: {
    expected:
      "an https URL (http only for loopback addresses) without credentials, query, fragment or white space",
    accepts: isBaseUrl,
    // It may contain a password.
    describe: describeType,
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
export const callRules = {
  signal: {
    expected: "an AbortSignal",
    accepts: (value) =>
      value === null ||
      (isRecord(value) &&
        typeof (value as AbortSignal).aborted === "boolean" &&
        typeof (value as AbortSignal).addEventListener === "function"),
  },
  priority: oneOf("interactive", "bulk"),
  prefetch: { expected: "a boolean", accepts: (value) => typeof value === "boolean" },
  query: anObject,
  body: anObject,
  ...commonRules,
} satisfies Rules;

/** Options that were found to be good. */
export type Checked<T> = Omit<T, "headers"> & { readonly headers?: Headers | undefined };

/**
 * A copy of the options, each read once and found to be good, with headers as `Headers`. `prefix` goes
 * before their names in issues; `required` are those that must not be missing.
 *
 * @throws {InvalidArgumentError} with everything that is wrong.
 */
export function checkOptions<T extends object>(
  options: T,
  rules: Rules,
  operation: string,
  prefix: string,
  required: readonly string[] = [],
): Checked<T> {
  const issues: Issue[] = [];
  const checked = isRecord(options)
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
    const parameter = prefix.slice(0, -1) || "options";
    issues.push({ parameter, expected: "an object", received: "an object that cannot be read" });
    return checked;
  }
  for (const name of new Set([...names, ...required])) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    const parameter = prefix + name;
    const refuse = (expected: string, received: string): unknown =>
      issues.push({ parameter, expected, received });
    try {
      const value: unknown = Reflect.get(options, name);
      if (!rule) refuse(`${NOTHING} (${hintFor(name, rules)})`, describeType(value));
      else if (value === undefined) required.includes(name) && refuse(rule.expected, NOTHING);
      else if (!rule.accepts(value)) refuse(rule.expected, (rule.describe ?? describe)(value));
      else checked[name] = rule.read ? rule.read(value, parameter, issues) : value;
    } catch {
      refuse(rule?.expected ?? NOTHING, "a value that cannot be read");
    }
  }
  return checked;
}

/** What to do about an option that does not exist. */
function hintFor(name: string, rules: Rules): string {
  const isParameter = /^[a-z]+_/;
  const known = Object.keys(rules);
  return isParameter.test(name) && !known.some((one) => isParameter.test(one))
    ? "parameters go in the first argument"
    : `known: ${known.join(", ")}`;
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
