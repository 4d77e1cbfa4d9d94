// Signing in with OAuth. Needs neither the main entry nor its wasm.

export {
  type AuthorizationRequest,
  type CodeExchange,
  OAuth,
  type OAuthOptions,
  type Scope,
} from "./internal/oauth/client.js";
export type { Fetch } from "./internal/oauth/endpoint.js";
export type { SessionOptions } from "./internal/oauth/hooks.js";
export type { Lock } from "./internal/oauth/locks.js";
export type { EndReason, Session, SessionEnd } from "./internal/oauth/session.js";
export {
  type ChromeStorageArea,
  chromeStorageStore,
  localStorageStore,
  memoryStore,
  type TokenStore,
} from "./internal/oauth/stores.js";
export type { TokenSet } from "./internal/oauth/tokens.js";
