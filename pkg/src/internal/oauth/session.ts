// A session: gives the access token of the store, refreshed where that is due.
//
// The store is the truth: every call reads it, so what another context saved or deleted counts at
// once. The access token names the generation of a token set.

import type { AuthenticationError } from "../errors/api.js";
import type { WebWorkError } from "../errors/base.js";
import { systemClock, within } from "./clock.js";
import { type Endpoint, refreshTokens } from "./endpoint.js";
import { hooksOf, noToken, type SessionOptions } from "./hooks.js";
import { LOCK_MS, LOCKED_MS } from "./locks.js";
import { beginsAnew, type CoolDown, coolDownOf, type Ended, nextWait, stateOf } from "./machine.js";
import type { TokenSet } from "./tokens.js";

/** How long calls in flight may take to end before a refresh. */
const DRAIN_MS = 5_000;
/** Refreshes that one call may wait for. */
const ROUNDS = 3;

/**
 * How a driver tells the session of a request in flight: `token[IN_FLIGHT]?.(value)` just before it
 * sends the request with that token; the function that it gets back is to be called when the request
 * has ended, in whatever way, and before the session is told that the token was rejected.
 */
const IN_FLIGHT = Symbol.for("webwork-sdk.inFlight");

/** Why a session ended. */
export type EndReason = "signed_out" | "refused" | "expired";

const MESSAGES: Record<EndReason, string> = {
  signed_out: "nobody is signed in",
  expired: "the access token has ended, with no refresh token",
  refused: "the server refuses the refresh token: sign in again",
};

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
export interface Session {
  /**
   * Gives the access token, refreshed where that is due: pass it as `token` to `new WebWork({ token })`.
   * One refresh serves all calls and clients that wait for it.
   *
   * @throws AuthenticationError where nobody is signed in or the server refused to refresh; ConnectionError,
   * TimeoutError, ServerError and others where it could not be refreshed for now.
   */
  readonly token: (context?: { rejected?: string | undefined }) => Promise<string>;

  /**
   * Deletes the tokens from the store. A refresh in flight is dropped and not saved. Resolves when
   * the store is cleared; from the call on, this session gives no token.
   */
  signOut(): Promise<void>;

  /**
   * Calls a function each time the session ends: when the user has signed out, here or in another
   * context, and when the server refuses to refresh. New tokens in the store begin it again.
   *
   * @returns a function that takes the listener away.
   */
  onEnd(listener: (end: SessionEnd) => void): () => void;
}

/** A session of the app that calls this token endpoint. */
export function openSession(endpoint: Endpoint, options: SessionOptions): Session {
  const { isCalling, load, save, lock } = hooksOf(options);
  const listeners = new Set<(end: SessionEnd) => void>();
  /** The tokens of the requests in flight, by the functions that tell of their ends. */
  const inFlight = new Map<object, string>();
  /** Looks whether a refresh has to wait for requests in flight any longer. */
  let drained: (() => void) | undefined;
  let ended: Ended | undefined;
  /** The last failure. It counts as long as the store has the token set that could not be refreshed. */
  let coolDown: CoolDown | undefined;
  /** The refresh that is under way. It never rejects. */
  let refreshing: Promise<void> | undefined;
  let signingOut: Promise<void> | undefined;
  /** Ends the request of the last refresh. */
  let abort: AbortController | undefined;

  /** By the server's clock. */
  const serverNow = (): number => systemClock.now() + endpoint.skew;

  async function token(context?: { rejected?: string | undefined }): Promise<string> {
    if (isCalling()) throw noToken("a load, save or lock hook has called the client");
    for (let round = 0; round <= ROUNDS; round++) {
      const stored = await load(LOCK_MS);
      const access_token = stored?.access_token ?? "";
      if (ended && !refreshing && beginsAnew(stored, ended)) ended = undefined;
      const state = stateOf(stored, {
        now: serverNow(),
        rejected: context?.rejected,
        waited: round > 0,
        isRefreshing: refreshing !== undefined,
        coolDown,
        ended,
      });
      if (state === "fresh") return access_token;
      if (state === "cooling_down") throw coolDown?.error;
      if (state === "ended")
        throw ended?.failure ?? end(stored ? "expired" : "signed_out", access_token);
      if (state === "expiring")
        refreshing = refresh(access_token).finally(() => (refreshing = undefined));
      await refreshing;
    }
    throw noToken("the server refuses each new access token");
  }

  /** Refreshes the token set with this access token, unless it is no longer the one of the store. */
  async function refresh(token: string): Promise<void> {
    const last = coolDownOf(token, coolDown);
    let next = last?.unsaved;
    let release: (() => void) | undefined;
    /** The tokens in the store; undefined where there are others now, or the session has ended. */
    const read = async (): Promise<TokenSet | undefined> => {
      const stored = await load();
      if (!stored && !ended) end("signed_out", "");
      return !ended && stored?.access_token === token ? stored : undefined;
    };
    abort = new AbortController();
    try {
      await drain(token);
      if (ended) return;
      release = await lock(token);
      const since = systemClock.now();
      const stored = await read();
      if (!stored) return;
      if (!next) {
        if (!stored.refresh_token) return void end("expired", token);
        // The machine may have slept since: by now, others may hold the lock.
        if (systemClock.now() - since > LOCKED_MS.load)
          throw noToken("lock failed: it was held for too long");
        let refusal: AuthenticationError | undefined;
        next = await refreshTokens(endpoint, stored, LOCKED_MS.refresh, abort).catch(
          (error: unknown) => {
            if (!isRefusal(error)) throw error;
            refusal = error;
            return undefined;
          },
        );
        if (!(await read())) return;
        if (!next) return void end("refused", token, refusal);
      }
      await save(next);
      // What a sign-out would have to clear.
      token = next.access_token;
      coolDown = undefined;
    } catch (error) {
      coolDown = { token, error, at: serverNow(), wait: nextWait(last), unsaved: next };
    } finally {
      // Cleared before others may take the lock, for the refresh token may be used.
      if (release && signingOut) await clearLocked(token).catch(() => undefined);
      release?.();
    }
  }

  /** Waits for the requests with this token, unless the user signs out. */
  async function drain(token: string): Promise<void> {
    const done = new Promise<void>((resolve) => {
      drained = () => {
        if (ended || ![...inFlight.values()].includes(token)) resolve();
      };
      drained();
    });
    await within(DRAIN_MS, done).catch(() => undefined);
  }

  /** Ends the session, and tells the listeners once. Returns what calls are told. */
  function end(reason: EndReason, last?: string, error?: WebWorkError): WebWorkError {
    const failure = noToken(MESSAGES[reason], error && { ...error, cause: error });
    const wasEnded = ended;
    ended = { failure, last };
    coolDown = undefined;
    if (!wasEnded)
      for (const listener of listeners)
        try {
          listener({ reason, error });
        } catch {
          // Somebody else's bug must not fail a call.
        }
    return failure;
  }

  /** Signs out. */
  async function clear(): Promise<void> {
    end("signed_out");
    abort?.abort();
    drained?.();
    await refreshing;
    let last = "";
    let token = (await load(LOCK_MS))?.access_token;
    for (let round = 0; token && round <= ROUNDS; round++) {
      last = token;
      // Without the lock, too: whoever holds it reads the store once more before saving.
      const release = await lock(last).catch(() => undefined);
      try {
        await clearLocked(last);
        // Other tokens have a lock of their own.
        token = (await load())?.access_token;
      } finally {
        release?.();
      }
    }
    // Whoever saves so often is overruled.
    if (token) await save(null);
    end("signed_out", last);
  }

  /** Clears the store of the tokens whose lock is held. */
  async function clearLocked(token: string): Promise<void> {
    if ((await load())?.access_token === token) await save(null);
  }

  return {
    token: Object.assign(token, {
      [IN_FLIGHT]: (token: string) => {
        const done = (): void => {
          inFlight.delete(done);
          drained?.();
        };
        inFlight.set(done, token);
        return done;
      },
    }),
    signOut: () => (signingOut ??= clear().finally(() => (signingOut = undefined))),
    onEnd(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The server says for certain that the refresh token is no good. Older servers said it in their own way. */
function isRefusal(error: unknown): error is AuthenticationError {
  const { oauthError, status } = Object(error) as Partial<AuthenticationError>;
  return oauthError === "invalid_grant" || (oauthError === "invalid_request" && status === 401);
}
