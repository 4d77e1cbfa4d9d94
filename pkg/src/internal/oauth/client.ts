// The OAuth client: what is sent to the authorization server, and what comes back from it.

import { AuthenticationError } from "../errors/api.js";
import type { ErrorDetails } from "../errors/base.js";
import { check, failed, refuseUnknown } from "../errors/entries.js";
import { type Endpoint, type Fetch, formOf, refreshTokens, requestTokens } from "./endpoint.js";
import { digestOf, randomString } from "./hash.js";
import type { SessionOptions } from "./hooks.js";
import { openSession, type Session } from "./session.js";
import { isText, isTokenSet, type TokenSet } from "./tokens.js";

const WEBWORK = "https://webwork-tracker.com/oauth";
const OPTIONS = "OAuth";
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
    refuseUnknown(OPTIONS, unknown);
    check(OPTIONS, "clientId", clientId, isText(clientId), TEXT);
    check(
      OPTIONS,
      "clientSecret",
      clientSecret,
      clientSecret === undefined || isText(clientSecret),
      TEXT,
    );
    check(OPTIONS, "fetch", fetch, !fetch || typeof fetch === "function", "a function");
    if (redirectUri !== undefined) secureUrl("redirectUri", redirectUri);
    this.#redirectUri = redirectUri;
    this.#authorizeUrl = secureUrl("authorizeUrl", authorizeUrl);
    this.#issuer = issuer ?? this.#authorizeUrl.origin;
    const { href: url } = secureUrl("tokenUrl", tokenUrl);
    this.#endpoint = { url, fetch, clientId, clientSecret, skew: 0 };
    if (clientSecret) warnInBrowsers();
  }

  /**
   * Makes the URL to send the user to. Keep `state` and `codeVerifier` until they come back, for
   * instance in `sessionStorage`, or in a cookie that is `HttpOnly`.
   *
   * @param request - `scopes` to ask for; `state`, if not a random one.
   */
  async authorizationUrl(request?: {
    scopes?: readonly Scope[] | undefined;
    state?: string | undefined;
  }): Promise<AuthorizationRequest> {
    const operation = "oauth.authorizationUrl";
    const { scopes, state = randomString() } = Object(request) as NonNullable<typeof request>;
    check(operation, "state", state, isText(state), TEXT);
    const codeVerifier = randomString();
    const url = new URL(this.#authorizeUrl);
    const parameters = formOf({
      response_type: "code",
      client_id: this.#endpoint.clientId,
      redirect_uri: this.#redirect(operation),
      scope: scopeOf(operation, scopes),
      state,
      code_challenge: await digestOf(codeVerifier),
      code_challenge_method: "S256",
    });
    for (const [name, value] of parameters) url.searchParams.set(name, value);
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
    const {
      code,
      state,
      iss,
      error: oauthError,
      error_description: description,
      expectedState,
      codeVerifier,
    } = Object(exchange) as CodeExchange;
    for (const [name, value] of Object.entries({ expectedState, codeVerifier }))
      check(operation, name, value, isText(value), "what authorizationUrl gave");
    const refuse = (message: string, details?: ErrorDetails): never => {
      throw failed(AuthenticationError, operation, message, details);
    };
    if (state !== expectedState) refuse("state is not the one that was sent: start again");
    if (iss !== undefined && iss !== this.#issuer) refuse(`iss must be ${this.#issuer}`);
    if (oauthError !== undefined)
      refuse(`the server refused: ${[oauthError, description].filter(Boolean).join(", ")}`, {
        oauthError,
        description,
      });
    check(operation, "code", code, isText(code), TEXT);
    return requestTokens(this.#endpoint, operation, {
      grant_type: "authorization_code",
      code,
      redirect_uri: this.#redirect(operation),
      code_verifier: codeVerifier,
    });
  }

  /**
   * Gets new tokens for a refresh token. Most servers take a refresh token once: save what comes
   * back. A `session` does all that.
   */
  async refresh(tokens: TokenSet): Promise<TokenSet> {
    const isGood = isTokenSet(tokens) && isText(tokens.refresh_token);
    check("oauth.refresh", "tokens", tokens, isGood, "a token set with a refresh_token");
    return refreshTokens(this.#endpoint, tokens);
  }

  /** Gets a token for the app itself. Needs `clientSecret`, so never call it in a browser. */
  async clientCredentials(request?: { scopes?: readonly Scope[] | undefined }): Promise<TokenSet> {
    const operation = "oauth.clientCredentials";
    const { clientSecret } = this.#endpoint;
    check(operation, "clientSecret", clientSecret, clientSecret, GIVEN);
    return requestTokens(this.#endpoint, operation, {
      grant_type: "client_credentials",
      scope: scopeOf(operation, request?.scopes),
    });
  }

  /**
   * Keeps a user signed in: refreshes the tokens in the store when that is due. Make one for each
   * store, and share it between clients.
   */
  session(options: SessionOptions): Session {
    return openSession(this.#endpoint, options);
  }

  #redirect(operation: string): string {
    const uri = this.#redirectUri;
    check(operation, "redirectUri", uri, uri, GIVEN);
    return uri;
  }
}

function scopeOf(operation: string, scopes: readonly Scope[] = []): string | undefined {
  const isGood =
    Array.isArray(scopes) && scopes.every((one) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(one));
  check(operation, "scopes", scopes, isGood, "an array of strings without spaces");
  return scopes.join(" ") || undefined;
}

/** https, or http on the loopback interface. A path counts from the page. */
function secureUrl(name: string, value: string): URL {
  let url: URL | undefined;
  try {
    url = new URL(value, globalThis.location?.href);
  } catch {
    // Refused like any other.
  }
  check(
    OPTIONS,
    name,
    value,
    url &&
      /^(https:|http:\/\/(localhost|127(\.\d+){3}|\[::1\])(:|$))/.test(url.origin) &&
      !(url.username + url.password + url.hash),
    "an https URL (http on loopback) without user and fragment",
  );
  return url;
}

let warned = false;

function warnInBrowsers(): void {
  if (warned || !("document" in globalThis || "importScripts" in globalThis)) return;
  warned = true;
  console.warn(
    "webwork-sdk: everybody can read a client secret in a browser: see docs/authentication.md",
  );
}
