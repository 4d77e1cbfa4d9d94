// Requests to the token endpoint (RFC 6749, sections 4.1.3, 4.4.2, 5 and 6).

import { within, type Clock } from "./clock.js";
import { errorOf, redact, safeCause, tokenError } from "./errors.js";
import { tokenSetOf, type TokenSet } from "./tokens.js";

/** A `fetch`, called as `(url, init)`. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** What every request to one token endpoint shares. */
export interface Endpoint {
  readonly url: string;
  readonly fetch: Fetch | undefined;
  readonly clock: Clock;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
}

export interface TokenRequest {
  /** Name of the method, for messages. */
  readonly operation: string;
  readonly parameters: Record<string, string | undefined>;
  /** The token set that the response replaces. */
  readonly previous?: TokenSet;
  readonly milliseconds: number;
  readonly signal?: AbortSignal | undefined;
}

export interface TokenResponse {
  readonly tokens: TokenSet;
  /** Server time minus local time; 0 where the response has no readable `Date`. */
  readonly skew: number;
}

/** Parameters that no message or cause may show. */
const SECRETS = ["client_secret", "code", "code_verifier", "refresh_token"];

export async function requestTokens(
  endpoint: Endpoint,
  request: TokenRequest,
): Promise<TokenResponse> {
  const { operation, signal } = request;
  const parameters = withClient(endpoint, request.parameters);
  const secrets = SECRETS.map((name) => parameters.get(name)).filter((one) => one !== null);
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  signal?.addEventListener("abort", abort);
  const late = new Error("it took too long");
  let head: Response;
  let text: string;
  try {
    ({ head, text } = await within(
      endpoint.clock,
      request.milliseconds,
      post(endpoint, parameters, controller.signal),
      () => (controller.abort(late), late),
    ));
  } catch (cause) {
    if (cause === late)
      throw errorOf("timeout", `${operation}: no response in ${request.milliseconds} ms`, {
        operation,
        outcome: "unknown",
        attempts: 1,
      });
    const safe = safeCause(cause, secrets);
    throw errorOf("connection", `${operation}: no response: ${safe.message}`, {
      operation,
      outcome: "unknown",
      attempts: 1,
      cause: safe,
    });
  } finally {
    signal?.removeEventListener("abort", abort);
  }
  return read(head, text, request, endpoint.clock.now(), secrets);
}

function withClient(endpoint: Endpoint, named: TokenRequest["parameters"]): URLSearchParams {
  const all = {
    ...named,
    client_id: endpoint.clientId,
    client_secret: endpoint.clientSecret,
  };
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(all))
    if (value !== undefined) parameters.set(name, value);
  return parameters;
}

async function post(
  { url, fetch = globalThis.fetch }: Endpoint,
  parameters: URLSearchParams,
  signal: AbortSignal,
): Promise<{ head: Response; text: string }> {
  signal.throwIfAborted();
  const head = await fetch(url, {
    method: "POST",
    headers: {
      accept: "application/json",
      "content-type": "application/x-www-form-urlencoded",
    },
    body: String(parameters),
    redirect: "manual",
    cache: "no-store",
    signal,
  });
  // A redirect may lead anywhere, and would take the secrets along.
  if (head.type === "opaqueredirect" || (head.status >= 300 && head.status < 400))
    throw new Error("the token endpoint redirects, which is refused");
  return { head, text: await head.text() };
}

function read(
  head: Response,
  text: string,
  { operation, previous }: TokenRequest,
  now: number,
  secrets: readonly string[],
): TokenResponse {
  const { status } = head;
  const body = parse(text);
  const shared = { operation, status, attempts: 1, outcome: "rejected" } as const;
  if (status >= 200 && status < 300) {
    const date = Date.parse(head.headers.get("date") ?? "");
    const skew = Number.isNaN(date) ? 0 : date - now;
    const tokens = tokenSetOf(body, now + skew, previous);
    if (typeof tokens !== "string") return { tokens, skew };
    throw errorOf("decode", `${operation}: the response has ${tokens}`, shared);
  }
  const { error, error_description } = Object(body) as Record<string, unknown>;
  const oauthError = typeof error === "string" ? redact(error, secrets) : undefined;
  const description =
    typeof error_description === "string" ? redact(error_description, secrets) : undefined;
  const message = `the token endpoint refused: ${[status, oauthError, description].filter(Boolean).join(", ")}`;
  // A server in trouble says nothing about the tokens.
  if (oauthError !== undefined && status < 500 && status !== 429)
    throw tokenError(operation, message, { ...shared, oauthError, description });
  const code = status === 429 ? "rate_limited" : status < 500 ? "api" : "server";
  throw errorOf(code, `${operation}: ${message}`, shared);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
