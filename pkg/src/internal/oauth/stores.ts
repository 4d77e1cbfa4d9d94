// Stores that need no code of the app's own.

import { isTokenSet, parse, type TokenSet } from "./tokens.js";

/** Where a session keeps its tokens. All contexts of one session use the same one. */
export interface TokenStore {
  /** The tokens; null or undefined: nobody is signed in. Called for every request, so keep it quick. */
  load: () => TokenSet | null | undefined | PromiseLike<TokenSet | null | undefined>;
  /** Keeps the tokens, or deletes them where it is given null. Done when the promise resolves. */
  save: (tokens: TokenSet | null) => void | PromiseLike<void>;
}

/** The part of `chrome.storage.local` or `chrome.storage.session` that the store uses. */
export interface ChromeStorageArea {
  /** Reads an item. */
  get(key: string): PromiseLike<Record<string, unknown>>;
  /** Writes items. */
  set(items: Record<string, unknown>): PromiseLike<void>;
  /** Deletes an item. */
  remove(key: string): PromiseLike<void>;
}

/**
 * Browsers write `localStorage` through to the processes of other tabs a moment later, with no word when.
 * The lock must not be faster.
 */
const WRITTEN_MS = 100;

/** Tokens in `localStorage`: shared by the tabs of one origin, readable by every script on the page. */
export function localStorageStore(key: string): TokenStore {
  return {
    load: () => tokensOrNull(parse(localStorage.getItem(key) ?? "")),
    save(tokens) {
      if (tokens) localStorage.setItem(key, JSON.stringify(tokens));
      else localStorage.removeItem(key);
      return new Promise((resolve) => setTimeout(resolve, WRITTEN_MS));
    },
  };
}

/**
 * Tokens in an extension's storage: shared by its pages and its service worker.
 *
 * @param area - `chrome.storage.local`, or `chrome.storage.session` to forget them with the browser.
 * @param key - Name of the item. Default: `webwork-sdk.oauth`.
 */
export function chromeStorageStore(
  area: ChromeStorageArea,
  key: string = "webwork-sdk.oauth",
): TokenStore {
  return {
    load: async () => tokensOrNull((await area.get(key))[key]),
    save: (tokens) => (tokens ? area.set({ [key]: tokens }) : area.remove(key)),
  };
}

/** Tokens in memory: gone when the process or the page ends. */
export function memoryStore(tokens: TokenSet | null = null): TokenStore {
  return {
    load: () => tokens,
    save(saved) {
      tokens = saved;
    },
  };
}

/** Null for what is no token set. */
function tokensOrNull(value: unknown): TokenSet | null {
  return isTokenSet(value) ? value : null;
}
