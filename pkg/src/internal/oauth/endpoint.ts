// Requests to the token endpoint (RFC 6749, sections 4.1.3, 4.4.2, 5 and 6).

import {
  ApiError,
  AuthenticationError,
  DecodeError,
  RateLimitError,
  ServerError,
} from "../errors/api.js";
import { failed, redact, safeCause } from "../errors/entries.js";
import { ConnectionError, TimeoutError } from "../errors/transport.js";
import { systemClock, within } from "./clock.js";
import { defined, isText, parse, type TokenSet, tokenSetOf } from "./tokens.js";

/** A `fetch`, called as `(url, init)`. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** A token endpoint, and the app that calls it. */
export interface Endpoint {
  readonly url: string;
  readonly fetch: Fetch | undefined;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  /** Server time minus local time in milliseconds, as the last response had it. */
  skew: number;
}

type Parameters = Record<string, string | undefined>;

const TIMEOUT_MS = 30_000;

/** Parameters as a form or query, without those that are undefined. */
export function formOf(parameters: Parameters): URLSearchParams {
  return new URLSearchParams(defined(parameters) as Record<string, string>);
}

/** Asks for tokens. `previous` is the token set that the new ones replace. The controller can end the request. */
export async function requestTokens(
  endpoint: Endpoint,
  operation: string,
  parameters: Parameters,
  previous?: TokenSet,
  milliseconds = TIMEOUT_MS,
  controller = new AbortController(),
): Promise<TokenSet> {
  const { url, fetch = globalThis.fetch, clientId, clientSecret } = endpoint;
  const form = formOf({ ...parameters, client_id: clientId, client_secret: clientSecret });
  const { code, code_verifier, refresh_token } = parameters;
  /** What no message or cause may show. */
  const secrets = [clientSecret, code, code_verifier, refresh_token];
  // A code is good for one request.
  const isRepeatable = !code;
  const post = async (): Promise<[Response, unknown]> => {
    const response = await fetch(url, {
      method: "POST",
      headers: { accept: "application/json", "content-type": "application/x-www-form-urlencoded" },
      body: String(form),
      redirect: "manual",
      cache: "no-store",
      signal: controller.signal,
    });
    // A redirect may lead anywhere, and would take the secrets along. Browsers show it as status 0.
    if (/^(0|3..)$/.test(`${response.status}`))
      throw new Error("the token endpoint redirects, which is refused");
    return [response, parse(await response.text())];
  };
  const [{ status, headers }, body] = await within(milliseconds, post()).catch((thrown) => {
    controller.abort();
    const cause = safeCause(thrown, secrets);
    const kind = cause.name === "TimeoutError" ? TimeoutError : ConnectionError;
    throw failed(kind, operation, `no response: ${cause.message}`, {
      outcome: "unknown",
      attempts: 1,
      retryable: isRepeatable,
      cause,
    });
  });
  if (status < 300) {
    const now = systemClock.now();
    endpoint.skew = (Date.parse(headers.get("date") ?? "") || now) - now;
    const tokens = tokenSetOf(body, now + endpoint.skew, previous);
    if (tokens) return tokens;
  }
  const [oauthError, description] = ["error", "error_description"].map((name) => {
    const said: unknown = Object(body)[name];
    return isText(said) ? redact(said, secrets) : undefined;
  });
  const kind = kindOf(status, oauthError);
  const said = [status, oauthError, description].filter(Boolean).join(", ");
  throw failed(kind, operation, `the token endpoint gave no token: ${said}`, {
    outcome: "rejected",
    attempts: 1,
    retryable: isRepeatable && /^(408|429|5..)$/.test(`${status}`),
    status,
    ...(kind === AuthenticationError && { oauthError, description }),
  });
}

function kindOf(status: number, oauthError: string | undefined): typeof ApiError {
  // A server in trouble says nothing about the tokens, whatever its body is.
  if (status === 429) return RateLimitError;
  if (status >= 500) return ServerError;
  if (status < 300) return DecodeError;
  return oauthError ? AuthenticationError : ApiError;
}

export function refreshTokens(
  endpoint: Endpoint,
  tokens: TokenSet,
  milliseconds?: number,
  controller?: AbortController,
): Promise<TokenSet> {
  const { refresh_token } = tokens;
  return requestTokens(
    endpoint,
    "oauth.refresh",
    { grant_type: "refresh_token", refresh_token },
    tokens,
    milliseconds,
    controller,
  );
}
