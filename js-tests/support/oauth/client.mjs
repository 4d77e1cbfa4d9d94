// An OAuth client whose token endpoint is a function.

import { OAuth } from "webwork-sdk/oauth";

export const OPTIONS = {
  clientId: "app",
  redirectUri: "https://app.example/callback",
  authorizeUrl: "https://login.example/oauth/authorize",
  tokenUrl: "https://login.example/oauth/token",
};
export const SECRETS = {
  clientSecret: "s3cret/client+",
  code: "s3cret code",
  codeVerifier: "s3cret-verifier",
  refresh: "s3cret-refresh",
};
export const TOKENS = { access_token: "a", token_type: "Bearer", refresh_token: SECRETS.refresh };

/** A client whose token endpoint gives a response, and the requests that it got. */
export function client(response, options = {}) {
  const requests = [];
  const oauth = new OAuth({
    ...OPTIONS,
    ...options,
    fetch: async (url, init) => {
      requests.push({ url, ...init, form: Object.fromEntries(new URLSearchParams(init.body)) });
      return typeof response === "function" ? response(init) : response;
    },
  });
  return { oauth, requests };
}

export const json = (status, body, headers) => () => Response.json(body, { status, headers });
export const good = json(200, { access_token: "new", token_type: "bearer", expires_in: 60 });
export const EXCHANGE = {
  code: SECRETS.code,
  state: "s",
  expectedState: "s",
  codeVerifier: SECRETS.codeVerifier,
};
