// A session: runs the state machine, awaits what its actions ask for, and tells it what came of it.

import { type Clock, within } from "./clock.js";
import { safeCause, type TokenError, tokenError } from "./errors.js";
import { base64url, sha256 } from "./hash.js";
import { isInHook, runHook } from "./hooks.js";
import { acquire, defaultLock, type Lock } from "./locks.js";
import { type Action, type EndReason, type Event, FRESH, type State, step } from "./machine.js";
import type { TokenStore } from "./stores.js";
import { isTokenSet, type TokenSet } from "./tokens.js";

const OPERATION = "oauth.session";
/** How long calls in flight may take to end before a refresh. */
const DRAIN_MS = 5_000;
/** How long `load` may take where nobody waits for a lock. */
const LOAD_MS = 15_000;
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

/** What the session needs of the OAuth client. @internal */
export interface Parts {
  readonly clock: Clock;
  /** Server time minus local time, as far as known. */
  skew(): number;
  refresh(tokens: TokenSet, signal: AbortSignal): Promise<TokenSet>;
}

/** The lock, while it is held. */
interface Held {
  release?: () => void;
  since?: number;
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
  readonly #parts: Parts;
  readonly #options: SessionOptions;
  readonly #listeners = new Set<(end: SessionEnd) => void>();
  /** Requests in flight, by token. */
  readonly #inFlight = new Map<string, number>();
  #state: State = FRESH;
  /** The refresh that is under way. */
  #work: Promise<void> | undefined;
  #abort = new AbortController();
  #landed: (() => void) | undefined;
  #signOut: Promise<void> | undefined;

  /** @internal */
  constructor(parts: Parts, options: SessionOptions) {
    this.#parts = parts;
    this.#options = { ...options };
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
    if (isInHook(this))
      throw tokenError(OPERATION, "a hook of the session (load, save, lock) has called the client");
    for (let round = 0; round <= ROUNDS; round++) {
      const stored = await this.#load(LOAD_MS);
      const action = this.#step({
        type: "needed",
        stored,
        rejected,
        now: this.#now(),
        waited: round > 0,
      });
      if (action.type === "use") return action.token;
      if (action.type === "fail") throw failureOf(action.reason, action.error);
      if (action.type === "drain")
        this.#work = this.#refresh(action).finally(() => (this.#work = undefined));
      await this.#work;
    }
    throw tokenError(OPERATION, "the server refuses each new access token");
  }

  /** Does what the machine asks for until there is no more to do. */
  async #refresh(action: Action): Promise<void> {
    const held: Held = {};
    this.#abort = new AbortController();
    try {
      while (action.type !== "done") action = this.#step(await this.#perform(action, held));
      // Signed out meanwhile: cleared before others may take the lock, for the refresh token may be used.
      if (held.release && this.#state.name === "ended" && this.#state.clearing)
        await this.#save(null).catch(() => undefined);
    } finally {
      held.release?.();
    }
  }

  async #perform(action: Action, held: Held): Promise<Event> {
    try {
      switch (action.type) {
        case "drain":
          await this.#drain(action.token);
          return { type: "drained" };
        case "lock":
          held.release = await this.#acquire(action.token);
          held.since = this.#parts.clock.now();
          return { type: "read", stored: await this.#load(LOCKED_MS.load) };
        case "read":
          return { type: "read", stored: await this.#load(LOCKED_MS.load) };
        case "save":
          await this.#save(action.tokens);
          return { type: "saved" };
        default:
          // The machine may have slept since: by now, others may hold the lock.
          if (this.#parts.clock.now() - Number(held.since) > LOCKED_MS.load)
            throw hookError("lock", "it was held for too long", []);
          return await this.#ask((action as Action & { type: "refresh" }).tokens);
      }
    } catch (error) {
      return { type: "failed", error, now: this.#now() };
    }
  }

  async #ask(old: TokenSet): Promise<Event> {
    try {
      const tokens = await this.#parts.refresh(old, this.#abort.signal);
      return { type: "responded", tokens };
    } catch (error) {
      if (isRefusal(error)) return { type: "refused", error };
      throw error;
    }
  }

  #step(event: Event): Action {
    const before = this.#state;
    const [state, action] = step(before, event);
    this.#state = state;
    if (state.name === "ended" && before.name !== "ended") {
      for (const listener of this.#listeners) {
        try {
          listener({ reason: state.reason, error: state.error });
        } catch {
          // Somebody else's bug must not fail a call.
        }
      }
    }
    return action;
  }

  async #clear(): Promise<void> {
    this.#step({ type: "signed_out" });
    this.#abort.abort();
    this.#landed?.();
    await this.#work;
    let stored = await this.#load(LOAD_MS);
    for (let round = 0; stored; round++) {
      // Without the lock, too: whoever holds it reads the store once more before saving.
      const release = await this.#acquire(stored.access_token).catch(() => undefined);
      try {
        const last = stored.access_token;
        stored = await this.#load(LOCKED_MS.load);
        // The next generation has a lock of its own.
        if (stored && stored.access_token !== last && round < ROUNDS) continue;
        await this.#save(null);
        this.#step({ type: "cleared", last });
        return;
      } finally {
        release?.();
      }
    }
    this.#step({ type: "cleared", last: undefined });
  }

  /** A request with this token leaves. Returns the function that tells of its end. */
  #sent(token: string): () => void {
    this.#count(token, 1);
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      this.#count(token, -1);
    };
  }

  #count(token: string, change: 1 | -1): void {
    const count = (this.#inFlight.get(token) ?? 0) + change;
    if (count > 0) this.#inFlight.set(token, count);
    else {
      this.#inFlight.delete(token);
      this.#landed?.();
    }
  }

  /** Waits for the requests with this token. */
  #drain(token: string): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (this.#inFlight.has(token) && this.#state.name === "expiring") return;
        stop();
        this.#landed = undefined;
        resolve();
      };
      const stop = this.#parts.clock.after(DRAIN_MS, resolve);
      this.#landed = look;
      look();
    });
  }

  #now(): number {
    return this.#parts.clock.now() + this.#parts.skew();
  }

  async #load(milliseconds: number): Promise<TokenSet | null> {
    const tokens = await this.#hook("load", milliseconds, [], () => this.#options.load());
    if (tokens === null || tokens === undefined) return null;
    if (!isTokenSet(tokens)) throw hookError("load", "it gave neither a token set nor null", []);
    return tokens;
  }

  async #save(tokens: TokenSet | null): Promise<void> {
    const secrets = [tokens?.access_token, tokens?.refresh_token].filter(
      (one) => one !== undefined,
    );
    await this.#hook("save", LOCKED_MS.save, secrets, () => this.#options.save(tokens));
  }

  async #acquire(token: string): Promise<() => void> {
    const name = `webwork-sdk.oauth.${base64url(await sha256(token))}`;
    const { lock = defaultLock } = this.#options;
    try {
      return await acquire(
        (name, run) => runHook(this, () => lock(name, run)),
        name,
        this.#parts.clock,
      );
    } catch (cause) {
      throw hookError("lock", cause, [token]);
    }
  }

  /** Runs one of the user's functions: bounded, and without secrets in what it throws. */
  async #hook<T>(
    name: string,
    milliseconds: number,
    secrets: readonly string[],
    run: () => T | PromiseLike<T>,
  ): Promise<T> {
    try {
      return await within(
        this.#parts.clock,
        milliseconds,
        runHook(this, run),
        () => new Error(`it took longer than ${milliseconds} ms`),
      );
    } catch (cause) {
      throw hookError(name, cause, secrets);
    }
  }
}

function hookError(name: string, thrown: unknown, secrets: readonly string[]): Error {
  const cause = safeCause(thrown, secrets);
  return tokenError(OPERATION, `${name} failed: ${cause.message}`, undefined, undefined, { cause });
}

/** The server says for certain that the refresh token is no good. Older servers said it in their own way. */
function isRefusal(error: unknown): boolean {
  const { oauthError, status } = Object(error) as Partial<TokenError>;
  return oauthError === "invalid_grant" || (oauthError === "invalid_request" && status === 401);
}

const MESSAGES = {
  signed_out: "nobody is signed in",
  expired: "the access token has ended, and there is no refresh token",
  refused: "the server refuses the refresh token: sign in again",
};

function failureOf(reason: EndReason | "cooling_down", cause: unknown): unknown {
  if (reason === "cooling_down") return cause;
  const { oauthError, description, status } = Object(cause) as Partial<TokenError>;
  return tokenError(OPERATION, MESSAGES[reason], oauthError, description, { status, cause });
}
