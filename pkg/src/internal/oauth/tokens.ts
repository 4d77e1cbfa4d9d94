// Token sets: what a token endpoint returns, and what a store holds.

/** Tokens as RFC 6749 names them, and when they expire. Plain JSON. */
export interface TokenSet {
  /** What a call is authorized with. */
  access_token: string;
  /** `Bearer`. */
  token_type: string;
  /** Seconds that the access token was valid for when it was issued. */
  expires_in?: number | undefined;
  /** What new tokens are had with. Usable once, where the server rotates it. */
  refresh_token?: string | undefined;
  /** Scopes, separated by spaces. */
  scope?: string | undefined;
  /** When the access token expires: milliseconds since 1970, by the server's clock. */
  expires_at?: number | undefined;
}

/** Visible ASCII: what can stand in a header. */
const isToken = (value: unknown): value is string =>
  typeof value === "string" && /^[\x21-\x7e]+$/.test(value);

/**
 * The token set in the response of a token endpoint, or what is wrong with it. `serverNow` is when it
 * was issued, `previous` the set that it replaces: what the server leaves out stays as it was.
 */
export function tokenSetOf(
  body: unknown,
  serverNow: number,
  previous?: TokenSet,
): TokenSet | string {
  if (typeof body !== "object" || body === null) return "not a JSON object";
  const { access_token, token_type = "Bearer", refresh_token, scope } = body as Partial<TokenSet>;
  if (!isToken(access_token)) return "no usable access_token";
  if (String(token_type).toLowerCase() !== "bearer") return "a token_type other than Bearer";
  const expiresIn = Number((body as Partial<TokenSet>).expires_in);
  return defined({
    access_token,
    token_type: "Bearer",
    expires_in: expiresIn > 0 ? expiresIn : undefined,
    refresh_token: isText(refresh_token) ? refresh_token : previous?.refresh_token,
    scope: isText(scope) ? scope : previous?.scope,
    expires_at: expiresIn > 0 ? serverNow + expiresIn * 1_000 : undefined,
  });
}

export const isText = (value: unknown): value is string =>
  typeof value === "string" && value !== "";

/** Plain JSON without the members that are undefined. */
export function defined<T>(object: T): T {
  return JSON.parse(JSON.stringify(object)) as T;
}

/** Whether a value from a store is a token set. */
export function isTokenSet(value: unknown): value is TokenSet {
  return typeof value === "object" && value !== null && isToken(Reflect.get(value, "access_token"));
}
