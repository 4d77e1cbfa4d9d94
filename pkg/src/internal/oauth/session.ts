// A session: runs the state machine, awaits what its actions ask for, and tells it what came of it.

import { AuthenticationError } from "../errors/api.js";
import type { ErrorDetails, WebWorkError } from "../errors/base.js";
import { check, failed, safeCause } from "../errors/entries.js";
import { systemClock, within } from "./clock.js";
import { type Endpoint, refreshTokens } from "./endpoint.js";
import { base64url, sha256 } from "./hash.js";
import { currentHook, runAs } from "./hooks.js";
import { acquire, defaultLock, LOCK_MS, type Lock } from "./locks.js";
import { type Action, type EndReason, type Event, type Failure, FRESH, step } from "./machine.js";
import type { TokenStore } from "./stores.js";
import { isText, isTokenSet, type TokenSet } from "./tokens.js";

const OPERATION = "oauth.session";
/** How long calls in flight may take to end before a refresh. */
const DRAIN_MS = 5_000;
/** How long `load` may take where nobody waits for a lock. */
const LOAD_MS = LOCK_MS;
/** What may be done inside the lock, and for how long: to load twice, to refresh, to save. @internal */
export const LOCKED_MS = { load: 2_500, refresh: 7_000, save: 3_000 };
/** Refreshes that one call may wait for. */
const ROUNDS = 3;

/**
 * How a driver tells the session of a request in flight: `token[IN_FLIGHT]?.(value)` just before it
 * sends the request with that token; the function that it gets back is to be called when the request
 * has ended, in whatever way, and before the session is told that the token was rejected.
 */
const IN_FLIGHT = Symbol.for("webwork-sdk.inFlight");

/** Where a session keeps its tokens, and what keeps two contexts from refreshing at once. */
export interface SessionOptions extends TokenStore {
  /**
   * Keeps others out while tokens are refreshed. Default: `navigator.locks`, which covers the tabs and
   * workers of one origin, or one Node.js process. Where several processes share a store, bring a lock
   * that covers them.
   */
  lock?: Lock | undefined;
}

/** What `onEnd` listeners are told. */
export interface SessionEnd {
  /**
   * `signed_out`: the store holds no tokens; `refused`: the server refuses the refresh token;
   * `expired`: the access token is no good any more, and there is no refresh token.
   */
  reason: EndReason;
  /** What the server said, where it refused. */
  error: unknown;
}

/** A signed-in user, as long as the tokens in the store can be renewed. */
export class Session {
  /**
   * Gives the access token, refreshed where that is due: pass it as `token` to `new WebWork({ token })`.
   * One refresh serves all calls and clients that wait for it.
   *
   * @throws AuthenticationError where nobody is signed in or the server refused to refresh; ConnectionError,
   * TimeoutError, ServerError and others where it could not be refreshed for now.
   */
  readonly token: (context?: { rejected?: string | undefined }) => Promise<string>;
  readonly #endpoint: Endpoint;
  readonly #options: SessionOptions;
  readonly #listeners = new Set<(end: SessionEnd) => void>();
  /** Hooks that are running. */
  readonly #hooks = new Set<object | undefined>();
  /** Requests in flight. */
  readonly #inFlight = new Set<{ readonly token: string }>();
  #state = FRESH;
  /** The refresh that is under way. */
  #work: Promise<void> | undefined;
  #abort = new AbortController();
  /** Looks whether the requests in flight that hold up a refresh have ended. */
  #landed: (() => void) | undefined;
  #signOut: Promise<void> | undefined;

  /** @internal */
  constructor(endpoint: Endpoint, options: SessionOptions) {
    const { load, save, lock = defaultLock } = Object(options) as SessionOptions;
    for (const [name, hook] of Object.entries({ load, save, lock }))
      check(OPERATION, name, hook, typeof hook === "function", "a function");
    this.#endpoint = endpoint;
    this.#options = options;
    this.token = Object.assign(
      (context?: { rejected?: string | undefined }) => this.#token(context?.rejected),
      { [IN_FLIGHT]: (token: string) => this.#sent(token) },
    );
  }

  /**
   * Deletes the tokens from the store. A refresh in flight is dropped and not saved. Resolves when
   * the store is cleared; from the call on, this session gives no token.
   */
  signOut(): Promise<void> {
    this.#signOut ??= this.#clear().finally(() => (this.#signOut = undefined));
    return this.#signOut;
  }

  /**
   * Calls a function each time the session ends: when the user has signed out, here or in another
   * context, and when the server refuses to refresh. New tokens in the store begin it again.
   *
   * @returns a function that takes the listener away.
   */
  onEnd(listener: (end: SessionEnd) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #token(rejected: string | undefined): Promise<string> {
    if (this.#hooks.has(currentHook()))
      throw noToken("a hook of the session (load, save, lock) has called the client");
    for (let round = 0; round <= ROUNDS; round++) {
      const stored = await this.#load(LOAD_MS);
      const now = this.#now();
      const action = this.#step({ type: "needed", stored, rejected, now, waited: round > 0 });
      if (action.type === "use") return action.token;
      if (action.type === "fail") throw failureOf(action);
      if (action.type === "drain")
        this.#work = this.#refresh(action).finally(() => (this.#work = undefined));
      await this.#work;
    }
    throw noToken("the server refuses each new access token");
  }

  /** Does what the machine asks for until there is no more to do. */
  async #refresh(action: Action): Promise<void> {
    /** The generation whose lock is held, or the one that was saved in its stead. */
    let generation = "";
    let since = 0;
    let release: (() => void) | undefined;
    const perform = async (): Promise<Event> => {
      if (action.type === "drain") {
        await this.#drain(action.token);
        return { type: "drained" };
      }
      if (action.type === "save") {
        await this.#save(action.tokens);
        generation = action.tokens.access_token;
        return { type: "saved" };
      }
      if (action.type === "refresh") {
        // The machine may have slept since: by now, others may hold the lock.
        if (systemClock.now() - since > LOCKED_MS.load)
          throw noToken("lock failed: it was held for too long");
        const { refresh } = LOCKED_MS;
        const tokens = await refreshTokens(this.#endpoint, action.tokens, refresh, this.#abort);
        return { type: "responded", tokens };
      }
      if (action.type === "lock") {
        release = await this.#acquire(action.token);
        generation = action.token;
        since = systemClock.now();
      }
      return { type: "read", stored: await this.#load(LOCKED_MS.load) };
    };
    this.#abort = new AbortController();
    try {
      while (action.type !== "done") {
        const event = await perform().catch(
          (error: unknown): Event => ({
            type: isRefusal(error) ? "refused" : "failed",
            error,
            now: this.#now(),
          }),
        );
        action = this.#step(event);
      }
      // Signed out meanwhile: cleared before others may take the lock, for the refresh token may be used.
      if (release && this.#state.clearing)
        await this.#clearLocked(generation).catch(() => undefined);
    } finally {
      release?.();
    }
  }

  #step(event: Event): Action {
    const before = this.#state;
    const [state, action] = step(before, event);
    this.#state = state;
    if (state.reason && !before.reason)
      for (const listener of this.#listeners)
        try {
          listener({ reason: state.reason, error: state.error });
        } catch {
          // Somebody else's bug must not fail a call.
        }
    return action;
  }

  async #clear(): Promise<void> {
    this.#step({ type: "signed_out" });
    this.#abort.abort();
    this.#landed?.();
    await this.#work;
    let last: string | undefined;
    let token = (await this.#load(LOAD_MS))?.access_token;
    for (let round = 0; token && round <= ROUNDS; round++) {
      last = token;
      // Without the lock, too: whoever holds it reads the store once more before saving.
      const release = await this.#acquire(last).catch(() => undefined);
      try {
        token = await this.#clearLocked(last);
        // Whoever has the lock may have saved meanwhile.
        if (!release) token ??= (await this.#load(LOCKED_MS.load))?.access_token;
      } finally {
        release?.();
      }
    }
    // Whoever saves so often is overruled.
    if (token) await this.#save(null);
    this.#step({ type: "cleared", last });
  }

  /**
   * Clears the store of the generation whose lock is held. Returns the access token of another one,
   * which has a lock of its own.
   */
  async #clearLocked(locked: string): Promise<string | undefined> {
    const token = (await this.#load(LOCKED_MS.load))?.access_token;
    if (token !== locked) return token;
    await this.#save(null);
    return undefined;
  }

  /** A request with this token leaves. Returns the function that tells of its end. */
  #sent(token: string): () => void {
    const request = { token };
    this.#inFlight.add(request);
    return () => {
      this.#inFlight.delete(request);
      this.#landed?.();
    };
  }

  /** Waits for the requests with this token. */
  #drain(token: string): Promise<void> {
    return new Promise((resolve) => {
      const stop = systemClock.after(DRAIN_MS, resolve);
      this.#landed = () => {
        const isWaiting = [...this.#inFlight].some((request) => request.token === token);
        if (isWaiting && this.#state.name === "expiring") return;
        stop();
        resolve();
      };
      this.#landed();
    });
  }

  /** By the server's clock. */
  #now(): number {
    return systemClock.now() + this.#endpoint.skew;
  }

  #load(milliseconds: number): Promise<TokenSet | null> {
    return this.#hook("load", [], async () => {
      const tokens = (await within(milliseconds, this.#options.load())) ?? null;
      if (tokens !== null && !isTokenSet(tokens))
        throw new Error("it gave neither a token set nor null");
      return tokens;
    });
  }

  #save(tokens: TokenSet | null): Promise<void> {
    const secrets = [tokens?.access_token, tokens?.refresh_token].filter(isText);
    return this.#hook("save", secrets, async () =>
      within(LOCKED_MS.save, this.#options.save(tokens)),
    );
  }

  async #acquire(token: string): Promise<() => void> {
    const name = `webwork-sdk.oauth.${base64url(await sha256(token))}`;
    const { lock = defaultLock } = this.#options;
    return this.#hook("lock", [token], () => acquire(lock, name, systemClock));
  }

  /** Runs one of the user's functions. No secrets are in what it throws. */
  async #hook<T>(name: string, secrets: readonly string[], run: () => Promise<T>): Promise<T> {
    const hook = {};
    this.#hooks.add(hook);
    try {
      return await runAs(hook, run);
    } catch (thrown) {
      const cause = safeCause(thrown, secrets);
      throw noToken(`${name} failed: ${cause.message}`, { cause });
    } finally {
      this.#hooks.delete(hook);
    }
  }
}

function noToken(message: string, details?: ErrorDetails): WebWorkError {
  return failed(AuthenticationError, OPERATION, message, details);
}

/** The server says for certain that the refresh token is no good. Older servers said it in their own way. */
function isRefusal(error: unknown): boolean {
  const { oauthError, status } = Object(error) as Partial<AuthenticationError>;
  return oauthError === "invalid_grant" || (oauthError === "invalid_request" && status === 401);
}

const MESSAGES = {
  signed_out: "nobody is signed in",
  expired: "the access token has ended, and there is no refresh token",
  refused: "the server refuses the refresh token: sign in again",
};

function failureOf({ reason, error }: Failure): unknown {
  if (reason === "cooling_down") return error;
  return noToken(MESSAGES[reason], error ? { ...error, cause: error } : {});
}
