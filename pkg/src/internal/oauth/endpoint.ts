// Requests to the token endpoint (RFC 6749, sections 4.1.3, 4.4.2, 5 and 6).

import { type Clock, within } from "./clock.js";
import { type ErrorDetails, failed, redact, safeCause, tokenError } from "./errors.js";
import { defined, isText, type TokenSet, tokenSetOf } from "./tokens.js";

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
  { url, fetch = globalThis.fetch, clock, clientId, clientSecret }: Endpoint,
  { operation, parameters, previous, milliseconds, signal }: TokenRequest,
): Promise<TokenResponse> {
  const form = new URLSearchParams(
    defined({ ...parameters, client_id: clientId, client_secret: clientSecret }) as Record<
      string,
      string
    >,
  );
  const secrets = SECRETS.flatMap((name) => form.get(name) ?? []);
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  signal?.addEventListener("abort", abort);
  const post = async (): Promise<[Response, string]> => {
    signal?.throwIfAborted();
    const head = await fetch(url, {
      method: "POST",
      headers: { accept: "application/json", "content-type": "application/x-www-form-urlencoded" },
      body: String(form),
      redirect: "manual",
      cache: "no-store",
      signal: controller.signal,
    });
    // A redirect may lead anywhere, and would take the secrets along.
    if (head.type === "opaqueredirect" || (head.status >= 300 && head.status < 400))
      throw new Error("the token endpoint redirects, which is refused");
    return [head, await head.text()];
  };
  let late = false;
  let head: Response;
  let text: string;
  try {
    [head, text] = await within(clock, milliseconds, post(), () => {
      late = true;
      abort();
      return new Error(`it took longer than ${milliseconds} ms`);
    });
  } catch (thrown) {
    const cause = safeCause(thrown, secrets);
    throw failed(late ? "timeout" : "connection", operation, `no response: ${cause.message}`, {
      outcome: "unknown",
      attempts: 1,
      cause,
    });
  } finally {
    signal?.removeEventListener("abort", abort);
  }
  const { status } = head;
  const body = parse(text);
  const details: ErrorDetails = { status, attempts: 1, outcome: "rejected" };
  if (status >= 200 && status < 300) {
    const now = clock.now();
    const skew = (Date.parse(head.headers.get("date") ?? "") || now) - now;
    const tokens = tokenSetOf(body, now + skew, previous);
    if (typeof tokens !== "string") return { tokens, skew };
    throw failed("decode", operation, `the response has ${tokens}`, details);
  }
  const [oauthError, description] = ["error", "error_description"].map((name) => {
    const said: unknown = Object(body)[name];
    return isText(said) ? redact(said, secrets) : undefined;
  });
  const message = `the token endpoint refused: ${[status, oauthError, description].filter(Boolean).join(", ")}`;
  // A server in trouble says nothing about the tokens.
  if (oauthError && status < 500 && status !== 429)
    throw tokenError(operation, message, oauthError, description, details);
  throw failed(
    status === 429 ? "rate_limited" : status < 500 ? "api" : "server",
    operation,
    message,
    details,
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
