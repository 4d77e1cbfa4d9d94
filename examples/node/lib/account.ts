// The account that the example "login" signs in, and that --login uses.

import { homedir } from "node:os";
import { join } from "node:path";
import { OAuth, type Session } from "webwork-sdk/oauth";
import { fileLock, fileStore } from "./token-store.ts";

/** The redirect URI to register for your app. WebWork compares it to the letter, so the port is fixed. */
export const REDIRECT_URI = "http://127.0.0.1:53682/callback";

export const tokensPath = (): string =>
  process.env.WEBWORK_TOKENS ?? join(homedir(), ".config/webwork/tokens.json");

/** The OAuth app of the environment. */
export function makeOAuth(): OAuth {
  const {
    WEBWORK_CLIENT_ID: clientId = "",
    WEBWORK_CLIENT_SECRET: clientSecret,
    WEBWORK_BASE_URL: baseUrl,
  } = process.env;
  return new OAuth({
    clientId,
    clientSecret,
    redirectUri: REDIRECT_URI,
    // A sandbox server has its OAuth endpoints beside the API.
    ...(baseUrl && {
      authorizeUrl: new URL("/oauth/authorize", baseUrl).href,
      tokenUrl: new URL("/oauth/token", baseUrl).href,
    }),
  });
}

/** Keeps the account signed in: refreshes its tokens when that is due. */
export function openSession(): Session {
  const path = tokensPath();
  return makeOAuth().session({ ...fileStore(path), lock: fileLock(path) });
}
