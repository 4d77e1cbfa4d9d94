// The options of clients and calls.

import type { RateLimitStore } from "../rate-limit/store.js";

/** Headers as `fetch` takes them; `undefined` values are left out. */
export type HeadersInput =
  | Headers
  | Record<string, string | undefined>
  | [name: string, value: string | undefined][];

/** A `WebAssembly.Module`, where the environment's types know it. */
export type WasmModule = typeof globalThis extends {
  WebAssembly: { Module: new (...args: never) => infer Module };
}
  ? Module
  : never;

/** A WebAssembly module as bytes, compiled, or where to get it. */
export type WasmSource = WasmModule | ArrayBuffer | ArrayBufferView | Response | URL | string;

/** A `fetch`. It is called as `(url, init)`. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** What a token function receives. */
export interface TokenContext {
  /** The token that the server has just refused for this call; `undefined` for a call's first request. */
  readonly rejected: string | undefined;
}

/**
 * An access token, or a function that returns one. The function is called once for each request that is
 * sent, in the asynchronous context of the call.
 */
export type Token = string | ((context: TokenContext) => string | Promise<string>);

/** What `onRequest` receives. */
export interface RequestEvent {
  /** `resource.method`, such as `timeEntries.list`; `request` for raw requests. */
  operation: string;
  /** HTTP method. */
  method: string;
  /** Full URL. */
  url: string;
  /** Number of this attempt, from 1. */
  attempt: number;
}

/** What `onResponse` receives. */
export interface ResponseEvent extends RequestEvent {
  /** HTTP status. */
  status: number;
  /** Milliseconds from the request to the headers of the response. */
  durationMs: number;
  /** The rate limit after this response. */
  rateLimit: RateLimit;
  /** `X-Request-Id` of the response. */
  requestId: string | undefined;
}

/** What `onRetry` receives. */
export interface RetryEvent extends RequestEvent {
  /** Why the attempt failed: the status, `connection`, `timeout` or `cut_off`. */
  reason: string;
  /** Milliseconds until the next attempt, not counting what the rate limit adds. */
  delayMs: number;
}

/** What `onWait` receives. */
export interface WaitEvent {
  /** `resource.method`, such as `timeEntries.list`; `request` for raw requests. */
  operation: string;
  /** `rate_limit`: the call waits for its turn; `retry`: it waits before the next attempt. */
  reason: "rate_limit" | "retry";
  /** Milliseconds that the call is expected to wait. */
  delayMs: number;
  /** Calls that wait for their turn, this one included. */
  queued: number;
}

/** What `onDrift` receives: one place where a response violates the contract. */
export interface DriftEvent {
  /** `resource.method`, such as `timeEntries.list`. */
  operation: string;
  /** JSON pointer to the value. */
  pointer: string;
  /** What the contract says, such as `integer` or `string or null`. */
  expected: string;
  /** The type that was found, or `nothing` where a required field is missing. */
  found: string;
}

/** The state of the rate limit. All numbers are whole; `undefined` means not known. */
export interface RateLimit {
  /** Requests per window. */
  readonly limit: number | undefined;
  /** Requests that can be sent now. */
  readonly remaining: number | undefined;
  /** Milliseconds until `remaining` grows. */
  readonly resetMs: number | undefined;
}

/** How many requests may be sent. */
export interface RateLimitOptions {
  /** Requests per window, 1 to 10,000. */
  requests: number;
  /** Length of the window in milliseconds. The limit holds for any window of this length. */
  per: number;
  /**
   * Names whose budget it is. Clients with the same key and base URL share it. Default: the token, or the
   * token function. The server counts by user, so give two tokens of one user the same key.
   * Where such clients have different limits, all of these apply to all of the clients.
   */
  key?: string | undefined;
  /**
   * Shares the limit with other processes, tabs or machines that have the same `key`, which it needs:
   * `redisStore(…)` or `browserStore()` of `webwork-sdk/rate-limit-stores`. The first client with a key
   * decides. Default: the limit is shared within the process.
   */
  store?: RateLimitStore | undefined;
}

/** Options that clients and single calls have in common. */
export interface CommonOptions {
  /** Milliseconds that one attempt may take, body included. Default: 30,000. */
  timeout?: number | undefined;
  /**
   * Milliseconds that a call may take in total, all attempts and waits included. Default: no limit, but
   * the client never waits longer than 65,000 because the server asks for it.
   */
  totalTimeout?: number | undefined;
  /**
   * Attempts after the first one, 0 to 1,000. Default: 2. A POST is only sent again after a 429. A request
   * that is repeated with another token after a 401 does not count.
   */
  maxRetries?: number | undefined;
  /** Extra headers. In browsers, each one has to be allowed by the server (CORS). */
  headers?: HeadersInput | undefined;
}

/** Options of a client. */
export interface ClientOptions extends CommonOptions {
  /** Access token, or a function that returns one. It is sent to `baseUrl` only and never logged. */
  token: Token;
  /** Used where a call leaves out `workspace_id`. */
  workspaceId?: number | undefined;
  /** Default: `https://api.webwork-tracker.com/api/v2`. Must be https; http is allowed for loopback addresses. */
  baseUrl?: string | undefined;
  /** Used instead of the global `fetch`. */
  fetch?: Fetch | undefined;
  /** Requests that may be sent; `false`: no limit. Default: 60 in 60,000 ms, shared by all clients with the same token. */
  rateLimit?: RateLimitOptions | false | undefined;
  /**
   * What happens when a response violates the contract: `off`: it is not checked; `report`: `onDrift`
   * is called; `strict`: the call also fails with a `DecodeError`. Default: `report`.
   */
  validation?: "off" | "report" | "strict" | undefined;
  /** Called before each attempt. */
  onRequest?: ((event: RequestEvent) => void) | undefined;
  /** Called when the headers of a response have arrived. */
  onResponse?: ((event: ResponseEvent) => void) | undefined;
  /** Called when an attempt has failed and another one will follow. */
  onRetry?: ((event: RetryEvent) => void) | undefined;
  /** Called when a call has to wait. */
  onWait?: ((event: WaitEvent) => void) | undefined;
  /** Called when a response violates the contract. */
  onDrift?: ((event: DriftEvent) => void) | undefined;
}

/** Options of a single call. */
export interface CallOptions extends CommonOptions {
  /** Aborts the call, whatever it is doing. */
  signal?: AbortSignal | null | undefined;
  /** `interactive` calls are sent before `bulk` ones. Default: `interactive`. */
  priority?: "interactive" | "bulk" | undefined;
  /** For lists: fetch the next page while you iterate over the current one. Default: `false`. */
  prefetch?: boolean | undefined;
  /** Query parameters that the SDK does not know yet. They replace parameters of the same name. */
  query?: Record<string, QueryValue | undefined> | undefined;
  /** Body members that the SDK does not know yet. They replace members of the same name. */
  body?: Record<string, unknown> | undefined;
}

/** A value in a query. Booleans are sent as `1` and `0`, arrays with commas between their items. */
export type QueryValue = string | number | boolean | readonly (string | number | boolean)[];

/** A raw request, for endpoints that the SDK does not know yet. */
export interface RequestSpec {
  /** HTTP method. */
  method: "GET" | "POST" | "PUT" | "DELETE";
  /** Path below the base URL, beginning with `/`. Percent-encode what you put into it with `encodeURIComponent`. */
  path: string;
  /** Query parameters; `undefined` ones are left out. A query cannot say `null`. */
  query?: Record<string, QueryValue | undefined> | undefined;
  /**
   * Sent as JSON. Objects with a `toJSON` method, such as `Date`, are written as `JSON.stringify` writes
   * them. What JSON cannot hold, such as `NaN` or a `Map`, is refused.
   */
  body?: unknown;
}
