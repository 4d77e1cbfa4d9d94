// The OAuth client: what is sent to the authorization server, and what comes back from it.

import { systemClock } from "./clock.js";
import { type Endpoint, type Fetch, requestTokens, type TokenRequest } from "./endpoint.js";
import { invalid, tokenError } from "./errors.js";
import { base64url, randomString, sha256 } from "./hash.js";
import { LOCKED_MS, Session, type SessionOptions } from "./session.js";
import { defined, isText, isTokenSet, type TokenSet } from "./tokens.js";

const WEBWORK = "https://webwork-tracker.com/oauth";
const TIMEOUT_MS = 30_000;
const TEXT = "a non-empty string";
const GIVEN = "given to new OAuth()";

/** A scope that the API knows, or any other. */
export type Scope = "read" | "write" | "admin" | (string & {});

/** What an OAuth client is made with. */
export interface OAuthOptions {
  /** Id of the app, from the REST API settings of the account. */
  clientId: string;
  /** Secret of the app. Only for servers and command lines: whatever a browser gets, everybody can read. */
  clientSecret?: string | undefined;
  /**
   * Where the user comes back to, exactly as registered: https, or http on the loopback interface.
   * Needed for `authorizationUrl` and `exchangeCode`.
   */
  redirectUri?: string | undefined;
  /** Where users sign in. Default: `https://webwork-tracker.com/oauth/authorize`. */
  authorizeUrl?: string | undefined;
  /**
   * Where tokens are had. Default: `https://webwork-tracker.com/oauth/token`, which is inferred from
   * `authorizeUrl`: the vendor's docs do not show it. In a page it may be a path of the page's own server.
   */
  tokenUrl?: string | undefined;
  /** What `iss` must be where the server sends it (RFC 9207). Default: the origin of `authorizeUrl`. */
  issuer?: string | undefined;
  /** Used instead of the global `fetch`. */
  fetch?: Fetch | undefined;
}

/** Where to send the user, and what to keep until they come back. */
export interface AuthorizationRequest {
  /** The page where the user signs in. */
  url: string;
  /** Pass it to `exchangeCode` as `expectedState`. */
  state: string;
  /** Pass it to `exchangeCode`. A secret: keep it where nobody else reads it. */
  codeVerifier: string;
}

/** The query parameters that the user came back with, and what was kept. */
export interface CodeExchange {
  /** The code; missing where the server sent an error. */
  code?: string | undefined;
  /** The state that came back. */
  state?: string | undefined;
  /** The issuer, where the server names it. */
  iss?: string | undefined;
  /** Why there is no code, such as `access_denied`. */
  error?: string | undefined;
  /** The same for people. */
  error_description?: string | undefined;
  /** `state` of the authorization request. */
  expectedState: string;
  /** `codeVerifier` of the authorization request. */
  codeVerifier: string;
}

/**
 * Signs users in with OAuth 2 (RFC 6749 with PKCE, RFC 7636), and keeps them signed in.
 *
 * Bad parameters throw or reject with `InvalidArgumentError` before anything is sent. A refusal by the
 * server is an `AuthenticationError` with `oauthError` and `description`; no response is a
 * `ConnectionError` or `TimeoutError`, a server in trouble a `ServerError` or `RateLimitError`.
 */
export class OAuth {
  readonly #endpoint: Endpoint;
  readonly #authorizeUrl: URL;
  readonly #redirectUri: string | undefined;
  readonly #issuer: string;
  #skew = 0;

  constructor(options: OAuthOptions) {
    const {
      clientId,
      clientSecret,
      redirectUri,
      authorizeUrl = `${WEBWORK}/authorize`,
      tokenUrl = `${WEBWORK}/token`,
      issuer,
      fetch,
      ...unknown
    } = Object(options) as OAuthOptions;
    for (const name of Object.keys(unknown))
      throw invalid("OAuth", name, "left out: there is no such option");
    for (const [name, value] of Object.entries({ clientId, clientSecret }))
      if (!isText(value) && (value !== undefined || name === "clientId"))
        throw invalid("OAuth", name, TEXT);
    if (fetch !== undefined && typeof fetch !== "function")
      throw invalid("OAuth", "fetch", "a function");
    if (redirectUri !== undefined) secureUrl("redirectUri", redirectUri);
    this.#redirectUri = redirectUri;
    this.#authorizeUrl = secureUrl("authorizeUrl", authorizeUrl);
    const { href: url } = secureUrl("tokenUrl", tokenUrl);
    this.#endpoint = { url, fetch, clock: systemClock, clientId, clientSecret };
    this.#issuer = issuer ?? this.#authorizeUrl.origin;
    if (clientSecret !== undefined) warnInBrowsers();
  }

  /**
   * Makes the URL to send the user to. Keep `state` and `codeVerifier` until they come back, for
   * instance in `sessionStorage`, or in a cookie that is `HttpOnly`.
   *
   * @param request - `scopes` to ask for; `state`, if not a random one.
   */
  async authorizationUrl(
    request: { scopes?: readonly Scope[] | undefined; state?: string | undefined } = {},
  ): Promise<AuthorizationRequest> {
    const operation = "oauth.authorizationUrl";
    const { scopes, state = randomString() } = Object(request) as typeof request;
    if (!isText(state)) throw invalid(operation, "state", TEXT);
    const codeVerifier = randomString();
    const url = new URL(this.#authorizeUrl);
    const parameters = defined({
      response_type: "code",
      client_id: this.#endpoint.clientId,
      redirect_uri: this.#redirect(operation),
      scope: scopeOf(operation, scopes),
      state,
      code_challenge: base64url(await sha256(codeVerifier)),
      code_challenge_method: "S256",
    });
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, `${value}`);
    return { url: url.href, state, codeVerifier };
  }

  /**
   * Exchanges the code that the user came back with for tokens. Pass all query parameters of the
   * redirect: `exchangeCode({ ...Object.fromEntries(url.searchParams), expectedState, codeVerifier })`.
   *
   * @throws AuthenticationError where `state` or `iss` is not what it should be, or the server sent an error.
   */
  async exchangeCode(exchange: CodeExchange): Promise<TokenSet> {
    const operation = "oauth.exchangeCode";
    const { code, state, iss, error, error_description, expectedState, codeVerifier } = Object(
      exchange,
    ) as CodeExchange;
    for (const [name, value] of Object.entries({ expectedState, codeVerifier }))
      if (!isText(value)) throw invalid(operation, name, "what authorizationUrl gave");
    if (state !== expectedState)
      throw tokenError(operation, "state is not the one that was sent: start again");
    if (iss !== undefined && iss !== this.#issuer)
      throw tokenError(operation, `iss must be ${this.#issuer}, the server that was asked`);
    if (error !== undefined) {
      const said = [error, error_description].filter(Boolean).join(", ");
      throw tokenError(operation, `the server refused: ${said}`, error, error_description);
    }
    if (!isText(code)) throw invalid(operation, "code", TEXT);
    return this.#request({
      operation,
      parameters: {
        grant_type: "authorization_code",
        code,
        redirect_uri: this.#redirect(operation),
        code_verifier: codeVerifier,
      },
      milliseconds: TIMEOUT_MS,
    });
  }

  /**
   * Gets new tokens for a refresh token. Most servers take a refresh token once: save what comes
   * back. A `session` does all that.
   */
  async refresh(tokens: TokenSet): Promise<TokenSet> {
    return this.#refresh(tokens, TIMEOUT_MS);
  }

  /** Gets a token for the app itself. Needs `clientSecret`, so never call it in a browser. */
  async clientCredentials(
    request: { scopes?: readonly Scope[] | undefined } = {},
  ): Promise<TokenSet> {
    const operation = "oauth.clientCredentials";
    if (this.#endpoint.clientSecret === undefined) throw invalid(operation, "clientSecret", GIVEN);
    return this.#request({
      operation,
      parameters: { grant_type: "client_credentials", scope: scopeOf(operation, request.scopes) },
      milliseconds: TIMEOUT_MS,
    });
  }

  /**
   * Keeps a user signed in: refreshes the tokens in the store when that is due. Make one for each
   * store, and share it between clients.
   */
  session(options: SessionOptions): Session {
    for (const name of ["load", "save", "lock"] as const) {
      const hook = Object(options)[name] as unknown;
      if (typeof hook !== "function" && (name !== "lock" || hook !== undefined))
        throw invalid("oauth.session", name, "a function");
    }
    return new Session(
      {
        clock: this.#endpoint.clock,
        skew: () => this.#skew,
        refresh: (tokens, signal) => this.#refresh(tokens, LOCKED_MS.refresh, signal),
      },
      options,
    );
  }

  async #refresh(
    previous: TokenSet,
    milliseconds: number,
    signal?: AbortSignal,
  ): Promise<TokenSet> {
    const operation = "oauth.refresh";
    if (!isTokenSet(previous) || !isText(previous.refresh_token))
      throw invalid(operation, "tokens", "a token set with a refresh_token");
    return this.#request({
      operation,
      parameters: { grant_type: "refresh_token", refresh_token: previous.refresh_token },
      previous,
      milliseconds,
      signal,
    });
  }

  async #request(request: TokenRequest): Promise<TokenSet> {
    const { tokens, skew } = await requestTokens(this.#endpoint, request);
    this.#skew = skew;
    return tokens;
  }

  #redirect(operation: string): string {
    if (this.#redirectUri === undefined) throw invalid(operation, "redirectUri", GIVEN);
    return this.#redirectUri;
  }
}

function scopeOf(operation: string, scopes: readonly Scope[] | undefined): string | undefined {
  if (scopes === undefined) return undefined;
  if (!Array.isArray(scopes) || !scopes.every((one) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(one)))
    throw invalid(operation, "scopes", "an array of strings without spaces");
  return scopes.join(" ");
}

/** https, or http on the loopback interface. A path counts from the page. */
function secureUrl(name: string, value: unknown): URL {
  try {
    const url = new URL(value as string, globalThis.location?.href);
    const isLoopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
    if (
      (url.protocol === "https:" || (url.protocol === "http:" && isLoopback)) &&
      !url.username &&
      !url.password &&
      !url.hash
    )
      return url;
  } catch {
    // Refused like any other.
  }
  throw invalid("OAuth", name, "an https URL (http on loopback only) without user and fragment");
}

let warned = false;

function warnInBrowsers(): void {
  if (warned || !("document" in globalThis || "importScripts" in globalThis)) return;
  warned = true;
  console.warn(
    "webwork-sdk: a client secret in a browser can be read by everybody: see docs/authentication.md",
  );
}
