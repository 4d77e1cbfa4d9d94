// What clients and calls are made with, and the check of it. In JavaScript, because the constructor
// is synchronous and the wasm not loaded yet.

import { InvalidArgumentError } from "../errors/errors.js";

/** Headers as fetch takes them. Spelled out, for Node's types have no name for them. */
export type HeadersInput = Headers | Record<string, string> | [name: string, value: string][];

/** A `WebAssembly.Module`, where the environment's types know it. */
export type WasmModule = typeof globalThis extends {
  WebAssembly: { Module: new (...args: never) => infer Module };
}
  ? Module
  : never;

/** What gives a wasm: bytes, a module, or what leads to them. */
export type WasmSource = WasmModule | ArrayBuffer | ArrayBufferView | Response | URL | string;

/** A `fetch`, called as `(url, init)`. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** A token, or a function that gives one, each time a request leaves. */
export type Token = string | (() => string | Promise<string>);

/** What `onRequest` is told. */
export interface RequestEvent {
  /** `resource.verb`. */
  operation: string;
  /** HTTP method. */
  method: string;
  /** Full URL. */
  url: string;
  /** Number of this attempt, from 1. */
  attempt: number;
}

/** What `onResponse` is told. */
export interface ResponseEvent extends RequestEvent {
  /** HTTP status. */
  status: number;
  /** Milliseconds from sending to the head of the answer. */
  durationMs: number;
  /** State of the rate limit after this answer. */
  rateLimit: RateLimit;
  /** `X-Request-Id` of the answer. */
  requestId: string | undefined;
}

/** What `onRetry` is told. */
export interface RetryEvent extends RequestEvent {
  /** Why: the status, `connection`, `timeout` or `cut_off`. */
  reason: string;
  /** Milliseconds until the next attempt may leave. */
  delayMs: number;
}

/** What `onDrift` is told: an answer that is not as the contract says. */
export interface DriftEvent {
  /** `resource.verb`. */
  operation: string;
  /** JSON pointer to the value. */
  pointer: string;
  /** What the contract says, such as `integer` or `string or null`. */
  expected: string;
  /** The type that was found, or `nothing`. */
  found: string;
}

/** The state of the rate limit; members are `undefined` while unknown. */
export interface RateLimit {
  /** Requests per window. */
  limit: number | undefined;
  /** Requests that may leave now. */
  remaining: number | undefined;
  /** Milliseconds until `remaining` grows. */
  reset: number | undefined;
}

/** What all clients and calls share. */
export interface CommonOptions {
  /** Milliseconds one attempt may take, body included. Default: 30,000. */
  timeout?: number | undefined;
  /** Milliseconds all attempts and waits of a call may take together. Default: no limit, but no single wait that the server asks for above 65,000. */
  deadline?: number | undefined;
  /** Attempts beyond the first. Default: 2. A POST is sent again only after a 429. */
  maxRetries?: number | undefined;
  /** Extra headers. Mind that each makes browsers ask the server first (CORS). */
  headers?: HeadersInput | undefined;
}

/** What a client is made with. */
export interface ClientOptions extends CommonOptions {
  /** Access token, or a function that gives one. It is sent to `baseUrl` only, and never shown. */
  token: Token;
  /** Stands in for a `workspace_id` that a call leaves out. */
  workspaceId?: number | undefined;
  /** Default: `https://api.webwork-tracker.com/api/v2`. https, or http on the loopback interface. */
  baseUrl?: string | undefined;
  /** Used instead of the global `fetch`. */
  fetch?: Fetch | undefined;
  /** Pacing, shared by all clients with the same token in this process: `requests` in any `per` milliseconds. `false`: none. Default: 60 in 60,000. */
  rateLimit?: { requests: number; per: number } | false | undefined;
  /** What becomes of answers that are not as the contract says: `report` tells `onDrift`, `strict` throws a `DecodeError`, `off` does not look. Default: `report`. */
  validation?: "off" | "report" | "strict" | undefined;
  /** Told before each attempt. */
  onRequest?: ((event: RequestEvent) => void) | undefined;
  /** Told of the head of each answer. */
  onResponse?: ((event: ResponseEvent) => void) | undefined;
  /** Told when an attempt failed and another will follow. */
  onRetry?: ((event: RetryEvent) => void) | undefined;
  /** Told of answers that are not as the contract says. */
  onDrift?: ((event: DriftEvent) => void) | undefined;
}

/** What a single call may be given. */
export interface CallOptions extends CommonOptions {
  /** Aborts the call, wherever it is. */
  signal?: AbortSignal | null | undefined;
  /** `bulk` calls go behind `interactive` ones. Default: `interactive`. */
  priority?: "interactive" | "bulk" | undefined;
  /** For lists: while you iterate, the next page is fetched already, within the rate limit. Leaving the loop stops it. Default: `false`. */
  prefetch?: boolean | undefined;
  /** Query parameters that the SDK does not know yet; merged into what is sent. */
  query?: Record<string, unknown> | undefined;
  /** Body members that the SDK does not know yet; merged into what is sent. */
  body?: Record<string, unknown> | undefined;
}

/** A request of your own, for what is not typed yet. */
export interface RequestSpec {
  /** HTTP method. */
  method: "GET" | "POST" | "PUT" | "DELETE";
  /** Path below the base URL, from its `/`, percent-encoded where needed. */
  path: string;
  /** Query parameters: texts, numbers, booleans, or lists of these, which are sent with commas. */
  query?: Record<string, unknown> | undefined;
  /** Body, sent as JSON. */
  body?: unknown;
}

/** @internal */
interface Rule {
  allowed: string;
  test(value: unknown): boolean;
}

const isFunction: Rule = { allowed: "a function", test: (value) => typeof value === "function" };
const isObject: Rule = {
  allowed: "an object",
  test: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
};
const oneOf = (...values: string[]): Rule => ({
  allowed: `one of ${values.map((value) => `"${value}"`).join(", ")}`,
  test: (value) => typeof value === "string" && values.includes(value),
});
const milliseconds: Rule = {
  allowed: "milliseconds above 0",
  test: (value) => typeof value === "number" && value > 0,
};

const common: Record<string, Rule> = {
  timeout: milliseconds,
  deadline: milliseconds,
  maxRetries: {
    allowed: "a whole number from 0",
    test: (value) => Number.isSafeInteger(value) && Number(value) >= 0,
  },
  headers: { allowed: "headers as fetch takes them", test: isHeaders },
};

/** @internal */
export const clientRules: Record<string, Rule> = {
  token: {
    allowed: "a token or a function that gives one",
    test: (value) => typeof value === "function" || isToken(value),
  },
  workspaceId: { allowed: "a whole number (a safe integer)", test: Number.isSafeInteger },
  baseUrl: {
    allowed: "an https URL (http on the loopback interface only) without user, query or fragment",
    test: isBaseUrl,
  },
  fetch: isFunction,
  rateLimit: {
    allowed:
      "false or { requests, per } with requests from 1 to 10000 and per in milliseconds above 0",
    test: isRateLimit,
  },
  validation: oneOf("off", "report", "strict"),
  onRequest: isFunction,
  onResponse: isFunction,
  onRetry: isFunction,
  onDrift: isFunction,
  ...common,
};

/** @internal */
export const sandboxRules: Record<string, Rule> = {
  token: { allowed: "a text of visible ASCII characters", test: isToken },
  now: { allowed: "milliseconds since 1970", test: Number.isFinite },
  rateLimit: clientRules["rateLimit"] as Rule,
};

/** @internal */
export const callRules: Record<string, Rule> = {
  signal: {
    allowed: "an AbortSignal",
    test: (value) =>
      value === null ||
      (isObject.test(value) &&
        typeof (value as AbortSignal).aborted === "boolean" &&
        typeof (value as AbortSignal).addEventListener === "function"),
  },
  priority: oneOf("interactive", "bulk"),
  prefetch: { allowed: "true or false", test: (value) => typeof value === "boolean" },
  query: isObject,
  body: isObject,
  ...common,
};

/** Throws where an option is unknown or not what it may be. @internal */
export function checkOptions(
  options: unknown,
  rules: Record<string, Rule>,
  operation: string,
): void {
  if (!isObject.test(options)) {
    throw new InvalidArgumentError(
      "invalid_argument",
      `${operation}: the options must be an object, got ${given(options)}`,
      { operation },
    );
  }
  for (const [name, value] of Object.entries(options as object)) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (!rule) {
      throw new InvalidArgumentError(
        "invalid_argument",
        `${operation}: there is no option ${name}; known are ${Object.keys(rules).join(", ")}`,
        { operation },
      );
    }
    if (value !== undefined && !rule.test(value)) {
      // A token, or a URL with a password in it, must not show up in a message.
      const got = name === "token" || name === "baseUrl" ? "" : `, got ${given(value)}`;
      throw new InvalidArgumentError(
        "invalid_argument",
        `${operation}: option ${name} must be ${rule.allowed}${got}`,
        { operation },
      );
    }
  }
}

/** A value as a message shows it. @internal */
export function given(value: unknown): string {
  if (typeof value === "string")
    return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
  if (
    value === null ||
    typeof value === "number" ||
    typeof value === "boolean" ||
    value === undefined
  )
    return String(value);
  if (Array.isArray(value)) return "a list";
  return typeof value === "object"
    ? `a ${Object.prototype.toString.call(value).slice(8, -1)}`
    : `a ${typeof value}`;
}

/** Visible ASCII: what can stand in a header. @internal */
export function isToken(value: unknown): value is string {
  return typeof value === "string" && /^[\x21-\x7e]+$/.test(value);
}

function isHeaders(value: unknown): boolean {
  try {
    return isObject.test(value) || Array.isArray(value)
      ? new Headers(value as HeadersInit) !== undefined
      : false;
  } catch {
    return false;
  }
}

function isRateLimit(value: unknown): boolean {
  if (value === false) return true;
  if (!isObject.test(value)) return false;
  const { requests, per, ...rest } = value as { requests: unknown; per: unknown };
  return (
    Number.isSafeInteger(requests) &&
    Number(requests) >= 1 &&
    Number(requests) <= 10_000 &&
    typeof per === "number" &&
    per > 0 &&
    Number.isFinite(per) &&
    Object.keys(rest).length === 0
  );
}

function isBaseUrl(value: unknown): boolean {
  let url: URL;
  try {
    url = new URL(value as string);
  } catch {
    return false;
  }
  const loopback = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  const secure = url.protocol === "https:" || (url.protocol === "http:" && loopback);
  return (
    secure && typeof value === "string" && !url.username && !url.password && !/[?#]/.test(value)
  );
}
