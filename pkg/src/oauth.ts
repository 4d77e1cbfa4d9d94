// Signing in with OAuth. Needs neither the main entry nor its wasm.

export {
  OAuth,
  type AuthorizationRequest,
  type CodeExchange,
  type OAuthOptions,
  type Scope,
} from "./internal/oauth/client.js";
export type { Fetch } from "./internal/oauth/endpoint.js";
export type { TokenError } from "./internal/oauth/errors.js";
export type { Lock } from "./internal/oauth/locks.js";
export type { EndReason } from "./internal/oauth/machine.js";
export type { Session, SessionEnd, SessionOptions } from "./internal/oauth/session.js";
export {
  chromeStorageStore,
  localStorageStore,
  memoryStore,
  type ChromeStorageArea,
  type TokenStore,
} from "./internal/oauth/stores.js";
export type { TokenSet } from "./internal/oauth/tokens.js";
