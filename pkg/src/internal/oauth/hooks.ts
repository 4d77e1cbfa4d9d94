// The app's own functions: `load`, `save` and `lock`. Each call is bounded in time, shows no secrets in
// what it throws, and must not call the client: that would wait for the function, and the function for it.

import { AuthenticationError } from "../errors/api.js";
import type { ErrorDetails, WebWorkError } from "../errors/base.js";
import { check, failed, type Secret, safeCause } from "../errors/entries.js";
import { within } from "./clock.js";
import { digestOf } from "./hash.js";
import { acquire, defaultLock, LOCKED_MS, type Lock } from "./locks.js";
import type { TokenStore } from "./stores.js";
import { isTokenSet, type TokenSet } from "./tokens.js";

/** Where a session keeps its tokens, and what keeps two contexts from refreshing at once. */
export interface SessionOptions extends TokenStore {
  /**
   * Keeps others out while tokens are refreshed. Default: `navigator.locks`, which covers the tabs and
   * workers of one origin, or one Node.js process. Where several processes share a store, bring a lock
   * that covers them.
   */
  lock?: Lock | undefined;
}

interface Hooks {
  /** Whether a hook has called what runs now. Where there is no `Context`, the time limits end its wait. */
  isCalling(): boolean;
  /** Reads the store. Rejects after some milliseconds; default: what there is time for inside the lock. */
  load(milliseconds?: number): Promise<TokenSet | null | undefined>;
  /** Writes to the store, or clears it. */
  save(tokens: TokenSet | null): Promise<void>;
  /** Takes the lock of the generation with this access token. Resolves to what releases it. */
  lock(token: string): Promise<() => void>;
}

/** What tells which hook has started the code that runs. Browsers do not have it yet. */
interface Context {
  run<T>(hook: object, run: () => T): T;
  getStore(): object | undefined;
}

interface Host {
  process?: {
    getBuiltinModule?(name: string): { AsyncLocalStorage?: new () => Context } | undefined;
  };
}

const OPERATION = "oauth.session";

let context: Context | undefined;

/** Why a session gives no token. */
export function noToken(message: string, details?: ErrorDetails): WebWorkError {
  return failed(AuthenticationError, OPERATION, message, details);
}

/** The functions of the app, checked and wrapped. */
export function hooksOf(options: SessionOptions): Hooks {
  const { load, save, lock = defaultLock } = Object(options) as SessionOptions;
  for (const [name, hook] of Object.entries({ load, save, lock }))
    check(OPERATION, name, hook, typeof hook === "function", "a function");

  /** One object for each hook that is running. */
  const running = new Set<object | undefined>();

  async function run<T>(name: string, call: () => Promise<T>, ...secrets: Secret[]): Promise<T> {
    const { AsyncLocalStorage } =
      (globalThis as Host).process?.getBuiltinModule?.("node:async_hooks") ?? {};
    context ??= AsyncLocalStorage && new AsyncLocalStorage();
    const hook = {};
    running.add(hook);
    try {
      return await (context ? context.run(hook, call) : call());
    } catch (thrown) {
      const cause = safeCause(thrown, secrets);
      throw noToken(`${name} failed: ${cause.message}`, { cause });
    } finally {
      running.delete(hook);
    }
  }

  return {
    isCalling: () => running.has(context?.getStore()),
    load: (milliseconds = LOCKED_MS.load) =>
      run("load", async () => {
        const tokens = await within(milliseconds, options.load());
        if (tokens && !isTokenSet(tokens)) throw new Error("it gave neither a token set nor null");
        return tokens;
      }),
    save: (tokens) =>
      run(
        "save",
        async () => within(LOCKED_MS.save, options.save(tokens)),
        tokens?.access_token,
        tokens?.refresh_token,
      ),
    lock: (token) =>
      run("lock", async () => acquire(lock, `webwork-sdk.oauth.${await digestOf(token)}`), token),
  };
}
