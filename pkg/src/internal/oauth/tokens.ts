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

export const isText = (value: unknown): value is string =>
  typeof value === "string" && value !== "";

/** Whether a value is a token set whose access token can stand in a header: visible ASCII. */
export function isTokenSet(value: unknown): value is TokenSet {
  const { access_token } = Object(value) as Partial<TokenSet>;
  return isText(access_token) && !/[^!-~]/.test(access_token);
}

/**
 * The token set in the response of a token endpoint, where there is one. `serverNow` is when it was
 * issued, `previous` the set that it replaces: what the server leaves out stays as it was.
 */
export function tokenSetOf(
  body: unknown,
  serverNow: number,
  previous?: TokenSet,
): TokenSet | undefined {
  if (!isTokenSet(body) || !/^bearer$/i.test(body.token_type ?? "bearer")) return undefined;
  const textOf = (name: "refresh_token" | "scope"): string | undefined =>
    [body[name], previous?.[name]].find(isText);
  const seconds = Number(body.expires_in);
  return defined({
    access_token: body.access_token,
    token_type: "Bearer",
    refresh_token: textOf("refresh_token"),
    scope: textOf("scope"),
    ...(seconds > 0 && { expires_in: seconds, expires_at: serverNow + seconds * 1_000 }),
  });
}

/** Plain JSON without the members that are undefined. */
export function defined<T>(object: T): T {
  return JSON.parse(JSON.stringify(object)) as T;
}

/** Undefined for what is not JSON. */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
