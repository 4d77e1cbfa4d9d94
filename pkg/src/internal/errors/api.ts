// Errors that a response of the server led to.

import { type ApiErrorCode, type ErrorCode, type ErrorDetails, WebWorkError } from "./base.js";

/**
 * The server responded with an error. The base class of the errors by status; itself any other 4xx
 * status, or a 2xx response whose `success` is not `true` (code `api`).
 */
export class ApiError extends WebWorkError {
  static override readonly brand: string = "ApiError";
  static override readonly code: ErrorCode = "api";
  declare readonly code: ApiErrorCode;

  /** HTTP status; `undefined` where there was no response. */
  declare readonly status: number | undefined;
  /** `X-Request-Id` of the response. */
  declare readonly requestId: string | undefined;
  /** Headers of the response, without credentials. Not shown in logs. */
  declare readonly headers: Headers | undefined;
  /** Body of the response: parsed JSON, or a string. Not shown in logs. */
  declare readonly body: unknown;
}

/** 400: the server could not make sense of the request. Code `bad_request`. */
export class BadRequestError extends ApiError {
  static override readonly brand = "BadRequestError";
  static override readonly code = "bad_request";
  declare readonly code: "bad_request";
}

/**
 * 401: the token is not valid (any more). Also thrown where the token function failed or returned no
 * usable token; then nothing was sent and `status` is `undefined`. The OAuth entry throws it where an
 * authorization server refuses. Code `authentication`.
 */
export class AuthenticationError extends ApiError {
  static override readonly brand = "AuthenticationError";
  static override readonly code = "authentication";
  declare readonly code: "authentication";

  /** Error code of RFC 6749, such as `invalid_grant`, where an authorization server refused. */
  declare readonly oauthError?: string;
  /** The authorization server's `error_description`. */
  declare readonly description?: string;
}

/** 403: the token's user may not do this. Code `permission`. */
export class PermissionError extends ApiError {
  static override readonly brand = "PermissionError";
  static override readonly code = "permission";
  declare readonly code: "permission";
}

/** 404: there is no such thing, or not for this user. Code `not_found`. */
export class NotFoundError extends ApiError {
  static override readonly brand = "NotFoundError";
  static override readonly code = "not_found";
  declare readonly code: "not_found";
}

/** 409: the state of the thing does not allow it. Code `conflict`. */
export class ConflictError extends ApiError {
  static override readonly brand = "ConflictError";
  static override readonly code = "conflict";
  declare readonly code: "conflict";
}

/** 422: the server refused the values. Code `validation`. */
export class ValidationError extends ApiError {
  static override readonly brand = "ValidationError";
  static override readonly code = "validation";
  declare readonly code: "validation";

  /**
   * The server's messages by parameter, for a form: `{ end_time: ["…"], "users.0": ["…"] }`. Empty
   * where the server sent none; then there is only `message`.
   */
  declare readonly errors: Record<string, string[]>;

  constructor(message: string, details: ErrorDetails = {}) {
    super(message, details);
    this.errors = errorsOf(details.body);
  }
}

/** The `errors` of a body: arrays of strings; a single string becomes an array, anything else is left out. */
function errorsOf(body: unknown): Record<string, string[]> {
  const errors: unknown = Object(body).errors;
  const byParameter: [string, string[]][] = [];
  if (typeof errors !== "object" || Array.isArray(errors)) return {};
  for (const [name, value] of Object.entries(errors ?? {})) {
    const messages = (Array.isArray(value) ? value : [value]).filter(
      (message) => typeof message === "string",
    );
    if (messages.length > 0) byParameter.push([name, messages]);
  }
  return Object.fromEntries(byParameter);
}

/**
 * 429 with a wait that is too long, or `totalTimeout` ends before the rate limit allows the request.
 * Code `rate_limited`.
 */
export class RateLimitError extends ApiError {
  static override readonly brand = "RateLimitError";
  static override readonly code = "rate_limited";
  declare readonly code: "rate_limited";

  /** Milliseconds to wait before the next attempt, where known. */
  declare readonly retryAfterMs: number | undefined;
}

/** 5xx: the server failed. Code `server`. */
export class ServerError extends ApiError {
  static override readonly brand = "ServerError";
  static override readonly code = "server";
  declare readonly code: "server";
}

/**
 * The response cannot be used: it is not JSON, not an object, cut off, or, under strict validation,
 * violates the contract. Code `decode`.
 */
export class DecodeError extends ApiError {
  static override readonly brand = "DecodeError";
  static override readonly code = "decode";
  declare readonly code: "decode";

  /** Start of the response, at most 200 characters. */
  declare readonly excerpt: string | undefined;
  /** JSON pointer to the value that violates the contract, under strict validation. */
  declare readonly pointer: string | undefined;
}
